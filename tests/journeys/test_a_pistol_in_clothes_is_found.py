"""A pistol in clothes is found."""

import pytest

from tests.journeys.endings import Border

pytestmark = pytest.mark.journey


def test_a_pistol_in_clothes_is_found(border: Border) -> None:
    ending = border.end_of("pistol-parcel")

    [scan] = ending.scans
    assert "dense_object" in {finding["kind"] for finding in scan["findings"]}
    assert ending.lane == "red"
