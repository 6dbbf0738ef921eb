"""A lorry that leaves its corridor is alarmed."""

import pytest

from tests.journeys.endings import Border

pytestmark = pytest.mark.journey


def test_a_lorry_that_leaves_its_corridor_is_alarmed(border: Border) -> None:
    ending = border.end_of("corridor-left")

    alarm = ending.alarms["corridor_left"]
    assert alarm["severity"] == "high"
    assert float(alarm["reason"]["params"]["outside_m"]) > 3000
