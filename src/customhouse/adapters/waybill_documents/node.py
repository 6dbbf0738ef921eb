"""A value in a JSON text together with its pointer, so that every field read of it can say where it stood."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from customhouse.adapters.waybill_documents.listing import Listing, escaped
from customhouse.waybills.documents.model import Where
from customhouse.waybills.documents.reading import Gathered


@dataclass(frozen=True)
class Node:
    """Missing values are nodes too, with the value None: a path may be followed without asking at each step."""

    value: Any
    pointer: str
    listing: Listing

    def get(self, *keys: str) -> "Node":
        node = self
        for key in keys:
            inner = node.value.get(key) if isinstance(node.value, dict) else None
            node = Node(inner, f"{node.pointer}/{escaped(key)}", self.listing)
        return node

    def first(self, *keys: str) -> "Node":
        """The first of these that is there."""
        found = (self.get(key) for key in keys)
        return next((node for node in found if node.value not in (None, "", [], {})), self.get(keys[0]))

    def each(self) -> "Iterator[Node]":
        """The members of a list; a value that stands alone counts as a list of one."""
        if isinstance(self.value, list):
            for number, value in enumerate(self.value):
                yield Node(value, f"{self.pointer}/{number}", self.listing)
        elif self.value is not None:
            yield self

    @property
    def text(self) -> str:
        if isinstance(self.value, list):
            return " ".join(part for part in (node.text for node in self.each()) if part)
        return self.value if isinstance(self.value, str) else ""

    @property
    def where(self) -> Where:
        return self.listing.where(self.pointer)

    def __bool__(self) -> bool:
        return self.value not in (None, "", [], {})


def put(gathered: Gathered, name: str, node: Node, text: str | None = None, note: str = "") -> None:
    gathered.add(name, node.text if text is None else text, node.where, note=note)
