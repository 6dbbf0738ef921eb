"""DICOM files that are deflated as a whole (1.2.840.10008.1.2.1.99), inflated within limits before they are read.

pydicom would inflate them whole into memory, however large they become.
"""

import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pydicom.dataset import FileMetaDataset
from pydicom.filereader import _read_file_meta_info, read_preamble
from pydicom.filewriter import write_file_meta_info
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian

from customhouse.imaging.reading import Limits, ScanFile, Unreadable

CHUNK = 1 << 20
HEADERS = 64_000_000  # bytes of one post that are no voxels
BEGINNING = 1 << 20  # bytes: what tells which files belong together stands long before the pixels
RAW_DEFLATE = -15  # RFC 1951, without the header of zlib (PS3.5 A.5)


@dataclass
class Budget:
    """How many bytes all deflated files of one post may still become."""

    left: int


def inflated(files: Sequence[ScanFile], folder: Path, limits: Limits) -> list[ScanFile]:
    """The same files, those that were deflated as plain ones in `folder`. Raises `Unreadable`."""
    budget = Budget(limits.volume_bytes + HEADERS)
    return [_plain(file, folder / f"{number}.inflated", budget) for number, file in enumerate(files)]


def beginning(file: Path) -> BinaryIO | None:
    """The first part of a deflated file as that of a plain one, however large the whole would become.

    None where nothing is deflated. Raises `OSError` and `zlib.error`.
    """
    with file.open("rb") as source:
        meta = _meta(source)
        if meta is None:
            return None
        held = io.BytesIO()
        _write_plain_meta(held, meta)
        held.write(zlib.decompressobj(RAW_DEFLATE).decompress(source.read(BEGINNING), BEGINNING))
        held.seek(0)
        return held


def _plain(file: ScanFile, target: Path, budget: Budget) -> ScanFile:
    with file.path.open("rb") as source:
        meta = _meta(source)
        if meta is None:
            return file
        with target.open("wb") as sink:
            _write_plain_meta(sink, meta)
            for chunk in _chunks(file, source, budget):
                sink.write(chunk)
    return ScanFile(file.name, target)


def _write_plain_meta(sink: BinaryIO, meta: FileMetaDataset) -> None:
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    sink.write(b"\0" * 128 + b"DICM")
    write_file_meta_info(sink, meta, enforce_standard=False)  # type: ignore[arg-type]  # any stream of bytes will do


def _meta(source: BinaryIO) -> FileMetaDataset | None:
    """What stands before a deflated part, the stream left where that begins; None where nothing is deflated.

    By the function with which pydicom itself decides to inflate, so that no file is deflated for it and not for us.
    """
    with suppress(EOFError, OSError):  # of a file that breaks off: the reader of plain files says so
        read_preamble(source, force=True)
        meta: FileMetaDataset = _read_file_meta_info(source)
        if meta.get("TransferSyntaxUID") == DeflatedExplicitVRLittleEndian:
            return meta
    return None


def _chunks(file: ScanFile, source: BinaryIO, budget: Budget) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(RAW_DEFLATE)
    try:
        while not unpacker.eof:
            packed = unpacker.unconsumed_tail or source.read(CHUNK)
            chunk = unpacker.decompress(packed, CHUNK)
            if not packed and not chunk:
                raise Unreadable("truncated", f"{file.name} breaks off while inflating; post the whole file again.")
            budget.left -= len(chunk)
            if budget.left < 0:
                raise Unreadable("too_large", f"{file.name} inflates to more bytes than a scan may have here; "
                                              "export it uncompressed, or crop, bin or split it.")  # fmt: skip
            yield chunk
    except zlib.error as error:
        raise Unreadable("damaged", f"{file.name} does not inflate ({error}); export it uncompressed.")
