"""The seal as a network device: it sends, waits for the word that a report is stored, and keeps it until then."""

import asyncio
import contextlib
import math
from collections import deque
from dataclasses import dataclass, field, replace

from simulators.seal.frames import DataType, LockReport, Report, acknowledged, heartbeat

WINDOW = 16  # reports under way at once; a serial is one byte, so far fewer than 256
HEARTBEAT_S = 60.0


@dataclass(frozen=True)
class Address:
    """Where the platform listens for devices."""

    host: str
    port: int


@dataclass
class SealDevice:
    """One seal and its flash memory.

    Live positions leave newest first, everything stored (alarms, lock events, blind-area data) oldest first, as the
    real device does. A report leaves the memory only when it was acknowledged; else it is sent again.

    Attributes:
        newest_first: send even the stored reports newest first, the worst order a platform can meet.
        resend_s: how long a report waits for its acknowledgement before it is sent again.
    """

    device_id: str
    platform: Address
    newest_first: bool = False
    resend_s: float = 15.0
    stored: deque[Report | LockReport] = field(default_factory=deque)
    live: list[Report] = field(default_factory=list)
    held_back: list[Report | LockReport] = field(default_factory=list)
    sent: int = 0
    resent: int = 0
    _serial: int = 0
    _under_way: dict[int, tuple[Report | LockReport, float]] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _empty: asyncio.Event = field(default_factory=asyncio.Event)
    _silent: bool = False

    def record(self, report: Report | LockReport, *, hold_back: bool = False) -> None:
        """Write a report into flash. One held back waits there until `let_go`, like an alarm the network lost."""
        numbered = replace(report, serial=self._serial)
        self._serial = (self._serial + 1) % 256
        if hold_back:
            self.held_back.append(numbered)
        elif isinstance(numbered, Report) and numbered.data_type is DataType.LIVE:
            self.live.append(numbered)
        else:
            self.stored.append(numbered)
        self._wake()

    def let_go(self) -> None:
        """Let what was held back be sent after all."""
        self.stored.extend(self.held_back)
        self.held_back.clear()
        self._wake()

    def fall_silent(self) -> None:
        """Lose the network: reports go to flash only."""
        self._silent = True
        self._news.set()

    def speak_again(self) -> None:
        """Find the network again."""
        self._silent = False
        self._news.set()

    @property
    def unsent(self) -> int:
        """Reports in flash that the platform has not acknowledged, those held back not counted."""
        return len(self.stored) + len(self.live) + len(self._under_way)

    async def flushed(self) -> None:
        """Wait until everything in flash is acknowledged."""
        if self.unsent:
            await self._empty.wait()

    async def run(self) -> None:
        """Stay connected for ever, as long as the task lives; a lost connection is taken up again with patience."""
        patience = 0.5
        while True:
            if self._silent:
                await self._wait(1.0)
                continue
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                reader, writer = await asyncio.open_connection(self.platform.host, self.platform.port)
                patience = 0.5
                try:
                    await self._talk(reader, writer)
                finally:
                    self._take_back(math.inf)
                    writer.close()
            await asyncio.sleep(patience)
            patience = min(patience * 2, 30.0)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        listening = asyncio.create_task(self._listen(reader))
        idle_since = asyncio.get_running_loop().time()
        try:
            while not self._silent and not listening.done():
                now = asyncio.get_running_loop().time()
                self._take_back(now - self.resend_s)
                if self._send_next(writer, now):
                    idle_since = now
                elif now - idle_since > HEARTBEAT_S:
                    writer.write(heartbeat(self.device_id))
                    idle_since = now
                else:
                    await self._wait(min(1.0, self.resend_s))
                await writer.drain()
        finally:
            listening.cancel()

    def _send_next(self, writer: asyncio.StreamWriter, now: float) -> bool:
        if len(self._under_way) >= WINDOW or not (self.live or self.stored):
            return False
        if self.live:
            report: Report | LockReport = self.live.pop()
        else:
            report = self.stored.pop() if self.newest_first else self.stored.popleft()
        if report.serial in self._under_way:
            self.stored.append(report)
            return False
        writer.write(report.encode())
        self._under_way[report.serial] = (report, now)
        self.sent += 1
        return True

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        rest = b""
        while answer := await reader.read(4096):
            rest += answer
            whole, bracket, rest = rest.rpartition(b")")
            for serial in acknowledged(whole + bracket):
                self._under_way.pop(serial, None)
            self._news.set()
            if not self.unsent:
                self._empty.set()

    def _take_back(self, sent_before: float) -> None:
        """Put into flash again what was sent before this moment and never acknowledged."""
        for serial, (report, sent_at) in list(self._under_way.items()):
            if sent_at < sent_before:
                del self._under_way[serial]
                self.stored.appendleft(report)
                self.resent += 1

    def _wake(self) -> None:
        self._empty.clear()
        self._news.set()

    async def _wait(self, seconds: float) -> None:
        self._news.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)
