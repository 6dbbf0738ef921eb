"""Runs the benchmarks one after another, prints their tables and keeps their results as JSON."""

import importlib
import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.recognition_ct_sets import Sizes

RESULTS = Path(__file__).parent / "results"
# Each module has `main() -> dict`, prints its own table and says on what data it was measured.
BENCHMARKS = (
    *("lodging", "seal_ingest", "recognition", "engines", "appearance", "sourcing", "goods", "names", "waybills"),
    *(
        "recognition_ct",
        "recognition_radiograph",
        "declared_against_seen",
        "declared_bags",
        "clean_bags",
        "package_counts",
        "likeness",
        "likeness_ct",
    ),
    *(
        "recognition_ct_unlike",
        "precision",
        "photos",
        "perfect_scanner",
        "adaptation",
        "line_scans",
        "first_image",
        "memory",
    ),
)


def machine() -> dict[str, Any]:
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform(terse=True)}


def main(only: str = "", *, as_json: bool = False, minutes: float = 10.0, ct: tuple[int, int] | None = None) -> None:
    """`minutes` is how long the demo plays while its memory is watched; `ct`, how many bags and objects are seen."""
    RESULTS.mkdir(exist_ok=True)
    measured = {}
    for name in BENCHMARKS:
        if only not in name:
            continue
        options: dict[str, Any] = {"minutes": minutes} if name == "memory" else {}
        if name == "recognition_ct" and ct:
            options["sizes"] = Sizes.of(*ct)
        result = importlib.import_module(f"benchmarks.{name}").main(**options)
        measured[name] = {"measured_at": datetime.now(UTC).isoformat(), "machine": machine(), **result}
        (RESULTS / f"{name}.json").write_text(json.dumps(measured[name], indent=2, default=str), encoding="utf-8")
    if as_json:
        print(json.dumps(measured, indent=2, default=str))


if __name__ == "__main__":
    main()
