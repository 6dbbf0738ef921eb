"""The painter's colours rest on the recogniser's physics."""

import pytest

from customhouse.imaging.model import Energy
from customhouse.imaging.painting.scales import Scales, scales_of

LINAC = (Energy("high", 6000.0), Energy("low", 4000.0))
TUBE = (Energy("high", 160.0), Energy("low", 100.0))


def known(energies: tuple[Energy, ...]) -> Scales:
    scales = scales_of(energies)
    assert scales is not None
    return scales


@pytest.mark.parametrize("energies", [LINAC, TUBE], ids=["linac", "tube"])
def test_inorganic_goods_lie_between_organic_goods_and_metal(energies: tuple[Energy, ...]) -> None:
    scale = known(energies).material

    assert all(
        min(organic, metal) < inorganic < max(organic, metal)
        for organic, inorganic, metal in zip(scale.organic, scale.inorganic, scale.metal, strict=True)
    )


def test_pair_production_turns_the_order_round() -> None:
    linac, tube = known(LINAC).material, known(TUBE).material

    assert linac.organic[3] > linac.metal[3]
    assert tube.organic[3] < tube.metal[3]


def test_water_at_six_megavolts_weighs_what_nist_says() -> None:
    mass = known(LINAC).mass

    assert mass.organic[3] == pytest.approx(0.0475, rel=0.05)


def test_an_unknown_energy_has_no_scale() -> None:
    assert scales_of((Energy("high", None), Energy("low", None))) is None
