"""Labelled texts of a code, picked out of an index: what such goods are called by those who trade in them."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from customhouse.commodities.language.index import GoodsIndex
from customhouse.commodities.language.model import Evidence, Example, Kind
from customhouse.commodities.language.retrieval.corpus import KINDS, Corpus

_LABELLED = [KINDS.index(kind) for kind in (Kind.LABELLED, Kind.CLEARED)]


def examples_of(index: GoodsIndex, code: str, limit: int, *, whole: bool = False) -> list[Evidence]:
    """Short texts first: they are the plainest; languages take turns. `whole` takes goods cleared here in, which is for
    officers."""
    found = [example for segment in index.library.segments for example in _of(segment.corpus, code)]
    shown = [example for example in found if whole or example.kind is not Kind.CLEARED]
    shown.sort(key=lambda example: (example.kind is not Kind.CLEARED, len(example.text), example.text))
    once = list(reversed({example.text.casefold(): example for example in reversed(shown)}.values()))
    turns: Counter[tuple[bool, str]] = Counter()

    def turn(example: Example) -> tuple[bool, int]:
        own = example.kind is not Kind.CLEARED, example.language
        turns[own] += 1
        return own[0], turns[own]

    return [Evidence(example, 1.0) for example in sorted(once, key=turn)][:limit]


def _of(corpus: Corpus, code: str) -> Iterator[Example]:
    # Rows stand in the order of their codes, so those below one lie between two places.
    first = int(np.searchsorted(corpus.codes, code.encode()))
    behind = int(np.searchsorted(corpus.codes, code.encode() + b":"))  # the sign behind 9
    wanted = corpus.alive[first:behind] & np.isin(corpus.kinds[first:behind], _LABELLED)
    for at in first + np.flatnonzero(wanted):
        yield corpus.example(int(at))
