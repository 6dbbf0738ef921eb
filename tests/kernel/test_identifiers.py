"""Identifiers as they are compared."""

import pytest

from customhouse.kernel.identifiers import bare


@pytest.mark.parametrize("written", ["MSCU 123456-6", "mscu1234566", " MSCU/1234566 "])
def test_blanks_hyphens_strokes_and_small_letters_do_not_tell_two_apart(written: str) -> None:
    assert bare(written) == "MSCU1234566"


def test_where_nothing_is_left_it_is_empty() -> None:
    assert bare(" -/ ") == ""
