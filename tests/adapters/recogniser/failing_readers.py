"""Readers that fail as native decoders do: for the child process to run, named by their path."""

import os
import signal
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from customhouse.adapters.scanners import read
from customhouse.imaging.model import Scan
from customhouse.imaging.reading import Limits, ScanFile


def deadly(files: Sequence[ScanFile], limits: Limits, /) -> Scan:
    """Dies on a file called poison, as a broken codec would; reads all others."""
    if any("poison" in file.name for file in files):
        os.kill(os.getpid(), signal.SIGSEGV)
    return read(files, limits)


def greedy(files: Sequence[ScanFile], limits: Limits, /) -> Scan:
    """Asks for more memory than any site has."""
    return read([ScanFile(str(len(bytearray(64 << 30))), file.path) for file in files], limits)


def slow(files: Sequence[ScanFile], limits: Limits, /) -> Scan:
    time.sleep(60)
    return read(files, limits)


def untidy(files: Sequence[ScanFile], limits: Limits, /) -> Scan:
    """Dies, or hangs where a file is called slow, while it has temporary files; tells beside the first where."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "0.inflated").write_bytes(bytes(1000))
        files[0].path.with_suffix(".where").write_text(folder, encoding="utf-8")
        if any("slow" in file.name for file in files):
            time.sleep(60)
        os.kill(os.getpid(), signal.SIGKILL)
    return read(files, limits)


def talkative(files: Sequence[ScanFile], limits: Limits, /) -> Scan:
    """Prints, as some libraries do, where its answers go."""
    os.write(1, b"Marker handler function failed\n")
    return read(files, limits)
