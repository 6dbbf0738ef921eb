"""What things are made of, and how strongly it attenuates X-rays."""

from dataclasses import dataclass

from simulators.scanner.rays.attenuation import Floats, mixture


@dataclass(frozen=True)
class Material:
    """A mixture of elements by mass.

    Attributes:
        density: kg/m3 of the solid stuff itself; goods in bulk give their own, lower one.
        fractions: element symbol and mass fraction, summing to 1.
    """

    name: str
    density: float
    fractions: tuple[tuple[str, float], ...]

    def mass_attenuation(self, energies_kev: Floats) -> Floats:
        """Total mass attenuation in cm2/g, interpolated in log-log as NIST advises."""
        return mixture(self.fractions, energies_kev)


def _material(name: str, density: float, **parts: float) -> Material:
    whole = sum(parts.values())
    return Material(name, density, tuple((symbol, part / whole) for symbol, part in parts.items()))


AIR = _material("air", 1.2, N=0.755, O=0.232, C=0.013)
WATER = _material("water", 1000, H=0.1119, O=0.8881)
CELLULOSE = _material("cellulose", 1500, H=0.0622, C=0.4445, O=0.4934)
WOOD = _material("wood", 600, H=0.06, C=0.50, O=0.435, Ca=0.005)
TEXTILE = _material("textile", 1400, H=0.055, C=0.53, O=0.39, N=0.025)
PLASTIC = _material("plastic", 950, H=0.1437, C=0.8563)
PVC = _material("pvc", 1380, H=0.0484, C=0.3844, Cl=0.5672)
RUBBER = _material("rubber", 1150, H=0.105, C=0.865, S=0.03)
OIL = _material("oil", 880, H=0.14, C=0.86)
ALCOHOL = _material("alcohol and water", 950, H=0.12, C=0.22, O=0.66)
STARCH = _material("starch", 1500, H=0.0622, C=0.4445, O=0.4934)
LEATHER = _material("leather", 900, H=0.07, C=0.50, N=0.16, O=0.25, S=0.02)
CERAMIC = _material("ceramic", 2300, O=0.50, Si=0.31, Al=0.13, Na=0.02, Ca=0.02, Fe=0.02)
GLASS = _material("glass", 2500, O=0.46, Si=0.337, Na=0.10, Ca=0.08, Al=0.023)
SALT = _material("salt", 2160, Na=0.3934, Cl=0.6066)
ALUMINIUM = _material("aluminium", 2700, Al=1.0)
STEEL = _material("steel", 7850, Fe=0.99, C=0.01)
COPPER = _material("copper", 8960, Cu=1.0)
LEAD = _material("lead", 11340, Pb=1.0)
TUNGSTEN = _material("tungsten", 19300, W=1.0)
ELECTRONICS = _material("electronics", 1800, C=0.30, H=0.03, O=0.20, Si=0.15, Cu=0.17, Fe=0.08, Al=0.05, Sn=0.02)
SCINTILLATOR = _material("cadmium tungstate", 7900, Cd=0.312, W=0.510, O=0.178)
