"""The shared attenuation table, and materials told in three functions of it, against points that NIST prints."""

import numpy as np
import pytest

from simulators.scanner.rays import basis
from simulators.scanner.rays.attenuation import Fractions, absorption, mixture

WATER: Fractions = (("H", 0.111894), ("O", 0.888106))
ALUMINIUM: Fractions = (("Al", 1.0),)
IRON: Fractions = (("Fe", 1.0),)
LEAD: Fractions = (("Pb", 1.0),)
CARBON: Fractions = (("C", 1.0),)


# Hubbell and Seltzer, NISTIR 5632, total with coherent scattering, cm2/g.
@pytest.mark.parametrize(
    ("material", "kev", "printed"),
    [
        (WATER, 40, 0.2683),
        (WATER, 60, 0.2059),
        (WATER, 100, 0.1707),
        (WATER, 1000, 0.07072),
        (WATER, 6000, 0.02770),
        (WATER, 10000, 0.02219),
        (ALUMINIUM, 60, 0.2778),
        (ALUMINIUM, 100, 0.1704),
        (ALUMINIUM, 1000, 0.06146),
        (IRON, 60, 1.205),
        (IRON, 100, 0.3717),
        (IRON, 1000, 0.05995),
        (IRON, 6000, 0.03057),
        (LEAD, 60, 5.021),
        (LEAD, 100, 5.549),
        (LEAD, 4000, 0.04197),
        (CARBON, 60, 0.1753),
        (CARBON, 100, 0.1514),
        (CARBON, 6000, 0.02469),
    ],
)
def test_attenuation_is_what_nist_prints(material: Fractions, kev: float, printed: float) -> None:
    [found] = mixture(material, np.array([float(kev)]))

    assert found == pytest.approx(printed, rel=0.01)


@pytest.mark.parametrize("symbol", ["Ag", "Au", "Ba", "Br", "Zn", "F", "Co", "U"])
def test_the_elements_that_bags_are_made_of_are_there(symbol: str) -> None:
    low, high = mixture(((symbol, 1.0),), np.array([50.0, 150.0]))

    assert low > high > 0


def test_a_scintillator_keeps_less_than_it_stops() -> None:
    energies = np.array([40.0, 80.0, 160.0])
    kept = absorption("CsI", energies)

    assert (kept < mixture((("Cs", 0.5115), ("I", 0.4885)), energies)).all()
    assert (kept > 0).all()


@pytest.mark.parametrize(
    ("material", "worst"), [(WATER, 0.002), (CARBON, 0.003), (ALUMINIUM, 0.015), (IRON, 0.001), (LEAD, 0.001)]
)
def test_three_functions_tell_a_material(material: Fractions, worst: float) -> None:
    told = np.array(basis.coefficients(material)) @ basis.functions(basis.FITTED_KEV)

    assert np.abs(told / mixture(material, basis.FITTED_KEV) - 1).max() < worst
