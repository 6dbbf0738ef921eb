"""What is done with waybills: checked with their declaration, and found again by a container's number."""

from collections.abc import Sequence
from dataclasses import dataclass

from customhouse.kernel.errors import Invalid
from customhouse.kernel.transaction import Transaction
from customhouse.waybills import store
from customhouse.waybills.container_code import number_fault
from customhouse.waybills.model import Waybill
from customhouse.waybills.places import Places

# A container in the pool of a shuttle makes many journeys; only the latest are ever asked for.
RECENT = 50


@dataclass(frozen=True)
class Waybills:
    places: Places

    def keep(self, tx: Transaction, consignment_id: str, waybill: Waybill) -> None:
        """Make the consignment findable by its containers."""
        store.insert_containers(tx.connection, consignment_id, waybill.containers)

    def replace(self, tx: Transaction, consignment_id: str, waybill: Waybill) -> None:
        """The same, in place of the containers that it named before."""
        store.delete_containers(tx.connection, consignment_id)
        self.keep(tx, consignment_id, waybill)

    def consignments_with(self, tx: Transaction, container_number: str) -> Sequence[str]:
        """Consignments whose waybill names this container, the latest lodged first. Raises `Invalid`."""
        if fault := number_fault(container_number):
            raise Invalid.one("container_number", *fault)
        return store.consignments_with(tx.connection, container_number, RECENT)

    def loaded_containers(self, tx: Transaction, consignment_id: str) -> frozenset[str]:
        """The containers that the waybill names and does not declare empty."""
        return frozenset(store.loaded_containers(tx.connection, consignment_id))

    def containers_of(self, tx: Transaction, consignment_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Container numbers by consignment; consignments without containers are left out."""
        return store.containers_of(tx.connection, list(consignment_ids)) if consignment_ids else {}
