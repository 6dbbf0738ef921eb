"""Builders of scans with a known truth, and of the files that a scanner would make of them.

Beams here are written down anew from published mass attenuation (NIST, cm²/g), not taken from the product's table.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid
from scipy import ndimage

from customhouse.imaging.model import (
    OPEN_BEAM,
    ContainerFacts,
    Energy,
    Provenance,
    Radiograph,
    Subject,
    View,
    Volume,
    Wedge,
)
from customhouse.imaging.reading import ScanFile

FROM_TESTS = Provenance("test")
# At 60, 80, 100 and 120 keV, as a filtered 160 kV tube gives, and at 0.8, 1.5, 3 and 5 MeV, as a 6 MV accelerator.
TUBE = {"kev": (60, 80, 100, 120), "water": (0.2059, 0.1837, 0.1707, 0.1614), "steel": (1.205, 0.5952, 0.3717, 0.2784)}
LINAC = {
    "kev": (800, 1500, 3000, 5000),
    "water": (0.0787, 0.0575, 0.0397, 0.0303),
    "steel": (0.0670, 0.0488, 0.0362, 0.0315),
}
LOW_TUBE, HIGH_TUBE = (0.45, 0.35, 0.15, 0.05), (0.05, 0.25, 0.40, 0.30)
LINAC_6 = (0.30, 0.30, 0.27, 0.13)
WATER, STEEL = 1.0, 7.87

Areal = NDArray[np.float64]


def transmission(beam: dict[str, tuple[float, ...]], weights: tuple[float, ...], water: Areal, steel: Areal) -> Areal:
    """Behind areal densities in g/cm², polychromatic."""
    lines = zip(weights, beam["water"], beam["steel"], strict=True)
    return sum((w * np.exp(-mu_w * water - mu_s * steel) for w, mu_w, mu_s in lines), np.zeros_like(water))


def plane(signal: Areal, noise: float = 0.002, seed: int = 1) -> NDArray[np.uint16]:
    grain = np.random.default_rng(seed).normal(0, noise, signal.shape)
    return np.rint(np.clip(signal + grain, 0, 1) * OPEN_BEAM).astype(np.uint16)


def wedge(beam: dict[str, tuple[float, ...]], weights: tuple[float, ...], energy: int, material: str) -> Wedge:
    """The step wedge that this scanner would have measured of itself."""
    density = STEEL if material == "steel" else WATER
    mm = tuple(float(step) for step in np.linspace(1, 150 if material == "steel" else 900, 24))
    areal = np.array(mm) / 10 * density
    nothing = np.zeros_like(areal)
    layers = (nothing, areal) if material == "steel" else (areal, nothing)
    return Wedge(energy, material, mm, tuple(float(v) for v in -np.log(transmission(beam, weights, *layers))))


def make_parcel_radiograph(water: Areal, steel: Areal, pixel_mm: float = 1.0, calibrated: bool = True) -> Radiograph:
    high, low = transmission(TUBE, HIGH_TUBE, water, steel), transmission(TUBE, LOW_TUBE, water, steel)
    wedges = tuple(
        wedge(TUBE, weights, energy, material)
        for energy, weights in enumerate((HIGH_TUBE, LOW_TUBE))
        for material in ("water", "steel")
    )
    view = View("side", np.stack([plane(high, seed=1), plane(low, seed=2)]), (pixel_mm, pixel_mm))
    energies = (Energy("high", 160.0), Energy("low", 90.0))
    return Radiograph((view,), energies, FROM_TESTS, Subject.PARCEL, wedges=wedges if calibrated else ())


def make_container_radiograph(
    goods: Areal | None = None, hidden_steel: tuple[int, int, int, float] | None = None, size_type: str = "22G1"
) -> Radiograph:
    """A 20-foot container from the side at 10 mm a pixel. `goods` is water-like, g/cm², over the inside (238 × 590).

    Args:
        hidden_steel: row, column, size in pixels and g/cm² of a square of steel among the goods.
    """
    water, steel = np.zeros((320, 700)), np.zeros((320, 700))
    steel[30:289, 47:653] = 3.2  # walls
    steel[30:36, 47:653] = steel[283:289, 47:653] = 90.0  # roof and floor edge-on
    steel[30:289, 47:60] = steel[30:289, 640:653] = 25.0  # posts
    tare_kg = float(steel.sum()) / 1000  # a pixel is a square centimetre
    if goods is not None:
        water[36:274, 55:645] += goods
    if hidden_steel is not None:
        row, column, size, areal = hidden_steel
        steel[36 + row : 36 + row + size, 55 + column : 55 + column + size] += areal
    signal = transmission(LINAC, LINAC_6, water, steel)
    view = View("side", plane(signal)[None], (10.0, 10.0))
    wedges = tuple(wedge(LINAC, LINAC_6, 0, material) for material in ("water", "steel"))
    facts = ContainerFacts("CSQU3054383", size_type, tare_kg)
    return Radiograph((view,), (Energy("6 MV", 6000.0),), FROM_TESTS, Subject.CONTAINER, facts, wedges)


def make_stowed_container(
    boxes: Sequence[Sequence[float]] = (), drums: Sequence[Sequence[float]] = (), views: Sequence[str] = ("side", "top")
) -> Radiograph:
    """The same container from the side and from above, packages of water in it, all in cm from the inner front corner.

    Args:
        boxes: x, y, z of the lowest corner, then length, width, height; 1 g/cm³ each.
        drums: x and y of the middle, z of the bottom, radius, height.
    """
    x, y, z = np.arange(590) + 0.5, np.arange(235) + 0.5, np.arange(238) + 0.5
    side, top = np.zeros((238, 590)), np.zeros((235, 590))
    for bx, by, bz, long, wide, tall in boxes:
        along = (x > bx) & (x < bx + long)
        side += ((z > bz) & (z < bz + tall))[:, None] * along * wide
        top += ((y > by) & (y < by + wide))[:, None] * along * tall
    for cx, cy, bz, r, tall in drums:
        chord = 2 * np.sqrt(np.maximum(r * r - (x - cx) ** 2, 0))
        side += ((z > bz) & (z < bz + tall))[:, None] * chord
        top += ((x - cx) ** 2 + ((y - cy) ** 2)[:, None] < r * r) * tall
    lying = {"side": make_container_radiograph(side[::-1]).views[0], "top": _from_above(top)}
    seen = make_container_radiograph()
    return replace(seen, views=tuple(lying[name] for name in views))


def _from_above(goods: Areal) -> View:
    water, steel = np.zeros((300, 700)), np.zeros((300, 700))
    steel[30:274, 47:653] = 3.0  # roof and floor
    steel[30:34, 47:653] = steel[270:274, 47:653] = 40.0  # side walls edge-on
    steel[30:274, 47:60] = steel[30:274, 640:653] = 20.0
    water[35:270, 55:645] += goods
    return View("top", plane(transmission(LINAC, LINAC_6, water, steel), seed=4)[None], (10.0, 10.0))


def make_volume(
    boxes: list[tuple[tuple[int, int, int], tuple[int, int, int], float]],
    shape: tuple[int, int, int] = (60, 100, 100),
    spacing: tuple[float, float, float] = (2.0, 1.0, 1.0),
    noise: float = 25.0,
) -> Volume:
    """Boxes of (corner, size, HU) in air, blurred and noisy as a reconstruction is."""
    values = np.full(shape, -1000.0, np.float32)
    for corner, size, hu in boxes:
        values[tuple(slice(at, at + by) for at, by in zip(corner, size, strict=True))] = hu
    blurred = ndimage.gaussian_filter(values, 0.6) + np.random.default_rng(3).normal(0, noise, shape)
    voxels = np.clip(np.rint(blurred), -1024, 32767).astype(np.int16)
    return Volume(voxels, spacing, True, FROM_TESTS, None, (140.0,))


# Files


def save(folder: Path, name: str, content: bytes) -> ScanFile:
    path = folder / name
    path.write_bytes(content)
    return ScanFile(name, path)


def tiff_bytes(planes: list[NDArray[Any]], **how: Any) -> bytes:
    held = io.BytesIO()
    with tifffile.TiffWriter(held, byteorder=how.pop("byteorder", "<")) as pages:
        for each in planes:
            layout = "contig" if each.ndim == 3 else None
            pages.write(each, photometric="minisblack", planarconfig=layout, metadata=None, **how)
    return held.getvalue()


def png_bytes(pixels: NDArray[Any]) -> bytes:
    held = io.BytesIO()
    Image.fromarray(pixels).save(held, "PNG")
    return held.getvalue()


def sidecar_bytes(**changes: Any) -> bytes:
    plain: dict[str, Any] = {
        "format": "customhouse-scan/1",
        "kind": "radiograph",
        "energies": [{"name": "high", "mev": 6}, {"name": "low", "mev": 4}],
        "views": [{"name": "side", "pixel_mm": [5.0, 5.0]}],
        **changes,
    }
    return json.dumps(plain).encode()


def nifti_bytes(voxels: NDArray[Any], spacing: tuple[float, float, float] = (1.0, 1.0, 2.0)) -> bytes:
    """`voxels` as (x, y, z), spacing in the same order, towards R, A and S."""
    content: bytes = nibabel.Nifti1Image(voxels, np.diag([*spacing, 1.0])).to_bytes()
    return content


def dicom_bytes(pixels: NDArray[np.int16], z_mm: float = 0.0, series: str = "1.2.3", **changes: Any) -> bytes:
    """One CT slice, or several frames with per-frame positions when `pixels` has three dimensions."""
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID = CTImageStorage
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID = generate_uid()
    made.Modality, made.SeriesInstanceUID, made.KVP = "CT", series, "140"
    made.Rows, made.Columns = pixels.shape[-2:]
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 16, 16, 15, 1
    made.PixelSpacing, made.SliceThickness = [1.0, 1.0], 2.0
    made.ImageOrientationPatient, made.ImagePositionPatient = [1, 0, 0, 0, 1, 0], [0, 0, z_mm]
    made.RescaleSlope, made.RescaleIntercept, made.RescaleType = 1, 0, "HU"
    made.PixelData = pixels.astype("<i2").tobytes()
    for name, value in changes.items():
        setattr(made, name, value)
    held = io.BytesIO()
    made.save_as(held, enforce_file_format=True)
    return held.getvalue()


def frame_positions(depths: list[float]) -> list[Dataset]:
    """Per-frame functional groups of an enhanced CT."""
    groups = []
    for depth in depths:
        place, group = Dataset(), Dataset()
        place.ImagePositionPatient = [0, 0, depth]
        group.PlanePositionSequence = [place]
        groups.append(group)
    return groups
