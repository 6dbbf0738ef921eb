"""The side-car: JSON beside an image that says what the image itself cannot (docs/reference/scan-files.md)."""

import itertools
import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from customhouse.imaging.model import (
    AlarmCategory,
    ContainerFacts,
    Energy,
    PortalCounts,
    PortalReading,
    Provenance,
    Slab,
    Subject,
    Wedge,
)
from customhouse.imaging.reading import ScanFile, Unreadable
from customhouse.kernel.malformed import first_problem
from customhouse.waybills.container_code import LONGEST, LONGEST_WRITTEN, number_fault, plain

LARGEST_BYTES = 1_000_000
MOST_VIEWS = 8  # of a picture; a radiograph has fewer
MOST_READINGS = 16  # of radiation portals
LEAST_SECONDS, LEAST_CPS = 0.01, 1e-6  # of a portal reading; below them a rate, or its ratio to another, means nothing
FORMAT: Literal["customhouse-scan/1"] = "customhouse-scan/1"

Millimetres = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
Count = Annotated[float, Field(ge=0, le=65535, allow_inf_nan=False)]
Index = Annotated[int, Field(ge=0, le=255)]
Nuclide = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="after")
    @classmethod
    def _can_be_kept(cls, value: Any) -> Any:
        if isinstance(value, str) and "\0" in value:
            raise ValueError("a text holds the character NUL, which no database keeps")
        return value


class Layer(_Part):
    material: Literal["Al", "Cu", "Fe", "Pb", "W", "Sn"]
    mm: Millimetres


class Detector(_Part):
    material: Literal["CsI", "CdWO4", "Gd2O2S"]
    mm: Millimetres


class EnergyPart(_Part):
    name: str = Field(default="", max_length=40)
    kv: Annotated[float, Field(ge=20, le=600)] | None = None
    mev: Annotated[float, Field(ge=1, le=20)] | None = None
    filters: tuple[Layer, ...] | None = None
    detector: Detector | None = None

    @model_validator(mode="after")
    def _one_source(self) -> "EnergyPart":
        if self.kv is not None and self.mev is not None:
            raise ValueError("give kv (a tube) or mev (an accelerator), not both")
        return self

    def energy(self) -> Energy:
        peak = self.kv if self.kv is not None else self.mev * 1000 if self.mev is not None else None
        filters = None if self.filters is None else tuple(Slab(layer.material, layer.mm) for layer in self.filters)
        detector = None if self.detector is None else Slab(self.detector.material, self.detector.mm)
        return Energy(self.name or _named(self), peak, filters, detector)


def _named(part: EnergyPart) -> str:
    if part.kv is not None:
        return f"{part.kv:g} kV"
    return f"{part.mev:g} MeV" if part.mev is not None else "unknown"


class ViewPart(_Part):
    name: str = Field(default="", max_length=40)
    pixel_mm: tuple[Millimetres, Millimetres] | None = None


class PlanePart(_Part):
    file: str | None = None
    page: Index = 0
    channel: Index = 0
    view: Index = 0
    energy: Index = 0


class Normalisation(_Part):
    air: Literal["auto"] | Count | tuple[Count, ...] = 65535.0
    dark: Count | tuple[Count, ...] = 0.0


class WedgePart(_Part):
    energy: Index
    material: Literal["steel", "water", "polyethylene", "aluminium", "lead"]
    mm: tuple[Annotated[float, Field(ge=0, le=5000)], ...] = Field(min_length=2, max_length=200)
    minus_log_t: tuple[Annotated[float, Field(ge=0, le=20)], ...]

    @model_validator(mode="after")
    def _rises(self) -> "WedgePart":
        pairs = list(zip(self.mm, self.minus_log_t, strict=False))
        if len(self.mm) != len(self.minus_log_t) or any(
            a[0] >= b[0] or a[1] >= b[1] for a, b in itertools.pairwise(pairs)
        ):
            raise ValueError("mm and minus_log_t must be equally long, and both must rise from step to step")
        return self


class Units(_Part):
    unit: Literal["hu", "relative_to_water", "none"]
    water: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None

    @model_validator(mode="after")
    def _has_water(self) -> "Units":
        if (self.unit == "relative_to_water") != (self.water is not None):
            raise ValueError("water, the value that water has, goes with relative_to_water and with nothing else")
        return self


class ContainerPart(_Part):
    number: str | None = Field(default=None, max_length=LONGEST_WRITTEN)
    size_type: str | None = Field(default=None, min_length=4, max_length=4)
    tare_kg: Annotated[float, Field(gt=0, le=60_000)] | None = None
    weighed_kg: Annotated[float, Field(gt=0, le=200_000)] | None = None

    @field_validator("number")
    @classmethod
    def _is_no_longer(cls, number: str | None) -> str | None:
        if len(plain(number) or "") > LONGEST:
            raise ValueError(f"a container number has {LONGEST} characters beside blanks and hyphens")
        return number


class Scanner(_Part):
    maker: str = Field(default="", max_length=200)
    model: str = Field(default="", max_length=200)
    serial: str = Field(default="", max_length=200)


class CountsPart(_Part):
    counts: Annotated[int, Field(ge=0, le=10**12)]
    seconds: Annotated[float, Field(ge=LEAST_SECONDS, le=86_400, allow_inf_nan=False)]
    background_cps: Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)] | None = None

    @field_validator("background_cps")
    @classmethod
    def _is_nothing_or_a_rate(cls, said: float | None) -> float | None:
        if said and said < LEAST_CPS:
            raise ValueError(f"give 0 or a value of at least {LEAST_CPS:f}")
        return said

    def said(self) -> PortalCounts:
        return PortalCounts(self.counts, self.seconds, self.background_cps)


class PortalPart(_Part):
    portal_id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    read_at: str | None = Field(default=None, max_length=40)
    gamma: CountsPart | None = None
    neutron: CountsPart | None = None
    alarms: Annotated[tuple[AlarmCategory, ...], Field(max_length=len(AlarmCategory))] | None = None
    nuclides: tuple[Nuclide, ...] = Field(default=(), max_length=20)

    @field_validator("read_at")
    @classmethod
    def _is_a_time(cls, said: str | None) -> str | None:
        """In the one form of UTC that every browser reads."""
        if said is None:
            return None
        try:
            time = datetime.fromisoformat(said)
            if time.tzinfo is not None:
                return time.astimezone(UTC).isoformat()
        except (ValueError, OverflowError):
            pass
        raise ValueError("give a date with its time and zone, such as 2026-03-01T12:00:00Z")

    @model_validator(mode="after")
    def _says_something(self) -> "PortalPart":
        if self.gamma is None and self.neutron is None and self.alarms is None:
            raise ValueError("a reading says what was counted or whether there was an alarm: gamma, neutron or alarms")
        return self

    def reading(self) -> PortalReading:
        gamma, neutron = (None if part is None else part.said() for part in (self.gamma, self.neutron))
        alarms = None if self.alarms is None else tuple(dict.fromkeys(self.alarms))
        return PortalReading(self.portal_id, self.read_at, gamma, neutron, alarms, self.nuclides)


class SideCar(_Part):
    """The whole file. What is left out has the default that the reference page gives."""

    format: Literal["customhouse-scan/1"] = FORMAT
    kind: Literal["radiograph", "ct"] | None = None
    subject: Subject = Subject.UNKNOWN
    energies: tuple[EnergyPart, ...] = Field(default=(EnergyPart(),), min_length=1)
    views: tuple[ViewPart, ...] = Field(default=(ViewPart(),), min_length=1, max_length=MOST_VIEWS)
    planes: tuple[PlanePart, ...] | None = None
    normalisation: Normalisation = Normalisation()
    calibration: tuple[WedgePart, ...] | Units = ()
    container: ContainerPart = ContainerPart()
    mrn: str | None = Field(default=None, max_length=40)
    scanner: Scanner = Scanner()
    scanned_at: str | None = Field(default=None, max_length=40)
    portal_readings: tuple[PortalPart, ...] = Field(default=(), max_length=MOST_READINGS)

    @model_validator(mode="before")
    @classmethod
    def _says_its_format(cls, given: object) -> object:
        if isinstance(given, dict) and "format" not in given:
            raise ValueError(f'a side-car opens with "format": "{FORMAT}"')
        return given

    def container_facts(self) -> ContainerFacts:
        part = self.container
        return ContainerFacts(part.number, part.size_type, part.tare_kg, part.weighed_kg)

    def wedges(self) -> tuple[Wedge, ...]:
        parts = self.calibration if isinstance(self.calibration, tuple) else ()
        return tuple(Wedge(part.energy, part.material, part.mm, part.minus_log_t) for part in parts)

    def units(self) -> Units | None:
        return self.calibration if isinstance(self.calibration, Units) else None

    def provenance(self, file_format: str, notes: tuple[str, ...] = ()) -> Provenance:
        scanner = {key: value for key, value in self.scanner.model_dump().items() if value}
        readings = tuple(part.reading() for part in self.portal_readings)
        said = (*notes, *self._doubts())
        return Provenance(file_format, scanner, self.scanned_at, said, self.mrn, portal_readings=readings)

    def _doubts(self) -> tuple[str, ...]:
        """A number that is none is kept, and so is its scan: a gate's camera may have misread it."""
        number = plain(self.container.number)
        fault = None if number is None else number_fault(number)
        told = f"the container number that came with it, {number}, is none of ISO 6346"
        return () if fault is None else (f"{told}: {fault[1]}",)


def is_sidecar(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def read_sidecar(file: ScanFile) -> SideCar:
    """Raises `Unreadable` with the path of the first field that is wrong."""
    if file.path.stat().st_size > LARGEST_BYTES:
        raise Unreadable("bad_sidecar", f"{file.name} is too large for a side-car; post one of at most 1 MB.")
    try:
        given = json.loads(file.path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Unreadable("bad_sidecar", f"{file.name} is not JSON in UTF-8; write it again.")
    try:
        sidecar = SideCar.model_validate(given)
    except ValidationError as error:
        first = first_problem(error)
        raise Unreadable("bad_sidecar", f"{file.name}: correct {first.field or 'the file'}: {first.message}.")
    if len(sidecar.energies) > 2:
        raise Unreadable("wrong_energies", f"{file.name} names {len(sidecar.energies)} energies; give one or two.")
    return sidecar
