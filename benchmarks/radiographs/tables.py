"""The tables of the radiograph network: what was right, with intervals, baseline and published figures beside."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from benchmarks.radiographs.cases import Case, Lot
from benchmarks.radiographs.empties import empties
from benchmarks.radiographs.hidden_tables import hidden
from benchmarks.radiographs.measures import (
    Measured,
    calibrated,
    goods_right,
    ious,
    mean_iou,
    oddest,
    precision_at,
    resampled,
    resampled_each,
    titled,
)
from customhouse.imaging.adaptation.measures import auc_between, reliability
from customhouse.imaging.networks.cards import Model, ModelCard
from training.cargo_scans import CLASSES, is_taught_packing

BINS = 12  # of the calibration plot
HIDDEN = "hidden objects"
MUCH_OPAQUE = 0.6
# Who named the sampled pixels: place by place, and at last by all that stands at the same length of the container.
WAYS = ("network alone", "boosted trees alone", "both", "both, by the stretch")

Tables = list[Table]


def measured(
    cases: Sequence[Case], lots: Sequence[Lot], card: ModelCard, trees: Model | None
) -> tuple[dict[str, Any], Tables]:
    """`card` is that of the network that tells what is hidden, `trees` tell loaded containers from empty ones."""
    parts = (
        ("classes", _classes(cases)),
        ("packing", _packing(cases)),
        ("anomalies", hidden(cases, card)),
        ("whole", _whole(cases, trees)),
        ("calibration", _calibration(cases)),
        ("alike", _alike(cases, lots)),
    )
    return {name: results for name, (results, _) in parts}, [table for _, (_, tables) in parts for table in tables]


def on_sample(sampled: NDArray[np.int16], column: int) -> NDArray[np.int64]:
    """The confusion of what one of two said of the sampled pixels of goods."""
    size = len(CLASSES)
    counts = np.bincount(sampled[:, 0].astype(np.int64) * size + sampled[:, column], minlength=size * size)
    return counts.reshape(size, size)


def _classes(cases: Sequence[Case]) -> tuple[dict[str, Any], Tables]:
    confusions = np.stack([case.confusion for case in cases])
    mean, each = mean_iou(confusions), resampled_each(len(confusions), lambda some: ious(confusions[some].sum(axis=0)))
    holding = (confusions.sum(axis=2) > 0).sum(axis=0)
    table = titled("Commodity classes", "class", "IoU (95 %)", "containers", "pixels found", "of those told right")
    whole = confusions.sum(axis=0)
    rows = [n for n in np.argsort([-np.nan_to_num(found.value) for found in each]) if n and holding[n]]
    for n in rows:
        found, right = whole[n, n] / max(1, whole[n].sum()), whole[n, n] / max(1, whole[:, n].sum())
        table.add_row(CLASSES[n], str(each[n]), str(holding[n]), f"{found:.2f}", f"{right:.2f}")
    goods = resampled(len(cases), lambda some: goods_right(confusions[some].sum(axis=0)))
    summary = titled("All classes", "figure", "value (95 %)", "aim")
    summary.add_row(f"mean IoU over {len(rows)} classes", str(mean), "≥ 0.75")
    summary.add_row("pixels of goods right", str(goods), "")
    results: dict[str, Any] = {"miou": mean.plain(), "accuracy": goods.plain(), "classes": len(rows)}
    results["iou"] = {CLASSES[n]: each[n].plain() | {"count": int(holding[n])} for n in rows}
    results["baseline"] = _beside_baseline(cases, summary)
    return results, [summary, table]


def _packing(cases: Sequence[Case]) -> tuple[dict[str, Any], Tables]:
    """Containers of one kind of goods, by whether training packs these goods so with other measures, or never so."""
    table = titled("Pixels of goods right, by packing", "training packs these goods", "right (95 %)", "containers")
    results = {}
    named = [(case, is_taught_packing(case.group)) for case in cases if case.group]
    for name, wanted in (("so, with other measures", True), ("never so", False)):
        some = [case.confusion for case, taught in named if taught is wanted]
        confusions = np.stack(some) if some else np.zeros((0, len(CLASSES), len(CLASSES)), np.int64)
        right = resampled(len(some), lambda drawn, c=confusions: goods_right(c[drawn].sum(axis=0)))
        table.add_row(name, str(right), str(len(some)))
        results[name] = right.plain()
    return results, [table]


def _beside_baseline(cases: Sequence[Case], table: Table) -> dict[str, Any]:
    """All on the same pixels: some hundred of goods from each view."""
    sampled = [case.sampled for case in cases if len(case.sampled)]
    said: dict[str, dict[str, Any]] = {}
    for column, name in enumerate(WAYS, start=1):
        confusions = np.stack([on_sample(each, column) for each in sampled])
        mean = mean_iou(confusions)
        right = resampled(len(sampled), lambda some, c=confusions: goods_right(c[some].sum(axis=0)))
        table.add_row(f"{name}, on the same pixels of goods: mean IoU", str(mean), "")
        table.add_row(f"{name}, on the same pixels of goods: right", str(right), "")
        said[name] = {"miou": mean.plain(), "accuracy": right.plain()}
    return said


def _whole(cases: Sequence[Case], trees: Model | None) -> tuple[dict[str, Any], Tables]:
    """Empties and masses."""
    results, table = empties(cases, trees)
    weighed = [case for case in cases if case.loaded and case.seen_kg is not None and case.opaque < MUCH_OPAQUE]
    errors = np.array([abs((case.seen_kg or 0) - case.cargo_kg) / max(1.0, case.cargo_kg) for case in weighed])
    mass = resampled(len(errors), lambda some: float(np.median(errors[some])))
    masses = titled("Masses", "figure", "value (95 %)", "containers", "aim")
    masses.add_row("median error of the mass, less than 60 % opaque", str(mass), str(len(errors)), "≤ 0.10")
    return {**results, "mass_error": mass.plain()}, [table, masses]


def _calibration(cases: Sequence[Case]) -> tuple[dict[str, Any], Tables]:
    sure, right = [case.sure.astype(np.float64) for case in cases], [case.right for case in cases]
    scores = [np.array([case.anomaly]) for case in cases]
    secret = [np.array([bool(case.kinds)]) for case in cases]
    table = titled("Calibration", "probabilities of", "error (95 %)", "count", "aim")
    results: dict[str, Any] = {}
    for name, what, told, true in (
        ("", "classes, pixels of goods", sure, right),
        ("_hidden", "something hidden, containers", scores, secret),
    ):
        error = calibrated(told, true, BINS)
        every = np.concatenate(told)
        table.add_row(what, str(error), str(len(every)), "≤ 0.05")
        results |= {f"error{name}": error.plain(), f"bins{name}": reliability(every, np.concatenate(true), BINS)}
    return results, [table]


def _alike(cases: Sequence[Case], lots: Sequence[Lot]) -> tuple[dict[str, Any], Tables]:
    """Similar images, and the odd container of a lot, by the network's vector and by one of physics."""
    named = [case for case in cases if case.group and not case.kinds and case.embedding.size]
    table = titled("Images alike", "figure", "network", "physics alone")
    by_network = np.stack([case.embedding for case in named])
    by_physics = _scaled(np.stack([case.by_physics for case in named]))
    results: dict[str, Any] = {}
    for what, labels in (("class", [c.group.split("/")[0] for c in named]), ("style", [c.group for c in named])):
        pair = [precision_at(vectors, labels) for vectors in (by_network, by_physics)]
        table.add_row(f"of the 5 nearest of the same {what}, {pair[0].count}", *(str(each) for each in pair))
        results[what] = [each.plain() for each in pair]
    usable = [lot for lot in lots if lot.odd is not None]
    odd = [lot.odd or 0 for lot in usable]
    pair = [_odd_of([getattr(lot, name) for lot in usable], odd) for name in ("by_network", "by_physics")]
    table.add_row(f"odd one of {len(usable)} lots: area under curve", *(str(each) for each in pair))
    results["odd"] = [each.plain() for each in pair]
    return results, [table]


def _scaled(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    even = (vectors - vectors.mean(axis=0)) / np.maximum(vectors.std(axis=0), 1e-6)
    return np.asarray(even / np.maximum(np.linalg.norm(even, axis=1, keepdims=True), 1e-6))


def _odd_of(lots: Sequence[NDArray[np.float32]], odd: Sequence[int]) -> Measured:
    """Within each lot, the share of the others that the odd one stands out from; the mean over the lots."""
    won = []
    for vectors, strange in zip(lots, odd, strict=True):
        apart = oddest(vectors)
        others = np.delete(apart, strange)
        won.append(auc_between(apart[strange : strange + 1], others))
    return resampled(len(won), lambda some: float(np.mean(np.array(won)[some])))
