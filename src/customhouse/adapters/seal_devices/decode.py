"""The decoders by name, and what a person at the shell sees of a frame."""

import re
from collections.abc import Mapping
from typing import Any

from customhouse.adapters.seal_devices.eseal import ESeal
from customhouse.adapters.seal_devices.frame import Decoded, Decoder, Frame, undecodable
from customhouse.adapters.seal_devices.jointech_text import JointechText, masked
from customhouse.adapters.seal_devices.jt701 import Jt701
from customhouse.adapters.seal_devices.jt808 import Jt808
from customhouse.adapters.seal_devices.splitter import Splitter
from customhouse.kernel.errors import Invalid

DECODERS: Mapping[str, Decoder] = {
    "jt701": Jt701(),
    "jointech_text": JointechText(),
    "eseal": ESeal(),
    "jt808": Jt808(),
}
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}\s*)+")


def decode(frame: Frame, received_ms: int, decoders: Mapping[str, Decoder] = DECODERS) -> Decoded:
    """Decode a frame that a splitter cut. Bytes that are no frame are kept as they are, passwords masked."""
    decoder = decoders.get(frame.protocol)
    if decoder is None:
        return Decoded((undecodable(masked(frame.raw), received_ms, frame.protocol),), b"")
    return decoder.decode(frame.raw, received_ms)


def describe(said: str) -> list[dict[str, Any]]:
    """Decode what a person typed, as hexadecimal digits or as text; every field by name, a dictionary a frame.

    Raises `Invalid` when nothing in it is a frame.
    """
    stream = said.strip()
    raw = bytes.fromhex(stream) if _HEX.fullmatch(stream) else stream.encode("latin-1", "replace")
    splitter = Splitter()
    described = [_described(frame) for frame in splitter.feed(raw)]
    if splitter.pending:
        described.append({"protocol": "unknown", "problem": f"{splitter.pending} bytes of a frame that is not whole"})
    if not any("problem" not in frame for frame in described):
        why = described[0]["problem"] if described else "nothing was given"
        raise Invalid.one("frame", "undecodable", f"No frame could be read: {why}.")
    return described


def _described(frame: Frame) -> dict[str, Any]:
    decoder = DECODERS.get(frame.protocol)
    if decoder is None:
        return {"protocol": "unknown", "problem": f"{len(frame.raw)} bytes that begin no frame known here"}
    try:
        fields = decoder.describe(frame.raw)
    except ValueError as error:
        return {"protocol": frame.protocol, "problem": str(error)}
    return {name: value for name, value in fields.items() if name not in {"at_s", "local_time"}}
