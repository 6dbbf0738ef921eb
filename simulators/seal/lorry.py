"""A sealed lorry: what its seal writes into flash from the sealing on, up to now and then in real time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from simulators.seal.device import SealDevice
from simulators.seal.drive import Drive
from simulators.seal.frames import SEALED, DataType, LockEvent, LockReport, Report, Status

CADENCE_S = 30.0
ROPE_CUT = (SEALED | Status.ROPE_CUT) & ~Status.ROPE_INSERTED
Now = Callable[[], datetime]


@dataclass(frozen=True)
class Mischief:
    """What goes wrong on the way, at shares of the way.

    Attributes:
        cut_at: the rope is cut there; every report from then on says so.
        cut_reported_late: only the alarm knows of the cut, and it stays in flash until it is let go; the thief
            mended the rope, so later reports look whole.
        silent_from, silent_until: no network between these; the reports stay in flash.
    """

    cut_at: float | None = None
    cut_reported_late: bool = False
    silent_from: float | None = None
    silent_until: float | None = None


@dataclass
class Lorry:
    """A drive with a seal on it, sealed at a moment in the past."""

    seal: SealDevice
    drive: Drive
    sealed_at: datetime
    mischief: Mischief = field(default_factory=Mischief)
    recorded_s: float = 0.0

    @property
    def arrives_at(self) -> datetime:
        return self.sealed_at + timedelta(seconds=self.drive.duration_s)

    def lock(self) -> None:
        """The first thing the seal writes: it was closed."""
        event = LockReport(self.seal.device_id, self.sealed_at, self.drive.fix(0), 0, LockEvent.AUTO_LOCKED)
        self.seal.record(event)
        self.seal.record(self._report(0, DataType.BLIND_AREA))

    def record_until(self, now: datetime) -> int:
        """Write down every report due by now; those older than a cadence are what a blind area left behind."""
        written = 0
        while self.recorded_s + CADENCE_S <= (now - self.sealed_at).total_seconds():
            if self.recorded_s >= self.drive.duration_s:
                break
            before, self.recorded_s = self.recorded_s, self.recorded_s + CADENCE_S
            old = (now - self.sealed_at).total_seconds() - self.recorded_s > CADENCE_S
            self.seal.record(self._report(self.recorded_s, DataType.BLIND_AREA if old else DataType.LIVE))
            self._alarm_between(before, self.recorded_s)
            written += 1
        return written

    async def travel(self, now: Now) -> None:
        """Report in real time until the arrival."""
        while self.recorded_s < self.drive.duration_s:
            self._mind_the_network(now())
            self.record_until(now())
            await asyncio.sleep(CADENCE_S / 6)

    def _report(self, elapsed_s: float, data_type: DataType) -> Report:
        status = ROPE_CUT if self._is_cut(elapsed_s) else SEALED
        return Report(
            self.seal.device_id, self.sealed_at + timedelta(seconds=elapsed_s), self.drive.fix(elapsed_s), 0,
            status=status, data_type=data_type, mileage_km=self.drive.travelled_km(elapsed_s),
            battery_percent=max(35, 93 - int(elapsed_s / 700)),
        )

    def _is_cut(self, elapsed_s: float) -> bool:
        cut = self.mischief.cut_at
        return cut is not None and not self.mischief.cut_reported_late and elapsed_s >= self.drive.when(cut)

    def _alarm_between(self, start_s: float, end_s: float) -> None:
        if self.mischief.cut_at is None:
            return
        cut_s = self.drive.when(self.mischief.cut_at)
        if start_s < cut_s <= end_s:
            alarm = replace(self._report(cut_s, DataType.ALARM), status=ROPE_CUT)
            self.seal.record(alarm, hold_back=self.mischief.cut_reported_late)

    def _mind_the_network(self, now: datetime) -> None:
        start, end = self.mischief.silent_from, self.mischief.silent_until
        if start is None or end is None:
            return
        elapsed = (now - self.sealed_at).total_seconds()
        if self.drive.when(start) <= elapsed < self.drive.when(end):
            self.seal.fall_silent()
        else:
            self.seal.speak_again()
