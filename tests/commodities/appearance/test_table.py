"""The table of appearances: whole, consistent with itself, and plausible; every line says where it comes from."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from customhouse.adapters.nomenclature.hs import EDITION, harmonized_system
from customhouse.commodities.appearance.composition import COARSE, coarse_spans, usual_shares
from customhouse.commodities.appearance.model import Bulk, Family, Row
from customhouse.commodities.appearance.table import table

TABLE = table()
ROWS = list(TABLE.rows.values())
NAMES = {"ids": lambda row: row.code}
CHAPTERS = {f"{number:02d}" for number in range(1, 98)} - {"77"}  # chapter 77 is reserved
# Chapters that bring unlike goods under one number: their headings look different, so a chapter's row would say little.
MIXED = "03 22 24 25 26 27 28 29 30 33 34 36 37 38 39 40 42 43 44 48 63 64 68 69 70 71 72 73 74 76 82 83 84 85 87 90 93"
HEAVIEST, LIGHTEST = 17.0, 0.02  # g/cm³: gold as packed, and hulls of boats


def test_every_chapter_has_a_row() -> None:
    assert {row.code for row in ROWS if len(row.code) == 2} == CHAPTERS


@pytest.mark.parametrize("chapter", [*MIXED.split(), "94", "95", "96", "97"])
def test_a_chapter_of_unlike_goods_has_headings_of_its_own(chapter: str) -> None:
    assert [code for code in TABLE.rows if len(code) == 4 and code.startswith(chapter)]


def test_the_headings_cover_what_the_table_is_said_to_cover() -> None:
    assert sum(len(row.code) == 4 for row in ROWS) >= 350


def test_every_code_is_one_of_the_installed_nomenclature() -> None:
    nomenclature = harmonized_system()

    assert [row.code for row in ROWS if nomenclature.find(row.code, EDITION) is None] == []


def test_any_heading_of_the_nomenclature_leads_to_a_row() -> None:
    nomenclature = harmonized_system()
    headings = [each.code for chapter in CHAPTERS for each in nomenclature.children(chapter, EDITION)]

    assert len(headings) > 1200
    assert [code for code in headings if TABLE.row_of(code) is None] == []


@pytest.mark.parametrize("row", ROWS, **NAMES)
def test_a_row_is_consistent_with_itself(row: Row) -> None:
    low, usual, high = row.density.low, row.density.usual, row.density.high

    assert LIGHTEST <= low <= usual <= high <= HEAVIEST
    assert sum(row.classes.values()) == pytest.approx(1)
    assert set(row.classes) <= set(TABLE.classes)
    assert all(0 <= part[0] <= part[1] <= 1 for part in row.made_of.values())
    assert sum(part[0] for part in row.made_of.values()) <= 1 <= sum(part[1] for part in row.made_of.values())
    assert sum(usual_shares(row.made_of).values()) == pytest.approx(1)


@pytest.mark.parametrize("row", ROWS, **NAMES)
def test_goods_lie_no_denser_than_what_they_are_made_of(row: Row) -> None:
    solid = 1 / sum(share / TABLE.materials[name].density[1] for name, share in usual_shares(row.made_of).items())
    densest = max(TABLE.materials[name].density[1] for name, (_, high) in row.made_of.items() if high >= 0.1)

    assert row.density.usual < solid
    assert row.density.high <= densest * 1.02


@pytest.mark.parametrize("row", ROWS, **NAMES)
def test_a_row_says_where_it_comes_from_and_when_it_was_looked_at(row: Row) -> None:
    assert row.source.title
    assert len(row.reason) > 10
    assert date.fromisoformat(row.reviewed) <= date(2100, 1, 1)


@pytest.mark.parametrize("row", ROWS, **NAMES)
def test_packing_units_and_bulk_make_sense(row: Row) -> None:
    bulk_kinds = [kind for kind in row.packing if kind.startswith("V")]

    assert all(re.fullmatch(r"[A-Z0-9]{2}", kind) for kind in row.packing)
    assert not (row.bulk is Bulk.NEVER and bulk_kinds)
    assert row.unit_mass is None or 0 < row.unit_mass.low_kg < row.unit_mass.high_kg
    assert row.per_package is None or 1 <= row.per_package[0] <= row.per_package[1]


@pytest.mark.parametrize("row", ROWS, **NAMES)
def test_goods_that_hold_metal_may_show_it_and_goods_of_metal_are_said_to_hold_it(row: Row) -> None:
    metal = coarse_spans(row.made_of, TABLE.materials)[Family.METAL]

    assert metal.high >= 0.15 if row.holds_metal else metal.low < 0.1


@pytest.mark.parametrize("row", ROWS, **NAMES)
def test_the_shares_of_a_row_can_sum_to_the_whole(row: Row) -> None:
    spans = coarse_spans(row.made_of, TABLE.materials)

    assert set(spans) == set(COARSE)
    assert all(0 <= span.low <= span.usual + 1e-9 <= span.high + 2e-9 <= 1 + 1e-8 for span in spans.values())
    assert sum(span.low for span in spans.values()) <= 1 + 1e-9
    assert sum(span.high for span in spans.values()) >= 1 - 1e-9


def test_every_class_and_every_source_is_used() -> None:
    used = Counter(name for row in ROWS for name in row.classes)

    assert set(used) == set(TABLE.classes)
    assert {row.source.id for row in ROWS} == set(TABLE.sources)


def test_the_page_says_truly_how_much_of_the_table_is_own_reckoning() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "concepts" / "appearance.md").read_text(encoding="utf-8")
    kinds = Counter(row.source.kind for row in ROWS)
    headings = len(ROWS) - len(CHAPTERS)

    assert f"{len(ROWS)} rows: {len(CHAPTERS)} chapters and {headings} headings" in page
    assert f"{kinds['estimate']} are own reckoning" in page
    assert f"{kinds['stowage']} follow published" in page
    assert f"{kinds['physics']} follow from composition" in page
