"""Finds frames in what one connection sends: half frames, glued frames, garbage, binary and text in any mixture.

Feed it bytes as they come; it returns whole frames and keeps at most one begun frame. Bytes that can be no frame come
back as frames of the protocol `unknown`, so that they can be kept, in pieces of bounded size.
"""

import re
from collections.abc import Iterator

from customhouse.adapters.seal_devices.frame import Frame

UNKNOWN = "unknown"
LONGEST_BINARY = 512
LONGEST_TEXT = 1024
LONGEST_808 = 2100  # 1023 bytes of body, each of which may be escaped, and its header
_PIECE = 256  # of garbage, kept as one

_BINARY, _TEXT, _ESEAL, _808 = 0x24, 0x28, 0x23, 0x7E
_HIGHEST_808_GROUP = 0x0F  # a terminal's message ids are 0x0001 to 0x0FFF
_BLANK = b"\r\n\t \x00"
_START = re.compile(rb"[$(~]|##S,")
_NOT_TEXT = re.compile(rb"[^\x20-\x7e\r\n\t]|\(|##S,")


class Splitter:
    """One connection's stream. `garbage` counts the bytes since the last whole frame that belonged to none."""

    def __init__(self) -> None:
        self._pending = b""
        self.garbage = 0

    @property
    def pending(self) -> int:
        """How many bytes of a begun frame wait for the rest."""
        return len(self._pending)

    def feed(self, received: bytes) -> list[Frame]:
        stream = self._pending + received if self._pending else received
        frames = []
        at = 0
        for frame, end in _cut(stream):
            at = end
            if frame is None:
                continue
            frames.append(frame)
            self.garbage = self.garbage + len(frame.raw) if frame.protocol == UNKNOWN else 0
        self._pending = stream[at:]
        return frames


def _cut(stream: bytes) -> Iterator[tuple[Frame | None, int]]:
    """Yield each frame with the place where it ends; stop where a frame has begun and is not yet whole."""
    at = 0
    while at < len(stream):
        first = stream[at]
        if first in _BLANK:
            at += 1
            yield None, at
            continue
        cutter = _CUTTERS.get(first)
        length, protocol = cutter(stream, at) if cutter else (_garbage(stream, at), UNKNOWN)
        if length == 0:
            return
        yield Frame(protocol, stream[at : at + length]), at + length
        at += length


def _garbage(stream: bytes, at: int) -> int:
    """How many bytes from `at` on can begin no frame; at least one."""
    found = _START.search(stream, at + 1, at + _PIECE)
    return found.start() - at if found else min(len(stream) - at, _PIECE)


def _binary(stream: bytes, at: int) -> tuple[int, str]:
    head = stream[at : at + 10]
    if not _may_be_binary(head):
        return _garbage(stream, at), UNKNOWN
    if len(head) < 10:
        return 0, ""
    length = 10 + (head[8] << 8 | head[9])
    # A frame cut short by a lost link is followed by the next one of the same seal: its header betrays it.
    # What cannot be told by its own header is told by the length, which has no checksum.
    inner = stream.find(head[:7], at + 7, at + length + 6)
    if inner > 0:
        return inner - at, UNKNOWN
    if len(stream) - at < length:
        return 0, ""
    return length, "jt701"


def _may_be_binary(head: bytes) -> bool:
    """Whether these up to ten bytes can begin a position frame: a decimal id, a length that makes sense."""
    if not head[1:6].hex().isdigit() and len(head) > 1:
        return False
    if len(head) > 8 and head[8] > 1:
        return False
    return len(head) < 10 or 34 <= (head[8] << 8 | head[9]) <= LONGEST_BINARY - 10


def _text(stream: bytes, at: int) -> tuple[int, str]:
    end = stream.find(b")", at, at + LONGEST_TEXT)
    broken = _NOT_TEXT.search(stream, at + 1, end if end > 0 else at + LONGEST_TEXT)
    if broken:
        return broken.start() - at, UNKNOWN
    if end > 0:
        return end + 1 - at, "jointech_text"
    return (_garbage(stream, at), UNKNOWN) if len(stream) - at >= LONGEST_TEXT else (0, "")


def _eseal(stream: bytes, at: int) -> tuple[int, str]:
    start = stream[at : at + 4]
    if not b"##S,".startswith(start):
        return _garbage(stream, at), UNKNOWN
    end = stream.find(b"E##", at, at + LONGEST_TEXT)
    broken = _NOT_TEXT.search(stream, at + 1, end if end > 0 else at + LONGEST_TEXT)
    if broken:
        return broken.start() - at, UNKNOWN
    if end > 0:
        return end + 3 - at, "eseal"
    return (_garbage(stream, at), UNKNOWN) if len(stream) - at >= LONGEST_TEXT else (0, "")


def _jt808(stream: bytes, at: int) -> tuple[int, str]:
    if len(stream) > at + 1 and stream[at + 1] > _HIGHEST_808_GROUP and stream[at + 1] != _808:
        return _garbage(stream, at), UNKNOWN
    end = stream.find(b"\x7e", at + 1, at + LONGEST_808)
    if end == at + 1:  # the end of a frame whose beginning is lost; the real one begins at the second
        return 1, UNKNOWN
    if end > 0:
        return end + 1 - at, "jt808"
    return (_garbage(stream, at), UNKNOWN) if len(stream) - at >= LONGEST_808 else (0, "")


_CUTTERS = {_BINARY: _binary, _TEXT: _text, _ESEAL: _eseal, _808: _jt808}
