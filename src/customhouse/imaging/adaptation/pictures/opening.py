"""Opens pictures of every kind alike: 8 or 16 bit, grey or coloured, and makes them equal but for what they show."""

import io
import math
import warnings
from pathlib import Path

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

Pixels = NDArray[np.uint8]

FORMATS = ("JPEG", "PNG", "BMP", "GIF", "WEBP")  # whatever a file is called; TIFF is read by a reader of its own
MOST_PIXELS = 60_000_000
SMALLEST = 16  # pixels a side
MULTIPLE = 32  # that the network's sides are counted in
QUALITY = 75  # of the JPEG that every picture goes through, so that none is told by its own
LONGEST = 12  # times as long as wide: beyond, a picture is cut to this
GREY_CHROMA = 6  # grey levels that the channels of a grey picture may differ by, JPEG being what it is
# Colours in which programs draw boxes and consoles show no goods: which channels are full, the others empty.
DRAWN = ((0, 1, 0), (1, 0, 0), (1, 1, 0), (1, 0, 1))


class Unfit(Exception):
    """A picture cannot be used; its message says why."""


def opened(path: Path) -> Pixels:
    """(rows, columns, 3), 8 bit, air bright where the file has it so. Raises `Unfit`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd tags and of sizes, which are judged here
            pixels = _tiff(path) if path.suffix.lower() in (".tif", ".tiff") else _picture(path)
    except Unfit:
        raise
    except MemoryError:
        raise Unfit("it needs more memory than there is")
    except Exception as error:  # noqa: BLE001 - damaged files can raise anything in the decoders of others
        raise Unfit(f"it does not decode ({str(error).splitlines()[0][:120] if str(error) else type(error).__name__})")
    if min(pixels.shape[:2]) < SMALLEST:
        raise Unfit(f"it is smaller than {SMALLEST} pixels")
    return pixels


def _picture(path: Path) -> Pixels:
    if path.stat().st_size == 0:
        raise Unfit("it is empty")
    with Image.open(path, formats=FORMATS) as image:
        _check_size(*image.size)
        if image.mode.startswith("I") or image.mode == "F":
            return shown(_finite(np.asarray(image)))
        if image.mode in ("RGBA", "LA", "P", "PA"):
            flat = image.convert("RGBA")
            ground = Image.new("RGBA", flat.size, "white")
            return np.asarray(Image.alpha_composite(ground, flat).convert("RGB"))
        return np.asarray(image.convert("RGB"))


def _tiff(path: Path) -> Pixels:
    with tifffile.TiffFile(path) as file:
        page = file.pages[0]
        if not isinstance(page, tifffile.TiffPage):
            raise Unfit("its first page is no image")
        _check_size(int(page.imagewidth), int(page.imagelength))
        values = page.asarray()
        if page.photometric == tifffile.PHOTOMETRIC.MINISWHITE:
            values = np.iinfo(values.dtype).max - values
    if values.ndim == 3 and values.shape[0] in (1, 3, 4) and values.shape[-1] not in (1, 3, 4):
        values = np.moveaxis(values, 0, -1)
    return shown(_finite(values))


def _finite(values: NDArray[np.generic]) -> NDArray[np.generic]:
    if not np.isfinite(np.asarray(values, dtype=np.float32)).all():  # in which they are shown
        raise Unfit("it has values that are not finite numbers; write it anew with a measured value in every pixel")
    return values


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Unfit(f"it has {width} × {height} pixels, more than {MOST_PIXELS:,}")


def shown(values: NDArray[np.generic]) -> Pixels:
    """Measured values as 8 bit, the open beam white; the darkest is where one pixel in a thousand is darker."""
    plain = np.asarray(values, dtype=np.float32)
    if plain.ndim == 3 and plain.shape[-1] not in (1, 3, 4):
        raise Unfit("it has more dimensions than a picture")
    if plain.ndim == 3:
        plain = plain[..., 0] if plain.shape[-1] == 1 else plain[..., :3]
    if values.dtype != np.uint8:
        low, high = np.percentile(plain, (0.1, 99.9))
        plain = np.clip((plain - low) / max(float(high - low), 1.0), 0, 1) * 255
    grey = np.rint(plain).astype(np.uint8)
    return grey if grey.ndim == 3 else np.repeat(grey[..., None], 3, axis=2)


def is_coloured(pixels: Pixels) -> bool:
    """Whether colour says something: more than one pixel in fifty is clearly not grey."""
    small = pixels[:: max(1, pixels.shape[0] // 200), :: max(1, pixels.shape[1] // 200)].astype(np.int16)
    chroma = small.max(axis=2) - small.min(axis=2)
    return float((chroma > GREY_CHROMA * 3).mean()) > 0.02


def equalised(pixels: Pixels, side: int, *, colour: bool) -> Pixels:
    """The picture with `side`² pixels, whatever it had, and through the same JPEG as every other one.

    Otherwise size, sharpness and compression, which differ from source to source, would tell the classes apart.
    """
    image = Image.fromarray(_not_too_long(pixels)).convert("RGB" if colour else "L")
    width, height = fitting(image.size, side, 1)
    image = image.resize((width, height), Image.Resampling.BOX if image.width > width else Image.Resampling.BILINEAR)
    packed = io.BytesIO()
    image.save(packed, "JPEG", quality=QUALITY, subsampling=0)
    with Image.open(io.BytesIO(packed.getvalue())) as again:
        return np.asarray(again.convert("RGB"))


def for_network(pixels: Pixels, side: int) -> NDArray[np.float32]:
    """(1, 3, rows, columns), 0 to 1, about `side`² pixels, of the picture's own proportions."""
    image = Image.fromarray(pixels)
    image = image.resize(fitting(image.size, side, MULTIPLE), Image.Resampling.BILINEAR)
    shares: NDArray[np.float32] = np.asarray(image, dtype=np.float32) / np.float32(255)
    return shares.transpose(2, 0, 1)[None]


def fitting(size: tuple[int, int], side: int, multiple: int) -> tuple[int, int]:
    """Width and height of about `side`² pixels, in the proportions of a size, each a multiple."""
    scale = side / math.sqrt(size[0] * size[1])
    width, height = (max(multiple, round(edge * scale / multiple) * multiple) for edge in size)
    return width, height


def _not_too_long(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    if max(height, width) <= LONGEST * min(height, width):
        return pixels
    return pixels[: LONGEST * width, : LONGEST * height]


def has_drawn_boxes(pixels: Pixels) -> bool:
    """Whether somebody drew boxes into the picture: thin straight lines of a full colour that meet in corners."""
    return any(_has_frame(mask) for mask in _drawn(pixels) if mask.sum() >= 60)


def _drawn(pixels: Pixels) -> list[NDArray[np.bool_]]:
    masks = []
    for full in DRAWN:
        on = [pixels[..., channel] for channel in range(3) if full[channel]]
        off = [pixels[..., channel] for channel in range(3) if not full[channel]]
        least, most = np.minimum.reduce(on), np.maximum.reduce(off)
        even = np.maximum.reduce(on).astype(np.int16) - least < 50  # orange is what organic goods are shown in
        masks.append(even & (least > 140) & (most < 110) & (least.astype(np.int16) - most > 90))
    return masks


def _has_frame(mask: NDArray[np.bool_]) -> bool:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    part = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    thick = ndimage.binary_opening(part, np.ones((9, 9), dtype=bool))
    thick = ndimage.binary_dilation(thick, np.ones((5, 5), dtype=bool))
    part = ndimage.binary_closing(part & ~thick, np.ones((3, 3), dtype=bool))
    length = max(16, min(mask.shape) // 40)
    level = ndimage.binary_opening(part, np.ones((1, length), dtype=bool))
    upright = ndimage.binary_opening(part, np.ones((length, 1), dtype=bool))
    if not level.any() or not upright.any():
        return False
    near = np.ones((5, 5), dtype=bool)
    corners = ndimage.binary_dilation(level, near) & ndimage.binary_dilation(upright, near)
    return int(ndimage.label(corners)[1]) >= 2
