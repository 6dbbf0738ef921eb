"""Positions on the earth."""

import math
from dataclasses import dataclass

# Mean radius of the sphere of equal area (IUGG): haversine on it is within 0.5 % of the ellipsoid.
EARTH_RADIUS_M = 6_371_007.2


@dataclass(frozen=True)
class Position:
    """Degrees, WGS 84."""

    latitude: float
    longitude: float

    def distance_m(self, other: "Position") -> float:
        """Great-circle distance (haversine)."""
        lat1, lat2 = math.radians(self.latitude), math.radians(other.latitude)
        half_lat = (lat2 - lat1) / 2
        half_lon = math.radians(other.longitude - self.longitude) / 2
        h = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
        return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))
