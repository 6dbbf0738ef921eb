"""From the photos of a scan to what they say: the work that runs in the worker process."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image

from customhouse.imaging.model import Box, Marking, MarkingKind, PhotoFacts, PhotosRead
from customhouse.imaging.photos.looking import Eye, Looked, OcrEye, look
from customhouse.imaging.photos.numbers import Reading, codes, size_types
from customhouse.imaging.photos.opening import check_count, opened, saved
from customhouse.imaging.photos.pieces import Chain
from customhouse.imaging.photos.voting import voted
from customhouse.imaging.reading import ScanFile
from customhouse.kernel import ocr

log = logging.getLogger(__name__)
MOST_NUMBERS, MOST_CODES = 3, 12  # kept of one photo


def read_photos(photos: Sequence[ScanFile], folder: Path, eye: Eye | None = None) -> PhotosRead:
    """Read them, and leave the copies that are shown in `folder`, named by `copy_name`.

    `eye` is the engine of the house if left out; where that is not installed nothing is read, which is then said.
    Raises `Unreadable`.
    """
    check_count(photos)
    if eye is None and ocr.is_installed():
        eye = OcrEye()
    facts, markings = [], list[Marking]()
    for index, photo in enumerate(photos):
        image = opened(photo)
        shown = saved(image, folder / copy_name(index), photo.name)
        facts.append(shown)
        if eye is not None:
            looked = _looked(image, eye)
            if looked is None:
                facts[-1] = replace(shown, fault="engine_failed")
            else:
                markings += _markings(looked, index, shown, shown.width / image.width)
    return PhotosRead("" if eye is None else ocr.name_and_version() or "another", tuple(facts), voted(markings))


def _looked(image: Image.Image, eye: Eye) -> Looked | None:
    """None where the engine fails: a photo that cannot be read must not keep a scan from being recognised."""
    try:
        return look(image, eye)
    except MemoryError:
        raise
    except Exception:
        # Whatever an engine of others raises: that it failed is told with the photo, and why in the log.
        log.exception("the engine failed at a photo")
        return None


def copy_name(index: int) -> str:
    return f"photo{index}.jpg"


def _markings(looked: Looked, index: int, shown: PhotoFacts, scale: float) -> Iterator[Marking]:
    numbers = looked.numbers[:MOST_NUMBERS]
    used = {id(piece) for reading in numbers if not reading.fault for piece in reading.pieces}
    left = [piece for piece in looked.pieces if id(piece) not in used]
    found: list[tuple[MarkingKind, Sequence[Reading]]] = [
        (MarkingKind.CONTAINER_NUMBER, numbers),
        (MarkingKind.SIZE_TYPE, size_types(looked.pieces)),
        (MarkingKind.CODE, codes(left)[:MOST_CODES]),
    ]
    seen = set[tuple[MarkingKind, str]]()
    for kind, all_of_kind in found:
        for reading in all_of_kind:
            if (kind, reading.value) not in seen:
                seen.add((kind, reading.value))
                box = _box(reading.pieces, shown, scale)
                confidence = round(reading.confidence, 3)
                yield Marking(kind, reading.value, reading.raw, confidence, index, box, reading.fault)


def _box(chain: Chain, shown: PhotoFacts, scale: float) -> Box:
    sides = [piece.sides for piece in chain]
    left, top = max(0, round(min(s[0] for s in sides) * scale)), max(0, round(min(s[1] for s in sides) * scale))
    right, bottom = round(max(s[2] for s in sides) * scale), round(max(s[3] for s in sides) * scale)
    return Box(left, top, max(1, min(shown.width, right) - left), max(1, min(shown.height, bottom) - top))
