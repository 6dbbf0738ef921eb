"""Numbers with a check digit, and repairs that are told as such."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.waybills.documents.numbers import air_waybill, container, imo_fault, package_kind
from simulators.trader.containers import container_number


@pytest.mark.parametrize("text", ["CSQU3054383", "CSQU 305438-3", "csqu 305 438 3"])
def test_a_container_number_is_written_without_its_blanks(text: str) -> None:
    told = container(text)

    assert (told.value, told.fits, told.repaired) == ("CSQU3054383", True, False)


@pytest.mark.parametrize("text", ["C5QU3054383", "CSQU3O54383", "CSQU3054B83".replace("B83", "3B3")])
def test_a_misread_sign_is_repaired_where_the_check_digit_then_fits(text: str) -> None:
    told = container(text)

    assert told.repaired == told.fits
    assert told.value == ("CSQU3054383" if told.fits else text)


@given(serial=st.integers(min_value=0, max_value=999_999), at=st.integers(min_value=4, max_value=10))
def test_a_repair_gives_the_number_that_was_misread_or_nothing(serial: int, at: int) -> None:
    number = container_number("MSKU", serial)
    misread = number[:at] + number[at].translate(str.maketrans("0158", "OISB")) + number[at + 1 :]

    told = container(misread)

    assert told.value == number
    assert told.repaired == (misread != number)


def test_a_number_that_fails_is_left_as_it_stands() -> None:
    told = container("CSQU3054384")

    assert (told.value, told.fits) == ("CSQU3054384", False)
    assert "gives 3" in told.note


@pytest.mark.parametrize(
    ("text", "value", "fits"), [("020-12345675", "020-12345675", True), ("020 1234 5674", "020-12345674", False)]
)
def test_an_air_waybill_is_checked_by_its_remainder_by_seven(text: str, value: str, fits: bool) -> None:
    told = air_waybill(text)

    assert told is not None
    assert (told.value, told.fits) == (value, fits)


def test_a_house_air_waybill_has_no_check_digit() -> None:
    assert air_waybill("HAWB-778") is None


@pytest.mark.parametrize(
    ("text", "wrong"), [("9074729", False), ("IMO 9074729", False), ("9074728", True), ("Mersea", False)]
)
def test_an_imo_number_is_checked_and_a_name_is_none(text: str, wrong: bool) -> None:
    assert bool(imo_fault(text)) is wrong


@pytest.mark.parametrize(
    ("word", "code"),
    [("CARTONS", "CT"), ("palettes", "PX"), ("箱", "CT"), ("bultos", "PK"), ("Wooden cases", "CS"), ("de", None)],
)
def test_words_of_the_trade_are_codes_of_packages(word: str, code: str | None) -> None:
    assert package_kind(word) == code
