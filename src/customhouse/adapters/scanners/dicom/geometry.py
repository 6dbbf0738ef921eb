"""Where each frame of a DICOM series lies, and the order in which they make a volume."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset

from customhouse.imaging.reading import Unreadable

MOST_FRAMES = 20_000
AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


@dataclass(frozen=True)
class Frame:
    """One slice: the `index`-th frame of a dataset, and where it says it lies."""

    file: str
    dataset: FileDataset
    index: int
    number: int
    position: tuple[float, ...] | None
    orientation: tuple[float, ...]
    pixel_mm: tuple[float, float]  # (row to row, column to column)
    thickness_mm: float | None


def frames_of(file: str, dataset: FileDataset) -> Iterator[Frame]:
    count = int(dataset.get("NumberOfFrames", 1) or 1)
    if not 1 <= count <= MOST_FRAMES:
        raise Unreadable("too_large", f"{file} claims {count} frames; the limit is {MOST_FRAMES}.")
    shared = _first(dataset.get("SharedFunctionalGroupsSequence"))
    each = dataset.get("PerFrameFunctionalGroupsSequence") or []
    for index in range(count):
        own = each[index] if index < len(each) else Dataset()
        places = [own, shared, dataset]
        spacing = _numbers(places, "PixelMeasuresSequence", "PixelSpacing", 2)
        if spacing is None:
            raise Unreadable("bad_geometry", f"{file} has no PixelSpacing; export it with its geometry.")
        yield Frame(
            file,
            dataset,
            index,
            int(dataset.get("InstanceNumber", 0) or 0) + index,
            _numbers(places, "PlanePositionSequence", "ImagePositionPatient", 3),
            _numbers(places, "PlaneOrientationSequence", "ImageOrientationPatient", 6) or AXIAL,
            (spacing[0], spacing[1]),
            _thickness(places),
        )


def _first(sequence: Any) -> Dataset:
    return sequence[0] if sequence else Dataset()


def _numbers(places: Sequence[Dataset], group: str, element: str, count: int) -> tuple[float, ...] | None:
    for place in places:
        value = _first(place.get(group)).get(element) or place.get(element)
        if value is not None and len(np.atleast_1d(value)) == count:
            return tuple(float(part) for part in value)
    return None


def _thickness(places: Sequence[Dataset]) -> float | None:
    for element in ("SpacingBetweenSlices", "SliceThickness"):
        for place in places:
            value = _first(place.get("PixelMeasuresSequence")).get(element) or place.get(element)
            if value:
                return abs(float(value))
    return None


def stacked(frames: Sequence[Frame]) -> tuple[list[Frame], tuple[float, float, float], tuple[str, ...]]:
    """Return the frames in order, the spacing (z, y, x), and what was noticed. Raises `Unreadable`."""
    first = frames[0]
    for frame in frames:
        if not np.allclose(frame.pixel_mm, first.pixel_mm, rtol=1e-3):
            raise Unreadable(
                "mixed_sizes", f"{frame.file} has another pixel spacing than {first.file}; post one series."
            )
        if not np.allclose(frame.orientation, first.orientation, atol=1e-3):
            raise Unreadable("bad_geometry", f"{frame.file} lies at an angle to {first.file}; post one series.")
    if any(frame.position is None for frame in frames):
        return _by_number(frames)
    normal = np.cross(first.orientation[:3], first.orientation[3:])
    depths = np.array([float(np.dot(normal, frame.position or (0, 0, 0))) for frame in frames])
    if not np.isfinite(depths).all():
        raise Unreadable("bad_geometry", f"{first.file} gives positions that are no number; export it again.")
    order = np.argsort(depths, kind="stable")
    ordered = [frames[index] for index in order]
    step, notes = _step(ordered, depths[order])
    return ordered, (step, *first.pixel_mm), notes


def _by_number(frames: Sequence[Frame]) -> tuple[list[Frame], tuple[float, float, float], tuple[str, ...]]:
    thickness = frames[0].thickness_mm
    if thickness is None:
        raise Unreadable("bad_geometry", f"{frames[0].file} says neither where its slices lie nor how thick they are.")
    ordered = sorted(frames, key=lambda frame: (frame.number, frame.index))
    return ordered, (thickness, *frames[0].pixel_mm), ("slices ordered by number: the files give no positions",)


def _step(ordered: Sequence[Frame], depths: NDArray[np.float64]) -> tuple[float, tuple[str, ...]]:
    if len(ordered) == 1:
        thickness = ordered[0].thickness_mm
        if thickness is None:
            raise Unreadable("bad_geometry", f"{ordered[0].file} does not say how thick its slice is.")
        return thickness, ()
    steps = np.diff(depths)
    usual = float(np.median(steps))
    if usual <= 1e-4 or (steps < 0.1 * usual).any():
        at = int(np.argmin(steps))
        raise Unreadable(
            "repeated_slice",
            f"{ordered[at].file} and {ordered[at + 1].file} both lie at {depths[at]:.2f} mm; post each slice once.",
        )
    if (steps > 1.5 * usual).any():
        at = int(np.argmax(steps))
        raise Unreadable(
            "gap_in_series",
            f"Slices are missing between {depths[at]:.2f} and {depths[at + 1]:.2f} mm; post the complete series.",
        )
    uneven = (np.abs(steps - usual) > 0.1 * usual).any()
    return float(np.mean(steps)), ("slices lie unevenly; their mean distance is used",) if uneven else ()
