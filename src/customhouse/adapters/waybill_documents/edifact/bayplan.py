"""BAPLIE: what lies where on a ship.

It names containers and ports; consignments only by their bill of lading, if at all.
"""

from dataclasses import dataclass, field

from customhouse.adapters.waybill_documents.edifact.consignment import Consignment
from customhouse.adapters.waybill_documents.edifact.envelope import Message
from customhouse.adapters.waybill_documents.edifact.manifest import READERS
from customhouse.adapters.waybill_documents.edifact.tokens import Segment
from customhouse.waybills.documents.model import ReadConsignment
from customhouse.waybills.documents.reading import Notes

CELL = "147"  # 3227: stowage cell, the first segment of each container's group
_BILLS = frozenset({"BM", "BH"})


@dataclass
class Slot:
    """One stowed container: its own segments."""

    cell: Segment
    segments: list[Segment] = field(default_factory=list)

    def first(self, tag: str, qualifiers: frozenset[str]) -> Segment | None:
        return next((s for s in self.segments if s.tag == tag and s.get(1) in qualifiers), None)

    @property
    def key(self) -> tuple[str, ...]:
        """The bill of lading; where none is named, the ports between which the container goes."""
        if (bill := self.first("RFF", _BILLS)) is not None and bill.get(1, 1):
            return ("bill", bill.get(1, 1))
        ports = (self.first("LOC", frozenset({loc})) for loc in ("9", "11"))
        return ("ports", *(port.get(2) if port is not None else "" for port in ports))


def consignments_of(message: Message, decimal: str, notes: Notes) -> list[ReadConsignment]:
    header, slots = Consignment(notes, decimal), _slots(message)
    first = slots[0].cell.ordinal if slots else 1 << 31
    for segment in message.segments:
        reader = READERS.get(segment.tag)
        # The ports of the header are those of the ship's call, not of any container.
        if segment.ordinal < first and segment.tag in {"TDT", "BGM", "RFF"} and reader is not None:
            reader(header, segment)
    groups: dict[tuple[str, ...], Consignment] = {}
    for slot in slots:
        consignment = groups.setdefault(slot.key, Consignment(notes, decimal))
        _read_slot(consignment, slot)
    if any(key[0] == "ports" for key in groups):
        text = "a bay plan without bills of lading: containers are grouped by the ports they go between"
        notes.note("no_bill", text, slots[0].cell.where())
    for consignment in groups.values():
        consignment.gathered.inherit(header.gathered.by_name.values())
    return [each.finished() for each in groups.values()]


def _slots(message: Message) -> list[Slot]:
    slots: list[Slot] = []
    for segment in message.segments:
        if segment.tag == "LOC" and segment.get(1) == CELL:
            slots.append(Slot(segment))
        elif slots:
            slots[-1].segments.append(segment)
    return slots


def _read_slot(consignment: Consignment, slot: Slot) -> None:
    """Edition 2 tells mass and ports before the container, edition 3 after it: the container goes first."""
    order = sorted(slot.segments, key=lambda segment: segment.tag != "EQD")
    consignment.leave_groups()
    for segment in order:
        repeated = segment.tag in {"LOC", "RFF", "NAD"} and len(consignment.containers) > 1
        if segment.tag in {"EQD", "SEL", "MEA"} or (segment.tag in {"LOC", "RFF", "NAD"} and not repeated):
            READERS[segment.tag](consignment, segment)
            if segment.tag == "NAD" and slot.segments:
                consignment.container = len(consignment.containers) - 1 if consignment.containers else None
    number = slot.first("EQD", frozenset({"CN"}))
    if number is not None:
        consignment.also(f"cell/{number.get(2)}", slot.cell.get(2), slot.cell, "3225")
    consignment.leave_groups()
