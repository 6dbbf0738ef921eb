"""Writes the weights with which the evidence of a scan is added up to one score.

    python -m training.comparison.fit --folder CACHE              # of radiographs of containers
    python -m training.comparison.fit --of parcels --folder CACHE     # of bags, parcels and mail in CT

Reads simulated consignments (made where the folder lacks them), fits a rising curve for every term, calibrates on
others, measures on the evaluation split, and writes the weights with where they come from and what they were measured
at. Fitted and calibrated on packing that the networks have not learned: of what they have learned they are surer than
a border ever sees. Terms that simulated consignments do not show keep weights that are stated, each with its reason.
`--measure` measures weights that are there and fits nothing.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from benchmarks.declared import bags as parcels
from benchmarks.declared.consignments import (
    CONTAINERS,
    DATA,
    KINDS,
    Case,
    cases,
    read_descriptions,
    recogniser,
    scanned,
)
from benchmarks.declared.containers import DATA as EVALUATION
from benchmarks.declared.containers import WAYS, Ways, by_weights
from customhouse.imaging.comparison.scoring.score import FILES, WEIGHTS, Weights
from customhouse.imaging.model import Modality
from training.comparison.score_curves import Plan, fitted
from training.comparison.score_stated import OF_PARCELS, STATED

UNSEEN = "unseen"  # the split; the networks' training looks at its first seeds
OWN_INDEX = "Descriptions were read with the index of this build; a site's own index may be surer or less sure."
BY_HAND = "terms marked as stated were set by people."


@dataclass(frozen=True)
class Source:
    """Where consignments come from.

    Attributes:
        drawn: the cases of these seeds of a split; what was recognised is kept in the folder.
        first, counts: seeds to learn from, to calibrate on (both of `UNSEEN`) and to measure on (`evaluation`).
        noun: what a seed draws.
    """

    plan: Plan
    drawn: Callable[[str, range, Path | None], list[Case]]
    first: tuple[int, int, int]
    counts: tuple[int, int, int]
    noun: str
    data: str
    evaluation: str
    ways: Ways


def _containers(split: str, seeds: range, folder: Path | None) -> list[Case]:
    found = scanned(CONTAINERS, split, track(seeds, f"containers ({split})"), folder)
    return list(cases(found, read_descriptions()))


def _parcels(split: str, seeds: range, folder: Path | None) -> list[Case]:
    found = list(scanned(parcels.BAGS, split, track(seeds, f"bags and parcels ({split})"), folder))
    return list(parcels.cases(found, read_descriptions()))


_COMMODITY, _HEADING, _QUANTITY, _HIDDEN, _EMPTINESS = KINDS
SOURCES = {
    "containers": Source(
        Plan(
            "declared-against-seen",
            "2.6",
            FILES[Modality.RADIOGRAPH],
            dict(zip(KINDS, ("commodity", "heading", "quantity", "hidden", "emptiness"), strict=True)),
            {"commodity": 0.25, "heading": 0.25, "quantity": 0.2, "hidden": 0.2, "emptiness": 0.1},
            STATED,
            f"Learned on simulated radiographs of single containers; {BY_HAND} {OWN_INDEX}",
        ),
        _containers,
        (4001, 8001, 1),
        (1035, 178, 235),
        "containers",
        DATA,
        EVALUATION,
        WAYS,
    ),
    "parcels": Source(
        Plan(
            "declared-against-seen-in-ct",
            "1.0",
            FILES[Modality.CT],
            {_COMMODITY: "commodity", _HEADING: "heading", _HIDDEN: "hidden"}
            | {f"mass × {factor:g}": "quantity" for factor in parcels.FACTORS},
            {"commodity": 0.25, "heading": 0.25, "quantity": 0.2, "hidden": 0.3},
            OF_PARCELS,
            "Learned on simulated CT of bags, parcels and mail, each kind of goods declared in a line of its own; "
            f"{BY_HAND} {OWN_INDEX}",
            ridge=0.1,
        ),
        _parcels,
        (parcels.FIRST, parcels.FIRST + 230, parcels.FIRST),
        (230, 68, 150),
        "bags and parcels",
        "simulated: bags, parcels and mail packed, scanned and declared by our own simulators",
        f"{parcels.DATA} evaluation",
        parcels.BY_CT,
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--of", choices=list(SOURCES), default="containers")
    parser.add_argument("--folder", type=Path, help="where recognised scans are kept between runs")
    for name in ("train", "tune", "evaluation"):
        parser.add_argument(f"--{name}", type=int, help="how many; as the shipped weights were learned if left out")
    parser.add_argument("--measure", action="store_true", help="measure the weights of --out, and fit none")
    parser.add_argument("--out", type=Path, help="where the product reads them, if left out")
    asked = parser.parse_args()
    source = SOURCES[asked.of]
    counts = [
        usual if given is None else given
        for given, usual in zip((asked.train, asked.tune, asked.evaluation), source.counts, strict=True)
    ]
    out, seeds = asked.out or source.plan.file, [range(a, a + n) for a, n in zip(source.first, counts, strict=True)]
    if asked.measure:
        weights = WEIGHTS.validate_json(out.read_bytes())
    else:
        weights = _learned(source, *(source.drawn(UNSEEN, some, asked.folder) for some in seeds[:2]))
    evaluation = source.drawn("evaluation", seeds[2], asked.folder)
    weights = replace(weights, figures=measured(source, evaluation, weights))
    out.write_text(json.dumps(WEIGHTS.dump_python(weights), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    Console().print_json(data=weights.log | weights.figures)


def _learned(source: Source, train: list[Case], tune: list[Case]) -> Weights:
    weights = fitted(source.plan, train, tune)
    log = {
        "fitted_at": datetime.now(UTC).date().isoformat(),
        "recogniser": recogniser(),
        "consignments": {"train": _count(train), "tune": _count(tune)},
    }
    drawn = len({case.seed for case in train})
    words = f"{source.data}; {drawn} {source.noun} of the split {UNSEEN}, {len(train)} declarations of them"
    return replace(weights, trained_on=words, log=log | weights.log)


def measured(source: Source, evaluation: list[Case], weights: Weights) -> dict[str, Any]:
    """On consignments from which nothing was learned: what is caught at 5 % false alarms, and how right it is."""
    results, right, _ = by_weights(evaluation, weights, source.ways)
    return {
        "measured_at": datetime.now(UTC).date().isoformat(),
        "data": source.evaluation,
        source.noun: len({case.seed for case in evaluation}),
        "declarations": _count(evaluation),
        "caught": results,
        "calibration_error": {way: told["error"] for way, told in right.items()},
    }


def _count(found: Sequence[Case]) -> dict[str, int]:
    return dict(sorted(Counter(case.kind for case in found).items()))


if __name__ == "__main__":
    main()
