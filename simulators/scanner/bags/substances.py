"""What things in bags are made of: the materials of the goods' appearance table, each with the mixes it comes in.

The table is read as a file of data. `SEEN` and `KEPT` give other mixes of the same name: bags of the evaluation split
are made of the kept ones, which no training bag holds.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from simulators.scanner.rays.basis import coefficients

ATOMIC_MASS = {
    "H": 1.008, "Li": 6.94, "C": 12.011, "N": 14.007, "O": 15.999, "F": 18.998, "Na": 22.99, "Mg": 24.305, "Al": 26.982,
    "Si": 28.085, "P": 30.974, "S": 32.06, "Cl": 35.45, "K": 39.098, "Ca": 40.078, "Ti": 47.867, "Cr": 51.996,
    "Mn": 54.938, "Fe": 55.845, "Co": 58.933, "Ni": 58.693, "Cu": 63.546, "Zn": 65.38, "Br": 79.904, "Ag": 107.868,
    "Sn": 118.71, "Ba": 137.327, "W": 183.84, "Au": 196.967, "Pb": 207.2, "U": 238.029,
}  # fmt: skip
Fractions = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Mix:
    """A material in one of the mixes it comes in; densities in g/cm3."""

    name: str
    fractions: Fractions
    lowest: float
    highest: float


@dataclass(frozen=True)
class Stuff:
    """What one thing is made of.

    Attributes:
        basis: g/cm3 of each function of `rays.basis`, at the density.
        density: g/cm3 as packed.
    """

    name: str
    density: float
    basis: tuple[float, float, float]


# Further mixes: formula, lowest and highest density in g/cm3.
SEEN: Mapping[str, tuple[tuple[str, float, float], ...]] = {
    "explosive": (("C3H6N6O6", 1.45, 1.7), ("C7H5N3O6", 1.5, 1.65), ("H 0.036 C 0.24 N 0.31 O 0.414", 1.45, 1.6)),
    "narcotic": (("C17H22ClNO4", 0.9, 1.25), ("C21H23NO5", 0.8, 1.2), ("H 0.065 C 0.46 N 0.04 O 0.435", 0.7, 1.1)),
    "liquid_explosive": (("CH3NO2", 1.13, 1.14), ("H 0.06 O 0.94", 1.2, 1.35)),
    "ivory": (("H 0.05 C 0.19 N 0.04 O 0.43 P 0.1 Ca 0.19", 1.75, 1.95),),
    "keratin": (("H 0.07 C 0.5 N 0.16 O 0.24 S 0.03", 1.2, 1.35),),
    "shell": (("CaCO3", 2.5, 2.75),),
    "bronze": (("Cu 0.88 Sn 0.12", 8.6, 8.8),),
    "chocolate": (("H 0.08 C 0.55 N 0.012 O 0.358", 1.2, 1.35),),
    "honey": (("H 0.077 C 0.33 O 0.593", 1.38, 1.45),),
    "sugar_water": (("H 0.106 C 0.05 O 0.844", 1.02, 1.1),),
    "alcoholic": (("H 0.118 C 0.2 O 0.682", 0.92, 0.99),),
    "manganese_cell": (("Mn 0.35 O 0.3 Zn 0.2 K 0.05 Fe 0.1", 2.6, 3.1),),
    "gold": (("Au", 19.0, 19.3), ("Au 0.75 Ag 0.125 Cu 0.125", 15.0, 15.8)),
}
KEPT: Mapping[str, tuple[tuple[str, float, float], ...]] = {
    "explosive": (("C5H8N4O12", 1.5, 1.72), ("H 0.04 C 0.2 N 0.27 O 0.44 Al 0.05", 1.55, 1.7)),
    "narcotic": (("C10H16ClN", 0.85, 1.2), ("C13H17Cl2NO", 0.8, 1.15)),
    "liquid_explosive": (("C2H6N2O6", 1.15, 1.4), ("H 0.055 C 0.16 N 0.14 O 0.645", 1.2, 1.3)),
    "ivory": (("H 0.045 C 0.17 N 0.035 O 0.43 P 0.11 Ca 0.21", 1.85, 2.05),),
    "keratin": (("H 0.066 C 0.48 N 0.165 O 0.24 S 0.045 Ca 0.004", 1.25, 1.38),),
    "shell": (("H 0.005 C 0.12 O 0.485 Ca 0.38 Mg 0.01", 2.4, 2.7),),
    "bronze": (("Cu 0.8 Sn 0.08 Zn 0.12", 8.4, 8.7),),
    "chocolate": (("H 0.085 C 0.58 N 0.015 O 0.315 Ca 0.005", 1.2, 1.32),),
    "honey": (("H 0.073 C 0.35 O 0.577", 1.4, 1.48),),
    "sugar_water": (("H 0.104 C 0.06 N 0.004 O 0.832", 1.0, 1.06),),
    "alcoholic": (("H 0.124 C 0.33 O 0.546", 0.88, 0.95),),
    "manganese_cell": (("Mn 0.4 O 0.31 Zn 0.17 K 0.04 Fe 0.08", 2.6, 3.1),),
    "gold": (("Au 0.9 Cu 0.1", 17.0, 17.5), ("Au 0.585 Ag 0.2 Cu 0.215", 13.0, 13.8)),
}


def fractions(formula: str) -> Fractions:
    """Shares of mass from `C6H10O5` or from `H 0.1 C 0.9`."""
    if " " in formula:
        words = formula.split()
        parts = dict(zip(words[::2], map(float, words[1::2]), strict=True))
    else:
        parts = {}
        for symbol, count in re.findall(r"([A-Z][a-z]?)([\d.]*)", formula):
            parts[symbol] = parts.get(symbol, 0.0) + float(count or 1) * ATOMIC_MASS[symbol]
    whole = sum(parts.values())
    return tuple((symbol, part / whole) for symbol, part in parts.items())


@cache
def mixes(kept: bool) -> dict[str, tuple[Mix, ...]]:
    """Every material by name, in the mixes of one side of the split."""
    table = files("customhouse").joinpath("commodities", "appearance", "materials.csv").read_text(encoding="utf-8")
    found = {
        row["name"]: (
            Mix(row["name"], fractions(row["formula"]), float(row["density_low"]), float(row["density_high"])),
        )
        for row in csv.DictReader(table.splitlines())
    }
    for name, listed in (KEPT if kept else SEEN).items():
        found[name] = tuple(Mix(name, fractions(formula), low, high) for formula, low, high in listed)
    return found


def make(name: str, dice: np.random.Generator, *, kept: bool = False, packed: float = 1.0) -> Stuff:
    """Some of a material, its composition a few per cent off the book's.

    Args:
        kept: take a mix that training never sees.
        packed: share of the volume the solid fills, as in powders and cloth.
    """
    choice = mixes(kept)[name]
    mix = choice[int(dice.integers(len(choice)))]
    spread = 0.06 if kept else 0.03
    shares = [share * float(dice.uniform(1 - spread, 1 + spread)) for _, share in mix.fractions]
    whole = sum(shares)
    own = tuple((symbol, share / whole) for (symbol, _), share in zip(mix.fractions, shares, strict=True))
    density = float(dice.uniform(mix.lowest, mix.highest)) * packed
    light, iron, lead = coefficients(own)
    return Stuff(name, density, (light * density, iron * density, lead * density))
