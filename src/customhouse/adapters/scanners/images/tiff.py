"""16-bit TIFF radiographs: both byte orders, several pages or several channels."""

import logging
import struct
from collections.abc import Iterator, Sequence

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

from customhouse.adapters.scanners.images.planes import RawPlane
from customhouse.imaging.reading import Limits, ScanFile, Unreadable

MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
DECODED_HERE = {"NONE", "DEFLATE", "ADOBE_DEFLATE", "PACKBITS"}

logging.getLogger("tifffile").setLevel(logging.CRITICAL)  # what it would log of a damaged file is refused here in words


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
            _check_whole(file, tiff)
    except (tifffile.TiffFileError, struct.error) as error:
        raise Unreadable("damaged", f"{file.name} is not a sound TIFF ({error}); export it again.")


def _check_whole(file: ScanFile, tiff: tifffile.TiffFile) -> None:
    """Refuse a file with a page that cannot be reached: the library logs it, and goes on without."""
    if not len(tiff.pages):
        raise Unreadable(
            "damaged",
            f"{file.name} is no TIFF that can be read: its header leads to no image in it. It was cut short, or tells "
            "the wrong byte order; post the whole file again, or export it again.",
        )
    tiff.filehandle.seek(tiff.pages.next_page_offset or 0)
    if any(tiff.filehandle.read(tiff.tiff.offsetsize)):
        text = f"{file.name} names a page after its {len(tiff.pages)} that is not in it; post the whole file again."
        raise Unreadable("truncated", text)


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
