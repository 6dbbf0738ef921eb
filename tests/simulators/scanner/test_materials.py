"""The scanner's own attenuation table against points that NIST prints."""

import numpy as np
import pytest

from simulators.scanner.materials import ALUMINIUM, LEAD, WATER, Material

IRON = Material("iron", 7874, (("Fe", 1.0),))


# NIST, X-ray mass attenuation coefficients (Hubbell and Seltzer, NISTIR 5632), cm2/g.
@pytest.mark.parametrize(
    ("material", "kev", "printed"),
    [
        (WATER, 60, 0.2059),
        (WATER, 100, 0.1707),
        (WATER, 1000, 0.07072),
        (WATER, 6000, 0.02770),
        (ALUMINIUM, 80, 0.2018),
        (ALUMINIUM, 1000, 0.06146),
        (IRON, 1000, 0.05995),
        (IRON, 6000, 0.03057),
        (LEAD, 4000, 0.04197),
        (LEAD, 6000, 0.04391),
    ],
)
def test_attenuation_is_what_nist_prints(material: Material, kev: float, printed: float) -> None:
    [found] = material.mass_attenuation(np.array([float(kev)]))

    assert found == pytest.approx(printed, rel=0.005)


def test_between_two_tabled_energies_attenuation_lies_between() -> None:
    below, between, above = WATER.mass_attenuation(np.array([4000.0, 4500.0, 5000.0]))

    assert above < between < below
