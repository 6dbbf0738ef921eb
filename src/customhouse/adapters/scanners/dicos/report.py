"""Threat Detection Reports: ours written, each finding a potential threat object; those of others read."""

import math
from collections.abc import Iterator
from collections.abc import Sequence as Several
from datetime import UTC, datetime
from typing import Any

from pydicom.dataset import Dataset, FileDataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    DICOSCTImageStorage,
    DICOSDigitalXRayImageStorageForProcessing,
    DICOSThreatDetectionReportStorage,
)

from customhouse.adapters.scanners.dicos.elements import About, both, date, item, opened, parsed_time, time, written
from customhouse.imaging.model import Finding, Instance, Modality, Reported, Severity
from customhouse.imaging.model.recognition import UNKNOWN
from customhouse.imaging.reading import ScanFile, Unreadable
from customhouse.imaging.reporting import ThreatReport, of_view

NOT_GIVEN = -1.0  # how the field says that a number is not known, where the number must stand
MOST_OBJECTS = 65535
# What is merely dense is no threat, and that we do not know what it is does not make it harmless.
FLAGS = {Severity.HIGH: "HIGH_THREAT", Severity.MEDIUM: "THREAT", Severity.LOW: "UNKNOWN", Severity.INFO: "UNKNOWN"}
ANOMALIES = ("dense_object", "opaque_region", "anomaly")
SHIELDING = ("opaque_region",)
# The standard's categories of what networks name; anything else that they name is another thing. PI: prohibited item.
CATEGORIES = {
    "explosive_bulk": "EXPLOSIVE",
    "explosive_sheet": "EXPLOSIVE",
    "explosive_liquid": "EXPLOSIVE",
    "firearm": "PI",
    "firearm_part": "PI",
    "ammunition": "PI",
    "blade": "PI",
    "lithium_cells": "PI",
    "narcotics": "CONTRABAND",
    "tobacco": "CONTRABAND",
    "currency": "CONTRABAND",
    "wildlife": "CONTRABAND",
    "precious_metal": "CONTRABAND",
    "shielding": "ANOMALY",
}

Point = tuple[float, float, float]


def write(report: ThreatReport) -> bytes:
    about = about_of(report)
    made = opened(about, DICOSThreatDetectionReportStorage, "TDR", about.uid(f"TDR {both(report.ended_at)}"))
    made.ContentDate, made.ContentTime = date(report.ended_at), time(report.ended_at)
    referred = report.instances or _own(report, about)
    _bind(made, referred)
    made.TDRType, made.AbortFlag, made.AdditionalScreeningPerformed = "MACHINE", "SUCCESS", "NO"
    made.ThreatDetectionAlgorithmAndVersion = _algorithm(report)
    made.AlarmDecision = "ALARM" if report.alarms else "CLEAR" if report.clears else "UNKNOWN"
    made.AlarmDecisionTime = both(report.ended_at)
    objects = list(report.findings)[:MOST_OBJECTS]
    made.NumberOfTotalObjects = len(objects)
    made.NumberOfAlarmObjects = sum(FLAGS[each.severity].endswith("THREAT") for each in objects)
    made.TotalProcessingTime = max(0.0, (report.ended_at - report.began_at).total_seconds() * 1000)
    made.add_new(0x40101075, "FD", 1.0)  # image scale: a double in DICOS, another kind in the library's dictionary
    made.ThreatSequence = Sequence(
        [_object(number, each, report, referred) for number, each in enumerate(objects, start=1)]
    )
    return written(made)


def _algorithm(report: ThreatReport) -> list[str]:
    """Name and version, and then, as a parameter each, the networks: the way in which toolkits of the field read it."""
    models = [f"-{model.name}={model.version}" for model in report.models if not model.challenger]
    return [each.replace("\\", "/")[:64] for each in (report.recogniser, report.version, *models)]


def about_of(report: ThreatReport) -> About:
    described = report.described
    taken = parsed_time(described.scanned_at, report.began_at)
    scanner = described.scanner
    return About(
        report.content_hash,
        taken,
        datetime.now(UTC),
        report.is_cargo,
        report.container_number or "",
        report.site,
        scanner.get("maker", ""),
        scanner.get("model", ""),
        scanner.get("serial", ""),
    )


def _own(report: ThreatReport, about: About) -> tuple[Instance, ...]:
    """The images as we would write them ourselves, where the scan came in another format."""
    is_ct = report.described.modality is Modality.CT
    sop_class = DICOSCTImageStorage if is_ct else DICOSDigitalXRayImageStorageForProcessing
    word = "CT" if is_ct else "DX"
    views = range(1 if is_ct else max(1, len(report.described.views)))
    series, study = str(about.uid(f"series {word}")), str(about.uid("study"))
    return tuple(Instance(str(sop_class), str(about.uid(f"{word} {view} 0")), series, study, view) for view in views)


def _bind(made: Dataset, referred: Several[Instance]) -> None:
    """The report belongs to the study of its images, and lists them."""
    if referred[0].study:
        made.StudyInstanceUID = referred[0].study
    made.ReferencedStudySequence = Sequence([_reference(each) for each in referred[:1]])
    made.ReferencedInstanceSequence = Sequence([_reference(each) for each in referred])


def _reference(instance: Instance) -> Dataset:
    return item(ReferencedSOPClassUID=instance.sop_class, ReferencedSOPInstanceUID=instance.sop_instance)


def _object(number: int, finding: Finding, report: ThreatReport, referred: Several[Instance]) -> Dataset:
    made = item(PotentialThreatObjectID=number)
    place = _place(finding, report)
    shown = item(
        ReferencedInstanceSequence=Sequence([_reference(each) for each in _images(finding, place, referred)]),
        Mass=NOT_GIVEN if finding.mass_kg is None else finding.mass_kg * 1000,  # grams
        Density=NOT_GIVEN if finding.density is None else finding.density,  # grams per cubic centimetre
    )
    if finding.volume_cm3 is not None:
        shown.VolumeOfPTO = finding.volume_cm3
    base, extents = place or ((0.0, 0.0, 0.0), _whole_image(report))  # a place must stand, even where none is known
    region = item(ThreatROIBase=list(base), ThreatROIExtents=list(extents), ThreatROIBitmap=b"")
    shown.ThreatROIVoxelSequence = Sequence([region])
    made.PTORepresentationSequence = Sequence([shown])
    made.ATDAssessmentSequence = Sequence([_assessment(finding, report.probability_of(finding))])
    made.add_new(0x40101080, "DT", both(report.began_at))
    made.add_new(0x40101081, "DT", both(report.ended_at))
    made.add_new(0x40101082, "FL", max(0.0, (report.ended_at - report.began_at).total_seconds() * 1000))
    return made


def _assessment(finding: Finding, probability: float | None) -> Dataset:
    made = item(
        ThreatCategory=_category(finding),
        ThreatCategoryDescription=f"{finding.id}: {_said_by(finding)}{finding.reason.text}",
        ATDAbilityAssessment="SHIELD" if finding.kind in SHIELDING else "NO_INTERFERENCE",
        ATDAssessmentFlag=FLAGS[finding.severity],
    )
    if probability is not None:  # of what the description says it is; of a measurement alone there is none
        made.ATDAssessmentProbability = probability
    return made


def _category(finding: Finding) -> str:
    if finding.label and finding.label != UNKNOWN:
        return CATEGORIES.get(finding.label, "OTHER")
    return "ANOMALY" if finding.kind in ANOMALIES else "OTHER"


def _said_by(finding: Finding) -> str:
    """What a network takes a finding for, and which one does."""
    return f"{finding.label or finding.kind} by {finding.model}: " if finding.model else ""


def _place(finding: Finding, report: ThreatReport) -> tuple[Point, Point] | None:
    """Base and extents as (x, y, z) in pixels or voxels, counted from nought."""
    if finding.box is not None:
        box = finding.box
        return (float(box.x), float(box.y), 0.0), (float(box.width), float(box.height), 1.0)
    volume, box_mm = report.described.volume, finding.box_mm
    if box_mm is None or volume is None or volume.spacing_mm is None:
        return None
    dz, dy, dx = volume.spacing_mm
    base = (box_mm.x / dx, box_mm.y / dy, box_mm.z / dz)
    extents = (box_mm.width / dx, box_mm.height / dy, box_mm.depth / dz)
    return _whole(base), _whole(extents)


def _whole_image(report: ThreatReport) -> Point:
    if report.described.volume is not None:
        z, y, x = report.described.volume.shape
        return float(x), float(y), float(z)
    view = report.described.views[0]
    return float(view.width), float(view.height), 1.0


def _whole(point: Point) -> Point:
    x, y, z = (float(round(part)) for part in point)
    return x, y, z


def _images(finding: Finding, place: tuple[Point, Point] | None, referred: Several[Instance]) -> Several[Instance]:
    """The images that show a finding: its view, or, where each slice is an object, the slices that it lies in."""
    found = of_view(referred, finding.view)
    if finding.view is not None or place is None or len(found) <= 2:
        return found or referred[:1]
    first = int(place[0][2])
    return found[first : first + max(1, int(place[1][2]))] or found[:1]


def is_report(dataset: Dataset) -> bool:
    return dataset.get("SOPClassUID") == DICOSThreatDetectionReportStorage or "ThreatSequence" in dataset


def read(file: ScanFile, dataset: FileDataset) -> tuple[Reported, ...]:
    """What somebody else's recognition said. Numbers that make no sense are left out, objects never."""
    algorithm = dataset.get("ThreatDetectionAlgorithmAndVersion") or ()
    by = " ".join([algorithm] if isinstance(algorithm, str) else [str(part) for part in algorithm])[:200]
    objects = dataset.get("ThreatSequence") or ()
    if len(objects) > MOST_OBJECTS:
        raise Unreadable("too_large", f"{file.name} reports {len(objects)} objects; that is no report of one scan.")
    return tuple(found for each in objects for found in _reported(each, by))


def _reported(thing: Dataset, by: str) -> Iterator[Reported]:
    """One for each assessment; an object without one is reported all the same."""
    shown = (thing.get("PTORepresentationSequence") or (Dataset(),))[0]
    region = (shown.get("ThreatROIVoxelSequence") or (Dataset(),))[0]
    mass, density = _number(shown.get("Mass")), _number(shown.get("Density"))
    for judged in thing.get("ATDAssessmentSequence") or (Dataset(),):
        words = [str(judged.get(name, "") or "") for name in ("ThreatCategory", "ThreatCategoryDescription")]
        probability = _number(judged.get("ATDAssessmentProbability"))
        yield Reported(
            ": ".join(word for word in words if word)[:400] or f"object {thing.get('PotentialThreatObjectID', '?')}",
            by,
            str(judged.get("ATDAssessmentFlag", "") or "")[:16],
            str(judged.get("ATDAbilityAssessment", "") or "")[:16],
            probability if probability is None or probability <= 1 else None,
            _point(region.get("ThreatROIBase")),
            _point(region.get("ThreatROIExtents")),
            None if mass is None else mass / 1000,
            density,
        )


def _number(value: Any) -> float | None:
    """None for what is not given, which the field writes as less than nought."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _point(value: Any) -> Point | None:
    numbers = [_number(part) for part in value] if value is not None and len(value) == 3 else []
    known = [number for number in numbers if number is not None]
    return (known[0], known[1], known[2]) if len(known) == 3 else None
