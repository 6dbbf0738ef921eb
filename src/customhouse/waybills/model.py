"""A waybill and its parts, as the trader said them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class WaybillKind(StrEnum):
    BILL_OF_LADING = "bill_of_lading"
    AIR_WAYBILL = "air_waybill"
    CMR = "cmr"
    POSTAL = "postal"


class Mode(StrEnum):
    """Modes of transport, UN/ECE Recommendation 19."""

    SEA = "sea"
    RAIL = "rail"
    ROAD = "road"
    AIR = "air"
    MAIL = "mail"
    INLAND_WATER = "inland_water"


@dataclass(frozen=True, slots=True)
class Address:
    street: str
    city: str
    postcode: str
    country: str


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody named in a declaration; `enterprise_id` where customs knows them."""

    name: str
    address: Address
    enterprise_id: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    loading: str
    discharge: str
    delivery: str


@dataclass(frozen=True, slots=True)
class Conveyance:
    """`identity` is the vessel's name or IMO number, the flight, or the plate."""

    mode: Mode
    identity: str
    nationality: str


@dataclass(frozen=True, slots=True)
class Container:
    """`loaded` false says that the container is declared empty."""

    number: str
    size_type: str
    loaded: bool
    seal_numbers: tuple[str, ...] = ()
    tare_kg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One stop of the itinerary."""

    place: str
    arrive_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waybill:
    number: str
    kind: WaybillKind
    carrier: str
    consignor: Party
    consignee: Party
    notify: Party | None
    places: Route
    conveyance: Conveyance
    containers: tuple[Container, ...] = ()
    itinerary: tuple[Call, ...] = ()

    def parties(self) -> dict[str, Party]:
        """The parties by the name of their field."""
        named = {"consignor": self.consignor, "consignee": self.consignee, "notify": self.notify}
        return {field: party for field, party in named.items() if party is not None}
