"""What counts of a document as said: sure fields as read, doubtful ones as confirmed, totals where they are whole."""

import pytest

from customhouse.waybills.documents.model import ReadConsignment, ReadField, Where
from customhouse.waybills.documents.paper import Paper, PaperGoods, paper_of, waybill_key


def told(*fields: tuple[str, str] | tuple[str, str, float], **confirmed: str) -> Paper:
    read = [ReadField(name, value, value, Where(), *rest) for name, value, *rest in fields]
    return paper_of(ReadConsignment(tuple(read)), {name.replace("__", "/"): value for name, value in confirmed.items()})


def test_a_total_counts_before_the_sum_of_the_items() -> None:
    items = ("goods_items/0/gross_mass_kg", "100"), ("goods_items/1/gross_mass_kg", "50.5")

    assert told(*items).gross_mass_kg == 150.5
    assert told(*items, ("also/total/gross_mass_kg", "175")).gross_mass_kg == 175


@pytest.mark.parametrize("second", ["", "many", "0"])
def test_an_item_without_its_number_leaves_the_whole_unsaid(second: str) -> None:
    said = told(("goods_items/0/packages/count", "4"), ("goods_items/1/description", "tiles"),
                ("goods_items/1/packages/count", second))  # fmt: skip

    assert said.packages is None
    assert said.goods == (PaperGoods("tiles"),)


def test_what_was_read_surely_counts_whatever_a_person_made_of_it() -> None:
    assert told(("goods_items/0/gross_mass_kg", "9000"), goods_items__0__gross_mass_kg="3000").gross_mass_kg == 9000


def test_what_was_doubtful_counts_as_confirmed_and_not_before() -> None:
    doubtful = ("goods_items/0/gross_mass_kg", "9000", 0.6)

    assert told(doubtful).gross_mass_kg is None
    assert told(doubtful, goods_items__0__gross_mass_kg="8000").gross_mass_kg == 8000


def test_seals_belong_to_their_container() -> None:
    said = told(
        ("waybill/containers/0/number", "CSQU3054383"),
        ("waybill/containers/0/seal_numbers/0", "ws 104-417"),
        ("waybill/containers/1/number", "MSKU9070323"),
    )

    assert said.containers == {"CSQU3054383", "MSKU9070323"}
    assert said.seals == {"CSQU3054383": {"WS104417"}}


BOX, DOUBTFUL_BOX = (
    ("waybill/containers/0/number", "CSQU3054383"),
    ("waybill/containers/1/number", "MSKU9070323", 0.6),
)


def test_containers_are_told_only_once_all_of_them_are_settled() -> None:
    assert told(BOX, DOUBTFUL_BOX).containers == frozenset()
    confirmed = told(BOX, DOUBTFUL_BOX, waybill__containers__1__number="MSKU9070323")
    assert confirmed.containers == {"CSQU3054383", "MSKU9070323"}


def test_seals_of_a_container_are_told_only_once_all_of_them_are_settled() -> None:
    seals = ("waybill/containers/0/seal_numbers/0", "WS1"), ("waybill/containers/0/seal_numbers/1", "WS2", 0.6)

    assert told(BOX, *seals).seals == {}
    assert told(BOX, *seals).containers == {"CSQU3054383"}
    confirmed = told(BOX, *seals, waybill__containers__0__seal_numbers__1="WS3")
    assert confirmed.seals == {"CSQU3054383": {"WS1", "WS3"}}


@pytest.mark.parametrize("text", ["9" * 400, "9" * 13, "0." + "0" * 400 + "1", "-5", "inf", "nan", "\u0665"])
def test_what_no_mass_can_be_is_not_said(text: str) -> None:
    assert told(("also/total/gross_mass_kg", text), ("also/total/packages", text)) == Paper()


def test_spaces_and_strokes_do_not_tell_two_waybills_apart() -> None:
    assert waybill_key("020-1234 5675") == waybill_key("02012345675")
