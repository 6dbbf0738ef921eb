"""The goods and styles that containers are filled with."""

import csv
from pathlib import Path

import numpy as np
import pytest

from simulators.scanner.loads.bodies import HALF, Of, Pile, bounds
from simulators.scanner.loads.commodities import COMMODITIES, Commodity
from simulators.scanner.loads.labels import CLASSES
from simulators.scanner.loads.packing import Hold, Order, Style
from simulators.scanner.loads.stowing import choose
from simulators.scanner.materials import STEEL

APPEARANCE = Path(__file__).parents[4] / "src/customhouse/commodities/appearance"
STYLES = [
    pytest.param(commodity, style, id=f"{commodity.code}: {style.name}")
    for commodity in COMMODITIES
    for style in commodity.styles
]


def packed(commodity: Commodity, style: Style, hold: Hold, seed: int) -> Pile:
    pile = Pile()
    goods = commodity.goods_packed(style)[0]
    style.pack(pile, hold, Order(STEEL, sum(goods.density) / 2, 20_000), np.random.default_rng(seed))
    return pile


def test_there_are_more_classes_than_were_asked_for_and_each_has_styles_to_learn_from_and_to_be_tested_on() -> None:
    assert len(COMMODITIES) >= 28
    for commodity in COMMODITIES:
        assert commodity.code in CLASSES
        assert any(style.held_out for style in commodity.styles)
        assert any(not style.held_out for style in commodity.styles)


def test_every_style_that_is_learnt_from_has_goods_that_are_not_held_out() -> None:
    for commodity in COMMODITIES:
        for style in commodity.styles:
            goods = commodity.goods_packed(style)

            assert goods, style
            assert style.held_out or any(not one.held_out for one in goods), style


def test_headings_are_those_that_the_appearance_table_gives_the_class() -> None:
    with (APPEARANCE / "table.csv").open(encoding="utf-8") as rows:
        table = {row["code"]: row["classes"] for row in csv.DictReader(rows)}

    for commodity in COMMODITIES:
        for goods in commodity.goods:
            classes = table.get(goods.hs[:4]) or table[goods.hs[:2]]
            assert commodity.code in classes, goods


@pytest.mark.parametrize(("commodity", "style"), STYLES)
def test_goods_stay_in_the_hold_and_on_its_floor(commodity: Commodity, style: Style) -> None:
    hold = Hold((1.0, 0.2, 0.5), (5.8, 2.3, 2.35))
    rows = packed(commodity, style, hold, 1).rows()
    low, high = bounds(rows)

    assert len(rows) > 0
    assert np.all(low > np.asarray(hold.corner) - 0.25)
    assert np.all(high < np.asarray(hold.corner) + hold.size + 0.25)
    assert low[:, 2].min() < hold.corner[2] + 0.15


@pytest.mark.parametrize(("commodity", "style"), STYLES)
def test_a_hold_too_small_for_the_goods_is_left_empty_or_partly_filled(commodity: Commodity, style: Style) -> None:
    pile = Pile()
    pile.boxes((0, 0, 0), (1, 1, 1), Of(STEEL, 1))
    hold = Hold((0.0, 0.0, 0.0), (0.7, 1.2, 0.6))
    goods = commodity.goods_packed(style)[0]
    style.pack(pile, hold, Order(STEEL, goods.density[0], 500), np.random.default_rng(2))

    assert np.all(pile.rows()[:, HALF] > 0)


def test_evaluation_shares_no_style_with_what_is_learnt_from() -> None:
    def styles(split: str) -> set[tuple[str, str]]:
        dice = np.random.default_rng(1)
        drawn = [choose(dice, split) for _ in range(600)]
        return {(choice.commodity.code, choice.style.name) for choice in drawn}

    assert styles("evaluation").isdisjoint(styles("train") | styles("tune"))
    assert styles("train") & styles("tune")
