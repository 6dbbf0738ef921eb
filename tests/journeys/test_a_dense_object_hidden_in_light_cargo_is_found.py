"""A dense object hidden in light cargo is found."""

import pytest

from tests.journeys.endings import Border

pytestmark = pytest.mark.journey


def test_a_dense_object_hidden_in_light_cargo_is_found(border: Border) -> None:
    ending = border.end_of("dense-hidden")

    [scan] = ending.scans
    dense = [finding for finding in scan["findings"] if finding["kind"] == "dense_object"]
    assert max(finding["mass_kg"] for finding in dense) == pytest.approx(206, rel=0.25)
    assert ending.lane == "red"
