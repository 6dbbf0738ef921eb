"""The same consignments laid out as forms: boxes and labels as carriers of several countries print them."""

import random
from dataclasses import dataclass, field

from simulators.trader.papers.facts import Paper, Somebody

WIDTH, HEIGHT = 595.0, 842.0  # A4 in points
# Labels of the forms, by language: what is printed for each fact.
WORDS = {
    "en": {
        "title": "BILL OF LADING", "air": "AIR WAYBILL", "number": "B/L No.", "air_number": "AWB No.",
        "consignor": "Shipper", "consignee": "Consignee", "carrier": "Carrier", "vessel": "Vessel",
        "voyage": "Voyage No.", "flight": "Flight",
        "loading": "Port of loading", "discharge": "Port of discharge", "departure": "Airport of departure",
        "arrival": "Airport of destination", "marks": "Marks and numbers", "packages": "No. of packages",
        "goods": "Description of goods", "hs": "HS code", "gross": "Gross weight (kg)", "total": "TOTAL",
    },
    "zh": {
        "title": "海运提单", "air": "航空运单", "number": "提单号", "air_number": "运单号", "consignor": "发货人",
        "consignee": "收货人", "carrier": "承运人", "vessel": "船名", "voyage": "航次", "flight": "航班号",
        "loading": "装货港", "discharge": "卸货港", "departure": "始发站", "arrival": "目的站", "marks": "唛头",
        "packages": "件数", "goods": "货物名称", "hs": "HS编码", "gross": "毛重(公斤)", "total": "合计",
    },
    "es": {
        "title": "CONOCIMIENTO DE EMBARQUE", "air": "CARTA DE PORTE AÉREO", "number": "Nº de conocimiento",
        "air_number": "Carta de porte nº", "consignor": "Remitente", "consignee": "Destinatario",
        "carrier": "Transportista", "vessel": "Buque", "voyage": "Viaje", "flight": "Vuelo",
        "loading": "Puerto de carga", "discharge": "Puerto de descarga",
        "departure": "Aeropuerto de salida", "arrival": "Aeropuerto de destino",
        "marks": "Marcas y números", "packages": "Nº de bultos", "goods": "Descripción de la mercancía",
        "hs": "Código SA", "gross": "Peso bruto (kg)", "total": "TOTAL",
    },
    "fr": {
        "title": "CONNAISSEMENT", "air": "LETTRE DE TRANSPORT AÉRIEN", "number": "N° de connaissement",
        "air_number": "LTA n°", "consignor": "Expéditeur", "consignee": "Destinataire", "carrier": "Transporteur",
        "vessel": "Navire", "voyage": "N° de voyage", "flight": "Vol", "loading": "Port de chargement",
        "discharge": "Port de déchargement", "departure": "Aéroport de départ", "arrival": "Aéroport de destination",
        "marks": "Marques et numéros", "packages": "Nombre de colis", "goods": "Désignation des marchandises",
        "hs": "Code SH", "gross": "Poids brut (kg)", "total": "TOTAL",
    },
}  # fmt: skip
LAYOUTS = ("boxes", "list", "grid")


@dataclass
class Sheet:
    """What is drawn on one page: texts (x, top, size, words) and boxes (left, top, right, bottom), in points."""

    texts: list[tuple[float, float, float, str]] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)

    def text(self, x: float, top: float, words: str, size: float = 9) -> None:
        self.texts.append((x, top, size, words))

    def box(self, left: float, top: float, right: float, bottom: float) -> None:
        self.boxes.append((left, top, right, bottom))


def lines_of(who: Somebody) -> list[str]:
    return [who.name, who.street, f"{who.postcode} {who.city}", who.country_name]


def lay_out(paper: Paper, layout: str, language: str = "en", seed: int = 0) -> Sheet:
    """A page of the form named `layout`. The seed moves margins and sizes a little, as printers do."""
    dice = random.Random(seed)
    sheet, words = Sheet(), WORDS[language]
    left = 36 + dice.uniform(-6, 10)
    sheet.text(left + 250, 26, words["air" if paper.by_air else "title"], 15)
    {"boxes": _boxes, "list": _list, "grid": _grid}[layout](sheet, paper, words, left)
    return sheet


def _facts(paper: Paper, words: dict[str, str]) -> list[tuple[str, str]]:
    places = ("departure", "arrival") if paper.by_air else ("loading", "discharge")
    facts = [
        (words["air_number" if paper.by_air else "number"], paper.number),
        (words["carrier"], paper.carrier),
        (words[places[0]], f"{paper.loading[1]}, {paper.loading[2]}"),
        (words[places[1]], f"{paper.discharge[1]}, {paper.discharge[2]}"),
    ]
    if paper.by_air:
        return [*facts, (words["flight"], paper.voyage)]
    return [*facts, (words["vessel"], paper.vessel), (words["voyage"], paper.voyage)]


def _boxes(sheet: Sheet, paper: Paper, words: dict[str, str], left: float) -> None:
    """Ruled boxes, the label small in the corner and the value below it."""
    for at, (key, who) in enumerate((("consignor", paper.consignor), ("consignee", paper.consignee))):
        top = 56 + at * 82
        sheet.box(left, top, left + 260, top + 80)
        sheet.text(left + 3, top + 2, words[key], 6.5)
        for number, line in enumerate(lines_of(who)):
            sheet.text(left + 5, top + 13 + 13 * number, line)
    for at, (label, value) in enumerate(_facts(paper, words)):
        column, row = at % 2, at // 2
        x, top = left + 265 + column * 130, 56 + row * 40
        sheet.box(x, top, x + 128, top + 38)
        sheet.text(x + 3, top + 2, label, 6.5)
        sheet.text(x + 5, top + 15, value, 8)
    _table(sheet, paper, words, left, 250)


def _list(sheet: Sheet, paper: Paper, words: dict[str, str], left: float) -> None:
    """Label, colon, value; parties run on below their first line."""
    top = 64.0
    for label, value in _facts(paper, words):
        sheet.text(left, top, f"{label}:")
        sheet.text(left + 150, top, value)
        top += 18
    for key, who in (("consignor", paper.consignor), ("consignee", paper.consignee)):
        sheet.text(left, top, f"{words[key]}:")
        for line in lines_of(who):
            sheet.text(left + 150, top, line)
            top += 13
        top += 8
    _table(sheet, paper, words, left, top + 10)


def _grid(sheet: Sheet, paper: Paper, words: dict[str, str], left: float) -> None:
    """Parties side by side without rules; the facts in rows of three."""
    for at, (key, who) in enumerate((("consignor", paper.consignor), ("consignee", paper.consignee))):
        x = left + at * 265
        sheet.text(x, 58, words[key], 8)
        for number, line in enumerate(lines_of(who)):
            sheet.text(x, 71 + 13 * number, line)
    for at, (label, value) in enumerate(_facts(paper, words)):
        x, top = left + (at % 3) * 180, 150 + (at // 3) * 36
        sheet.text(x, top, label, 7)
        sheet.text(x, top + 11, value, 9)
    _table(sheet, paper, words, left, 280)


def _table(sheet: Sheet, paper: Paper, words: dict[str, str], left: float, top: float) -> None:
    columns = (("packages", 0), ("goods", 110), ("hs", 330), ("gross", 420))
    for key, x in columns:
        sheet.text(left + x, top, words[key], 7.5)
    top += 16
    for item in paper.goods:
        gross = f"{item.gross_kg:,.2f}"
        for (_, x), value in zip(
            columns, (f"{item.count} {item.kind_word}", item.description, item.hs_code, gross), strict=True
        ):
            sheet.text(left + x, top, value)
        top += 17
    sheet.text(left, top + 6, f"{words['total']}: {sum(item.count for item in paper.goods)}")
    top += 36
    for number, size_type, seal in paper.containers:
        sheet.text(left, top, f"{number} / {size_type} / SEAL NO. {seal}")
        top += 16
