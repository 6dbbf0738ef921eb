"""The same consignments as EDIFACT messages, with separators and layouts as different gateways write them."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulators.trader.papers.facts import Goods, Paper, Somebody


@dataclass(frozen=True)
class Style:
    """How a gateway writes: separators, what ends a line, whether UNA is sent, character set, edition."""

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    terminator: str = "'"
    newline: str = "\n"
    una: bool = True
    syntax: str = "UNOC"
    charset: str = "latin-1"
    edition: tuple[str, str] = ("D", "95B")

    def text(self, words: str) -> str:
        for sign in (self.release, self.component, self.element, self.terminator):
            words = words.replace(sign, self.release + sign)
        return words

    def segment(self, tag: str, *elements: str | Sequence[str]) -> str:
        parts = [
            self.component.join(self.text(part) for part in each) if not isinstance(each, str) else self.text(each)
            for each in elements
        ]
        return self.element.join([tag, *parts]) + self.terminator

    def number(self, value: float) -> str:
        return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", self.decimal)


STYLES = (
    Style(),
    Style(una=False, newline="\r\n"),
    Style(newline="", edition=("D", "21B")),
    Style(component="|", element="*", release="\\", terminator="~", decimal=","),
    Style(syntax="UNOY", charset="utf-8", edition=("D", "16A")),
    Style(syntax="UNOW", charset="utf-8", newline="\r\n", decimal=","),
)


def interchange(style: Style, *messages: Sequence[str]) -> bytes:
    """The messages in one interchange, each begun and ended with the counts the standard asks for."""
    lines = []
    if style.una:
        signs = style.component + style.element + style.decimal + style.release + " " + style.terminator
        lines.append(f"UNA{signs}")
    lines.append(style.segment("UNB", (style.syntax, "3"), "SENDER", "CUSTOMS", ("261123", "1200"), "REF1"))
    for segments in messages:
        lines += segments
    lines.append(style.segment("UNZ", str(len(messages)), "REF1"))
    return (style.newline.join(lines) + style.newline).encode(style.charset)


def message(style: Style, kind: str, body: Sequence[str], reference: str = "1", association: str = "") -> list[str]:
    header = (kind, *style.edition, "UN", *([association] if association else []))
    ending = style.segment("UNT", str(len(body) + 2), reference)
    return [style.segment("UNH", reference, header), *body, ending]


def cuscar(style: Style, papers: Sequence[Paper]) -> bytes:
    """A cargo report with one or more consignments; ship and containers are told in its header."""
    first = papers[0]
    body = [style.segment("BGM", "785", "MAN1", "9"), *_carriage(style, first)]
    for paper in papers:
        body += _equipment(style, paper)
    for at, paper in enumerate(papers, 1):
        body.append(style.segment("CNI", str(at), paper.number))
        body += [style.segment("RFF", ("BM", paper.number)), *_parties(style, paper)]
        for item in paper.goods:
            body += _item(style, paper, item)
    return interchange(style, message(style, "CUSCAR", body))


def iftmin(style: Style, paper: Paper) -> bytes:
    body = [style.segment("BGM", "705", paper.number, "9"), style.segment("RFF", ("BN", "BK77"))]
    body += [*_carriage(style, paper), *_parties(style, paper)]
    for item in paper.goods:
        body += _item(style, paper, item)
    body += _equipment(style, paper)
    return interchange(style, message(style, "IFTMIN", body))


def baplie(style: Style, papers: Sequence[Paper], edition: int = 2) -> bytes:
    """A bay plan: each container with its cell, ports and bill of lading."""
    body = [style.segment("BGM", "", "PLAN1", "9"), *_carriage(style, papers[0])[:1]]
    for paper in papers:
        for number, size_type, _ in paper.containers:
            mass = style.segment("MEA", "WT", "", ("KGM", "21000"))
            ports = [style.segment("LOC", "9", paper.loading[0]), style.segment("LOC", "11", paper.discharge[0])]
            bill = style.segment("RFF", ("BM", paper.number))
            box = style.segment("EQD", "CN", number, size_type, "", "", "5")
            cell = style.segment("LOC", "147", ("0120384", "", "5"))
            body += [cell, mass, *ports, bill, box] if edition == 2 else [cell, box, mass, *ports, bill]
            body.append(style.segment("NAD", "CA", ("WSC", "172", "20")))
    return interchange(style, message(style, "BAPLIE", body, association=f"SMDG{edition}0"))


def _carriage(style: Style, paper: Paper) -> list[str]:
    vessel = ("9074729", "146", "11", paper.vessel, paper.flag)
    carrier = ("WSC", "172", "20", paper.carrier)
    return [
        style.segment("TDT", "20", paper.voyage, "1", "", carrier, "", "", vessel),
        style.segment("LOC", "9", (paper.loading[0], "139", "6")),
        style.segment("LOC", "11", (paper.discharge[0], "139", "6")),
        style.segment("DTM", ("132", "202612011000", "203")),
    ]


def _parties(style: Style, paper: Paper) -> list[str]:
    def party(code: str, who: Somebody) -> str:
        return style.segment("NAD", code, "", "", who.name, who.street, who.city, "", who.postcode, who.country)

    return [party("CZ", paper.consignor), party("CN", paper.consignee)]


def _item(style: Style, paper: Paper, item: Goods) -> list[str]:
    at = paper.goods.index(item) + 1
    segments = [
        style.segment("GID", str(at), (str(item.count), item.kind)),
        style.segment("FTX", "AAA", "", "", item.description),
        style.segment("PIA", "5", (item.hs_code, "HS")),
        style.segment("MEA", "AAE", "G", ("KGM", style.number(item.gross_kg))),
    ]
    if item.container >= 0:
        segments.append(style.segment("SGP", paper.containers[item.container][0], str(item.count)))
    return segments


def _equipment(style: Style, paper: Paper) -> list[str]:
    segments = []
    for number, size_type, seal in paper.containers:
        segments += [
            style.segment("EQD", "CN", number, (size_type, "102", "5"), "", "", "5"),
            style.segment("SEL", seal, "CA"),
        ]
    return segments
