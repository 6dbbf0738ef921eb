"""All vectors of a site, held in memory space by space and caught up from the database at each question."""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from customhouse.imaging.likeness import store
from customhouse.imaging.likeness.spaces import Vectors, distances

# Transactions that run side by side commit their rows in any order: what was asked for lately is asked for again.
OVERLAP = 1000


@dataclass(frozen=True)
class Near:
    """The nearest scans of those `compared`, nearest first; `typical` is the middle distance to all of them."""

    compared: int = 0
    typical: float = 0.0
    items: tuple[tuple[str, float], ...] = ()


@dataclass
class Shelf:
    """The vectors of one space. A scan recognised again has its newest vector.

    Attributes:
        is_lent: somebody may be reading the matrix: rows may be added, but none of them changed in place.
    """

    ids: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)
    matrix: Vectors = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    last: int = 0
    is_lent: bool = False

    def take(self, position: int, scan_id: str, vector: Vectors) -> None:
        self.last = max(self.last, position)
        if self.positions.get(scan_id, 0) >= position:
            return
        self.positions[scan_id] = position
        row = self.rows.get(scan_id)
        if row is None:
            row = self.rows[scan_id] = len(self.ids)
            self.ids.append(scan_id)
        elif self.is_lent:
            self.matrix, self.is_lent = self.matrix.copy(), False
        if row >= len(self.matrix):
            grown = np.zeros((max(256, 2 * len(self.matrix)), len(vector)), np.float32)
            if self.matrix.size:
                grown[: len(self.matrix)] = self.matrix
            self.matrix, self.is_lent = grown, False
        self.matrix[row] = vector

    def rows_of(self, among: Collection[str] | None, but: str) -> NDArray[np.intp]:
        if among is None:
            every = np.arange(len(self.ids))
            return np.delete(every, self.rows[but]) if but in self.rows else every
        return np.array(sorted(self.rows[each] for each in among if each in self.rows and each != but), np.intp)


class Gallery:
    """A hundred thousand scans take 25 MB a space. Nobody waits for another's question to be reckoned."""

    def __init__(self) -> None:
        self._shelves: dict[str, Shelf] = {}
        self._lock = threading.Lock()

    def nearest(
        self,
        connection: Connection,
        space: str,
        query: Vectors,
        most: int,
        *,
        among: Collection[str] | None = None,
        but: str = "",
    ) -> Near:
        """Of all scans of the space, or those `among`, without the one named; vectors of another length are none."""
        with self._lock:
            shelf = self._caught_up(connection, space)
            if not shelf.ids or shelf.matrix.shape[1] != len(query):
                return Near()
            rows, ids, shelf.is_lent = shelf.rows_of(among, but), shelf.ids, True
            held = shelf.matrix[: len(ids)]
        # All rows but one are reckoned in place: to pick them out would copy them.
        away = distances(query, held)[rows] if among is None else distances(query, held[rows])
        return _near(away, rows, ids, most)

    def _caught_up(self, connection: Connection, space: str) -> Shelf:
        shelf = self._shelves.setdefault(space, Shelf())
        width = shelf.matrix.shape[1]
        for position, scan_id, content in store.vectors_after(connection, space, shelf.last - OVERLAP):
            vector = np.frombuffer(content, "<f4")
            if width in (0, len(vector)):
                width = len(vector)
                shelf.take(position, scan_id, vector)
        return shelf


def _near(away: Vectors, rows: NDArray[np.intp], ids: list[str], most: int) -> Near:
    if not len(rows):
        return Near()
    middle, last = len(away) // 2, min(most, len(away)) - 1
    order = np.argpartition(away, (last, middle))
    first = np.sort(order[: last + 1])
    ranked = first[np.argsort(away[first], kind="stable")]
    return Near(len(away), float(away[order[middle]]), tuple((ids[rows[n]], float(away[n])) for n in ranked))
