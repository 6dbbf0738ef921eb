"""What a radiation portal read of a passage, in the vocabulary of ANSI N42.42: kept as given, shown, never scored."""

from dataclasses import dataclass
from enum import StrEnum


class AlarmCategory(StrEnum):
    """`RadAlarmCategoryCode`: what a portal's alarm is about."""

    ALPHA = "alpha"
    BETA = "beta"
    GAMMA = "gamma"
    NEUTRON = "neutron"
    ISOTOPE = "isotope"
    OTHER = "other"


@dataclass(frozen=True)
class PortalCounts:
    """Of all the portal's detectors of one kind together.

    Attributes:
        counts: `GrossCounts` while the vehicle passed (measurement class `Foreground`).
        seconds: the live time in which they were counted.
        background_cps: counts a second without a vehicle (class `Background`), as the portal held it then.
    """

    counts: int
    seconds: float
    background_cps: float | None = None

    @property
    def over_background(self) -> float | None:
        """How many times the background; None where it is not known."""
        return self.counts / self.seconds / self.background_cps if self.background_cps else None


@dataclass(frozen=True)
class PortalReading:
    """One passage through one radiation portal.

    Attributes:
        portal_id: `RadInstrumentIdentifier`.
        read_at: `StartDateTime` of the passage.
        alarms: what the portal raised one about; empty where it raised none, None where it does not say.
        nuclides: `NuclideName` of what its own analysis identified.
    """

    portal_id: str
    read_at: str | None = None
    gamma: PortalCounts | None = None
    neutron: PortalCounts | None = None
    alarms: tuple[AlarmCategory, ...] | None = None
    nuclides: tuple[str, ...] = ()
