"""Declarations as the pretend trader fills them in."""

from decimal import Decimal

import pytest

from simulators.trader.goods import BOOKS, SEA_GOODS, Goods
from simulators.trader.lodgement import Consignment, lodgement


@pytest.mark.parametrize("goods", SEA_GOODS, ids=lambda goods: goods.hs_code)
def test_a_declaration_says_one_thing_throughout(goods: Goods) -> None:
    consignment = Consignment("T-1", goods, 8210.4)
    said = lodgement(consignment, "XME00009")
    [item] = said["goods_items"]
    [container] = said["waybill"]["containers"]

    assert item["container_numbers"] == [container["number"]]
    assert Decimal(item["net_mass_kg"]) < Decimal(item["gross_mass_kg"]) == Decimal("8210.4")
    assert Decimal(item["quantity"]["value"]) > 0
    assert Decimal(item["value"]["amount"]) > 0


def test_the_same_reference_gives_the_same_container_and_plate_and_another_does_not() -> None:
    one, same, other = (Consignment(lrn, SEA_GOODS[0], 100) for lrn in ("T-1", "T-1", "T-2"))

    assert (one.container, one.plate) == (same.container, same.plate)
    assert one.container != other.container


def test_a_parcel_goes_by_post_without_a_container() -> None:
    said = lodgement(Consignment("T-1", BOOKS, 7.53, office="XMMPC", size_type=None), "XME00023")

    assert said["waybill"]["kind"] == "postal"
    assert said["waybill"]["containers"] == []
    assert said["goods_items"][0]["container_numbers"] == []
