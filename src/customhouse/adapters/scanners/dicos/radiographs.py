"""DICOS and DICOM digital radiographs read: for processing they are measured, for presentation they are looked at."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import FileDataset
from pydicom.pixels import apply_color_lut  # type: ignore[attr-defined]  # documented, left out of __all__
from pydicom.uid import (
    DICOSDigitalXRayImageStorageForPresentation,
    DICOSDigitalXRayImageStorageForProcessing,
    DigitalXRayImageStorageForPresentation,
    DigitalXRayImageStorageForProcessing,
)

from customhouse.adapters.scanners.dicom.pixels import check_length, pixels_of
from customhouse.adapters.scanners.images.planes import RawPlane, check_views, radiograph
from customhouse.adapters.scanners.images.sidecar import EnergyPart, PlanePart, SideCar, ViewPart
from customhouse.imaging.model import Picture, PictureView, Radiograph
from customhouse.imaging.reading import Limits, ScanFile, Unreadable

SHOWN = {DICOSDigitalXRayImageStorageForPresentation, DigitalXRayImageStorageForPresentation}
MEASURED = {DICOSDigitalXRayImageStorageForProcessing, DigitalXRayImageStorageForProcessing}
MODALITIES = {"DX", "XRAY"}  # writers in the field say either
FORMAT = "DICOS DX"
PRESENTED = "DICOS DX (for presentation, not calibrated)"
RANKS = {"HIGH ENERGY": 1, "LOW ENERGY": -1}
LARGEST_TUBE_KV, SMALLEST_LINAC_KV, LARGEST_KV = 600, 1000, 20_000

Image = tuple[ScanFile, FileDataset]


def is_radiograph(dataset: FileDataset) -> bool:
    return dataset.get("SOPClassUID") in SHOWN | MEASURED or str(dataset.get("Modality", "")) in MODALITIES


def read(images: Sequence[Image], sidecar: SideCar, limits: Limits) -> tuple[Radiograph | Picture, list[int]]:
    """Return the scan, and which view each image shows."""
    _check_claims(images, limits)
    shown = [image for image in images if _is_shown(image[1])]
    if shown and len(shown) < len(images):
        raise Unreadable(
            "several_series",
            f"{shown[0][0].name} is prepared for presentation and others are not; post those for processing alone.",
        )
    return (_picture(images, sidecar), list(range(len(images)))) if shown else _radiograph(images, sidecar)


def _check_claims(images: Sequence[Image], limits: Limits) -> None:
    """Raises `Unreadable` before any pixel is decoded."""
    whole = 0
    for file, dataset in images:
        values = int(dataset.Rows) * int(dataset.Columns) * int(dataset.get("SamplesPerPixel", 1) or 1)
        if values <= 0:
            raise Unreadable("empty", f"{file.name} claims an image of no size; export it again.")
        if int(dataset.get("NumberOfFrames", 1) or 1) != 1:
            raise Unreadable("unsupported_encoding", f"{file.name} holds several frames; export one view a file.")
        whole += 3 * values if _is_shown(dataset) else values
        if whole > limits.radiograph_pixels:
            raise Unreadable("too_large", f"{file.name} claims {values:,} values; the limit of a post is "
                                          f"{limits.radiograph_pixels:,}.")  # fmt: skip
        check_length(file, dataset, math.ceil(values * int(dataset.get("BitsAllocated", 16) or 16) / 8))


def _is_shown(dataset: FileDataset) -> bool:
    """Whether grey values were prepared for the eye: by intent, by a logarithm, in colours, or in too few bits."""
    return (
        dataset.get("SOPClassUID") in SHOWN
        or str(dataset.get("PresentationIntentType", "")) == "FOR PRESENTATION"
        or str(dataset.get("PixelIntensityRelationship", "LIN") or "LIN") != "LIN"
        or str(dataset.get("PhotometricInterpretation", "")) not in ("MONOCHROME1", "MONOCHROME2")
        or int(dataset.get("BitsStored", 16) or 16) <= 8
    )


def _radiograph(images: Sequence[Image], sidecar: SideCar) -> tuple[Radiograph, list[int]]:
    decoded = [(file, dataset, _full_scale(file, dataset)) for file, dataset in images]
    if sidecar.planes or "energies" in sidecar.model_fields_set:
        scan = radiograph([RawPlane(file.name, 0, 0, pixels) for file, _, pixels in decoded], sidecar, FORMAT)
        named = {part.file: part.view for part in sidecar.planes or ()}
        return scan, [named.get(file.name, at // len(sidecar.energies)) for at, (file, _) in enumerate(images)]
    # Files of one post may bear one name: they are told apart by their place.
    planes = [RawPlane(str(number), 0, 0, pixels) for number, (_, _, pixels) in enumerate(decoded)]
    arranged = _arranged([dataset for _, dataset, _ in decoded], sidecar)
    views = {part.file: part.view for part in arranged.planes or ()}
    return radiograph(planes, arranged, FORMAT), [views[plane.file] for plane in planes]


def _full_scale(file: ScanFile, dataset: FileDataset) -> NDArray[np.uint16]:
    """Stored values stretched to 16 bit, more meaning more transmission."""
    stored = pixels_of(file.name, dataset)[0]
    if stored.dtype.kind != "u":
        raise Unreadable("unsupported_encoding", f"{file.name} is not unsigned; export it so.")
    bits = int(dataset.get("BitsStored", 16) or 16)
    full = _sixteen_bit(stored, bits)
    sign = dataset.get("PixelIntensityRelationshipSign")
    falls = int(sign) < 0 if sign is not None else str(dataset.PhotometricInterpretation) == "MONOCHROME1"
    return np.asarray(65535 - full, dtype=np.uint16) if falls else full


def _sixteen_bit(stored: NDArray[Any], bits: int) -> NDArray[np.uint16]:
    if bits >= 16:
        return np.asarray(stored >> (bits - 16) if bits > 16 else stored, dtype=np.uint16)
    # A table is quicker than arithmetic on millions of pixels, and takes no memory to speak of.
    top = (1 << bits) - 1
    table = np.rint(np.arange(top + 1) * (65535 / top)).astype(np.uint16)
    scaled: NDArray[np.uint16] = table[np.minimum(stored, top)]
    return scaled


def _arranged(datasets: Sequence[FileDataset], sidecar: SideCar) -> SideCar:
    """Which image is which view at which energy, by what the objects say."""
    keys = [_energy_key(dataset) for dataset in datasets]
    energies = list(dict.fromkeys(sorted(keys, reverse=True)))
    at = {key: [number for number, own in enumerate(keys) if own == key] for key in energies}
    views = len(at[energies[0]])
    if all(len(numbers) == views for numbers in at.values()):
        check_views(views)
    if len(energies) > 2 or any(len(numbers) != views for numbers in at.values()):
        raise Unreadable(
            "wrong_energies",
            f"The post holds {len(datasets)} radiographs of {len(energies)} energies; say in a side-car what is what.",
        )
    parts = [
        PlanePart(file=str(number), view=view, energy=energy)
        for energy, key in enumerate(energies)
        for view, number in enumerate(at[key])
    ]
    shown = [_view(datasets[number], view, sidecar) for view, number in enumerate(at[energies[0]])]
    return sidecar.model_copy(
        update={
            "energies": tuple(_energy(key) for key in energies),
            "views": tuple(shown),
            "planes": tuple(parts),
        }
    )


def _energy_key(dataset: FileDataset) -> tuple[int, float]:
    words = [str(word) for word in np.atleast_1d(dataset.get("ImageType", []) or [])]
    rank = next((RANKS[word] for word in words if word in RANKS), 0)
    try:
        peak = float(dataset.get("KVP", 0) or 0)
    except ValueError:
        peak = 0.0
    return rank, peak if math.isfinite(peak) else 0.0


def _energy(key: tuple[int, float]) -> EnergyPart:
    rank, peak = key
    name = {1: "high", -1: "low"}.get(rank, "")
    if 20 <= peak <= LARGEST_TUBE_KV:
        return EnergyPart(name=name, kv=peak)
    if SMALLEST_LINAC_KV <= peak <= LARGEST_KV:
        return EnergyPart(name=name, mev=peak / 1000)
    return EnergyPart(name=name)


def _view(dataset: FileDataset, number: int, sidecar: SideCar) -> ViewPart:
    """`PixelSpacing` is at the object; `ImagerPixelSpacing`, at the detector, says nothing of it."""
    given = sidecar.views[number] if number < len(sidecar.views) else ViewPart()
    name = given.name or str(dataset.get("SeriesDescription", "") or "")[:40]
    spacing = dataset.get("PixelSpacing")
    if given.pixel_mm is not None or spacing is None or len(spacing) != 2:
        return ViewPart(name=name, pixel_mm=given.pixel_mm)
    down, across = (float(part) for part in spacing)
    sane = all(math.isfinite(part) and 0 < part <= 1000 for part in (down, across))
    return ViewPart(name=name, pixel_mm=(across, down) if sane else None)


def _picture(images: Sequence[Image], sidecar: SideCar) -> Picture:
    views = []
    for number, (file, dataset) in enumerate(images):
        name = _view(dataset, number, sidecar).name or f"view {number + 1}"
        views.append(PictureView(name, _colours(file, dataset)))
    return Picture(tuple(views), sidecar.provenance(PRESENTED), sidecar.subject, sidecar.container_facts())


def _colours(file: ScanFile, dataset: FileDataset) -> NDArray[np.uint8]:
    kind = str(dataset.get("PhotometricInterpretation", ""))
    samples = int(dataset.get("SamplesPerPixel", 1) or 1)
    if samples not in (1, 3) or (samples == 3 and kind != "RGB"):
        raise Unreadable(
            "unsupported_encoding", f"{file.name} has colours of the kind {kind}; export it as RGB or grey."
        )
    stored: NDArray[Any] = pixels_of(file.name, dataset)
    grey = stored[0] if samples == 1 else stored
    if kind == "PALETTE COLOR":
        try:
            grey = apply_color_lut(grey, dataset)
        except (ValueError, AttributeError, KeyError, IndexError) as error:
            raise Unreadable("damaged", f"{file.name} has a palette that makes no sense ({error}); export it again.")
    flat = _eight_bit(grey)
    if kind == "MONOCHROME1":
        flat = np.uint8(255) - flat
    return np.ascontiguousarray(flat if flat.ndim == 3 else np.repeat(flat[..., None], 3, axis=-1))


def _eight_bit(values: NDArray[Any]) -> NDArray[np.uint8]:
    """From the darkest to the brightest, but for one pixel in two hundred at each end."""
    low, high = (float(part) for part in np.percentile(values, (0.5, 99.5)))
    scale = 255 / (high - low) if high > low else 0.0
    flat: NDArray[np.uint8] = np.rint(
        np.clip((values.astype(np.float32) - np.float32(low)) * np.float32(scale), 0, 255)
    ).astype(np.uint8)
    return flat
