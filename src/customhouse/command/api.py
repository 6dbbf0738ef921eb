"""Oversight over HTTP: lists, one consignment, its timeline, raw inputs, the live feed."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from customhouse.access.guard import Desk, Guard
from customhouse.access.model import Permission, User
from customhouse.command.live import LiveFeed
from customhouse.command.model import Filter
from customhouse.command.service import Command
from customhouse.command.veiling import Veils, no_veils, veiled
from customhouse.procedures.model import What

_CHUNK = 1 << 18


class LineOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: str
    mrn: str
    state: str
    lane: str
    declarant: str
    consignee: str
    goods: str
    containers: list[str]
    open_alarms: int
    lodged_at: datetime
    updated_at: datetime
    owed: list[str]


class LinesOut(BaseModel):
    items: list[LineOut]
    next_cursor: str | None


class EntryOut(BaseModel):
    """`at` is when it happened, `recorded_at` when it became known; `facts` are the event's own fields."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    at: datetime
    recorded_at: datetime
    kind: str
    source: str
    actor: str
    actor_name: str | None = None
    facts: dict[str, Any]


class RawOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    name: str
    sha256: str


class TimelineOut(BaseModel):
    items: list[EntryOut]
    raws: list[RawOut]


class BoardOut(BaseModel):
    states: dict[str, int]
    lanes: dict[str, int]


def router(command: Command, feed: LiveFeed, guard: Guard, veils: Veils = no_veils) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["command"])

    @routes.get("/consignments")
    def list_consignments(
        q: str = Query("", max_length=80),
        state: str = Query("", max_length=20),
        lane: str = Query("", max_length=12),
        owed: What | None = Query(None, description="A kind of control that is ordered and not done."),
        cursor: str | None = Query(None, max_length=36),
        desk: Desk = guard.reads(Permission.READ_CASE),
    ) -> LinesOut:
        page = command.page(desk.tx, Filter(q, state, lane, owed.value if owed else ""), cursor)
        return LinesOut(items=[LineOut.model_validate(line) for line in page.items], next_cursor=page.next_cursor)

    @routes.get("/consignments/{consignment_id}")
    def read_consignment(consignment_id: str, desk: Desk = guard.reads(Permission.READ_CASE)) -> LineOut:
        return LineOut.model_validate(command.get(desk.tx, consignment_id))

    @routes.get("/consignments/{consignment_id}/timeline")
    def read_timeline(consignment_id: str, desk: Desk = guard.reads(Permission.READ_CASE)) -> TimelineOut:
        entries = veiled(command.timeline(desk.tx, consignment_id), veils(desk.tx, desk.user, consignment_id))
        raws = command.raws(desk.tx, consignment_id) if desk.user.may(Permission.READ_RAW) else ()
        names = command.actors(desk.tx, entries)
        told = [EntryOut.model_validate(entry) for entry in entries]
        return TimelineOut(
            items=[entry.model_copy(update={"actor_name": names.get(entry.actor)}) for entry in told],
            raws=[RawOut.model_validate(raw) for raw in raws],
        )

    @routes.get("/raw/{sha256}", response_class=StreamingResponse)
    def read_raw(
        sha256: str,
        name: str = Query(default="", max_length=200, description="What the file is to be called."),
        _user: User = guard.admits(Permission.READ_RAW),
    ) -> StreamingResponse:
        stream, size = command.open_raw(sha256)
        called = quote(PurePosixPath(name).name or sha256[:12])
        headers = {"Content-Length": str(size), "Content-Disposition": f"attachment; filename*=UTF-8''{called}"}
        return StreamingResponse(_chunks(stream), media_type="application/octet-stream", headers=headers)

    @routes.get("/board")
    def read_board(desk: Desk = guard.reads(Permission.READ_CASE, Permission.WATCH)) -> BoardOut:
        return BoardOut.model_validate(command.board(desk.tx))

    @routes.get("/live", response_class=StreamingResponse)
    async def watch_live(_user: User = guard.admits(Permission.WATCH)) -> StreamingResponse:
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        return StreamingResponse(feed.watch(), media_type="text/event-stream", headers=headers)

    return routes


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
