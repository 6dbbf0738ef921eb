"""A rope cut on the road is a critical alarm."""

import pytest

from tests.journeys.endings import Border

pytestmark = pytest.mark.journey


def test_a_rope_cut_on_the_road_is_a_critical_alarm(border: Border) -> None:
    ending = border.end_of("rope-cut")

    alarm = ending.alarms["rope_cut"]
    assert alarm["severity"] == "critical"
    assert not alarm["late"]
    assert alarm["position"] is not None
    assert ending.lane == "red"
