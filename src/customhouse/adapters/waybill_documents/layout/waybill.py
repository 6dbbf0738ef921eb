"""From labels, values and tables to the fields of a waybill, and what numbers tell wherever they stand."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from customhouse.adapters.waybill_documents import masses
from customhouse.adapters.waybill_documents.layout.goods_table import Row, Table, tables_in
from customhouse.adapters.waybill_documents.layout.labels import PARTY_KEYS, folded
from customhouse.adapters.waybill_documents.layout.snippets import Snippet, merged, on_same_row
from customhouse.adapters.waybill_documents.layout.values import Labelled, Value
from customhouse.waybills.documents.model import ReadConsignment
from customhouse.waybills.documents.numbers import air_waybill, container, package_kind
from customhouse.waybills.documents.reading import Gathered, Notes

TITLES = (
    ("air_waybill", ("air waybill", "air consignment note", "航空运单", "空运单", "guia aerea", "carta de porte aereo",
                     "lettre de transport aerien", "luftfrachtbrief")),
    ("cmr", ("international consignment note", "cmr", "lettre de voiture", "carta de porte internacional",
             "公路运单", "frachtbrief")),
    ("postal", ("cn 23", "cn23", "cn 22", "邮政")),
    ("bill_of_lading", ("bill of lading", "sea waybill", "海运提单", "提单", "海运单", "conocimiento de embarque",
                        "connaissement")),
)  # fmt: skip
_MODES = {"bill_of_lading": "sea", "air_waybill": "air", "cmr": "road", "postal": "mail"}
_LINES = {
    "number": "waybill/number",
    "loading": "waybill/places/loading",
    "discharge": "waybill/places/discharge",
    "delivery": "waybill/places/delivery",
    "receipt": "also/place_of_receipt",
    "voyage": "also/voyage",
    "flag": "waybill/conveyance/nationality",
    "carrier": "waybill/carrier",
}
_CONTAINER = re.compile(
    r"(?<![A-Z0-9])([A-Z0-9]{4})[ \-]?(\d[0-9OISBZ]{5}|[0-9OISBZ]{6})[ \-/]?([0-9OISBZ])(?![A-Z0-9])"
)
_AIR = re.compile(r"(?<!\d)(\d{3})[ \-–]+(\d{4})[ ]?(\d{4})(?!\d)")
_SEAL = re.compile(
    r"(?:seal|precinto|scell[ée]|封[条志]?号?|铅封号?)\s*(?:n[o°º]\.?|number|#)?\s*[:：.]?\s*([A-Z0-9\-]{4,15})",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"(?<![A-Z0-9])((?:20|40|45)\s?['’]?\s?(?:GP|HC|HQ|DV|DC|ST|RF|RE|RH|OT|FR|TK)|[24L][0-9C-F][GVBSRHUPTK][0-9P])"
    r"(?![A-Z0-9])",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d[\d.,' ]*\d|\d")
_MASS = re.compile(
    r"(\d[\d.,'\u00a0 ]*)\s*(kgs?|kilos?|kilogram\w*|千克|公斤|tonnes?|tons?|mts?|t|吨|lbs?|k)?\b\.?", re.IGNORECASE
)
_VOYAGE = re.compile(r"\s*(?:/|,|\bv(?:oy)?\.?\s*(?:no\.?)?\s*(?=\d))\s*", re.IGNORECASE)
_HS = re.compile(
    r"(?:h\.?s\.?|sa|sh|海关编码|商品编码)\s*(?:code|编码|n[o°º]\.?)?\s*[:：.]?\s*(\d{4}[. ]?\d{2}(?:[. ]?\d{2}){0,2})",
    re.IGNORECASE,
)


_DATE = re.compile(r"[\s,]*\d{1,4}[./-]\d{1,2}[./-]\d{2,4}.*$")
_SAME = re.compile(r"same as (consignee|cnee|above)|同收货人|mismo que|idem|le même|ídem", re.IGNORECASE)


@dataclass
class Page:
    """One page's runs, with labels and tables found."""

    labelled: Labelled
    tables: list[Table]

    @classmethod
    def of(cls, snippets: Sequence[Snippet]) -> "Page":
        labelled = Labelled.of(snippets)
        return cls(labelled, tables_in(labelled))

    @property
    def values(self) -> list[Value]:
        taken = frozenset().union(*(table.taken for table in self.tables))
        return self.labelled.values(taken)

    @property
    def number(self) -> str:
        return next((v.first.text for v in self.values if v.key == "number"), "")


def consignments_of(pages: Sequence[Sequence[Snippet]], notes: Notes) -> list[ReadConsignment]:
    """A page that names another waybill begins another consignment; a page that names none goes on with the last."""
    groups: list[list[Page]] = []
    last = ""
    for snippets in pages:
        page = Page.of(snippets)
        number = re.sub(r"\W", "", page.number)
        if groups and (not number or not last or number == last):
            groups[-1].append(page)
        else:
            groups.append([page])
        last = number or last
    return [_consignment(group, notes) for group in groups if any(page.labelled.snippets for page in group)]


def _consignment(pages: Sequence[Page], notes: Notes) -> ReadConsignment:
    gathered = Gathered(notes)
    snippets = [each for page in pages for each in page.labelled.snippets]
    values = [value for page in pages for value in page.values]
    kind = _kind(gathered, snippets)
    for value in values:
        _put_value(gathered, value, kind)
    _numbers_anywhere(gathered, snippets)
    _goods(gathered, pages, values)
    for value in values:
        if value.key == "seal":
            _seals(gathered, value.first)
    return gathered.finished()


def add(gathered: Gathered, name: str, snippet: Snippet | None, text: str | None = None, note: str = "") -> None:
    """The first value of a field counts, without a contradiction noted: forms repeat themselves in small print."""
    if snippet is not None and not gathered.has(name):
        shown = snippet.text if text is None else text
        gathered.add(name, shown, snippet.where, confidence=round(snippet.confidence, 3), note=note)


def _kind(gathered: Gathered, snippets: Sequence[Snippet]) -> str:
    """By the title: the run in the largest print that names a kind of document."""
    titles = [
        (snippet.height * (1 if len(snippet.text) < 60 else 0.5), -rank, kind, snippet)
        for snippet in snippets
        for rank, (kind, phrases) in enumerate(TITLES)
        if any(
            re.search(rf"(?<![a-z]){re.escape(folded(phrase))}(?![a-z])", folded(snippet.text)) for phrase in phrases
        )
    ]
    if not titles:
        return ""
    _, _, kind, snippet = max(titles, key=lambda title: title[:2])
    sure = replace(snippet, confidence=min(snippet.confidence, 0.95))
    add(gathered, "waybill/kind", sure, kind)
    mode = replace(snippet, confidence=min(snippet.confidence, 0.92))
    add(gathered, "waybill/conveyance/mode", mode, _MODES[kind], f"by the title of the document: {snippet.text[:60]}")
    return kind


def _put_value(gathered: Gathered, value: Value, kind: str) -> None:
    if value.key in PARTY_KEYS:
        _party(gathered, value)
    elif value.key == "number" and not any(sign.isdigit() for sign in value.first.text):
        return
    elif value.key in _LINES:
        # The place of taking over is often told with its date.
        text = _DATE.sub("", value.first.text) if value.key == "loading" else value.first.text
        add(gathered, _LINES[value.key], value.first, text)
    elif value.key == "vessel" or (value.key in {"flight", "plate"} and kind != "bill_of_lading"):
        _vessel(gathered, value)


def _vessel(gathered: Gathered, value: Value) -> None:
    text = value.first.text
    parts = [part for part in _VOYAGE.split(text, maxsplit=1) if part.strip()]
    identity = (parts[0] if parts else text) if value.key != "plate" else text
    add(gathered, "waybill/conveyance/identity", value.first, identity.strip())
    if len(parts) > 1 and value.key == "vessel":
        add(gathered, "also/voyage", value.first, parts[1].strip())


def _party(gathered: Gathered, value: Value) -> None:
    party = f"waybill/{value.key}"
    if _SAME.match(value.first.text):
        add(gathered, f"also/{value.key}", value.first)
        return
    if gathered.has(f"{party}/name"):
        return
    add(gathered, f"{party}/name", value.first)
    if value.lines[1:]:
        add(gathered, f"{party}/address/lines", merged(value.lines[1:]))


def _numbers_anywhere(gathered: Gathered, snippets: Sequence[Snippet]) -> None:
    """Numbers with a check digit prove themselves, so they are found without any label."""
    seen: dict[str, int] = {}
    for snippet in snippets:
        for found in _CONTAINER.finditer(snippet.text.upper()):
            told = container("".join(found.groups()))
            if not told.fits or told.value in seen:
                continue
            seen[told.value] = len(seen)
            prefix = f"waybill/containers/{seen[told.value]}"
            gathered.add(
                f"{prefix}/number",
                found.group(),
                snippet.where,
                confidence=0.97 if not told.repaired else 0.8,
                note=told.note,
            )
            _beside_container(gathered, prefix, snippet, found.end(), snippets)
    if gathered.has("waybill/number"):
        return
    for snippet in snippets:
        found_air = _AIR.search(snippet.text)
        if found_air is not None and (number := air_waybill("".join(found_air.groups()))) is not None and number.fits:
            add(gathered, "waybill/number", replace(snippet, confidence=min(snippet.confidence, 0.92)), number.value)
            add(gathered, "waybill/kind", replace(snippet, confidence=0.85), "air_waybill", "by its number")
            return


def _beside_container(gathered: Gathered, prefix: str, snippet: Snippet, end: int, snippets: Sequence[Snippet]) -> None:
    """Seal and size stand after the number, in the same run or the same row."""
    row = [
        snippet.text[end:],
        *(each.text for each in snippets if on_same_row(each, snippet) and each.left > snippet.left),
    ]
    for text in row:
        if not gathered.has(f"{prefix}/size_type") and (size := _SIZE.search(text)):
            gathered.add(f"{prefix}/size_type", size.group(1).replace(" ", ""), snippet.where, confidence=0.92)
        if not gathered.has(f"{prefix}/seal_numbers/0") and (seal := _SEAL.search(text)):
            gathered.add(f"{prefix}/seal_numbers/0", seal.group(1), snippet.where, confidence=0.92)


def _seals(gathered: Gathered, snippet: Snippet) -> None:
    """A seal told in a box of its own belongs to the only container there is."""
    only = gathered.has("waybill/containers/0/number") and not gathered.has("waybill/containers/1/number")
    numbers = re.findall(r"[A-Z0-9][A-Z0-9\-]{3,14}", snippet.text.split("\n")[0].upper())
    for at, number in enumerate(
        numbers[:4] if only and not gathered.has("waybill/containers/0/seal_numbers/0") else []
    ):
        add(gathered, f"waybill/containers/0/seal_numbers/{at}", snippet, number)


def _goods(gathered: Gathered, pages: Sequence[Page], values: Sequence[Value]) -> None:
    item = 0
    for page in pages:
        for table in page.tables:
            for row in table.rows:
                if _is_goods(row):
                    _row(gathered, item, row, table)
                    item += 1
    if not item:
        _labelled_goods(gathered, values)


def _is_goods(row: Row) -> bool:
    words = re.search(r"[^\W\d_]{3}", row.text("description") or row.text("packages"))
    return bool(words) and any(row.text(key) for key in ("packages", "gross", "hs_code", "description"))


def _row(gathered: Gathered, item: int, row: Row, table: Table) -> None:
    prefix = f"goods_items/{item}"
    tails = {column.key: column.tail for column in table.columns}
    described = row.snippet("description")
    if described is not None:
        _description(gathered, prefix, described)
    for key, name in (("gross", "gross_mass_kg"), ("net", "net_mass_kg")):
        snippet = row.snippet(key)
        if snippet is not None:
            _mass(gathered, f"{prefix}/{name}", snippet, tails.get(key, ""))
    if (code := row.snippet("hs_code")) is not None:
        add(gathered, f"{prefix}/hs_code", code, re.sub(r"[^\d.]", "", code.text.split("\n")[0]))
    add(gathered, f"{prefix}/origin", row.snippet("origin"))
    add(gathered, f"also/{prefix}/marks", row.snippet("marks"))
    counted = row.snippet("packages")
    if counted is not None:
        _packages(gathered, prefix, counted)
    if (kind := row.snippet("kind")) is not None:
        add(gathered, f"{prefix}/packages/kind", kind)
    for key in ("container", "marks", "description"):
        _item_containers(gathered, prefix, row.snippet(key))


def _item_containers(gathered: Gathered, prefix: str, snippet: Snippet | None) -> None:
    if snippet is None or gathered.has(f"{prefix}/container_numbers/0"):
        return
    found = (container("".join(each.groups())) for each in _CONTAINER.finditer(snippet.text.upper()))
    for at, told in enumerate(dict.fromkeys(told for told in found if told.fits)):
        sure = replace(snippet, confidence=0.97 if not told.repaired else 0.8)
        add(gathered, f"{prefix}/container_numbers/{at}", sure, told.value, told.note)


def _description(gathered: Gathered, prefix: str, snippet: Snippet) -> None:
    text = snippet.text.replace("\n", " ")
    if (code := _HS.search(text)) is not None:
        add(gathered, f"{prefix}/hs_code", snippet, code.group(1).replace(" ", ""))
        text = text.replace(code.group(), " ")
    text = _CONTAINER.sub(" ", text)
    text = re.sub(r"^\s*(said to contain|s\.?t\.?c\.?)\s*[:.]?", "", text, flags=re.IGNORECASE)
    add(gathered, f"{prefix}/description", snippet, " ".join(text.split()).strip(" ,;:"))


def _mass(gathered: Gathered, name: str, snippet: Snippet, tail: str) -> None:
    found = _MASS.search(snippet.text.replace("\n", " "))
    digits = masses.number(found.group(1)) if found else None
    if found is None or digits is None:
        return
    header = re.search(r"kgs?|lbs?|tonnes?|mts?|千克|公斤|吨", tail, re.IGNORECASE)
    unit = found.group(2) or (header.group() if header else "")
    mass = masses.kilograms(digits, unit)
    note = "" if unit.lower().startswith(("k", "千", "公")) or not unit else f"{digits} {unit} in kilograms"
    thousands = re.fullmatch(r"\d{1,3}[.,]\d{3}", found.group(1).strip())
    confidence = snippet.confidence * (0.93 if thousands else 1.0) * (1.0 if unit else 0.95)
    note = note or (f"{found.group(1).strip()} is read with thousands parted" if thousands else "")
    add(gathered, name, replace(snippet, confidence=confidence), mass or "", note)


def _packages(gathered: Gathered, prefix: str, snippet: Snippet) -> None:
    text = snippet.text.replace("\n", " ")
    found = _AMOUNT.search(text)
    if found is None:
        return
    count = masses.number(found.group()) or ""
    add(gathered, f"{prefix}/packages/count", snippet, count.split(".")[0])
    rest = text[found.end() :].strip(" .:")
    if rest and (package_kind(rest) or re.fullmatch(r"[A-Z]{2}", rest)):
        word = re.match(r"\S+", rest)
        add(
            gathered,
            f"{prefix}/packages/kind",
            snippet,
            word.group() if word and package_kind(word.group()) else rest[:60],
        )
    words = re.sub(
        r"^\W*(of|de|d'|stc|s\.t\.c\.|said to contain)\W+",
        "",
        rest[len(rest.split(" ")[0]) :].strip(),
        flags=re.IGNORECASE,
    )
    if len(words) > 3 and package_kind(rest):
        add(gathered, f"{prefix}/description", replace(snippet, confidence=snippet.confidence * 0.9), words)


def _labelled_goods(gathered: Gathered, values: Sequence[Value]) -> None:
    """Forms with a box a fact instead of a table: they tell of one item."""
    for value in values:
        put = _BOXES.get(value.key)
        if put is not None:
            put(gathered, "goods_items/0", value)


def _one_mass(name: str) -> Callable[[Gathered, str, Value], None]:
    return lambda gathered, prefix, value: _mass(gathered, f"{prefix}/{name}", value.first, value.tail)


def _one_line(name: str) -> Callable[[Gathered, str, Value], None]:
    return lambda gathered, prefix, value: add(gathered, name.format(prefix), value.first)


def _one_code(gathered: Gathered, prefix: str, value: Value) -> None:
    add(gathered, f"{prefix}/hs_code", value.first, re.sub(r"[^\d.]", "", value.first.text))


_BOXES: dict[str, Callable[[Gathered, str, Value], None]] = {
    "description": lambda gathered, prefix, value: _description(gathered, prefix, value.whole),
    "packages": lambda gathered, prefix, value: _packages(gathered, prefix, value.first),
    "kind": _one_line("{}/packages/kind"),
    "gross": _one_mass("gross_mass_kg"),
    "net": _one_mass("net_mass_kg"),
    "hs_code": _one_code,
    "origin": _one_line("{}/origin"),
    "marks": _one_line("also/{}/marks"),
}
