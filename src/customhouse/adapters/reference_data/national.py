"""How a country brings its own: a CSV of code, text and language, and more where it has more.

`kind` is nomenclature (understood where the column is absent), labelled or vague; `parent` and `level` are checked
against the code; `edition` is that of the Harmonized System the code belongs to. Columns may be parted by commas,
semicolons or tabs, and others may stand beside them.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from customhouse.adapters.reference_data.contract import BrokenRow, code_of, labelled, text_of
from customhouse.adapters.reference_data.tables import Row, heading_of, rows_of, taken
from customhouse.sourcing.model import ReferenceText, RowFault, TextKind

NEEDED = ("code", "text", "language")
KINDS = (TextKind.NOMENCLATURE, TextKind.LABELLED, TextKind.VAGUE)
_LANGUAGE = re.compile(r"[a-z]{2}")
_EDITION = re.compile(r"(?:19|20)[0-9]{2}|")


def read_national(path: Path, /) -> Iterator[ReferenceText | RowFault]:
    rows = rows_of(path)
    heading = heading_of(path, rows, NEEDED)
    yield from taken(rows, len(heading), lambda row: _take(heading, row))


def _take(heading: Sequence[str], row: Row) -> Iterator[ReferenceText]:
    cells = {column: cell.strip() for column, cell in zip(heading, row.cells, strict=True)}
    kind, language, edition = _kind(cells), cells["language"].lower(), cells.get("edition", "")
    if not _LANGUAGE.fullmatch(language):
        raise BrokenRow("language", f"a language has two letters (ISO 639-1), such as zh: found {language[:12]!r}")
    if not _EDITION.fullmatch(edition):
        raise BrokenRow("edition", f"an edition is the year of the Harmonized System: found {edition[:12]!r}")
    if kind is TextKind.LABELLED:
        text, code = (found := labelled(cells["text"], cells["code"], row.key, language)).text, found.code
    else:
        text, code = text_of(cells["text"]), "" if kind is TextKind.VAGUE else code_of(cells["code"])
    _check_place(code, cells)
    yield ReferenceText(text, code, language, kind, row.key, edition)


def _kind(cells: dict[str, str]) -> TextKind:
    kind = cells.get("kind", "") or TextKind.NOMENCLATURE
    if kind not in KINDS:
        raise BrokenRow("kind", f"a kind is one of {', '.join(KINDS)}: found {kind[:20]!r}")
    return TextKind(kind)


def _check_place(code: str, cells: dict[str, str]) -> None:
    """Whether the code agrees with its parent and its level, where they are told."""
    parent, level = cells.get("parent", ""), cells.get("level", "")
    if parent and not code.startswith(code_of(parent)):
        raise BrokenRow("parent", f"{code} does not begin with its parent {parent[:12]}")
    if level and level != str(len(code)):
        raise BrokenRow("level", f"{code} has {len(code)} digits, its level says {level[:12]!r}")
