"""Looks at one photo for text: whole, at columns of letters again, and in parts where the whole was not enough."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from customhouse.imaging.photos.numbers import Reading, readings
from customhouse.imaging.photos.pieces import Chain, Piece, pieces_of, stacks
from customhouse.kernel import ocr
from customhouse.kernel.ocr import FoundLine, Quad

SIDE = 1600  # pixels of the longer side in which text is looked for
LEAST = 0.3  # confidence of a line that is worth holding against the rules of a number
OVERLAP = 0.12  # of parts, so that no number is cut by all of them
MARGIN = 0.18  # of a letter, around what is read once more
BEYOND = 1.9  # letters further on, where a check digit in its box may have been missed
SECOND_LOOKS = 3
SERIAL = 5  # characters of a row that may hold most of the serial number
ENOUGH = 0.8  # confidence of a number that ends the search

Pixels = NDArray[np.uint8]


class Eye(Protocol):
    """What reads text: all lines of a picture, or the one line that fills it."""

    def lines(self, pixels: Pixels) -> list[FoundLine]: ...

    def line(self, pixels: Pixels) -> tuple[str, float]: ...


class OcrEye:
    """The engine of the house."""

    def lines(self, pixels: Pixels) -> list[FoundLine]:
        return ocr.lines_in(pixels, SIDE, LEAST)

    def line(self, pixels: Pixels) -> tuple[str, float]:
        return ocr.text_of(pixels, SIDE)


@dataclass(frozen=True)
class Looked:
    """What one photo shows, in its own pixels."""

    pieces: tuple[Piece, ...]
    numbers: tuple[Reading, ...]


def look(image: Image.Image, eye: Eye) -> Looked:
    """One way after the other, until a number is read well."""
    pieces: list[Piece] = []
    for way in WAYS:
        pieces += way(image, eye)
        numbers = _with_second_looks(image, eye, pieces)
        if numbers and not numbers[0].fault and numbers[0].confidence >= ENOUGH:
            break
    return Looked(tuple(pieces), tuple(numbers))


def _whole(image: Image.Image, eye: Eye) -> list[Piece]:
    small = image.copy()
    small.thumbnail((SIDE, SIDE))
    return _found(small, eye, image.width / small.width, (0, 0))


def _in_parts(image: Image.Image, eye: Eye) -> list[Piece]:
    """Small print of a large photo: four parts, each as large as the engine takes."""
    if max(image.size) <= 1.2 * SIDE:
        return []
    found = []
    for left, top, right, bottom in _parts(image.size):
        part = image.crop((left, top, right, bottom))
        whole = part.width
        part.thumbnail((SIDE, SIDE))
        found += _found(part, eye, whole / part.width, (left, top))
    return found


def _evened(image: Image.Image, eye: Eye) -> list[Piece]:
    """Faint paint in poor light: grey, stretched to full contrast."""
    small = ImageOps.autocontrast(image.convert("L"), cutoff=1).convert("RGB")
    small.thumbnail((SIDE, SIDE))
    return _found(small, eye, image.width / small.width, (0, 0))


Way = Callable[[Image.Image, Eye], list[Piece]]
WAYS: tuple[Way, ...] = (_whole, _evened, _in_parts)


def _parts(size: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
    width, height = size
    wide, high = round(width * (0.5 + OVERLAP / 2)), round(height * (0.5 + OVERLAP / 2))
    for top in (0, height - high):
        for left in (0, width - wide):
            yield left, top, left + wide, top + high


def _found(picture: Image.Image, eye: Eye, scale: float, at: tuple[int, int]) -> list[Piece]:
    pieces = pieces_of(eye.lines(np.asarray(picture)))
    again = [piece for stack in stacks(pieces) for piece in _read_again(picture, eye, stack)]
    return [
        replace(piece, quad=tuple((x * scale + at[0], y * scale + at[1]) for x, y in piece.quad))
        for piece in (*pieces, *again)
    ]


def _with_second_looks(image: Image.Image, eye: Eye, pieces: Sequence[Piece]) -> list[Reading]:
    """Where a number is nearly there, its place is read once more and a little further on."""
    numbers = readings(pieces)
    if numbers and not numbers[0].fault:
        return numbers
    more = [piece for reading in numbers[:SECOND_LOOKS] for piece in _read_again(image, eye, reading.pieces)]
    return readings([*pieces, *more]) if more else numbers


def _read_again(image: Image.Image, eye: Eye, chain: Chain) -> list[Piece]:
    """The strip that a chain lies in, as one line; with the room for one more letter, and without."""
    if len(chain) == 1 and strip_of(chain, 0.0) is None:
        return []
    found = []
    for beyond in (0.0, BEYOND):
        strip = strip_of(chain, beyond)
        if strip is None:  # in rows: each that is long enough to be the serial number by itself
            rows = [piece for piece in chain if len(piece.text) >= SERIAL]
            return [again for row in rows for again in _read_again(image, eye, (row,))]
        for pixels in _ways_up(_cut(image, strip), upright=_is_column(chain)):
            text, confidence = eye.line(pixels)
            found.append((text, confidence, strip))
    return pieces_of(found)


def _is_column(chain: Chain) -> bool:
    left, top, right, bottom = _around(chain)
    return bottom - top > 1.5 * (right - left)


def _around(chain: Chain) -> tuple[float, float, float, float]:
    sides = [piece.sides for piece in chain]
    return min(s[0] for s in sides), min(s[1] for s in sides), max(s[2] for s in sides), max(s[3] for s in sides)


def strip_of(chain: Chain, beyond: float) -> Quad | None:
    """The narrowest rectangle along the writing around all pieces; None where they are not in one line."""
    points = np.array([corner for piece in chain for corner in piece.quad])
    column = _is_column(chain)
    along = _direction(chain, column=column)
    turn = np.array([[math.cos(along), math.sin(along)], [-math.sin(along), math.cos(along)]])
    (u0, v0), (u1, v1) = (points @ turn.T).min(axis=0), (points @ turn.T).max(axis=0)
    letter = float(np.median([piece.letter for piece in chain]))
    if (u1 - u0 if column else v1 - v0) > 1.9 * letter:
        return None
    margin = MARGIN * letter
    ends = (margin, margin + beyond * letter)
    u0, u1 = u0 - (margin if column else ends[0]), u1 + (margin if column else ends[1])
    v0, v1 = v0 - (ends[0] if column else margin), v1 + (ends[1] if column else margin)
    corners = np.array([(u0, v0), (u1, v0), (u1, v1), (u0, v1)]) @ turn
    return tuple((float(x), float(y)) for x, y in corners)


def _direction(chain: Chain, *, column: bool) -> float:
    """By how many radians rows are turned; of a column, how far it leans."""
    first, last = chain[0], chain[-1]
    if column:
        x0, y0, x1, y1 = *_top(first), *_foot(last)
        return -math.atan2(x1 - x0, max(1.0, y1 - y0))
    widest = max(chain, key=lambda piece: piece.width)
    (x0, y0), (x1, y1) = widest.quad[0], widest.quad[1]
    return math.atan2(y1 - y0, max(1.0, x1 - x0))


def _top(piece: Piece) -> tuple[float, float]:
    left, top, right, _ = piece.sides
    return (left + right) / 2, top


def _foot(piece: Piece) -> tuple[float, float]:
    left, _, right, bottom = piece.sides
    return (left + right) / 2, bottom


def _cut(image: Image.Image, quad: Quad) -> Image.Image:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = quad
    width, height = max(8, round(math.hypot(x1 - x0, y1 - y0))), max(8, round(math.hypot(x3 - x0, y3 - y0)))
    corners = (x0, y0, x3, y3, x2, y2, x1, y1)  # as Pillow has them: counter-clockwise from the upper left
    return image.transform((width, height), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)


def _ways_up(strip: Image.Image, *, upright: bool) -> list[Pixels]:
    """As a row. A column of upright letters the engine reads lying on their side, as its own training has them."""
    pixels = np.asarray(strip)
    return [np.ascontiguousarray(np.rot90(pixels))] if upright else [pixels]
