"""Makes a waybill of plain JSON values, and notes what cannot be read."""

import re
from dataclasses import fields as names_of

from customhouse.kernel.fields import Fields
from customhouse.waybills.model import (
    Address,
    Call,
    Container,
    Conveyance,
    Mode,
    Party,
    Route,
    Waybill,
    WaybillKind,
)

MAX_CONTAINERS = 999
MAX_CALLS = 99
MAX_SEALS = 20
COUNTRY = re.compile("[A-Z]{2}")
LOCODE = re.compile("[A-Z]{2}[A-Z2-9]{3}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_COUNTRY_MEANS = "a country by its two capital letters of ISO 3166"
_LOCODE_MEANS = "a place by the five characters of its UN/LOCODE, such as NLRTM"


def _names(cls: type) -> frozenset[str]:
    return frozenset(field.name for field in names_of(cls))


_ADDRESS, _PARTY, _ROUTE, _CONVEYANCE = _names(Address), _names(Party), _names(Route), _names(Conveyance)
_CONTAINER, _CALL, _WAYBILL = _names(Container), _names(Call), _names(Waybill)


def country(fields: Fields, name: str) -> str:
    return fields.text(name, 2, form=COUNTRY, means=_COUNTRY_MEANS)


def locode(fields: Fields, name: str) -> str:
    return fields.text(name, 5, form=LOCODE, means=_LOCODE_MEANS)


def read_party(fields: Fields) -> Party:
    fields.only(_PARTY)
    return Party(
        name=fields.text("name", 120),
        address=_read_address(fields.inner("address")),
        enterprise_id=fields.text_if_any("enterprise_id", 40, form=_ID, means="the number customs gave the enterprise"),
    )


def read_waybill(fields: Fields) -> Waybill:
    fields.only(_WAYBILL)
    notify = fields.inner_if_any("notify")
    return Waybill(
        number=fields.text("number", 35),
        kind=fields.word("kind", WaybillKind),
        carrier=fields.text("carrier", 120),
        consignor=read_party(fields.inner("consignor")),
        consignee=read_party(fields.inner("consignee")),
        notify=read_party(notify) if notify else None,
        places=_read_route(fields.inner("places")),
        conveyance=_read_conveyance(fields.inner("conveyance")),
        containers=tuple(_read_container(each) for each in _optional(fields, "containers", MAX_CONTAINERS)),
        itinerary=tuple(_read_call(each) for each in _optional(fields, "itinerary", MAX_CALLS)),
    )


def _optional(fields: Fields, name: str, most: int) -> list[Fields]:
    return list(fields.each(name, most)) if fields.has(name) else []


def _read_address(fields: Fields) -> Address:
    fields.only(_ADDRESS)
    return Address(
        street=fields.text_if_any("street", 120) or "",
        city=fields.text("city", 80),
        postcode=fields.text_if_any("postcode", 17) or "",
        country=country(fields, "country"),
    )


def _read_route(fields: Fields) -> Route:
    fields.only(_ROUTE)
    return Route(locode(fields, "loading"), locode(fields, "discharge"), locode(fields, "delivery"))


def _read_conveyance(fields: Fields) -> Conveyance:
    fields.only(_CONVEYANCE)
    return Conveyance(fields.word("mode", Mode), fields.text("identity", 35), country(fields, "nationality"))


def _read_container(fields: Fields) -> Container:
    fields.only(_CONTAINER)
    return Container(
        number=fields.text("number", 11),
        size_type=fields.text("size_type", 4),
        loaded=fields.flag("loaded"),
        seal_numbers=fields.texts("seal_numbers", MAX_SEALS, 20),
        tare_kg=fields.number_if_any("tare_kg"),
    )


def _read_call(fields: Fields) -> Call:
    fields.only(_CALL)
    return Call(locode(fields, "place"), fields.moment_if_any("arrive_at"))
