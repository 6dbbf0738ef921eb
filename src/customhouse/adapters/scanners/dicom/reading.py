"""DICOM and DICOS: tomography as single frames of one series, multi-frame and enhanced; radiographs; reports beside."""

import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.dataset import FileDataset
from pydicom.errors import InvalidDicomError
from pydicom.uid import DICOSCTImageStorage

from customhouse.adapters.scanners.dicom.deflate import inflated
from customhouse.adapters.scanners.dicom.geometry import Frame, frames_of, stacked
from customhouse.adapters.scanners.dicom.pixels import check_claims, hu_of, is_calibrated, is_modified, pixels_of
from customhouse.adapters.scanners.dicos import radiographs, report
from customhouse.adapters.scanners.dicos.elements import UNKNOWN
from customhouse.adapters.scanners.images.sidecar import SideCar
from customhouse.adapters.scanners.volumes.voxels import hounsfield, sane_spacing
from customhouse.imaging.model import Instance, Provenance, Reported, Scan, Volume
from customhouse.imaging.reading import Limits, ScanFile, Unreadable

GROUPS_WITHOUT_PREAMBLE = (b"\x08\x00", b"\x02\x00")
# Air in modified units is 0. A file that says so and yet holds less than this was written in plain Hounsfield units.
NO_AIR_HU, AIR_IS_NOUGHT = -500, 1000
VOLUMES = {"CT", ""}  # DICOS writers leave Modality out or say CT


def is_dicom(head: bytes) -> bool:
    """By its mark, or, where the preamble was cut off, by an early element of group 2 or 8."""
    return head[128:132] == b"DICM" or (head[:2] in GROUPS_WITHOUT_PREAMBLE and head[3:4] == b"\0")


@dataclass(frozen=True)
class Stack:
    """The frames of one series at one energy."""

    frames: tuple[Frame, ...]
    peak_kev: float | None
    rank: int  # 1 for what calls itself HIGH ENERGY, -1 for LOW ENERGY


def read(files: Sequence[ScanFile], sidecar: SideCar, limits: Limits) -> Scan:
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="customhouse-dicom-") as folder:
        warnings.simplefilter("ignore")  # DICOS files carry UIDs that DICOM calls invalid
        return _read(inflated(files, Path(folder), limits), sidecar, limits)


def _read(files: Sequence[ScanFile], sidecar: SideCar, limits: Limits) -> Scan:
    opened = [(file, _opened(file)) for file in files]
    reports = [(file, dataset) for file, dataset in opened if report.is_report(dataset)]
    images = [(file, dataset) for file, dataset in opened if "Rows" in dataset and "Columns" in dataset]
    if not images:
        wanted = "post it together with its images" if reports else "post the image series itself"
        raise Unreadable("not_an_image", f"{files[0].name} holds no image; {wanted}.")
    scan: Scan
    if all(radiographs.is_radiograph(dataset) for _, dataset in images):
        scan, views = radiographs.read(images, sidecar, limits)
        seen = [(view, dataset) for view, (_, dataset) in zip(views, images, strict=True)]
    else:
        scan, datasets = _tomography(images, sidecar, limits)
        seen = [(0, dataset) for dataset in datasets]
    reported = tuple(found for file, dataset in reports for found in report.read(file, dataset))
    return replace(scan, provenance=_provenance(scan, seen, reported))


def _tomography(
    images: Sequence[tuple[ScanFile, FileDataset]], sidecar: SideCar, limits: Limits
) -> tuple[Volume, list[FileDataset]]:
    """The volume, and its objects in the order of its slices."""
    _all_tomographic(images)
    check_claims(images, limits)
    stacks = _stacks(images)
    values, spacing, notes, order = _volume(stacks[0])
    second = None
    if len(stacks) == 2:
        second, other_spacing, _, others = _volume(stacks[1])
        order += others
        if second.shape != values.shape or not np.allclose(spacing, other_spacing, rtol=0.01):
            raise Unreadable("mixed_sizes", "The two energies differ in size or spacing; export them on one grid.")
    name = images[0][0].name
    sane = sane_spacing(name, spacing)
    looks = all(is_calibrated(frame.dataset) for stack in stacks for frame in stack.frames[:1])
    hu, calibrated = hounsfield(name, values, sidecar.units(), looks)
    low = None if second is None or not calibrated else hounsfield(name, second, sidecar.units(), looks)[0]
    peaks = tuple(stack.peak_kev for stack in stacks)
    is_dicos = order[0].get("SOPClassUID") == DICOSCTImageStorage
    provenance = sidecar.provenance("DICOS CT" if is_dicos else "DICOM", notes)
    return Volume(hu, sane, calibrated, provenance, low, peaks, sidecar.subject), order


def _opened(file: ScanFile) -> FileDataset:
    if file.path.stat().st_size == 0:
        raise Unreadable("empty", f"{file.name} has no content; post it again.")
    try:
        # Pixel data larger than this is left on disk until the claims in the header are checked.
        return dcmread(file.path, force=True, defer_size="1 MB", stop_before_pixels=False)
    except InvalidDicomError as error:
        raise Unreadable("damaged", f"{file.name} is not sound DICOM ({error}); export it again.")
    except (EOFError, OSError) as error:
        raise Unreadable("truncated", f"{file.name} breaks off ({error}); post the whole file again.")


def _all_tomographic(images: Sequence[tuple[ScanFile, FileDataset]]) -> None:
    for file, dataset in images:
        modality = str(dataset.get("Modality", ""))
        if modality not in VOLUMES:
            raise Unreadable(
                "not_a_volume",
                f"{file.name} is {modality}, neither CT nor DX; post the scan itself, CT or DX, in one post.",
            )


def _stacks(images: Sequence[tuple[ScanFile, FileDataset]]) -> list[Stack]:
    """One stack, or two of different energy, the higher one first."""
    groups: dict[tuple[str, str, str], list[Frame]] = {}
    for file, dataset in images:
        key = (str(dataset.get("SeriesInstanceUID", "")), _voltage(dataset), _energy_word(dataset))
        groups.setdefault(key, []).extend(frames_of(file.name, dataset))
    stacks = [Stack(tuple(frames), _peak(key[1]), _rank(key[2])) for key, frames in groups.items()]
    if len(stacks) == 1:
        return stacks
    levels = {(stack.rank, stack.peak_kev) for stack in stacks}
    if len(stacks) > 2 or len(levels) < 2 or any(not stack.rank and stack.peak_kev is None for stack in stacks):
        raise Unreadable("several_series", f"The post holds {len(stacks)} series; post one series at a time.")
    return sorted(stacks, key=lambda stack: (stack.rank, stack.peak_kev or 0), reverse=True)


def _energy_word(dataset: FileDataset) -> str:
    words = [str(word) for word in np.atleast_1d(dataset.get("ImageType", []) or [])]
    return next((word for word in words if word in ("HIGH ENERGY", "LOW ENERGY")), "")


def _voltage(dataset: FileDataset) -> str:
    """Of the object, or, where it has several frames, of what they share."""
    for group in (dataset, *(dataset.get("SharedFunctionalGroupsSequence") or ())[:1]):
        for place in (group, *(group.get("CTXRayDetailsSequence") or ())[:1]):
            if place.get("KVP"):
                return str(place.KVP)
    return ""


def _rank(word: str) -> int:
    return {"HIGH ENERGY": 1, "LOW ENERGY": -1}.get(word, 0)


def _peak(kvp: str) -> float | None:
    try:
        value = float(kvp)
    except ValueError:
        return None
    return value if 20 <= value <= 1000 else None  # below, nothing would come through a parcel


def _volume(
    stack: Stack,
) -> tuple[NDArray[Any], tuple[float, float, float], tuple[str, ...], list[FileDataset]]:
    frames, spacing, notes = stacked(stack.frames)
    whole: NDArray[Any] | None = None
    several: dict[int, NDArray[Any]] = {}  # decoded datasets that hold more than one frame
    for position, frame in enumerate(frames):
        pixels = several.get(id(frame.dataset))
        if pixels is None:
            pixels = pixels_of(frame.file, frame.dataset)
            if len(pixels) > 1:
                several[id(frame.dataset)] = pixels
        plane = hu_of(frame.file, frame.dataset, frame.index, pixels[frame.index])
        if whole is None:
            whole = np.empty((len(frames), *plane.shape), dtype=np.float32 if plane.dtype.kind == "f" else np.int32)
        whole[position] = plane
    if whole is None:
        raise Unreadable("empty", "The series holds no frame; post it again.")
    if is_modified(frames[0].dataset) and float(whole.min()) > NO_AIR_HU:
        whole -= AIR_IS_NOUGHT
        notes = (*notes, "modified Hounsfield units (air 0, water 1000) were brought to Hounsfield units")
    return whole, spacing, notes, list({id(frame.dataset): frame.dataset for frame in frames}.values())


def _provenance(scan: Scan, seen: Sequence[tuple[int, FileDataset]], reported: tuple[Reported, ...]) -> Provenance:
    """What the side-car said, and what the objects say where it is silent. `seen` is each object with its view."""
    first, scanner = seen[0][1], dict(scan.provenance.scanner)
    names = (("maker", "Manufacturer"), ("model", "ManufacturerModelName"), ("serial", "DeviceSerialNumber"))
    for key, element in names:
        value = str(first.get(element, "") or "").strip()
        if value and value != UNKNOWN:
            scanner.setdefault(key, value[:200])
    return replace(
        scan.provenance,
        scanner=scanner,
        scanned_at=scan.provenance.scanned_at or _taken_at(first),
        instances=tuple(_instance(dataset, view) for view, dataset in seen),
        reported=reported,
    )


def _taken_at(dataset: FileDataset) -> str | None:
    """Without a zone, as DICOM has it."""
    day, moment = (str(dataset.get(name, "") or "") for name in ("ContentDate", "ContentTime"))
    if not (day[:8].isdecimal() and moment[:6].isdecimal() and len(day) >= 8 and len(moment) >= 6):
        return None
    return f"{day[:4]}-{day[4:6]}-{day[6:8]}T{moment[:2]}:{moment[2:4]}:{moment[4:6]}"


def _instance(dataset: FileDataset, view: int) -> Instance:
    names = ("SOPClassUID", "SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID")
    sop_class, instance, series, study = (str(dataset.get(name, "") or "")[:64] for name in names)
    return Instance(sop_class, instance, series, study, view)
