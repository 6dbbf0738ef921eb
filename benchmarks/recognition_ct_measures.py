"""From the records of measured volumes to tables and plots: counts and 95 % intervals with each figure."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.recognition_ct_voxels import voxel_reliability
from customhouse.imaging.adaptation.measures import auc_between, calibration_error, reliability
from customhouse.imaging.networks.cards import Model
from customhouse.kernel.shares import wilson
from training.ct.classes import OBJECTS, THREATS

Record = dict[str, Any]
DATA = "simulated bags with held-out seeds, shapes, material mixes and packing styles; simulated alone, no real image"
ALLOWED = 0.10  # share of clean bags that may be stopped
MATCH = 0.3  # intersection over union of voxels from which a found object is the true one, for average precision
ANCHORS = (
    (
        "threats in bags, detection at false alarms per bag",
        "ALERT AATR: about 90 % at 20 %; wildlife CT: 82 % at 1.6 %",
    ),
    ("objects in bags, mean average precision", "3-D RetinaNet, five classes, real: 65 %"),
    ("single objects, detection at false alarms", "3-D CNN, real: 98 % at 1.5 %"),
)


def share_words(hits: int, count: int) -> str:
    low, high = wilson(hits, count)
    return f"{hits}/{count}  {hits / max(1, count):.1%} ({low:.0%}–{high:.0%})"


def worst(found: Sequence[Record]) -> float:
    return max((each["threat"] for each in found), default=0.0)


def threshold_at(clean: Sequence[float], allowed: float = ALLOWED) -> float:
    """The lowest at which no more than the allowed share of clean bags is stopped."""
    ranked = sorted(clean, reverse=True)
    over = int(allowed * len(ranked))
    return ranked[over] + 1e-6 if over < len(ranked) else 0.0


def detected(record: Record, found: Sequence[Record], threshold: float) -> list[tuple[str, bool, bool]]:
    """For each true threat: its class, whether something at its place is suspected, and whether rightly named."""
    result = []
    for thing in record["things"]:
        own = [each for each in found if each["instance"] == thing["instance"] and each["threat"] >= threshold]
        named = any(each["as"] == thing["label"] for each in own)
        result.append((thing["label"], bool(own), named))
    return result


def average_precision(records: Sequence[Record], label: str) -> tuple[float, int]:
    """Over all bags, by the probability of the class; a true object counts once. Returns it and the true count."""
    scored, count = [], 0
    for number, record in enumerate(records):
        count += sum(thing["label"] == label for thing in record["things"])
        code = OBJECTS.index(label)
        for each in record["found"]:
            if each["distinct"] and each["as"] == label:
                right = each["true"] == code and each["like"] >= MATCH
                scored.append((each["as_probability"], right, (number, each["instance"])))
    if not count:
        return math.nan, 0
    seen: set[tuple[int, int]] = set()
    hits, precisions, recalls = 0, [], []
    for rank, (_, right, thing) in enumerate(sorted(scored, key=lambda one: -one[0]), start=1):
        if right and thing not in seen:
            seen.add(thing)
            hits += 1
        precisions.append(hits / rank)
        recalls.append(hits / count)
    envelope = np.maximum.accumulate(precisions[::-1])[::-1] if precisions else np.zeros(0)
    steps = np.diff([0.0, *recalls])
    return float((envelope * steps).sum()), count


def dice_of(sums: NDArray[np.int64]) -> dict[str, float]:
    """From (3, classes) sums of hits, said and true; classes that are nowhere are left out."""
    return {
        code: float(2 * sums[0, n] / max(1, sums[1, n] + sums[2, n]))
        for n, code in enumerate(OBJECTS)
        if sums[2, n] > 0
    }


def added(rows: Sequence[Sequence[Sequence[int]]]) -> NDArray[np.int64]:
    return (
        np.sum([np.array(each, np.int64) for each in rows], axis=0) if rows else np.zeros((3, len(OBJECTS)), np.int64)
    )


def mean_threat(dice: Mapping[str, float]) -> float:
    own = [dice[OBJECTS[n]] for n in THREATS if OBJECTS[n] in dice]
    return float(np.mean(own)) if own else math.nan


def report(
    bags: Sequence[Record], objects: Sequence[Record], models: Mapping[str, Model], folder: Path
) -> dict[str, Any]:
    """Print every table, draw every plot, and return the figures."""
    console = Console()
    clean = [record for record in bags if not record["things"]]
    threshold = threshold_at([worst(record["found"]) for record in clean])
    shipped_ = models["ct-objects"].card.thresholds["suspected"]
    result: dict[str, Any] = {"claim": "threats in CT", "data": DATA, "volumes": len(bags), "clean": len(clean)}
    result["detection"] = _detection(console, bags, threshold, shipped_)
    result["precision"] = _precision(console, bags)
    result["voxels"] = _voxels(console, bags)
    result["objects"] = _single(console, objects)
    result["calibration"] = _calibration(console, bags)
    result["changed"] = _changed(console, bags, shipped_)
    anchors = Table("published figure for", "that figure", title="Anchors: other data, other machines")
    for row in ANCHORS:
        anchors.add_row(*row)
    console.print(anchors)
    console.print(f"Data: {DATA}. {len(bags)} volumes, {len(clean)} of them clean; {len(objects)} single objects.")
    from benchmarks.recognition_ct_plots import draw  # noqa: PLC0415 - matplotlib is slow to load

    draw(bags, result, folder)
    return result


def _detection(console: Console, bags: Sequence[Record], threshold: float, shipped_: float) -> dict[str, Any]:
    """At the threshold that this very set allows, and at the one that the card ships."""
    clean = [worst(record["found"]) for record in bags if not record["things"]]
    table = Table("class", f"found at ≤ {ALLOWED:.0%} false alarms", "rightly named", "found as shipped", "target")
    table.title = "Threats in CT bags (simulated)"
    said: dict[str, Any] = {"threshold": threshold, "shipped": shipped_}
    at = {name: [each for r in bags for each in detected(r, r["found"], value)] for name, value in
          (("own", threshold), ("shipped", shipped_))}  # fmt: skip
    for label in [*(OBJECTS[n] for n in THREATS), "all"]:
        own = [each for each in at["own"] if label in (each[0], "all")]
        kept = [each for each in at["shipped"] if label in (each[0], "all")]
        if not own:
            continue
        counts = (sum(each[1] for each in own), sum(each[2] for each in own), sum(each[1] for each in kept), len(own))
        said[label] = dict(zip(("found", "named", "shipped", "count"), counts, strict=True))
        cells = [share_words(hits, counts[3]) for hits in counts[:3]]
        table.add_row(label, *cells, {"firearm": "≥ 95 %", "all": "≥ 90 %"}.get(label, ""))
    stopped = [sum(each >= value for each in clean) for value in (threshold, shipped_)]
    said["false_alarms"] = {"own": stopped[0], "shipped": stopped[1], "count": len(clean)}
    cells = [share_words(stopped[0], len(clean)), "", share_words(stopped[1], len(clean))]
    table.add_row("clean bags stopped", *cells, f"≤ {ALLOWED:.0%}")
    console.print(table)
    return said


def _precision(console: Console, bags: Sequence[Record]) -> dict[str, Any]:
    table = Table("class", "true", "average precision", title=f"Objects at IoU ≥ {MATCH} (simulated)")
    said, means = {}, []
    for label in (OBJECTS[n] for n in THREATS):
        value, count = average_precision(bags, label)
        if count:
            said[label] = {"ap": value, "count": count}
            means.append(value)
            table.add_row(label, str(count), f"{value:.3f}")
    said["mean"] = {"ap": float(np.mean(means)) if means else math.nan, "count": len(means)}
    table.add_row("mean", "", f"{said['mean']['ap']:.3f}")
    console.print(table)
    return said


def _voxels(console: Console, bags: Sequence[Record]) -> dict[str, Any]:
    whole = dice_of(added([record["dice"] for record in bags]))
    both = [record["baseline"] for record in bags if record.get("baseline")]
    same = {name: dice_of(added([each[name] for each in both])) for name in ("network", "booster")}
    table = Table(
        "Dice by class (simulated)", "network, all voxels", "network, sampled", "gradient boosting, same voxels"
    )
    for code in whole:
        table.add_row(code, f"{whole[code]:.3f}", *(f"{same[n].get(code, math.nan):.3f}" for n in same))
    means = [mean_threat(each) for each in (whole, same["network"], same["booster"])]
    table.add_row("mean threat", *(f"{each:.3f}" for each in means))
    console.print(table)
    return {"network_all": whole, **same, "mean_threat": means, "baseline_volumes": len(both)}


def _single(console: Console, objects: Sequence[Record]) -> dict[str, Any]:
    """A loose object is one if anything in its volume is suspected."""
    threats = [worst(record["found"]) for record in objects if record["things"]]
    clean = [worst(record["found"]) for record in objects if not record["things"]]
    threshold = threshold_at(clean, 0.015)
    hits = sum(each >= threshold for each in threats)
    named = sum(any(name for _, _, name in detected(r, r["found"], threshold)) for r in objects if r["things"])
    table = Table("single objects (simulated)", "value", "target")
    table.add_row("threats found at ≤ 1.5 % false alarms", share_words(hits, len(threats)), "≥ 98 %")
    table.add_row("of them rightly named", share_words(named, len(threats)), "")
    score = auc_between(np.array(threats), np.array(clean))
    table.add_row("AUROC threat against harmless", f"{score:.3f}", "")
    console.print(table)
    return {"found": hits, "named": named, "threats": len(threats), "clean": len(clean), "auroc": score}


def _calibration(console: Console, bags: Sequence[Record]) -> dict[str, Any]:
    known = [each for record in bags for each in record["found"] if each["true"] >= 0]
    chance = np.array([each["threat"] for each in known])
    truth = np.array([each["true"] in THREATS for each in known])
    error = calibration_error(reliability(chance, truth)) if known else math.nan
    bag_chance = np.array([worst(record["found"]) for record in bags])
    bag_truth = np.array([bool(record["things"]) for record in bags])
    table = Table("calibration (simulated)", "value", "target")
    table.add_row(f"expected calibration error of {len(known)} objects' threat", f"{error:.3f}", "≤ 0.05")
    score = auc_between(bag_chance[bag_truth], bag_chance[~bag_truth])
    table.add_row("AUROC of bags, worst object", f"{score:.3f}", "")
    voxels, volumes = voxel_reliability(bags)
    voxel_error = calibration_error(voxels)
    table.add_row(f"expected calibration error of voxels' class, {volumes} volumes", f"{voxel_error:.3f}", "≤ 0.05")
    console.print(table)
    said = {"error": error, "objects": len(known), "bag_auroc": score}
    return said | {"voxels": voxels, "voxel_error": voxel_error, "volumes": volumes}


def _changed(console: Console, bags: Sequence[Record], threshold: float) -> dict[str, Any]:
    own = [record for record in bags if "changed" in record]
    table = Table("other scanners (simulated)", "threats found as shipped", "clean bags stopped", "AUROC of bags")
    said = {}
    for name in ["unchanged", *(own[0]["changed"] if own else ())]:
        founds = [(r, r["found"] if name == "unchanged" else r["changed"][name]["found"]) for r in own]
        every = [each for r, found in founds for each in detected(r, found, threshold)]
        clean = [worst(found) for r, found in founds if not r["things"]]
        full = [worst(found) for r, found in founds if r["things"]]
        hits, stopped = sum(each[1] for each in every), sum(each >= threshold for each in clean)
        said[name] = {"found": hits, "count": len(every), "stopped": stopped, "clean": len(clean)}
        said[name]["auroc"] = auc_between(np.array(full), np.array(clean))
        cells = (share_words(hits, len(every)), share_words(stopped, len(clean)), f"{said[name]['auroc']:.3f}")
        table.add_row(name, *cells)
    console.print(table)
    return said
