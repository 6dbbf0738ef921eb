"""What the room announces. The subject is the consignment."""

from dataclasses import dataclass
from typing import ClassVar

from customhouse.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PartiesScreened(Event):
    """What holding a consignment's parties against the lists came to has changed: none, possible or likely."""

    kind: ClassVar[str] = "parties.screened"
    level: str
    hits: int


@dataclass(frozen=True, kw_only=True)
class HitDecided(Event):
    """An officer decided a hit; `level` is what the consignment's hits come to since."""

    kind: ClassVar[str] = "hit.decided"
    hit_id: str
    role: str
    list_name: str
    outcome: str
    level: str
