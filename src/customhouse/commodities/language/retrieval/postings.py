"""An inverted index in arrays: for each term the rows that have it, with weights. Scores a text against all rows."""

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
SLOTS = 1 << 20  # terms are known by a hash: no vocabulary in memory, and new terms need no new column


@lru_cache(maxsize=1 << 16)  # most runs of characters are those of other words
def slot(term: str) -> int:
    return zlib.crc32(term.encode("utf-8", "replace")) % SLOTS


def counted(terms: Iterable[str]) -> tuple[npt.NDArray[np.int32], Floats]:
    """Distinct slots, ascending, and how often each occurs."""
    counts = Counter(map(slot, terms))
    ordered = sorted(counts)
    return np.array(ordered, np.int32), np.array([counts[s] for s in ordered], np.float32)


@dataclass(frozen=True, slots=True)
class Postings:
    """`starts` has a place for each slot used and one more; `rows` and `weights` lie behind it, by slot."""

    slots: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float16]
    size: int

    def knows_any(self, slots: npt.NDArray[np.int32]) -> bool:
        return bool(np.isin(slots, self.slots).any())

    def score(self, slots: npt.NDArray[np.int32], weights: Floats) -> Floats:
        """The sum over the terms of weight times weight, for each row."""
        if not len(slots) or not len(self.slots):
            return np.zeros(self.size, np.float32)
        at = np.searchsorted(self.slots, slots)
        at[at == len(self.slots)] = 0
        known = self.slots[at] == slots
        spans = [(self.starts[i], self.starts[i + 1]) for i in at[known]]
        if not spans:
            return np.zeros(self.size, np.float32)
        rows = np.concatenate([self.rows[a:b] for a, b in spans])
        values = np.concatenate(
            [self.weights[a:b] * w for (a, b), w in zip(spans, weights[known], strict=True)], dtype=np.float32
        )
        return np.bincount(rows, values, self.size).astype(np.float32)


def make(columns: Sequence[npt.NDArray[np.int32]], weights: Sequence[Floats]) -> Postings:
    """From one list of slots and weights for each row."""
    sizes = [len(c) for c in columns]
    flat = np.concatenate(columns) if columns else np.zeros(0, np.int32)
    values = np.concatenate(weights) if weights else np.zeros(0, np.float32)
    rows = np.repeat(np.arange(len(columns), dtype=np.int32), sizes)
    order = np.argsort(flat, kind="stable")
    slots, firsts = np.unique(flat[order], return_index=True)
    starts = np.append(firsts, len(flat)).astype(np.int64)
    return Postings(slots, starts, rows[order], values[order].astype(np.float16), len(columns))
