"""8-bit pictures, JPEG and PNG, grey or coloured by a console: shown to people, never measured."""

import struct
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from customhouse.adapters.scanners.images.png import is_png
from customhouse.adapters.scanners.images.sidecar import MOST_VIEWS, SideCar
from customhouse.imaging.model import Picture, PictureView
from customhouse.imaging.reading import Limits, ScanFile, Unreadable

JPEG = b"\xff\xd8\xff"
SMALLEST = 8  # pixels a side: less is no image
MARK = "pseudo-colour, 8-bit, not calibrated"


def is_jpeg(head: bytes) -> bool:
    return head.startswith(JPEG)


def is_picture(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(8)
    return is_jpeg(head) or (is_png(head) and is_8_bit_png(path))


def is_8_bit_png(path: Path) -> bool:
    """By its header; a damaged one is left to the reader of PNG radiographs, which says what is wrong."""
    with path.open("rb") as stream:
        head = stream.read(33)
    return len(head) == 33 and head[12:16] == b"IHDR" and 0 < struct.unpack(">B", head[24:25])[0] <= 8


def read(files: Sequence[ScanFile], sidecar: SideCar, limits: Limits) -> Picture:
    """Each file is one view; the side-car names them, else their file names do."""
    if len(files) > MOST_VIEWS:
        raise Unreadable("too_large", f"The post holds {len(files)} pictures; the limit is {MOST_VIEWS}.")
    left = limits.radiograph_pixels
    views = []
    for number, file in enumerate(files):
        colours = _colours(file, left)
        left -= colours.size
        views.append(PictureView(_name(file, sidecar, number, len(files)), colours))
    forms = sorted({_form(file.path) for file in files})
    provenance = sidecar.provenance(f"{' and '.join(forms)} ({MARK})", _unused(sidecar))
    return Picture(tuple(views), provenance, sidecar.subject, sidecar.container_facts())


def _form(path: Path) -> str:
    with path.open("rb") as stream:
        return "JPEG" if is_jpeg(stream.read(len(JPEG))) else "PNG"


def _name(file: ScanFile, sidecar: SideCar, number: int, count: int) -> str:
    given = sidecar.views[number].name if len(sidecar.views) == count else ""
    return given or (f"view {number + 1}" if count == 1 else Path(file.name).stem[:40])


def _unused(sidecar: SideCar) -> tuple[str, ...]:
    """A side-car cannot make a measurement of a picture; that it tried is said."""
    measures = sidecar.calibration or any(view.pixel_mm for view in sidecar.views)
    if measures or any(energy.energy().peak_kev is not None for energy in sidecar.energies):
        return (
            "the side-car's energies, pixel sizes and calibration are not used: an 8-bit picture is no measurement",
        )
    return ()


def _colours(file: ScanFile, left: int) -> NDArray[np.uint8]:
    try:
        with warnings.catch_warnings():
            # The library warns of large images and goes on; here a claim too large ends it.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file.path, formats=("JPEG", "PNG")) as image:
                _check_claim(file, image.size, left)
                return np.ascontiguousarray(image.convert("RGB"), dtype=np.uint8)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Unreadable(
            "too_large", f"{file.name} claims more pixels than any scanner's picture has; crop or split it."
        )
    except (OSError, SyntaxError, ValueError) as error:
        code = "truncated" if "truncated" in str(error) else "damaged"
        raise Unreadable(code, f"{file.name} does not decode ({_shown(error)}); post the whole file again.")


def _check_claim(file: ScanFile, size: tuple[int, int], left: int) -> None:
    width, height = size
    if min(size) < SMALLEST:
        raise Unreadable("empty", f"{file.name} is smaller than {SMALLEST} pixels; post the whole image.")
    if 3 * width * height > left:
        raise Unreadable("too_large", f"{file.name} claims {width} × {height} pixels in colour; crop or split it.")


def _shown(error: Exception) -> str:
    """Without the path that the library puts into its messages."""
    return "no such picture" if "cannot identify" in str(error) else str(error)[:200]
