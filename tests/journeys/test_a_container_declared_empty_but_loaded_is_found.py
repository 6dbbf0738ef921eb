"""A container declared empty but loaded is found."""

import pytest

from tests.journeys.endings import Border

pytestmark = pytest.mark.journey


def test_a_container_declared_empty_but_loaded_is_found(border: Border) -> None:
    ending = border.end_of("empty-but-loaded")

    assert ending.lane == "red"
    assert ending.verdicts == {"disagrees"}
