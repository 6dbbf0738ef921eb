"""What oversight shows: entries of a timeline, a consignment in one line, what lies behind an entry."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One thing that happened to a consignment. `at` is when it happened, `recorded_at` when we learned of it."""

    id: str
    consignment_id: str
    at: datetime
    recorded_at: datetime
    kind: str
    actor: str
    facts: dict[str, Any]

    @property
    def source(self) -> str:
        """The kind of thing that speaks: declaration, scan, seal, alarm, gate, risk, control…"""
        return self.kind.partition(".")[0]


@dataclass(frozen=True)
class Raw:
    """A raw input that can be downloaded: its name for people, its hash."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Line:
    """A consignment in one line of the list; `owed` are the kinds of its controls that are ordered and not done."""

    id: str
    mrn: str
    state: str
    lane: str
    declarant: str
    consignee: str
    goods: str
    containers: tuple[str, ...]
    open_alarms: int
    lodged_at: datetime
    updated_at: datetime
    search: str = field(default="", repr=False)
    owed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filter:
    text: str = ""
    state: str = ""
    lane: str = ""
    owed: str = ""
