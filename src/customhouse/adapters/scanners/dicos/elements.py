"""What every DICOS object we write says of itself, whatever it holds."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRLittleEndian

from customhouse.imaging.reporting import identifier

VERSION = "V03"  # of DICOS: what readers in the field know
UNKNOWN = "unknown"  # elements that must hold something, where nothing is known


@dataclass(frozen=True)
class About:
    """What is said of the scan in every object written of it.

    Attributes:
        of: the hash of what the scan was read from; all identifiers are made of it.
        thing: the number of the container, or of whatever was scanned.
    """

    of: str
    taken_at: datetime
    written_at: datetime
    is_cargo: bool = False
    thing: str = ""
    site: str = ""
    maker: str = ""
    model: str = ""
    serial: str = ""

    def uid(self, part: str) -> UID:
        return UID(identifier(self.of, part))


def parsed_time(said: str | None, otherwise: datetime) -> datetime:
    """A scanner's own time where it can be understood; one without a zone is taken as UTC."""
    try:
        found = datetime.fromisoformat(said or "")
    except ValueError:
        return otherwise
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%d")


def time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%H%M%S.%f")


def both(moment: datetime) -> str:
    return date(moment) + time(moment)


def opened(about: About, sop_class: str, modality: str, instance: UID) -> FileDataset:
    """An object with the modules that all DICOS objects share."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = UID(sop_class), instance
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.add_new(0x00020004, "CS", VERSION)
    made = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    made.SpecificCharacterSet = "ISO_IR 192"  # UTF-8
    made.SOPClassUID, made.SOPInstanceUID, made.Modality = UID(sop_class), instance, modality
    made.StudyInstanceUID, made.SeriesInstanceUID = about.uid("study"), about.uid(f"series {modality}")
    made.FrameOfReferenceUID, made.PositionReferenceIndicator = about.uid("frame of reference"), ""
    made.StudyID, made.InstanceNumber = about.of[:16], 1
    made.InstanceCreationDate, made.InstanceCreationTime = date(about.written_at), time(about.written_at)
    made.StudyDate = made.SeriesDate = made.ContentDate = date(about.taken_at)
    made.StudyTime = made.SeriesTime = made.ContentTime = time(about.taken_at)
    _equipment(made, about)
    _thing(made, about)
    made.DICOSVersion, made.AcquisitionStatus, made.ScanType = VERSION, "SUCCESSFUL", "OPERATIONAL"
    made.AlgorithmRoutingCodeSequence = Sequence([])
    return made


def _equipment(made: Dataset, about: About) -> None:
    made.Manufacturer = about.maker[:64] or UNKNOWN
    made.ManufacturerModelName = about.model[:64] or UNKNOWN
    made.DeviceSerialNumber = about.serial[:64] or UNKNOWN
    made.SoftwareVersions, made.StationName = UNKNOWN, UNKNOWN
    made.InstitutionName = made.InstitutionAddress = about.site[:64] or UNKNOWN
    made.InstitutionalDepartmentName = ""
    # Must be given, and is not known of scanners that do not say so: the day of the scan itself claims least.
    made.DateOfLastCalibration, made.TimeOfLastCalibration = date(about.taken_at), time(about.taken_at)


def _thing(made: Dataset, about: About) -> None:
    """The object of inspection stands where DICOM has its patient."""
    made.OOIType = "CARGO" if about.is_cargo else "BAGGAGE"
    made.PatientID, made.IssuerOfPatientID, made.TypeOfPatientID = about.thing[:64] or UNKNOWN, UNKNOWN, "TEXT"
    made.PatientSex, made.OtherPatientIDsSequence = "U", Sequence([])


def item(**elements: object) -> Dataset:
    made = Dataset()
    for name, value in elements.items():
        setattr(made, name, value)
    return made


def written(made: FileDataset) -> bytes:
    held = io.BytesIO()
    made.save_as(held, enforce_file_format=True)
    return held.getvalue()
