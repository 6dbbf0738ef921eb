"""What is invented about Meridia's map: bounds, sites, towns, the border, the corridors; make_map.py draws it."""

import random
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Point = tuple[float, float]  # longitude, latitude

BOUNDS = (-4.6, 52.3, 0.9, 55.2)
# Land masses wholly inside this window are drawn from the fine coast, all others from Natural Earth.
FINE_COAST = (-11.5, 49.8, 2.3, 61.0)

SITES: dict[str, Point] = {
    "XMPMS": (-3.010, 53.455),
    "XMEHM": (-0.290, 53.742),
    "XMCAR": (-2.930, 54.955),
    "XMIRB": (-1.890, 52.520),
    "XMMPC": (-2.900, 53.360),
}


@dataclass(frozen=True, kw_only=True)
class Corridor:
    """A corridor to draw. The width is the whole of it: half on either side of the road."""

    id: str
    name: str
    from_site: str
    to_site: str
    time_limit_h: float
    width_m: int = 2000


CORRIDORS = (
    Corridor(id="mersea-eastholm", name="Mersea – Eastholm", from_site="XMPMS", to_site="XMEHM", time_limit_h=5),
    Corridor(id="mersea-carrow", name="Mersea – Carrow", from_site="XMPMS", to_site="XMCAR", time_limit_h=5),
    Corridor(id="mersea-ironbridge", name="Mersea – Ironbridge", from_site="XMPMS", to_site="XMIRB", time_limit_h=4),
    Corridor(id="mersea-parcels", name="Mersea – Parcel Centre", from_site="XMPMS", to_site="XMMPC", time_limit_h=1.5),
)

# The land border, from the north-eastern coast round by the west to the wash in the south-east.
BORDER: tuple[Point, ...] = (
    (-1.40, 55.42),
    (-1.95, 55.32),
    (-2.45, 55.16),
    (-2.85, 55.08),
    (-3.06, 55.02),
    (-3.30, 54.93),
    (-4.10, 54.60),
    (-4.05, 53.80),
    (-3.30, 53.42),
    (-3.12, 53.24),
    (-2.98, 53.05),
    (-3.06, 52.80),
    (-2.95, 52.55),
    (-2.72, 52.33),
    (-2.20, 52.24),
    (-1.60, 52.27),
    (-1.05, 52.34),
    (-0.45, 52.48),
    (0.05, 52.66),
    (0.25, 52.86),
)
# The rest of the outline, well out at sea.
SEAWARD: tuple[Point, ...] = ((1.2, 53.4), (1.0, 54.6), (-0.6, 55.5))

# name, longitude, latitude, rank: 1 is shown first; 0 is never shown, because its customs site carries the name
TOWNS: tuple[tuple[str, float, float, int], ...] = (
    ("Port Mersea", -2.985, 53.410, 0),
    ("Irwell", -2.243, 53.480, 1),
    ("Eastholm", -0.337, 53.745, 0),
    ("Carrow", -2.936, 54.893, 0),
    ("Ironbridge", -1.900, 52.483, 0),
    ("Airedale", -1.549, 53.800, 1),
    ("Tynemark", -1.614, 54.978, 1),
    ("Donford", -1.470, 53.381, 2),
    ("Ousebridge", -1.082, 53.960, 2),
    ("Ribbleford", -2.700, 53.760, 2),
    ("Lunemouth", -2.801, 54.047, 2),
    ("Trenthead", -2.180, 53.003, 2),
    ("Leenham", -1.150, 52.954, 2),
    ("Withamstow", -0.540, 53.231, 2),
    ("Teeshaven", -1.235, 54.575, 2),
    ("Deva", -2.891, 53.191, 2),
    ("Soarwick", -1.133, 52.637, 2),
    ("Kentmoor", -2.745, 54.327, 3),
    ("Eamont", -2.752, 54.664, 3),
    ("Skarby", -0.405, 54.281, 3),
    ("Grimhaven", -0.075, 53.565, 3),
    ("Danum", -1.133, 53.523, 3),
    ("Colnebridge", -1.785, 53.646, 3),
    ("Wrekin", -2.447, 52.678, 3),
    ("Cumbray", -3.585, 54.548, 3),
    ("Fylde Sands", -3.050, 53.816, 3),
    ("Nenford", -0.243, 52.573, 3),
    ("Fenhaven", -0.025, 52.978, 3),
    ("Derwick", -1.477, 52.922, 3),
    ("Swale", -1.555, 54.525, 3),
)
# name, longitude, latitude, kind
NAMES: tuple[tuple[str, float, float, str], ...] = (
    ("MERIDIA", -1.62, 54.12, "country"),
    ("CALDMARK", -3.30, 55.55, "neighbour"),
    ("WESTMARCH", -3.75, 52.60, "neighbour"),
    ("SUTHREY", -1.0, 51.85, "neighbour"),
    ("Western Sea", -3.95, 53.78, "sea"),
    ("Eastern Sea", 1.15, 54.15, "sea"),
)


def wiggled(corners: tuple[Point, ...], rounds: int = 4, seed: int = 26) -> list[Point]:
    """Roughen a line by moving midpoints aside, less in every round, so that a border looks surveyed and not ruled."""
    chance = random.Random(seed)  # noqa: S311 - it shapes a drawing, no secret
    line = list(corners)
    for _ in range(rounds):
        rougher = line[:1]
        for (ax, ay), (bx, by) in pairwise(line):
            aside = chance.uniform(-0.16, 0.16)
            rougher += [((ax + bx) / 2 - (by - ay) * aside, (ay + by) / 2 + (bx - ax) * aside), (bx, by)]
        line = rougher
    return line


def places() -> list[dict[str, Any]]:
    """Return towns and names as GeoJSON points."""
    return [
        {
            "type": "Feature",
            "properties": {"name": name, "kind": kind, "rank": rank},
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }
        for name, lon, lat, kind, rank in (
            *((name, lon, lat, kind, 0) for name, lon, lat, kind in NAMES),
            *((name, lon, lat, "town", rank) for name, lon, lat, rank in TOWNS if rank),
        )
    ]
