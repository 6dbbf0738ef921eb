"""What goods should look like: by their code, and by what their description may mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.commodities.appearance.expecting import appearance_of
from customhouse.commodities.appearance.model import Appearance, Bulk, Family
from customhouse.commodities.appearance.table import table

HEADINGS = sorted(code for code in table().rows if len(code) == 4)


def look(code: str, **likely: float) -> Appearance:
    found = appearance_of(code, likely={name.removeprefix("h"): share for name, share in likely.items()})
    assert found is not None
    return found


def test_a_subheading_looks_like_its_heading() -> None:
    [part] = look("640399").parts

    assert (part.row.code, part.weight) == ("6403", 1)
    assert look("640399").density.low < 0.2 < look("640399").density.high


def test_a_heading_without_a_row_looks_like_its_chapter() -> None:
    assert [part.row.code for part in look("0511").parts] == ["05"]


def test_a_code_with_dots_is_read() -> None:
    assert look("6403.99.00") == look("640399")


@pytest.mark.parametrize("code", ["", "77", "999999", "goods"])
def test_of_goods_in_no_chapter_nothing_is_expected(code: str) -> None:
    assert appearance_of(code) is None


def test_text_and_code_are_both_heard() -> None:
    found = look("640399", h7208=0.8)

    assert {part.row.code: part.weight for part in found.parts} == pytest.approx({"6403": 0.6, "7208": 0.4})
    assert (found.density.low, found.density.high) == (look("6403").density.low, look("7208").density.high)
    assert found.holds_metal


def test_what_is_hardly_likely_does_not_widen_the_ranges() -> None:
    found = look("640399", h7208=0.04)

    assert found.density == look("6403").density
    assert found.covered < 1
    assert len(found.parts) == 2


def test_a_description_alone_is_enough() -> None:
    assert [part.row.code for part in look("", h0901=0.5).parts] == ["0901"]


def test_a_description_that_means_the_declared_heading_changes_nothing() -> None:
    assert look("090111", h0901=0.9).density == look("0901").density


def test_grain_may_come_loose_and_shoes_never_do() -> None:
    assert look("1001").bulk is Bulk.MAY
    assert look("2601").bulk is Bulk.USUAL
    assert look("6403").bulk is Bulk.NEVER


def test_refrigerators_are_few_to_the_cubic_metre_and_pens_are_many() -> None:
    fridges, pens = look("8418").per_m3, look("9608").per_m3

    assert fridges is not None
    assert pens is not None
    assert fridges[0] < 2
    assert pens[1] > 1000


def test_castings_are_metal_and_tissue_is_not() -> None:
    assert look("7325").coarse_shares[Family.METAL].low > 0.9
    assert look("4818").coarse_shares[Family.METAL].high == 0


@given(st.sampled_from(HEADINGS), st.sampled_from(HEADINGS), st.floats(0.05, 1))
def test_a_mixture_is_never_narrower_than_what_it_is_made_of(code: str, other: str, share: float) -> None:
    one, both = look(code), look(code, **{f"h{other}": share})

    assert both.density.low <= one.density.low
    assert both.density.high >= one.density.high
    assert both.density.low <= both.density.usual <= both.density.high
    assert sum(both.classes.values()) == pytest.approx(1)
    assert sum(part.weight for part in both.parts) == pytest.approx(1)
