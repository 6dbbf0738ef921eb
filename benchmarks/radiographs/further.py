"""Finds of kinds that the training never hid: wildlife, lithium cells, sheets of explosive among the goods.

They are no part of the frozen set; the containers that hide nothing, beside which they are held, are its.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.progress import track
from rich.table import Table

from benchmarks.radiographs.cases import Case, case_of, kept
from benchmarks.radiographs.hidden_tables import ANY, SAYING, of_kind
from benchmarks.radiographs.measures import Measured, titled
from customhouse.imaging.networks.cards import Model, ModelCard
from simulators.scanner.loads.further_finds import FURTHER
from simulators.scanner.loads.sample import make_further


def looked_at(model: Model, count: int, pixel_mm: float, folder: Path) -> list[Case]:
    """`count` containers of each find, but those among whose goods it did not fit."""
    found = [
        kept(
            folder / f"further-{find}-{seed}.pickle",
            lambda n=seed, what=find: case_of(make_further(n, "evaluation", what, pixel_mm=pixel_mm), n, model),
        )
        for find in FURTHER
        for seed in track(range(count), f"Looking at containers that hide {find}…")
    ]
    return [case for case in found if case.kinds]


def further(cases: Sequence[Case], frozen: Sequence[Case], card: ModelCard) -> tuple[dict[str, Any], list[Table]]:
    """Each find, and all of them, against what hides nothing in the frozen set."""
    limit = card.thresholds.get("anomaly_medium", 0.5)
    every = [*cases, *(case for case in frozen if not case.kinds)]
    columns = ("find", "containers", "area under curve", "network and trees of places", "trees alone", "found at limit")
    table = titled("Hidden finds that training never showed", *columns, "in its place")
    results = {}
    for find in (*FURTHER, ANY):
        results[find] = told = of_kind(every, find, limit)
        areas = [str(Measured(**told["area"][name])) for name in SAYING]
        rest = [Measured(**told[name]).counted() for name in ("found", "in_place")]
        table.add_row(find, str(told["count"]), *areas, *rest)
    return results, [table]
