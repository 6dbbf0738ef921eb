"""What the house hears of declarations. The subject of each is the consignment."""

from dataclasses import dataclass
from typing import ClassVar

from customhouse.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DeclarationLodged(Event):
    kind: ClassVar[str] = "declaration.lodged"
    declaration_id: str
    mrn: str
    version: int


@dataclass(frozen=True, kw_only=True)
class DeclarationAmended(Event):
    kind: ClassVar[str] = "declaration.amended"
    declaration_id: str
    mrn: str
    version: int


@dataclass(frozen=True, kw_only=True)
class DeclarationWithdrawn(Event):
    kind: ClassVar[str] = "declaration.withdrawn"
    mrn: str
    reason: str
