"""The register of enterprises and its memory, in SQL."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Date, ForeignKey, Index, String, Table, delete, func, insert, select

from customhouse.enterprises.model import Enterprise, EnterpriseRole, Outcome, Seat
from customhouse.kernel.columns import METADATA, Json, Utc

enterprises = Table(
    "enterprise",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("street", String(120), nullable=False),
    Column("city", String(80), nullable=False),
    Column("postcode", String(17), nullable=False),
    Column("country", String(2), nullable=False),
    Column("roles", Json, nullable=False),
    Column("registered_on", Date, nullable=False),
    Column("authorised_since", Date),
    Column("source", String(200), nullable=False),
    Column("imported_at", Utc, nullable=False),
)
# One row for what happened once: told twice, it still counts once.
history = Table(
    "enterprise_history",
    METADATA,
    Column("enterprise_id", String(40), ForeignKey("enterprise.id"), primary_key=True),
    Column("outcome", String(16), primary_key=True),
    Column("consignment_id", String(36), primary_key=True),
    Column("at", Utc, nullable=False),
    Index("ix_enterprise_history_at", "enterprise_id", "at"),
)
_SEAT = ("street", "city", "postcode", "country")


def _enterprise(row: Any) -> Enterprise:
    seat = Seat(**{name: row[name] for name in _SEAT})
    roles = tuple(EnterpriseRole(role) for role in row["roles"])
    return Enterprise(row["id"], row["name"], seat, row["registered_on"], roles, row["authorised_since"])


def replace_enterprises(connection: Connection, new: Sequence[Enterprise], source: str, at: datetime) -> None:
    """Add these, each in place of an earlier one with its id."""
    known = known_ids(connection, [each.id for each in new])
    fresh = [_row(each, source, at) for each in new if each.id not in known]
    if fresh:
        connection.execute(insert(enterprises), fresh)
    for each in new:
        if each.id in known:
            values = _row(each, source, at)
            connection.execute(enterprises.update().where(enterprises.c.id == each.id).values(**values))


def _row(enterprise: Enterprise, source: str, at: datetime) -> dict[str, Any]:
    seat = {name: getattr(enterprise.address, name) for name in _SEAT}
    dates = {"registered_on": enterprise.registered_on, "authorised_since": enterprise.authorised_since}
    roles = [role.value for role in enterprise.roles]
    return (
        {"id": enterprise.id, "name": enterprise.name, "roles": roles, "source": source, "imported_at": at}
        | seat
        | dates
    )


def find_enterprise(connection: Connection, enterprise_id: str) -> Enterprise | None:
    row = connection.execute(select(enterprises).where(enterprises.c.id == enterprise_id)).mappings().first()
    return _enterprise(row) if row else None


def known_ids(connection: Connection, ids: Collection[str]) -> set[str]:
    return set(connection.execute(select(enterprises.c.id).where(enterprises.c.id.in_(ids))).scalars())


def insert_outcomes(
    connection: Connection, enterprise_ids: Collection[str], outcome: Outcome, consignment_id: str, at: datetime
) -> None:
    told = {"outcome": outcome.value, "consignment_id": consignment_id, "at": at}
    connection.execute(insert(history), [{"enterprise_id": each, **told} for each in sorted(enterprise_ids)])


def forget_outcomes(
    connection: Connection, enterprise_ids: Collection[str], outcome: Outcome, consignment_id: str
) -> None:
    mine = (history.c.enterprise_id.in_(enterprise_ids), history.c.outcome == outcome.value)
    connection.execute(delete(history).where(*mine, history.c.consignment_id == consignment_id))


def count_outcomes(
    connection: Connection, enterprise_id: str, since: datetime | None, except_for: str
) -> dict[Outcome, int]:
    query = select(history.c.outcome, func.count()).where(
        history.c.enterprise_id == enterprise_id, history.c.consignment_id != except_for
    )
    if since is not None:
        query = query.where(history.c.at >= since)
    rows = connection.execute(query.group_by(history.c.outcome))
    return {Outcome(outcome): count for outcome, count in rows}
