"""How several pieces lie together, from one alone to a heap."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from simulators.scanner.bags.making import Maker, turned
from simulators.scanner.bags.solids import Floats, Solid
from simulators.scanner.bags.varied.pieces import Pieces

MOST_MM = 330.0  # no side of what lies together is longer
Draw = Callable[[], Pieces]  # gives one piece, another each time
Way = Callable[[Maker, Draw], Pieces]


def extent(parts: Sequence[Solid]) -> tuple[Floats, Floats]:
    """Lower and upper corner of a box around all that is not taken away."""
    lower, upper = np.full(3, np.inf), np.full(3, -np.inf)
    for part in parts:
        if part.stuff is not None:
            half = np.abs(part.turn) @ part.reach
            lower, upper = np.minimum(lower, np.array(part.at) - half), np.maximum(upper, np.array(part.at) + half)
    return lower, upper


def moved(parts: Sequence[Solid], by: tuple[float, float, float], turn: Floats | None = None) -> Pieces:
    whole = turned() if turn is None else turn
    return tuple(part.moved(whole, np.array(by)) for part in parts)


def centred(parts: Sequence[Solid]) -> Pieces:
    lower, upper = extent(parts)
    x, y, z = (float(each) for each in -(lower + upper) / 2)
    return moved(parts, (x, y, z))


def single(_m: Maker, draw: Draw) -> Pieces:
    return draw()


def _along(m: Maker, draw: Draw, axis: int, count: int) -> Pieces:
    parts: list[Solid] = []
    for _ in range(count):
        new = centred(draw())
        lower, upper = extent(new)
        begun = float(extent(parts)[1][axis]) if parts else 0.0
        if parts and begun + float(upper[axis] - lower[axis]) - float(extent(parts)[0][axis]) > MOST_MM:
            break
        by = [m.between(-2, 2), m.between(-2, 2), m.between(-1, 1)]
        by[axis] = begun - float(lower[axis]) + m.between(0.3, 4)
        parts += moved(new, (by[0], by[1], by[2]))
    return centred(parts)


def stack(m: Maker, draw: Draw) -> Pieces:
    return _along(m, draw, 2, m.count(2, 7))


def row(m: Maker, draw: Draw) -> Pieces:
    return _along(m, draw, 1, m.count(2, 6))


def grid(m: Maker, draw: Draw) -> Pieces:
    """Rows on rows, all alike."""
    new = centred(draw())
    lower, upper = extent(new)
    step = upper - lower + m.between(0.3, 3)
    counts = [max(1, min(m.count(1, 4), int(MOST_MM // side))) for side in step]
    room = max(1, 48 // len(new))  # so many of them can be painted in good time
    places = list(np.ndindex(counts[0], counts[1], counts[2]))[:room]
    parts = [moved(new, (i * float(step[0]), j * float(step[1]), k * float(step[2]))) for i, j, k in places]
    return centred([part for each in parts for part in each])


def heap(m: Maker, draw: Draw) -> Pieces:
    """Thrown together, as in a bag."""
    parts: list[Solid] = []
    first = centred(draw())
    lower, upper = extent(first)
    side = float((upper - lower).max())
    spread = max(0.0, min(MOST_MM / 2 - side / 2, side * m.between(0.4, 1.4) + 8))
    for number in range(min(m.count(4, 16), 48 // len(first))):
        new = first if number == 0 else centred(draw())
        at = m.between(-spread, spread), m.between(-spread, spread) * 0.7, m.between(-0.3, 0.3) * spread
        parts += moved(new, at, turned(m.between(-40, 40), m.between(-40, 40), m.between(0, 360)))
    return centred(parts)


def fan(m: Maker, draw: Draw) -> Pieces:
    """One on another, each turned a little further."""
    parts: list[Solid] = []
    turn = m.between(0, 360)
    for _ in range(m.count(3, 6)):
        new = centred(draw())
        lower, _ = extent(new)
        top = float(extent(parts)[1][2]) if parts else 0.0
        turn += m.between(-70, 70)
        parts += moved(new, (m.between(-8, 8), m.between(-8, 8), top - float(lower[2]) + 0.5), turned(z=turn))
    return centred(parts)


def pair(m: Maker, draw: Draw) -> Pieces:
    return _along(m, draw, m.count(0, 2), 2)


WAYS: Mapping[str, Way] = {way.__name__: way for way in (single, pair, stack, row, grid, heap, fan)}
