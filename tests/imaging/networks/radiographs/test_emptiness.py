"""Goods or none: numbers of the inside, how they join what physics weighs, and the shipped trees on made containers."""

import numpy as np
import pytest

from customhouse.imaging.model import Box, Mass, Recognition
from customhouse.imaging.networks.cards import MODELS, load_model
from customhouse.imaging.networks.radiographs.channels import Plate
from customhouse.imaging.networks.radiographs.context import FEATURES, place_maps
from customhouse.imaging.networks.radiographs.emptiness import (
    EACH,
    NAME,
    NUMBERS,
    OUT,
    by_both,
    chance_of_goods,
    inside_of,
    joined,
    numbers_of,
    settled,
)
from customhouse.imaging.recognition import pipeline
from simulators.scanner.loads.sample import make_light
from training.cargo_scans import scan_of

TREES = load_model(MODELS / f"{NAME}.card.json")
ROWS, COLUMNS = 48, 200
SEEDS = [(2003, True), (2005, False), (2008, False)]  # few goods; pallets; dunnage that weighs as a small load does


def maps_of(goods: tuple[slice, slice] | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Walls of 3 g/cm², and 30 g/cm² more where goods are; how likely each place is to hold none."""
    maps, none = np.zeros((FEATURES, ROWS, COLUMNS), np.float32), np.ones((ROWS, COLUMNS), np.float32)
    areal = np.full((ROWS, COLUMNS), 3.0)
    if goods is not None:
        areal[goods] += 30
        none[goods] = 0.02
    maps[1] = np.log1p(areal / 5) / 3
    maps[4] = np.linspace(0, 1, ROWS)[:, None]
    return maps, none


def plate(*, found: bool = True, above: bool = False) -> Plate:
    whole = Box(0, 0, 4 * COLUMNS, 4 * ROWS)
    return Plate(np.ones((2, 1, 1), np.float32), whole, whole, found, above, (1.0, 1.0), (4 * ROWS, 4 * COLUMNS))


def test_the_number_of_how_far_the_densest_pixel_stands_out_is_the_one_that_is_taken() -> None:
    image = np.zeros((10, 64, 64), np.float32)
    image[1, 30, 30] = 1.0

    assert place_maps(image)[OUT, 7, 7] == pytest.approx(1 - 1 / 225)


def test_a_pallet_of_goods_is_told_from_bare_walls() -> None:
    bare = numbers_of(inside_of(plate(), *maps_of()))
    goods = numbers_of(inside_of(plate(), *maps_of((slice(30, 44), slice(60, 90)))))

    assert len(bare) == len(goods) == EACH
    assert np.isfinite(goods).all()
    assert (bare[:5] < 0.01).all()
    assert (goods[:5] > 0.7).all()
    assert goods[5] == pytest.approx(np.log1p(30), rel=0.05)


@pytest.mark.parametrize(
    "seen",
    [
        plate(found=False),
        Plate(np.ones((2, 1, 1)), Box(0, 0, 40, 40), Box(0, 0, 40, 40), True, False, (1, 1), (40, 40)),
    ],
    ids=["none found", "too small"],
)
def test_without_an_inside_there_are_no_numbers(seen: Plate) -> None:
    assert inside_of(seen, *maps_of()) is None
    assert np.isnan(numbers_of(None)).all()


def test_views_are_joined_from_the_side_then_from_above() -> None:
    side, above = np.full(EACH, 1.0, np.float32), np.full(EACH, 2.0, np.float32)

    assert joined([(True, above), (False, side)]).tolist() == [1.0] * EACH + [2.0] * EACH
    assert np.isnan(joined([(False, side)])[EACH:]).all()
    assert len(joined([])) == NUMBERS
    assert joined([(False, np.full(EACH, np.nan, np.float32)), (False, side)])[0] == 1.0


@pytest.mark.parametrize(
    ("by_mass", "by_look", "kg", "told"),
    [
        (True, None, 5000.0, True),
        (None, False, 200.0, False),
        (None, True, 200.0, True),
        (False, True, 40.0, True),
        (True, False, 600.0, False),
        (True, False, 4000.0, None),
        (None, False, 4000.0, None),
        (False, False, 40.0, False),
        (None, False, None, None),
        (None, True, None, True),
    ],
    ids=[
        *("looks unsure", "physics unsure, looks empty", "physics unsure, looks loaded", "light, looks loaded"),
        *("pallets", "heavy, looks empty", "perhaps heavy, looks empty", "both empty"),
        *("never weighed, looks empty", "never weighed, looks loaded"),
    ],
)
def test_what_is_weighed_and_what_is_seen_decide_together(
    by_mass: bool | None, by_look: bool | None, kg: float | None, told: bool | None
) -> None:
    assert by_both(by_mass, by_look, kg) is told


@pytest.mark.parametrize(("by_mass", "by_look"), [(False, True), (True, False)], ids=["machinery", "light cartons"])
def test_a_look_that_leaves_a_doubt_settles_nothing_against_what_is_weighed(by_mass: bool, by_look: bool) -> None:
    assert by_both(by_mass, by_look, 300.0, is_sure=False) is None
    assert by_both(by_look, by_look, 300.0, is_sure=False) is by_look


def test_what_weighs_next_to_nothing_is_a_load_only_beyond_doubt() -> None:
    assert by_both(None, True, 23.0, is_sure=False) is None
    assert by_both(None, True, 23.0) is True
    assert by_both(None, True, 150.0, is_sure=False) is True


def test_without_numbers_the_word_of_physics_stands() -> None:
    seen = Recognition("test", "1", (), None, Mass(10, 0, 40), False, {})

    assert chance_of_goods(joined([]), TREES) is None
    assert settled(seen, None, TREES) == seen


@pytest.mark.parametrize(("seed", "loaded"), SEEDS)
def test_the_shipped_trees_tell_containers_that_they_never_saw(seed: int, loaded: bool) -> None:
    sample = make_light(seed, "evaluation", pixel_mm=12.0)
    seen = pipeline.recognise_scan(scan_of(sample))

    assert sample.truth.loaded is loaded
    assert seen.goods_probability is not None
    assert seen.loaded is loaded
