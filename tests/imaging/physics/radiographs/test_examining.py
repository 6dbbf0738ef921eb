"""The physics-first recogniser on radiographs whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest

from customhouse.imaging.model import OPEN_BEAM, Box, Energy, Finding, Radiograph, Subject, View
from customhouse.imaging.physics.containers.container import is_from_above
from customhouse.imaging.physics.radiographs.examining import recognise
from tests.imaging.phantoms import (
    FROM_TESTS,
    HIGH_TUBE,
    LOW_TUBE,
    TUBE,
    make_container_radiograph,
    make_parcel_radiograph,
    plane,
    transmission,
)


def block(areal: float, rows: slice = slice(60, 160), columns: slice = slice(80, 240)) -> np.ndarray:
    field = np.zeros((220, 320))
    field[rows, columns] = areal
    return field


NOTHING = block(0.0)


def least_kg(found: Finding) -> float:
    return float(found.reason.params["least"])


def codes(notes: tuple[object, ...]) -> set[str]:
    return {str(getattr(note, "code", "")) for note in notes}


def test_a_box_of_water_weighs_what_it_weighs() -> None:
    seen = recognise(make_parcel_radiograph(block(10.0), NOTHING))
    truth_kg = 100 * 160 * 0.01 * 10.0 / 1000

    assert seen.mass is not None
    assert seen.mass.kg == pytest.approx(truth_kg, rel=0.05)
    assert seen.mass.low_kg <= truth_kg <= seen.mass.high_kg


def test_a_plate_of_steel_weighs_what_it_weighs() -> None:
    seen = recognise(make_parcel_radiograph(NOTHING, block(6.0)))
    truth_kg = 100 * 160 * 0.01 * 6.0 / 1000

    assert seen.mass is not None
    assert seen.mass.kg == pytest.approx(truth_kg, rel=0.08)
    assert max(seen.mix, key=lambda word: seen.mix[word]) == "metal"


def test_steel_behind_water_weighs_as_both() -> None:
    plate = block(4.0, slice(90, 130), slice(140, 190))
    seen = recognise(make_parcel_radiograph(block(8.0), plate))
    truth_kg = (100 * 160 * 8.0 + 40 * 50 * 4.0) * 0.01 / 1000

    assert seen.mass is not None
    assert seen.mass.low_kg <= truth_kg <= seen.mass.high_kg
    assert seen.mass.kg == pytest.approx(truth_kg, rel=0.12)


def test_a_hidden_plate_is_found_where_it_is() -> None:
    plate = block(4.0, slice(100, 124), slice(150, 180))
    seen = recognise(make_parcel_radiograph(block(8.0), plate))
    [found] = [each for each in seen.findings if each.kind == "dense_object"]

    assert found.box is not None
    assert (found.box.x, found.box.y) == (pytest.approx(150, abs=3), pytest.approx(100, abs=3))
    assert found.mass_kg == pytest.approx(24 * 30 * 4.0 * 0.01 / 1000, rel=0.35)


@pytest.mark.parametrize("areal", [2.0, 4.0, 8.0])
def test_the_range_of_a_findings_mass_holds_the_truth(areal: float) -> None:
    plate = block(areal, slice(100, 124), slice(150, 180))
    [found] = recognise(make_parcel_radiograph(block(8.0), plate)).findings

    assert found.mass_low_kg is not None
    assert found.mass_high_kg is not None
    assert found.mass_low_kg <= 24 * 30 * areal * 0.01 / 1000 <= found.mass_high_kg


def test_what_lets_nothing_through_has_no_range() -> None:
    brick = block(60.0, slice(100, 130), slice(150, 190))
    [found] = recognise(make_parcel_radiograph(block(4.0), brick)).findings

    assert (found.mass_low_kg, found.mass_high_kg) == (None, None)


@pytest.mark.parametrize("areal", [60.0, 150.0])
def test_what_lets_nothing_through_is_never_said_to_weigh_more_than_it_does(areal: float) -> None:
    steel = block(areal, slice(100, 130), slice(150, 190))
    [behind_a_tube] = recognise(make_parcel_radiograph(block(4.0), steel)).findings
    water = block(4.0) + block(9 * areal, slice(100, 130), slice(150, 190))
    [goods] = recognise(make_parcel_radiograph(water, NOTHING)).findings

    assert 0 < least_kg(behind_a_tube) <= 30 * 40 * areal * 0.01 / 1000
    assert 0 < least_kg(goods) <= 30 * 40 * 9 * areal * 0.01 / 1000


def test_what_lets_nothing_through_counts_as_large_as_it_is_reckoned() -> None:
    steel = block(100.0, slice(100, 130), slice(150, 190))
    [opaque] = recognise(make_parcel_radiograph(block(4.0), steel)).findings

    assert opaque.mass_kg is not None
    assert opaque.mass_kg > 5 * least_kg(opaque)
    assert (opaque.volume_cm3 or 0) > 30


@pytest.mark.parametrize("areal", [330.0, 600.0])
def test_an_opaque_block_in_a_container_weighs_at_least_what_is_said(areal: float) -> None:
    seen = recognise(make_container_radiograph(np.full((238, 590), 12.0), (120, 300, 50, areal)))
    found = [each for each in seen.findings if each.kind == "opaque_region"]

    assert found
    assert all(250 <= least_kg(each) <= 2.5 * areal for each in found)


def test_a_little_metal_among_goods_is_not_taken_for_lead() -> None:
    for steel in (0.05, 0.1, 0.2, 0.4):
        seen = recognise(make_parcel_radiograph(block(6.0), block(steel)))

        assert seen.mix.get("dense", 0.0) < 0.01


def test_what_one_view_of_a_tube_draws_too_large_the_other_sets_right() -> None:
    one = make_parcel_radiograph(block(8.0), NOTHING)
    truth_kg = 100 * 160 * 0.01 * 8.0 / 1000
    near, far = (replace(one.views[0], name=name, pixel_mm=(1.0, up)) for name, up in (("below", 1.15), ("side", 0.85)))
    seen = recognise(replace(one, views=(near, far)))

    assert seen.mass is not None
    assert seen.mass.kg == pytest.approx(truth_kg, rel=0.05)


def test_two_views_of_a_tube_that_disagree_both_stay_in_the_range() -> None:
    one = make_parcel_radiograph(block(8.0), NOTHING)
    near, far = (replace(one.views[0], name=name, pixel_mm=(1.0, up)) for name, up in (("below", 2.0), ("side", 0.7)))
    seen = recognise(replace(one, views=(near, far)))
    kg = 100 * 160 * 0.01 * 8.0 / 1000

    assert seen.mass is not None
    assert seen.mass.low_kg < 0.7 * kg
    assert seen.mass.high_kg > 2.0 * kg


def test_a_beam_that_nobody_names_leaves_materials_untold_rather_than_guessed() -> None:
    signal = [plane(transmission(TUBE, weights, block(20.0), block(0.6))) for weights in (HIGH_TUBE, LOW_TUBE)]
    view = View("side", np.stack(signal), (1.0, 1.0))
    unnamed = (Energy("high", 320.0), Energy("low", 320.0))
    seen = recognise(Radiograph((view,), unnamed, FROM_TESTS, Subject.PARCEL))

    assert seen.mix["untold"] > 0.9


def test_even_goods_have_no_findings() -> None:
    assert recognise(make_parcel_radiograph(block(8.0), NOTHING)).findings == ()


def test_one_energy_of_a_tube_leaves_a_wide_range_and_holds_the_truth() -> None:
    signal = transmission(TUBE, HIGH_TUBE, NOTHING, block(3.0))
    view = View("side", plane(signal)[None], (1.0, 1.0))
    seen = recognise(Radiograph((view,), (Energy("160", 160.0),), FROM_TESTS, Subject.PARCEL))
    truth_kg = 100 * 160 * 0.01 * 3.0 / 1000

    assert seen.mass is not None
    assert seen.mass.low_kg <= truth_kg <= seen.mass.high_kg
    assert seen.mass.high_kg > 2 * seen.mass.low_kg
    assert seen.mix == {}


def test_without_energy_or_pixel_size_no_mass_is_given() -> None:
    signal = plane(transmission(TUBE, HIGH_TUBE, block(8.0), block(4.0, slice(100, 124), slice(150, 180))))
    view = View("side", signal[None], None)
    seen = recognise(Radiograph((view,), (Energy(),), FROM_TESTS))

    assert seen.mass is None
    assert {"energy_unknown", "pixel_size_unknown"} <= codes(seen.notes)
    assert all(each.ambiguous and each.mass_kg is None for each in seen.findings)


def test_swapped_energies_are_noticed_and_tell_no_materials() -> None:
    high, low = (transmission(TUBE, weights, block(10.0), NOTHING) for weights in (HIGH_TUBE, LOW_TUBE))
    view = View("side", np.stack([plane(low), plane(high)]), (1.0, 1.0))
    seen = recognise(Radiograph((view,), (Energy("h", 160.0), Energy("l", 90.0)), FROM_TESTS, Subject.PARCEL))

    assert "energies_contradict" in codes(seen.notes)
    assert seen.mix == {}


def test_opaque_places_are_flagged_and_open_the_range_upwards() -> None:
    brick = block(60.0, slice(100, 130), slice(150, 190))
    seen = recognise(make_parcel_radiograph(block(4.0), brick))

    assert seen.mass is not None
    assert "opaque_share" in codes(seen.mass.reasons)
    assert any(each.kind == "opaque_region" for each in seen.findings)
    assert seen.mass.high_kg - seen.mass.kg > seen.mass.kg - seen.mass.low_kg


def test_an_image_of_air_weighs_nothing() -> None:
    seen = recognise(make_parcel_radiograph(NOTHING, NOTHING))

    assert "nothing_seen" in codes(seen.notes)
    assert seen.mass is not None
    assert abs(seen.mass.kg) < 0.02


def test_an_empty_container_is_seen_to_be_empty() -> None:
    seen = recognise(make_container_radiograph())

    assert seen.loaded is False
    assert seen.contents is not None
    assert seen.contents.kg < 80


@pytest.mark.parametrize(("areal", "rows"), [(12.0, slice(120, 238)), (55.0, slice(60, 238)), (25.0, slice(0, 238))])
def test_goods_in_a_container_weigh_what_they_weigh(areal: float, rows: slice) -> None:
    goods = np.zeros((238, 590))
    goods[rows] = areal
    seen = recognise(make_container_radiograph(goods))
    truth_kg = float(goods.sum()) * 1.0 / 1000

    assert seen.loaded is True
    assert seen.contents is not None
    assert seen.contents.low_kg <= truth_kg <= seen.contents.high_kg
    assert seen.contents.kg == pytest.approx(truth_kg, rel=0.10)


def test_a_container_of_which_half_is_in_the_image_is_said_to_be_cut_off() -> None:
    scan = make_container_radiograph(np.full((238, 590), 20.0))
    [view] = scan.views
    half = recognise(replace(scan, views=(replace(view, transmission=view.transmission[:, :, :380]),)))

    assert "container_cut_off" in codes(half.notes)
    assert half.contents is not None
    assert "container_cut_off" in codes(half.contents.reasons)
    assert "container_cut_off" not in codes(recognise(scan).notes)


@pytest.mark.parametrize("turned_about", [False, True], ids=["at its end", "at its beginning"])
@pytest.mark.parametrize("air", [0, 250, 700], ids=["little air", "more air", "much air"])
def test_a_container_is_cut_off_however_high_its_image_is(air: int, turned_about: bool) -> None:
    scan = make_container_radiograph(np.full((238, 590), 20.0))
    [view] = scan.views
    half = np.pad(view.transmission[:, :, :380], ((0, 0), (air, 0), (0, 0)), constant_values=OPEN_BEAM)
    seen = recognise(replace(scan, views=(replace(view, transmission=half[:, :, :: -1 if turned_about else 1]),)))

    assert "container_cut_off" in codes(seen.notes)
    assert seen.contents is not None
    assert "container_cut_off" in codes(seen.contents.reasons)


def test_a_short_container_that_ends_in_the_image_is_not_cut_off() -> None:
    short = make_container_radiograph(np.full((238, 590), 20.0), size_type="42G1")

    assert "container_cut_off" not in codes(recognise(short).notes)


def test_a_view_that_is_called_side_is_one_however_low_it_looks() -> None:
    assert not is_from_above(Box(0, 0, 600, 240), (10.0, 10.0), "side")
    assert is_from_above(Box(0, 0, 600, 240), (10.0, 10.0), "")
    assert is_from_above(Box(0, 0, 600, 290), (10.0, 10.0), "top view")


def test_a_container_without_any_open_beam_is_said_to_be_doubtful() -> None:
    scan = make_container_radiograph(np.full((238, 590), 20.0))
    [view] = scan.views
    dim = (view.transmission * 0.8).astype(np.uint16)

    assert "no_open_beam" in codes(recognise(replace(scan, views=(replace(view, transmission=dim),))).notes)
    assert "no_open_beam" not in codes(recognise(scan).notes)


def test_steel_hidden_in_light_cargo_is_found_and_nothing_else_is() -> None:
    goods = np.zeros((238, 590))
    goods[50:] = 20.0
    seen = recognise(make_container_radiograph(goods, hidden_steel=(140, 300, 20, 60.0)))
    [found] = seen.findings

    assert found.box is not None
    assert (found.box.x, found.box.y) == (pytest.approx(355, abs=3), pytest.approx(176, abs=3))
    assert found.mass_kg == pytest.approx(400 * 60.0 / 1000, rel=0.4)
    assert found.mass_low_kg is not None
    assert found.mass_high_kg is not None
    assert found.mass_low_kg <= 400 * 60.0 / 1000 <= found.mass_high_kg


def test_reading_twice_gives_the_same_answer() -> None:
    scan = make_container_radiograph(np.full((238, 590), 20.0))

    assert recognise(scan) == recognise(scan)
