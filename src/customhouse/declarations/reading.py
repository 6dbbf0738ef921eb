"""Makes a lodgement of plain JSON values, and plain values of a lodgement."""

import re
from dataclasses import fields as names_of
from typing import Any

import orjson
from pydantic import TypeAdapter

from customhouse.commodities.model import CODE, CODE_MEANS
from customhouse.declarations.model import (
    MAX_ITEMS,
    GoodsItem,
    Lodgement,
    Money,
    Packages,
    Procedure,
    Quantity,
    Totals,
)
from customhouse.kernel.fields import Fields
from customhouse.waybills.reading import MAX_CONTAINERS, country, locode, read_party, read_waybill

_ADAPTER = TypeAdapter(Lodgement)
_LRN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_EDITION = re.compile("[0-9]{4}")
_CURRENCY = re.compile("[A-Z]{3}")
_CURRENCY_MEANS = "a currency by its three capital letters of ISO 4217"
_UNIT = re.compile("[A-Z0-9]{1,8}")
_NAMES = {
    cls: frozenset(field.name for field in names_of(cls))
    for cls in (Lodgement, GoodsItem, Quantity, Packages, Money, Totals)
}


def read_lodgement(fields: Fields) -> Lodgement:
    """Where something cannot be read a neutral value stands in its place, and the problem is noted in `fields`."""
    fields.only(_NAMES[Lodgement])
    totals = fields.inner_if_any("totals")
    return Lodgement(
        lrn=fields.text("lrn", 35, form=_LRN, means="letters, digits, dots, slashes and dashes"),
        procedure=fields.word("procedure", Procedure),
        hs_edition=fields.text("hs_edition", 4, form=_EDITION, means="the year of an HS edition, such as 2022"),
        office=locode(fields, "office"),
        declarant=read_party(fields.inner("declarant")),
        invoice_currency=fields.text("invoice_currency", 3, form=_CURRENCY, means=_CURRENCY_MEANS),
        goods_items=tuple(_read_item(item) for item in fields.each("goods_items", MAX_ITEMS)),
        waybill=read_waybill(fields.inner("waybill")),
        totals=_read_totals(totals) if totals else None,
    )


def _read_item(fields: Fields) -> GoodsItem:
    fields.only(_NAMES[GoodsItem])
    return GoodsItem(
        number=fields.whole("number", 1, MAX_ITEMS),
        hs_code=fields.text("hs_code", 12, form=CODE, means=f"an HS code of {CODE_MEANS}"),
        description=fields.text("description", 512),
        origin=country(fields, "origin"),
        quantity=_read_quantity(fields.inner("quantity")),
        packages=_read_packages(fields.inner("packages")),
        gross_mass_kg=fields.number("gross_mass_kg"),
        net_mass_kg=fields.number("net_mass_kg"),
        value=_read_money(fields.inner("value")),
        container_numbers=fields.texts("container_numbers", MAX_CONTAINERS, 11),
    )


def _read_quantity(fields: Fields) -> Quantity:
    fields.only(_NAMES[Quantity])
    unit = fields.text(
        "unit", 8, form=_UNIT, means="a unit of UN/ECE Recommendation 20 in capitals, such as NAR or KGM"
    )
    return Quantity(fields.number("value"), unit)


def _read_packages(fields: Fields) -> Packages:
    fields.only(_NAMES[Packages])
    kind = fields.text("kind", 8, form=_UNIT, means="a kind of UN/ECE Recommendation 21 in capitals, such as CT or PX")
    return Packages(fields.whole("count", 0, 99_999_999), kind)


def _read_money(fields: Fields) -> Money:
    fields.only(_NAMES[Money])
    currency = fields.text("currency", 3, form=_CURRENCY, means=_CURRENCY_MEANS)
    return Money(fields.number("amount", digits=16, decimals=3), currency)


def _read_totals(fields: Fields) -> Totals:
    fields.only(_NAMES[Totals])
    return Totals(
        gross_mass_kg=fields.number_if_any("gross_mass_kg"),
        packages=fields.whole_if_any("packages", 0, 10**11),
        invoice_amount=fields.number_if_any("invoice_amount", digits=19, decimals=3),
    )


def as_plain(lodgement: Lodgement) -> dict[str, Any]:
    """JSON values; numbers that are exact become text."""
    plain: dict[str, Any] = _ADAPTER.dump_python(lodgement, mode="json")
    return plain


def of_plain(plain: dict[str, Any]) -> Lodgement:
    """The reverse, for values that we stored ourselves."""
    return _ADAPTER.validate_python(plain)


def canonical(plain: dict[str, Any]) -> bytes:
    """The same bytes for the same content, however it was spelt in the message."""
    return orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)
