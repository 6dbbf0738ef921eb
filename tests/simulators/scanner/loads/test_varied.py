"""Packing that is drawn anew: more ways than the styles of a class, and none of those that are kept for evaluation."""

from dataclasses import replace

import numpy as np
import pytest

from simulators.scanner.loads import make_sample
from simulators.scanner.loads.boxed import OnFloor, OnPallets
from simulators.scanner.loads.commodities import BY_CODE, COMMODITIES, Commodity
from simulators.scanner.loads.stowing import Choice, choose
from simulators.scanner.loads.varied import SPLITS, borrowed, drawn_style, is_held_out, remeasured, reserved

DRAWN = 25  # of each class


@pytest.fixture(scope="module", params=SPLITS)
def choices(request: pytest.FixtureRequest) -> list[Choice]:
    dice = np.random.default_rng(3)
    return [choose(dice, request.param, commodity.code) for commodity in COMMODITIES for _ in range(DRAWN)]


def test_no_packing_comes_near_to_one_that_is_kept_for_evaluation(choices: list[Choice]) -> None:
    near = {
        (choice.commodity.code, choice.style.name)
        for choice in choices
        if is_held_out(choice.commodity, choice.style.pack)
    }

    assert near == set()


def test_goods_that_are_kept_for_evaluation_are_never_packed(choices: list[Choice]) -> None:
    assert not any(choice.goods.held_out for choice in choices)


@pytest.mark.parametrize("commodity", COMMODITIES, ids=lambda commodity: commodity.code)
def test_a_style_that_is_kept_for_evaluation_is_known_again(commodity: Commodity) -> None:
    kept = [style for style in commodity.styles if style.held_out]

    assert all(is_held_out(commodity, style.pack) for style in kept)


def test_a_stack_of_other_height_is_the_same_packing_and_one_of_other_cartons_is_not() -> None:
    garments = BY_CODE["garments_cartons"]
    kept = next(style.pack for style in garments.styles if style.held_out)
    assert isinstance(kept, OnPallets)

    assert is_held_out(garments, replace(kept, tall=(0.2, 0.3)))
    assert not is_held_out(garments, replace(kept, size=((1.0, 1.1), (0.8, 0.9), (0.6, 0.7))))


def test_what_is_reserved_for_unseen_is_never_borrowed_by_varied() -> None:
    for commodity in COMMODITIES:
        kept, lent = ({style.name for style in some} for some in (reserved(commodity), borrowed(commodity)))

        assert kept.isdisjoint(lent)
        assert bool(kept) == bool(lent)


def test_a_class_is_packed_in_many_more_ways_than_it_has_styles() -> None:
    dice, garments = np.random.default_rng(4), BY_CODE["garments_cartons"]
    packs = {drawn_style(garments, dice).pack for _ in range(40)}

    assert len(packs) > 30
    assert {OnFloor, OnPallets} <= {type(pack) for pack in packs}


def test_measures_are_those_of_the_style_made_larger_or_smaller() -> None:
    pack = OnFloor(size=((0.5, 0.6), (0.4, 0.5), (0.3, 0.4)))
    larger = remeasured(pack, np.random.default_rng(5), 0.6)
    assert isinstance(larger, OnFloor)

    assert all(new[0] > old[0] for new, old in zip(larger.size, pack.size, strict=True))
    assert 0.1 < larger.tall[0] < larger.tall[1] < 1


def test_scanners_of_evaluation_take_no_part_in_training() -> None:
    energies = {make_sample(seed, split, pixel_mm=80).scanner.megavolts for seed in range(12) for split in SPLITS}

    assert (7.5, 5.0) not in energies
    assert len(energies) > 5
