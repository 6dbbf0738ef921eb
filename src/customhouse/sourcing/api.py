"""Reference data over HTTP: what is in force, what is lacking, what was not taken; and bringing it."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Query, UploadFile
from pydantic import BaseModel, ConfigDict

from customhouse.access.guard import AdmittingRoute, Desk, Guard
from customhouse.access.model import Permission, User
from customhouse.sourcing.intake import Opened
from customhouse.sourcing.manifest import commands_for
from customhouse.sourcing.model import Feed, Import, ImportState, RowFault, Source, Standing
from customhouse.sourcing.service import Sourcing

READERS = (Permission.READ_CASE, Permission.OPERATE)
CHUNK = 1 << 20
_ODD = re.compile(r"[^\w.\- ]")


class SourceOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: str
    title: str
    publisher: str
    address: str
    licence: str
    attribution: str
    edition: str
    hs_edition: str
    languages: list[str]
    feeds: list[Feed]
    file: str
    download: str
    obtain: str


class ImportOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: str
    file_name: str
    sha256: str
    size: int
    taken: int
    quarantined: int
    state: ImportState
    is_known_edition: bool
    imported_at: datetime
    imported_by: str
    ended_at: datetime | None
    ended_by: str | None


class StandingOut(BaseModel):
    """`in_force` is empty while the source is lacking; `commands` bring it, or a newer edition of it."""

    source: SourceOut
    in_manifest: bool
    in_force: ImportOut | None
    commands: list[str]


class SourcesOut(BaseModel):
    """`stamp` changes exactly when what is in force changes."""

    items: list[StandingOut]
    stamp: str


class SourceHistoryOut(BaseModel):
    """The imports of a source, the latest first."""

    source: SourceOut
    commands: list[str]
    imports: list[ImportOut]


class RowFaultOut(BaseModel):
    """`row` is the line or the key in the file, `raw` the row as it came."""

    position: int
    row: str
    raw: str
    code: str
    message: str


class RowFaultsOut(BaseModel):
    items: list[RowFaultOut]
    next_cursor: str | None


def router(sourcing: Sourcing, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api/sources", tags=["sourcing"], route_class=AdmittingRoute)

    @routes.get("")
    def list_sources(desk: Desk = guard.reads(*READERS)) -> SourcesOut:
        """Every source the site knows: in force, or lacking and how to bring it."""
        standings = sourcing.standings(desk.tx)
        return SourcesOut(items=[_standing(each) for each in standings], stamp=sourcing.stamp(desk.tx))

    @routes.get("/{source_id}")
    def read_source(source_id: str, desk: Desk = guard.reads(*READERS)) -> SourceHistoryOut:
        imports = sourcing.history(desk.tx, source_id)
        source = sourcing.source(desk.tx, source_id)
        commands = list(commands_for(source))
        return SourceHistoryOut(source=_source(source), commands=commands, imports=[_import(each) for each in imports])

    @routes.get("/{source_id}/quarantine")
    def read_source_quarantine(
        source_id: str, cursor: Annotated[str | None, Query(max_length=12)] = None, desk: Desk = guard.reads(*READERS)
    ) -> RowFaultsOut:
        """The rows of the import in force that break the source's contract, in the order of the file."""
        page = sourcing.quarantine(desk.tx, source_id, cursor)
        items = [RowFaultOut(position=position, **_plain(fault)) for position, fault in page.items]
        return RowFaultsOut(items=items, next_cursor=page.next_cursor)

    _add_bringing(routes, sourcing, guard)
    return routes


def _add_bringing(routes: APIRouter, sourcing: Sourcing, guard: Guard) -> None:
    operator = guard.admits(Permission.OPERATE)

    # Runs before the transaction is opened: a long file is read while others work.
    def opened(
        source_id: str,
        _user: User = operator,
        file: UploadFile = File(),
        accept_changed: Annotated[bool, Form()] = False,
    ) -> Iterator[Opened]:
        with tempfile.TemporaryDirectory(prefix="customhouse-source-") as folder:
            path = Path(folder) / _plain_name(file.filename or "")
            with path.open("wb") as sink:
                shutil.copyfileobj(file.file, sink, CHUNK)
            with sourcing.open_file(source_id, path, accept_changed=accept_changed) as ready:
                yield ready

    @routes.post("/{source_id}/import", status_code=201)
    def import_source(
        ready: Annotated[Opened, Depends(opened)], desk: Desk = guard.writes(Permission.OPERATE)
    ) -> ImportOut:
        """Take a file of this source, in place of what was taken from it before; all of its good rows or nothing."""
        return _import(sourcing.take(desk.tx, ready))

    @routes.post("/{source_id}/withdraw")
    def withdraw_source(source_id: str, desk: Desk = guard.writes(Permission.OPERATE)) -> ImportOut:
        """Take a source out of force; its file and the record of it stay."""
        return _import(sourcing.withdraw(desk.tx, source_id))


def _plain_name(name: str) -> str:
    """A name is a label here, never a path: the last part of it, in letters every file system takes."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return _ODD.sub("_", last)[-60:].lstrip(".") or "file"


def _standing(standing: Standing) -> StandingOut:
    source = standing.source
    return StandingOut(
        source=_source(source),
        in_manifest=standing.in_manifest,
        in_force=_import(standing.in_force) if standing.in_force else None,
        commands=list(commands_for(source)),
    )


def _source(source: Source) -> SourceOut:
    return SourceOut.model_validate(source)


def _import(one: Import) -> ImportOut:
    return ImportOut.model_validate(one)


def _plain(fault: RowFault) -> dict[str, str]:
    return {"row": fault.row, "raw": fault.raw, "code": fault.code, "message": fault.message}
