"""What a scanner without noise, blur or voxels could tell of single things, by boosted trees on their true materials.

`python -m benchmarks.ct.perfect_scanner`: the trees are told the true materials of a thing's pieces (first row), and
their shapes, sizes and fillings too (second row), of more and more things of the split `varied`. So it shows how far
the goods' own likeness sets the limit, and how many things there must be to learn from before it is reached.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.ct.measures import Value, auroc, share_words, threshold_at
from simulators.scanner.bags import OBJECTS, THREATS
from simulators.scanner.bags.making import Maker
from simulators.scanner.bags.sample import stock_of
from simulators.scanner.bags.scenes import chosen
from simulators.scanner.bags.solids import BALL, BOX, COIL, PLATE, RING, ROD, Blueprint, Solid

LEARNED = (600, 2000, 6000, 12_000)  # things of `varied`
ASKED = 1500  # things of each other split
SPLITS = {"unseen": "families that are never learned from", "evaluation": "the forms and mixes of the frozen set"}
PIECES = 4  # the heaviest, which are told of one by one
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
ALARMS = (0.015, 0.10)
# Share of the box around a solid of each kind that it fills, roughly: the trees need sizes, not masses to the gram.
FILLED = {BOX: 1.0, ROD: np.pi / 4, BALL: np.pi / 6, RING: 0.3, PLATE: 0.8, COIL: 0.05}
DATA = "simulated things with their true materials; a pistol of plain solids stands in for weapons of real shapes"
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Things:
    """`material` and `form` are rows of numbers, one thing each."""

    material: Numbers
    form: Numbers
    threat: NDArray[np.bool_]

    def first(self, count: int) -> "Things":
        return Things(self.material[:count], self.form[:count], self.threat[:count])


def drawn(split: str, count: int, seed: int) -> Things:
    """Every class as often, as `make_object` draws them, but not scanned."""
    rows = list(track(_rows(split, count, seed), f"{split}: things", count, transient=True))
    material, form, threat = zip(*rows, strict=True)
    return Things(np.array(material), np.array(form), np.array(threat))


def _rows(split: str, count: int, seed: int) -> Iterator[tuple[list[float], list[float], bool]]:
    stock = stock_of(split)
    for number in range(count):
        m = Maker(np.random.default_rng([seed, number]), stock.kept)
        thing = chosen(m, stock).form(m)
        yield *told(thing), any(each in THREATS for each in thing.labels)


def told(thing: Blueprint) -> tuple[list[float], list[float]]:
    """What it is made of; the same and how it is formed."""
    pieces = sorted((_piece(each) for each in thing.solids if each.stuff is not None), key=lambda each: -each[0])
    values = np.array(pieces)
    share = values[:, 0] / values[:, 0].sum()
    material = [*np.log(values[:, :2].sum(axis=0) + 1e-6)]
    for column in (2, 3, 4):  # density, iron and lead, by mass
        order = np.argsort(values[:, column])
        at = np.searchsorted(np.cumsum(share[order]), QUANTILES).clip(max=len(order) - 1)
        material += list(values[order[at], column])
    heaviest = [values[n] if n < len(values) else np.full(values.shape[1], np.nan) for n in range(PIECES)]
    material += [number for each in heaviest for number in each[:6]]
    return material, [*material, len(values), *(number for each in heaviest for number in each[6:])]


def _piece(solid: Solid) -> tuple[float, ...]:
    """Mass and volume (g, cm³), density, iron and lead beside light matter, light matter; then its form."""
    sides, filled = np.sort(2 * solid.reach), FILLED.get(solid.kind, 0.4)
    cm3 = float(sides.prod())
    if solid.skin > 0:
        cm3 -= float(np.maximum(sides - 2 * solid.skin, 0).prod())
    cm3 *= filled / 1000
    assert solid.stuff is not None
    light, iron, lead = solid.stuff.basis
    matter = (
        cm3 * solid.stuff.density,
        cm3,
        solid.stuff.density,
        iron / max(light, 1e-6),
        lead / max(light, 1e-6),
        light,
    )
    texture = solid.texture
    return *matter, solid.kind, solid.skin, texture.kind, texture.depth, texture.scale, abs(solid.bend), *sides


def measured(lessons: Things, asked: Things, *, form: bool) -> tuple[Value, Mapping[float, tuple[int, int]]]:
    """AUROC, and how many threats of how many stand above the harmless things that may alarm."""
    trees = HistGradientBoostingClassifier(max_iter=250, learning_rate=0.06, l2_regularization=1.0, random_state=1)
    trees.fit(lessons.form if form else lessons.material, lessons.threat)
    chance = trees.predict_proba(asked.form if form else asked.material)[:, 1]
    yes, no = chance[asked.threat], chance[~asked.threat]
    found = {alarms: (int((yes >= threshold_at(no, alarms)).sum()), len(yes)) for alarms in ALARMS}
    return auroc(yes, no), found


def main(learned: Sequence[int] = LEARNED, asked: int = ASKED) -> dict[str, Any]:
    console, lessons, said = Console(), drawn("varied", max(learned), 1), []
    for split, words in SPLITS.items():
        things = drawn(split, asked, 2)
        table = Table("learned from", "told", "AUROC", *(f"found at {alarms:.1%} alarms" for alarms in ALARMS))
        table.title = f"A perfect scanner, single things of {split}: {words} (simulated)"
        for count in learned:
            for form in (False, True):
                area, found = measured(lessons.first(count), things, form=form)
                what = "materials and forms" if form else "materials"
                table.add_row(str(count), what, area.words, *(share_words(*each) for each in found.values()))
                said.append({"split": split, "learned": count, "told": what, "auroc": area.said, "found": found})
        console.print(table)
    console.print(f"Data: {DATA}; {len(OBJECTS) - 1} classes, {len(THREATS)} of them threats.")
    return {"data": DATA, "rows": said}


if __name__ == "__main__":
    main()
