"""How strongly materials attenuate photons, from the table of NIST XCOM beside this file."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Substance:
    """A material by its elements' shares of mass. `density` in g/cm³ is that of the solid or liquid."""

    name: str
    density: float
    elements: tuple[tuple[str, float], ...]


def _compound(name: str, density: float, **shares: float) -> Substance:
    whole = sum(shares.values())
    return Substance(name, density, tuple((element, share / whole) for element, share in shares.items()))


SUBSTANCES: dict[str, Substance] = {
    substance.name: substance
    for substance in (
        _compound("polyethylene", 0.94, H=0.1437, C=0.8563),
        _compound("cellulose", 1.50, H=0.0622, C=0.4445, O=0.4934),
        _compound("water", 1.00, H=0.1119, O=0.8881),
        _compound("sand", 2.65, O=0.5326, Si=0.4674),
        _compound("salt", 2.17, Na=0.3934, Cl=0.6066),
        _compound("limestone", 2.71, C=0.12, O=0.4796, Ca=0.4004),
        _compound("pvc", 1.40, H=0.0484, C=0.3844, Cl=0.5673),
        _compound("aluminium", 2.70, Al=1.0),
        _compound("titanium", 4.51, Ti=1.0),
        _compound("steel", 7.87, Fe=1.0),
        _compound("copper", 8.96, Cu=1.0),
        _compound("tin", 7.31, Sn=1.0),
        _compound("tungsten", 19.3, W=1.0),
        _compound("lead", 11.35, Pb=1.0),
        _compound("uranium", 18.95, U=1.0),
        _compound("Al", 2.70, Al=1.0),
        _compound("Cu", 8.96, Cu=1.0),
        _compound("Fe", 7.87, Fe=1.0),
        _compound("Pb", 11.35, Pb=1.0),
        _compound("W", 19.3, W=1.0),
        _compound("Sn", 7.31, Sn=1.0),
        _compound("CsI", 4.51, Cs=0.5115, I=0.4885),
        _compound("CdWO4", 7.90, Cd=0.3120, W=0.5103, O=0.1777),
        _compound("Gd2O2S", 7.32, Gd=0.8308, S=0.0847, O=0.0845),
    )
}


@dataclass(frozen=True)
class _Table:
    energies_kev: Floats
    attenuation: dict[str, Floats]
    absorption: dict[str, Floats]


@cache
def _table() -> _Table:
    content = json.loads((files(__package__) / "attenuation.json").read_text())
    return _Table(
        np.array(content["energies_kev"]),
        {element: np.array(row) for element, row in content["mass_attenuation_cm2_g"].items()},
        {name: np.array(row) for name, row in content["energy_absorption_cm2_g"].items()},
    )


def energies_kev() -> Floats:
    return _table().energies_kev


@cache
def mass_attenuation(substance: str) -> Floats:
    """In cm²/g, at `energies_kev`."""
    table = _table()
    shares = SUBSTANCES[substance].elements
    return np.sum([table.attenuation[element] * share for element, share in shares], axis=0)  # type: ignore[no-any-return]  # numpy types sum of a list as Any


def absorbed_share(detector: str) -> Floats:
    """Share of an interacting photon's energy that stays in the detector, at `energies_kev`."""
    return np.minimum(1.0, _table().absorption[detector] / mass_attenuation(detector))
