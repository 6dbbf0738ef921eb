"""Accounts, sessions and the log of log-ins, in SQL."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from customhouse.access.model import Role, Session, User
from customhouse.kernel.columns import METADATA, Utc

users = Table(
    "user_account",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("display_name", String(120), nullable=False),
    Column("role", String(32), nullable=False),
    Column("enterprise_id", String(40)),
    Column("site_id", String(16)),
    Column("active", Boolean, nullable=False),
    Column("password_hash", String(200)),
    Column("token_hash", String(64), unique=True),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Utc),
    Column("created_at", Utc, nullable=False),
)
sessions = Table(
    "session",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("user_id", String(36), ForeignKey("user_account.id"), nullable=False),
    Column("csrf_token", String(64), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
)
access_log = Table(
    "access_log",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("at", Utc, nullable=False),
    Column("what", String(32), nullable=False),
    Column("user_name", String(64), nullable=False),
    Column("by", String(80), nullable=False),
    Index("ix_access_log_at", "at"),
)
_PROFILE = [users.c[name] for name in ("id", "name", "display_name", "role", "enterprise_id", "site_id", "active")]


def _user(row: Any) -> User:
    values = {column.name: row[column.name] for column in _PROFILE}
    return User(**{**values, "role": Role(values["role"])})


def insert_user(connection: Connection, user: User, password_hash: str | None, at: datetime) -> None:
    values = {column.name: getattr(user, column.name) for column in _PROFILE}
    connection.execute(insert(users).values(**values, password_hash=password_hash, failures=0, created_at=at))


def change_user(connection: Connection, user_id: str, **values: Any) -> None:
    connection.execute(update(users).where(users.c.id == user_id).values(**values))


def all_users(connection: Connection) -> list[User]:
    return [_user(row) for row in connection.execute(select(*_PROFILE).order_by(users.c.name)).mappings()]


def locks(connection: Connection, now: datetime) -> dict[str, datetime]:
    running = select(users.c.id, users.c.locked_until).where(users.c.locked_until > now)
    return {row.id: row.locked_until for row in connection.execute(running)}


def display_names(connection: Connection, user_ids: Collection[str]) -> dict[str, str]:
    wanted = select(users.c.id, users.c.display_name).where(users.c.id.in_(user_ids))
    return {row.id: row.display_name for row in connection.execute(wanted)}


def find_user(connection: Connection, user_id: str) -> User | None:
    row = connection.execute(select(*_PROFILE).where(users.c.id == user_id)).mappings().first()
    return _user(row) if row else None


def find_account(connection: Connection, name: str, *, lock: bool = False) -> tuple[User, dict[str, Any]] | None:
    """A user by name, with what logging in needs: password_hash, failures, locked_until."""
    query = select(users).where(users.c.name == name)
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    return (_user(row), dict(row)) if row else None


def find_by_token(connection: Connection, token_hash: str) -> User | None:
    row = connection.execute(select(*_PROFILE).where(users.c.token_hash == token_hash)).mappings().first()
    return _user(row) if row else None


def insert_session(connection: Connection, token_hash: str, session: Session, at: datetime) -> None:
    values = {"csrf_token": session.csrf_token, "expires_at": session.expires_at, "created_at": at}
    connection.execute(insert(sessions).values(token_hash=token_hash, user_id=session.user.id, **values))


def find_session(connection: Connection, token_hash: str) -> Session | None:
    query = select(*_PROFILE, sessions.c.csrf_token, sessions.c.expires_at).join_from(sessions, users)
    row = connection.execute(query.where(sessions.c.token_hash == token_hash)).mappings().first()
    return Session(_user(row), row["csrf_token"], row["expires_at"]) if row else None


def delete_session(connection: Connection, token_hash: str) -> None:
    connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def delete_sessions_of(connection: Connection, user_id: str) -> None:
    connection.execute(delete(sessions).where(sessions.c.user_id == user_id))


def delete_expired_sessions(connection: Connection, now: datetime) -> None:
    connection.execute(delete(sessions).where(sessions.c.expires_at < now))


def append_log(connection: Connection, **entry: Any) -> None:
    connection.execute(insert(access_log).values(**entry))


def last_log(connection: Connection, limit: int) -> list[dict[str, Any]]:
    rows = connection.execute(select(access_log).order_by(access_log.c.at.desc()).limit(limit)).mappings()
    return [dict(row) for row in rows]
