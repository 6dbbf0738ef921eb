"""From what a document calls a place to its UN/LOCODE: a code, a name, a name with its country, an airport."""

import re
from dataclasses import dataclass

from anyascii import anyascii

from customhouse.waybills.documents.addresses import country_code
from customhouse.waybills.places import Place, Places, Standing
from customhouse.waybills.reading import LOCODE

_WORDS = re.compile(
    r"\b(port of|port|puerto de|port de|hafen|harbou?r|airport|aeropuerto|aéroport|intl|international)\b|港$|机场$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Named:
    """`code` is blank where the place stays unknown; `is_sure` only where the text is a code that exists."""

    code: str
    is_sure: bool = False
    note: str = ""


def place_code(text: str, places: Places) -> Named:
    plain = text.strip()
    code = re.sub(r"[\s\-]", "", plain).upper()
    if LOCODE.fullmatch(code) and len(plain) <= 6:
        if places.standing(code) is not Standing.UNKNOWN:
            return Named(code, is_sure=True)
        if plain.isupper():
            named = _by_name(plain, places)
            return named if named.code else Named("", note=f"{code} is not in {places.source}")
    if (inside := _code_inside(plain, places)) is not None:
        return inside
    if re.fullmatch(r"[A-Z]{3}", plain):
        return _airport(plain, places)
    return _by_name(plain, places)


def _code_inside(text: str, places: Places) -> Named | None:
    """A code beside a name: `Ningbo (CNNGB)`, `CN NGB Ningbo`."""
    for found in re.finditer(r"\b([A-Z]{2})[ ]?([A-Z2-9]{3})\b", text):
        code = "".join(found.groups())
        place = places.find(code)
        rest = _folded(text.replace(found.group(), " "))
        if place is not None and (_folded(place.name) in rest or f"({found.group()})" in text):
            return Named(code, is_sure=True)
    return None


def _airport(code: str, places: Places) -> Named:
    found = places.airports(code)
    if len(found) == 1:
        return Named(found[0].code, note=f"the airport {code} is {found[0].name}, {found[0].code}")
    several = ", ".join(place.code for place in found[:4])
    return Named("", note=f"{code} could be {several}" if found else f"{code} is no airport of {places.source}")


def _by_name(text: str, places: Places) -> Named:
    parts = [part.strip() for part in re.split(r"[,;/()]", text) if part.strip()]
    if not parts:
        return Named("", note="the place is not named")
    country = next((code for part in parts[1:] if (code := country_code(part, places))), None)
    bare = " ".join(_WORDS.sub(" ", parts[0]).split())
    # As it stands, without the word for a port or an airport, and in Latin letters.
    spellings = dict.fromkeys(name for name in (parts[0], bare, anyascii(bare)) if name)
    found = next((places_so for name in spellings if (places_so := _called(name, places))), [])
    if country is not None:
        found = [place for place in found if place.country == country] or []
    if not found:
        return Named("", note=f"no place of this name is in {places.source}: look it up")
    best = _busiest(found)
    if len(found) == 1:
        return Named(best.code, note=f"{text} is {best.name}, {best.code}, by its name")
    several = ", ".join(f"{place.code} {place.name}" for place in found[:4])
    return Named(best.code, note=f"several places are called so: {several}; the first port among them is taken")


def _called(name: str, places: Places) -> list[Place]:
    return [place for place in places.search(name[:60], 20) if _folded(place.name) == _folded(name)]


def _busiest(found: list[Place]) -> Place:
    """The inland village that is called so too is hardly meant."""

    def rank(place: Place) -> tuple[bool, bool, int]:
        """Of two ports of one name the one that took the name's first letters was there first."""
        return "port" in place.functions, _folded(place.name).startswith(place.code[2:].lower()), len(place.functions)

    return max(found, key=rank)


def _folded(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", anyascii(text).casefold())
