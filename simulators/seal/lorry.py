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
    """What goes wrong on the way, in seconds after the sealing.

    Attributes:
        cut_s: the rope is cut then; every report after it says so.
        told_late: only one alarm knows of the cut, and the seal holds it back: the thief mended the rope.
        unheard_s: from when until when reports do not come through; the seal holds them back.
    """

    cut_s: float | None = None
    told_late: bool = False
    unheard_s: tuple[float, float] | None = None


@dataclass
class Lorry:
    """A drive with a seal on it, sealed at a moment in the past.

    Attributes:
        known_s: reports up to then reached the house in an earlier start and are not written again.
    """

    seal: SealDevice
    drive: Drive
    sealed_at: datetime
    mischief: Mischief = field(default_factory=Mischief)
    known_s: float = -1.0
    recorded_s: float = -CADENCE_S

    @property
    def has_arrived(self) -> bool:
        return self.recorded_s >= self.drive.duration_s

    def lock(self) -> None:
        """The first thing the seal writes: it was closed."""
        event = LockReport(self.seal.device_id, self.sealed_at, self.drive.fix(0), 0, LockEvent.AUTO_LOCKED)
        self._write(event, 0.0)

    def record_until(self, now: datetime) -> None:
        """Write down every report due by now; those older than a cadence are what a blind area left behind."""
        elapsed_s = (now - self.sealed_at).total_seconds()
        while self.recorded_s + CADENCE_S <= elapsed_s and not self.has_arrived:
            before, self.recorded_s = self.recorded_s, self.recorded_s + CADENCE_S
            old = elapsed_s - self.recorded_s > CADENCE_S
            self._write(self._report(self.recorded_s, DataType.BLIND_AREA if old else DataType.LIVE), self.recorded_s)
            cut_s = self.mischief.cut_s
            if cut_s is not None and before < cut_s <= self.recorded_s:
                alarm = replace(self._report(cut_s, DataType.ALARM), status=ROPE_CUT)
                self._write(alarm, cut_s, hold_back=self.mischief.told_late)

    async def travel(self, now: Now) -> None:
        """Report in real time until the arrival."""
        while not self.has_arrived:
            self.record_until(now())
            await asyncio.sleep(CADENCE_S / 6)

    def _write(self, report: Report | LockReport, elapsed_s: float, *, hold_back: bool = False) -> None:
        unheard = self.mischief.unheard_s
        hold_back = hold_back or (unheard is not None and unheard[0] <= elapsed_s < unheard[1])
        if hold_back or elapsed_s > self.known_s:
            self.seal.record(report, hold_back=hold_back)

    def _report(self, elapsed_s: float, data_type: DataType) -> Report:
        status = ROPE_CUT if self._looks_cut(elapsed_s) else SEALED
        return Report(
            self.seal.device_id,
            self.sealed_at + timedelta(seconds=elapsed_s),
            self.drive.fix(elapsed_s),
            0,
            status=status,
            data_type=data_type,
            mileage_km=self.drive.travelled_km(elapsed_s),
            battery_percent=max(45, 93 - int(elapsed_s / 700)),
        )

    def _looks_cut(self, elapsed_s: float) -> bool:
        cut_s = self.mischief.cut_s
        return cut_s is not None and not self.mischief.told_late and elapsed_s >= cut_s
