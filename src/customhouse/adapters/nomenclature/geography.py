"""Countries of ISO 3166 (`pycountry`) and places of UN/LOCODE (`pyunlocode`), with a country pack's own beside them."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import pycountry

from customhouse.policy.country import CountryPack
from customhouse.waybills.places import Country, Place, Standing
from customhouse.waybills.reading import LOCODE

UNLOCODE_EDITION = "2023-1"
_FUNCTIONS = ("port", "airport", "road_terminal", "rail_terminal", "postal_exchange_office", "border_cross")
_WORDS = ("port", "airport", "road", "rail", "post", "border")
_IS = tuple(f"is_{function}" for function in _FUNCTIONS)
_SELECT = f"SELECT country_code, location_code, name, {', '.join(_IS)} FROM location "  # noqa: S608 - our own words
# The code asked for, then names that begin so, then the places that more kinds of traffic use.
_FOUND = (
    """
WHERE country_code || location_code = :code OR name LIKE :anywhere ESCAPE '\\'
ORDER BY country_code || location_code <> :code, name NOT LIKE :beginning ESCAPE '\\', is_port = 0, length(name),
"""
    f"-({' + '.join(_IS)}), name LIMIT :limit"
)


@dataclass(frozen=True)
class PackPlaces:
    """What a country pack adds: names of countries by code, and places. The list of a country it adds is complete."""

    title: str
    countries: Mapping[str, str]
    places: tuple[Place, ...]


class Geography:
    """The `Places` of a site. Without a UN/LOCODE list, other countries' places are checked by form only."""

    def __init__(self, pack: PackPlaces | None, unlocode: Path | None) -> None:
        own = pack or PackPlaces("", {}, ())
        iso = {entry.alpha_2: getattr(entry, "common_name", entry.name) for entry in pycountry.countries}
        names = {**iso, **own.countries}
        self._countries = {code: Country(code, name) for code, name in sorted(names.items(), key=lambda n: n[1])}
        self._own_countries = frozenset(own.countries)
        self._own = {place.code: place for place in own.places}
        self._unlocode = unlocode
        listed = f"UN/LOCODE {UNLOCODE_EDITION}" if unlocode else "the countries of ISO 3166 (no UN/LOCODE list here)"
        self.source = f"{listed} and the places of {own.title}" if own.title else listed
        # A long queue of declarations names the same few hundred places again and again.
        self._look_up = lru_cache(maxsize=20_000)(self._read)

    def country(self, code: str) -> Country | None:
        return self._countries.get(code)

    def countries(self) -> Sequence[Country]:
        return tuple(self._countries.values())

    def standing(self, code: str) -> Standing:
        if self.find(code):
            return Standing.LISTED
        lists_all = self._unlocode is not None or code[:2] in self._own_countries
        if lists_all or code[:2] not in self._countries or not LOCODE.fullmatch(code):
            return Standing.UNKNOWN
        return Standing.WELL_FORMED

    def find(self, code: str) -> Place | None:
        return self._own.get(code) or self._look_up(code)

    def search(self, words: str, limit: int) -> Sequence[Place]:
        asked = words.strip().lower()
        own = [place for place in self._own.values() if asked in place.name.lower() or place.code.lower() == asked]
        if self._unlocode is None or not asked:
            return own[:limit]
        like = asked.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        values = {
            "code": asked.replace(" ", "").upper(),
            "anywhere": f"%{like}%",
            "beginning": f"{like}%",
            "limit": limit,
        }
        return [*own, *_rows(self._unlocode, _SELECT + _FOUND, values)][:limit]

    def airports(self, code: str) -> Sequence[Place]:
        own = [place for place in self._own.values() if place.code[2:] == code and "airport" in place.functions]
        if self._unlocode is None:
            return own
        # The column `iata` is filled only where the airport's code is not that of the place.
        called = "WHERE is_airport = 1 AND (iata = :code OR (location_code = :code AND coalesce(iata, '') = ''))"
        listed = _rows(self._unlocode, _SELECT + called, {"code": code})
        return [*own, *(place for place in listed if place.code not in self._own)]

    def _read(self, code: str) -> Place | None:
        if self._unlocode is None or not LOCODE.fullmatch(code):
            return None
        exactly = "WHERE country_code = :country AND location_code = :place"
        found = _rows(self._unlocode, _SELECT + exactly, {"country": code[:2], "place": code[2:]})
        return found[0] if found else None


def _rows(path: Path, query: str, values: Mapping[str, object]) -> list[Place]:
    # Opened for each question: the connection may then be used from whichever thread asks.
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        return [_place(row) for row in connection.execute(query, values)]
    finally:
        connection.close()


def _place(row: tuple[str, ...]) -> Place:
    functions = tuple(word for word, has in zip(_WORDS, row[3:], strict=True) if has)
    return Place(row[0] + row[1], row[2], row[0], functions)


def geography(country: CountryPack) -> Geography:
    """The places of a site: what is installed, and what its country pack adds."""
    own = tuple(Place(each.code, each.name, each.country, each.functions) for each in country.places)
    return Geography(PackPlaces(country.name, country.countries, own), installed_unlocode())


def installed_unlocode() -> Path | None:
    """The list inside `pyunlocode` where that package is installed. Its code is not run: the file is all we need."""
    spec = find_spec("pyunlocode")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name("unlocode.db")
    return path if path.exists() else None


def currencies(own: Sequence[str] = ()) -> frozenset[str]:
    """Currencies of ISO 4217, and those a country pack adds. Test and no-currency codes are left out."""
    return frozenset({entry.alpha_3 for entry in pycountry.currencies} - {"XTS", "XXX"} | set(own))
