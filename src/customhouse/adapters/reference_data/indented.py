"""Tariffs that show their tree by indents: the full path of every line, so that "Other" never stands alone."""

import re

from customhouse.adapters.reference_data.contract import BrokenRow, text_of

BETWEEN = " › "
_INDENT = re.compile(r"[0-9]{1,2}")


class Trail:
    """The lines above the present one, in one language. The file is read from top to bottom."""

    def __init__(self) -> None:
        self._above: list[tuple[int, str]] = []

    def step(self, indent: int, text: str) -> str:
        """Go on to a line; return its path from the heading down, or nothing where the line says nothing.

        Raises `BrokenRow` for a path that is longer than any text may be.
        """
        self._above = [(depth, said) for depth, said in self._above if depth < indent]
        if not text:
            return ""
        self._above.append((indent, text))
        return text_of(BETWEEN.join(said for _, said in self._above), "text with those above it")


def indent_of(raw: str) -> int:
    """Raises `BrokenRow`."""
    if not _INDENT.fullmatch(raw.strip()):
        raise BrokenRow("indent", f"an indent is a small number: found {raw.strip()[:12]!r}")
    return int(raw)
