"""A list as a CSV table: ours, with a column per fact, and the simple table of OpenSanctions, by other headings."""

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from customhouse.adapters.watchlists.reading import Item, Unreadable, countries, day, made
from customhouse.kernel.errors import Invalid
from customhouse.watchlists.model import Entry, Fault
from customhouse.watchlists.names.model import Kind

if TYPE_CHECKING:
    import _csv

COLUMNS = (
    *("id", "type", "name", "aliases", "countries", "born", "imo"),
    *("registrations", "addresses", "programmes", "remarks"),
)
# Headings of the simple table of OpenSanctions, and what they are here.
_ALSO = {
    "schema": "type",
    "birth_date": "born",
    "identifiers": "registrations",
    "sanctions": "programmes",
    "program_ids": "remarks",
}
_COMPANIES = ("company", "organization", "legalentity", "publicbody", "entity")
_KINDS = {**{kind.value: kind for kind in Kind}, **dict.fromkeys(_COMPANIES, Kind.COMPANY)}


def version(_path: Path) -> str:
    return ""


def read(path: Path, tell: Callable[[int], None]) -> Iterator[Item]:
    """Several values of one cell are parted by semicolons. Raises `Invalid` without the columns id, type and name."""
    size = path.stat().st_size
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.reader(file)
        heading = [_ALSO.get(name.strip().lower(), name.strip().lower()) for name in next(rows, [])]
        missing = {"id", "type", "name"} - set(heading)
        if missing:
            message = f"the first line must name the columns; {', '.join(sorted(missing))} is missing"
            raise Invalid.one("file", "columns_missing", message)
        yield from _each(rows, heading, lambda at: tell(min(size, at)))
        tell(size)


def _each(rows: "_csv.Reader", heading: list[str], tell: Callable[[int], None]) -> Iterator[Item]:
    read_bytes = 0
    while True:
        try:
            cells = next(rows, None)
            if cells is None:
                return
            read_bytes += sum(map(len, cells)) + len(cells)
            if any(cells):
                yield _entry(dict(zip(heading, cells, strict=False)), len(cells) != len(heading))
        except Unreadable as why:
            yield Fault(f"line {rows.line_num}", str(why), ",".join(cells or [])[:500])
        except csv.Error as why:
            yield Fault(f"line {rows.line_num}", f"the line is no CSV: {why}")
        tell(read_bytes)


def _entry(row: Mapping[str, str], is_uneven: bool) -> Entry:
    if is_uneven:
        raise Unreadable("the line has not as many cells as the heading")
    kind = _KINDS.get(row["type"].strip().lower())
    if kind is None:
        raise Unreadable(f"the type {row['type'][:30] or 'that is missing'} is none of {', '.join(Kind)}")

    def of(name: str) -> list[str]:
        return [part.strip() for part in row.get(name, "").split(";")]

    return made(
        row["id"],
        kind,
        [row["name"], *of("aliases")],
        countries=countries(of("countries")),
        born=[day(each) for each in of("born")],
        imo=row.get("imo", ""),
        registrations=of("registrations"),
        addresses=of("addresses"),
        programmes=of("programmes"),
        remarks=row.get("remarks", ""),
    )
