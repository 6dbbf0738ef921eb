"""A wrong seal is stopped at the gate."""

import pytest

from tests.journeys.endings import Border

pytestmark = pytest.mark.journey


def test_a_wrong_seal_is_stopped_at_the_gate(border: Border) -> None:
    ending = border.end_of("wrong-seal")

    [reading] = ending.gate
    assert reading["outcome"] == "stop"
    assert "gate_wrong_seal" in {reason["code"] for reason in reading["reasons"]}
    assert ending.lane == "red"
