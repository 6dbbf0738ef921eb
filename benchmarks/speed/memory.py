"""Resident memory of the whole demo while it plays its border, and how long it takes to the first page."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import psutil
from rich.console import Console
from rich.table import Table

from tests.conftest import free_port

AIM_MB, AIM_WARM_S = 1229, 5.0
SAMPLE_S = 5.0
STARTS_WITHIN_S = 120.0
DATA = "the demo's own border, simulated traffic of scripted consignments at real speed"


class Demo:
    """One run of `customhouse demo`, with all its processes."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "customhouse", "demo", "--data", str(folder), "--port", str(self.port)]
        command += ["--device-port", str(free_port())]
        self._begun = time.perf_counter()
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def first_page_s(self) -> float:
        """Seconds from the command to the page and what the page asks first."""
        deadline = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < deadline:
            try:
                for path in ("/", "/api/about"):
                    httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=5).raise_for_status()
            except httpx.HTTPError:
                if self.process.poll() is not None:
                    raise RuntimeError(f"the demo ended at once with {self.process.returncode}")
                time.sleep(0.05)
                continue
            return time.perf_counter() - self._begun
        raise TimeoutError(f"no page within {STARTS_WITHIN_S:.0f} s")

    def memory_mb(self) -> dict[str, dict[str, float]]:
        """By process: RSS counts shared pages in each process that has them, PSS shares them out."""
        found: dict[str, dict[str, float]] = {}
        root = psutil.Process(self.process.pid)
        for process in (root, *root.children(recursive=True)):
            try:
                info, name = process.memory_full_info(), _part(process)
            except psutil.NoSuchProcess:
                continue
            sums = found.setdefault(name, {"rss_mb": 0.0, "pss_mb": 0.0})
            sums["rss_mb"] += info.rss / 2**20
            sums["pss_mb"] += info.pss / 2**20
        return found

    def stop_s(self) -> float:
        """As Ctrl-C does; seconds until all of it is gone."""
        started, family = time.perf_counter(), psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)
        if psutil.wait_procs(family, timeout=30)[1]:
            raise RuntimeError("processes of the demo are left over")
        return time.perf_counter() - started


def _part(process: psutil.Process) -> str:
    """What this process is to the demo, by its command line."""
    words = " ".join(process.cmdline())
    parts = {"simulators": "simulators", "recogniser": "recognisers", "customhouse demo": "server"}
    return next((part for word, part in parts.items() if word in words), "other")


def total(sample: dict[str, dict[str, float]], kind: str) -> float:
    return sum(part[kind] for part in sample.values())


def main(minutes: float = 10.0) -> dict[str, Any]:
    """Play for some minutes, start again, print a table and return the figures."""
    with tempfile.TemporaryDirectory() as name:
        demo = Demo(Path(name) / "demo")
        try:
            cold_s = demo.first_page_s()
            samples = _watch(demo, minutes * 60)
        finally:
            stop_s = demo.stop_s()
        again = Demo(Path(name) / "demo")
        try:
            warm_s = again.first_page_s()
        finally:
            again.stop_s()
    last, peak = samples[-1], max(samples, key=lambda sample: total(sample, "rss_mb"))
    _print(last, peak, minutes)
    print(f"First page: {cold_s:.1f} s on an empty folder, {warm_s:.1f} s on a used one (aim ≤ {AIM_WARM_S:.0f} s).")
    print(f"Ctrl-C: {stop_s:.1f} s until all is gone. Data: {DATA}.")
    return {
        "claim": "resident memory of the whole demo, seconds to the first page",
        "data": DATA,
        "aims": {"rss_mb": AIM_MB, "warm_first_page_s": AIM_WARM_S},
        "minutes": minutes,
        "results": {
            "at_the_end": last,
            "rss_mb": total(last, "rss_mb"),
            "pss_mb": total(last, "pss_mb"),
            "peak_rss_mb": total(peak, "rss_mb"),
            "first_page_cold_s": cold_s,
            "first_page_warm_s": warm_s,
            "stop_s": stop_s,
        },
    }


def _watch(demo: Demo, seconds: float) -> list[dict[str, dict[str, float]]]:
    samples, ends = [demo.memory_mb()], time.monotonic() + seconds
    while time.monotonic() < ends:
        time.sleep(min(SAMPLE_S, max(0.0, ends - time.monotonic())))
        samples.append(demo.memory_mb())
    return samples


def _print(last: dict[str, dict[str, float]], peak: dict[str, dict[str, float]], minutes: float) -> None:
    table = Table("process", "RSS", "PSS", "RSS at the peak", title=f"Memory of the demo after {minutes:g} minutes")
    for name in sorted(last | peak):
        at_end, at_peak = last.get(name, {}), peak.get(name, {})
        cells = [at_end.get("rss_mb", 0), at_end.get("pss_mb", 0), at_peak.get("rss_mb", 0)]
        table.add_row(name, *(f"{cell:.0f} MiB" for cell in cells))
    sums = [total(last, "rss_mb"), total(last, "pss_mb"), total(peak, "rss_mb")]
    table.add_row(f"all (aim ≤ {AIM_MB} MiB)", *(f"{cell:.0f} MiB" for cell in sums), style="bold")
    Console().print(table)


if __name__ == "__main__":
    main(float(os.environ.get("MINUTES", "10")))
