"""DICOS DX (NEMA IIC 1) objects for processing: one plane of a line scan each."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import UID, DICOSDigitalXRayImageStorageForProcessing, ExplicitVRLittleEndian, generate_uid

VERSION = "V03"
RANKS = ("HIGH ENERGY", "LOW ENERGY")


@dataclass(frozen=True)
class Plane:
    """What the object says of its pixels; `pixel_mm` along the belt and across it, at the object."""

    thing: str
    view: str
    number: int
    energy: int
    kilovolts: float
    pixel_mm: tuple[float, float]
    taken_at: datetime

    def uid(self, part: str) -> UID:
        return generate_uid(entropy_srcs=[self.thing, self.taken_at.isoformat(), part])


def digital_xray(plane: Plane, transmission: NDArray[np.uint16]) -> bytes:
    """One object; 65535 is the open beam."""
    instance = plane.uid(f"{plane.number} {plane.energy}")
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(DICOSDigitalXRayImageStorageForProcessing)
    meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID = instance, ExplicitVRLittleEndian
    meta.add_new(0x00020004, "CS", VERSION)
    made = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    _identify(made, plane, instance)
    _describe(made, plane)
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.Rows, made.Columns = transmission.shape
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 16, 16, 15, 0
    made.PixelData = np.ascontiguousarray(transmission, "<u2").tobytes()
    held = BytesIO()
    made.save_as(held, enforce_file_format=True)
    return held.getvalue()


def _identify(made: FileDataset, plane: Plane, instance: UID) -> None:
    made.SOPClassUID, made.SOPInstanceUID = UID(DICOSDigitalXRayImageStorageForProcessing), instance
    made.StudyInstanceUID, made.SeriesInstanceUID = plane.uid("study"), plane.uid("series")
    made.FrameOfReferenceUID, made.Modality, made.DICOSVersion = plane.uid("frame of reference"), "DX", VERSION
    made.Manufacturer, made.ManufacturerModelName, made.DeviceSerialNumber = "Simulated", "Line scanner", "SIM-LS-1"
    made.StudyDate = made.SeriesDate = made.ContentDate = plane.taken_at.strftime("%Y%m%d")
    made.StudyTime = made.SeriesTime = made.ContentTime = plane.taken_at.strftime("%H%M%S")
    made.OOIType, made.PatientID, made.TypeOfPatientID = "BAGGAGE", plane.thing[:64], "TEXT"


def _describe(made: FileDataset, plane: Plane) -> None:
    made.InstanceNumber, made.ImageType = plane.number + 1, ["ORIGINAL", RANKS[plane.energy]]
    made.PresentationIntentType, made.SeriesDescription = "FOR PROCESSING", plane.view
    made.KVP = f"{plane.kilovolts:g}"
    along, across = plane.pixel_mm
    made.PixelSpacing = [f"{across:g}", f"{along:g}"]
    made.PixelIntensityRelationship, made.PixelIntensityRelationshipSign = "LIN", 1
    made.RescaleIntercept, made.RescaleSlope, made.RescaleType = 0, 1, "US"
