"""The pixels of a DICOM image: what the header claims, what the bytes hold, and their rescaling."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset
from pydicom.pixels import get_decoder  # type: ignore[attr-defined]  # documented, left out of __all__
from pydicom.uid import UID, JPEGExtended12Bit, RLELossless

from customhouse.adapters.scanners.dicom.jpeg import PLUGIN as GDCM_12_BIT
from customhouse.imaging.reading import Limits, ScanFile, Unreadable

HOUNSFIELD = {"HU", "MHU", "HU_MOD", "US", ""}  # US means unspecified; many CT writers leave it out
MODIFIED = {"MHU", "HU_MOD"}
DICOS_FLOATS = 0x7FE00013  # where a DICOS toolkit of the field puts floating voxels; the library has no name for it
PIXEL_ELEMENTS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")


def check_claims(images: Sequence[tuple[ScanFile, FileDataset]], limits: Limits) -> None:
    """Raises `Unreadable` before any pixel is decoded."""
    whole = 0
    sizes = {(int(dataset.Rows), int(dataset.Columns)) for _, dataset in images}
    for file, dataset in images:
        bits = int(dataset.get("BitsAllocated", 16) or 16)
        values = int(dataset.Rows) * int(dataset.Columns) * int(dataset.get("NumberOfFrames", 1) or 1)
        if values <= 0:
            raise Unreadable("empty", f"{file.name} claims an image of no size; export it again.")
        if int(dataset.get("SamplesPerPixel", 1) or 1) != 1:
            raise Unreadable("not_a_volume", f"{file.name} is a colour picture; post the grey CT series.")
        whole += values * max(2, bits // 8)
        if whole > limits.volume_bytes:
            raise Unreadable(
                "too_large", f"{file.name} claims {whole:,} bytes of voxels; the limit is {limits.volume_bytes:,}."
            )
        check_length(file, dataset, math.ceil(values * bits / 8))
    if len(sizes) > 1:
        raise Unreadable("mixed_sizes", f"The slices have {len(sizes)} different sizes; post one series at a time.")


def check_length(file: ScanFile, dataset: FileDataset, claimed: int) -> None:
    syntax = getattr(dataset, "file_meta", Dataset()).get("TransferSyntaxUID")
    if not any(element in dataset for element in (*PIXEL_ELEMENTS, DICOS_FLOATS)):
        raise Unreadable("truncated", f"{file.name} ends before its pixels; post the whole file again.")
    if (syntax is None or not syntax.is_compressed) and file.path.stat().st_size < claimed:
        raise Unreadable("truncated", f"{file.name} is shorter than the image it claims; post the whole file again.")


def pixels_of(file: str, dataset: FileDataset) -> NDArray[Any]:
    """Return stored values as (frames, rows, columns), or (rows, columns, colours) of a single coloured frame."""
    try:
        syntax = dataset.file_meta.get("TransferSyntaxUID")
        if syntax is not None and syntax.is_compressed:
            decoder = get_decoder(syntax)
            array, _ = decoder.as_array(dataset, raw=True, decoding_plugin=_plugin(syntax, dataset))
        elif DICOS_FLOATS in dataset and "PixelData" not in dataset:
            array = np.frombuffer(dataset[DICOS_FLOATS].value, dtype="<f4")
        else:
            array = dataset.pixel_array
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a damaged image can raise anything in the decoders
        said = _first_words(error)
        short = "expected" in said and "bytes" in said
        advice = "post the whole file again" if short else "export it uncompressed"
        raise Unreadable(
            "truncated" if short else "unsupported_encoding", f"{file} does not decode ({said}); {advice}."
        )
    finally:
        _forget_pixels(dataset)
    shape = (int(dataset.Rows), int(dataset.Columns))
    colours = int(dataset.get("SamplesPerPixel", 1) or 1)
    return np.asarray(array).reshape((-1, *shape) if colours == 1 else (*shape, colours))


def _first_words(error: Exception) -> str:
    """Of an error of pydicom; where it only heads what its decoders said, what the first of them said."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    return (lines[1] if lines[0].endswith(":") and len(lines) > 1 else lines[0])[:200]


def _plugin(syntax: UID, dataset: Dataset) -> str:
    """Which of pydicom's decoders: its own, GDCM as it calls it, or GDCM as we call it."""
    if syntax == RLELossless:
        return ""
    return GDCM_12_BIT if syntax == JPEGExtended12Bit and int(dataset.get("BitsStored", 0) or 0) > 8 else "gdcm"


def _forget_pixels(dataset: FileDataset) -> None:
    for element in PIXEL_ELEMENTS:
        if element in dataset:
            dataset[element].value = b""  # the bytes are no longer needed beside the array


def _rescale(dataset: FileDataset, index: int) -> Dataset:
    """Where slope and intercept stand for this frame: its own group, the shared one, or the dataset."""
    each = dataset.get("PerFrameFunctionalGroupsSequence") or []
    shared = dataset.get("SharedFunctionalGroupsSequence") or []
    for place in (*each[index : index + 1], *shared[:1]):
        group = place.get("PixelValueTransformationSequence")
        if group:
            transformation: Dataset = group[0]
            return transformation
    return dataset


def is_modified(dataset: FileDataset) -> bool:
    """Whether values are modified Hounsfield units: air 0 and water 1000, as security scanners give them."""
    return str(_rescale(dataset, 0).get("RescaleType", "") or "").strip().upper() in MODIFIED


def is_calibrated(dataset: FileDataset) -> bool:
    given = _rescale(dataset, 0)
    kind = str(given.get("RescaleType", "") or "").strip().upper()
    return "RescaleSlope" in given and "RescaleIntercept" in given and kind in HOUNSFIELD


def hu_of(file: str, dataset: FileDataset, index: int, stored: NDArray[Any]) -> NDArray[Any]:
    given = _rescale(dataset, index)
    slope = float(given.get("RescaleSlope", 1) or 1)
    intercept = float(given.get("RescaleIntercept", 0) or 0)
    if not (math.isfinite(slope) and math.isfinite(intercept)):
        raise Unreadable("not_finite", f"{file} rescales by a number that is none; export it again.")
    if slope == 1 and intercept.is_integer() and stored.dtype.kind in "iu":
        return stored.astype(np.int32) + np.int32(max(-(2**30), min(2**30, intercept)))
    return stored.astype(np.float32) * np.float32(slope) + np.float32(intercept)
