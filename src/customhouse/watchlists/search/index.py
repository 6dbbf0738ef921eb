"""The index: names by their terms, terms by their sounds, in flat arrays that are small and load at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from customhouse.watchlists.names.model import Kind, Name, Token
from customhouse.watchlists.names.sounds import skeleton
from customhouse.watchlists.search.keys import (
    alternates,
    hashed,
    joined_key,
    joined_keys,
    meeting_keys,
    number_keys,
    term_of,
)

KINDS = tuple(Kind)
MOST_TERMS = 48  # spellings that one word of a query is looked up by
MOST_COMMON = 20_000  # names that one word may bring in: commoner words only weigh among those found by rarer ones
MOST_CANDIDATES = 120
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Postings:
    """What lies under each of many keys: `found[starts[i]:starts[i + 1]]` under the key `keys[i]`, which are sorted."""

    keys: Ints
    starts: NDArray[np.int64]
    found: NDArray[np.uint32]

    def under(self, wanted: Ints) -> NDArray[np.uint32]:
        """All that lies under any of these keys."""
        if not len(self.keys):
            return self.found[:0]
        at = np.searchsorted(self.keys, wanted)
        at = at[(at < len(self.keys)) & (self.keys[np.minimum(at, len(self.keys) - 1)] == wanted)]
        return np.concatenate([self.found[self.starts[i] : self.starts[i + 1]] for i in at] or [self.found[:0]])

    def at(self, place: int) -> NDArray[np.uint32]:
        return self.found[self.starts[place] : self.starts[place + 1]]

    @classmethod
    def of(cls, keys: Ints, found: NDArray[np.uint32]) -> "Postings":
        """From pairs of a key and what lies under it, in any order."""
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        firsts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else np.zeros(0, np.int64)
        starts = np.r_[firsts, len(ordered)].astype(np.int64)
        return cls(ordered[firsts], starts, found[order])


@dataclass(frozen=True)
class Index:
    """Names are numbered from 0; `entries` and `kinds` tell of each whose it is and what that is."""

    fingerprint: str
    entries: Ints
    kinds: NDArray[np.uint8]
    weights: NDArray[np.float32]  # of all the terms of each name
    terms: tuple[str, ...]
    names_of: Postings  # by the number of the term
    sounds: Postings  # numbers of terms, by hashed sound
    others: Postings  # names, by hashed joined words, alternates and numbers

    @property
    def size(self) -> int:
        return len(self.entries)

    def search(self, queries: Iterable[Name], imo: str = "", registration: str = "") -> list[int]:
        """Numbers of the entries worth comparing, the likeliest first; each query finds names of its own kind."""
        best: dict[int, float] = {}
        for query in queries:
            for entry, score in self._candidates(query):
                best[entry] = max(score, best.get(entry, 0.0))
        by_number = number_keys(imo, (registration,) if registration else ())
        for name in self.others.under(np.array([hashed(key) for key in by_number], np.int64)):
            best[int(self.entries[name])] = 2.0
        return sorted(best, key=lambda entry: (-best[entry], entry))[:MOST_CANDIDATES]

    def _candidates(self, query: Name) -> list[tuple[int, float]]:
        tokens = list({term_of(token): token for token in query.tokens}.values())
        looked_up = [(self._weight_of(token), *self._names_like(token)) for token in tokens]
        whole = sum(weight for weight, _, _ in looked_up) or 1.0
        found = np.zeros(0, np.uint32)
        gathered: list[tuple[NDArray[np.uint32], NDArray[np.float32]]] = []
        joined = self._names_with_words_joined(query)
        if len(joined):
            gathered.append((joined, np.full(len(joined), whole * 0.6, np.float32)))
            found = joined
        # The rarest word first: a common one then only weighs among what is there already.
        for weight, names, alike in sorted(looked_up, key=lambda each: len(each[1])):
            if len(names) <= MOST_COMMON or not len(found):
                gathered.append((names, alike * np.float32(weight)))
                found = np.union1d(found, names)
            else:
                kept = np.isin(names, found, kind="sort")
                gathered.append((names[kept], alike[kept] * np.float32(weight)))
        return self._ranked(gathered, whole, query.kind)

    def _ranked(
        self, gathered: Sequence[tuple[NDArray[np.uint32], NDArray[np.float32]]], whole: float, kind: Kind
    ) -> list[tuple[int, float]]:
        if not gathered:
            return []
        names, places = np.unique(np.concatenate([each for each, _ in gathered]), return_inverse=True)
        agreed = np.bincount(places, np.concatenate([weights for _, weights in gathered]), len(names))
        mine = self.kinds[names] == KINDS.index(kind)
        names, agreed = names[mine], agreed[mine]
        # Like the score itself: what agrees against what either side has beyond it.
        theirs = self.weights[names]
        scores = agreed / np.maximum(np.maximum(whole, theirs), agreed) + 0.1 * agreed / np.maximum(theirs, 1e-6)
        top = np.argsort(-scores, kind="stable")[:MOST_CANDIDATES]
        return [(int(self.entries[name]), float(score)) for name, score in zip(names[top], scores[top], strict=True)]

    def _weight_of(self, token: Token) -> float:
        place = self._place(term_of(token))
        count = len(self.names_of.at(place)) if place is not None else 0
        return rarity(self.size, count) * (0.3 if token.counts_as else 1.0)

    def _place(self, term: str) -> int | None:
        at = int(np.searchsorted(self._term_keys, hashed(term)))
        return at if at < len(self.terms) and self._term_keys[at] == hashed(term) else None

    @property
    def _term_keys(self) -> Ints:
        return self.names_of.keys

    def _names_like(self, token: Token) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
        """Names with this word or one like it, and how alike the word is, each name once."""
        term = term_of(token)
        similar = self._terms_like(term)
        lists = [self.names_of.at(place) for place, _ in similar]
        alike = [np.full(len(names), likeness, np.float32) for names, (_, likeness) in zip(lists, similar, strict=True)]
        exact = self.others.under(np.array([hashed(key) for key in alternates(token.text)], np.int64))
        lists.append(exact)
        alike.append(np.full(len(exact), 0.85, np.float32))
        names, first = np.unique(np.concatenate(lists), return_index=True)
        return names, np.concatenate(alike)[first]

    def _terms_like(self, term: str) -> list[tuple[int, float]]:
        """Places of the terms like this one, the likest first."""
        exact = self._place(term)
        found = [(exact, 1.0)] if exact is not None else []
        keys = np.unique(np.array([hashed(key) for key in meeting_keys(term)], np.int64))
        places = np.unique(self.sounds.under(keys))
        if len(places):
            # In numbers of edits; what has no vowels is compared without them.
            near = process.cdist([term], [self.terms[place] for place in places], scorer=OSA.normalized_similarity)[0]
            bare = skeleton(term)
            for at in np.argsort(-near, kind="stable")[: 4 * MOST_TERMS]:
                place, alike = int(places[at]), float(near[at])
                if alike < 0.6 and skeleton(self.terms[place]) == bare:
                    alike = 0.75
                if alike >= 0.6 and place != exact:
                    found.append((place, alike))
        return sorted(found, key=lambda each: -each[1])[:MOST_TERMS]

    def _names_with_words_joined(self, query: Name) -> NDArray[np.uint32]:
        """Names in which words stand apart that are one in the query, or together where it has several."""
        single = [joined_key(token.text) for token in query.tokens if len(token.text) >= 5]
        keys = np.array([hashed(key) for key in (*single, *joined_keys(query.tokens))], np.int64)
        together = [self._place(key[1:]) for key in joined_keys(query.tokens)]
        terms = [self.names_of.at(place) for place in together if place is not None]
        return np.unique(np.concatenate([self.others.under(np.unique(keys)), *terms]))

    def save(self, path: Path) -> None:
        """Write whole or not at all: another server may be reading it."""
        beside = path.with_suffix(".part")
        parts = {name: getattr(self, name) for name in ("entries", "kinds", "weights")}
        for name in ("names_of", "sounds", "others"):
            parts |= {f"{name}_{part}": value for part, value in vars(getattr(self, name)).items()}
        text = np.frombuffer("\n".join(self.terms).encode(), np.uint8)
        with beside.open("wb") as file:
            np.savez(file, terms=text, fingerprint=np.frombuffer(self.fingerprint.encode(), np.uint8), **parts)
        beside.replace(path)

    @classmethod
    def load(cls, path: Path, fingerprint: str) -> "Index | None":
        """None where there is no such file, or it is of other lists, or damaged."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                if kept["fingerprint"].tobytes().decode() != fingerprint:
                    return None
                arrays: dict[str, Any] = {name: kept[name] for name in kept.files}
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None
        postings = {
            name: Postings(arrays[f"{name}_keys"], arrays[f"{name}_starts"], arrays[f"{name}_found"])
            for name in ("names_of", "sounds", "others")
        }
        text = arrays["terms"].tobytes().decode()
        terms = tuple(text.split("\n")) if text else ()
        return cls(fingerprint, arrays["entries"], arrays["kinds"], arrays["weights"], terms, **postings)


def rarity(size: int, count: int) -> float:
    """How much a word tells: from about 0.1 for one that every name has to 1 for one that none has."""
    return float(max(0.1, 1 - np.log1p(count) / np.log1p(max(size, 10) * 2)))
