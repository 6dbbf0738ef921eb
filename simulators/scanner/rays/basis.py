"""Materials as so much polyethylene, iron in its place, and lead, so that one projection serves every spectrum.

Any material without a K edge in the range is a sum of two others (Alvarez and Macovski, Phys. Med. Biol. 21, 733,
1976); lead stands for the heavy ones, whose edges lie between 50 and 116 keV. Fitted between 40 and 170 keV, where
filtered tubes up to 180 kV send. Worst error there: 0.1 % for water and textiles, 1 % for aluminium, 2 % for boards and
copper, 10 % for tin and silver; the place of the K edge is lead's for all that is heavy. What was fitted holds on to
320 keV within 0.4 % up to calcium, 2.5 % up to zinc; tin, silver and gold are then told 20 to 30 % too strong.
"""

from functools import lru_cache

import numpy as np
from scipy.optimize import nnls

from simulators.scanner.rays.attenuation import Floats, element, mixture

FITTED_KEV = np.arange(40.0, 171.0, 5.0)
HEAVY = ("Gd", "W", "Au", "Hg", "Pb", "U")  # with a K edge inside the range
POLYETHYLENE = (("H", 0.1437), ("C", 0.8563))


def functions(energies_kev: Floats) -> Floats:
    """Polyethylene, what iron has beyond it, and lead, in cm2/g, indexed (function, energy)."""
    light = mixture(POLYETHYLENE, energies_kev)
    return np.stack([light, element("Fe", energies_kev) - light, element("Pb", energies_kev)])


@lru_cache(4096)  # mixes vary from bag to bag
def coefficients(fractions: tuple[tuple[str, float], ...]) -> tuple[float, float, float]:
    """How much of each function a gram of the mixture counts for; the first and the last are never negative."""
    wanted = mixture(fractions, FITTED_KEV)
    given = (functions(FITTED_KEV) / wanted).T
    one = np.ones(len(wanted))
    if sum(share for symbol, share in fractions if symbol in HEAVY) > 0.01:
        light, iron, lead = nnls(np.stack([given[:, 0], given[:, 0] + given[:, 1], given[:, 2]], axis=1), one)[0]
        return float(light + iron), float(iron), float(lead)
    light, iron = np.linalg.lstsq(given[:, :2], one, rcond=None)[0]
    return float(light), float(iron), 0.0
