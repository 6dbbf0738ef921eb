"""The library of threats: what there is to insert, from `threats.csv`, and the solid each is built as.

Shapes are our own, from usual outer measures; every solid differs a little from the last. Where a substance has no
table of its own, the nearest in attenuation stands for it: powders and explosives as cellulose, brass as copper.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from customhouse.imaging.projection.solids import Part, Point, Solid, block, either, lattice, plate, rod, without
from customhouse.kernel.errors import NotFound

STEEL, LEAD, COPPER, TUNGSTEN, PLASTIC = 7.87, 11.35, 8.6, 17.5, 1.05
Dice = np.random.Generator
Build = Callable[[Dice], Solid]


@dataclass(frozen=True)
class Threat:
    """`object_class` is a code of the object classes; `small` fits a parcel or a bag; `flat` lies on its base."""

    code: str
    object_class: str
    name: str
    small: bool
    flat: bool

    def solid(self, dice: Dice) -> Solid:
        return BUILDS[self.code](dice)


@lru_cache(maxsize=1)
def threats() -> tuple[Threat, ...]:
    with (Path(__file__).parent / "threats.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Threat(line["code"], line["object_class"], line["name"], line["small"] == "yes", line["flat"] == "yes")
            for line in csv.DictReader(file)
        )


def threat(code: str) -> Threat:
    """Raises `NotFound`."""
    for each in threats():
        if each.code == code:
            return each
    raise NotFound(f"The library has no threat {code[:40]}.")


def _scaled(dice: Dice) -> float:
    return float(dice.uniform(0.9, 1.12))


def _pistol(dice: Dice) -> Solid:
    k, polymer = _scaled(dice), dice.random() < 0.5
    frame = ("polyethylene", 1.2) if polymer else ("steel", STEEL * 0.8)
    grip = plate([(40 * k, 5), (75 * k, 5), (98 * k, -95 * k), (58 * k, -95 * k)], 26)
    body = block((10 * k, 8, 0), (150 * k, 14, 22))
    guard = without(block((20 * k, -12, 0), (52, 28, 10)), block((20 * k, -11, 0), (44, 21, 12)))
    slide = block((0, 26, 0), (180 * k, 25, 25))
    parts = (
        Part(*frame, either(grip, body, guard)),
        Part("steel", STEEL, slide),
        Part("air", 0, block((30 * k, 22, 0), (100 * k, 14, 17))),
        Part("steel", STEEL, rod("x", (-90 * k, 26, 0), 110 * k, 7.5)),
        Part("air", 0, rod("x", (-91 * k, 26, 0), 112 * k, 4.5)),
        Part("steel", STEEL * 0.55, plate([(51 * k, 0), (66 * k, 0), (86 * k, -92 * k), (68 * k, -92 * k)], 17)),
        Part("steel", STEEL, block((18 * k, -8, 0), (5, 18, 6))),
    )
    return Solid(parts, (105 * k, 100 * k, 15))


def _revolver(dice: Dice) -> Solid:
    k = _scaled(dice)
    barrel = float(dice.uniform(60, 150)) * k
    chambers = [
        rod("x", (-16 * k, 18 + 11 * np.sin(turn), 11 * np.cos(turn)), 40 * k, 4.6) for turn in np.arange(6) * np.pi / 3
    ]
    parts = (
        Part("cellulose", 0.8, plate([(45 * k, 8), (72 * k, 8), (98 * k, -80 * k), (60 * k, -80 * k)], 28)),
        Part("steel", STEEL, plate([(50 * k, 0), (62 * k, 0), (86 * k, -72 * k), (72 * k, -72 * k)], 12)),
        Part("steel", STEEL, block((20 * k, 16, 0), (80 * k, 48, 14))),
        Part("air", 0, block((4 * k, 18, 0), (46 * k, 40, 20))),
        Part("steel", STEEL, rod("x", (-17 * k, 18, 0), 42 * k, 19)),
        Part("copper", COPPER * 0.6, either(*chambers)),
        Part("steel", STEEL, rod("x", (-20 * k - barrel, 29, 0), barrel, 8)),
        Part("air", 0, rod("x", (-21 * k - barrel, 29, 0), barrel, 4.5)),
        Part("steel", STEEL, block((16 * k, -14, 0), (4, 20, 6))),
    )
    return Solid(parts, (22 * k + barrel, 86 * k, 20))


def _rifle(dice: Dice) -> Solid:
    k = _scaled(dice)
    wooden = dice.random() < 0.5
    stock = ("cellulose", 0.75) if wooden else ("polyethylene", 1.1)
    parts = (
        Part(*stock, plate([(120 * k, 20), (400 * k, 12), (400 * k, -100), (130 * k, -25)], 38)),
        Part(*stock, block((-230 * k, -4, 0), (220 * k, 36, 40))),
        Part("steel", STEEL, rod("x", (-480 * k, 6, 0), 520 * k, 10)),
        Part("air", 0, rod("x", (-481 * k, 6, 0), 500 * k, 4)),
        Part("steel", STEEL, rod("x", (-400 * k, 30, 0), 300 * k, 8)),
        Part("steel", STEEL * 0.6, block((0, 8, 0), (260 * k, 55, 34))),
        Part("steel", STEEL * 0.6, plate([(-45 * k, -15), (25 * k, -15), (-20 * k, -160), (-85 * k, -160)], 24)),
        Part(*stock, plate([(80 * k, -15), (118 * k, -15), (150 * k, -110), (112 * k, -110)], 30)),
    )
    return Solid(parts, (485 * k, 165, 22))


def _magazine(dice: Dice) -> Solid:
    rounds, k = int(dice.integers(10, 31)), _scaled(dice)
    height = 9.0 * rounds / 1.6
    cartridges = [rod("x", (-22, -height / 2 + 6 + i * 9 / 1.6, 4 if i % 2 else -4), 40, 4.8) for i in range(rounds)]
    parts = (
        Part("steel", STEEL, block((0, 0, 0), (64 * k, height + 8, 24))),
        Part("air", 0, block((0, 2, 0), (61 * k, height + 5, 21))),
        Part("copper", COPPER * 0.75, either(*cartridges)),
    )
    return Solid(parts, (33 * k, height / 2 + 6, 13))


def _cartridges(dice: Dice) -> Solid:
    across, along = int(dice.integers(5, 9)), int(dice.integers(4, 11))
    places = [
        ((i - (across - 1) / 2) * 12.5, (j - (along - 1) / 2) * 12.5) for i in range(across) for j in range(along)
    ]
    cases = [rod("y", (x, -14, z), 19, 4.9) for x, z in places]
    tips = [rod("y", (x, 5, z), 11, 4.5) for x, z in places]
    half = (across * 6.25 + 3, 18, along * 6.25 + 3)
    parts = (
        Part("cellulose", 0.7, block((0, 0, 0), (2 * half[0], 2 * half[1], 2 * half[2]))),
        Part("air", 0, block((0, 0, 0), (2 * half[0] - 3, 2 * half[1] - 3, 2 * half[2] - 3))),
        Part("copper", COPPER * 0.7, either(*cases)),
        Part("lead", LEAD, either(*tips)),
    )
    return Solid(parts, half)


def _knife(dice: Dice) -> Solid:
    blade, wide = float(dice.uniform(110, 260)), float(dice.uniform(20, 45))
    parts = (
        Part("polyethylene", PLASTIC, block((65, 0, 0), (120, 26, 18))),
        Part("steel", STEEL, block((60, 0, 0), (120, 16, 3))),
        Part(
            "steel", STEEL, plate([(5, wide / 2), (5, -wide / 2), (-blade * 0.7, -wide / 2), (-blade, wide / 2)], 2.5)
        ),
        Part("steel", STEEL, block((5, 0, 0), (6, wide + 12, 14))),
    )
    return Solid(parts, (max(blade, 127), wide / 2 + 8, 10))


def _machete(dice: Dice) -> Solid:
    blade = float(dice.uniform(350, 560))
    parts = (
        Part("cellulose", 0.8, block((75, 0, 0), (140, 32, 24))),
        Part("steel", STEEL, block((70, 0, 0), (140, 26, 2.6))),
        Part("steel", STEEL, plate([(5, 22), (5, -22), (-blade, -36), (-blade * 0.92, 30)], 2.6)),
    )
    return Solid(parts, (max(blade, 150), 38, 13))


def _razor_blades(dice: Dice) -> Solid:
    count = int(dice.integers(10, 60))
    height = count * 0.5 + 2
    parts = (
        Part("cellulose", 0.7, block((0, 0, 0), (48, height, 28))),
        Part("steel", STEEL * 0.55, block((0, 0, 0), (43, height - 2, 22))),
    )
    return Solid(parts, (25, height / 2 + 1, 15))


def _powder_bricks(dice: Dice) -> Solid:
    """Pressed blocks stacked side by side and above each other, each wrapped."""
    x, y, z = (float(size * dice.uniform(0.9, 1.1)) for size in (200, 32, 130))
    counts = (int(dice.integers(1, 4)), int(dice.integers(1, 6)), 1)
    step = (x + 4, y + 3, z + 4)
    parts = (
        Part("polyethylene", 0.9, lattice(counts, step, (x + 3, y + 2, z + 3))),
        Part("cellulose", float(dice.uniform(1.0, 1.3)), lattice(counts, step, (x, y, z))),
    )
    return Solid(parts, _half(counts, step))


def _half(counts: tuple[int, int, int], step: Point) -> Point:
    x, y, z = (count * by / 2 for count, by in zip(counts, step, strict=True))
    return x, y, z


def _explosive(dice: Dice) -> Solid:
    """A block of dense organic matter with detonator, wires and a battery."""
    x, y, z = float(dice.uniform(120, 260)), float(dice.uniform(40, 80)), float(dice.uniform(60, 120))
    parts = (
        Part("cellulose", float(dice.uniform(1.5, 1.72)), block((0, 0, 0), (x, y, z))),
        Part("aluminium", 2.7, rod("x", (-x / 2, y / 4, 0), 60, 3.5)),
        Part("steel", STEEL * 0.5, block((x / 4, y / 2 + 13, 0), (48, 25, 17))),
        Part("copper", COPPER, block((-x / 8, y / 2 + 2, 4), (x / 2, 1.6, 1.6))),
        Part("copper", COPPER, block((-x / 8, y / 2 + 2, -4), (x / 2, 1.6, 1.6))),
    )
    return Solid(parts, (x / 2 + 2, y / 2 + 27, z / 2 + 2))


def _cigarettes(most: tuple[int, int, int]) -> Build:
    """Cartons of ten packets, five in a row and two rows deep: light, with paper and foil about every packet."""

    def build(dice: Dice) -> Solid:
        x, y, z = (int(dice.integers(max(1, limit // 2), limit + 1)) for limit in most)
        step = (292.0, 92.0, 52.0)
        parts = (
            Part("cellulose", 0.75, lattice((x, y, z), step, (290, 90, 50))),
            Part("cellulose", 0.27, lattice((5 * x, y, 2 * z), (58.4, 92, 26), (54, 86, 22))),
        )
        return Solid(parts, _half((x, y, z), step))

    return build


def _bank_notes(dice: Dice) -> Solid:
    counts = (int(dice.integers(1, 4)), int(dice.integers(2, 9)), int(dice.integers(1, 4)))
    step = (153.0, 13.0, 71.0)
    bundles = lattice(counts, step, (150, 12, 68))
    return Solid((Part("cellulose", float(dice.uniform(0.85, 1.05)), bundles),), _half(counts, step))


def _lead_pot(dice: Dice) -> Solid:
    wall, radius = float(dice.uniform(15, 45)), float(dice.uniform(20, 50))
    height, outer = 2 * radius, radius + wall
    parts = (
        Part("lead", LEAD, rod("y", (0, -height / 2 - wall, 0), height + 2 * wall, outer)),
        Part("air", 0, rod("y", (0, -height / 2, 0), height, radius)),
        Part("steel", STEEL, rod("y", (0, -height / 4, 0), height / 2, radius / 4)),
    )
    return Solid(parts, (outer + 1, height / 2 + wall + 1, outer + 1))


def _bullion(dice: Dice) -> Solid:
    count = int(dice.integers(1, 5))
    bars = lattice((1, 1, count), (120, 20, 54), (116, 18, 50))
    return Solid((Part("tungsten", TUNGSTEN, bars),), (60, 10, count * 27))


BUILDS: dict[str, Build] = {
    "pistol": _pistol,
    "revolver": _revolver,
    "rifle": _rifle,
    "magazine": _magazine,
    "cartridges": _cartridges,
    "knife": _knife,
    "machete": _machete,
    "razor_blades": _razor_blades,
    "powder_bricks": _powder_bricks,
    "explosive_block": _explosive,
    "cigarette_cartons": _cigarettes((1, 3, 4)),
    "cigarette_cases": _cigarettes((3, 8, 9)),
    "bank_notes": _bank_notes,
    "lead_pot": _lead_pot,
    "bullion": _bullion,
}
