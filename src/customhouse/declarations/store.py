"""Declarations and their versions, in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Insert,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from customhouse.declarations.model import Declaration, Entry, Procedure, State, Version, Wanted
from customhouse.declarations.reading import of_plain
from customhouse.kernel.columns import METADATA, Json, Utc

declarations = Table(
    "declaration",
    METADATA,
    Column("consignment_id", String(36), primary_key=True),
    Column("mrn", String(18), nullable=False, unique=True),
    Column("lrn", String(35), nullable=False),
    Column("declarant_id", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("version", Integer, nullable=False),
    Column("procedure", String(12), nullable=False),
    Column("office", String(5), nullable=False),
    Column("declarant", String(120), nullable=False),
    Column("consignee", String(120), nullable=False),
    Column("goods", String(512), nullable=False),
    Column("search", Text, nullable=False),
    Column("lodged_at", Utc, nullable=False),
    Column("withdrawn_reason", Text),
    # A trader's reference names one declaration for ever; a message sent twice is found by it.
    UniqueConstraint("declarant_id", "lrn"),
    Index("ix_declaration_declarant", "declarant_id", "consignment_id"),
)
versions = Table(
    "declaration_version",
    METADATA,
    Column("declaration_id", String(36), primary_key=True),
    Column("consignment_id", String(36), ForeignKey("declaration.consignment_id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("lodgement", Json, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("raw_blob", String(64), nullable=False),
    Column("raw_line", Integer),
    Column("recorded_at", Utc, nullable=False),
    Column("actor", String(80), nullable=False),
    UniqueConstraint("consignment_id", "version"),
)
_ENTRY = ("consignment_id", "mrn", "lrn", "state", "version", "procedure", "office", "declarant", "consignee", "goods")
_WHOLE = (
    *(declarations.c[name] for name in ("consignment_id", "mrn", "state", "declarant_id", "lodged_at")),
    declarations.c.withdrawn_reason,
    declarations.c.version.label("latest_version"),
    *(versions.c[name] for name in ("declaration_id", "version", "lodgement", "recorded_at")),
)
_REFERENCE = [declarations.c.declarant_id, declarations.c.lrn]
_INSERT_UNLESS_TAKEN: dict[str, Insert] = {
    "sqlite": sqlite.insert(declarations).on_conflict_do_nothing(index_elements=_REFERENCE),
    "postgresql": postgresql.insert(declarations).on_conflict_do_nothing(index_elements=_REFERENCE),
}
_KNOWN = (
    select(*(declarations.c[name] for name in ("consignment_id", "mrn", "version")), versions.c.content_hash)
    .join_from(declarations, versions)
    .where(
        versions.c.version == 1, declarations.c.declarant_id == bindparam("of"), declarations.c.lrn == bindparam("as_")
    )
)


@dataclass(frozen=True)
class Known:
    """What is already lodged under a trader's reference; `content_hash` is that of its first version."""

    consignment_id: str
    mrn: str
    version: int
    content_hash: str


def insert_declaration(connection: Connection, row: dict[str, Any]) -> bool:
    """False where the declarant's reference is taken, by a transaction that was quicker."""
    statement = _INSERT_UNLESS_TAKEN[connection.dialect.name]
    return connection.execute(statement, row, execution_options={"preserve_rowcount": True}).rowcount == 1


def insert_version(connection: Connection, row: dict[str, Any]) -> None:
    connection.execute(insert(versions), row)


def advance_version(connection: Connection, consignment_id: str, version: int, row: dict[str, Any]) -> bool:
    """Move from `version` to the next; false where it is not the latest any more, or amending is over."""
    mine = (declarations.c.consignment_id == consignment_id, declarations.c.version == version)
    change = update(declarations).where(*mine, declarations.c.state == State.LODGED.value)
    return connection.execute(change.values(**row, version=version + 1)).rowcount == 1


def change_state(
    connection: Connection, consignment_id: str, change: tuple[State, State], reason: str | None = None
) -> bool:
    """Change from the first state to the second; false where it is no longer in the first."""
    before, after = change
    mine = (declarations.c.consignment_id == consignment_id, declarations.c.state == before.value)
    values = {"state": after.value, "withdrawn_reason": reason}
    return connection.execute(update(declarations).where(*mine).values(**values)).rowcount == 1


def state_of(connection: Connection, consignment_id: str) -> State | None:
    query = select(declarations.c.state).where(declarations.c.consignment_id == consignment_id)
    found = connection.execute(query).scalar()
    return None if found is None else State(found)


def find_known(connection: Connection, declarant_id: str, lrn: str) -> Known | None:
    found = connection.execute(_KNOWN, {"of": declarant_id, "as_": lrn}).mappings().first()
    return Known(**found) if found else None


def find_declaration(connection: Connection, consignment_id: str, version: int | None = None) -> Declaration | None:
    """The version asked for, or else the latest."""
    query = select(*_WHOLE).join_from(declarations, versions)
    query = query.where(declarations.c.consignment_id == consignment_id)
    wanted = declarations.c.version if version is None else version
    row = connection.execute(query.where(versions.c.version == wanted)).mappings().first()
    return _declaration(row) if row else None


def find_by_mrn(connection: Connection, mrn: str) -> str | None:
    query = select(declarations.c.consignment_id).where(declarations.c.mrn == mrn)
    return connection.execute(query).scalar()


def content_hash(connection: Connection, consignment_id: str, version: int) -> str | None:
    mine = (versions.c.consignment_id == consignment_id, versions.c.version == version)
    return connection.execute(select(versions.c.content_hash).where(*mine)).scalar()


def versions_of(connection: Connection, consignment_id: str) -> list[Version]:
    columns = [versions.c[name] for name in ("version", "recorded_at", "actor", "raw_blob", "raw_line")]
    query = select(*columns).where(versions.c.consignment_id == consignment_id).order_by(versions.c.version)
    return [Version(*row) for row in connection.execute(query)]


def open_among(connection: Connection, consignment_ids: Sequence[str]) -> list[str]:
    """Those neither withdrawn nor closed, the latest lodged first."""
    mine = (declarations.c.consignment_id.in_(consignment_ids), declarations.c.state == State.LODGED.value)
    query = select(declarations.c.consignment_id).where(*mine)
    return list(connection.execute(query.order_by(declarations.c.consignment_id.desc())).scalars())


def list_entries(connection: Connection, wanted: Wanted, limit: int) -> list[Entry]:
    """The latest lodged first: ids sort by time."""
    query = select(*(declarations.c[name] for name in _ENTRY), declarations.c.lodged_at)
    if wanted.declarant_id is not None:
        query = query.where(declarations.c.declarant_id == wanted.declarant_id)
    if wanted.state is not None:
        query = query.where(declarations.c.state == wanted.state.value)
    if wanted.search:
        query = query.where(declarations.c.search.contains(wanted.search, autoescape=True))
    if wanted.before is not None:
        query = query.where(declarations.c.consignment_id < wanted.before)
    rows = connection.execute(query.order_by(declarations.c.consignment_id.desc()).limit(limit)).mappings()
    return [_entry(row) for row in rows]


def _entry(row: Any) -> Entry:
    return Entry(**{**row, "state": State(row["state"]), "procedure": Procedure(row["procedure"])})


def _declaration(row: Any) -> Declaration:
    return Declaration(**{**row, "state": State(row["state"]), "lodgement": of_plain(row["lodgement"])})
