"""Every rule on a lodgement, and the field at which its breach is told."""

from typing import Any

import pytest

from customhouse.declarations.checking import check_lodgement
from customhouse.declarations.reading import as_plain, of_plain, read_lodgement
from customhouse.kernel.fields import Fields, Problems
from tests.declarations.builders import (
    BOX,
    EMPTY_BOX,
    LISTS,
    make_container,
    make_item,
    make_lodgement,
    make_party,
    make_waybill,
)

EMPTY = make_container(EMPTY_BOX, loaded=False)


def check(plain: object) -> dict[str, str]:
    """The codes of the problems by their fields."""
    problems = Problems()
    check_lodgement(read_lodgement(Fields(plain, "", problems)), LISTS, problems)
    return {problem.field: problem.code for problem in problems.found()}


def item(**changes: Any) -> dict[str, Any]:
    return make_lodgement(goods_items=[make_item(**changes)])


def waybill(**changes: Any) -> dict[str, Any]:
    return make_lodgement(waybill=make_waybill(**changes))


ITEM, BILL = "goods_items/0", "waybill"
BREACHES: list[tuple[dict[str, Any], str, str]] = [
    (make_lodgement(hs_edition="2017"), "hs_edition", "unknown_edition"),
    (make_lodgement(office="ESVLC"), "office", "unknown_office"),
    (make_lodgement(office="XMZZZ"), "office", "unknown_office"),
    (make_lodgement(procedure="warehousing"), "procedure", "not_in_list"),
    (make_lodgement(lrn="a b"), "lrn", "malformed"),
    (make_lodgement(lrn="x" * 36), "lrn", "too_long"),
    (make_lodgement(declarant=make_party(country="ZZ")), "declarant/address/country", "unknown_country"),
    (make_lodgement(goods_items=[]), "goods_items", "missing"),
    (make_lodgement(colour="red"), "colour", "unknown_field"),
    (make_lodgement(goods_items=[make_item(1), make_item(1)]), "goods_items/1/number", "number_twice"),
    (item(hs_code="690799"), f"{ITEM}/hs_code", "unknown_hs_code"),
    (item(hs_code="6907.21"), f"{ITEM}/hs_code", "malformed"),
    (item(description="tiles\x00"), f"{ITEM}/description", "control_characters"),
    (item(description="t" * 513), f"{ITEM}/description", "too_long"),
    (item(description="Spare parts."), f"{ITEM}/description", "vague_description"),
    (item(description="2 gifts"), f"{ITEM}/description", "vague_description"),
    (item(description="日用百货"), f"{ITEM}/description", "vague_description"),
    (item(origin="QQ"), f"{ITEM}/origin", "unknown_country"),
    (item(quantity={"value": "0", "unit": "NAR"}), f"{ITEM}/quantity/value", "not_positive"),
    (item(packages={"count": 0, "kind": "PX"}), f"{ITEM}/packages/count", "no_packages"),
    (item(packages={"count": -1, "kind": "PX"}), f"{ITEM}/packages/count", "out_of_range"),
    (item(gross_mass_kg="0"), f"{ITEM}/gross_mass_kg", "not_positive"),
    (item(gross_mass_kg="heavy"), f"{ITEM}/gross_mass_kg", "not_a_number"),
    (item(net_mass_kg="-5"), f"{ITEM}/net_mass_kg", "not_positive"),
    (item(net_mass_kg="18450.6"), f"{ITEM}/net_mass_kg", "net_above_gross"),
    (item(net_mass_kg="1.1234567"), f"{ITEM}/net_mass_kg", "too_many_digits"),
    (item(gross_mass_kg="36000.1"), f"{ITEM}/gross_mass_kg", "too_heavy_for_containers"),
    (item(value={"amount": "-1", "currency": "EUR"}), f"{ITEM}/value/amount", "negative"),
    (item(value={"amount": "1", "currency": "QQQ"}), f"{ITEM}/value/currency", "unknown_currency"),
    (item(value={"amount": "1", "currency": "XMC"}), f"{ITEM}/value/currency", "currency_differs"),
    (item(container_numbers=[BOX, EMPTY_BOX]), f"{ITEM}/container_numbers/1", "container_not_in_waybill"),
    (item(container_numbers=[]), f"{BILL}/containers/0/loaded", "container_without_goods"),
    (waybill(containers=[make_container("CSQU3054384")]), f"{BILL}/containers/0/number", "container_check_digit"),
    (waybill(containers=[make_container("BOX 1")]), f"{BILL}/containers/0/number", "container_number"),
    (waybill(containers=[make_container(size_type="40HC")]), f"{BILL}/containers/0/size_type", "size_type"),
    (waybill(containers=[make_container()] * 2), f"{BILL}/containers/1/number", "container_twice"),
    (waybill(containers=[make_container(tare_kg="0")]), f"{BILL}/containers/0/tare_kg", "tare"),
    (waybill(kind="charter"), f"{BILL}/kind", "not_in_list"),
    (waybill(consignee=None), f"{BILL}/consignee", "not_an_object"),
    (waybill(itinerary=[{"place": "QQZZZ"}]), f"{BILL}/itinerary/0/place", "unknown_place"),
    (waybill(itinerary=[{"place": "ESVLC", "arrive_at": "monday"}]), f"{BILL}/itinerary/0/arrive_at", "not_a_time"),
    (make_lodgement(totals={"gross_mass_kg": "18450.4"}), "totals/gross_mass_kg", "sum_differs"),
    (make_lodgement(totals={"packages": 21}), "totals/packages", "sum_differs"),
    (make_lodgement(totals={"invoice_amount": "21600.01"}), "totals/invoice_amount", "sum_differs"),
]


@pytest.mark.parametrize(("plain", "field", "code"), BREACHES, ids=[f"{b[1]}-{b[2]}" for b in BREACHES])
def test_a_breach_is_told_at_its_field(plain: dict[str, Any], field: str, code: str) -> None:
    assert check(plain).get(field) == code


def test_a_right_lodgement_has_no_problems_and_comes_back_from_its_plain_values() -> None:
    totals = {"gross_mass_kg": "18450.5", "packages": 20, "invoice_amount": "21600"}
    problems = Problems()
    lodgement = read_lodgement(Fields(make_lodgement(totals=totals), "", problems))

    assert check(make_lodgement(totals=totals)) == {}
    assert of_plain(as_plain(lodgement)) == lodgement
    assert as_plain(lodgement)["goods_items"][0]["gross_mass_kg"] == "18450.5"


def test_all_problems_are_told_at_once_each_at_its_own_field() -> None:
    first = make_item(hs_code="999999", gross_mass_kg="x", origin="QQ", container_numbers=["nowhere"])
    found = check(make_lodgement(office="nowhere", goods_items=[first, make_item(2, net_mass_kg="99999")]))

    assert found == {
        "office": "malformed",
        "goods_items/0/gross_mass_kg": "not_a_number",
        "goods_items/0/hs_code": "unknown_hs_code",
        "goods_items/0/origin": "unknown_country",
        "goods_items/0/container_numbers/0": "container_not_in_waybill",
        "goods_items/1/net_mass_kg": "net_above_gross",
    }


def test_a_stop_word_in_a_longer_description_stands_in_nobodys_way() -> None:
    assert check(item(description="Ceramic tiles, samples, as per invoice")) == {}


def test_a_vague_description_is_told_what_to_say_instead() -> None:
    problems = Problems()
    check_lodgement(read_lodgement(Fields(item(description="gifts"), "", problems)), LISTS, problems)

    [problem] = problems.found()
    assert problem.message.startswith("'gifts' alone does not say what the goods are. Say what the articles are")


def test_an_empty_container_carries_no_goods() -> None:
    named = make_lodgement(
        goods_items=[make_item(container_numbers=[BOX, EMPTY_BOX])],
        waybill=make_waybill(containers=[make_container(), EMPTY]),
    )

    assert check(named) == {"goods_items/0/container_numbers/1": "container_declared_empty"}


def test_containers_that_are_all_empty_need_no_goods() -> None:
    assert check(make_lodgement(goods_items=[], waybill=make_waybill(containers=[EMPTY]))) == {}


def test_loose_goods_need_no_container() -> None:
    assert (
        check(make_lodgement(goods_items=[make_item(container_numbers=[])], waybill=make_waybill(containers=[]))) == {}
    )


def test_goods_in_bulk_and_goods_packed_with_others_have_no_packages_of_their_own() -> None:
    bulk = make_item(packages={"count": 0, "kind": "VY"})
    with_others = [make_item(1), make_item(2, packages={"count": 0, "kind": "PX"}, gross_mass_kg="1", net_mass_kg="1")]

    assert check(make_lodgement(goods_items=[bulk])) == {}
    assert check(make_lodgement(goods_items=with_others)) == {}


@pytest.mark.parametrize("plain", [None, [], "text", 7, {}, {"goods_items": {}, "waybill": []}])
def test_anything_that_is_no_lodgement_has_problems_and_never_breaks(plain: object) -> None:
    assert check(plain)


def test_ten_thousand_goods_items_are_refused_with_one_word_and_not_looked_at() -> None:
    plain = make_lodgement(goods_items=[{"number": number} for number in range(10_000)])

    assert check(plain) == {"goods_items": "too_many"}
