"""Every table of the CT networks: counts and intervals with each figure, baselines and published anchors beside."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.ct.measures import (
    ALLOWED,
    DATA,
    MATCH,
    ROWS,
    Record,
    Value,
    auroc,
    average_precision,
    detected,
    dice_of,
    mean_dice,
    mean_precision,
    mean_threat,
    miscalibration,
    rows_of,
    share_words,
    sums_of,
    threshold_at,
    worst,
)
from benchmarks.ct.scanners import scanners
from benchmarks.ct.singles import singles, strangers
from benchmarks.ct.voxels import voxel_reliability
from customhouse.imaging.adaptation.measures import calibration_error
from customhouse.imaging.networks.cards import Model
from customhouse.imaging.networks.volumes.looking import Namers
from simulators.scanner.bags.firearms import HANDGUN
from training.ct.classes import OBJECTS, THREATS

TREES, SECOND = "trees", "second"
CERTAIN = 0.5  # between what is raised, and counts as 1, and what is not
TARGETS = {HANDGUN: "≥ 95 %", "all": "≥ 90 %"}
NO_TREES = (
    "Boosted trees on the same candidates: not compared. They learn from the rows that the network learned from, and "
    "have not been learned here: `make train-ct`, then `python -m training.ct.objects.baseline --cache WORK/cache "
    "--run WORK/run --out benchmarks/results/recognition_ct/trees.pickle`, and measure again."
)


@dataclass(frozen=True)
class Records:
    """All that was looked at; `bags` is the frozen set."""

    bags: list[Record]
    enriched: list[Record]
    objects: list[Record]
    strangers: list[Record]
    familiar: list[Record]
    curves: list[Record]


def as_told_by(who: str, records: Sequence[Record]) -> list[Record]:
    """The same bags with what another said of the very candidates; those that it has not seen are left out.

    `trees` are the boosted trees, `second` is the second network without the third's look.
    """
    return [
        {**record, "found": [{**each, **each[who]} for each in record["found"]]}
        for record in records
        if all(who in each for each in record["found"]) and (who != TREES or TREES in record)
    ]


def as_trees(records: Sequence[Record]) -> list[Record]:
    return as_told_by(TREES, records)


def as_raised(records: Sequence[Record]) -> list[Record]:
    """The same bags, what is raised as shipped taken for certain and all else for nothing: weapons have own limits."""
    return [
        {**record, "found": [{**each, "threat": float(each["raised"])} for each in record["found"]]}
        for record in records
    ]


def report(every: Records, models: Mapping[str, Model], folder: Path) -> dict[str, Any]:
    """Print every table, draw every plot, and return the figures."""
    console = Console()
    clean = [record for record in every.bags if not record["things"]]
    shipped_ = Namers.of(models).card.thresholds["suspected"]
    result: dict[str, Any] = {"claim": "threats in CT", "data": DATA, "volumes": len(every.bags), "clean": len(clean)}
    result["enriched"] = len(every.enriched)
    result["detection"] = detection(console, every, shipped_)
    result["precision"] = _precision(console, every.bags)
    result["voxels"] = _voxels(console, every.bags)
    result["objects"] = singles(console, every.objects, as_told_by(SECOND, every.objects))
    result["strangers"] = strangers(console, every.strangers, every.familiar, every.objects)
    result["calibration"] = _whole_bags(console, every.bags)
    result["scanners"] = scanners(console, every.curves)
    _anchors(console, result)
    console.print(f"Data: {DATA}. {len(every.bags)} frozen volumes, {len(clean)} of them clean; {len(every.enriched)}")
    console.print(f"enriched with threats; {len(every.objects)} single objects. Intervals of 95 % in brackets.")
    if not as_trees(every.bags):
        console.print(NO_TREES)
    from benchmarks.ct.plots import draw  # noqa: PLC0415 - matplotlib is slow to load

    draw(every, result, folder)
    return result


def detection(console: Console, every: Records, shipped_: float) -> dict[str, Any]:
    """By class on frozen and enriched bags; thresholds, false alarms and the sum of all are of the frozen set alone."""
    clean = [worst(record["found"]) for record in every.bags if not record["things"]]
    trees = as_trees(every.bags)
    trees_clean = [worst(record["found"]) for record in trees if not record["things"]]
    second_clean = [worst(record["found"]) for record in as_told_by(SECOND, every.bags) if not record["things"]]
    threshold, trees_at, second_at = (threshold_at(each) for each in (clean, trees_clean, second_clean))
    headings = (
        f"found at ≤ {ALLOWED:.0%} false alarms",
        "rightly named",
        "second network alone",
        "boosted trees, same candidates",
    )
    table = Table("class", "frozen + enriched", *headings, "found as shipped", "target")
    table.title = "Threats in CT bags (simulated)"
    said: dict[str, Any] = {"threshold": threshold, "shipped": shipped_, "trees_threshold": trees_at if trees else None}
    both = every.bags + every.enriched
    for row in (*ROWS, "all", "all, with enriched"):
        own = every.bags if row == "all" else both
        at = {name: _hits(records, row, value) for name, records, value in (
            ("own", own, threshold), ("shipped", as_raised(own), CERTAIN),
            ("second", as_told_by(SECOND, own), second_at), ("trees", as_trees(own), trees_at))}  # fmt: skip
        frozen = len(_hits(every.bags, row, threshold))
        if not at["own"]:
            continue
        said[row] = {
            "found": sum(hit for hit, _ in at["own"]),
            "named": sum(named for _, named in at["own"]),
            "shipped": sum(hit for hit, _ in at["shipped"]),
            "second": sum(hit for hit, _ in at["second"]),
            "trees": sum(hit for hit, _ in at["trees"]),
            "trees_count": len(at["trees"]) if trees else 0,
            "count": len(at["own"]),
            "frozen": frozen,
        }
        table.add_row(row, f"{frozen} + {len(at['own']) - frozen}", *_cells(said[row]), TARGETS.get(row, ""))
    raised = [worst(record["found"]) for record in as_raised(every.bags) if not record["things"]]
    stopped = {"own": sum(each >= threshold for each in clean), "shipped": sum(each >= CERTAIN for each in raised)}
    said["false_alarms"] = stopped | {"count": len(clean)}
    beside = share_words(sum(each >= trees_at for each in trees_clean), len(trees_clean)) if trees else "–"
    alone = share_words(sum(each >= second_at for each in second_clean), len(second_clean))
    cells = [share_words(stopped["own"], len(clean)), "", alone, beside, share_words(stopped["shipped"], len(clean))]
    table.add_row("clean bags stopped", f"{len(clean)} frozen", *cells, f"≤ {ALLOWED:.0%}")
    console.print(table)
    console.print(
        "Enriched bags hide two threats each, so that each class is held forty times; their false alarms do not count. "
        "Handguns: derringers, and weapons of real shapes, whose sort is not told and none of which is over 42 cm."
    )
    return said


def _hits(records: Sequence[Record], row: str, threshold: float) -> list[tuple[bool, bool]]:
    every = [each for record in records for each in detected(record, threshold)]
    return [(hit, named) for thing, hit, named in every if row.startswith("all") or row in rows_of(thing)]


def _cells(row: Mapping[str, int]) -> list[str]:
    trees = share_words(row["trees"], row["trees_count"]) if row["trees_count"] else "–"
    own = [share_words(row[key], row["count"]) for key in ("found", "named", "second", "shipped")]
    return [*own[:3], trees, own[3]]


def _precision(console: Console, bags: Sequence[Record]) -> dict[str, Any]:
    trees = as_trees(bags)
    second = as_told_by(SECOND, bags)
    table = Table("class", "true", "average precision", "second network alone", "boosted trees, same candidates")
    table.title = f"Objects at IoU ≥ {MATCH}, frozen set (simulated)"
    said: dict[str, Any] = {}
    for label in (OBJECTS[n] for n in THREATS):
        value, count = average_precision(bags, label)
        if count:
            other, of = average_precision(trees, label)
            alone, _ = average_precision(second, label)
            said[label] = {"ap": value.value, "count": count, **value.said, "trees": other.value if of else None}
            table.add_row(label, str(count), value.words, alone.words, other.words if of else "–")
    mean, alone, other = (mean_precision(each) for each in (bags, second, trees))
    said["mean"] = {"ap": mean.value, "count": len(said), **mean.said, "second": alone.said}
    said["mean"]["trees"] = other.said if trees else None
    table.add_row("mean", "", mean.words, alone.words, other.words if trees else "–")
    console.print(table)
    return said


def _voxels(console: Console, bags: Sequence[Record]) -> dict[str, Any]:
    every = sums_of([record["dice"] for record in bags])
    both = [record["baseline"] for record in bags if record.get("baseline")]
    same = {name: sums_of([each[name] for each in both]) for name in ("network", "booster")}
    whole = dice_of(every.sum(0))
    parts = {name: dice_of(sums.sum(0)) for name, sums in same.items()}
    table = Table(
        "Dice by class (simulated)",
        f"network, all voxels of {len(bags)}",
        f"network, sampled voxels of {len(both)}",
        "gradient boosting, the same voxels",
    )
    for code in whole:
        table.add_row(code, f"{whole[code]:.3f}", *(f"{parts[n].get(code, math.nan):.3f}" for n in same))
    means = [mean_dice(sums) for sums in (every, *same.values())]
    table.add_row("mean threat", *(each.words for each in means))
    console.print(table)
    values = [mean_threat(each) for each in (whole, *parts.values())]
    said = {"network_all": whole, **parts, "mean_threat": values, "baseline_volumes": len(both)}
    return said | {"mean_threat_intervals": [each.said for each in means]}


def _whole_bags(console: Console, bags: Sequence[Record]) -> dict[str, Any]:
    """How far probabilities can be trusted, and bags told apart: of the frozen set."""
    trees = as_trees(bags)
    second = as_told_by(SECOND, bags)
    error, count = miscalibration(bags)
    (alone_error, _), (other_error, _) = miscalibration(second), miscalibration(trees)
    area, alone, other = (_area(records) for records in (bags, second, trees))
    headings = ("networks", "second network alone", "boosted trees, same candidates", "target")
    table = Table("frozen set (simulated)", *headings)
    beside = [each.words if trees else "–" for each in (other_error, other)]
    words = f"calibration error of {count} objects' threat"
    table.add_row(words, error.words, alone_error.words, beside[0], "≤ 0.05")
    table.add_row("AUROC of bags, worst object", area.words, alone.words, beside[1], "")
    voxels, volumes = voxel_reliability(bags)
    voxel_error = calibration_error(voxels)
    table.add_row(f"calibration error of voxels' class, {volumes} volumes", f"{voxel_error:.3f}", "", "", "≤ 0.05")
    console.print(table)
    said = {"error": error.value, "error_interval": error.said, "objects": count, "bag_auroc": area.value}
    said |= {
        "second": {"error": alone_error.said, "bag_auroc": alone.said},
        "voxels": voxels,
        "voxel_error": voxel_error,
        "volumes": volumes,
    }
    return said | {"bag_auroc_interval": area.said, "trees": {"error": other_error.said, "bag_auroc": other.said}}


def _area(bags: Sequence[Record]) -> Value:
    full = [worst(record["found"]) for record in bags if record["things"]]
    return auroc(full, [worst(record["found"]) for record in bags if not record["things"]])


def _anchors(console: Console, result: Mapping[str, Any]) -> None:
    found, alarms, single = result["detection"].get("all"), result["detection"]["false_alarms"], result["objects"]
    table = Table("figure", "published, other data and machines", "here, simulated", title="Anchors")
    here = f"{found['found'] / found['count']:.0%} at {alarms['own'] / max(1, alarms['count']):.0%}" if found else "–"
    published = "ALERT AATR: about 90 % at 20 %; wildlife in mail CT: 82 % at 1.6 %"
    table.add_row("threats in bags: found, at clean bags stopped", published, here)
    mean = result["precision"]["mean"]
    here_mean = f"{mean['ap']:.0%}" if mean["count"] else "–"
    table.add_row("objects in bags: mean average precision", "3-D RetinaNet, five classes, real: 65 %", here_mean)
    here = f"{single['found'] / single['threats']:.0%} at ≤ 1.5 %" if single["threats"] else "–"
    table.add_row("single objects: found, at false alarms", "3-D CNN, real: 98 % at 1.5 %", here)
    console.print(table)
