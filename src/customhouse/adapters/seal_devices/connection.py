"""One connection of a seal: takes bytes in, hands frames on, gives answers back, never holds more than it may."""

import asyncio
from dataclasses import dataclass
from typing import NamedTuple, Protocol, cast

from customhouse.adapters.seal_devices.decode import decode
from customhouse.adapters.seal_devices.splitter import Splitter
from customhouse.seals.model import Observation

_READ_AT_ONCE = 8192


@dataclass(frozen=True)
class Limits:
    """What one connection, and all together, may take. A seal asleep reports each half hour: it is not idle."""

    connections: int = 4000
    pending_frames: int = 20_000  # of all connections together, not yet committed
    frames_in_flight: int = 512  # of one connection, not yet answered
    unread_bytes: int = 16_384  # answers that the device has not taken
    unread_s: float = 30.0
    begun_frame_s: float = 60.0
    unnamed_s: float = 60.0  # without a frame that names a seal
    idle_s: float = 2700.0
    garbage_bytes: int = 16_384  # since the last whole frame


class Waiting(NamedTuple):
    """Frames that wait to be committed, and the answers that go out when they are."""

    connection: "Connection"
    observations: tuple[Observation, ...]
    reply: bytes


class Intake(Protocol):
    """The gateway, as a connection sees it."""

    limits: Limits

    def now_ms(self) -> int: ...

    def is_full(self) -> bool: ...

    def take(self, waiting: Waiting) -> None: ...

    def wait_for_room(self, connection: "Connection") -> None: ...

    def opened(self, connection: "Connection") -> bool: ...

    def closed(self, connection: "Connection", reason: str) -> None: ...


class Connection(asyncio.BufferedProtocol):
    """Reads at most a buffer at a time and stops reading while too much of it waits for its commit or its reader."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._buffer = bytearray(_READ_AT_ONCE)
        self._splitter = Splitter()
        self._transport: asyncio.Transport | None = None
        self._held = b""  # read, and not yet looked at because the house was full
        self._reason = "closed by the device"
        self.device_id = ""
        self.peer = ""
        self.in_flight = 0
        self.opened_s = 0.0
        self.heard_s = 0.0
        self.begun_s: float | None = None
        self.unread_s: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=self._intake.limits.unread_bytes)
        peer = transport.get_extra_info("peername") or ("?", 0)
        self.peer = f"{peer[0]}:{peer[1]}"
        self.opened_s = self.heard_s = asyncio.get_running_loop().time()
        if not self._intake.opened(self):
            self.drop("too many connections")

    def get_buffer(self, _sizehint: int) -> bytearray:
        return self._buffer

    def buffer_updated(self, count: int) -> None:
        self.heard_s = asyncio.get_running_loop().time()
        received = bytes(memoryview(self._buffer)[:count])
        if self._intake.is_full():
            self._held += received
            self._pause()
            self._intake.wait_for_room(self)
        else:
            self._look_at(received)

    def go_on(self) -> None:
        """There is room again."""
        held, self._held = self._held, b""
        if held:
            self._look_at(held)
        self._resume()

    def answer(self, replies: bytes, frames: int) -> None:
        """Those frames are committed: say so."""
        self.in_flight -= frames
        if self._transport is None or self._transport.is_closing():
            return
        if replies:
            self._transport.write(replies)
        self._resume()

    def pause_writing(self) -> None:
        self.unread_s = asyncio.get_running_loop().time()
        self._pause()

    def resume_writing(self) -> None:
        self.unread_s = None
        self._resume()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._intake.closed(self, self._reason if exc is None else "lost")

    def drop(self, reason: str) -> None:
        self._reason = reason
        if self._transport is not None:
            self._transport.abort()

    def close(self) -> None:
        """Say goodbye once what was answered has left."""
        if self._transport is not None:
            self._reason = "the server stops"
            self._transport.close()

    def overstays(self, now_s: float) -> str | None:
        """Why this connection has lasted long enough, if it has."""
        limits = self._intake.limits
        if self.unread_s is not None and now_s - self.unread_s > limits.unread_s:
            return "it does not read its answers"
        if self.begun_s is not None and now_s - self.begun_s > limits.begun_frame_s and not self._held:
            return "it does not complete its frame"
        if not self.device_id and now_s - self.opened_s > limits.unnamed_s and not self._held:
            return "it names no seal"
        if not self.in_flight and now_s - self.heard_s > limits.idle_s:
            return "idle"
        return None

    def _look_at(self, received: bytes) -> None:
        received_ms = self._intake.now_ms()
        for frame in self._splitter.feed(received):
            decoded = decode(frame, received_ms)
            self.in_flight += 1
            self._intake.take(Waiting(self, self._signed(decoded.observations), decoded.reply))
        if not self._splitter.pending:
            self.begun_s = None
        elif self.begun_s is None:
            self.begun_s = self.heard_s
        if self._splitter.garbage > self._intake.limits.garbage_bytes:
            self.drop("too much that is no frame")
        elif self.in_flight >= self._intake.limits.frames_in_flight:
            self._pause()

    def _signed(self, observations: tuple[Observation, ...]) -> tuple[Observation, ...]:
        """What cannot be read is put down to the seal that last spoke on this connection."""
        if len(observations) == 1 and observations[0].device_id:
            self.device_id = observations[0].device_id
            return observations
        return tuple(one if one.device_id else one._replace(device_id=self.device_id) for one in observations)

    def _pause(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def _resume(self) -> None:
        free = self.in_flight < self._intake.limits.frames_in_flight and self.unread_s is None and not self._held
        if free and self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()
