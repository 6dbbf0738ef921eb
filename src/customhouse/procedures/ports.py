"""What this room asks of the rooms below it."""

from collections.abc import Mapping
from typing import Protocol

from customhouse.kernel.transaction import Transaction


class Declared(Protocol):
    """The declarations: asked in what the goods travel and whether they are withdrawn, told when nobody may change
    them any more. `close` raises `Conflict` for what was withdrawn at this moment.
    """

    def loaded_containers(self, tx: Transaction, consignment_id: str) -> frozenset[str]: ...

    def is_withdrawn(self, tx: Transaction, consignment_id: str) -> bool: ...

    def close(self, tx: Transaction, consignment_id: str) -> None: ...

    def reopen(self, tx: Transaction, consignment_id: str) -> None: ...


class Imaged(Protocol):
    """The scans: asked of which container each of them is."""

    def containers_of_scans(self, tx: Transaction, consignment_id: str) -> Mapping[str, str]: ...
