"""Entities of FollowTheMoney, one JSON object a line, as OpenSanctions publishes them."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from customhouse.adapters.watchlists.reading import Item, Unreadable, countries, day, made
from customhouse.watchlists.model import Entry, Fault
from customhouse.watchlists.names.model import Kind

LONGEST_LINE = 4 << 20
_COMPANIES = ("Company", "Organization", "LegalEntity", "PublicBody")
_KINDS = {"Person": Kind.PERSON, "Vessel": Kind.VESSEL, **dict.fromkeys(_COMPANIES, Kind.COMPANY)}
_COUNTRIES = ("country", "nationality", "citizenship", "jurisdiction", "flag", "mainCountry")
_NAMES = ("name", "alias", "previousName", "abbreviation", "weakAlias", "pastNames")
_NUMBERS = ("registrationNumber", "idNumber", "taxNumber", "innCode", "ogrnCode", "passportNumber", "leiCode", "mmsi")


def version(_path: Path) -> str:
    return ""  # the file itself does not say: the day of import stands for it


def read(path: Path, tell: Callable[[int], None]) -> Iterator[Item]:
    """Entities of other kinds (addresses, ownerships, sanctions) are no parties and are passed over."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            if not line.strip():
                continue
            try:
                entry = _entry(_object(line))
            except Unreadable as why:
                yield Fault(f"line {number}", str(why), line[:500].decode(errors="replace"))
                continue
            if entry is not None:
                yield entry
            if number % 500 == 0:
                tell(file.tell())


def _object(line: bytes) -> Mapping[str, Any]:
    try:
        plain = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"this is no JSON: {error.msg} at column {error.colno}")
    if not isinstance(plain, dict):
        raise Unreadable("this is no JSON object")
    return plain


def _entry(plain: Mapping[str, Any]) -> Entry | None:
    schema = plain.get("schema")
    if not isinstance(schema, str):
        raise Unreadable("the entity has no schema")
    if schema not in _KINDS:
        return None
    properties = plain.get("properties")
    if not isinstance(properties, dict):
        raise Unreadable("the entity has no properties")

    def of(*names: str) -> list[str]:
        return [str(value) for name in names for value in _values(properties, name) if isinstance(value, str)]

    return made(
        str(plain.get("id") or ""),
        _KINDS[schema],
        [str(plain.get("caption") or ""), *of(*_NAMES)],
        countries=countries(code[:2] for code in of(*_COUNTRIES)),
        born=[day(each) for each in of("birthDate")],
        imo=next(iter(of("imoNumber")), ""),
        registrations=of(*_NUMBERS),
        addresses=[*of("address"), *_nested(properties, "addressEntity", "full")],
        programmes=[*of("program", "programId", "topics"), *_nested(properties, "sanctions", "program")],
        remarks=" ".join(of("notes"))[:1000],
    )


def _values(properties: Mapping[str, Any], name: str) -> list[Any]:
    value = properties.get(name)
    return value if isinstance(value, list) else [] if value is None else [value]


def _nested(properties: Mapping[str, Any], name: str, inner: str) -> list[str]:
    """Texts of entities that are written out inside this one."""
    found = [each.get("properties") for each in _values(properties, name) if isinstance(each, dict)]
    return [
        str(value)
        for each in found
        if isinstance(each, dict)
        for value in _values(each, inner)
        if isinstance(value, str)
    ]
