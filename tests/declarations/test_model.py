"""The reference number that a declaration gets."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from customhouse.declarations.model import is_reference_number, reference_number

AT = datetime(2026, 11, 23, tzinfo=UTC)
NUMBERS = st.uuids().map(lambda uuid: reference_number(str(uuid), "XM", AT))


@given(NUMBERS)
def test_a_reference_number_names_year_and_country_and_checks(number: str) -> None:
    assert number.startswith("26XM")
    assert len(number) == 17
    assert is_reference_number(number)


@given(st.text(max_size=20))
def test_any_text_is_told_apart_from_a_reference_number(text: str) -> None:
    assert is_reference_number(text) in (True, False)


def test_the_same_consignment_always_has_the_same_number_and_another_another() -> None:
    assert reference_number("a", "XM", AT) == reference_number("a", "XM", AT)
    assert reference_number("a", "XM", AT) != reference_number("b", "XM", AT)
    assert not is_reference_number("26XM7K3QH5T2B000X")
    assert not is_reference_number(reference_number("a", "XM", AT).lower())
