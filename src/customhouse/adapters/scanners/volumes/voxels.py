"""What all volume readers share: the sanity of spacing and values, and the way to Hounsfield units."""

import math
from typing import Any

import nibabel.orientations
import numpy as np
from nibabel.spatialimages import HeaderDataError
from numpy.typing import NDArray

from customhouse.adapters.scanners.images.sidecar import Units
from customhouse.imaging.reading import Unreadable

turning: Any = nibabel.orientations  # the package has no types
AIR_HU = -1000
LOWEST_HU, HIGHEST_HU = -1024, 32767
FINEST_MM, COARSEST_MM = 0.01, 50.0


def sane_spacing(name: str, spacing: tuple[float, ...]) -> tuple[float, float, float]:
    """Raises `Unreadable` for spacing that no scanner has: nought, negative, not a number, metres."""
    if not all(math.isfinite(length) and FINEST_MM <= length <= COARSEST_MM for length in spacing):
        shown = ", ".join(f"{length:g}" for length in spacing)
        raise Unreadable(
            "bad_geometry",
            f"{name} gives a spacing of ({shown}) mm; it must lie between {FINEST_MM} and {COARSEST_MM} mm.",
        )
    z, y, x = spacing
    return z, y, x


def finite(name: str, values: NDArray[Any]) -> None:
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise Unreadable("not_finite", f"{name} holds voxels that are no number; export it again.")


def turned(
    name: str, voxels: NDArray[Any], affine: NDArray[np.float64] | None, lengths: tuple[float, ...]
) -> tuple[NDArray[Any], tuple[float, ...]]:
    """Turn voxels (x, y, z) to (z, y, x) towards head, back and left; return them and the lengths of x, y, z.

    Args:
        affine: from voxels to right, anterior, superior; None keeps the axes as they are.
    """
    if affine is None:
        return voxels.transpose(2, 1, 0), lengths
    try:
        orientation = turning.io_orientation(affine)
        transform = turning.ornt_transform(orientation, turning.axcodes2ornt(("L", "P", "S")))
    except (ValueError, np.linalg.LinAlgError, HeaderDataError) as error:
        raise Unreadable("bad_geometry", f"{name} has a senseless affine ({error}); export it again.")
    if not np.isfinite(orientation).all():
        raise Unreadable("bad_geometry", f"{name} has an affine that flattens the volume; export it again.")
    order = np.argsort(transform[:, 0])
    return turning.apply_orientation(voxels, transform).transpose(2, 1, 0), tuple(lengths[int(axis)] for axis in order)


def looks_hounsfield(kind: np.dtype[Any], values: NDArray[Any]) -> bool:
    """Signed or floating, and holding air."""
    return kind.kind in "if" and kind.itemsize > 1 and float(values.min()) < -500


def hounsfield(
    name: str, values: NDArray[Any], units: Units | None, looks_hounsfield: bool
) -> tuple[NDArray[np.int16], bool]:
    """Return int16 voxels and whether they are Hounsfield units; without calibration they keep their own scale."""
    finite(name, values)
    unit = units.unit if units is not None else "hu" if looks_hounsfield else "none"
    if unit == "none":
        return _in_16_bits(values), False
    if units is not None and units.water is not None:
        values = (values.astype(np.float32) / np.float32(units.water) - 1) * 1000
    if values.dtype.kind == "f":
        values = np.rint(values)
    clipped = np.ascontiguousarray(np.clip(values, LOWEST_HU, HIGHEST_HU), dtype=np.int16)
    return clipped, True


def _in_16_bits(values: NDArray[Any]) -> NDArray[np.int16]:
    lowest, highest = float(values.min()), float(values.max())
    if values.dtype.kind in "iu" and lowest >= -32768 and highest <= 32767:
        return np.ascontiguousarray(values, dtype=np.int16)
    scale = 32767 / (highest - lowest) if highest > lowest else 0.0
    return np.ascontiguousarray(np.rint((values.astype(np.float64) - lowest) * scale), dtype=np.int16)
