"""Self-explanatory texts of the EU's Combined Nomenclature: a code of 8 digits, and a column for each language."""

from collections.abc import Iterator
from pathlib import Path

from customhouse.adapters.reference_data.contract import BrokenRow, code_of, is_goods
from customhouse.adapters.reference_data.tables import Row, heading_of, in_languages, rows_of, taken
from customhouse.kernel.errors import Invalid
from customhouse.sourcing.model import ReferenceText, RowFault

CODE = "cn8"


def read_selftexts(path: Path, /) -> Iterator[ReferenceText | RowFault]:
    rows = rows_of(path)
    heading = heading_of(path, rows, (CODE,))
    languages = heading[1:]
    if heading[:1] != [CODE] or not languages or any(len(language) != 2 for language in languages):
        raise Invalid.one(path.name, "missing_column", f"the first line must name {CODE}, then languages such as en")

    def take(row: Row) -> Iterator[ReferenceText | BrokenRow]:
        code = row.cells[0].strip()
        if code.isdigit() and not is_goods(code):
            return iter(())
        return in_languages(dict(zip(languages, row.cells[1:], strict=True)), code_of(code), row)

    yield from taken(rows, len(heading), take)
