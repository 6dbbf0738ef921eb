"""An honest transit passes the gate and is released."""

import pytest

from tests.journeys.endings import Border

pytestmark = pytest.mark.journey


def test_an_honest_transit_passes_the_gate_and_is_released(border: Border) -> None:
    ending = border.end_of("honest-transit")

    assert ending.state == "released"
    assert [reading["outcome"] for reading in ending.gate] == ["pass"]
    assert not ending.alarms
