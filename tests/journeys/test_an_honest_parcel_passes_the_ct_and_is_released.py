"""An honest parcel passes the ct and is released."""

import pytest

from tests.journeys.endings import Border

pytestmark = pytest.mark.journey


def test_an_honest_parcel_passes_the_ct_and_is_released(border: Border) -> None:
    ending = border.end_of("honest-parcel")

    assert ending.state == "released"
    [scan] = ending.scans
    assert scan["modality"] == "ct"
    assert scan["volume"]["spacing_mm"] == [2.0, 2.0, 2.0]
