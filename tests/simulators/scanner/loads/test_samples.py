"""Simulated containers: a seed is a container, masses add up, labels are known, splits share no style."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulators.scanner.loads import CLASSES, FALSE_KINDS, CargoSample, make_lot, make_sample
from simulators.scanner.loads.bodies import DENSITY, ITEM, ROLE, Role
from simulators.scanner.loads.exposure import BASIS
from simulators.scanner.loads.sample import drawn_scene
from simulators.scanner.loads.scenes import Scene

APPEARANCE = Path(__file__).parents[4] / "src/customhouse/commodities/appearance"
COARSE_MM = 24.0


def seen_kg(scene: Scene, axis: int, item: int) -> float:
    """Mass of an item in a view whose rays are parallel: areal density times the area of a pixel."""
    planes = scene.sums(axis, replace(scene.plan.scanner, source_m=None))
    return float(planes[BASIS + item].sum(dtype=np.float64)) * scene.plan.pixel_m**2


def true_kg(scene: Scene, item: int) -> float:
    rows, mass = scene.stowed.pile.rows(), scene.stowed.kilograms()
    return float(mass[(rows[:, ITEM] == item) & (rows[:, ROLE] == Role.GOODS)].sum())


def with_secret(split: str = "train") -> CargoSample:
    return next(found for seed in range(60) if (found := make_sample(seed, split, pixel_mm=40)).truth.hidden)


def test_a_seed_is_the_same_container_every_time_and_another_in_every_split() -> None:
    first, again = (make_sample(3, "train", pixel_mm=COARSE_MM) for _ in range(2))
    other = make_sample(3, "tune", pixel_mm=COARSE_MM)

    assert first.truth == again.truth
    assert all(np.array_equal(a.planes, b.planes) for a, b in zip(first.views, again.views, strict=True))
    assert other.truth != first.truth


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("split", ["train", "varied", "unseen", "evaluation"])
def test_what_the_rays_sum_up_is_what_the_goods_weigh(seed: int, split: str) -> None:
    scene = drawn_scene(seed, split, pixel_mm=12.0)

    for item in range(len(scene.stowed.choices)):
        for axis in (1, 2):
            assert seen_kg(scene, axis, item) == pytest.approx(true_kg(scene, item), rel=0.01)


def test_masses_of_the_truth_add_up() -> None:
    truth = with_secret().truth

    items = sum(item.gross_kg for item in truth.items)
    assert truth.cargo_kg == pytest.approx(items + sum(secret.mass_kg for secret in truth.hidden), rel=0.01, abs=1)
    assert all(item.net_kg <= item.gross_kg for item in truth.items)


def test_no_container_is_heavier_than_the_road_bears() -> None:
    masses = [make_sample(seed, "train", pixel_mm=60).truth.cargo_kg for seed in range(40)]

    assert max(masses) < 31_500


def test_pixels_and_labels_are_what_the_product_takes() -> None:
    sample = make_sample(11, "train", pixel_mm=COARSE_MM)

    for view in sample.views:
        assert view.planes.dtype == np.uint16
        assert view.planes.shape == (2, *view.labels.shape) == (2, *view.anomaly.shape)
        assert view.labels.dtype == view.anomaly.dtype == np.uint8
        assert view.labels.max() < len(CLASSES)
        assert np.median(view.planes[0][:4]) > 64_000  # open beam over the container


def test_labels_are_those_of_the_goods_in_the_container() -> None:
    for seed in range(12):
        sample = make_sample(seed, "train", pixel_mm=COARSE_MM)
        shown = {CLASSES[label] for view in sample.views for label in np.unique(view.labels)} - {"none"}
        known = {item.code for item in sample.truth.items}
        hidden = {secret.kind for secret in sample.truth.hidden} & {"cargo", "vehicle"}

        assert shown >= known
        assert shown == known or hidden


def test_the_classes_are_those_of_the_appearance_table() -> None:
    with (APPEARANCE / "classes.csv").open(encoding="utf-8") as rows:
        codes = [row["code"] for row in csv.DictReader(rows)]

    assert ("none", *codes) == CLASSES


def test_what_is_hidden_is_marked_in_both_views_and_weighs_something() -> None:
    sample = with_secret()

    assert sample.anomaly_kind
    assert sample.truth.hidden[0].mass_kg > 0
    for view in sample.views:
        assert view.anomaly.any()
        assert view.anomaly_kind == sample.anomaly_kind


def test_about_two_in_five_hide_something() -> None:
    scenes = [drawn_scene(seed, "tune", pixel_mm=60) for seed in range(80)]

    assert 0.25 < np.mean([bool(scene.stowed.hidden) for scene in scenes]) < 0.55


def test_what_is_hidden_among_goods_takes_their_place() -> None:
    scenes = (drawn_scene(seed, "train", pixel_mm=60) for seed in range(80))
    scene = next(one for one in scenes if one.stowed.rooms and one.stowed.hidden[0].kind in {"bricks", "cigarettes"})
    room, rows = scene.stowed.rooms[0], scene.stowed.pile.rows()
    inside = np.all((rows[:, 1:4] > room[0]) & (rows[:, 1:4] < room[1]), axis=1)
    goods = inside & (rows[:, ROLE] == Role.GOODS) & (rows[:, DENSITY] > 0)

    assert np.all(scene.stowed.clipped[goods])


def test_an_honest_declaration_holds_the_items_and_not_what_is_hidden() -> None:
    sample = with_secret()
    declared = sample.declared()

    assert declared.falsified == ""
    assert [item.code for item in declared.items] == [item.code for item in sample.truth.items]
    assert declared.gross_kg == pytest.approx(
        sum(item.gross_kg for item in sample.truth.items), abs=len(declared.items)
    )


@pytest.mark.parametrize("how", FALSE_KINDS)
def test_a_false_declaration_differs_from_the_honest_one_in_what_it_says(how: str) -> None:
    sample = next(found for seed in range(20) if (found := make_sample(seed, "train", pixel_mm=60)).truth.loaded)
    honest, false = sample.declared(), sample.falsified(how)

    assert false.falsified
    assert false.items != honest.items
    if how == "wrong_commodity":
        assert false.gross_kg == honest.gross_kg
        assert {item.code for item in false.items} != {item.code for item in honest.items}
    if how == "wrong_quantity":
        assert 0.19 < abs(false.gross_kg / honest.gross_kg - 1) < 0.61


def test_a_lot_is_of_one_kind_and_the_odd_one_is_not() -> None:
    even, odd = (make_lot(5, 4, kind, pixel_mm=40) for kind in (False, True))
    strange = [one for one in odd if one.truth.hidden or one.truth.items[0].hs != even[0].truth.items[0].hs]

    assert len({one.truth.items[0].hs for one in even}) == 1
    assert len({one.truth.size_type for one in even}) == 1
    assert not any(one.truth.hidden for one in even)
    assert len(strange) == 1


def test_an_unknown_split_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="split must be one of"):
        make_sample(1, "test")
