"""16-bit TIFF radiographs: both byte orders, several pages or several channels."""

from collections.abc import Iterator, Sequence

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

from customhouse.adapters.scanners.images.planes import RawPlane
from customhouse.imaging.reading import Limits, ScanFile, Unreadable

MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
DECODED_HERE = {"NONE", "DEFLATE", "ADOBE_DEFLATE", "PACKBITS"}


def is_tiff(head: bytes) -> bool:
    return head[:4] in MAGIC


def read_planes(files: Sequence[ScanFile], limits: Limits) -> list[RawPlane]:
    planes: list[RawPlane] = []
    pixels = 0
    for file in files:
        for plane in _planes(file, limits, pixels):
            pixels += plane.pixels.size
            planes.append(plane)
    if not planes:
        raise Unreadable("not_an_image", "The TIFF holds no 16-bit image; export the raw image.")
    return planes


def _planes(file: ScanFile, limits: Limits, already: int) -> Iterator[RawPlane]:
    length = file.path.stat().st_size
    try:
        with tifffile.TiffFile(file.path) as tiff:
            for number, page in enumerate(tiff.pages):
                if number >= limits.pages:
                    raise Unreadable("too_large", f"{file.name} has more than {limits.pages} pages; split it.")
                if not isinstance(page, tifffile.TiffPage) or page.is_reduced:
                    continue  # a thumbnail of another page
                already += _checked(file, page, length, limits, already)
                yield from _channels(file, number, page)
    except tifffile.TiffFileError as error:
        raise Unreadable("damaged", f"{file.name} is not a sound TIFF ({error}); export it again.")


def _checked(file: ScanFile, page: tifffile.TiffPage, length: int, limits: Limits, already: int) -> int:
    """Return the page's number of values, having compared what it claims with what there is."""
    values = int(page.imagewidth) * int(page.imagelength) * int(page.samplesperpixel) * int(page.imagedepth)
    if values <= 0:
        raise Unreadable("empty", f"{file.name} claims an image of no size; export it again.")
    if already + values > limits.radiograph_pixels:
        raise Unreadable("too_large", f"{file.name} claims {already + values:,} values; the limit is "
                                      f"{limits.radiograph_pixels:,}.")  # fmt: skip
    if page.bitspersample == 8:
        raise Unreadable(
            "eight_bit",
            f"{file.name} has 8 bits a pixel, too few to measure by; export the 16-bit image, or a PNG to look at.",
        )
    if page.bitspersample != 16 or page.sampleformat != 1:
        raise Unreadable("unsupported_encoding", f"{file.name} is not unsigned 16 bit; export it so.")
    ends = [at + size for at, size in zip(page.dataoffsets, page.databytecounts, strict=True)]
    if not ends or max(ends) > length:
        raise Unreadable("truncated", f"{file.name} is shorter than it says; post the whole file again.")
    if _compression(page) == "NONE" and sum(page.databytecounts) < values * 2:
        raise Unreadable("truncated", f"{file.name} holds less than the image it claims; post the whole file again.")
    return values


def _channels(file: ScanFile, number: int, page: tifffile.TiffPage) -> Iterator[RawPlane]:
    image = _decoded(file, number, page)
    if page.photometric == tifffile.PHOTOMETRIC.MINISWHITE:
        image = np.uint16(65535) - image
    if image.ndim == 2:
        image = image[..., None]
    elif page.planarconfig == tifffile.PLANARCONFIG.SEPARATE and page.samplesperpixel > 1:
        image = np.moveaxis(image, 0, -1)
    if image.ndim != 3:
        raise Unreadable("unsupported_encoding", f"{file.name} has more dimensions than an image; export plain pages.")
    for channel in range(image.shape[-1]):
        yield RawPlane(file.name, number, channel, np.ascontiguousarray(image[..., channel]))


def _compression(page: tifffile.TiffPage) -> str:
    try:
        return tifffile.COMPRESSION(page.compression).name
    except ValueError:
        return f"scheme {int(page.compression)}"


def _decoded(file: ScanFile, number: int, page: tifffile.TiffPage) -> NDArray[np.uint16]:
    if _compression(page) in DECODED_HERE:
        return np.asarray(page.asarray(), dtype=np.uint16)
    if _compression(page) == "LZW" and page.samplesperpixel == 1:
        with Image.open(file.path) as image:
            image.seek(number)
            return np.asarray(image, dtype=np.uint16)
    raise Unreadable(
        "unsupported_encoding", f"{file.name} is compressed as {_compression(page)}; export it uncompressed."
    )
