"""Reference data: seconds to take every source at hand, to read it back, and the most memory it took.

Each database is measured in a process of its own, so that its peak of memory is its own.
"""

import json
import multiprocessing
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.speed.servers import KINDS, database_url
from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.adapters.reference_data import READERS
from customhouse.kernel.database import Database
from customhouse.sourcing.finding import files_below
from customhouse.sourcing.manifest import load_manifest
from customhouse.sourcing.service import Sourcing

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "goods"
DATA = "the publishers' files that the shipped manifest names (EU, US, UK and HS texts), as they are published"


def take_all(url: str) -> dict[str, float]:
    """Every source, each in its own durable transaction; then all rows read once."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(url)
        sourcing = Sourcing(load_manifest(READERS), READERS, FolderBlobs(Path(folder)))
        started, taken, quarantined = time.perf_counter(), 0, 0
        for found in files_below(FOLDER, sourcing.manifest):
            file = sourcing.open_file(found.source.id, found.path, accept_changed=True)
            with file as ready, database.begin("bench") as tx:
                one = sourcing.take(tx, ready)
            taken, quarantined = taken + one.taken, quarantined + one.quarantined
        imported_s = time.perf_counter() - started
        started = time.perf_counter()
        with database.read("bench") as tx:
            read = sum(1 for _ in sourcing.texts(tx))
        read_s = time.perf_counter() - started
        database.close()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = {"rows_taken": taken, "rows_quarantined": quarantined, "rows_read": read}
    return {**rows, "import_s": imported_s, "read_s": read_s, "peak_mb": peak_mb}


def _apart(url: str) -> dict[str, float]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(take_all, (url,))


def main() -> dict[str, Any]:
    results: dict[str, dict[str, float]] = {}
    if not FOLDER.is_dir():
        print(f"Reference data: skipped, {FOLDER} is not on this machine.")
        return {"claim": "reference data imported", "data": DATA, "results": results}
    table = Table("database", "rows", "quarantine", "import s", "read s", "peak MB", title="Reference data")
    for kind in KINDS:
        with database_url(kind) as url:
            one = results[kind] = _apart(url)
        counts = (f"{one['rows_taken']:,.0f}", f"{one['rows_quarantined']:,.0f}")
        table.add_row(kind, *counts, f"{one['import_s']:.1f}", f"{one['read_s']:.1f}", f"{one['peak_mb']:.0f}")
    Console().print(table)
    print(f"Data: {DATA}.")
    return {"claim": "reference data imported", "data": DATA, "results": results}


if __name__ == "__main__":
    print(json.dumps(main(), indent=2))
