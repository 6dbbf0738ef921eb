"""Examples in columns: many rows in little memory, sorted by code."""

import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from customhouse.commodities.language.model import Example, Kind
from customhouse.commodities.language.retrieval.normalising import clean, key, telling

KINDS = tuple(Kind)


def group(text: str) -> int:
    """The same number for near twins."""
    known = key(text).encode("utf-8", "replace")
    return zlib.crc32(known) << 20 ^ zlib.adler32(known) if known else 0


@dataclass(frozen=True)
class Strings:
    """Many short texts in one run of bytes."""

    blob: npt.NDArray[np.uint8]
    ends: npt.NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Strings":
        encoded = [text.encode("utf-8", "replace") for text in texts]
        blob = np.frombuffer(b"".join(encoded), np.uint8)
        return cls(blob, np.fromiter(accumulate(map(len, encoded)), np.int64, len(encoded)))

    def __getitem__(self, at: int) -> str:
        return bytes(self.blob[self.ends[at - 1] if at else 0 : self.ends[at]]).decode("utf-8", "replace")

    def __iter__(self) -> Iterator[str]:
        return (self[at] for at in range(len(self.ends)))


@dataclass(frozen=True)
class Corpus:
    """`alive` is the one column that changes: what is forgotten is no longer alive."""

    texts: Strings
    rows: Strings
    names: Strings  # of the sources
    codes: npt.NDArray[np.bytes_]
    languages: npt.NDArray[np.bytes_]
    kinds: npt.NDArray[np.uint8]
    sources: npt.NDArray[np.uint16]
    groups: npt.NDArray[np.int64]
    alive: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> "Corpus":
        ordered = sorted(examples, key=lambda e: (e.code, e.kind, e.text, e.source, e.row, e.language))
        names = sorted({example.source for example in ordered})
        number = {name: n for n, name in enumerate(names)}
        return cls(
            Strings.of([example.text[:2000] for example in ordered]),
            Strings.of([example.row for example in ordered]),
            Strings.of(names),
            np.array([example.code.encode() for example in ordered], "S10"),
            np.array([example.language.encode() for example in ordered], "S5"),
            np.array([KINDS.index(example.kind) for example in ordered], np.uint8),
            np.array([number[example.source] for example in ordered], np.uint16),
            np.array([group(example.text) for example in ordered], np.int64),
            np.ones(len(ordered), np.bool_),
        )

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def labelled(self) -> npt.NDArray[np.bool_]:
        """Rows that a person labelled, not the nomenclature's own."""
        return np.asarray(self.kinds != KINDS.index(Kind.NOMENCLATURE))

    def example(self, row: int | np.integer[Any]) -> Example:
        at = int(row)
        return Example(
            self.texts[at],
            self.codes[at].decode(),
            self.languages[at].decode(),
            KINDS[self.kinds[at]],
            self.names[int(self.sources[at])],
            self.rows[at],
        )

    def compared(self) -> list[str]:
        """What of each row is compared with a description: of a tariff's path its last telling part."""
        own = self.labelled
        return [clean(text if own[at] else telling(text)) for at, text in enumerate(self.texts)]

    def meant(self) -> npt.NDArray[np.int32]:
        """Rows whose meaning is kept: not those of translations, which mean what their English says."""
        english = {(self.sources[at], self.rows[int(at)]) for at in np.flatnonzero(self.languages == b"en")}
        return np.array(
            [
                at
                for at in range(len(self))
                if self.languages[at] == b"en" or (self.sources[at], self.rows[at]) not in english
            ],
            np.int32,
        )

    def counts(self) -> Counter[str]:
        """How many rows each source has that still speak."""
        names = list(self.names)
        return Counter(names[source] for source in self.sources[self.alive])

    def forget(self, source: str, rows: Collection[str]) -> None:
        names = list(self.names)
        if source not in names:
            return
        for at in np.flatnonzero(self.alive & (self.sources == names.index(source))):
            self.alive[at] = self.rows[int(at)] not in rows
