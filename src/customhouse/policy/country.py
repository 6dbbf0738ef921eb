"""A country pack beside its policy: the country itself, its places, sites, enterprises and reason codes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from customhouse.kernel.geo import Position
from customhouse.policy.tree import Node, read

T = TypeVar("T")


@dataclass(frozen=True)
class Currency:
    code: str
    name: str
    decimals: int


@dataclass(frozen=True)
class Bounds:
    """What the country's map shows, in degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class OwnPlace:
    """A place that UN/LOCODE does not list."""

    code: str
    name: str
    functions: tuple[str, ...]
    position: Position

    @property
    def country(self) -> str:
        return self.code[:2]


@dataclass(frozen=True)
class Gate:
    id: str
    name: str
    direction: str  # in or out, as the site sees it


@dataclass(frozen=True)
class Scanner:
    id: str
    name: str
    modality: str  # radiograph or ct


@dataclass(frozen=True)
class Site:
    code: str
    name: str
    kind: str
    position: Position
    gates: tuple[Gate, ...]
    scanners: tuple[Scanner, ...]


@dataclass(frozen=True)
class Registered:
    """An enterprise as the country registers it; authorised since a day, or never."""

    id: str
    name: str
    roles: tuple[str, ...]
    registered_on: date
    authorised_since: date | None
    address: Mapping[str, str]  # street, city, postcode, country


@dataclass(frozen=True)
class ReasonCode:
    """A reason an analyst may give, with the outcomes it can stand with and its text by language."""

    code: str
    outcomes: tuple[str, ...]
    text: Mapping[str, str]


@dataclass(frozen=True)
class CountryPack:
    folder: Path
    name: str
    code: str
    languages: tuple[str, ...]
    hs_edition: str
    currency: Currency
    bounds: Bounds
    countries: Mapping[str, str]  # name by code, beyond ISO 3166
    places: tuple[OwnPlace, ...]
    sites: tuple[Site, ...]
    enterprises: tuple[Registered, ...]
    reason_codes: tuple[ReasonCode, ...]

    @property
    def policy_folder(self) -> Path:
        return self.folder / "policy"


def load_country(folder: Path) -> CountryPack:
    """Read a country pack; raises `Fault` with the file and line of what is wrong."""
    names = ("name", "code", "languages", "hs_edition", "currency", "map", "countries", "places")
    fields = read(folder / "country.yaml", "country.yaml").fields(names)
    return CountryPack(
        folder=folder,
        name=fields["name"].text(),
        code=fields["code"].text(),
        languages=fields["languages"].texts(),
        hs_edition=fields["hs_edition"].text(),
        currency=_currency(fields["currency"]),
        bounds=_bounds(fields["map"]),
        countries=dict(map(_country, fields["countries"].items())),
        places=tuple(map(_place, fields["places"].items())),
        sites=_each(folder, "sites.yaml", _site),
        enterprises=_each(folder, "enterprises.yaml", _registered),
        reason_codes=_each(folder, "reason-codes.yaml", _reason_code),
    )


def _each(folder: Path, name: str, reader: Callable[[Node], T]) -> tuple[T, ...]:
    return tuple(map(reader, read(folder / name, name).items()))


def _currency(node: Node) -> Currency:
    fields = node.fields(("code", "name", "decimals"))
    return Currency(fields["code"].text(), fields["name"].text(), int(_number(fields["decimals"])))


def _bounds(node: Node) -> Bounds:
    fields = node.fields(("west", "south", "east", "north"))
    return Bounds(**{name: _number(part) for name, part in fields.items()})


def _country(node: Node) -> tuple[str, str]:
    fields = node.fields(("code", "name"))
    return fields["code"].text(), fields["name"].text()


def _place(node: Node) -> OwnPlace:
    fields = node.fields(("code", "name", "functions", "latitude", "longitude"))
    return OwnPlace(fields["code"].text(), fields["name"].text(), fields["functions"].texts(), _position(fields))


def _site(node: Node) -> Site:
    fields = node.fields(("code", "name", "kind", "latitude", "longitude", "gates", "scanners"))
    gates = [gate.fields(("id", "name", "direction")) for gate in fields["gates"].items()]
    scanners = [scanner.fields(("id", "name", "modality")) for scanner in fields["scanners"].items()]
    return Site(
        code=fields["code"].text(),
        name=fields["name"].text(),
        kind=fields["kind"].text(),
        position=_position(fields),
        gates=tuple(Gate(**{name: part.text() for name, part in gate.items()}) for gate in gates),
        scanners=tuple(Scanner(**{name: part.text() for name, part in scanner.items()}) for scanner in scanners),
    )


def _registered(node: Node) -> Registered:
    fields = node.fields(("id", "name", "roles", "registered_on", "address"), ("authorised_since",))
    address = fields["address"].fields(("street", "city", "postcode", "country"))
    return Registered(
        id=fields["id"].text(),
        name=fields["name"].text(),
        roles=fields["roles"].texts(),
        registered_on=_date(fields["registered_on"]),
        authorised_since=_date(fields["authorised_since"]) if "authorised_since" in fields else None,
        address={name: part.text() for name, part in address.items()},
    )


def _reason_code(node: Node) -> ReasonCode:
    fields = node.fields(("code", "outcomes", "text"))
    texts = {language: text.text() for language, text in fields["text"].branch().items()}
    if "en" not in texts:
        raise fields["text"].fault("english_missing", "add the text in English (en): it stands in for other languages")
    return ReasonCode(fields["code"].text(), fields["outcomes"].texts(), texts)


def _position(fields: Mapping[str, Node]) -> Position:
    return Position(_number(fields["latitude"]), _number(fields["longitude"]))


def _number(node: Node) -> float:
    try:
        return float(node.text())
    except ValueError:
        raise node.fault("not_a_number", f"{node.text()!r} is not a number") from None


def _date(node: Node) -> date:
    try:
        return date.fromisoformat(node.text())
    except ValueError:
        raise node.fault("bad_date", f"{node.text()!r} is not a date such as 2026-01-31") from None
