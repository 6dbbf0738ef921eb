"""What this room asks of the room below that knows what was said."""

from dataclasses import dataclass
from typing import Protocol

from customhouse.kernel.transaction import Transaction


@dataclass(frozen=True)
class Sealable:
    """A consignment as far as sealing it is concerned."""

    consignment_id: str
    mrn: str
    containers: frozenset[str]
    is_withdrawn: bool = False


class Consignments(Protocol):
    def sealable(self, tx: Transaction, consignment_id: str) -> Sealable:
        """Raises `NotFound`."""
        ...
