"""The goods nomenclature of TARIC: ten padded digits, a suffix, an indent, and a column for each language.

A line with another suffix than 80 is no code of its own: it heads those below it, and lives on in their paths.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, pairwise
from pathlib import Path

from customhouse.adapters.reference_data.contract import BrokenRow, code_of, is_goods
from customhouse.adapters.reference_data.indented import Trail, indent_of
from customhouse.adapters.reference_data.tables import Row, heading_of, in_languages, rows_of, taken
from customhouse.kernel.errors import Invalid
from customhouse.sourcing.model import ReferenceText, RowFault

FIXED = ("code10", "suffix", "indent")
OWN_CODE = "80"
# The marks of the Commission's files: a space that does not break, signs, a digit set low or high.
_MARKS = (("!x!", "×"), ("!o!", "°"), ("|", " "), ("\u200b", ""))
_LOW = re.compile(r"@([0-9A-Za-z])")
_HIGH = re.compile(r"\$([0-9])")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def read_taric(path: Path, /) -> Iterator[ReferenceText | RowFault]:
    rows = rows_of(path)
    heading = heading_of(path, rows, FIXED)
    languages = heading[3:]
    if tuple(heading[:3]) != FIXED or not languages:
        raise Invalid.one(path.name, "missing_column", f"the columns are {', '.join(FIXED)}, then languages such as en")
    tree = _Tree(languages)
    yield from taken(_with_leaves(rows, tree), len(heading), tree.take)


class _Tree:
    def __init__(self, languages: Iterable[str]) -> None:
        self._trails: Mapping[str, Trail] = {language: Trail() for language in languages}
        self.leaf = True

    def take(self, row: Row) -> Iterator[ReferenceText | BrokenRow]:
        padded, suffix, indent, *texts = (cell.strip() for cell in row.cells)
        depth = indent_of(indent)
        trails = zip(self._trails.items(), texts, strict=True)
        paths = {language: trail.step(depth, plain(text)) for (language, trail), text in trails}
        if suffix != OWN_CODE or (padded.isdigit() and not is_goods(padded)):
            return iter(())
        return in_languages(paths, self._code(padded), row)

    def _code(self, padded: str) -> str:
        """Without the padding, but never so short that what goods are declared under looks like a heading."""
        if len(padded) != 10:
            raise BrokenRow("code_form", f"a code has 10 digits here: found {padded[:20]!r}")
        digits = code_of(padded)
        while len(digits) > 2 and digits.endswith("00"):
            digits = digits[:-2]
        return digits.ljust(6, "0") if self.leaf and len(digits) == 4 else digits


def _with_leaves(rows: Iterable[Row], tree: _Tree) -> Iterator[Row]:
    """The rows as they are; `tree.leaf` says of each whether the next one does not stand below it."""
    for row, following in pairwise(chain(rows, (None,))):
        if row is None:  # only the last is, and it is never first of a pair
            return
        tree.leaf = following is None or _depth(following) <= _depth(row)
        yield row


def _depth(row: Row) -> int:
    cell = row.cells[2].strip() if len(row.cells) > 2 else ""
    return int(cell) if cell.isdecimal() else 0


def plain(text: str) -> str:
    for mark, meaning in _MARKS:
        text = text.replace(mark, meaning)
    return _HIGH.sub(lambda found: found[1].translate(_RAISED), _LOW.sub(r"\1", text)).strip()
