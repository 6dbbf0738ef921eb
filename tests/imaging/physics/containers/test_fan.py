"""Roof and floor that a fan of beams throws over the goods are taken off, and nothing where rows are parallel."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.declared.consignments import numbered_scan_of
from customhouse.imaging.model import Box, Mass
from customhouse.imaging.physics.containers.container import filling, fixtures_of
from customhouse.imaging.physics.containers.fan import FLOOR_G_CM, ROOF_G_CM, is_aslant, thrown
from customhouse.imaging.physics.radiographs.examining import recognise
from simulators.scanner.loads.sample import drawn_scene, exposed

WALL, ROW_MM = 3.7, 12.0
OPAQUE = 8003  # 18 t
FULL = 9081  # 13 t that fill it from end to end
REFRIGERATED = 8037  # 3.0 t
LOADS = (4006, 4010, 4036)  # seeds of the split unseen: 7.3, 4.7 and 1.8 t


def inside(roof: float = 0.0, floor: float = 0.0) -> np.ndarray:
    """Bands of so many g/cm², 30 rows under the roof and 20 over the floor; goods stand in half of it."""
    field = np.full((200, 900), WALL, np.float32)
    field[:30] += roof
    field[180:] += floor
    field[90:, 100:550] += 25.0
    return field


def contents(seed: int, source_m: float | None) -> tuple[Mass, float]:
    scene = drawn_scene(seed, "unseen", pixel_mm=12.0)
    scanner = replace(scene.plan.scanner, source_m=source_m, source_height_m=1.4)
    sample = exposed(replace(scene, plan=replace(scene.plan, scanner=scanner)))
    found = recognise(numbered_scan_of(sample)).contents
    assert found is not None
    return found, sample.truth.cargo_kg


def test_the_bands_are_what_bare_rows_show_over_the_walls() -> None:
    seen = thrown(inside(roof=9.0, floor=12.0), WALL, ROW_MM)
    rows = seen.rows

    assert rows[:30] == pytest.approx(9.0, abs=0.01)
    assert rows[180:] == pytest.approx(12.0, abs=0.01)
    assert not rows[30:180].any()
    assert seen.unsure == seen.floor == pytest.approx(20 * 12.0 * ROW_MM / 10, rel=0.01)


def test_a_floor_weighs_no_more_than_floors_do_for_the_rest_is_goods() -> None:
    rows = thrown(inside(roof=9.0, floor=60.0), WALL, ROW_MM).rows

    assert float(rows[180:].sum()) * ROW_MM / 10 == pytest.approx(FLOOR_G_CM, rel=0.01)


def test_where_the_roof_is_a_line_nothing_is_taken_off() -> None:
    seen = thrown(inside(floor=12.0), WALL, ROW_MM)

    assert not seen.rows.any()
    assert (seen.unsure, seen.floor) == (0.0, 0.0)


def test_what_hangs_along_the_whole_container_is_not_lost_from_the_range() -> None:
    seen = thrown(inside(roof=40.0), WALL, ROW_MM)

    assert float(seen.rows.sum()) * ROW_MM / 10 == pytest.approx(ROOF_G_CM, rel=0.01)
    assert seen.unsure == pytest.approx(ROOF_G_CM, rel=0.01)


@pytest.mark.parametrize(("roof", "aslant"), [(0.0, False), (9.0, True)])
def test_a_fan_is_known_by_its_roof(roof: float, aslant: bool) -> None:
    assert is_aslant(inside(roof=roof) / 25, (ROW_MM, ROW_MM)) is aslant


@pytest.mark.parametrize("hidden", [False, True], ids=["bare walls somewhere", "goods all along"])
def test_a_fan_is_known_by_an_even_roof_where_goods_hide_the_walls(hidden: bool) -> None:
    fan, parallel = inside(roof=9.0) / 25, inside() / 25
    for field in (fan, parallel):
        field[60:180, : None if hidden else 700] += 1.0

    assert is_aslant(fan, (ROW_MM, ROW_MM))
    assert not is_aslant(parallel, (ROW_MM, ROW_MM))


def test_goods_up_to_the_roof_are_no_band_of_roof() -> None:
    field = inside() / 25
    field[:, 60:] += np.random.default_rng(1).uniform(0.3, 1.5, 840).astype(np.float32)

    assert not is_aslant(field, (ROW_MM, ROW_MM))


@pytest.mark.parametrize("source_m", [5.0, 6.5])
def test_a_full_load_is_not_cut_off_by_a_floor_that_a_fan_throws_lower(source_m: float) -> None:
    found, truth_kg = contents(FULL, source_m)

    assert found.low_kg <= truth_kg <= found.high_kg


@pytest.mark.parametrize("seed", LOADS)
@pytest.mark.parametrize("source_m", [None, 5.0, 9.0])
def test_the_same_load_weighs_as_much_in_parallel_beams_and_in_fans(seed: int, source_m: float | None) -> None:
    found, truth_kg = contents(seed, source_m)

    assert found.kg == pytest.approx(truth_kg, rel=0.12)
    assert found.low_kg <= truth_kg <= found.high_kg


def test_of_goods_that_let_nothing_through_the_range_holds_the_truth_and_the_whole_weighs_more() -> None:
    scene = drawn_scene(OPAQUE, "unseen", pixel_mm=12.0)
    sample = exposed(scene)
    seen = recognise(numbered_scan_of(sample))
    assert seen.contents is not None
    assert seen.mass is not None

    assert [reason.code for reason in seen.contents.reasons] == ["opaque_share"]
    assert seen.contents.low_kg < 0.8 * sample.truth.cargo_kg  # as if what is opaque were just so
    assert seen.contents.kg == pytest.approx(sample.truth.cargo_kg, rel=0.2)
    assert seen.contents.high_kg >= sample.truth.cargo_kg
    assert seen.mass.kg >= seen.contents.kg
    assert seen.mass.high_kg >= seen.contents.high_kg


def test_goods_along_a_floor_that_is_taken_for_lower_are_not_called_nothing() -> None:
    """The roof is above the image, and so the floor is sought too high: batteries lie all along below it."""
    seen = recognise(numbered_scan_of(exposed(drawn_scene(8108, "unseen", pixel_mm=12.0))))

    assert seen.loaded is None
    assert seen.contents is None
    assert "floor_unsure" in [note.code for note in seen.notes]


def test_machinery_and_rails_of_a_refrigerated_container_are_none_of_its_goods() -> None:
    found, truth_kg = contents(REFRIGERATED, None)

    assert found.kg == pytest.approx(truth_kg, rel=0.12)  # 1.3 times without
    assert [fixtures_of(size_type, 11.8) for size_type in ("45G1", "45H5", None)] == [(0.0, 0.0)] * 3


@pytest.mark.parametrize("source_m", [None, 5.0, 8.0])
def test_a_refrigerated_load_lies_in_its_range_in_parallel_beams_and_in_fans(source_m: float | None) -> None:
    found, truth_kg = contents(REFRIGERATED, source_m)

    assert found.low_kg <= truth_kg <= found.high_kg


def test_a_refrigerated_container_with_little_in_it_is_not_said_to_be_empty() -> None:
    """Its machinery may weigh so much less as the goods weigh."""
    field = np.full((200, 900), WALL, np.float32)
    field[150:190, 100:300] += 24.0  # some 280 kg
    dry = filling(field, Box(0, 0, 900, 200), (ROW_MM, ROW_MM), "45G1")
    cold = filling(field, Box(0, 0, 900, 200), (ROW_MM, ROW_MM), "45R1")

    assert (dry.loaded, cold.loaded) == (True, None)


def test_of_an_empty_container_only_a_dry_one_is_said_to_be_empty() -> None:
    field = np.full((200, 900), WALL, np.float32)
    told = [filling(field, Box(0, 0, 900, 200), (ROW_MM, ROW_MM), type_).loaded for type_ in ("45G1", "45H5", "45R1")]

    assert told == [False, False, None]
