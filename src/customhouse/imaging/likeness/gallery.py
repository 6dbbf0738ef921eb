"""All vectors of a site, held in memory space by space and caught up from the database at each question."""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection

from customhouse.imaging.likeness import store
from customhouse.imaging.likeness.spaces import Vectors, distances

# Transactions that run side by side commit their rows in any order: what was asked for lately is asked for again.
OVERLAP = 1000


@dataclass
class Shelf:
    """The vectors of one space. A scan recognised again has its newest vector."""

    ids: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)
    matrix: Vectors = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    last: int = 0

    def take(self, position: int, scan_id: str, vector: Vectors) -> None:
        self.last = max(self.last, position)
        if self.positions.get(scan_id, 0) >= position:
            return
        self.positions[scan_id] = position
        row = self.rows.get(scan_id)
        if row is None:
            row = self.rows[scan_id] = len(self.ids)
            self.ids.append(scan_id)
        if row >= len(self.matrix):
            grown = np.zeros((max(256, 2 * len(self.matrix)), len(vector)), np.float32)
            if self.matrix.size:
                grown[: len(self.matrix)] = self.matrix
            self.matrix = grown
        self.matrix[row] = vector


class Gallery:
    """A hundred thousand scans take 25 MB a space, and one question of all of them some milliseconds."""

    def __init__(self) -> None:
        self._shelves: dict[str, Shelf] = {}
        self._lock = threading.Lock()

    def nearest(
        self, connection: Connection, space: str, query: Vectors, among: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Every scan of the space, or those `among`, the nearest first; vectors of another length are passed over."""
        with self._lock:
            shelf = self._caught_up(connection, space)
            count = len(shelf.ids)
            if count == 0 or shelf.matrix.shape[1] != len(query):
                return []
            away = distances(query, shelf.matrix[:count])
            ids = list(shelf.ids)
        order = np.argsort(away, kind="stable")
        return [(ids[n], float(away[n])) for n in order if among is None or ids[n] in among]

    def _caught_up(self, connection: Connection, space: str) -> Shelf:
        shelf = self._shelves.setdefault(space, Shelf())
        width = shelf.matrix.shape[1]
        for position, scan_id, content in store.vectors_after(connection, space, shelf.last - OVERLAP):
            vector = np.frombuffer(content, "<f4")
            if width in (0, len(vector)):
                width = len(vector)
                shelf.take(position, scan_id, vector)
        return shelf
