"""What all formats share: an entry made of loose parts, and how an XML file is read piece by piece, safely."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pycountry
from lxml import etree

from customhouse.kernel.errors import Invalid
from customhouse.watchlists.model import MOST_NAMES, Entry, Fault
from customhouse.watchlists.names.model import Kind

Item = Entry | Fault
Place = Callable[[], int]  # how many bytes of the file are read
_LONGEST, _MOST = 400, 100
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_WRITTEN = ("%d %b %Y", "%d %B %Y", "%b %Y", "%B %Y", "%d/%m/%Y", "%d.%m.%Y")


class Unreadable(ValueError):
    """An entry lacks what it needs; the text says what."""


def made(source_id: str, kind: Kind, names: Iterable[str], **facts: Any) -> Entry:
    """An entry of what was found. Raises `Unreadable` without an id or a name."""
    if not source_id.strip():
        raise Unreadable("the entry has no id")
    told = _distinct(names, MOST_NAMES)
    if not told:
        raise Unreadable("the entry has no name")
    lists: dict[str, Any] = {
        name: _distinct(value, _MOST) for name, value in facts.items() if name not in ("imo", "remarks")
    }
    told_once: dict[str, Any] = {name: " ".join(facts.get(name, "").split())[:2000] for name in ("imo", "remarks")}
    return Entry(source_id.strip()[:120], kind, told, **lists, **told_once)


def _distinct(values: Iterable[str], most: int) -> tuple[str, ...]:
    tidy = (" ".join(value.replace("\x00", "").split())[:_LONGEST] for value in values if value)
    return tuple(dict.fromkeys(value for value in tidy if value))[:most]


@lru_cache(maxsize=1000)
def country_code(name: str) -> str:
    """The ISO 3166 code of a country by its code or English name; nothing for one that is not known."""
    told = name.strip()
    if re.fullmatch(r"[A-Za-z]{2}", told):
        return told.upper()
    told = {"iran": "IR", "russia": "RU", "korea, north": "KP", "north korea": "KP", "syria": "SY"}.get(
        told.lower(), told
    )
    try:
        return str(pycountry.countries.lookup(told).alpha_2)
    except LookupError:
        return ""


def countries(names: Iterable[str]) -> list[str]:
    return [code for name in names if (code := country_code(name))]


def day(text: str) -> str:
    """A date as YYYY, YYYY-MM or YYYY-MM-DD, as far as it is told; nothing where it is not."""
    told = text.strip()
    if match := _DATE.match(told):
        return match[0]
    for form in _WRITTEN:
        try:
            found = datetime.strptime(told, form)  # noqa: DTZ007 - a birth date has no zone
        except ValueError:
            continue
        return found.strftime("%Y-%m-%d" if "%d" in form else "%Y-%m")
    year = re.search(r"\b(1[89]\d\d|20\d\d)\b", told)
    return year[1] if year else ""


# XML


def elements(path: Path, tag: str, tell: Callable[[int], None]) -> Iterator[Any]:
    """Each element of this name, one at a time and forgotten after it; without entities, DTD or network.

    Raises `Invalid` with the line where the file is no XML any more: a list that breaks off is not taken in part.
    """
    with path.open("rb") as file:
        try:
            for _, element in etree.iterparse(
                file, events=("end",), tag="{*}" + tag, resolve_entities=False, load_dtd=False, no_network=True
            ):
                yield element
                tell(file.tell())
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError as error:
            message = f"the XML cannot be read from line {error.lineno or 1} on ({error.msg}): get the whole file again"
            raise Invalid.one("file", "broken_xml", message)


def root_of(path: Path) -> tuple[str, dict[str, str]]:
    """The local name of the root element and its attributes. Raises `Invalid` where there is none."""
    with path.open("rb") as file:
        try:
            for _, element in etree.iterparse(
                file, events=("start",), resolve_entities=False, load_dtd=False, no_network=True
            ):
                return str(etree.QName(element).localname), {str(k): str(v) for k, v in element.attrib.items()}
        except etree.XMLSyntaxError as error:
            raise Invalid.one("file", "broken_xml", f"this is no XML: {error.msg}")
    raise Invalid.one("file", "broken_xml", "this XML has no root element")


def texts(element: Any, path: str) -> list[str]:
    """The texts of all elements under a path of local names, those that have one."""
    steps = "/".join("{*}" + step for step in path.split("/"))
    return [found.text.strip() for found in element.iterfind(steps) if found.text and found.text.strip()]


def text(element: Any, path: str) -> str:
    found = texts(element, path)
    return found[0] if found else ""


def parts(element: Any, path: str) -> list[Any]:
    return list(element.iterfind("/".join("{*}" + step for step in path.split("/"))))


def read_each(
    path: Path, tag: str, reader: Callable[[Any], Entry | None], tell: Callable[[int], None]
) -> Iterator[Item]:
    """Every element read; one that cannot be is a fault with its line, and the ones behind it go on."""
    for element in elements(path, tag, tell):
        line, excerpt = element.sourceline, etree.tostring(element, encoding="unicode")[:500]
        try:
            entry = reader(element)
        except Unreadable as why:
            yield Fault(f"line {line}", str(why), excerpt)
            continue
        if entry is not None:
            yield entry
