"""How long an analyst waits for the first image: requests of the workbench's page, over HTTP, to a running server.

The page asks for the scan's record and a coarse level of its first view, paints it, and then asks for the whole view.
"""

import math
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.speed.recognition import make_radiograph
from simulators.trader.goods import TOYS
from simulators.trader.lodgement import Consignment, lodgement
from tests.serving import Server, serving

ROUNDS = 50
COARSE = 2  # the level that the workbench's page asks for first: a sixteenth of the bytes
AIMS_S = {"coarse": 0.3, "full": 2.0}
RECOGNISED_WITHIN_S = 120.0
DATA = "a 4000×1500 radiograph of 6 and 4 MeV, made here, lodged, posted and recognised by the server that is measured"


def post_scan(server: Server, folder: Path) -> str:
    """Lodge a declaration, post the radiograph to it, and wait until it is recognised."""
    body = lodgement(Consignment("FIRST-IMAGE", TOYS, 9000.0))
    consignment = server.client("declarant").post("/api/declarations", json=body).raise_for_status().json()
    files = [("files", (path.name, path.read_bytes())) for path in make_radiograph(folder)]
    posted = server.client("scanner-xmpms").post(
        "/api/scans", files=files, data={"consignment_id": consignment["consignment_id"]}, timeout=60
    )
    scan_id = str(posted.raise_for_status().json()["scan_id"])
    analyst, deadline = server.client("analyst"), time.monotonic() + RECOGNISED_WITHIN_S
    while analyst.get(f"/api/scans/{scan_id}").raise_for_status().json()["state"] != "recognised":
        if time.monotonic() > deadline:
            raise TimeoutError(f"the scan was not recognised within {RECOGNISED_WITHIN_S:.0f} s\n{server.log()}")
        time.sleep(0.2)
    return scan_id


def seconds_of(client: httpx.Client, paths: list[str]) -> tuple[float, int]:
    """Ask for these one after another, whole; the time and the bytes together."""
    started = time.perf_counter()
    size = sum(len(client.get(path).raise_for_status().content) for path in paths)
    return time.perf_counter() - started, size


def quantile(values: list[float], share: float) -> float:
    """The smallest value that this share of all does not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def measured(client: httpx.Client, paths: list[str]) -> dict[str, Any]:
    rounds = [seconds_of(client, paths) for _ in range(ROUNDS)]
    times = [seconds for seconds, _ in rounds]
    share = {"p50_s": quantile(times, 0.50), "p95_s": quantile(times, 0.95), "worst_s": max(times)}
    return {"bytes": rounds[0][1], **{name: round(value, 4) for name, value in share.items()}}


def main() -> dict[str, Any]:
    """Measure, print a table and return the figures."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "scan").mkdir()
        with serving(Path(name) / "house") as server:
            scan_id = post_scan(server, Path(name) / "scan")
            scan, view = f"/api/scans/{scan_id}", f"/api/scans/{scan_id}/views/0/levels"
            analyst = server.client("analyst")
            coarse, full = [scan, f"{view}/{COARSE}"], [f"{view}/0"]
            results = {"coarse": measured(analyst, coarse), "full": measured(analyst, full)}
    table = Table("image", "bytes", "half within", "95 % within", "worst", "aim", title="First image")
    for kind, row in results.items():
        times = [f"{row[name] * 1000:.0f} ms" for name in ("p50_s", "p95_s", "worst_s")]
        table.add_row(kind, f"{row['bytes']:,}", *times, f"≤ {AIMS_S[kind] * 1000:.0f} ms")
    Console().print(table)
    print(f"Data: {DATA}. {ROUNDS} requests one after another on loopback; the coarse one with the scan's record.")
    return {"claim": "seconds to the workbench's first image", "data": DATA, "aims_s": AIMS_S, "results": results}


if __name__ == "__main__":
    main()
