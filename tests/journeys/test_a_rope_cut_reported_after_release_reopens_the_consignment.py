"""A rope cut reported after release reopens the consignment."""

import pytest

from tests.journeys.endings import Border

pytestmark = pytest.mark.journey


def test_a_rope_cut_reported_after_release_reopens_the_consignment(border: Border) -> None:
    ending = border.end_of("rope-cut-late")

    assert ending.state == "reopened"
    assert ending.alarms["rope_cut"]["late"]
    assert {reading["outcome"] for reading in ending.gate} == {"pass"}
    assert ending.kinds.index("goods.released") < ending.kinds.index("consignment.reopened")
