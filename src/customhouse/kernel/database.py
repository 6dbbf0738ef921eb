"""The database seam: SQLite (WAL) by default, PostgreSQL for scale, one subset of SQL for both."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError

from customhouse.kernel.clock import Clock, SystemClock
from customhouse.kernel.columns import METADATA, Exact, Json, Utc
from customhouse.kernel.outbox import enclose
from customhouse.kernel.transaction import Transaction

__all__ = ["METADATA", "Database", "Exact", "Json", "Utc", "is_outage"]


class Database:
    """Opens transactions. Writers queue inside this process, so that SQLite never answers "locked"."""

    def __init__(self, url: str, clock: Clock | None = None) -> None:
        self.engine = _engine(url)
        self.clock = clock or SystemClock()
        self.news = threading.Event()  # set whenever a commit left messages in the outbox
        self._writers: threading.Lock | nullcontext[None] = (
            threading.Lock() if self.engine.dialect.name == "sqlite" else nullcontext()
        )

    @contextmanager
    def begin(self, actor: str) -> Iterator[Transaction]:
        """A writing transaction: committed when the block ends, rolled back when it raises."""
        with self._writers:
            with self.engine.connect().execution_options(customhouse_writes=True) as connection, connection.begin():
                tx = Transaction(connection, self.clock, actor, self.clock.now())
                yield tx
                enclose(tx)
            if tx.announced:
                self.news.set()

    @contextmanager
    def read(self, actor: str) -> Iterator[Transaction]:
        """A reading transaction: one consistent view, nothing of it is kept."""
        with self.engine.connect() as connection, connection.begin():
            yield Transaction(connection, self.clock, actor, self.clock.now())
            connection.rollback()

    def close(self) -> None:
        self.engine.dispose()


# Busy, locked, read-only, broken, full, not to be opened: SQLite's words for "not now".
_SQLITE_OUTAGES = frozenset({5, 6, 8, 10, 13, 14})


def is_outage(error: BaseException) -> bool:
    """Whether the database is away or full, rather than asked for something wrong: trying again can help."""
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE_OUTAGES
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            json_serializer=_dumps,
            hide_parameters=True,  # errors are logged, and parameters hold hashes of passwords and people's names
            pool_size=10,
            max_overflow=20,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10},  # or a wrong address keeps an operator waiting for minutes
        )
    if parsed.get_backend_name() != "sqlite":
        raise ArgumentError(f"no database of the kind {parsed.get_backend_name()} is known here")
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    local = {"timeout": 30, "check_same_thread": False}
    engine = create_engine(parsed, json_serializer=_dumps, hide_parameters=True, connect_args=local)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None  # SQLAlchemy, not the driver, says BEGIN
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000", "temp_store=MEMORY"):
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer that begins as a reader can fail at its first write; IMMEDIATE waits in the queue instead.
    writes = connection.get_execution_options().get("customhouse_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
