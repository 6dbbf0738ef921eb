"""Which containers each consignment's waybill names, in SQL."""

from sqlalchemy import Boolean, Column, Connection, Index, String, Table, delete, insert, select

from customhouse.kernel.columns import METADATA
from customhouse.waybills.model import Container

waybill_containers = Table(
    "waybill_container",
    METADATA,
    Column("consignment_id", String(36), primary_key=True),
    Column("container_number", String(11), primary_key=True),
    Column("loaded", Boolean, nullable=False),
    Index("ix_waybill_container_number", "container_number", "consignment_id"),
)


def insert_containers(connection: Connection, consignment_id: str, containers: tuple[Container, ...]) -> None:
    rows = [
        {"consignment_id": consignment_id, "container_number": each.number, "loaded": each.loaded}
        for each in containers
    ]
    if rows:
        connection.execute(insert(waybill_containers), rows)


def loaded_containers(connection: Connection, consignment_id: str) -> list[str]:
    mine = (waybill_containers.c.consignment_id == consignment_id, waybill_containers.c.loaded.is_(True))
    return list(connection.execute(select(waybill_containers.c.container_number).where(*mine)).scalars())


def delete_containers(connection: Connection, consignment_id: str) -> None:
    connection.execute(delete(waybill_containers).where(waybill_containers.c.consignment_id == consignment_id))


def consignments_with(connection: Connection, container_number: str, limit: int) -> list[str]:
    column = waybill_containers.c.consignment_id
    query = select(column).where(waybill_containers.c.container_number == container_number)
    return list(connection.execute(query.order_by(column.desc()).limit(limit)).scalars())


def containers_of(connection: Connection, consignment_ids: list[str]) -> dict[str, tuple[str, ...]]:
    columns = waybill_containers.c.consignment_id, waybill_containers.c.container_number
    query = select(*columns).where(columns[0].in_(consignment_ids)).order_by(*columns)
    found: dict[str, tuple[str, ...]] = {}
    for consignment_id, number in connection.execute(query):
        found[consignment_id] = (*found.get(consignment_id, ()), number)
    return found
