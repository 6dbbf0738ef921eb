"""How scans are told over HTTP."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from customhouse.imaging.model import (
    Box,
    BoxMm,
    CommodityRegion,
    Comparison,
    Held,
    Marking,
    Mass,
    Modality,
    ModelUsed,
    Operation,
    PortalReading,
    Reported,
    ScanState,
    Severity,
)
from customhouse.imaging.painting.scales import Scales
from customhouse.imaging.recogniser import EnergyFacts, VolumeFacts
from customhouse.imaging.records import RawFile
from customhouse.kernel.reasons import Reason


class ReceivedOut(BaseModel):
    scan_id: str
    state: ScanState
    consignment_id: str | None


class ViewOut(BaseModel):
    index: int
    name: str
    energies: list[EnergyFacts]
    width: int
    height: int
    levels: int
    pixel_mm: tuple[float, float] | None
    painting: Scales | None


class RecogniserOut(BaseModel):
    name: str
    version: str


class FindingOut(BaseModel):
    id: str
    kind: str
    class_: str | None = Field(alias="class")
    severity: Severity
    view: int | None
    box: Box | None
    box_mm: BoxMm | None
    volume_cm3: float | None
    mass_kg: float | None
    mass_low_kg: float | None
    mass_high_kg: float | None
    density: float | None
    areal_g_cm2: float | None
    ambiguous: bool
    reason: Reason
    label: str
    probability: float | None
    model: str
    held: Held | None


class ScanLineOut(BaseModel):
    id: str
    consignment_id: str | None
    container_number: str | None
    state: ScanState
    modality: Modality
    site_id: str
    received_at: datetime
    verdict: str | None
    findings_count: int


class PhotoOut(BaseModel):
    """`ready` once the copy that is shown is made."""

    index: int
    name: str
    ready: bool


class ScanOut(ScanLineOut):
    """`findings_hidden`: policy wants an own look first. `image_key` goes with every request for an image.

    `photo_reader` is empty where photos could not be read, null where there are none or they are not read yet.
    """

    findings_hidden: bool
    image_key: str
    recognised_at: datetime | None
    format: str
    subject: str
    scanner: dict[str, str]
    scanned_at: str | None
    views: list[ViewOut]
    volume: VolumeFacts | None
    recogniser: RecogniserOut | None
    mass: Mass | None
    contents: Mass | None
    loaded: bool | None
    goods_probability: float | None
    mix: dict[str, float]
    findings: list[FindingOut]
    notes: list[Reason]
    comparison: Comparison | None
    failure: Reason | None
    models: list[ModelUsed]
    raw_files: list[RawFile]
    remarks: list[str]
    operations: list[Operation]
    reported: list[Reported]
    portal_readings: list[PortalReading]
    weighed_kg: float | None
    outcome: str | None
    commodities: dict[str, float]
    regions: list[CommodityRegion]
    novelty: float | None
    photos: list[PhotoOut]
    markings: list[Marking]
    photo_reader: str | None


class ScansOut(BaseModel):
    items: list[ScanLineOut]
    next_cursor: str | None


class QuarantinedOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: str
    consignment_id: str | None
    site_id: str
    received_at: datetime
    received_by: str
    code: str
    message: str
    raw_files: list[RawFile]


class QuarantineOut(BaseModel):
    items: list[QuarantinedOut]
    next_cursor: str | None = None
