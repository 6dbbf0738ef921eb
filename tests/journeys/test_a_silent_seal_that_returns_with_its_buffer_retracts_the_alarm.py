"""A silent seal that returns with its buffer retracts the alarm."""

import pytest

from tests.journeys.endings import Border

pytestmark = pytest.mark.journey


def test_a_silent_seal_that_returns_with_its_buffer_retracts_the_alarm(border: Border) -> None:
    ending = border.end_of("silent-then-back")

    assert ending.alarms["silent"]["state"] == "retracted"
    assert ending.state == "in_transit"
    assert "alarm.retracted" in ending.kinds
