"""Roof and floor that a fan of beams throws over the goods are taken off, and nothing where rows are parallel."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.consignments import radiograph_of
from customhouse.imaging.model import Mass
from customhouse.imaging.physics.container import fixtures_of
from customhouse.imaging.physics.fan import FLOOR_G_CM, is_aslant, thrown
from customhouse.imaging.physics.radiograph import recognise
from simulators.scanner.loads.sample import drawn_scene, exposed

WALL, ROW_MM = 3.7, 12.0
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
    found = recognise(radiograph_of(sample)).contents
    assert found is not None
    return found, sample.truth.cargo_kg


def test_the_bands_are_what_bare_rows_show_over_the_walls() -> None:
    rows, unsure = thrown(inside(roof=9.0, floor=12.0), WALL, ROW_MM)

    assert rows[:30] == pytest.approx(9.0, abs=0.01)
    assert rows[180:] == pytest.approx(12.0, abs=0.01)
    assert not rows[30:180].any()
    assert unsure == pytest.approx(20 * 12.0 * ROW_MM / 10, rel=0.01)


def test_a_floor_weighs_no_more_than_floors_do_for_the_rest_is_goods() -> None:
    rows, _ = thrown(inside(roof=9.0, floor=60.0), WALL, ROW_MM)

    assert float(rows[180:].sum()) * ROW_MM / 10 == pytest.approx(FLOOR_G_CM, rel=0.01)


def test_where_the_roof_is_a_line_nothing_is_taken_off() -> None:
    rows, unsure = thrown(inside(floor=12.0), WALL, ROW_MM)

    assert not rows.any()
    assert unsure == 0.0


@pytest.mark.parametrize(("roof", "aslant"), [(0.0, False), (9.0, True)])
def test_a_fan_is_known_by_its_roof(roof: float, aslant: bool) -> None:
    assert is_aslant(inside(roof=roof) / 25, (ROW_MM, ROW_MM)) is aslant


@pytest.mark.parametrize("seed", LOADS)
@pytest.mark.parametrize("source_m", [None, 5.0, 9.0])
def test_the_same_load_weighs_as_much_in_parallel_beams_and_in_fans(seed: int, source_m: float | None) -> None:
    found, truth_kg = contents(seed, source_m)

    assert found.kg == pytest.approx(truth_kg, rel=0.12)
    assert found.low_kg <= truth_kg <= found.high_kg


def test_machinery_and_rails_of_a_refrigerated_container_are_none_of_its_goods() -> None:
    kg, half = fixtures_of("45R1", 11_800)

    assert 600 < kg - half < kg + half < 1400
    assert fixtures_of("45G1", 11_800) == fixtures_of(None, 11_800) == (0.0, 0.0)
