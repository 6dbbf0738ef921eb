"""Things of forms drawn anew: none of the evaluation's, far more than there are by name, and sound to build."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from simulators.scanner.bags import OBJECTS, THREATS, catalogue, varied
from simulators.scanner.bags.making import Entry, Maker, box, rod
from simulators.scanner.bags.solids import BOX, FIELD, ROD, Blueprint, Solid
from simulators.scanner.bags.varied import SPLITS, armed, confounders, contraband, mixtures
from simulators.scanner.bags.varied.carried import carried
from simulators.scanner.bags.varied.gathered import WAYS, extent
from simulators.scanner.bags.varied.held_out import is_near, kept_forms, likeness
from simulators.scanner.bags.varied.pieces import Matter
from simulators.scanner.bags.varied.sorts import FORMS, Sort, families
from simulators.scanner.bags.varied.wrapped import resized, warped

CONTRABAND = contraband.SORTS + armed.SORTS
SORTS = CONTRABAND + confounders.SORTS + armed.HONEST
LABELS = OBJECTS[2:]  # what is neither air nor packaging


def maker(*seed: int) -> Maker:
    return Maker(np.random.default_rng(seed), kept=False)


def entries(split: str) -> Iterator[Entry]:
    stock = varied.stock(unseen=split == "unseen")
    for side in (stock.threats, stock.harmless):
        for some in side.values():
            yield from some


@pytest.mark.parametrize("split", SPLITS)
def test_no_thing_comes_near_to_a_form_that_is_kept_for_evaluation(split: str) -> None:
    near = Counter(entry.label for entry in entries(split) if is_near(entry.form(maker(11, 3))))

    assert near == Counter()


@pytest.mark.parametrize("label", LABELS)
def test_a_form_that_is_kept_for_evaluation_is_known_again(label: str) -> None:
    for entry in kept_forms(label):
        things = [entry.form(Maker(np.random.default_rng((99, seed)), kept=True)) for seed in range(20)]

        assert all(is_near(thing) for thing in things), things[0].name


def test_wrapping_hiding_or_recomposing_a_kept_form_does_not_make_it_another() -> None:
    for label in THREATS:
        for entry in kept_forms(label):
            thing = entry.form(Maker(np.random.default_rng(5), kept=True))

            assert is_near(carried(maker(1), thing))
            assert is_near(resized(thing, 1.0, 0.8))


def test_a_kept_form_of_quite_other_size_is_another() -> None:
    lump = next(entry.form for entry in kept_forms("explosive_bulk") if entry.form.__name__ == "lump")
    thing = lump(Maker(np.random.default_rng(5), kept=True))

    assert is_near(thing)
    assert not is_near(resized(thing, 2.5, 1.0))


@pytest.mark.parametrize("split", SPLITS)
def test_a_class_has_entries_on_both_sides_and_the_goods_name_what_a_trader_declares(split: str) -> None:
    stock = varied.stock(unseen=split == "unseen")

    assert set(stock.threats) == set(THREATS)
    assert set(stock.harmless) == set(catalogue.harmless(kept=False))
    assert all(entry.goods[0] for some in stock.harmless.values() for entry in some)
    assert not any(sort.goods[0] for sort in CONTRABAND)


@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.name)
def test_what_is_unseen_is_never_drawn_to_learn_from(sort: Sort) -> None:
    seen, unseen = (set(families(sort, unseen=side)) for side in (False, True))

    assert seen
    assert seen.isdisjoint(unseen)
    assert len(seen | unseen) == len(sort.shapes) * len(sort.ways)


def test_every_class_that_is_drawn_anew_has_families_that_are_never_learned_from() -> None:
    with_unseen = {sort.label for sort in SORTS if families(sort, unseen=True)}

    assert with_unseen == {sort.label for sort in SORTS}


@pytest.mark.parametrize("shape", FORMS)
@pytest.mark.parametrize("way", WAYS)
def test_every_shape_can_lie_in_every_way(shape: str, way: str) -> None:
    m = maker(2)
    matter = Matter(mixtures.drawn(m, "cheese"))
    parts = WAYS[way](m, lambda: FORMS[shape](m, matter, m.between(20, 80)))
    lower, upper = extent(parts)

    assert np.isfinite(lower).all()
    assert 4 < (upper - lower).max() < 420
    assert any(part.stuff is not None for part in parts)


ENDS = [(sort, shape, way) for sort in armed.SORTS + armed.HONEST for shape in sort.shapes for way in sort.ways]


@pytest.mark.parametrize(("sort", "shape", "way"), ENDS, ids=lambda each: getattr(each, "name", each))
def test_what_is_put_together_can_be_as_small_and_as_large_as_its_sort_says(sort: Sort, shape: str, way: str) -> None:
    matter = Matter(mixtures.drawn(maker(1), sort.mixtures[0]))
    for long in sort.long:
        for seed in range(3):
            m = maker(6, seed)
            parts = WAYS[way](m, partial(FORMS[shape], m, matter, long))
            lower, upper = extent(parts)
            assert np.isfinite([lower, upper]).all()
            assert (upper - lower).max() > 4


@pytest.mark.parametrize("shape", ["hinged", "taken_down"])
def test_no_wall_closes_the_bore_of_a_barrel_beside_it(shape: str) -> None:
    matter = Matter(mixtures.drawn(maker(1), "steel"))
    for seed in range(30):
        parts = FORMS[shape](maker(8, seed), matter, 200)
        long = [part for part in parts if part.kind == ROD and part.params[2] > 40]
        empty = [part.stuff is None for part in long]

        assert sorted(empty) == empty  # all walls come before all bores
        assert np.mean([part.at[2] for part in long]) == pytest.approx(0)  # on either side of the middle


def test_a_cast_body_has_walls_on_all_sides_of_its_cavity() -> None:
    matter = Matter(mixtures.drawn(maker(1), "zinc"))
    for seed in range(30):
        body, *rest = FORMS["cast"](maker(9, seed), matter, 200)
        lower, upper = extent([body])
        for hollow in (part for part in rest if part.stuff is None and part.kind == BOX):
            low, high = extent([replace(hollow, stuff=matter.stuff)])

            assert (low > lower).all()
            assert (high < upper).all()


def test_a_magazine_bends_in_the_plane_of_the_gun() -> None:
    matter = Matter(mixtures.drawn(maker(1), "steel"))
    bent = [part for seed in range(30) for part in FORMS["feeder"](maker(10, seed), matter, 150) if part.bend]

    assert bent
    for part in bent:
        assert 2 * part.params[1] < 28  # its thickness, which stays straight
        assert np.abs(part.turn @ [0, 0, 1])[1] == pytest.approx(1)  # bends along y, as the grip leans


def test_a_sort_gives_another_form_each_time() -> None:
    bricks = contraband.SORTS[0]
    things = [varied.drawn(bricks, families(bricks, unseen=False)[0], maker(7, seed)) for seed in range(20)]

    assert len({likeness(thing).sides for thing in things}) == 20
    assert len({thing.solids[0].stuff.density for thing in things if thing.solids[0].stuff}) > 15


@pytest.mark.parametrize("name", sorted(mixtures.recipes()))
def test_a_mixture_has_the_density_and_attenuation_of_matter(name: str) -> None:
    m, recipe = maker(4), mixtures.recipes()[name]
    for _ in range(10):
        stuff = mixtures.drawn(m, name)

        assert recipe.density[0] * 0.8 <= stuff.density <= recipe.density[1] * 1.2
        assert np.isfinite(stuff.basis).all()
        # A gram of light matter stops about as much as one of polyethylene, whatever it is.
        assert stuff.density > 3 or 0.5 < stuff.basis[0] / stuff.density < 1.5


def test_a_mixture_that_only_the_evaluation_holds_is_known() -> None:
    methamphetamine = (("C", 0.6465), ("H", 0.0868), ("Cl", 0.1909), ("N", 0.0754))

    assert mixtures.is_kept("narcotic", methamphetamine, 1.0)
    assert not mixtures.is_kept("narcotic", (("C", 0.6), ("H", 0.065), ("N", 0.04), ("O", 0.295)), 1.0)
    assert not mixtures.is_kept("starch", methamphetamine, 1.0)


def test_sorts_are_made_of_recipes_shapes_and_ways_that_exist() -> None:
    for sort in SORTS:
        assert set(sort.mixtures) <= set(mixtures.recipes()), sort.name
        assert set(sort.shapes) <= set(FORMS), sort.name
        assert set(sort.ways) <= set(WAYS), sort.name


def test_what_is_hidden_keeps_its_class_and_its_carrier_has_its_own() -> None:
    stuff = mixtures.drawn(maker(1), "gold")
    bar = Blueprint("bar", ("precious_metal",), (box(stuff, (40, 20, 8)),), ("gold",))

    hidden = carried(maker(1), bar, among=("book",))

    assert hidden.labels == ("precious_metal", "paper")
    assert {solid.slot for solid in hidden.solids} == {0, 1}
    assert (hidden.box(np.eye(3))[1] > bar.box(np.eye(3))[1]).all()


def test_what_is_too_large_for_a_carrier_stays_as_it_is() -> None:
    pipe = Blueprint("pipe", ("plastics",), (rod(mixtures.drawn(maker(1), "pvc"), 20, 320),), ("pvc",))

    assert carried(maker(1), pipe) is pipe


def test_a_thing_made_larger_is_larger_in_all_its_measures_and_no_denser() -> None:
    wrench = next(e for e in catalogue.harmless(kept=False)["metal_goods"] if e.form.__name__ == "wrench")
    thing = wrench.form(maker(1))

    larger = resized(thing, 1.5, 1.0)

    for before, after in zip(thing.solids, larger.solids, strict=True):
        assert after.reach == pytest.approx(1.5 * before.reach)
        assert after.stuff == before.stuff


def test_a_real_shape_is_stretched_and_keeps_its_body_and_other_things_stay_as_they_are() -> None:
    body = np.zeros((8, 12, 30), np.float32)
    body[2:6, 3:9, 4:26] = 1
    thing = Blueprint(
        "weapon",
        ("firearm",),
        (Solid(FIELD, mixtures.drawn(maker(1), "steel"), (30, 12, 8, 2.0)),),
        ("steel",),
        3,
        body,
    )

    bent = [warped(maker(seed), thing) for seed in range(20)]

    sizes = {each.field.shape for each in bent if each.field is not None}
    assert len(sizes) > 15
    for each in bent:
        assert each.field is not None
        z, y, x = each.field.shape
        assert each.solids[0].params == (x, y, z, 2.0)
        assert 0.6 < each.field.sum() / body.sum() < 1.6
        edges = [each.field.take(side, axis).max() for axis in range(3) for side in (0, -1)]
        assert max(edges) < 0.6  # nothing of it is cut off
    pipe = Blueprint("pipe", ("plastics",), (rod(mixtures.drawn(maker(1), "pvc"), 20, 320),), ("pvc",))
    assert warped(maker(1), pipe) is pipe
