"""Real bus positions, replayed as if a seal had reported them: real noise, real gaps, real stops."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from simulators.seal.frames import DataType, Fix, Report
from simulators.seal.road import course, distance_m

TRACKS = Path("tracks", "liverpool_route14.csv")


@dataclass(frozen=True)
class Seen:
    """One position of a vehicle."""

    at: datetime
    point: tuple[float, float]


@dataclass(frozen=True)
class Run:
    """The positions of one vehicle on one trip, in order of time."""

    vehicle: str
    trip: str
    seen: tuple[Seen, ...]

    @property
    def duration(self) -> timedelta:
        return self.seen[-1].at - self.seen[0].at

    def reports(self, device_id: str, ended_at: datetime) -> list[Report]:
        """The positions as seal reports, moved in time so that the last one is `ended_at`."""
        shift = ended_at - self.seen[-1].at
        reports, metres = [], 0.0
        for before, here in pairwise((self.seen[0], *self.seen)):
            step = distance_m(before.point, here.point)
            seconds = (here.at - before.at).total_seconds()
            metres += step
            fix = Fix(
                here.point[1],
                here.point[0],
                step / seconds * 3.6 if seconds else 0.0,
                course(before.point, here.point) if step > 5 else 0.0,
            )
            at = here.at + shift
            reports.append(Report(device_id, at, fix, 0, data_type=DataType.BLIND_AREA, mileage_km=int(metres / 1000)))
        return reports


def read_runs(path: Path) -> list[Run]:
    """All trips of all vehicles in the file, the longest first."""
    trips: dict[tuple[str, str], list[Seen]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            # The file's times are local and without a zone; only their differences are used.
            at = datetime.fromisoformat(row["timestamp"]).replace(tzinfo=UTC)
            point = (float(row["longitude"]), float(row["latitude"]))
            trips.setdefault((row["vehicle_id"], row["trip_id"]), []).append(Seen(at, point))
    runs = [Run(vehicle, trip, tuple(sorted(seen, key=lambda one: one.at))) for (vehicle, trip), seen in trips.items()]
    return sorted(runs, key=lambda run: len(run.seen), reverse=True)


def fitted_line(run: Run, apart_m: float = 120.0) -> list[tuple[float, float]]:
    """The road a run drew: its positions, thinned so that standing about leaves no knots."""
    line = [run.seen[0].point]
    for seen in run.seen[1:]:
        if distance_m(line[-1], seen.point) >= apart_m:
            line.append(seen.point)
    return line
