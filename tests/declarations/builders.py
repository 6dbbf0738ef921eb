"""Builders of lodgements and of the service that takes them, shared by the tests of this room."""

import json
from pathlib import Path
from typing import Any

from customhouse.access.model import Role, User
from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.adapters.nomenclature.geography import Geography, PackPlaces
from customhouse.adapters.nomenclature.hs import HarmonizedSystem
from customhouse.commodities.rules import DescriptionRules
from customhouse.commodities.stop_words import load_stop_words
from customhouse.declarations.checking import CodeLists
from customhouse.declarations.service import Declarations
from customhouse.enterprises.service import Enterprises
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.transaction import Transaction
from customhouse.policy.service import load
from customhouse.waybills.places import Place
from customhouse.waybills.service import Waybills
from tests.conftest import NOON

OWN = PackPlaces("Meridia", {"XM": "Meridia"}, (Place("XMPMS", "Port Mersea", "XM"), Place("XMDEV", "Deva", "XM")))
PLACES = Geography(OWN, None)
TEXTS = {"69": "Ceramics", "6907": "Tiles", "690721": "Tiles, 0.5 %", "38": "Chemicals", "381600": "Refractory mortars"}
MERIDIA = Path(__file__).resolve().parents[2] / "countries" / "meridia"
RULES = DescriptionRules(load(MERIDIA / "policy"), load_stop_words(MERIDIA), FixedClock(NOON))
LISTS = CodeLists(HarmonizedSystem({"2022": TEXTS}), PLACES, frozenset({"EUR", "XMC"}), "XM", RULES)
TRADER = User("u-trader", "trader", "Trader", Role.DECLARANT, enterprise_id="XME00007")
OTHER = User("u-other", "other", "Other", Role.DECLARANT, enterprise_id="XME00008")
OFFICER = User("u-officer", "officer", "Officer", Role.DUTY_OFFICER)
BOX, EMPTY_BOX = "CSQU3054383", "MSKU9070323"


def make_party(name: str = "Deva Ceramics", enterprise_id: str | None = None, country: str = "XM") -> dict[str, Any]:
    address = {"street": "Kiln Yard 6", "city": "Deva", "postcode": "DV3 6KY", "country": country}
    return {"name": name, "enterprise_id": enterprise_id, "address": address}


def make_item(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "number": number,
        "hs_code": "690721",
        "description": "Ceramic wall tiles, glazed",
        "origin": "ES",
        "quantity": {"value": "24000", "unit": "NAR"},
        "packages": {"count": 20, "kind": "PX"},
        "gross_mass_kg": "18450.5",
        "net_mass_kg": "17900",
        "value": {"amount": "21600.00", "currency": "EUR"},
        "container_numbers": [BOX],
        **changes,
    }


def make_container(number: str = BOX, **changes: Any) -> dict[str, Any]:
    seals = {"seal_numbers": ["WS104417"], "tare_kg": "2200"}
    return {"number": number, "size_type": "22G1", "loaded": True, **seals, **changes}


def make_waybill(**changes: Any) -> dict[str, Any]:
    return {
        "number": "WSCL26041733",
        "kind": "bill_of_lading",
        "carrier": "Western Sea Container Line",
        "consignor": make_party("Azulejos del Sur", country="ES"),
        "consignee": make_party("Deva Ceramics", "XME00017"),
        "notify": None,
        "places": {"loading": "ESVLC", "discharge": "XMPMS", "delivery": "XMDEV"},
        "conveyance": {"mode": "sea", "identity": "Western Star", "nationality": "XM"},
        "containers": [make_container()],
        "itinerary": [{"place": "ESVLC", "arrive_at": "2026-11-02T06:00:00Z"}, {"place": "XMPMS", "arrive_at": None}],
        **changes,
    }


def make_lodgement(**changes: Any) -> dict[str, Any]:
    return {
        "lrn": "2026-0417",
        "procedure": "import",
        "hs_edition": "2022",
        "office": "XMPMS",
        "declarant": make_party("Pennine Forwarding", "XME00007"),
        "invoice_currency": "EUR",
        "goods_items": [make_item()],
        "waybill": make_waybill(),
        **changes,
    }


def message(plain: object) -> bytes:
    return json.dumps(plain).encode()


def make_declarations(folder: Path) -> Declarations:
    return Declarations(LISTS, Enterprises(), Waybills(PLACES), FolderBlobs(folder / "blobs"))


def register(tx: Transaction, *ids: str) -> None:
    """Enter these enterprises, or else those of the default lodgement, in the register."""
    address = {"street": "1", "city": "Deva", "postcode": "DV3", "country": "XM"}
    entries = [
        {"id": each, "name": each, "address": address, "registered_on": "2020-01-01", "roles": ["importer"]}
        for each in ids or ("XME00007", "XME00008", "XME00017")
    ]
    Enterprises().import_register(tx, entries, "test")
