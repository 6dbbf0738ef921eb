"""What sourcing announces. `subject` is the source's id."""

from dataclasses import dataclass
from typing import ClassVar

from customhouse.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ReferenceImported(Event):
    """A source's rows are in force, in place of those taken from it before. `sha256` is that of the file."""

    kind: ClassVar[str] = "reference.imported"
    import_id: str
    sha256: str
    taken: int
    quarantined: int


@dataclass(frozen=True, kw_only=True)
class ReferenceWithdrawn(Event):
    """Nothing of the source is in force any more."""

    kind: ClassVar[str] = "reference.withdrawn"
    import_id: str
