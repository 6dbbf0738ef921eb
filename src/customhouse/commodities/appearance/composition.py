"""From what goods are made of to what a beam sees of them: effective atomic number, and shares by family."""

import re
from collections.abc import Mapping

from customhouse.commodities.appearance.model import Family, Material, Span

# Atomic number and standard atomic weight (IUPAC, rounded) of the elements that the materials name.
ELEMENTS: dict[str, tuple[int, float]] = {
    "H": (1, 1.008), "C": (6, 12.011), "N": (7, 14.007), "O": (8, 15.999), "F": (9, 18.998), "Na": (11, 22.990),
    "Mg": (12, 24.305), "Al": (13, 26.982), "Si": (14, 28.085), "P": (15, 30.974), "S": (16, 32.06),
    "Cl": (17, 35.45), "K": (19, 39.098), "Ca": (20, 40.078), "Ti": (22, 47.867), "Cr": (24, 51.996),
    "Mn": (25, 54.938), "Fe": (26, 55.845), "Co": (27, 58.933), "Ni": (28, 58.693), "Cu": (29, 63.546),
    "Zn": (30, 65.38), "Br": (35, 79.904), "Ag": (47, 107.868), "Sn": (50, 118.710), "Ba": (56, 137.327),
    "W": (74, 183.84), "Au": (79, 196.967), "Pb": (82, 207.2), "U": (92, 238.029),
}  # fmt: skip
_ATOM = re.compile(r"([A-Z][a-z]?)([0-9.]*)")
# Where a family begins, by effective atomic number. The zones between are seen as either.
ZONES: tuple[tuple[float, frozenset[Family]], ...] = (
    (7.8, frozenset({Family.ORGANIC})),
    (9.5, frozenset({Family.ORGANIC, Family.INORGANIC})),
    (15.9, frozenset({Family.INORGANIC})),
    (22.5, frozenset({Family.INORGANIC, Family.METAL})),
    (37.0, frozenset({Family.METAL})),
    (52.0, frozenset({Family.METAL, Family.DENSE})),
    (1e9, frozenset({Family.DENSE})),
)
# Packed looser than this a volume's voxels may read as light organic, tighter they do not (g/cm³).
LIGHT_BELOW, LIGHT_USUAL_BELOW = 0.82, 0.72


def mass_fractions(formula: str) -> dict[str, float]:
    """Of a chemical formula without brackets (`C6H10O5`), or of fractions by mass (`H 0.1 C 0.9`), summing to 1."""
    if " " in formula:
        words = formula.split()
        parts = {symbol: float(share) for symbol, share in zip(words[::2], words[1::2], strict=True)}
    else:
        parts = {}
        for symbol, count in _ATOM.findall(formula):
            parts[symbol] = parts.get(symbol, 0.0) + float(count or 1) * ELEMENTS[symbol][1]
    whole = sum(parts.values())
    return {symbol: part / whole for symbol, part in parts.items()}


def effective_z(formula: str) -> float:
    """As megavolt beams see it: pair production goes with Z²/A, Compton scattering with Z/A, both by mass."""
    fractions = mass_fractions(formula)
    pairs = sum(share * ELEMENTS[each][0] ** 2 / ELEMENTS[each][1] for each, share in fractions.items())
    electrons = sum(share * ELEMENTS[each][0] / ELEMENTS[each][1] for each, share in fractions.items())
    return pairs / electrons


def families_of(z: float) -> frozenset[Family]:
    return next(families for ends, families in ZONES if z < ends)


Shares = Mapping[str, tuple[float, float]]


def usual_shares(made_of: Shares) -> dict[str, float]:
    """One point within the ranges that sums to 1: from the lowest as far towards the highest as needed."""
    low, high = sum(part[0] for part in made_of.values()), sum(part[1] for part in made_of.values())
    step = (1 - low) / (high - low) if high > low else 0.0
    return {name: part[0] + step * (part[1] - part[0]) for name, part in made_of.items()}


def z_span(made_of: Shares, materials: Mapping[str, Material]) -> Span:
    usual = sum(share * materials[name].effective_z for name, share in usual_shares(made_of).items())
    return Span(_extreme_z(made_of, materials, 1), usual, _extreme_z(made_of, materials, -1))


def _extreme_z(made_of: Shares, materials: Mapping[str, Material], sign: int) -> float:
    """The lowest (or highest) mean that the ranges allow: fill up from that end until the shares sum to 1."""
    order = sorted(made_of, key=lambda name: sign * materials[name].effective_z)
    left = 1 - sum(low for low, _ in made_of.values())
    total = 0.0
    for name in order:
        low, high = made_of[name]
        taken = min(high - low, max(0.0, left))
        left -= taken
        total += (low + taken) * materials[name].effective_z
    return total


SINGLE = {family: frozenset({family}) for family in Family if family is not Family.LIGHT_ORGANIC}
COARSE = {
    Family.ORGANIC: frozenset({Family.LIGHT_ORGANIC, Family.ORGANIC}),
    Family.INORGANIC: frozenset({Family.INORGANIC}),
    Family.METAL: frozenset({Family.METAL, Family.DENSE}),
}


def coarse_spans(made_of: Shares, materials: Mapping[str, Material]) -> dict[Family, Span]:
    """Shares of the mass by what can be told with two energies, whatever the density."""
    return {family: _span(made_of, materials, group) for family, group in COARSE.items()}


def family_spans(made_of: Shares, materials: Mapping[str, Material], density: Span) -> dict[Family, Span]:
    return _with_light({family: _span(made_of, materials, group) for family, group in SINGLE.items()}, density)


def _span(made_of: Shares, materials: Mapping[str, Material], group: frozenset[Family]) -> Span:
    """What share of the mass is of this group. A material that may be seen as another too adds nothing to the low."""
    usual = usual_shares(made_of)
    own = [name for name in made_of if materials[name].seen_as <= group]
    may = [name for name in made_of if materials[name].seen_as & group]
    low = max(sum(made_of[n][0] for n in own), 1 - sum(part[1] for n, part in made_of.items() if n not in own))
    high = min(sum(made_of[n][1] for n in may), 1 - sum(part[0] for n, part in made_of.items() if n not in may))
    middle = sum(usual[n] * len(materials[n].seen_as & group) / len(materials[n].seen_as) for n in may)
    low, high = max(0.0, low), max(0.0, high)
    return Span(low, min(max(middle, low), high), high)


def _with_light(spans: dict[Family, Span], density: Span) -> dict[Family, Span]:
    """Organic goods are light or not by how they lie. Both stay open unless they lie too tight to be light."""
    whole = spans[Family.ORGANIC]
    if density.low > LIGHT_BELOW:
        return {Family.LIGHT_ORGANIC: Span(0.0, 0.0, 0.0), **spans}
    is_light = density.usual < LIGHT_USUAL_BELOW
    light = Span(0.0, whole.usual if is_light else 0.0, whole.high)
    return {Family.LIGHT_ORGANIC: light, **spans, Family.ORGANIC: Span(0.0, whole.usual - light.usual, whole.high)}
