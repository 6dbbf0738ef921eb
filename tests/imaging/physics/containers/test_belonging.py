"""What stands out and belongs to the container or its load is no dense object; what does not belong to them is one."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from customhouse.imaging.model import Finding, Radiograph, Recognition
from customhouse.imaging.physics.radiographs.examining import recognise
from tests.imaging.phantoms import Areal, make_container_radiograph

CARTONS = 36.0  # g/cm²: 0.16 g/cm³ from wall to wall
FLOOR = 232  # the row of the inside on which the load stands


@dataclass(frozen=True)
class Pallets:
    """Cartons on bearers along the beam; widths, heights and places in cm, what lies along the beam in g/cm²."""

    width: int
    apart: int
    areal: float
    last: int
    goods: float
    floor: int = 232
    high: int = 11

    def load(self) -> Areal:
        goods = np.zeros((238, 590))
        top = self.floor - self.high
        goods[30 : top - 3, 10 : self.last] = self.goods
        goods[top - 3 : top, 10 : self.last] = 0.7 * self.areal
        for left in range(10, self.last - 5, self.apart):
            goods[top : self.floor, left : left + self.width] = self.areal
        return goods


LIGHT = Pallets(10, 40, 112.0, 560, CARTONS)
LOADS = (
    Pallets(14, 46, 86, 571, 21, 234, 10),
    Pallets(12, 64, 163, 523, 31, 231, 12),
    Pallets(10, 36, 129, 575, 43, 233, 8),
    Pallets(13, 54, 143, 518, 57, 231, 9),
    Pallets(12, 52, 169, 526, 55, 236, 11),
)


def dense(seen: Recognition) -> list[Finding]:
    return [each for each in seen.findings if each.kind in ("dense_object", "opaque_region")]


def uncalibrated(scan: Radiograph) -> Radiograph:
    return replace(scan, wedges=())


@pytest.mark.parametrize("pallets", LOADS)
def test_bearers_of_pallets_along_the_beam_are_no_dense_objects(pallets: Pallets) -> None:
    seen = recognise(uncalibrated(make_container_radiograph(pallets.load())))

    assert dense(seen) == []


def test_one_bar_among_pallets_is_a_dense_object_all_the_same() -> None:
    seen = recognise(uncalibrated(make_container_radiograph(LIGHT.load(), hidden_steel=(150, 300, 12, 70.0))))
    [found] = dense(seen)

    assert found.box is not None
    assert found.box.x == pytest.approx(355, abs=3)


def test_two_bars_in_one_row_are_not_taken_for_pallets() -> None:
    goods = np.zeros((238, 590))
    goods[60:FLOOR] = CARTONS
    for left in (150, 400):
        goods[FLOOR - 12 : FLOOR, left : left + 12] += 90.0
    found = dense(recognise(uncalibrated(make_container_radiograph(goods))))

    assert sorted(each.box.x for each in found if each.box) == [pytest.approx(205, abs=3), pytest.approx(455, abs=3)]


def test_how_dense_a_thing_is_is_said_as_a_range_of_its_depth() -> None:
    seen = recognise(uncalibrated(make_container_radiograph(LIGHT.load(), hidden_steel=(150, 300, 12, 70.0))))
    [found] = dense(seen)

    assert found.reason.code == "denser_by_its_depth"
    assert float(found.reason.params["low"]) < 0.5
    assert float(found.reason.params["high"]) == pytest.approx(70 / 12, rel=0.4)
    assert found.material is None


def reefer(places: tuple[tuple[int, int], ...], size_type: str) -> Recognition:
    """Squares of 12 cm and 70 g/cm² of steel at these rows and columns of the inside, among fruit."""
    goods = np.zeros((238, 590))
    goods[40:FLOOR] = 30.0
    for row, column in places:
        goods[row : row + 12, column : column + 12] += 100.0
    return recognise(uncalibrated(make_container_radiograph(goods, size_type=size_type)))


MACHINE, AMONG_GOODS = (100, 22), (130, 300)


def test_machinery_of_a_reefer_is_no_dense_object_and_a_note_says_what_it_hides() -> None:
    cold, dry = reefer((MACHINE,), "22R1"), reefer((MACHINE,), "22G1")

    assert (len(dense(cold)), len(dense(dry))) == (0, 1)
    assert "fixtures_hide" in {note.code for note in cold.notes}
    assert "fixtures_hide" not in {note.code for note in dry.notes}


def test_among_the_goods_of_a_reefer_what_is_dense_is_found_and_no_note_is_needed() -> None:
    seen = reefer((AMONG_GOODS,), "22R1")

    assert len(dense(seen)) == 1
    assert "fixtures_hide" not in {note.code for note in seen.notes}
