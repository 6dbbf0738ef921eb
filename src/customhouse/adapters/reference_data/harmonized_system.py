"""The Harmonized System as `datasets/harmonized-system` publishes it: section, hscode, description, parent, level."""

from collections.abc import Iterator
from pathlib import Path

from customhouse.adapters.reference_data.contract import BrokenRow, code_of, is_goods, text_of
from customhouse.adapters.reference_data.tables import Row, read_table
from customhouse.sourcing.model import ReferenceText, RowFault, TextKind

COLUMNS = ("hscode", "description", "parent", "level")
TOTAL = "TOTAL"


def read_harmonized_system(path: Path, /) -> Iterator[ReferenceText | RowFault]:
    return read_table(path, COLUMNS, _take)


def _take(row: Row) -> Iterator[ReferenceText]:
    code, text, parent, level = (cell.strip() for cell in row.cells)
    if code == TOTAL or (code.isdigit() and not is_goods(code)):
        return
    digits = code_of(code)
    if level != str(len(digits)):
        raise BrokenRow("level", f"{digits} has {len(digits)} digits, its level says {level[:12]!r}")
    if parent != (digits[:-2] or TOTAL):
        raise BrokenRow("parent", f"{digits} stands under {digits[:-2] or TOTAL}, its parent says {parent[:12]!r}")
    yield ReferenceText(text_of(text), digits, "en", TextKind.NOMENCLATURE, row.key)
