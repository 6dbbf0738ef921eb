"""A mass far from the declared one is found."""

import pytest

from tests.journeys.endings import Border

pytestmark = pytest.mark.journey


def test_a_mass_far_from_the_declared_one_is_found(border: Border) -> None:
    ending = border.end_of("mass-far-off")

    assert ending.lane == "red"
    [scan] = ending.scans
    mass = next(row for row in scan["comparison"]["rows"] if "mass" in row["what"])
    assert mass["verdict"] == "disagrees"
    assert "review.opened" in ending.kinds
