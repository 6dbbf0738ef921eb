"""Real bus positions make one quiet journey."""

import pytest

from tests.journeys.endings import Border

pytestmark = pytest.mark.journey


def test_real_bus_positions_make_one_quiet_journey(border: Border) -> None:
    ending = border.end_of("real-bus")

    assert ending.state == "in_transit"
    assert not [alarm for alarm in ending.alarms.values() if alarm["state"] != "retracted"]
