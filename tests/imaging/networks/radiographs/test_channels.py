"""What the radiograph network is given, checked against layers whose physics is known."""

import numpy as np
import pytest

from customhouse.imaging.model import Box, ContainerFacts, Energy, Radiograph, Subject, View
from customhouse.imaging.networks.radiographs.channels import (
    CHANNELS,
    MARGIN_MM,
    PIXEL_MM,
    Plate,
    aligned,
    areal_of,
    heights_of,
    inputs_of,
    physical,
    plate_of,
    thinned,
)
from customhouse.imaging.physics.beams.beam import beams
from customhouse.imaging.physics.beams.setting import Setting
from tests.imaging.phantoms import FROM_TESTS, make_container_radiograph

ENERGIES = (Energy("high", 6000.0), Energy("low", 4000.0))
SETTING = Setting(beams(ENERGIES), True)
GOODS = np.full((238, 590), 20.0)


def behind(substance: str, areal: float) -> np.ndarray:
    """What both energies read behind an even layer."""
    depth = [float(beam.behind(substance, np.array([areal]))[0]) for beam in SETTING.beams]
    return np.stack([np.full((40, 60), np.exp(-each), np.float32) for each in depth])


def test_a_finer_scan_is_thinned_to_its_mean_transmission() -> None:
    halves = np.tile(np.array([[10000, 50000]], np.uint16), (240, 160))
    planes = thinned(View("side", halves[None]), (PIXEL_MM / 2, PIXEL_MM / 2))

    assert planes.shape == (1, 120, 160)
    assert planes.mean() == pytest.approx(30000 / 65535, rel=1e-3)


def test_a_scan_of_unequal_pixels_comes_out_square() -> None:
    planes = thinned(View("side", np.full((1, 300, 200), 30000, np.uint16)), (PIXEL_MM, PIXEL_MM / 3))

    assert planes.shape == (1, 100, 200)


@pytest.mark.parametrize("areal", [15.0, 40.0, 80.0])
def test_water_reads_as_nought_and_steel_as_one(areal: float) -> None:
    water, steel = (physical(behind(name, areal), SETTING)[2].mean() for name in ("water", "steel"))

    assert water == pytest.approx(0.0, abs=0.15)
    assert steel == pytest.approx(1.0, abs=0.15)


def test_areal_density_comes_back_from_the_input() -> None:
    areal = areal_of(physical(behind("water", 60.0), SETTING))

    assert areal.mean() == pytest.approx(60.0, rel=0.08)


def test_one_energy_tells_no_material() -> None:
    measured = physical(behind("steel", 40.0)[:1], SETTING)

    assert not measured[2].any()


def test_the_other_view_is_laid_container_on_container() -> None:
    lines = aligned(np.arange(30, dtype=np.float32).reshape(3, 10), Box(5, 2, 20, 8), 40)

    assert lines[:3, 5].tolist() == [0, 10, 20]
    assert lines[:3, 24].tolist() == [9, 19, 29]
    assert not lines[:3, :5].any()
    assert not lines[:3, 25:].any()
    assert lines[3].all()


def test_heights_run_from_the_roof_to_the_floor() -> None:
    heights = heights_of(Box(0, 10, 5, 20), 50)

    assert heights[10] == 0.0
    assert heights[30] == 1.0
    assert heights.max() <= 1.5


def test_a_container_is_cut_out_with_its_surroundings() -> None:
    scan = make_container_radiograph(GOODS)
    plate = plate_of(scan.views[0], scan)

    assert plate.found
    assert not plate.from_above
    assert plate.box.width * PIXEL_MM == pytest.approx(6060, abs=60)
    assert plate.box.height * PIXEL_MM == pytest.approx(2590, abs=60)
    assert plate.place.x == pytest.approx((470 - MARGIN_MM) / PIXEL_MM, abs=3)


def test_a_view_without_a_container_is_kept_whole() -> None:
    lone = View("side", np.full((1, 200, 300), 65000, np.uint16), (10.0, 10.0))
    scan = Radiograph((lone,), ENERGIES[:1], FROM_TESTS, Subject.CONTAINER, ContainerFacts())
    plate = plate_of(lone, scan)

    assert not plate.found
    assert plate.box == Box(0, 0, plate.place.width, plate.place.height)


def test_each_view_sees_the_columns_of_the_other() -> None:
    def plate(level: float, above: bool) -> Plate:
        planes = np.full((2, 60, 100), level, np.float32)
        return Plate(planes, Box(0, 0, 100, 60), Box(10, 5, 80, 50), True, above, (1.0, 1.0), (60, 100))

    side, top = inputs_of([plate(0.5, False), plate(0.1, True)], SETTING)
    alone = inputs_of([plate(0.5, False)], SETTING)[0]

    assert side.shape == (len(CHANNELS), 60, 100)
    assert side[6, 0, 50] > top[6, 0, 50] > 0
    assert alone[6:].max() == 0
