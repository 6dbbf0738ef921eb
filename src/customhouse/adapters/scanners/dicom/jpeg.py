"""JPEG Extended of 12 bits (1.2.840.10008.1.2.4.51), which pydicom leaves to a library under another licence.

GDCM decodes it, to the same numbers as libjpeg-turbo. It is a plug-in of pydicom's decoder, which parts the frames and
gives the array its shape. A frame is taken apart before native code sees it: none is larger than its header says, and
none holds what GDCM ends the whole process for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import gdcm
from pydicom.pixels import get_decoder  # type: ignore[attr-defined]  # documented, left out of __all__
from pydicom.pixels.decoders.base import DecodeRunner
from pydicom.uid import JPEGExtended12Bit

PLUGIN = "gdcm_12_bit"
DECODER_DEPENDENCIES = {JPEGExtended12Bit: ("gdcm>=3.0.10",)}
PRECISIONS = (12, 16)  # the second is none of the standard's, and GDCM itself writes it: 12 bits stored in 16
# Markers of ISO/IEC 10918-1 B.1.
START, END = b"\xff\xd8", b"\xff\xd9"
FRAME, SCAN = (0xC0, 0xC1), 0xDA  # baseline and extended, sequential, Huffman
TABLES = (0xDB, 0xC4, 0xDD)  # quantisation, Huffman, restart interval
COMMENT = 0xFE
SAID_BESIDE = (*range(0xE0, 0xF0), COMMENT)  # of applications, and comments: a wrong one there aborts the decoder
AFTER_SAMPLES = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")  # a marker that is neither a stuffed byte nor a restart


def is_available(uid: str) -> bool:
    """As pydicom asks of a plug-in."""
    return uid in DECODER_DEPENDENCIES


def decode_frame(src: bytes, runner: DecodeRunner) -> bytes:
    """Return the samples of one frame, 16 bits each. Raises `ValueError`."""
    frame = parted(src)
    if (frame.rows, frame.columns) != (runner.rows, runner.columns):
        raise ValueError(f"a frame of {frame.rows} × {frame.columns} is not the image that the header claims")
    if frame.bits not in PRECISIONS or (frame.samples, runner.samples_per_pixel, runner.bits_allocated) != (1, 1, 16):
        raise ValueError(f"{frame.samples} samples of {frame.bits} bits a pixel, and only one of 12 can be read")
    # GDCM chooses its decoder by the bits allocated; with the header's it tries another first, and says so aloud.
    depth = gdcm.PixelFormat(1, frame.bits, runner.bits_stored, runner.bits_stored - 1, runner.pixel_representation)
    said = _image(frame, depth).GetBuffer()
    if said is None:
        raise ValueError("the frame is damaged")
    # The binding returns bytes as text.
    return bytes(said.encode("utf-8", "surrogateescape"))


@dataclass(frozen=True)
class Frame:
    """What a JPEG says of itself, and its content without what its image does not need."""

    bits: int
    rows: int
    columns: int
    samples: int
    content: bytes


def parted(src: bytes) -> Frame:
    """The one image of a JPEG. Raises `ValueError` where its segments do not follow one another, or it breaks off."""
    header, kept, scanned = b"", [START], False
    for marker, segment in _segments(src):
        if marker in FRAME and not header:
            header = segment
        elif marker == SCAN and len(header) > 9:
            scanned = True
        elif marker not in (*TABLES, COMMENT) and (scanned or marker not in SAID_BESIDE):
            raise ValueError(f"the frame is damaged: a segment FF{marker:02X} has no place where it stands")
        if marker not in SAID_BESIDE:
            kept.append(segment)
    if not scanned:
        raise ValueError("the frame is damaged: it holds no samples")
    rows, columns = (int.from_bytes(header[place : place + 2], "big") for place in (5, 7))
    content = b"".join((*kept, END))
    return Frame(header[4], rows, columns, header[9], content + b"\0" * (len(content) % 2))


def _segments(src: bytes) -> Iterator[tuple[int, bytes]]:
    """Each with its marker, to the first end of the image; a scan has its samples with it."""
    if not src.startswith(START):
        raise ValueError("the frame is no JPEG")
    at = len(START)
    while src[at : at + 2] != END:
        if at + 4 > len(src):
            raise ValueError("the frame breaks off")  # the decoder would fill up what is missing
        marker, length = src[at + 1], int.from_bytes(src[at + 2 : at + 4], "big")
        if src[at] != 0xFF or length < 2:
            raise ValueError("the frame is damaged: its segments do not follow one another")
        end = at + 2 + length
        if marker == SCAN:
            found = AFTER_SAMPLES.search(src, end)
            if found is None:
                raise ValueError("the frame breaks off")
            end = found.end() - 2
        yield marker, src[at:end]
        at = end
    if src[at + 2 :].strip(b"\0\xff"):
        raise ValueError("the frame is damaged: it goes on behind its end")


def _image(frame: Frame, depth: gdcm.PixelFormat) -> gdcm.Image:
    fragment = gdcm.Fragment()
    fragment.SetByteStringValue(frame.content)
    fragments = gdcm.SequenceOfFragments.New()
    fragments.AddFragment(fragment)
    pixels = gdcm.DataElement(gdcm.Tag(0x7FE0, 0x0010))
    pixels.SetValue(fragments.__ref__())
    made = gdcm.Image()
    made.SetNumberOfDimensions(2)
    made.SetDimensions((frame.columns, frame.rows, 1))
    made.SetDataElement(pixels)
    made.SetPhotometricInterpretation(gdcm.PhotometricInterpretation(gdcm.PhotometricInterpretation.MONOCHROME2))
    made.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.JPEGExtendedProcess2_4))
    made.SetPixelFormat(depth)
    return made


if PLUGIN not in get_decoder(JPEGExtended12Bit).available_plugins:
    get_decoder(JPEGExtended12Bit).add_plugin(PLUGIN, (__name__, "decode_frame"))
