"""Labelled English texts of the UK's tariff service: curated terms (JSON), real parcels and brands (CSV)."""

import json
from collections.abc import Iterator
from pathlib import Path

from customhouse.adapters.reference_data.contract import BrokenRow, fault, labelled
from customhouse.adapters.reference_data.tables import Row, read_table
from customhouse.kernel.errors import Invalid
from customhouse.sourcing.model import ReferenceText, RowFault

PARCELS = ("Goods Description", "Commodity Code")
BRANDS = ("GDSDESC", "CMDTYCODE")
LONGEST_KEY = 200
MAX_JSON = 16 << 20


def read_terms(path: Path, /) -> Iterator[ReferenceText | RowFault]:
    """An object of terms to codes. `row` is the term. A term that stands there twice counts each time."""
    for term, code in _pairs(path):
        try:
            yield labelled(term, _word(code), term[:LONGEST_KEY], "en")
        except BrokenRow as broken:
            yield fault(term[:LONGEST_KEY], f"{term}: {code}", broken)


def read_parcels(path: Path, /) -> Iterator[ReferenceText | RowFault]:
    return read_table(path, PARCELS, _take)


def read_brands(path: Path, /) -> Iterator[ReferenceText | RowFault]:
    return read_table(path, BRANDS, _take)


def _take(row: Row) -> Iterator[ReferenceText]:
    text, code = row.cells
    yield labelled(text, code, row.key, "en")


def _word(code: object) -> str:
    if not isinstance(code, str):
        raise BrokenRow("code_form", f"a code is a text in quotation marks: found {str(code)[:40]}")
    return code


def _pairs(path: Path) -> list[tuple[str, object]]:
    """Raises `Invalid` where the file is not one object of JSON."""
    if path.stat().st_size > MAX_JSON:
        raise Invalid.one(path.name, "too_large", f"a JSON file may have {MAX_JSON >> 20} MiB here: it is read whole")
    try:
        pairs = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=lambda pairs: pairs)
    except json.JSONDecodeError as error:
        raise Invalid.one(path.name, "not_json", f"the file is no JSON: line {error.lineno}: {error.msg}")
    except UnicodeDecodeError as error:
        raise Invalid.one(path.name, "broken_encoding", f"the file is not UTF-8 from byte {error.start} on")
    except RecursionError:
        raise Invalid.one(path.name, "not_json", "the file is nested too deeply to be a list of terms")
    if not isinstance(pairs, list) or not all(isinstance(pair, tuple) for pair in pairs):
        raise Invalid.one(path.name, "not_json", 'the file must be one object: {"term": "code", …}')
    if not pairs:
        raise Invalid.one(path.name, "empty_file", "there is no term in the file")
    return pairs
