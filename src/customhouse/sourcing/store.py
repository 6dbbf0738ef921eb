"""Imports, the rows in force and the rows in quarantine, in SQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from customhouse.kernel.columns import METADATA, Json, Utc
from customhouse.sourcing.model import (
    Feed,
    Import,
    ImportState,
    ReferenceText,
    RowFault,
    Source,
    SourcedText,
    TextKind,
)

BATCH = 2_000

imports = Table(
    "reference_import",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("source_id", String(40), nullable=False),
    # The source's id while the import is in force, nothing afterwards: of each source one import can be in force.
    Column("in_force", String(40), unique=True),
    Column("source", Json, nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("quarantined", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("imported_at", Utc, nullable=False),
    Column("imported_by", String(80), nullable=False),
    Column("ended_at", Utc),
    Column("ended_by", String(80)),
    Index("ix_reference_import_source_id", "source_id"),
)
texts = Table(
    "reference_text",
    METADATA,
    Column("import_id", String(36), ForeignKey("reference_import.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("row", String(200), nullable=False),
    Column("language", String(2), nullable=False),
    Column("code", String(10), nullable=False),
    Column("edition", String(4), nullable=False),
    Column("text", Text, nullable=False),
    Index("ix_reference_text_code", "code", "kind", "language"),
)
quarantine = Table(
    "reference_quarantine",
    METADATA,
    Column("import_id", String(36), ForeignKey("reference_import.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("row", String(200), nullable=False),
    Column("raw", Text, nullable=False),
    Column("code", String(24), nullable=False),
    Column("message", Text, nullable=False),
)
_IMPORT = ("id", "file_name", "sha256", "content_sha256", "size", "taken", "quarantined")
_ENDS = ("imported_at", "imported_by", "ended_at", "ended_by")


def insert_import(connection: Connection, one: Import) -> None:
    row = {name: getattr(one, name) for name in (*_IMPORT, *_ENDS)}
    source_id = one.source.id
    about = {"source_id": source_id, "in_force": source_id, "source": asdict(one.source), "state": one.state.value}
    connection.execute(insert(imports).values(row | about))


def insert_texts(connection: Connection, import_id: str, rows: Iterable[Sequence[str]]) -> None:
    """`rows` are kind, row, language, code, edition and text."""
    names = ("kind", "row", "language", "code", "edition", "text")
    _insert_many(connection, texts, import_id, (dict(zip(names, row, strict=True)) for row in rows))


def insert_quarantine(connection: Connection, import_id: str, rows: Iterable[Sequence[str]]) -> None:
    """`rows` are row, raw, code and message."""
    names = ("row", "raw", "code", "message")
    _insert_many(connection, quarantine, import_id, (dict(zip(names, row, strict=True)) for row in rows))


def _insert_many(connection: Connection, table: Table, import_id: str, rows: Iterable[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for position, row in enumerate(rows):
        batch.append({"import_id": import_id, "position": position, **row})
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)


def end_import(connection: Connection, one: Import, state: ImportState, at: datetime, by: str) -> None:
    """Take an import out of force: the record stays, its rows go."""
    values = {"state": state.value, "in_force": None, "ended_at": at, "ended_by": by}
    connection.execute(update(imports).where(imports.c.id == one.id).values(**values))
    connection.execute(delete(texts).where(texts.c.import_id == one.id))
    connection.execute(delete(quarantine).where(quarantine.c.import_id == one.id))


def imports_in_force(connection: Connection) -> list[Import]:
    query = select(imports).where(imports.c.in_force.is_not(None)).order_by(imports.c.source_id)
    return [_import(row) for row in connection.execute(query).mappings()]


def imports_of(connection: Connection, source_id: str, limit: int) -> list[Import]:
    """The latest first: ids sort by time."""
    query = select(imports).where(imports.c.source_id == source_id).order_by(imports.c.id.desc()).limit(limit)
    return [_import(row) for row in connection.execute(query).mappings()]


def import_in_force(connection: Connection, source_id: str) -> Import | None:
    row = connection.execute(select(imports).where(imports.c.in_force == source_id)).mappings().first()
    return _import(row) if row else None


def stream_texts(connection: Connection, among: Mapping[str, str], kinds: Sequence[TextKind]) -> Iterator[SourcedText]:
    """The rows of these imports, whose sources `among` names by import id, in the order of their files."""
    columns = [texts.c[name] for name in ("import_id", "text", "code", "language", "kind", "row", "edition")]
    for import_id, source in among.items():
        query = select(*columns).where(texts.c.import_id == import_id).order_by(texts.c.position)
        if kinds:
            query = query.where(texts.c.kind.in_([kind.value for kind in kinds]))
        for row in connection.execute(query, execution_options={"yield_per": BATCH}):
            yield SourcedText(source, _text(row[1:]))


def texts_of_codes(
    connection: Connection, codes: Sequence[str], kind: TextKind, language: str | None = None
) -> list[SourcedText]:
    """Texts in force that stand for just these codes."""
    query = _in_force().where(texts.c.code.in_(codes), texts.c.kind == kind.value)
    if language is not None:
        query = query.where(texts.c.language == language)
    rows = connection.execute(query.order_by(texts.c.code, imports.c.source_id, texts.c.position))
    return [SourcedText(row[0], _text(row[1:])) for row in rows]


def texts_below(connection: Connection, code: str, language: str, limit: int) -> list[SourcedText]:
    """Texts of nomenclature in force for longer codes that begin with this one."""
    # Digits sort alike in every collation; the code that follows this one bounds those that begin with it.
    following = str(int(code) + 1).zfill(len(code))
    below = (texts.c.code > code, texts.c.code < following)
    query = _in_force().where(*below, texts.c.kind == TextKind.NOMENCLATURE.value, texts.c.language == language)
    rows = connection.execute(query.order_by(texts.c.code, imports.c.source_id, texts.c.position).limit(limit))
    return [SourcedText(row[0], _text(row[1:])) for row in rows]


def editions_of(connection: Connection, import_id: str) -> list[str]:
    """Those that the rows of an import name themselves; empty stands for the one its source says."""
    query = select(texts.c.edition).where(texts.c.import_id == import_id, texts.c.kind == TextKind.NOMENCLATURE.value)
    return list(connection.execute(query.distinct()).scalars())


def outline_of(connection: Connection, import_id: str, editions: Sequence[str]) -> list[tuple[str, str]]:
    """Code and English text of everything down to the subheading."""
    mine = (texts.c.import_id == import_id, texts.c.kind == TextKind.NOMENCLATURE.value, texts.c.language == "en")
    query = select(texts.c.code, texts.c.text).where(*mine, texts.c.edition.in_(editions))
    rows = connection.execute(query.where(func.length(texts.c.code) <= 6).order_by(texts.c.position))
    return [(code, text) for code, text in rows]


def _in_force() -> Any:
    columns = [texts.c[name] for name in ("text", "code", "language", "kind", "row", "edition")]
    joined = texts.join(imports, texts.c.import_id == imports.c.id)
    return select(imports.c.source_id, *columns).select_from(joined).where(imports.c.in_force.is_not(None))


def quarantine_of(connection: Connection, import_id: str, after: int, limit: int) -> list[tuple[int, RowFault]]:
    query = select(quarantine).where(quarantine.c.import_id == import_id, quarantine.c.position > after)
    rows = connection.execute(query.order_by(quarantine.c.position).limit(limit)).mappings()
    return [(row["position"], RowFault(row["row"], row["raw"], row["code"], row["message"])) for row in rows]


def _text(row: Sequence[Any]) -> ReferenceText:
    text, code, language, kind, key, edition = row
    return ReferenceText(text, code, language, TextKind(kind), key, edition)


def _import(row: Any) -> Import:
    about = row["source"]
    source = Source(**{**about, "feeds": tuple(map(Feed, about["feeds"])), "languages": tuple(about["languages"])})
    ends = {name: row[name] for name in _ENDS}
    return Import(source=source, state=ImportState(row["state"]), **{name: row[name] for name in _IMPORT}, **ends)
