"""How well images that are like nothing learned are told by their novelty from ordinary containers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import track
from rich.table import Table

from benchmarks.radiographs.cases import Case, kept, strangest
from benchmarks.radiographs.changes import as_taken, scene_of
from benchmarks.radiographs.line_scans import opened
from benchmarks.radiographs.measures import NOTHING, Floats, Measured, area_of, share, titled
from customhouse.imaging.model import Energy, Radiograph, Subject
from customhouse.imaging.model.grading import UNLIKE
from customhouse.imaging.networks.cards import Model
from customhouse.imaging.networks.radiographs.channels import plate_of
from customhouse.imaging.networks.radiographs.looking import answers_of, novelty_of
from customhouse.imaging.physics.beams.setting import setting_of
from simulators.scanner.lines import as_tiff, make_pallet
from simulators.scanner.loads.bodies import Kind, Of, turned
from simulators.scanner.loads.sample import drawn_scene
from simulators.scanner.loads.scenes import build
from simulators.scanner.materials import ALUMINIUM, COPPER, GLASS, LEAD, PLASTIC, STEEL, TUNGSTEN, WATER

FIRST = 50_000  # seed; no table of the frozen set goes so far
BODIES = (40, 90)
STUFFS = ((LEAD, 11_300), (TUNGSTEN, 19_300), (COPPER, 8_960), (STEEL, 7_870), (GLASS, 2_500), (ALUMINIUM, 2_700),
          (WATER, 1_000), (PLASTIC, 950))  # fmt: skip
OTHER_BEAM, NEAR_M = (3.0, 1.5), 3.0  # megavolts that no scanner of the training has, and a source nearer than theirs
PARCEL_LONG_MM = 6058.0
TAUGHT = "packed as in training"
AIM = "area ≥ 0.85"


@dataclass(frozen=True)
class Strange:
    """How far an image's load lies from what was learned, NaN where it shows too little; and as a share of that."""

    strangeness: float
    novelty: float | None


def _bodies(seed: int, pixel_mm: float) -> Radiograph:
    """An empty container with balls and bars of pure matter, hanging in it at all angles, as nothing is packed."""
    dice = np.random.default_rng([seed, 17])
    scene = build(replace(scene_of(seed, pixel_mm).plan, choices=(), shares=(), secret=False), dice)
    hold, pile = scene.carried.hold, scene.stowed.pile
    for _ in range(int(dice.integers(*BODIES))):
        stuff, density = STUFFS[int(dice.integers(len(STUFFS)))]
        half = np.exp(dice.uniform(np.log(0.04), np.log(0.45), 3)) * (0.4 if density > 3000 else 1.0)
        corner, size = np.asarray(hold.at(0, 0, 0)), np.asarray(hold.size)
        centre = corner + half + dice.random(3) * np.maximum(size - 2 * half, 0)
        kind = (Kind.TURNED_ELLIPSOID, Kind.TURNED_CYLINDER)[int(dice.integers(2))]
        pile.add(kind, centre, half, Of(stuff, density), turn=turned(*dice.uniform(0, 3, 3)))
    scene.stowed.grown()
    return as_taken(scene)[1]


def _other_physics(seed: int, pixel_mm: float) -> Radiograph:
    """Loads as in the evaluation, behind a weak beam from nearby."""
    scene = scene_of(seed, pixel_mm)
    scanner = replace(scene.plan.scanner, megavolts=OTHER_BEAM, source_m=NEAR_M)
    return as_taken(replace(scene, plan=replace(scene.plan, scanner=scanner)))[1]


def _upside_down(seed: int, pixel_mm: float) -> Radiograph:
    """Loads as in the evaluation that hang from the roof: the rows of the side view run the wrong way."""
    scan = as_taken(scene_of(seed, pixel_mm))[1]
    views = (replace(scan.views[0], transmission=scan.views[0].transmission[:, ::-1].copy()), *scan.views[1:])
    return replace(scan, views=views)


def _parcels(seed: int, _pixel_mm: float) -> Radiograph:
    """Pallets of parcels behind a tube whose side-car says that they are containers of 6 m behind an accelerator."""
    scan = opened(as_tiff(make_pallet(seed, "evaluation")))
    views = []
    for view in scan.views:
        mm = PARCEL_LONG_MM / view.transmission.shape[2]
        views.append(replace(view, pixel_mm=(mm, mm)))
    energies = tuple(Energy(word, mev * 1000) for word, mev in (("high", 6.0), ("low", 4.0)))
    return replace(scan, views=tuple(views), energies=energies, wedges=(), subject=Subject.CONTAINER)


UNLIKE_SETS: dict[str, Callable[[int, float], Radiograph]] = {
    "balls and bars of pure matter": _bodies,
    f"a beam of {OTHER_BEAM[0]:g}/{OTHER_BEAM[1]:g} MV from {NEAR_M:g} m": _other_physics,
    "upside down": _upside_down,
    "parcels behind a tube, said to be containers": _parcels,
}


def _packed_as_taught(seed: int, pixel_mm: float) -> Radiograph:
    return as_taken(drawn_scene(seed, "tune", pixel_mm=pixel_mm))[1]


def looked_at(model: Model, count: int, pixel_mm: float, folder: Path) -> dict[str, list[Strange]]:
    """`count` images of each set, and of containers packed as the training packs them."""
    sets = UNLIKE_SETS | {TAUGHT: _packed_as_taught}
    found: dict[str, list[Strange]] = {}
    for number, (name, make) in enumerate(sets.items()):
        for seed in track(range(FIRST, FIRST + count), f"Unlike: {name}…"):
            path = folder / f"unlike-{number}-{seed}.pickle"
            one = kept(path, lambda m=make, n=seed: strange(m(n, pixel_mm), model))
            found.setdefault(name, []).append(one)
    return found


def strange(scan: Radiograph, model: Model) -> Strange:
    setting = setting_of(scan)
    assert setting is not None
    answers = answers_of([plate_of(view, scan) for view in scan.views[:2]], setting, model)
    return Strange(strangest(answers), novelty_of([answer.strangeness for answer in answers], model.card.novelty))


def unlike(found: dict[str, list[Strange]], cases: Sequence[Case], model: Model) -> tuple[dict[str, Any], list[Table]]:
    """Each set held against ordinary containers of the evaluation, and against those packed as in training."""
    usual = np.array([case.novelty for case in cases])
    if TAUGHT not in found:  # none was asked for
        return {}, []
    taught = np.array([one.strangeness for one in found[TAUGHT]])
    columns = (
        "images",
        "with a load",
        "area against evaluation",
        "against those packed as in training",
        "marked unlike",
    )
    table = titled("Images unlike the training, by novelty", *columns, "aim")
    results = {}
    ordinary = [Strange(each, novelty_of([each], model.card.novelty)) for each in usual]
    for name, some in ({"evaluation": ordinary} | found).items():
        scores = np.array([one.strangeness for one in some])
        told = np.isfinite(scores)
        areas = [NOTHING if name in (TAUGHT, "evaluation") else _area(scores[told], other) for other in (usual, taught)]
        marked = share(sum((one.novelty or 0.0) >= UNLIKE for one in some), len(some))
        aim = "" if name in (TAUGHT, "evaluation") else AIM
        table.add_row(name, f"{told.sum()} of {len(some)}", *(str(each) for each in areas), marked.counted(), aim)
        results[name] = {"loads": int(told.sum()), "images": len(some), "marked": marked.plain()}
        results[name] |= {"area": areas[0].plain(), "area_taught": areas[1].plain()}
    return results, [table]


def _area(unlike: Floats, usual: Floats) -> Measured:
    usual = usual[np.isfinite(usual)]
    scores = np.concatenate([unlike, usual])
    return area_of(scores, np.arange(len(scores)) < len(unlike))
