"""Curves of robustness: the same containers read at several levels of noise, dose, resolution and geometry."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import track
from rich.table import Table

from benchmarks.radiographs.cases import Case, case_of, kept
from benchmarks.radiographs.changes import AXES, LACKS, PARALLEL, Axis, as_taken, scene_of
from benchmarks.radiographs.measures import area_of, goods_right, mean_iou, resampled, titled
from customhouse.imaging.networks.cards import Model
from simulators.scanner.loads.scenes import Scene

USUAL = "as taken"
Levels = dict[str, list[Case]]


def changed(model: Model, count: int, pixel_mm: float, folder: Path) -> dict[str, Levels]:
    """Of each axis, and of what is lacking: the cases of each level, the same containers at all of them."""
    found: dict[str, Levels] = {}
    for seed in track(range(count), "Changing containers…"):
        scene = scene_of(seed, pixel_mm)
        usual = kept(folder / f"{seed:05d}.as-taken.pickle", lambda s=scene, n=seed: _case(s, n, model, None, 0.0))
        for axis in AXES:
            for number, level in enumerate(axis.levels):
                path = folder / f"{seed:05d}.{axis.name.replace(' ', '-')}-{number}-{level:g}.pickle"
                case = usual
                if level != axis.usual:
                    case = kept(path, lambda s=scene, n=seed, a=axis, to=level: _case(s, n, model, a, to))
                found.setdefault(axis.name, {}).setdefault(told(axis, level), []).append(case)
        for name in LACKS:
            path = folder / f"{seed:05d}.{name.replace(' ', '-')}.pickle"
            case = usual if name == USUAL else kept(path, lambda s=scene, n=seed, w=name: _lacking(s, n, model, w))
            found.setdefault("", {}).setdefault(name, []).append(case)
    return found


def _case(scene: Scene, seed: int, model: Model, axis: Axis | None, level: float) -> Case:
    sample, scan = as_taken(scene) if axis is None else axis.at(scene, level)
    return case_of(sample, seed, model, scan)


def _lacking(scene: Scene, seed: int, model: Model, name: str) -> Case:
    sample, scan = LACKS[name](scene)
    return case_of(sample, seed, model, scan)


def told(axis: Axis, level: float) -> str:
    if level == axis.usual:
        return USUAL
    return "parallel rays" if level == PARALLEL else f"{level:g} {axis.unit}"


def curves(found: dict[str, Levels]) -> tuple[dict[str, Any], list[Table]]:
    tables, results = [], {}
    for name, levels in found.items():
        count = len(next(iter(levels.values())))
        title = f"Robustness: {name}" if name else "Robustness: without levels"
        table = titled(
            f"{title}, {count} containers", "level", "mean IoU", "pixels of goods right", "hidden: area", "novelty"
        )
        rows = {level: _row(cases) for level, cases in levels.items()}
        for level, row in rows.items():
            table.add_row(level, *(str(row[part]) for part in ("miou", "right", "hidden")), f"{row['novelty']:.2f}")
        results[name or "without levels"] = {level: _plain(row) for level, row in rows.items()}
        tables.append(table)
    return results, tables


def _row(cases: Sequence[Case]) -> dict[str, Any]:
    confusions = np.stack([case.confusion for case in cases])
    scores, hidden = np.array([case.anomaly for case in cases]), np.array([bool(case.kinds) for case in cases])
    known = [case.novelty for case in cases if np.isfinite(case.novelty)]  # of loads that something is said of
    return {
        "miou": mean_iou(confusions),
        "right": resampled(len(cases), lambda some: goods_right(confusions[some].sum(axis=0))),
        "hidden": area_of(scores, hidden),
        "novelty": float(np.median(known)) if known else float("nan"),
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, float) else value.plain() for name, value in row.items()}
