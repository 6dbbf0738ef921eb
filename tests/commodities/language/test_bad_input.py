"""Whatever is typed, there is an answer or a plain "cannot tell", in bounded time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customhouse.commodities.language.model import FitVerdict
from tests.commodities.language.goods import THRESHOLDS, whole, whole_with_meaning

BAD = {
    "empty": "",
    "blanks": " \t\n\u3000 ",
    "numbers": "1234567890 00 12.5",
    "article number": "AB-12345-XZ9",
    "control characters": "frozen\x00\x07 shrimps\x1b[31m",
    "markup": "<script>alert('x')</script><b>cotton</b> &amp; wool &lt;br&gt;",
    "right to left": "\u202eقميص قطني للرجال\u202c",
    "mixed scripts": "cotton 棉 хлопок قطن 綿 コットン T恤",
    "lone surrogates": "shirt \ud800 \udfff",
    "punctuation": "!!! --- ... ///",
    "emoji": "👕👖🧥",
    "nothing but combining marks": "\u0301\u0301\u0301",
    "one very long word": "x" * 100_000,
    "100 kB of words": "cotton shirt " * 8_000,
    "100 kB of open tags": "<" * 100_000,
    "100 kB of Chinese": "棉质衬衫" * 25_000,
}


@pytest.mark.parametrize("index", [whole, whole_with_meaning])
@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_answered_or_told_that_it_cannot_be(name: str, index: object) -> None:
    asked = index()  # type: ignore[operator]  # one of the two makers above; the first to ask waits for it
    text, began = BAD[name], time.process_time()

    reading = asked.read(text, THRESHOLDS)
    fit = asked.fit(text, "610510", THRESHOLDS)
    vague = asked.vagueness(text, ())

    assert all(0 <= candidate.confidence <= 1 for candidate in reading.headings)
    assert 0 <= fit.score <= 1
    assert reading.headings or (fit.verdict is FitVerdict.CANNOT_TELL and vague.is_vague)
    assert time.process_time() - began < 30


def test_markup_and_control_characters_do_not_hide_the_goods() -> None:
    plain = whole().read("frozen shrimps", THRESHOLDS)
    dressed = whole().read("<p>FROZEN\x00 ＳＨＲＩＭＰＳ&nbsp;</p>", THRESHOLDS)

    assert dressed.headings == plain.headings


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_no_text_at_all_is_too_much(text: str) -> None:
    whole().read(text, THRESHOLDS)
    whole().vagueness(text, ())

    assert 0 <= whole().fit(text, "0306", THRESHOLDS).score <= 1


@pytest.mark.parametrize("code", ["", "9", "abcdef", "999999", "٠٣٠٦"])
def test_an_unknown_code_cannot_be_told_to_fit(code: str) -> None:
    assert whole().fit("frozen shrimps", code, THRESHOLDS).verdict is FitVerdict.CANNOT_TELL
