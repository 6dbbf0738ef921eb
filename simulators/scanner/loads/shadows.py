"""Casts the bodies of a load onto the detector: areal density by attenuation basis, by commodity and of the anomaly.

A line scanner sees plane after plane across its travel, so every ray stays in a plane of constant x. Within it the
rays are parallel, or fan out from a source; a row of the picture is where its ray crosses the middle of the object.
"""

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from simulators.scanner.loads.bodies import Floats

Planes = NDArray[np.float32]


@dataclass(frozen=True)
class Eye:
    """How one view looks at the object.

    Attributes:
        depth: axis that the middle ray runs along: 1 from the side, 2 from above.
        middle: depth of the plane in which pixels have their nominal size.
        source: depth and height (or, from above, place across) of the source; None for parallel rays.
    """

    depth: int
    width: int
    height: int
    pixel_m: float
    middle: float
    source: tuple[float, float] | None = None

    @property
    def lateral(self) -> int:
        return 3 - self.depth

    def slopes(self) -> Floats:
        """Change of lateral per depth along the ray through the middle of each row."""
        rows = (np.arange(self.height) + 0.5) * self.pixel_m
        if self.source is None:
            return np.zeros(self.height)
        return np.asarray((rows - self.source[1]) / (self.middle - self.source[0]))


def cast(eye: Eye, rows: Floats, weights: Planes, layers: NDArray[np.int64], voids: Floats, count: int) -> Planes:
    """Sum up (planes, height, width), row 0 at the bottom.

    Args:
        weights: (n, basis) what a metre of each body adds to the first planes; density is in them.
        layers: (n, 2) plane that the body's density is added to besides, or -1; and its clip flag.
        voids: (m, 2, 3) boxes that bodies with the flag set are cut out of; they must not overlap.
        count: planes in all.
    """
    planes = np.zeros((count, eye.height, eye.width), np.float32)
    source = (0.0, 0.0) if eye.source is None else eye.source
    _cast(
        planes, rows, weights, layers, voids.reshape(-1, 2, 3), eye.slopes(), eye.depth, eye.pixel_m, eye.middle,
        source[0], source[1], eye.source is not None,
    )  # fmt: skip
    return planes


@numba.njit(cache=True, fastmath=True)  # type: ignore[untyped-decorator]  # numba has no types
def _overlap(a0, a1, b0, b1):
    low = a0 if a0 > b0 else b0
    high = a1 if a1 < b1 else b1
    return high - low if high > low else 0.0


@numba.njit(cache=True, fastmath=True)  # type: ignore[untyped-decorator]  # numba has no types
def _seen(depth, lateral, middle, fan, source_d, source_l):
    if not fan:
        return lateral
    return source_l + (lateral - source_l) * (middle - source_d) / (depth - source_d)


@numba.njit(cache=True, fastmath=True)  # type: ignore[untyped-decorator]  # numba has no types
def _window(d0, d1, l0, l1, middle, fan, source_d, source_l, pixel, height):
    low, high = 1e9, -1e9
    for d in (d0, d1):
        for lateral in (l0, l1):
            at = _seen(d, lateral, middle, fan, source_d, source_l)
            low, high = min(low, at), max(high, at)
    return max(0, int(np.floor(low / pixel)) - 1), min(height, int(np.ceil(high / pixel)) + 1)


@numba.njit(cache=True, fastmath=True)  # type: ignore[untyped-decorator]  # numba has no types
def _filled(at, l0, l1):
    """Integral up to a point of how much of an interval lies below it."""
    if at <= l0:
        return 0.0
    if at >= l1:
        return (l1 - l0) * (at - (l0 + l1) / 2)
    return (at - l0) * (at - l0) / 2


@numba.njit(cache=True, fastmath=True)  # type: ignore[untyped-decorator]  # numba has no types
def _rectangle(row, pixel, slope, middle, d0, d1, l0, l1):
    """Mean length in a rectangle of the plane, over the rays of one row, metres; exact also where rays slant."""
    if d1 <= d0 or l1 <= l0:
        return 0.0
    low = row * pixel
    s0, s1 = slope * (d0 - middle), slope * (d1 - middle)
    if abs(s1 - s0) < 1e-3 * pixel:
        return _overlap(low + s0, low + pixel + s0, l0, l1) / pixel * (d1 - d0) * np.sqrt(1 + slope * slope)
    high = low + pixel
    swept = (
        _filled(high + s1, l0, l1) - _filled(high + s0, l0, l1) - _filled(low + s1, l0, l1) + _filled(low + s0, l0, l1)
    )
    return swept / ((s1 - s0) * pixel) * (d1 - d0) * np.sqrt(1 + slope * slope)


@numba.njit(cache=True, fastmath=True)  # type: ignore[untyped-decorator]  # numba has no types
def _put(planes, row, column, length, weights, layer, density):
    for basis in range(weights.shape[0]):
        planes[basis, row, column] += length * weights[basis]
    if layer >= 0:
        planes[layer, row, column] += length * density


@numba.njit(cache=True, fastmath=True)  # type: ignore[untyped-decorator]  # numba has no types
def _box(planes, x0, x1, d0, d1, l0, l1, weights, layer, density, slopes, pixel, middle, fan, source_d, source_l):
    height, width = planes.shape[1], planes.shape[2]
    if x1 <= x0 or d1 <= d0 or l1 <= l0:
        return
    top, end = _window(d0, d1, l0, l1, middle, fan, source_d, source_l, pixel, height)
    first, last = max(0, int(x0 / pixel)), min(width, int(x1 / pixel) + 1)
    for row in range(top, end):
        length = _rectangle(row, pixel, slopes[row], middle, d0, d1, l0, l1)
        if length == 0.0:
            continue
        for plane in range(weights.shape[0] + 1):
            if plane < weights.shape[0]:
                line, value = planes[plane, row], length * weights[plane]
            elif layer >= 0:
                line, value = planes[layer, row], length * density
            else:
                break
            if last - first == 1:
                line[first] += value * (x1 - x0) / pixel
                continue
            line[first] += value * ((first + 1) * pixel - x0) / pixel
            for column in range(first + 1, last - 1):
                line[column] += value
            line[last - 1] += value * _overlap((last - 1) * pixel, last * pixel, x0, x1) / pixel


@numba.njit(cache=True, fastmath=True)  # type: ignore[untyped-decorator]  # numba has no types
def _chord(radius, a, b):
    """Mean half chord of a circle between two offsets from its middle."""
    u, v = max(-1.0, min(1.0, a / radius)), max(-1.0, min(1.0, b / radius))
    if v <= u:
        return 0.0
    area = v * np.sqrt(max(0.0, 1 - v * v)) + np.arcsin(v) - u * np.sqrt(max(0.0, 1 - u * u)) - np.arcsin(u)
    return radius * radius * area / 2 / (b - a)


@numba.njit(cache=True, fastmath=True)  # type: ignore[untyped-decorator]  # numba has no types
def _root(base, power):
    if base <= 0:
        return 0.0
    value = np.sqrt(base)
    if power > 2.5:
        value = np.sqrt(value)
    if power > 4.5:
        value = np.sqrt(value)
    return value


@numba.njit(cache=True, fastmath=True)  # type: ignore[untyped-decorator]  # numba has no types
def _power(base, power):
    value = base * base
    if power > 2.5:
        value = value * value
    if power > 4.5:
        value = value * value
    return value


@numba.njit(cache=True, fastmath=True)  # type: ignore[untyped-decorator]  # numba has no types
def _span(body, kind, x, across, slope, middle, depth, lateral):
    """Where a ray enters and leaves a body, as depths; entry beyond exit where it misses."""
    cd, cl = body[1 + depth], body[1 + lateral]
    hx, hd, hl = body[4], body[4 + depth], body[4 + lateral]
    if kind == 1 or kind == 4:
        at = across + slope * (cd - middle) - cl
        if kind == 1:
            # a circle met by a slanted ray
            norm = np.sqrt(1 + slope * slope)
            off = at / norm
            if abs(off) >= hd:
                return 1.0, 0.0
            half = np.sqrt(hd * hd - off * off) / norm
            centre = cd - at * slope / (norm * norm)
            return centre - half, centre + half
        power = body[7]
        left = 1 - _power((x - body[1]) / hx, power) - _power(at / hl, power)
        if left <= 0:
            return 1.0, 0.0
        half = hd * _root(left, power)
        return cd - half, cd + half
    # turned: the ray at depth d is p + d * e, in local coordinates
    p0, p1, p2 = x - body[1], 0.0, 0.0
    e1, e2 = 0.0, 0.0
    if depth == 1:
        p1, p2, e1, e2 = -cd, across - slope * middle - cl, 1.0, slope
    else:
        p1, p2, e1, e2 = across - slope * middle - cl, -cd, slope, 1.0
    enter, leave = -1e9, 1e9
    a = b = c = 0.0
    for axis in range(3):
        r0, r1, r2 = body[8 + 3 * axis], body[9 + 3 * axis], body[10 + 3 * axis]
        p = (r0 * p0 + r1 * p1 + r2 * p2) / body[4 + axis]
        e = (r1 * e1 + r2 * e2) / body[4 + axis]
        if kind == 7 or (kind == 6 and axis < 2):
            a += e * e
            b += p * e
            c += p * p
            continue
        if abs(e) < 1e-9:
            if abs(p) > 1:
                return 1.0, 0.0
            continue
        t0, t1 = (-1 - p) / e, (1 - p) / e
        if t0 > t1:
            t0, t1 = t1, t0
        enter, leave = max(enter, t0), min(leave, t1)
    if kind >= 6:
        if a < 1e-12:
            return (enter, leave) if c < 1 else (1.0, 0.0)
        root = b * b - a * (c - 1)
        if root <= 0:
            return 1.0, 0.0
        root = np.sqrt(root)
        enter, leave = max(enter, (-b - root) / a), min(leave, (-b + root) / a)
    return enter, leave


@numba.njit(cache=True, fastmath=True)  # type: ignore[untyped-decorator]  # numba has no types
def _void_span(void, across, slope, middle, depth, lateral):
    enter, leave = void[0, depth], void[1, depth]
    if slope == 0.0:
        if across < void[0, lateral] or across > void[1, lateral]:
            return 1.0, 0.0
        return enter, leave
    t0 = (void[0, lateral] - across) / slope + middle
    t1 = (void[1, lateral] - across) / slope + middle
    if t0 > t1:
        t0, t1 = t1, t0
    return max(enter, t0), min(leave, t1)


@numba.njit(cache=True, fastmath=True)  # type: ignore[untyped-decorator]  # numba has no types
def _sampled(
    planes, body, kind, reach, weights, layer, clip, voids, slopes, depth, pixel, middle, fan, source_d, source_l
):
    height, width = planes.shape[1], planes.shape[2]
    lateral = 3 - depth
    density = body[17]
    top, end = _window(
        body[1 + depth] - reach[depth], body[1 + depth] + reach[depth], body[1 + lateral] - reach[lateral],
        body[1 + lateral] + reach[lateral], middle, fan, source_d, source_l, pixel, height,
    )  # fmt: skip
    first = max(0, int((body[1] - reach[0]) / pixel))
    last = min(width, int((body[1] + reach[0]) / pixel) + 1)
    across_steps = 1 if kind == 4 and body[4] > 6 * pixel else 2
    for row in range(top, end):
        slope = slopes[row]
        long = np.sqrt(1 + slope * slope)
        for column in range(first, last):
            total = 0.0
            for down in range(2):
                across = (row + 0.25 + 0.5 * down) * pixel
                for side in range(across_steps):
                    x = (column + (side + 0.5) / across_steps) * pixel
                    share = 0.5 / across_steps
                    if kind == 1:
                        share *= (
                            _overlap(column * pixel, (column + 1) * pixel, body[1] - body[4], body[1] + body[4]) / pixel
                        )
                    enter, leave = _span(body, kind, x, across, slope, middle, depth, lateral)
                    if leave <= enter:
                        continue
                    length = leave - enter
                    if clip:
                        for index in range(voids.shape[0]):
                            void = voids[index]
                            covered = _overlap(column * pixel, (column + 1) * pixel, void[0, 0], void[1, 0]) / pixel
                            if covered > 0:
                                v0, v1 = _void_span(void, across, slope, middle, depth, lateral)
                                length -= covered * _overlap(enter, leave, v0, v1)
                    total += share * length
            if total != 0.0:
                _put(planes, row, column, total * long, weights, layer, density)


@numba.njit(cache=True, fastmath=True)  # type: ignore[untyped-decorator]  # numba has no types
def _standing(planes, body, kind, weights, layer, clip, voids, slopes, depth, pixel, middle, fan, source_d, source_l):
    """A cylinder across the travel: in each plane of constant x it is a rectangle."""
    height, width = planes.shape[1], planes.shape[2]
    lateral = 3 - depth
    axis = kind - 1
    radius, half = body[4], body[4 + axis]
    first = max(0, int((body[1] - radius) / pixel))
    last = min(width, int((body[1] + radius) / pixel) + 1)
    for column in range(first, last):
        chord = _chord(radius, column * pixel - body[1], (column + 1) * pixel - body[1])
        if chord <= 0:
            continue
        hd, hl = (half, chord) if axis == depth else (chord, half)
        d0, d1 = body[1 + depth] - hd, body[1 + depth] + hd
        l0, l1 = body[1 + lateral] - hl, body[1 + lateral] + hl
        top, end = _window(d0, d1, l0, l1, middle, fan, source_d, source_l, pixel, height)
        for row in range(top, end):
            length = _rectangle(row, pixel, slopes[row], middle, d0, d1, l0, l1)
            if length <= 0:
                continue
            if clip:
                for index in range(voids.shape[0]):
                    void = voids[index]
                    covered = _overlap(column * pixel, (column + 1) * pixel, void[0, 0], void[1, 0]) / pixel
                    if covered > 0:
                        length -= covered * _rectangle(
                            row, pixel, slopes[row], middle, max(d0, void[0, depth]), min(d1, void[1, depth]),
                            max(l0, void[0, lateral]), min(l1, void[1, lateral]),
                        )  # fmt: skip
            _put(planes, row, column, length, weights, layer, body[17])


@numba.njit(cache=True, fastmath=True)  # type: ignore[untyped-decorator]  # numba has no types
def _cast(planes, bodies, weights, layers, voids, slopes, depth, pixel, middle, source_d, source_l, fan):
    lateral = 3 - depth
    reach = np.zeros(3)
    for index in range(bodies.shape[0]):
        body = bodies[index]
        kind = int(body[0])
        layer, clip = layers[index, 0], layers[index, 1] > 0
        weight = weights[index]
        for axis in range(3):
            reach[axis] = 0.0
            for local in range(3):
                reach[axis] += abs(body[8 + 3 * local + axis]) * body[4 + local]
        if clip:
            touched = False
            for void in range(voids.shape[0]):
                inside = True
                for axis in range(3):
                    centre = body[1 + axis]
                    if (
                        _overlap(centre - reach[axis], centre + reach[axis], voids[void, 0, axis], voids[void, 1, axis])
                        <= 0
                    ):
                        inside = False
                touched = touched or inside
            clip = touched
        if kind == 0:
            x0, x1 = body[1] - body[4], body[1] + body[4]
            d0, d1 = body[1 + depth] - body[4 + depth], body[1 + depth] + body[4 + depth]
            l0, l1 = body[1 + lateral] - body[4 + lateral], body[1 + lateral] + body[4 + lateral]
            _box(
                planes, x0, x1, d0, d1, l0, l1, weight, layer, body[17], slopes, pixel, middle, fan, source_d, source_l
            )
            if clip:
                for void in range(voids.shape[0]):
                    low, high = voids[void, 0], voids[void, 1]
                    _box(
                        planes, max(x0, low[0]), min(x1, high[0]), max(d0, low[depth]), min(d1, high[depth]),
                        max(l0, low[lateral]), min(l1, high[lateral]), -weight, layer, -body[17],
                        slopes, pixel, middle, fan, source_d, source_l,
                    )  # fmt: skip
        elif kind == 2 or kind == 3:
            _standing(
                planes, body, kind, weight, layer, clip, voids, slopes, depth, pixel, middle, fan, source_d, source_l
            )
        else:
            _sampled(
                planes, body, kind, reach, weight, layer, clip, voids, slopes, depth, pixel, middle, fan, source_d,
                source_l,
            )  # fmt: skip
