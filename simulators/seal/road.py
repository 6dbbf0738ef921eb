"""A road as a line of positions, and where on it one is after so many metres."""

import json
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import asin, atan2, cos, degrees, radians, sin, sqrt
from pathlib import Path

EARTH_M = 6_371_008.8


@dataclass(frozen=True)
class Road:
    """A road with the metres travelled at each of its points (longitude, latitude)."""

    name: str
    points: tuple[tuple[float, float], ...]
    metres: tuple[float, ...]

    @property
    def length_m(self) -> float:
        return self.metres[-1]

    def at(self, metres: float) -> tuple[float, float, float]:
        """Latitude, longitude and course in degrees after so many metres."""
        leg = min(max(bisect_right(self.metres, metres) - 1, 0), len(self.points) - 2)
        (x0, y0), (x1, y1) = self.points[leg], self.points[leg + 1]
        long = self.metres[leg + 1] - self.metres[leg]
        share = min(max((metres - self.metres[leg]) / long, 0.0), 1.0) if long else 0.0
        return y0 + (y1 - y0) * share, x0 + (x1 - x0) * share, course((x0, y0), (x1, y1))


def along(name: str, points: list[tuple[float, float]]) -> Road:
    """A road through these points."""
    legs = [distance_m(a, b) for a, b in pairwise(points)]
    return Road(name, tuple(points), tuple(accumulate(legs, initial=0.0)))


def read(path: Path) -> Road:
    """The road of a corridor file: a GeoJSON feature with a line."""
    feature = json.loads(path.read_text(encoding="utf-8"))
    return along(path.stem, [(float(x), float(y)) for x, y, *_ in feature["geometry"]["coordinates"]])


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (longitude, latitude)."""
    (x0, y0), (x1, y1) = ((radians(v) for v in point) for point in (a, b))
    h = sin((y1 - y0) / 2) ** 2 + cos(y0) * cos(y1) * sin((x1 - x0) / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(h))


def course(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Course from a to b, degrees clockwise from north."""
    (x0, y0), (x1, y1) = ((radians(v) for v in point) for point in (a, b))
    east = sin(x1 - x0) * cos(y1)
    north = cos(y0) * sin(y1) - sin(y0) * cos(y1) * cos(x1 - x0)
    return degrees(atan2(east, north)) % 360


def moved(point: tuple[float, float], north_m: float, east_m: float) -> tuple[float, float]:
    """The (longitude, latitude) that far away; good for a few kilometres."""
    return (point[0] + degrees(east_m / EARTH_M / cos(radians(point[1]))), point[1] + degrees(north_m / EARTH_M))
