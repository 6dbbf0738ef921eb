"""Pieces of text with their places in a photo, and which of them are painted next to each other."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from customhouse.kernel.ocr import FoundLine, Quad

LONGEST = 28  # characters of a chain: a container number, and the name of its owner before it
MOST_PIECES = 5
# A nought in the frame of a check digit looks like a Chinese sign; like an O it counts where the digit then holds.
FRAMED = {ord("回"): " O", ord("囗"): " O", ord("◎"): " O"}
APART = 3.6  # heights of a letter between pieces of one number: the check digit stands apart
NEXT = 2  # neighbours that a chain may go on with, each way


@dataclass(frozen=True)
class Piece:
    """`text` holds nothing but capital letters and digits; `starts` are the places in it where a word began."""

    text: str
    confidence: float
    quad: Quad
    starts: frozenset[int] = frozenset({0})

    @cached_property
    def sides(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        xs, ys = [x for x, _ in self.quad], [y for _, y in self.quad]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def width(self) -> float:
        return self.sides[2] - self.sides[0]

    @property
    def height(self) -> float:
        return self.sides[3] - self.sides[1]

    @property
    def letter(self) -> float:
        """About how large one letter is."""
        return max(1.0, min(self.width, self.height))

    @property
    def is_upright(self) -> bool:
        """Whether its letters stand one below another."""
        return self.height > 1.6 * self.width


def pieces_of(lines: Sequence[FoundLine]) -> list[Piece]:
    found = []
    for line, confidence, quad in lines:
        told = unicodedata.normalize("NFKC", line.translate(FRAMED)).upper()
        words = [word for part in told.split() if (word := re.sub(r"[^A-Z0-9]", "", part))]
        if words:
            starts = accumulate((len(word) for word in words[:-1]), initial=0)
            found.append(Piece("".join(words), confidence, quad, frozenset(starts)))
    return found


Chain = tuple[Piece, ...]


def word_bounds(chain: Chain) -> set[int]:
    """The places in the text of a chain where a word begins, or the last one ends."""
    bounds, offset = set[int](), 0
    for piece in chain:
        bounds |= {offset + start for start in piece.starts}
        offset += len(piece.text)
    return bounds | {offset}


def chains(pieces: Sequence[Piece]) -> Iterator[Chain]:
    """Runs of pieces as one would read them: to the right in a row, then on below; each piece alone too."""
    after = {id(piece): _after(piece, pieces) for piece in pieces}
    todo: list[Chain] = [(piece,) for piece in pieces if len(piece.text) <= LONGEST]
    while todo:
        chain = todo.pop()
        yield chain
        if len(chain) < MOST_PIECES:
            length = sum(len(piece.text) for piece in chain)
            todo += [
                (*chain, piece)
                for piece in after[id(chain[-1])]
                if piece not in chain and length + len(piece.text) <= LONGEST
            ]


def _after(piece: Piece, pieces: Sequence[Piece]) -> list[Piece]:
    right = [(gap, other) for other in pieces if (gap := _gap_right(piece, other)) is not None]
    below = [(gap, other) for other in pieces if (gap := _gap_below(piece, other)) is not None]
    nearest = [*sorted(right, key=lambda each: each[0])[:NEXT], *sorted(below, key=lambda each: each[0])[:NEXT]]
    return [other for _, other in nearest]


def _gap_right(piece: Piece, other: Piece) -> float | None:
    if other is piece:
        return None
    shared = min(piece.sides[3], other.sides[3]) - max(piece.sides[1], other.sides[1])
    letter = max(piece.letter, other.letter)
    gap = other.sides[0] - piece.sides[2]
    if shared < 0.4 * min(piece.height, other.height) or not -0.5 * letter < gap < APART * letter:
        return None
    return gap


def _gap_below(piece: Piece, other: Piece) -> float | None:
    """Left sides or middles lie over each other; of rows, the one below begins where the one above does."""
    if other is piece:
        return None
    letter = max(piece.letter, other.letter)
    gap = other.sides[1] - piece.sides[3]
    left = abs(other.sides[0] - piece.sides[0])
    middle = abs(other.sides[0] + other.sides[2] - piece.sides[0] - piece.sides[2]) / 2
    if not -0.6 * letter < gap < 1.8 * letter or min(left, middle) > 1.2 * letter:
        return None
    return gap


def stacks(pieces: Sequence[Piece]) -> list[Chain]:
    """Letters one below another that were found one by one, or as a column and its last digits."""
    short = [piece for piece in pieces if len(piece.text) <= 2 or piece.is_upright]
    tops = [piece for piece in short if not any(_is_below(other, piece) for other in short)]
    found = []
    for top in tops:
        stack = [top]
        while (nearest := _nearest_below(stack[-1], short)) is not None and nearest not in stack:
            stack.append(nearest)
        if len(stack) > 1 and sum(len(piece.text) for piece in stack) >= 3:
            found.append(tuple(stack))
    return found


def _nearest_below(piece: Piece, pieces: Sequence[Piece]) -> Piece | None:
    below = [other for other in pieces if _is_below(piece, other)]
    return min(below, key=lambda other: other.sides[1], default=None)


def _is_below(piece: Piece, other: Piece) -> bool:
    """Whether `other` goes on below `piece`; a letter that was not found leaves a gap."""
    letter = max(piece.width, other.width)
    middle = abs(other.sides[0] + other.sides[2] - piece.sides[0] - piece.sides[2]) / 2
    gap = other.sides[1] - piece.sides[3]
    return other is not piece and middle < 0.7 * letter and -0.6 * letter < gap < 2.6 * letter
