"""Corridors, journeys, alarms and the gate, over HTTP."""

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from customhouse.access.guard import Desk, Guard
from customhouse.access.model import Permission
from customhouse.kernel.errors import Invalid
from customhouse.seals.corridor_files import CorridorFeature, corridor_of, feature_of
from customhouse.seals.gate import Reading, reading_identity
from customhouse.seals.model import Alarm, AlarmOutcome, Journey, Observation
from customhouse.seals.sealing import Sealing
from customhouse.seals.service import Seals
from customhouse.seals.store import Passage
from customhouse.seals.watch.course import Fix

P = Permission
_PHOTO_LIMIT = 8 << 20
_PHOTO_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
_FOLLOWS = (P.READ_CASE, P.WATCH)
# A year that no clock shows has no place in any table either.
_YEARS = range(1970, 2201)


def _in_utc(given: datetime) -> datetime:
    if given.year not in _YEARS:
        raise ValueError("the year lies beyond any clock")
    return given.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
ALARM_STATES = Literal["open", "acknowledged", "resolved", "retracted", "all"]


class PositionOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    latitude: float
    longitude: float


class SiteOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: str
    name: str
    position: PositionOut


class SitesOut(BaseModel):
    items: list[SiteOut]


class ReasonOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    code: str
    params: dict[str, str]
    text: str


class AlarmOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: str
    journey_id: str
    consignment_id: str
    mrn: str
    rule: str
    severity: str
    state: str
    late: bool
    raised_at: datetime
    ended_at: datetime | None
    known_at: datetime
    repeats: int
    reason: ReasonOut
    actions: list[str]
    position: PositionOut | None
    acknowledged_by: str | None
    acknowledged_by_name: str | None
    acknowledged_at: datetime | None
    resolved_by: str | None
    resolved_by_name: str | None
    resolved_at: datetime | None
    outcome: str | None
    note: str


class AlarmsOut(BaseModel):
    items: list[AlarmOut]
    next_cursor: str | None


class LastOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    position: PositionOut | None
    device_time: datetime
    received_at: datetime
    speed_kmh: float | None
    course_deg: float | None
    battery_percent: int | None
    rope: str | None
    locked: bool | None


class JourneyOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: str
    consignment_id: str
    mrn: str
    container_number: str
    plate: str
    seal_number: str
    device_id: str
    corridor_id: str
    from_site: str
    to_site: str
    state: str
    severity: str | None
    sealed_at: datetime
    bound_at: datetime
    due_at: datetime
    photo: str | None
    progress: float
    eta: datetime | None
    last: LastOut | None
    ended_at: datetime | None
    ended_how: str | None
    alarms: list[AlarmOut] = []


class JourneysOut(BaseModel):
    items: list[JourneyOut]
    next_cursor: str | None


class SealingIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    consignment_id: str = Field(max_length=36)
    container_number: str = Field(max_length=20)
    seal_number: str = Field(min_length=1, max_length=40)
    device_id: str = Field(max_length=20)
    corridor_id: str = Field(max_length=64)
    plate: str = Field(min_length=1, max_length=32)
    sealed_at: Moment | None = None
    tag_id: str | None = Field(default=None, max_length=64)
    photo: str | None = Field(default=None, description="JPEG, PNG or WebP, base64 or a data URL.")


class ReportOut(BaseModel):
    device_time: datetime
    received_at: datetime
    protocol: str
    kind: str
    serial: int | None
    position: PositionOut | None
    speed_kmh: float | None
    battery_percent: int | None
    act: str | None
    trust: Literal["T2"] = "T2"
    hex: str


class ReportsOut(BaseModel):
    items: list[ReportOut]
    next_cursor: str | None


class ResolutionIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    outcome: AlarmOutcome
    note: str = Field(default="", max_length=2000)


class GateReadingIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    reading_id: str | None = Field(default=None, min_length=1, max_length=64)
    site_id: str = Field(max_length=16)
    gate: str = Field(min_length=1, max_length=40)
    read_at: Moment
    plate: str = Field(default="", max_length=32)
    container_number: str = Field(default="", max_length=20)
    seal_epc: str = Field(default="", max_length=64)
    seal_number: str = Field(default="", max_length=40)
    tid: str | None = Field(default=None, max_length=64)
    seal_state: str = Field(default="unknown", max_length=16)


class PassageOut(BaseModel):
    reading_id: str
    site_id: str
    gate: str
    read_at: datetime
    plate: str
    container_number: str
    seal: str
    seal_state: str
    outcome: str
    reasons: list[ReasonOut]
    journey_id: str | None
    consignment_id: str


class PassagesOut(BaseModel):
    items: list[PassageOut]
    next_cursor: str | None = None


def router(seals: Seals, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["seals"])
    for part in (_places_router, _journeys_router, _alarms_router, _gate_router):
        routes.include_router(part(seals, guard))
    return routes


def _places_router(seals: Seals, guard: Guard) -> APIRouter:
    routes = APIRouter()

    @routes.get("/sites", dependencies=[guard.reads(*_FOLLOWS, P.BIND_SEAL, P.READ_GATE, P.POST_SCAN)])
    def list_sites() -> SitesOut:
        return SitesOut(items=[SiteOut.model_validate(site) for site in seals.sites.values()])

    @routes.get("/corridors")
    def list_corridors(desk: Desk = guard.reads(*_FOLLOWS, P.BIND_SEAL)) -> dict[str, Any]:
        return {"type": "FeatureCollection", "features": [feature_of(one) for one in seals.corridors(desk.tx)]}

    @routes.post("/corridors", status_code=201)
    def add_corridor(body: CorridorFeature, desk: Desk = guard.writes(P.EDIT_CORRIDORS)) -> dict[str, Any]:
        return feature_of(seals.add_corridor(desk.tx, corridor_of(body, seals.sites)))

    return routes


def _journeys_router(seals: Seals, guard: Guard) -> APIRouter:
    routes = APIRouter()

    @routes.post("/journeys", status_code=201)
    def bind_seal(body: SealingIn, desk: Desk = guard.writes(P.BIND_SEAL)) -> JourneyOut:
        sealing = Sealing(**body.model_dump(exclude={"photo"}), photo=_photo(body.photo))
        journey = seals.bind(desk.tx, sealing)
        return _with_alarms(seals, desk, [journey])[0]

    @routes.get("/journeys")
    def list_journeys(
        state: Literal["active", "ended", "all"] = "active",
        consignment_id: str | None = Query(default=None, max_length=36),
        cursor: str | None = Query(default=None, max_length=64),
        desk: Desk = guard.reads(*_FOLLOWS),
    ) -> JourneysOut:
        if consignment_id is not None:
            found = seals.journeys_of(desk.tx, consignment_id)
            return JourneysOut(items=_with_alarms(seals, desk, found), next_cursor=None)
        page = seals.journeys(desk.tx, state, cursor)
        return JourneysOut(items=_with_alarms(seals, desk, list(page.items)), next_cursor=page.next_cursor)

    @routes.get("/journeys/{journey_id}")
    def read_journey(journey_id: str, desk: Desk = guard.reads(*_FOLLOWS)) -> JourneyOut:
        return _with_alarms(seals, desk, [seals.journey(desk.tx, journey_id)])[0]

    @routes.get("/journeys/{journey_id}/track")
    def read_track(journey_id: str, desk: Desk = guard.reads(*_FOLLOWS)) -> list[list[Any]]:
        return [_point(fix) for fix in seals.track(desk.tx, journey_id) if fix.observation.position is not None]

    @routes.get("/journeys/{journey_id}/reports")
    def read_reports(
        journey_id: str, cursor: str | None = Query(default=None, max_length=64), desk: Desk = guard.reads(P.READ_RAW)
    ) -> ReportsOut:
        page = seals.reports(desk.tx, journey_id, cursor)
        return ReportsOut(items=[_report_out(report) for report in page.items], next_cursor=page.next_cursor)

    return routes


def _alarms_router(seals: Seals, guard: Guard) -> APIRouter:
    routes = APIRouter()

    @routes.get("/alarms")
    def list_alarms(
        state: ALARM_STATES = "open",
        cursor: str | None = Query(default=None, max_length=100),
        desk: Desk = guard.reads(*_FOLLOWS),
    ) -> AlarmsOut:
        page = seals.alarms(desk.tx, state, cursor)
        return AlarmsOut(items=_alarms_out(seals, desk, page.items), next_cursor=page.next_cursor)

    @routes.post("/alarms/{alarm_id}/acknowledgement")
    def acknowledge(alarm_id: str, desk: Desk = guard.writes(P.HANDLE_ALARMS)) -> AlarmOut:
        return _alarms_out(seals, desk, [seals.acknowledge(desk.tx, alarm_id)])[0]

    @routes.post("/alarms/{alarm_id}/resolution")
    def resolve(alarm_id: str, body: ResolutionIn, desk: Desk = guard.writes(P.HANDLE_ALARMS)) -> AlarmOut:
        return _alarms_out(seals, desk, [seals.resolve(desk.tx, alarm_id, body.outcome, body.note)])[0]

    return routes


def _gate_router(seals: Seals, guard: Guard) -> APIRouter:
    routes = APIRouter()

    @routes.post("/gate-readings")
    def read_gate(body: GateReadingIn, desk: Desk = guard.writes(P.READ_GATE)) -> PassageOut:
        desk.check_site(body.site_id)
        return _passage_out(seals.read_gate(desk.tx, _reading(body)))

    @routes.get("/gate-readings")
    def list_gate_readings(
        site_id: str | None = Query(default=None, max_length=16),
        desk: Desk = guard.reads(*_FOLLOWS, P.READ_GATE),
    ) -> PassagesOut:
        return PassagesOut(items=[_passage_out(passage) for passage in seals.passages(desk.tx, site_id)])

    return routes


def _photo(given: str | None) -> bytes | None:
    if not given:
        return None
    try:
        photo = base64.b64decode(given.rpartition(",")[2] if given.startswith("data:") else given, validate=True)
    except ValueError:  # no base64, or letters beyond ASCII
        raise Invalid.one("photo", "malformed", "Send the photograph as base64.")
    if len(photo) > _PHOTO_LIMIT or not photo.startswith(_PHOTO_STARTS):
        raise Invalid.one("photo", "unfit", "Send a JPEG, PNG or WebP of at most 8 MiB.")
    return photo


def _reading(body: GateReadingIn) -> Reading:
    """Raises `Invalid` where the reading names nothing that could have passed."""
    named = (body.plate, body.container_number, body.seal_epc, body.seal_number, body.tid or "")
    if not any(each.strip() for each in named):
        raise Invalid.one("container_number", "gate_reading_empty", "name a plate, a container, a seal or a tag")
    given = body.model_dump(mode="json", exclude={"reading_id", "read_at"})
    same = reading_identity(*(str(given[name]) for name in sorted(given)), body.read_at.isoformat())
    # A reader's own numbers are its own: two sites may use the same.
    reading_id = reading_identity(body.site_id, body.gate, body.reading_id) if body.reading_id else same
    return Reading(
        id=reading_id,
        site_id=body.site_id,
        gate=body.gate,
        read_at=body.read_at,
        plate=body.plate,
        container_number=body.container_number,
        seal_epc=body.seal_epc,
        seal_number=body.seal_number,
        tag_id=body.tid or "",
        seal_state=body.seal_state.strip().lower(),
    )


def _with_alarms(seals: Seals, desk: Desk, journeys: list[Journey]) -> list[JourneyOut]:
    alarms = _alarms_out(seals, desk, seals.alarms_of(desk.tx, [journey.id for journey in journeys]))
    shown = [JourneyOut.model_validate(journey) for journey in journeys]
    return [out.model_copy(update={"alarms": [a for a in alarms if a.journey_id == out.id]}) for out in shown]


def _alarms_out(seals: Seals, desk: Desk, alarms: Sequence[Alarm]) -> list[AlarmOut]:
    mrns = {journey_id: seals.journey(desk.tx, journey_id).mrn for journey_id in {a.journey_id for a in alarms}}
    names = desk.names(*(by for alarm in alarms for by in (alarm.acknowledged_by, alarm.resolved_by)))
    return [_alarm_out(alarm, mrns[alarm.journey_id], names) for alarm in alarms]


def _alarm_out(alarm: Alarm, mrn: str, names: Mapping[str, str]) -> AlarmOut:
    values = {name: getattr(alarm, name) for name in AlarmOut.model_fields if hasattr(alarm, name)}
    values |= {"mrn": mrn, "raised_at": alarm.started_at}
    values |= {f"{done}_name": names.get(values[done] or "") for done in ("acknowledged_by", "resolved_by")}
    return AlarmOut.model_validate(values, from_attributes=True)


def _point(fix: Fix) -> list[Any]:
    report = fix.observation
    return [report.longitude, report.latitude, fix.at.isoformat(), report.speed_kmh, fix.quality.value]


def _report_out(report: Observation) -> ReportOut:
    return ReportOut(
        device_time=report.at,
        received_at=report.received_at,
        protocol=report.protocol,
        kind=report.kind,
        serial=report.serial,
        position=PositionOut.model_validate(report.position) if report.position else None,
        speed_kmh=report.speed_kmh,
        battery_percent=report.battery_percent,
        act=report.act,
        hex=report.raw.hex(),
    )


def _passage_out(passage: Passage) -> PassageOut:
    seen = {name: getattr(passage.reading, name) for name in PassageOut.model_fields if hasattr(passage.reading, name)}
    return PassageOut(
        **seen,
        reading_id=passage.reading.id,
        outcome=passage.outcome,
        reasons=[ReasonOut.model_validate(reason) for reason in passage.reasons],
        journey_id=passage.journey_id,
        consignment_id=passage.consignment_id,
    )
