"""A real ct volume is taken as a parcel."""

import pytest

from tests.journeys.endings import Border

pytestmark = pytest.mark.journey


def test_a_real_ct_volume_is_taken_as_a_parcel(border: Border) -> None:
    ending = border.end_of("real-ct-parcel")

    [scan] = ending.scans
    assert scan["modality"] == "ct"
    assert scan["volume"]["shape"][1:] == [256, 256]
    assert scan["state"] == "recognised"
