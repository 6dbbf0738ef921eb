"""Made-up consignments, and what a faithful reader finds in a document that tells all of one."""

import random
from dataclasses import dataclass

from simulators.trader.containers import container_number

CITIES = (
    ("Hamburg", "DE", "Germany", "20457", "DEHAM"),
    ("Rotterdam", "NL", "Netherlands", "3011 AB", "NLRTM"),
    ("Yokohama", "JP", "Japan", "231-0002", "JPYOK"),
    ("Valencia", "ES", "Spain", "46024", "ESVLC"),
    ("Le Havre", "FR", "France", "76600", "FRLEH"),
    ("Singapore", "SG", "Singapore", "117438", "SGSIN"),
    ("Gdansk", "PL", "Poland", "80-001", "PLGDN"),
    ("Santos", "BR", "Brazil", "11013", "BRSSZ"),
)
TRADES = ("Export", "Trading", "Industries", "Furniture", "Textiles", "Machinery", "Foods", "Electronics")
FORMS = ("Co., Ltd.", "GmbH", "B.V.", "S.A.", "SARL", "Pte Ltd", "Sp. z o.o.", "Ltda")
OWNERS = ("CSQU", "MSKU", "WSCU", "TGHU", "HLXU")
VESSELS = ("MERSEA PIONEER", "OCEAN LANTERN", "NORDIC HERON", "EASTERN GRACE")
CARRIERS = ("Western Sea Container Line", "Blue Anchor Shipping", "Nordic Freight Lines")
GOODS = (
    ("Wooden bookcases flat packed", "940360"),
    ("Cotton bed linen printed", "630221"),
    ("Machine parts of steel", "848790"),
    ("Ceramic wall tiles glazed", "690721"),
    ("Frozen shrimps shell on", "030617"),
    ("Table lamps with LED", "940521"),
    ("Roasted coffee in bags", "090121"),
    ("Pneumatic tyres for cars", "401110"),
)
PACKAGES = (("CT", "CARTONS"), ("PX", "PALLETS"), ("BG", "BAGS"), ("CS", "CASES"), ("DR", "DRUMS"))


@dataclass(frozen=True)
class Somebody:
    name: str
    street: str
    city: str
    postcode: str
    country: str
    country_name: str


@dataclass(frozen=True)
class Goods:
    description: str
    hs_code: str
    count: int
    kind: str
    kind_word: str
    gross_kg: float
    container: int


@dataclass(frozen=True)
class Paper:
    """One consignment under one transport document. Containers with their seals; `by_air` has none."""

    number: str
    by_air: bool
    carrier: str
    consignor: Somebody
    consignee: Somebody
    loading: tuple[str, str, str]  # code, name, country
    discharge: tuple[str, str, str]
    vessel: str
    voyage: str
    flag: str
    containers: tuple[tuple[str, str, str], ...]  # number, size type, seal
    goods: tuple[Goods, ...]

    def truth(self) -> dict[str, str]:
        """Fields as a reader names them. A flag and containers are told only of ships."""
        told = {
            "waybill/number": self.number,
            "waybill/kind": "air_waybill" if self.by_air else "bill_of_lading",
            "waybill/carrier": self.carrier,
            "waybill/places/loading": self.loading[0],
            "waybill/places/discharge": self.discharge[0],
            "waybill/conveyance/identity": self.voyage if self.by_air else self.vessel,
            "waybill/conveyance/mode": "air" if self.by_air else "sea",
        }
        for role, who in (("consignor", self.consignor), ("consignee", self.consignee)):
            told[f"waybill/{role}/name"] = who.name
            for part in ("street", "city", "postcode", "country"):
                told[f"waybill/{role}/address/{part}"] = getattr(who, part)
        for at, (number, size_type, seal) in enumerate(self.containers):
            told[f"waybill/containers/{at}/number"] = number
            told[f"waybill/containers/{at}/size_type"] = size_type
            told[f"waybill/containers/{at}/seal_numbers/0"] = seal
        for at, item in enumerate(self.goods):
            told[f"goods_items/{at}/description"] = item.description
            told[f"goods_items/{at}/hs_code"] = item.hs_code
            told[f"goods_items/{at}/packages/count"] = str(item.count)
            told[f"goods_items/{at}/packages/kind"] = item.kind
            told[f"goods_items/{at}/gross_mass_kg"] = f"{item.gross_kg:.2f}".rstrip("0").rstrip(".")
        return told


def make_paper(seed: int, *, by_air: bool = False) -> Paper:
    dice = random.Random(seed)
    here, there = dice.sample(CITIES, 2)
    boxes = 0 if by_air else dice.randint(1, 2)
    serial = dice.randint(100_000, 899_999)
    body = f"{serial % 10_000_000:07d}"
    air = f"020-{body}{int(body) % 7}"
    containers = tuple(
        (container_number(dice.choice(OWNERS), serial + at), dice.choice(("22G1", "42G1", "45G1")), f"SL{serial + at}")
        for at in range(boxes)
    )
    items = dice.sample(GOODS, dice.randint(1, 3))
    return Paper(
        number=air if by_air else f"WSCL{serial:08d}",
        by_air=by_air,
        carrier=dice.choice(CARRIERS) if not by_air else "Meridia Air Cargo",
        consignor=_somebody(dice, here),
        consignee=_somebody(dice, there),
        loading=(here[4], here[0], here[2]),
        discharge=(there[4], there[0], there[2]),
        vessel=dice.choice(VESSELS),
        voyage=f"MA{dice.randint(100, 999)}" if by_air else f"{dice.randint(10, 99)}W",
        flag="PA",
        containers=containers,
        goods=tuple(_goods(dice, item, boxes) for item in items),
    )


def _somebody(dice: random.Random, city: tuple[str, str, str, str, str]) -> Somebody:
    name = f"{city[0]} {dice.choice(TRADES)} {dice.choice(FORMS)}"
    return Somebody(name, f"{dice.randint(1, 99)} Harbour Road", city[0], city[3], city[1], city[2])


def _goods(dice: random.Random, item: tuple[str, str], boxes: int) -> Goods:
    kind, word = dice.choice(PACKAGES)
    gross = dice.choice((dice.randint(100, 9_999) + 0.5, float(dice.randint(1_000, 24_000))))
    return Goods(*item, dice.randint(2, 900), kind, word, gross, dice.randrange(boxes) if boxes else -1)
