"""What codes of an earlier edition became: a CSV of from_edition, from_code and to_code, a row for each pair.

The edition that `to_code` belongs to is the source's own. A code that was split stands there once for each part.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from customhouse.adapters.reference_data.contract import BrokenRow, code_of
from customhouse.adapters.reference_data.tables import Row, read_table
from customhouse.sourcing.model import ReferenceText, RowFault, TextKind

COLUMNS = ("from_edition", "from_code", "to_code")
_EDITION = re.compile(r"(?:19|20)[0-9]{2}")


def read_correlation(path: Path, /) -> Iterator[ReferenceText | RowFault]:
    return read_table(path, COLUMNS, _take)


def _take(row: Row) -> Iterator[ReferenceText]:
    edition, before, after = (cell.strip() for cell in row.cells)
    if not _EDITION.fullmatch(edition):
        raise BrokenRow("edition", f"an edition is the year of the Harmonized System: found {edition[:12]!r}")
    yield ReferenceText(code_of(after), code_of(before), "", TextKind.CORRELATION, row.key, edition)
