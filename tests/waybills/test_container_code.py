"""Container numbers are checked by the arithmetic of ISO 6346."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from customhouse.waybills.container_code import check_digit, named_in, number_fault, plain, size_type_fault

OWNERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3)
BEGINNINGS = st.builds("{}{}{:06d}".format, OWNERS, st.sampled_from("UJZ"), st.integers(0, 999_999))


# CSQU3054383 is the worked example of the standard; the others are numbers of boxes at sea.
@pytest.mark.parametrize("number", ["CSQU3054383", "MSKU9070323", "TGHU7599330", "HLXU1234561"])
def test_numbers_of_real_boxes_pass(number: str) -> None:
    assert number_fault(number) is None


@pytest.mark.parametrize(
    ("written", "kept"), [("mscu 123456-6", "MSCU1234566"), (" - ", None), (None, None), ("", None)]
)
def test_a_number_is_compared_as_the_standard_writes_it(written: str | None, kept: str | None) -> None:
    assert plain(written) == kept


def test_the_numbers_in_a_sentence_are_found_however_they_are_written() -> None:
    text = "In MSKU 907032-3, and csqu3054383: 20 cartons of tiles; MSKU9070323 was sealed anew (seal 1234567)."

    assert named_in(text) == ("MSKU9070323", "CSQU3054383")
    assert named_in("the cartons behind") == ()


def test_a_remainder_of_ten_is_written_as_zero() -> None:
    assert check_digit("AAAU000006") == 0
    assert number_fault("AAAU0000060") is None


def test_a_wrong_check_digit_says_which_was_expected() -> None:
    fault = number_fault("CSQU3054384")

    assert fault is not None
    assert fault[0] == "container_check_digit"
    assert "gives 3" in fault[1]


@pytest.mark.parametrize("number", ["", "CSQU305438", "CSQX3054383", "csqu3054383", "CSQU30543 3", "CSQU305438３"])
def test_what_is_not_eleven_characters_of_the_right_kind_is_refused(number: str) -> None:
    fault = number_fault(number)

    assert fault is not None
    assert fault[0] == "container_number"


@given(BEGINNINGS)
def test_a_number_with_its_own_check_digit_passes_and_with_any_other_fails(beginning: str) -> None:
    right = check_digit(beginning)

    assert number_fault(f"{beginning}{right}") is None
    assert all(number_fault(f"{beginning}{digit}") for digit in range(10) if digit != right)


@given(BEGINNINGS, st.integers(4, 9), st.integers(0, 9))
def test_one_misread_digit_is_noticed_unless_it_gives_ten_for_nought(beginning: str, place: int, digit: int) -> None:
    misread = beginning[:place] + str(digit) + beginning[place + 1 :]
    assume(misread != beginning)
    # The standard itself writes a remainder of 10 as 0, and advises against serial numbers that have it.
    assume({check_digit(beginning), check_digit(misread)} != {0})

    assert number_fault(f"{misread}{check_digit(beginning)}") is not None


@pytest.mark.parametrize(
    "code", ["22G1", "42G1", "45G1", "45R1", "22U1", "22T6", "L5G1", "LEG1", "42P3", "12G0", "22GB", "42GP"]
)
def test_size_types_seen_on_boxes_pass(code: str) -> None:
    assert size_type_fault(code) is None


@pytest.mark.parametrize("code", ["", "40HC", "40RF", "22", "22g1", "92G1", "22Q1", "27G1", "22G1X"])
def test_other_size_types_are_refused(code: str) -> None:
    assert size_type_fault(code) is not None
