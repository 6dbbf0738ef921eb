"""What a policy may ask about a declaration, as plain values."""

from datetime import date
from decimal import Decimal

from customhouse.declarations.model import Declaration
from customhouse.enterprises.model import Enterprise, History, Outcome

Fact = Decimal | bool | str | tuple[str, ...]


def facts_of(
    declaration: Declaration, declarant: Enterprise | None, consignee: Enterprise | None, history: History, day: date
) -> dict[str, Fact]:
    """All facts of what was said and by whom, on `day`; the trader is the declarant."""
    return {
        **_goods_facts(declaration),
        **_waybill_facts(declaration),
        **_trader_facts(declarant, consignee, history, day),
    }


def _goods_facts(declaration: Declaration) -> dict[str, Fact]:
    lodgement = declaration.lodgement
    items = lodgement.goods_items
    codes = sorted({item.hs_code for item in items})
    return {
        "procedure": lodgement.procedure.value,
        "office": lodgement.office,
        "hs_edition": lodgement.hs_edition,
        "version": Decimal(declaration.version),
        "amended": declaration.version > 1,
        "goods_items": Decimal(len(items)),
        "hs_codes": tuple(codes),
        "hs_chapters": tuple(sorted({code[:2] for code in codes})),
        "origins": tuple(sorted({item.origin for item in items})),
        "packages": Decimal(sum(item.packages.count for item in items)),
        "gross_mass_kg": sum((item.gross_mass_kg for item in items), Decimal(0)),
        "net_mass_kg": sum((item.net_mass_kg for item in items), Decimal(0)),
        "invoice_amount": sum((item.value.amount for item in items), Decimal(0)),
        "invoice_currency": lodgement.invoice_currency,
    }


def _waybill_facts(declaration: Declaration) -> dict[str, Fact]:
    waybill = declaration.lodgement.waybill
    return {
        "mode": waybill.conveyance.mode.value,
        "waybill_kind": waybill.kind.value,
        "nationality": waybill.conveyance.nationality,
        "loading": waybill.places.loading,
        "discharge": waybill.places.discharge,
        "delivery": waybill.places.delivery,
        "loading_country": waybill.places.loading[:2],
        "countries_of_route": tuple(sorted({call.place[:2] for call in waybill.itinerary})),
        "consignor_country": waybill.consignor.address.country,
        "consignee_country": waybill.consignee.address.country,
        "containers": Decimal(len(waybill.containers)),
        "containerised": bool(waybill.containers),
        "declared_empty": any(not container.loaded for container in waybill.containers),
    }


def _trader_facts(
    declarant: Enterprise | None, consignee: Enterprise | None, history: History, day: date
) -> dict[str, Fact]:
    known = [enterprise for enterprise in (declarant, consignee) if enterprise]
    return {
        "authorised": any(enterprise.is_authorised(day) for enterprise in known),
        "trader_known": declarant is not None,
        "consignee_known": consignee is not None,
        "trader_months": Decimal(declarant.months_registered(day) if declarant else 0),
        **{f"trader_{outcome.value}": Decimal(history.of(outcome)) for outcome in Outcome},
    }
