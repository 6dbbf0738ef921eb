"""How strongly elements attenuate photons: the table of NIST XCOM that the server keeps, read as a file of data."""

import json
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Fractions = tuple[tuple[str, float], ...]  # of mass, by element


@cache
def _table() -> tuple[Floats, dict[str, Floats], dict[str, Floats]]:
    # By the package's name and a path, so that no code of the server is imported here.
    held = files("customhouse").joinpath("imaging", "physics", "beams", "attenuation.json")
    content = json.loads(held.read_text(encoding="utf-8"))
    return (
        np.log(np.asarray(content["energies_kev"], dtype=np.float64)),
        {symbol: np.log(np.asarray(row)) for symbol, row in content["mass_attenuation_cm2_g"].items()},
        {name: np.log(np.asarray(row)) for name, row in content["energy_absorption_cm2_g"].items()},
    )


def element(symbol: str, energies_kev: Floats) -> Floats:
    """Total mass attenuation in cm2/g, with coherent scattering, interpolated in log-log as NIST advises."""
    energies, elements, _ = _table()
    return np.exp(np.interp(np.log(energies_kev), energies, elements[symbol]))


def absorption(scintillator: str, energies_kev: Floats) -> Floats:
    """Energy absorbed in `CsI`, `CdWO4` or `Gd2O2S`, cm2/g."""
    energies, _, scintillators = _table()
    return np.exp(np.interp(np.log(energies_kev), energies, scintillators[scintillator]))


def mixture(fractions: Fractions, energies_kev: Floats) -> Floats:
    """Total mass attenuation in cm2/g of a mixture by mass."""
    total = np.zeros_like(energies_kev)
    for symbol, share in fractions:
        total += share * element(symbol, energies_kev)
    return total
