"""How parent and child speak: a length, then JSON. Light enough for the server to import."""

import struct
from typing import BinaryIO

from pydantic import TypeAdapter

from customhouse.imaging.recogniser import Brief, Described, Projected, Recognised, Surveyed

HEADER = struct.Struct(">I")
LARGEST = 64 << 20
QUIET = "--quiet"  # an argument of the child
DESCRIBED = TypeAdapter(Described)
RECOGNISED = TypeAdapter(Recognised)
SURVEYED = TypeAdapter(Surveyed)
BRIEF = TypeAdapter(Brief)
PROJECTED = TypeAdapter(Projected)


def send(stream: BinaryIO, message: bytes) -> None:
    stream.write(HEADER.pack(len(message)) + message)
    stream.flush()


def receive(stream: BinaryIO) -> bytes | None:
    """One message; None when the other side is gone."""
    header = _exactly(stream, HEADER.size)
    if header is None:
        return None
    (length,) = HEADER.unpack(header)
    return None if length > LARGEST else _exactly(stream, length)


def _exactly(stream: BinaryIO, count: int) -> bytes | None:
    content = b""
    while len(content) < count:
        more = stream.read(count - len(content))
        if not more:
            return None
        content += more
    return content
