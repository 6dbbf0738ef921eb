"""Pairs the words of two names, in whatever order they stand, and finds words that were split or joined."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from customhouse.watchlists.names.likeness import LEAST, Strictness, likeness, strictness_of
from customhouse.watchlists.names.model import Alignment, How, Name, Pair, Part, Token
from customhouse.watchlists.names.sounds import folded

MOST_JOINED = 6


class _Link(NamedTuple):
    similarity: float
    length: int
    query: tuple[int, ...]
    entry: tuple[int, ...]
    how: How


def align(query: Name, entry: Name) -> Alignment:
    """The pairing in which the strongest agreements come first; no word is used twice."""
    links = [*_single(query, entry), *_joined(query.tokens, entry.tokens), *_flipped(entry.tokens, query.tokens)]
    links.sort(key=lambda link: (-link.similarity, -link.length, link.query, link.entry))
    used_query: set[int] = set()
    used_entry: set[int] = set()
    chosen: list[_Link] = []
    for link in links:
        if used_query.isdisjoint(link.query) and used_entry.isdisjoint(link.entry):
            used_query.update(link.query)
            used_entry.update(link.entry)
            chosen.append(link)
    chosen.sort(key=lambda link: link.query)
    return _weighed(query, entry, chosen)


def _single(query: Name, entry: Name) -> Iterator[_Link]:
    strict = strictness_of(query, entry)
    for i, one in enumerate(query.tokens):
        for j, other in enumerate(entry.tokens):
            alike, how = likeness(one, other, strict)
            if alike >= LEAST:
                yield _Link(alike, min(len(one.text), len(other.text)), (i,), (j,), how)


def _joined(many: Sequence[Token], single: Sequence[Token]) -> Iterator[_Link]:
    """Runs of words that, written together, are one word of the other name."""
    longest = max((len(token.text) for token in single), default=0)
    for first in range(len(many)):
        text = many[first].text
        for last in range(first + 1, min(first + MOST_JOINED, len(many))):
            text += many[last].text
            if len(text) > longest + 2:
                break
            for j, token in enumerate(single):
                if (alike := _alike_when_joined(text, token)) > 0:
                    yield _Link(alike, len(text), tuple(range(first, last + 1)), (j,), How.JOINED)


def _flipped(many: Sequence[Token], single: Sequence[Token]) -> Iterator[_Link]:
    for link in _joined(many, single):
        yield link._replace(query=link.entry, entry=link.query)


def _alike_when_joined(text: str, token: Token) -> float:
    if abs(len(text) - len(token.text)) > 2 or token.part is Part.NUMBER or len(token.text) < 4:
        return 0.0
    whole = Token(text, folded(text), Part.WORD, 1.0)
    alike, how = likeness(whole, token, Strictness())
    return alike * 0.98 if how in (How.EXACT, How.SPELLING, How.SOUND) or alike > 0.85 else 0.0


def _weighed(query: Name, entry: Name, chosen: Sequence[_Link]) -> Alignment:
    agreed = halved = 0.0
    query_left, entry_left = set(range(len(query.tokens))), set(range(len(entry.tokens)))
    rest = [0.0, 0.0]
    for link in chosen:
        query_left -= set(link.query)
        entry_left -= set(link.entry)
        sides = [sum(query.tokens[i].weight for i in link.query), sum(entry.tokens[j].weight for j in link.entry)]
        weight = min(sum(sides) / 2, max(1.0, min(sides)))
        if link.how is How.INITIAL:
            weight = min(sides)
            rest = [rest[0] + sides[0] - weight, rest[1] + sides[1] - weight]
        agreed += weight * link.similarity
        halved += weight * (1 - link.similarity)
    left = [
        rest[0] + sum(query.tokens[i].weight for i in query_left),
        rest[1] + sum(entry.tokens[j].weight for j in entry_left),
    ]
    return Alignment(
        pairs=tuple(_pair(query, entry, link) for link in chosen),
        query_left=tuple(query.tokens[i].text for i in sorted(query_left)),
        entry_left=tuple(entry.tokens[j].text for j in sorted(entry_left)),
        agreed=agreed,
        differing=halved + min(left),
        left_out=max(left) - min(left),
    )


def _pair(query: Name, entry: Name, link: _Link) -> Pair:
    return Pair(
        tuple(query.tokens[i].text for i in link.query),
        tuple(entry.tokens[j].text for j in link.entry),
        link.how,
        round(link.similarity, 3),
    )
