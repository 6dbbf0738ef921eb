"""A lorry beyond its time limit is overdue."""

import pytest

from tests.journeys.endings import Border

pytestmark = pytest.mark.journey


def test_a_lorry_beyond_its_time_limit_is_overdue(border: Border) -> None:
    ending = border.end_of("overdue")

    assert ending.alarms["overdue"]["severity"] == "medium"
    assert ending.state == "in_transit"
