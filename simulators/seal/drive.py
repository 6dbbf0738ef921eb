"""How a lorry takes a road: speeds, rests, a detour; and the noisy fixes its seal makes of it."""

from bisect import bisect_right
from dataclasses import dataclass
from math import cos, pi, radians, sin

import numpy as np

from simulators.seal.frames import Fix
from simulators.seal.road import Road, course, moved

STEP_S = 10.0
ROAD_KMH = 84.0  # a lorry on a motorway
TOWN_KMH = 42.0
TOWN_M = 3500.0  # at either end
GPS_NOISE_M = 5.0


@dataclass(frozen=True)
class Rest:
    """A halt at a share of the way."""

    share: float
    minutes: float


@dataclass(frozen=True)
class Detour:
    """A stretch beside the road: from one share of the way to another, at most so far off to the left."""

    start: float
    end: float
    off_m: float


@dataclass(frozen=True)
class Drive:
    """A whole drive: metres along the road at each step of time."""

    road: Road
    seconds: tuple[float, ...]
    metres: tuple[float, ...]
    detour: Detour | None
    seed: int

    @property
    def duration_s(self) -> float:
        return self.seconds[-1]

    def fix(self, elapsed_s: float) -> Fix:
        """What the receiver says after so many seconds; the same question gets the same answer."""
        step = min(max(bisect_right(self.seconds, elapsed_s) - 1, 0), len(self.seconds) - 2)
        share = min(max((elapsed_s - self.seconds[step]) / STEP_S, 0.0), 1.0)
        metres = self.metres[step] + (self.metres[step + 1] - self.metres[step]) * share
        speed = (self.metres[step + 1] - self.metres[step]) / STEP_S * 3.6 if share < 1 else 0.0
        latitude, longitude, heading = self.road.at(metres)
        noise = np.random.default_rng([self.seed, int(elapsed_s)]).normal(0, GPS_NOISE_M, 2)
        north, east = self._off(metres)
        longitude, latitude = moved((longitude, latitude), north + noise[1], east + noise[0])
        return Fix(latitude, longitude, speed, heading)

    def travelled_km(self, elapsed_s: float) -> int:
        """Whole kilometres on the counter."""
        step = min(max(bisect_right(self.seconds, elapsed_s) - 1, 0), len(self.seconds) - 1)
        return int(self.metres[step] / 1000)

    def when(self, share: float) -> float:
        """Seconds until this share of the way is done."""
        return float(np.interp(share * self.road.length_m, self.metres, self.seconds))

    def _off(self, metres: float) -> tuple[float, float]:
        """Metres north and east of the road: to the left of the line from the detour's start to its end."""
        share = metres / self.road.length_m
        if self.detour is None or not self.detour.start < share < self.detour.end:
            return 0.0, 0.0
        into = (share - self.detour.start) / (self.detour.end - self.detour.start)
        # Away quickly, along, and back: a half sine, flattened.
        off_m = self.detour.off_m * min(1.0, 1.6 * sin(pi * into))
        ends = [self.road.at(part * self.road.length_m) for part in (self.detour.start, self.detour.end)]
        left = radians(course((ends[0][1], ends[0][0]), (ends[1][1], ends[1][0])) - 90)
        return off_m * cos(left), off_m * sin(left)


def plan(road: Road, seed: int, rests: tuple[Rest, ...] = (), detour: Detour | None = None) -> Drive:
    """Drive the road once in thought: accelerating, slowing in town, resting, never the same twice over seeds."""
    dice = np.random.default_rng(seed)
    metres, seconds, mood = [0.0], [0.0], 0.0
    pending = sorted(rests, key=lambda rest: rest.share)
    speed = 0.0
    while metres[-1] < road.length_m:
        if pending and metres[-1] >= pending[0].share * road.length_m:
            _stand(metres, seconds, pending.pop(0).minutes * 60)
            speed = 0.0
        in_town = min(metres[-1], road.length_m - metres[-1]) < TOWN_M
        mood = 0.97 * mood + dice.normal(0, 1.6)
        wanted = max(12.0, (TOWN_KMH if in_town else ROAD_KMH) + mood)
        speed += max(-14.0, min(9.0, wanted - speed))
        metres.append(min(road.length_m, metres[-1] + speed / 3.6 * STEP_S))
        seconds.append(seconds[-1] + STEP_S)
    return Drive(road, tuple(seconds), tuple(metres), detour, seed)


def _stand(metres: list[float], seconds: list[float], halt_s: float) -> None:
    for _ in range(int(halt_s / STEP_S)):
        metres.append(metres[-1])
        seconds.append(seconds[-1] + STEP_S)
