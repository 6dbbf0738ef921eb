"""An honest container is scanned and released."""

import pytest

from tests.journeys.endings import Border

pytestmark = pytest.mark.journey


def test_an_honest_container_is_scanned_and_released(border: Border) -> None:
    ending = border.end_of("honest-container")

    assert ending.state == "released"
    assert ending.verdicts == {"agrees"}
    assert not ending.alarms
    assert ending.kinds.index("declaration.lodged") < ending.kinds.index("scan.recognised")
    assert "goods.released" in ending.kinds
