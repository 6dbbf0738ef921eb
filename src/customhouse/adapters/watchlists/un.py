"""The consolidated list of the United Nations Security Council as XML, `CONSOLIDATED_LIST`."""

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from customhouse.adapters.watchlists.reading import (
    Item,
    countries,
    day,
    made,
    parts,
    read_each,
    root_of,
    text,
    texts,
)
from customhouse.watchlists.model import Entry
from customhouse.watchlists.names.facts import imo_in
from customhouse.watchlists.names.model import Kind

_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")


def version(path: Path) -> str:
    return root_of(path)[1].get("dateGenerated", "")[:10]


def read(path: Path, tell: Callable[[int], None]) -> Iterator[Item]:
    """Individuals, then entities: they stand in this order in the file, which is read once for each."""
    return chain(
        read_each(path, "INDIVIDUAL", lambda each: _entry(each, "INDIVIDUAL", Kind.PERSON), tell),
        read_each(path, "ENTITY", lambda each: _entry(each, "ENTITY", Kind.COMPANY), tell),
    )


def _entry(element: Any, prefix: str, kind: Kind) -> Entry:
    name = " ".join(told for field in _NAMES if (told := text(element, field)))
    aliases = texts(element, f"{prefix}_ALIAS/ALIAS_NAME")
    places = parts(element, f"{prefix}_ADDRESS")
    remarks = text(element, "COMMENTS1")
    imo = imo_in(remarks) if "IMO" in remarks else ""
    return made(
        text(element, "DATAID"),
        Kind.VESSEL if imo and "vessel" in remarks.lower() else kind,
        [name, text(element, "NAME_ORIGINAL_SCRIPT"), *aliases],
        countries=countries([*texts(element, "NATIONALITY/VALUE"), *(text(place, "COUNTRY") for place in places)]),
        born=[born for each in parts(element, "INDIVIDUAL_DATE_OF_BIRTH") for born in _born(each)],
        imo=imo,
        registrations=texts(element, f"{prefix}_DOCUMENT/NUMBER"),
        addresses=[_address(place) for place in places],
        programmes=[text(element, "UN_LIST_TYPE"), text(element, "REFERENCE_NUMBER")],
        remarks=remarks,
    )


def _born(element: Any) -> list[str]:
    """An exact date, a year, or every year from one to another."""
    first, last = text(element, "FROM_YEAR"), text(element, "TO_YEAR")
    if first.isdigit() and last.isdigit() and 0 <= int(last) - int(first) <= 20:
        return [str(year) for year in range(int(first), int(last) + 1)]
    return [day(text(element, "DATE") or text(element, "YEAR"))]


def _address(element: Any) -> str:
    return ", ".join(told for field in ("STREET", "CITY", "ZIP_CODE", "COUNTRY") if (told := text(element, field)))
