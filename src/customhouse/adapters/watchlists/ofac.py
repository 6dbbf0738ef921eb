"""The SDN list of OFAC (US Treasury) as XML: the classic schema, `sdnList`."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from customhouse.adapters.watchlists.reading import (
    Item,
    countries,
    day,
    elements,
    made,
    parts,
    read_each,
    text,
    texts,
)
from customhouse.watchlists.model import Entry
from customhouse.watchlists.names.facts import imo_in
from customhouse.watchlists.names.model import Kind

_KINDS = {"individual": Kind.PERSON, "entity": Kind.COMPANY, "vessel": Kind.VESSEL}


def version(path: Path) -> str:
    return next((each.text or "" for each in elements(path, "Publish_Date", lambda _at: None)), "")


def read(path: Path, tell: Callable[[int], None]) -> Iterator[Item]:
    return read_each(path, "sdnEntry", _entry, tell)


def _entry(element: Any) -> Entry | None:
    """Aircraft are left out: no field of a declaration names one."""
    kind = _KINDS.get(text(element, "sdnType").lower())
    if kind is None:
        return None
    others = [_name(each) for each in parts(element, "akaList/aka")]
    ids = [(text(each, "idType"), text(each, "idNumber")) for each in parts(element, "idList/id")]
    places = parts(element, "addressList/address")
    return made(
        text(element, "uid"),
        kind,
        [_name(element), *others],
        countries=countries(
            [
                *texts(element, "nationalityList/nationality/country"),
                *texts(element, "citizenshipList/citizenship/country"),
                *(text(place, "country") for place in places),
                text(element, "vesselInfo/vesselFlag"),
            ]
        ),
        born=[day(each) for each in texts(element, "dateOfBirthList/dateOfBirthItem/dateOfBirth")],
        imo=next((number for _, told in ids if (number := imo_in(told))), ""),
        registrations=[number for _, number in ids if not imo_in(number)],
        addresses=[_address(place) for place in places],
        programmes=texts(element, "programList/program"),
        remarks=text(element, "remarks"),
    )


def _name(element: Any) -> str:
    return f"{text(element, 'firstName')} {text(element, 'lastName')}"


def _address(element: Any) -> str:
    fields = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country")
    return ", ".join(told for field in fields if (told := text(element, field)))
