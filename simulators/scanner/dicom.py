"""DICOM CT files of a volume: one enhanced multi-frame object, or a series of single-frame ones."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    UID,
    CTImageStorage,
    EnhancedCTImageStorage,
    ExplicitVRLittleEndian,
    generate_uid,
)


@dataclass(frozen=True)
class Series:
    """A volume in Hounsfield units, indexed (z, y, x), and what the files say of it.

    Attributes:
        spacing_mm: between slices, rows and columns.
        kilovolts: of the tube; each voltage of a scan is a series of its own.
    """

    volume: NDArray[np.int16]
    spacing_mm: tuple[float, float, float]
    parcel: str
    taken_at: datetime
    kilovolts: int = 160

    def uid(self, part: str) -> UID:
        """The same series gets the same identifiers, so that a scan posted twice is seen to be one."""
        return generate_uid(entropy_srcs=[self.parcel, self.taken_at.isoformat(), part])

    def own_uid(self, part: str) -> UID:
        """The same for a part that each voltage has of its own."""
        return self.uid(part if self.kilovolts == 160 else f"{part} at {self.kilovolts} kV")


def multi_frame(series: Series) -> bytes:
    """One Enhanced CT object."""
    picture = _common(series, EnhancedCTImageStorage, series.own_uid("enhanced"))
    picture.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    picture.NumberOfFrames = len(series.volume)
    picture.InstanceNumber = 1
    picture.SharedFunctionalGroupsSequence = Sequence([_shared(series)])
    picture.PerFrameFunctionalGroupsSequence = Sequence([_frame(series, z) for z in range(len(series.volume))])
    picture.PixelData = np.ascontiguousarray(series.volume, "<i2").tobytes()
    return _bytes(picture)


def single_frames(series: Series) -> list[bytes]:
    """One CT Image object per slice."""
    files = []
    for z, level in enumerate(series.volume):
        picture = _common(series, CTImageStorage, series.own_uid(f"slice {z}"))
        picture.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        picture.InstanceNumber = z + 1
        picture.ImagePositionPatient = [0, 0, z * series.spacing_mm[0]]
        picture.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        picture.SliceThickness = series.spacing_mm[0]
        picture.PixelSpacing = list(series.spacing_mm[1:])
        picture.RescaleIntercept, picture.RescaleSlope, picture.RescaleType = 0, 1, "HU"
        picture.PixelData = np.ascontiguousarray(level, "<i2").tobytes()
        files.append(_bytes(picture))
    return files


def _common(series: Series, sop_class: UID, instance: UID) -> FileDataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = sop_class, instance
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    picture = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    picture.SOPClassUID, picture.SOPInstanceUID = sop_class, instance
    picture.StudyInstanceUID, picture.SeriesInstanceUID = series.uid("study"), series.own_uid("series")
    picture.FrameOfReferenceUID = series.uid("frame of reference")
    picture.PositionReferenceIndicator = ""
    picture.Modality, picture.Manufacturer = "CT", "Simulated"
    picture.ManufacturerModelName, picture.DeviceSerialNumber = "Parcel CT", "SIM-CT-1"
    picture.SoftwareVersions = "1"
    picture.PatientName, picture.PatientID = "", series.parcel  # the thing scanned stands where a patient would
    picture.PatientBirthDate = picture.PatientSex = ""
    picture.StudyID, picture.AccessionNumber, picture.ReferringPhysicianName = "1", "", ""
    picture.StudyDate = picture.ContentDate = picture.AcquisitionDate = series.taken_at.strftime("%Y%m%d")
    picture.StudyTime = picture.ContentTime = picture.AcquisitionTime = series.taken_at.strftime("%H%M%S")
    picture.AcquisitionDateTime = series.taken_at.strftime("%Y%m%d%H%M%S")
    picture.SeriesNumber, picture.AcquisitionNumber = 1, 1
    picture.KVP = series.kilovolts
    picture.Rows, picture.Columns = series.volume.shape[1:]
    picture.SamplesPerPixel, picture.PhotometricInterpretation = 1, "MONOCHROME2"
    picture.BitsAllocated, picture.BitsStored, picture.HighBit, picture.PixelRepresentation = 16, 16, 15, 1
    return picture


def _shared(series: Series) -> Dataset:
    measures, orientation, rescale, kind = Dataset(), Dataset(), Dataset(), Dataset()
    measures.PixelSpacing = list(series.spacing_mm[1:])
    measures.SliceThickness = measures.SpacingBetweenSlices = series.spacing_mm[0]
    orientation.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    rescale.RescaleIntercept, rescale.RescaleSlope, rescale.RescaleType = 0, 1, "HU"
    kind.FrameType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    kind.PixelPresentation, kind.VolumetricProperties = "MONOCHROME", "VOLUME"
    kind.VolumeBasedCalculationTechnique = "NONE"
    shared = Dataset()
    shared.PixelMeasuresSequence = Sequence([measures])
    shared.PlaneOrientationSequence = Sequence([orientation])
    shared.PixelValueTransformationSequence = Sequence([rescale])
    shared.CTImageFrameTypeSequence = Sequence([kind])
    return shared


def _frame(series: Series, z: int) -> Dataset:
    position, content = Dataset(), Dataset()
    position.ImagePositionPatient = [0, 0, z * series.spacing_mm[0]]
    content.StackID, content.InStackPositionNumber = "1", z + 1
    content.DimensionIndexValues = [1, z + 1]
    frame = Dataset()
    frame.PlanePositionSequence = Sequence([position])
    frame.FrameContentSequence = Sequence([content])
    return frame


def _bytes(picture: FileDataset) -> bytes:
    held = BytesIO()
    picture.save_as(held, enforce_file_format=True)
    return held.getvalue()
