"""Pieces of text with their places on a page, put in rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from customhouse.waybills.documents.model import Box, Where


@dataclass(frozen=True, slots=True)
class Snippet:
    """A run of text on one line. `box` is where it stands on the page as shown; `laid` the same with the page
    straightened, which is what rows and columns are found by."""

    page: int
    text: str
    box: Box
    laid: Box
    confidence: float = 1.0

    @property
    def left(self) -> float:
        return self.laid[0]

    @property
    def top(self) -> float:
        return self.laid[1]

    @property
    def right(self) -> float:
        return self.laid[2]

    @property
    def bottom(self) -> float:
        return self.laid[3]

    @property
    def height(self) -> float:
        return self.laid[3] - self.laid[1]

    @property
    def where(self) -> Where:
        left, top, right, bottom = (round(side, 1) for side in self.box)
        return Where(page=self.page, box=(left, top, right, bottom))

    def tail(self, text: str) -> "Snippet":
        """The end of this snippet that holds `text`; its place is reckoned by the share of its signs."""
        if not text or not self.text.endswith(text):
            return replace(self, text=text)
        share = 1 - len(text) / len(self.text)
        cut_box = (self.box[0] + share * (self.box[2] - self.box[0]), *self.box[1:])
        cut_laid = (self.left + share * (self.right - self.left), *self.laid[1:])
        return replace(self, text=text, box=cut_box, laid=cut_laid)


def on_same_row(one: Snippet, other: Snippet) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return one.page == other.page and shared > 0.5 * min(one.height, other.height)


def rows_of(snippets: Sequence[Snippet]) -> list[list[Snippet]]:
    """Rows from the top down, each from left to right."""
    rows: list[list[Snippet]] = []
    for snippet in sorted(snippets, key=lambda each: (each.page, (each.top + each.bottom) / 2)):
        if rows and on_same_row(rows[-1][0], snippet):
            rows[-1].append(snippet)
        else:
            rows.append([snippet])
    return [sorted(row, key=lambda each: each.left) for row in rows]


def merged(snippets: Sequence[Snippet]) -> Snippet:
    """Several as one: their text by line, the box around all, the confidence of the least sure."""
    text = "\n".join(each.text for each in snippets)

    def around(boxes: Sequence[Box]) -> Box:
        return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))

    confidence = min(each.confidence for each in snippets)
    first = snippets[0]
    return Snippet(first.page, text, around([s.box for s in snippets]), around([s.laid for s in snippets]), confidence)


def runs(words: Sequence[Snippet], rules: Sequence[tuple[float, float, float]]) -> list[Snippet]:
    """Words put together to runs: parted by a gap wider than a space can be, or by a vertical rule (x, top, bottom)."""
    found: list[Snippet] = []
    for row in rows_of(words):
        run = [row[0]]
        for before, word in pairwise(row):
            middle = (word.top + word.bottom) / 2
            ruled = any(before.right - 1 <= x <= word.left + 1 and top <= middle <= bottom for x, top, bottom in rules)
            if ruled or word.left - before.right > _widest_space(before, word):
                found.append(_run(run))
                run = []
            run.append(word)
        found.append(_run(run))
    return found


def _widest_space(before: Snippet, word: Snippet) -> float:
    """By the height of the letters, and by their width where Latin letters are set as wide as Chinese ones."""
    letters = len(before.text) + len(word.text)
    width = (before.right - before.left + word.right - word.left) / max(1, letters)
    return max(0.75 * max(before.height, word.height), 1.25 * width)


def _run(words: Sequence[Snippet]) -> Snippet:
    return replace(merged(words), text=" ".join(word.text for word in words))
