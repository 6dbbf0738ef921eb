"""A declaration with its waybill, filled in as the house's page would have it filled in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zlib import crc32

from simulators.trader.containers import container_number
from simulators.trader.goods import Goods

Json = dict[str, Any]
Who = tuple[str, str, str, str]  # name, street, city, postcode

AGENTS: dict[str, Who] = {
    "XME00007": ("Pennine Forwarding", "Customs Court 1", "Port Mersea", "PM1 1CC"),
    "XME00008": ("Mersea & Eastholm Customs Agents", "Customs Court 4", "Port Mersea", "PM1 1CC"),
    "XME00009": ("Carrow Border Brokers", "North Road 88", "Carrow", "CA6 8NR"),
    "XME00023": ("Swiftpost Parcels", "Sorting Hall A", "Mersea Parcel Centre", "PM9 1SH"),
}
BUYERS: dict[str, Who] = {
    "XME00001": ("Norrland & Vale Furniture", "14 Dock Lane", "Port Mersea", "PM1 4DL"),
    "XME00002": ("Irwell Cotton Company", "2 Spindle Street", "Irwell", "IR2 2SP"),
    "XME00010": ("Leenham Lace and Textiles", "Lace Market 12", "Leenham", "LE1 2LM"),
    "XME00011": ("Donford Cutlery Works", "Blade Street 9", "Donford", "DF2 9BS"),
    "XME00017": ("Deva Ceramics", "Kiln Yard 6", "Deva", "DV3 6KY"),
    "XME00018": ("Fylde Leisure Imports", "Promenade 101", "Fylde Sands", "FS1 1PR"),
    "XME00019": ("Wrekin Machine Tools", "Lathe Lane 2", "Wrekin", "WR4 2LL"),
    "XME00021": ("Blue Heron Electronics", "Chip Street 77", "Irwell", "IR5 7CS"),
    "XME00022": ("Harbourlight Toys", "Lantern Yard 3", "Port Mersea", "PM3 3LY"),
}
# Where goods of a country come from: exporter's city, port of loading by UN/LOCODE.
ORIGINS = {
    "CN": ("Ningbo", "CNNGB"),
    "VN": ("Haiphong", "VNHPH"),
    "BR": ("Santos", "BRSSZ"),
    "TR": ("Mersin", "TRMER"),
    "SE": ("Gothenburg", "SEGOT"),
    "PL": ("Gdansk", "PLGDN"),
    "DE": ("Hamburg", "DEHAM"),
    "US": ("Houston", "USHOU"),
    "XC": ("Strathmoor", "XCSTR"),
    "XW": ("Llanmere", "XWLLA"),
    "XS": ("Aldbourne", "XSALD"),
}
VESSELS = (("Mersea Pioneer", "XM"), ("Ocean Lantern", "LR"), ("Nordic Heron", "DK"), ("Eastern Grace", "PA"))


@dataclass(frozen=True)
class Consignment:
    """What a trader says it ships.

    Attributes:
        lrn: the trader's own number; everything that must differ between consignments follows from it.
        gross_kg: as declared, which need not be what is in the box.
        size_type: of the container; None is a parcel by post.
        declared_empty: the container is said to be empty and only repositioned.
        seller: who sends the goods from abroad; an ordinary exporter unless told otherwise.
        authorised: lodged by the agent that is an authorised economic operator, and not by the ordinary broker.
    """

    lrn: str
    goods: Goods
    gross_kg: float
    procedure: str = "import"
    office: str = "XMPMS"
    destination: str = "XMIRW"
    size_type: str | None = "42G1"
    declared_empty: bool = False
    authorised: bool = False
    buyer: str = "XME00002"
    seller: Who | None = None
    tare_kg: int | None = None
    sealed_by: tuple[str, ...] = field(default=())

    @property
    def number(self) -> int:
        """A number of its own, the same on every run."""
        return crc32(self.lrn.encode())

    @property
    def container(self) -> str:
        """Its container's number, valid by ISO 6346."""
        return container_number(("WSCU", "NRLU", "OCLU")[self.number % 3], self.number % 1_000_000)

    @property
    def plate(self) -> str:
        """The lorry's plate."""
        letters = "ABCDEFGHJKLMNPRSTUVWXY"
        tail = "".join(letters[self.number // 22**place % 22] for place in range(3))
        return f"MX{self.number % 90 + 10} {tail}"


def lodgement(consignment: Consignment, agent: str = "XME00007") -> Json:
    """The body of a lodgement, signed by the enterprise that lodges it."""
    who = AGENTS.get(agent, ("Customs agent", "Customs Court 9", "Port Mersea", "PM1 1CC"))
    return {
        "lrn": consignment.lrn,
        "procedure": consignment.procedure,
        "hs_edition": "2022",
        "office": consignment.office,
        "declarant": _party(agent, who),
        "invoice_currency": consignment.goods.currency,
        "goods_items": [] if consignment.declared_empty else [_item(consignment)],
        "waybill": _post(consignment) if consignment.size_type is None else _sea(consignment),
    }


def _item(consignment: Consignment) -> Json:
    goods = consignment.goods
    gross = Decimal(str(round(consignment.gross_kg, 1 if consignment.size_type else 2)))
    net = (gross * Decimal(str(goods.net_share))).quantize(Decimal("0.1" if consignment.size_type else "0.01"))
    count = max(1, round(float(gross) / goods.package_kg))
    quantity = net if goods.unit == "KGM" else Decimal(max(1, round(float(net) * goods.pieces_per_kg)))
    return {
        "number": 1,
        "hs_code": goods.hs_code,
        "description": goods.description,
        "origin": goods.origin,
        "quantity": {"value": str(quantity), "unit": goods.unit},
        "packages": {"count": count, "kind": goods.package},
        "gross_mass_kg": str(gross),
        "net_mass_kg": str(net),
        "value": {"amount": str((net * Decimal(goods.price)).quantize(Decimal("0.01"))), "currency": goods.currency},
        "container_numbers": [consignment.container] if consignment.size_type else [],
    }


def _party(enterprise_id: str | None, who: Who, country: str = "XM") -> Json:
    name, street, city, postcode = who
    address = {"street": street, "city": city, "postcode": postcode, "country": country}
    return {"name": name, "enterprise_id": enterprise_id, "address": address}


def _exporter(consignment: Consignment) -> Json:
    if consignment.seller is not None:
        return _party(None, consignment.seller, consignment.goods.origin)
    city, _port = ORIGINS[consignment.goods.origin]
    street, postcode = f"Harbour Road {consignment.number % 180 + 1}", f"{consignment.number % 90000 + 10000}"
    return _party(None, (f"{city} General Export", street, city, postcode), consignment.goods.origin)


def _sea(consignment: Consignment) -> Json:
    _city, port = ORIGINS[consignment.goods.origin]
    vessel, flag = VESSELS[consignment.number % len(VESSELS)]
    return {
        "number": f"WSCL{consignment.number % 10**8:08d}",
        "kind": "bill_of_lading",
        "carrier": "Western Sea Container Line",
        "consignor": _exporter(consignment),
        "consignee": _party(consignment.buyer, BUYERS[consignment.buyer]),
        "notify": None,
        "places": {"loading": port, "discharge": "XMPMS", "delivery": consignment.destination},
        "conveyance": {"mode": "sea", "identity": vessel, "nationality": flag},
        "containers": [
            {
                "number": consignment.container,
                "size_type": consignment.size_type,
                "loaded": not consignment.declared_empty,
                "seal_numbers": list(consignment.sealed_by),
                "tare_kg": None if consignment.tare_kg is None else str(consignment.tare_kg),
            }
        ],
        "itinerary": [
            {"place": port, "arrive_at": None},
            {"place": "XMPMS", "arrive_at": None},
            {"place": consignment.destination, "arrive_at": None},
        ],
    }


def _post(consignment: Consignment) -> Json:
    city, place = ORIGINS[consignment.goods.origin]
    sender = (
        f"Household {consignment.number % 900 + 100}",
        f"Market Street {consignment.number % 60 + 1}",
        city,
        f"{consignment.number % 9000 + 1000}",
    )
    receiver = ("A. Resident", f"Mill Lane {consignment.number % 80 + 1}", "Irwell", "IR3 4ML")
    return {
        "number": f"RX{consignment.number % 10**9:09d}XM",
        "kind": "postal",
        "carrier": "Swiftpost Parcels",
        "consignor": _party(None, sender, consignment.goods.origin),
        "consignee": _party(None, receiver),
        "notify": None,
        "places": {"loading": place, "discharge": "XMMPC", "delivery": "XMIRW"},
        "conveyance": {"mode": "mail", "identity": f"SP{consignment.number % 900 + 100}", "nationality": "XM"},
        "containers": [],
        "itinerary": [],
    }


def stamp(at: datetime) -> str:
    """A moment as the wire has it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
