"""Waybills as pictures: photographs and scans, read by `rapidocr` where the extra `ocr` is installed."""

import io
import math
from statistics import median
from typing import Any

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from customhouse.adapters.waybill_documents.layout.snippets import Snippet
from customhouse.adapters.waybill_documents.layout.waybill import consignments_of
from customhouse.kernel import ocr
from customhouse.waybills.documents.model import Box, DocumentKind, PageSize, PageUnit, Where
from customhouse.waybills.documents.reading import Notes, Opened, Result, Unreadable

MAX_PAGES = 20
MAX_PIXELS = 60_000_000  # A3 at 400 dpi
LONGEST_SIDE = 2_600  # pixels given to the recogniser: small print of A4 at 200 dpi
LEAST = 0.5  # confidence of a line below which it is noise
LACKS_OCR = (
    "This is a picture, and the part that reads pictures is not installed on this server: "
    "install the extra `ocr` (pip install 'customhouse[ocr]'), or post the document as a text PDF or a message."
)


def read(content: bytes) -> Opened:
    """Raises `Unreadable`."""
    notes = Notes()
    sizes, pictures, pages = [], [], []
    for number, image in enumerate(_frames(content, notes), 1):
        snippets = read_text(image, number, 1.0, notes)
        sizes.append(PageSize(number, float(image.width), float(image.height), PageUnit.PIXEL))
        pictures.append(png(image))
        pages.append(snippets)
    result = Result(DocumentKind.PICTURE, "picture", notes, pages=tuple(sizes), pictures=tuple(pictures))
    return result.opened(consignments_of(pages, notes))


def _frames(content: bytes, notes: Notes) -> list[Image.Image]:
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        image = Image.open(io.BytesIO(content))
        if image.width * image.height > MAX_PIXELS:
            raise Unreadable("too_large", f"The picture has {image.width} × {image.height} pixels; 300 dpi are enough.")
        count = getattr(image, "n_frames", 1)
        if count > MAX_PAGES:
            notes.note("too_many_pages", f"only the first {MAX_PAGES} of {count} pages are read", Where(page=MAX_PAGES))
        frames: list[Image.Image] = []
        for frame in ImageSequence.Iterator(image):
            if len(frames) == MAX_PAGES:
                break
            frames.append(ImageOps.exif_transpose(frame).convert("RGB"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        message = f"The picture cannot be opened ({error}); it may be cut off at byte {len(content):,}. Scan it again."
        raise Unreadable("broken_picture", message)
    if not frames:
        raise Unreadable("broken_picture", "The picture has no page. Scan it again.")
    return frames


def png(image: Image.Image) -> bytes:
    """As it is shown: smaller sides, few colours' worth of bytes."""
    shown = image.convert("RGB")
    shown.thumbnail((1_800, 2_400))
    sink = io.BytesIO()
    shown.save(sink, "PNG", optimize=False, compress_level=6)
    return sink.getvalue()


def read_text(image: Image.Image, page: int, scale: float, notes: Notes) -> list[Snippet]:
    """The lines of text of a picture. `scale` turns its pixels into the page's own unit. Raises `Unreadable`."""
    if not ocr.is_installed():
        raise Unreadable("no_ocr", LACKS_OCR)
    longest = max(image.size)
    sharp = image.convert("RGB")
    if longest > LONGEST_SIDE:
        sharp.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ratio = image.width / sharp.width * scale
    found = ocr.engine(LONGEST_SIDE)(np.asarray(sharp)[:, :, ::-1])
    if found.boxes is None or not len(found.boxes):
        notes.note(
            "no_text", f"no text is found on page {page}: is it blank, upside down or out of focus?", Where(page=page)
        )
        return []
    quads = np.asarray(found.boxes, dtype=float) * ratio  # (lines, 4 corners, x and y)
    kept = [at for at, score in enumerate(found.scores) if score >= LEAST and found.txts[at].strip()]
    if len(kept) < len(found.scores):
        faint = len(found.scores) - len(kept)
        notes.note("faint", f"{faint} pieces of text on page {page} are too faint to be read", Where(page=page))
    tilt = _tilt(quads[kept]) if kept else 0.0
    return [_snippet(page, found.txts[at], quads[at], float(found.scores[at]), tilt) for at in kept]


def _tilt(quads: "np.ndarray[Any, Any]") -> float:
    """By how many radians the page is turned: the median over its wider lines."""
    tops = quads[:, 1] - quads[:, 0]
    wide = [math.atan2(y, x) for x, y in tops if x > 0 and math.hypot(x, y) > 0.03 * quads[:, :, 0].max()]
    return median(wide) if wide else 0.0


def _snippet(page: int, text: str, quad: "np.ndarray[Any, Any]", score: float, tilt: float) -> Snippet:
    turn = np.array([[math.cos(tilt), math.sin(tilt)], [-math.sin(tilt), math.cos(tilt)]])
    return Snippet(page, text.strip(), _around(quad), _around(quad @ turn.T), score)


def _around(quad: "np.ndarray[Any, Any]") -> Box:
    (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
    return float(left), float(top), float(right), float(bottom)
