"""Runs the benchmarks one after another, prints their tables and keeps their results as JSON."""

import importlib
import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.ct.sets import Sizes

RESULTS = Path(__file__).parent / "results"
# By name: a module that has `main() -> dict`, prints its own table and says on what data it was measured.
BENCHMARKS = {
    "lodging": "speed.lodging",
    "seal_ingest": "speed.seal_ingest",
    "recognition": "speed.recognition",
    "engines": "speed.engines",
    "appearance": "declared.appearance",
    "sourcing": "sourcing",
    "goods": "goods.descriptions",
    "names": "names",
    "waybills": "waybills",
    "recognition_ct": "ct.recognition",
    "recognition_radiograph": "radiographs.recognition",
    "declared_against_seen": "declared.containers",
    "declared_bags": "declared.bags",
    "clean_bags": "ct.clean_bags",
    "package_counts": "radiographs.package_counts",
    "likeness": "speed.likeness",
    "likeness_ct": "ct.likeness",
    "recognition_ct_unlike": "ct.unlike",
    "precision": "ct.precision",
    "photos": "photos",
    "ct_metal": "ct.metal",
    "perfect_scanner": "ct.perfect_scanner",
    "adaptation": "adaptation",
    "line_scans": "radiographs.line_scans",
    "first_image": "speed.first_image",
    "memory": "speed.memory",
}


def machine() -> dict[str, Any]:
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform(terse=True)}


def main(only: str = "", *, as_json: bool = False, minutes: float = 10.0, ct: tuple[int, int] | None = None) -> None:
    """`minutes` is how long the demo plays while its memory is watched; `ct`, how many bags and objects are seen."""
    RESULTS.mkdir(exist_ok=True)
    measured = {}
    for name, module in BENCHMARKS.items():
        if only not in name:
            continue
        options: dict[str, Any] = {"minutes": minutes} if name == "memory" else {}
        if name == "recognition_ct" and ct:
            options["sizes"] = Sizes.of(*ct)
        result = importlib.import_module(f"benchmarks.{module}").main(**options)
        measured[name] = {"measured_at": datetime.now(UTC).isoformat(), "machine": machine(), **result}
        (RESULTS / f"{name}.json").write_text(json.dumps(measured[name], indent=2, default=str), encoding="utf-8")
    if as_json:
        print(json.dumps(measured, indent=2, default=str))


if __name__ == "__main__":
    main()
