"""DICOS images written: CT of a volume, an object for each energy; DX of a radiograph, an object for each plane."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset
from pydicom.sequence import Sequence
from pydicom.uid import DICOSCTImageStorage, DICOSDigitalXRayImageStorageForProcessing

from customhouse.adapters.scanners.dicos.elements import About, both, item, opened, written
from customhouse.imaging.model import Energy, Instance, Picture, Radiograph, Scan, View, Volume
from customhouse.kernel.errors import Invalid

SHIFT_HU = 1024  # stored values are unsigned: readers in the field know no others
SHIFT_RAW = 32768
RANKS = ("HIGH ENERGY", "LOW ENERGY")
LAW = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def instances(scan: Scan, about: About) -> tuple[Instance, ...]:
    """The objects that `files` writes of a scan, in its order, so that a report can refer to them."""
    if isinstance(scan, Volume):
        planes = [(0, rank) for rank in range(1 if scan.second is None else 2)]
        sop_class, modality = str(DICOSCTImageStorage), "CT"
    else:
        energies = len(scan.energies) if isinstance(scan, Radiograph) else 1
        planes = [(view, rank) for view in range(len(scan.views)) for rank in range(energies)]
        sop_class, modality = str(DICOSDigitalXRayImageStorageForProcessing), "DX"
    series, study = str(about.uid(f"series {modality}")), str(about.uid("study"))
    return tuple(
        Instance(sop_class, str(about.uid(f"{modality} {view} {rank}")), series, study, view) for view, rank in planes
    )


def files(scan: Scan, about: About) -> Iterator[tuple[str, bytes]]:
    """Name and content of each object. Raises `Invalid` for a picture, which holds no measurement to write."""
    if isinstance(scan, Picture):
        raise Invalid.one("file", "pseudo_colour", "A pseudo-colour picture holds no measurement to write as DICOS.")
    if isinstance(scan, Volume):
        for rank, voxels in enumerate(each for each in (scan.values, scan.second) if each is not None):
            yield f"ct-{rank + 1}.dcs", written(_ct(scan, about, rank, voxels))
    else:
        for view_number, view in enumerate(scan.views):
            for rank, energy in enumerate(scan.energies):
                yield f"dx-{view_number + 1}-{rank + 1}.dcs", written(_dx((view_number, view), about, rank, energy))


def _ct(scan: Volume, about: About, rank: int, voxels: NDArray[np.int16]) -> FileDataset:
    made = opened(about, DICOSCTImageStorage, "CT", about.uid(f"CT 0 {rank}"))
    kind = ["ORIGINAL", RANKS[rank], "VOLUME", "NONE"]
    made.InstanceNumber, made.AcquisitionDateTime, made.AcquisitionDuration = rank + 1, both(about.taken_at), 1.0
    made.ImageType = kind
    made.PixelPresentation, made.VolumetricProperties = "MONOCHROME", "VOLUME"
    made.VolumeBasedCalculationTechnique = "NONE"
    made.NumberOfFrames = len(voxels)
    made.AcquisitionContextSequence, made.BurnedInAnnotation = Sequence([]), "NO"
    shift = SHIFT_HU if scan.calibrated else SHIFT_RAW
    stored = np.clip(voxels.astype(np.int32) + shift, 0, 65535)
    peak = scan.peaks_kev[rank] if rank < len(scan.peaks_kev) else None
    made.SharedFunctionalGroupsSequence = Sequence([_shared(scan, kind, -shift, peak)])
    spacing = scan.spacing_mm or (1.0, 1.0, 1.0)
    made.PerFrameFunctionalGroupsSequence = Sequence(
        [
            item(PlanePositionSequence=Sequence([item(ImagePositionPatient=[0, 0, _decimal(z * spacing[0])])]))
            for z in range(len(voxels))
        ]
    )
    _pixels(made, stored.astype("<u2"))
    return made


def _shared(scan: Volume, kind: list[str], intercept: int, peak_kev: float | None) -> Dataset:
    dz, dy, dx = scan.spacing_mm or (1.0, 1.0, 1.0)
    xray = item(KVP=_decimal(peak_kev or 0), FilterType="NONE", FocalSpots=0)
    frame = item(FrameType=kind, PixelPresentation="MONOCHROME", VolumetricProperties="VOLUME")
    frame.VolumeBasedCalculationTechnique = "NONE"
    measures = item(PixelSpacing=[_decimal(dy), _decimal(dx)], SliceThickness=_decimal(dz))
    measures.SpacingBetweenSlices = _decimal(dz)
    unit = "HU" if scan.calibrated else "US"
    rescale = item(RescaleIntercept=intercept, RescaleSlope=1, RescaleType=unit)
    return item(
        CTXRayDetailsSequence=Sequence([xray]),
        CTImageFrameTypeSequence=Sequence([frame]),
        PlaneOrientationSequence=Sequence([item(ImageOrientationPatient=list(LAW))]),
        PixelMeasuresSequence=Sequence([measures]),
        PixelValueTransformationSequence=Sequence([rescale]),
    )


def _dx(numbered: tuple[int, View], about: About, rank: int, energy: Energy) -> FileDataset:
    number, view = numbered
    made = opened(about, DICOSDigitalXRayImageStorageForProcessing, "DX", about.uid(f"DX {number} {rank}"))
    made.InstanceNumber = number + 1
    made.ImageType = ["ORIGINAL", RANKS[rank]]
    made.PresentationIntentType, made.SeriesDescription = "FOR PROCESSING", view.name[:64]
    made.KVP, made.XRayTubeCurrentInuA = _decimal(energy.peak_kev or 0), 0
    made.DetectorType, made.TableSpeed, made.BeltHeight = "", 0.0, 0.0
    made.ImagePositionPatient, made.ImageOrientationPatient = [0, 0, number], list(LAW)
    if view.pixel_mm is not None:
        made.PixelSpacing = [_decimal(view.pixel_mm[1]), _decimal(view.pixel_mm[0])]
        made.PixelSpacingCalibrationType, made.PixelSpacingCalibrationDescription = "GEOMETRY", "at the object"
    made.PixelIntensityRelationship, made.PixelIntensityRelationshipSign = "LIN", 1
    made.RescaleIntercept, made.RescaleSlope, made.RescaleType = 0, 1, "US"
    made.LossyImageCompression, made.PresentationLUTShape = "00", "IDENTITY"
    made.AcquisitionContextSequence, made.BurnedInAnnotation = Sequence([]), "NO"
    _pixels(made, view.transmission[rank].astype("<u2"))
    return made


def _pixels(made: Dataset, stored: NDArray[np.uint16]) -> None:
    # Three elements of DICOS that the library has no names for: image origin, coordinate system, effective energy.
    made.add_new(0x00080118, "CS", "MACHINE")
    made.add_new(0x00082108, "CS", "RHS")
    made.add_new(0x43000902, "FL", 0.0)  # not known: the peak stands in KVP
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.Rows, made.Columns = stored.shape[-2:]
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 16, 16, 15, 0
    made.PresentationLUTShape = "IDENTITY"
    made.PixelData = np.ascontiguousarray(stored).tobytes()


def _decimal(value: float) -> str:
    """As DICOM's decimal strings have it: at most sixteen characters."""
    return f"{value:.8g}"
