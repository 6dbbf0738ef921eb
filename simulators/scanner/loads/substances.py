"""Materials that loads need beside those of `materials`, and mixtures of them.

Where the attenuation table lacks an element its neighbour stands in: at megavolts attenuation follows the electrons.
"""

from simulators.scanner import materials
from simulators.scanner.materials import TUNGSTEN, Material


def _substance(name: str, density: float, **parts: float) -> Material:
    whole = sum(parts.values())
    return Material(name, density, tuple((symbol, part / whole) for symbol, part in parts.items()))


def mixed(name: str, parts: dict[Material, float]) -> Material:
    """A mixture by mass; its density is that of the parts laid side by side."""
    whole = sum(parts.values())
    shares: dict[str, float] = {}
    for material, part in parts.items():
        for symbol, share in material.fractions:
            shares[symbol] = shares.get(symbol, 0.0) + share * part / whole
    volume = sum(part / whole / material.density for material, part in parts.items())
    return Material(name, 1 / volume, tuple(sorted(shares.items())))


FLESH = _substance("flesh", 1050, H=0.102, C=0.143, N=0.034, O=0.721)
PLANT = _substance("plant", 950, H=0.106, C=0.06, N=0.004, O=0.83)
SUGAR = _substance("sugar", 1550, H=0.065, C=0.42, O=0.515)
LEAF = _substance("leaf", 1000, H=0.06, C=0.44, N=0.03, O=0.42, Ca=0.05)
LIMESTONE = _substance("limestone", 2700, Ca=0.40, C=0.12, O=0.48)
SILICA = _substance("silica", 2300, Si=0.467, O=0.533)
CEMENT = _substance("cement", 3000, Ca=0.44, Si=0.10, O=0.37, Al=0.04, Fe=0.03, Mg=0.02)
TITANIA = _substance("titania", 4000, Ti=0.60, O=0.40)
IRON_ORE = _substance("haematite", 4600, Fe=0.62, O=0.31, Si=0.05, Al=0.02)
COPPER_ORE = _substance("chalcopyrite", 3800, Cu=0.27, Fe=0.28, S=0.33, Si=0.06, O=0.06)
LEAD_ORE = _substance("galena", 5500, Pb=0.6, S=0.16, Fe=0.08, Si=0.06, O=0.10)
BAUXITE = _substance("bauxite", 2500, Al=0.28, O=0.55, Fe=0.12, Si=0.03, H=0.02)
COAL = _substance("coal", 1350, C=0.80, H=0.05, O=0.12, S=0.01, Si=0.02)
FERTILISER = _substance("fertiliser", 1600, N=0.25, H=0.05, O=0.45, Ca=0.15, S=0.10)
ORGANIC = _substance("organic chemical", 1250, H=0.07, C=0.62, N=0.06, O=0.25)
POLYESTER = _substance("polyester", 1380, H=0.042, C=0.625, O=0.333)
POLYSTYRENE = _substance("polystyrene", 1050, H=0.077, C=0.923)
WOOL = _substance("wool", 1300, H=0.07, C=0.50, N=0.16, O=0.24, S=0.03)
FOAM = _substance("foam", 30, H=0.07, C=0.63, N=0.06, O=0.24)
GRANITE = _substance("granite", 2700, O=0.485, Si=0.34, Al=0.08, Ca=0.045, Na=0.03, Fe=0.02)
GYPSUM = _substance("gypsum", 2300, Ca=0.233, S=0.186, O=0.558, H=0.023)
LEAD_CELL = _substance("lead cell", 3800, Pb=0.62, S=0.05, O=0.22, H=0.02, C=0.09)
LITHIUM_CELL = _substance("lithium cell", 2400, Al=0.15, Cu=0.14, C=0.25, Fe=0.22, O=0.21, H=0.03)
BRASS = _substance("brass", 8500, Cu=0.98, Pb=0.02)
EXPLOSIVE = _substance("explosive", 1650, C=0.16, H=0.03, N=0.38, O=0.43)
COCAINE = _substance("cocaine salt", 1150, C=0.60, H=0.065, N=0.04, O=0.19, Cl=0.105)
BANKNOTES = _substance("banknotes", 900, H=0.062, C=0.44, O=0.488, Ti=0.01)
TOBACCO = _substance("cigarettes", 350, H=0.062, C=0.42, N=0.03, O=0.45, Ca=0.038)
IVORY = _substance("ivory", 1850, H=0.05, C=0.19, N=0.04, O=0.43, P=0.1, Ca=0.19)
KERATIN = _substance("keratin", 1300, H=0.066, C=0.51, N=0.166, O=0.222, S=0.036)
GOLD = TUNGSTEN  # stands in: the two differ by five electrons

BY_NAME = {
    name.lower(): material for name, material in (vars(materials) | globals()).items() if isinstance(material, Material)
}
