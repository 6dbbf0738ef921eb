"""Opens photographs: bounded, upright, and without what the camera wrote beside the picture."""

import warnings
from collections.abc import Sequence
from pathlib import Path

from PIL import ExifTags, Image, UnidentifiedImageError

from customhouse.imaging.model import PhotoFacts
from customhouse.imaging.reading import ScanFile, Unreadable

MOST_PHOTOS = 8
MOST_BYTES = 20_000_000
MOST_PIXELS = 60_000_000
SMALLEST = 64  # pixels of a side below which nothing can be read
SHOWN_SIDE = 2400  # pixels of the longer side of the copy that is shown
FORMATS = ("JPEG", "PNG")
# How a picture is turned to stand upright, by what its EXIF says (CIPA DC-008, tag 0x0112).
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
QUALITY = 88


def check(photos: Sequence[ScanFile]) -> None:
    """Raises `Unreadable` where there are too many, or one is no photo; says which, and what to do."""
    check_count(photos)
    for photo in photos:
        opened(photo)


def check_count(photos: Sequence[ScanFile]) -> None:
    """Raises `Unreadable` where there are too many."""
    if len(photos) > MOST_PHOTOS:
        raise Unreadable("too_many_photos", f"The post holds {len(photos)} photos; post at most {MOST_PHOTOS}.")


def opened(photo: ScanFile) -> Image.Image:
    """Red-green-blue, the way up that the camera was held. Raises `Unreadable`."""
    size = photo.path.stat().st_size
    if size > MOST_BYTES:
        text = f"The photo {photo.name} has {size:,} bytes, more than {MOST_BYTES:,}; post it smaller."
        raise Unreadable("photo_too_large", text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Pillow, about damaged EXIF: nothing of it is kept
            return _decoded(photo)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        text = f"The photo {photo.name} cannot be opened as a JPEG or PNG ({_short(error, photo.path)}); take it again."
        raise Unreadable("bad_photo", text)


def _decoded(photo: ScanFile) -> Image.Image:
    with Image.open(photo.path, formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            text = f"The photo {photo.name} has {image.width} × {image.height} pixels; post it smaller."
            raise Unreadable("photo_too_large", text)
        if min(image.size) < SMALLEST:
            text = f"The photo {photo.name} has {image.width} × {image.height} pixels; nothing can be read in it."
            raise Unreadable("photo_too_small", text)
        image.load()
        # Pillow's own turning writes all EXIF anew, and fails where any of it is damaged.
        said = image.getexif().get(ExifTags.Base.Orientation)
        turned = UPRIGHT.get(said) if isinstance(said, int) else None
        return (image if turned is None else image.transpose(turned)).convert("RGB")


def _short(error: Exception, path: Path) -> str:
    return str(error).replace(str(path), "it")[:120]


def saved(image: Image.Image, path: Path, name: str) -> PhotoFacts:
    """Write the copy that is shown: pixels alone, so no position, time, maker or comment goes with it."""
    shown = image.copy()
    shown.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
    shown.save(path, "JPEG", quality=QUALITY)
    return PhotoFacts(name, shown.width, shown.height)
