"""Many declarations in one CSV sheet: a row for each goods item, rows of the same `lrn` making one declaration."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

from customhouse.kernel.errors import Invalid, Problem

MAX_ROWS = 50_000
Path = tuple[str, ...]


def _party(prefix: str, *at: str) -> dict[str, Path]:
    parts: dict[str, Path] = {"id": ("enterprise_id",), "name": ("name",)}
    parts |= {part: ("address", part) for part in ("street", "city", "postcode", "country")}
    return {f"{prefix}_{name}": (*at, *path) for name, path in parts.items()}


# The columns that say the same in every row of a declaration, and the field each one fills.
HEADER: dict[str, Path] = {
    **{name: (name,) for name in ("lrn", "procedure", "hs_edition", "office", "invoice_currency")},
    **_party("declarant", "declarant"),
    "waybill_number": ("waybill", "number"),
    "waybill_kind": ("waybill", "kind"),
    "carrier": ("waybill", "carrier"),
    **_party("consignor", "waybill", "consignor"),
    **_party("consignee", "waybill", "consignee"),
    **_party("notify", "waybill", "notify"),
    **{name: ("waybill", "places", name) for name in ("loading", "discharge", "delivery")},
    **{name: ("waybill", "conveyance", name) for name in ("mode", "identity", "nationality")},
    "containers": ("waybill", "containers"),
    "itinerary": ("waybill", "itinerary"),
}
# The columns that say something of one goods item.
ITEM: dict[str, Path] = {
    "item_number": ("number",),
    **{name: (name,) for name in ("hs_code", "description", "origin", "gross_mass_kg", "net_mass_kg")},
    "quantity": ("quantity", "value"),
    "quantity_unit": ("quantity", "unit"),
    "packages": ("packages", "count"),
    "package_kind": ("packages", "kind"),
    "value": ("value", "amount"),
    "currency": ("value", "currency"),
    "item_containers": ("container_numbers",),
}
COLUMNS = (*HEADER, *ITEM)
OPTIONAL = frozenset(
    {"containers", "itinerary", "item_containers"}
    | {name for name in HEADER if name.startswith("notify_") or name.endswith(("_id", "_street", "_postcode"))}
)


_EXAMPLE = """
lrn=2026-0417|procedure=import|hs_edition=2022|office=XMPMS|invoice_currency=EUR
declarant_id=XME00007|declarant_name=Pennine Forwarding|declarant_street=Customs Court 1|declarant_city=Port Mersea
declarant_postcode=PM1 1CC|declarant_country=XM
waybill_number=WSCL26041733|waybill_kind=bill_of_lading|carrier=Western Sea Container Line
consignor_name=Azulejos del Sur|consignor_city=Castellón|consignor_country=ES
consignee_id=XME00017|consignee_name=Deva Ceramics|consignee_city=Deva|consignee_country=XM
loading=ESVLC|discharge=XMPMS|delivery=XMDEV|mode=sea|identity=Western Star|nationality=XM
containers=CSQU3054383/22G1/loaded/WS104417|itinerary=ESVLC@2026-11-02T06:00:00Z; XMPMS
item_number=1|hs_code=690721|description=Ceramic wall tiles, glazed|origin=ES|quantity=24000|quantity_unit=NAR
packages=20|package_kind=PX|gross_mass_kg=18450|net_mass_kg=17900|value=21600.00|currency=EUR
item_containers=CSQU3054383
"""
_SECOND_ITEM = """
lrn=2026-0417|item_number=2|hs_code=381600|description=Refractory mortar|origin=ES|quantity=40|quantity_unit=NAR
packages=1|package_kind=PX|gross_mass_kg=1050.5|net_mass_kg=1000|value=640.00|currency=EUR|item_containers=CSQU3054383
"""


def template() -> str:
    """All columns, and one declaration of two goods items as an example."""
    sheet = io.StringIO(newline="")
    writer = csv.DictWriter(sheet, COLUMNS)
    writer.writeheader()
    for row in (_EXAMPLE, _SECOND_ITEM):
        cells = (cell.partition("=") for cell in row.strip().replace("\n", "|").split("|"))
        writer.writerow({name: value for name, _, value in cells})
    return sheet.getvalue()


@dataclass
class SheetRecord:
    lrn: str
    line: int
    plain: dict[str, Any]
    header: dict[str, str]
    places: dict[str, str] = field(default_factory=dict)
    found: list[Problem] = field(default_factory=list)

    @property
    def faults(self) -> tuple[Problem, ...]:
        return tuple(self.found)


def read_sheet(text: str) -> list[SheetRecord]:
    """Group the rows by `lrn`, in the order of their first rows. Raises `Invalid` for a sheet that cannot be read."""
    rows = _rows(text)
    names = _column_names(next(rows, (1, []))[1])
    records: dict[str, SheetRecord] = {}
    for line, cells in rows:
        row = dict(zip(names, (cell.strip() for cell in cells), strict=False))
        # A row without a reference belongs to no other; it gets its verdict alone.
        lrn = row.get("lrn", "")
        record = records.setdefault(lrn or f"\n{line}", SheetRecord(lrn, line, {}, {}))
        if len(cells) != len(names):
            message = (
                f"line {line} has {len(cells)} cells and the sheet {len(names)} columns: look for a stray separator"
            )
            record.found.append(Problem(f"line {line}", "wrong_width", message))
            continue
        _add_row(record, row, line)
    return list(records.values())


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    opening = text.partition("\n")[0]
    separator = max(",;\t", key=opening.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        before, count = 0, 0
        for cells in reader:
            if any(cell.strip() for cell in cells):
                count += 1
                if count > MAX_ROWS + 1:
                    _refuse("too_many", f"the sheet has more than {MAX_ROWS} rows: split it")
                yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        _refuse("malformed", f"line {reader.line_num}: the sheet cannot be read ({error}): look for a missing quote")


def _column_names(cells: list[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    missing = [name for name in COLUMNS if name not in names and name not in OPTIONAL]
    unknown = [name[:40] for name in names if name not in COLUMNS]
    twice = sorted({name for name in names if names.count(name) > 1} - set(unknown))
    if missing or unknown or twice:
        told = {"columns missing": missing, "columns unknown": unknown, "columns given twice": twice}
        parts = (f"{what}: {', '.join(which[:60])}" for what, which in told.items() if which)
        _refuse("wrong_columns", f"line 1: {'; '.join(parts)}: take the template")
    return names


def _add_row(record: SheetRecord, row: dict[str, str], line: int) -> None:
    for name, path in HEADER.items():
        value = row.get(name, "")
        if not value or record.header.get(name) == value:
            continue
        if name in record.header:
            message = f"line {line} says otherwise than the rows above it: say it once, or the same in each"
            record.found.append(Problem("/".join(path), "rows_differ", message))
            continue
        record.header[name] = value
        _put(record.plain, path, _LISTS[name](value) if name in _LISTS else value)
        record.places["/".join(path)] = f"line {line}, column {name}"
    _add_item(record, row, line)


def _add_item(record: SheetRecord, row: dict[str, str], line: int) -> None:
    items = record.plain.setdefault("goods_items", [])
    filled = {name: row[name] for name in ITEM if row.get(name)}
    if not filled:
        return
    item: dict[str, Any] = {}
    for name, value in filled.items():
        _put(item, ITEM[name], value.split() if name == "item_containers" else value)
    for name, path in ITEM.items():
        record.places[f"goods_items/{len(items)}/{'/'.join(path)}"] = f"line {line}, column {name}"
    items.append(item)


def _put(plain: dict[str, Any], path: Path, value: object) -> None:
    for name in path[:-1]:
        plain = plain.setdefault(name, {})
    plain[path[-1]] = value


def _containers(cell: str) -> list[dict[str, Any]]:
    """`CSQU3054383/22G1/loaded/SEAL1+SEAL2; MSKU9070323/45G1/empty`"""
    return [_container(part.strip()) for part in cell.split(";") if part.strip()]


def _container(text: str) -> dict[str, Any]:
    number, size_type, load, seals = (*(part.strip() for part in text.split("/", 3)), "", "", "")[:4]
    loaded = {"loaded": True, "empty": False}.get(load.lower(), load)
    given = [seal.strip() for seal in seals.split("+") if seal.strip()]
    return {"number": number, "size_type": size_type, "loaded": loaded, "seal_numbers": given}


def _calls(cell: str) -> list[dict[str, Any]]:
    """`CNSHG@2026-10-01T08:00:00Z; SGSIN; XMPMS`"""
    calls = []
    for part in cell.split(";"):
        place, _, moment = (half.strip() for half in part.partition("@"))
        if place or moment:
            calls.append({"place": place, "arrive_at": moment or None})
    return calls


_LISTS = {"containers": _containers, "itinerary": _calls}


def _refuse(code: str, message: str) -> NoReturn:
    raise Invalid.one("", code, message)
