"""16-bit grey PNG radiographs."""

import struct
from collections.abc import Sequence

import numpy as np
from PIL import Image

from customhouse.adapters.scanners.images.planes import RawPlane
from customhouse.imaging.reading import Limits, ScanFile, Unreadable

MAGIC = b"\x89PNG\r\n\x1a\n"
GREY = 0


def is_png(head: bytes) -> bool:
    return head.startswith(MAGIC)


def read_planes(files: Sequence[ScanFile], limits: Limits) -> list[RawPlane]:
    claimed = sum(_claimed(file) for file in files)
    if claimed > limits.radiograph_pixels:
        raise Unreadable(
            "too_large", f"The images claim {claimed:,} pixels; the limit is {limits.radiograph_pixels:,}."
        )
    return [_plane(file) for file in files]


def _claimed(file: ScanFile) -> int:
    """The number of pixels in the header, which stands first in every PNG; nothing is decoded for it."""
    with file.path.open("rb") as stream:
        head = stream.read(33)
    if len(head) < 33 or head[12:16] != b"IHDR":
        raise Unreadable("truncated", f"{file.name} ends within its header; post the whole file again.")
    width, height, bits, colour = struct.unpack(">IIBB", head[16:26])
    if width == 0 or height == 0:
        raise Unreadable("empty", f"{file.name} claims an image of no size; export it again.")
    if bits < 16:
        raise Unreadable("eight_bit", f"{file.name} has {bits} bits a pixel, too few to measure by; export 16 bit.")
    if colour != GREY:
        raise Unreadable("unsupported_encoding", f"{file.name} has colours; export one grey image for each plane.")
    return int(width) * int(height)


def _plane(file: ScanFile) -> RawPlane:
    try:
        with Image.open(file.path) as image:
            pixels = np.asarray(image).astype(np.uint16)
    except (OSError, SyntaxError, ValueError) as error:
        code = "truncated" if "truncated" in str(error) else "damaged"
        raise Unreadable(code, f"{file.name} does not decode ({error}); post the whole file again.")
    return RawPlane(file.name, 0, 0, pixels)
