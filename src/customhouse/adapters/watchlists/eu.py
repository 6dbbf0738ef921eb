"""The consolidated list of the European Union's financial sanctions as XML, schema 1.1 (`export`)."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from customhouse.adapters.watchlists.reading import (
    Item,
    Unreadable,
    countries,
    day,
    made,
    parts,
    read_each,
    root_of,
    text,
)
from customhouse.watchlists.model import Entry
from customhouse.watchlists.names.facts import imo_in
from customhouse.watchlists.names.model import Kind

_KINDS = {"person": Kind.PERSON, "enterprise": Kind.COMPANY}


def version(path: Path) -> str:
    return root_of(path)[1].get("generationDate", "")[:10]


def read(path: Path, tell: Callable[[int], None]) -> Iterator[Item]:
    return read_each(path, "sanctionEntity", _entry, tell)


def _entry(element: Any) -> Entry:
    code = next((each.get("code", "") for each in parts(element, "subjectType")), "").lower()
    if code not in _KINDS:
        raise Unreadable(f"the subject type {code or 'that is missing'} is neither person nor enterprise")
    numbers = [each.get("number", "") for each in parts(element, "identification")]
    imo = next((found for number in numbers if (found := imo_in(number))), "")
    places = parts(element, "address")
    return made(
        element.get("euReferenceNumber") or element.get("logicalId", ""),
        Kind.VESSEL if imo else _KINDS[code],
        [_name(each) for each in parts(element, "nameAlias")],
        countries=countries(each.get("countryIso2Code", "") for each in (*parts(element, "citizenship"), *places)),
        born=[day(each.get("birthdate") or each.get("year", "")) for each in parts(element, "birthdate")],
        imo=imo,
        registrations=[number for number in numbers if not imo_in(number)],
        addresses=[_address(place) for place in places],
        programmes=[each.get("programme", "") for each in parts(element, "regulation")],
        remarks=text(element, "remark"),
    )


def _name(element: Any) -> str:
    spelt = " ".join(element.get(part, "") for part in ("firstName", "middleName", "lastName"))
    return str(element.get("wholeName") or spelt)


def _address(element: Any) -> str:
    fields = ("street", "poBox", "city", "zipCode", "region", "countryDescription")
    return ", ".join(told for field in fields if (told := element.get(field)))
