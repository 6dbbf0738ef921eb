"""Makes an index of many names, in one pass and little memory beyond the index itself."""

from array import array
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from customhouse.watchlists.model import Entry
from customhouse.watchlists.names.model import Name
from customhouse.watchlists.names.reading import read_afresh
from customhouse.watchlists.search.index import KINDS, Index, Ints, Postings, rarity
from customhouse.watchlists.search.keys import alternates, hashed, joined_keys, number_keys, sound_keys, terms_of

TELL_EVERY = 2000


class Builder:
    """Takes entries one by one; `built` then makes the index of all of them."""

    def __init__(self) -> None:
        self._terms: dict[str, int] = {}
        self._entries, self._kinds = array("q"), array("B")
        self._posted_terms, self._posted_names = array("L"), array("L")
        self._other_keys, self._other_names = array("q"), array("L")

    def add(self, number: int, entry: Entry) -> None:
        for text in entry.names:
            name = read_afresh(text, entry.kind)
            self._post(name, len(self._entries))
            self._entries.append(number)
            self._kinds.append(KINDS.index(entry.kind))
        if len(self._entries):
            self._file(number_keys(entry.imo, entry.registrations), len(self._entries) - 1)

    def _post(self, name: Name, number: int) -> None:
        for term in terms_of(name):
            self._posted_terms.append(self._terms.setdefault(term, len(self._terms)))
            self._posted_names.append(number)
        self._file(joined_keys(name.tokens), number)
        for token in name.tokens:
            if token.weight >= 1:
                self._file(alternates(token.text), number)

    def _file(self, keys: Iterable[str], number: int) -> None:
        for key in keys:
            self._other_keys.append(hashed(key))
            self._other_names.append(number)

    def built(self, fingerprint: str) -> Index:
        # Terms are numbered anew by their hashes, so that a term is found by a search in one sorted array.
        hashes = np.array([hashed(term) for term in self._terms], np.int64)
        order = np.argsort(hashes, kind="stable")
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        ordered = list(self._terms)
        terms = tuple(ordered[i] for i in order)
        names = np.array(self._posted_names, np.uint32)
        posted = place[np.array(self._posted_terms, np.int64)] if len(names) else np.zeros(0, np.int64)
        by_place = Postings.of(posted, names)
        names_of = Postings(hashes[order], by_place.starts, by_place.found)
        return Index(
            fingerprint=fingerprint,
            entries=np.array(self._entries, np.int64),
            kinds=np.array(self._kinds, np.uint8),
            weights=self._weights(terms, names_of),
            terms=terms,
            names_of=names_of,
            sounds=_sounds(terms),
            others=Postings.of(np.array(self._other_keys, np.int64), np.array(self._other_names, np.uint32)),
        )

    def _weights(self, terms: tuple[str, ...], names_of: Postings) -> NDArray[np.float32]:
        size = len(self._entries)
        counts = np.diff(names_of.starts)
        each = [
            rarity(size, int(count)) * (0.3 if term.startswith("=") else 1.0)
            for term, count in zip(terms, counts, strict=True)
        ]
        sums = np.bincount(names_of.found, np.repeat(np.array(each, np.float32), counts), size)
        return sums.astype(np.float32)


def _sounds(terms: tuple[str, ...]) -> Postings:
    keys, found = array("q"), array("L")
    for place, term in enumerate(terms):
        for key in sound_keys(term):
            keys.append(hashed(key))
            found.append(place)
    hashed_keys: Ints = np.array(keys, np.int64)
    return Postings.of(hashed_keys, np.array(found, np.uint32))


def build(
    entries: Iterable[tuple[int, Entry]], fingerprint: str, tell: Callable[[int], None] = lambda _done: None
) -> Index:
    """Index entries by their numbers; `tell` hears how many are done."""
    builder = Builder()
    for done, (number, entry) in enumerate(entries, 1):
        builder.add(number, entry)
        if done % TELL_EVERY == 0:
            tell(done)
    return builder.built(fingerprint)
