"""The Harmonized Tariff Schedule of the United States as its Commission exports it; the tree is shown by indents."""

from collections.abc import Iterator
from pathlib import Path

from customhouse.adapters.reference_data.contract import code_of, is_goods, text_of
from customhouse.adapters.reference_data.indented import Trail, indent_of
from customhouse.adapters.reference_data.tables import Row, read_table
from customhouse.sourcing.model import ReferenceText, RowFault, TextKind

COLUMNS = ("HTS Number", "Indent", "Description")


def read_us_hts(path: Path, /) -> Iterator[ReferenceText | RowFault]:
    trail = Trail()

    def take(row: Row) -> Iterator[ReferenceText]:
        code, indent, text = row.cells
        depth = indent_of(indent)
        trail.step(depth, "")  # a line that is refused must not leave its elder sibling above its children
        path = trail.step(depth, text_of(text).removesuffix(":"))
        # A line without a number heads those below it.
        if code.strip() and is_goods(code):
            yield ReferenceText(path, code_of(code), "en", TextKind.NOMENCLATURE, row.key)

    return read_table(path, COLUMNS, take)
