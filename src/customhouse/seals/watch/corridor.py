"""The road a journey must keep to: an ordered line with a width, measured in metres on a local map."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from customhouse.kernel.geo import Position

Floats = npt.NDArray[np.float64]
# How many metres of distance from the line weigh as much as one metre ahead of where the seal should be: enough to
# stay on the right leg where the road crosses or doubles itself, too little to matter elsewhere.
_ORDER_WEIGHT = 0.05


@dataclass(frozen=True)
class Corridor:
    """`line` is (longitude, latitude) from site A to site B; the corridor reaches half of `width_m` to either side.

    Positions are measured on an azimuthal equidistant map about the line's middle: within 300 km of it lengths are
    true to 0.04 %, whatever the latitude, and the antimeridian is no border.
    """

    id: str
    name: str
    from_site: str
    to_site: str
    line: tuple[tuple[float, float], ...]
    width_m: float
    time_limit: timedelta
    source: str = ""
    rest_areas: tuple[Position, ...] = ()

    @cached_property
    def path(self) -> "Path":
        return Path(self.line)

    @property
    def edge_m(self) -> float:
        return self.width_m / 2


class Nearest(NamedTuple):
    distance_m: float  # to the nearest part of the stretch asked about
    along_m: float  # of the part that fits best, given where the seal should be


class Path:
    """The line on its local map, ready to be asked."""

    def __init__(self, line: tuple[tuple[float, float], ...]) -> None:
        from pyproj import Transformer  # noqa: PLC0415 - slow to import; needed from the first journey on

        longitude, latitude = line[len(line) // 2]
        local = f"+proj=aeqd +lat_0={latitude} +lon_0={longitude} +datum=WGS84 +units=m"
        self._to_local = Transformer.from_crs("EPSG:4326", local, always_xy=True)
        corners = self.on_map([point[0] for point in line], [point[1] for point in line])
        steps = np.diff(corners, axis=0)
        lengths = np.hypot(steps[:, 0], steps[:, 1])
        keep = lengths > 0  # a point given twice makes a segment without direction
        self._starts, self._steps, self._lengths = corners[:-1][keep], steps[keep], lengths[keep]
        self._along = np.concatenate(([0.0], np.cumsum(self._lengths)))
        self.length_m = float(self._along[-1])

    def on_map(self, longitudes: list[float], latitudes: list[float]) -> Floats:
        """Metres east and north on the local map. Shape (points, 2)."""
        return np.column_stack(self._to_local.transform(longitudes, latitudes)).astype(np.float64)

    def nearest(self, point: Floats, low_m: float, high_m: float, expected_m: float) -> Nearest:
        """Where `point` lies on the stretch from `low_m` to `high_m` along the line."""
        first = max(0, int(np.searchsorted(self._along, low_m, side="right")) - 1)
        last = max(first + 1, int(np.searchsorted(self._along, high_m, side="left")))
        first = min(first, len(self._lengths) - 1)
        away = point - self._starts[first:last]
        steps, lengths = self._steps[first:last], self._lengths[first:last]
        share = np.clip((away[:, 0] * steps[:, 0] + away[:, 1] * steps[:, 1]) / lengths**2, 0.0, 1.0)
        distance = np.hypot(away[:, 0] - share * steps[:, 0], away[:, 1] - share * steps[:, 1])
        along = self._along[first:last][: len(lengths)] + share * lengths
        best = int(np.argmin(distance + _ORDER_WEIGHT * np.abs(along - expected_m)))
        return Nearest(float(distance.min()), float(along[best]))
