"""The score of two names, with everything that made it: the words that agree, the numbers, the facts."""

from collections.abc import Iterable
from dataclasses import dataclass

from customhouse.watchlists.names.alignment import align
from customhouse.watchlists.names.facts import Bearing, Fact, Known, weigh
from customhouse.watchlists.names.model import Alignment, How, Kind, Name
from customhouse.watchlists.names.reading import read_name

# How much a word that differs, and one that only one side has, take from what agrees.
_DIFFERING = 2.0
_LEFT_OUT = {Kind.PERSON: 0.4, Kind.COMPANY: 0.5, Kind.VESSEL: 0.6, Kind.ADDRESS: 0.3}
_OTHER_NUMBERS, _NUMBER_LEFT_OUT, _POSTCODE_LEFT_OUT = 0.35, 0.8, 0.95
_ONE_WORD = 0.7  # one word of a person's name that has more: there are many of that name
_TELLING, _ONLY_GENERIC = 0.7, 0.75  # where next to nothing but generic words agrees
_BY_NUMBER_ALONE = 0.75  # where the IMO number agrees, before support; the name may have been changed


@dataclass(frozen=True, slots=True)
class Comparison:
    """`matched` is the name or alias that agrees best. `score` from 0 to 1; `names` is the score without the facts."""

    score: float
    names: float
    matched: str
    alignment: Alignment
    facts: tuple[Fact, ...]


def compare(query: str, entry_names: Iterable[str], kind: Kind, facts: tuple[Fact, ...] = ()) -> Comparison:
    """Hold a name against the names and aliases of one entry. Raises `ValueError` where the entry has none."""
    mine = read_name(query, kind)
    compared = [(*likeness_of(mine, read_name(name, kind)), name) for name in entry_names]
    if not compared:
        raise ValueError("an entry has at least one name")
    names, alignment, matched = max(compared, key=lambda each: each[0])
    return Comparison(_with_facts(names, facts), round(names, 4), matched, alignment, facts)


def facts_between(query: Known, entry: Known, kind: Kind) -> tuple[Fact, ...]:
    return weigh(query, entry, kind)


def likeness_of(query: Name, entry: Name) -> tuple[float, Alignment]:
    """How alike two read names are, from 0 to 1, and how their words were paired."""
    alignment = align(query, entry)
    agreed = alignment.agreed
    if agreed <= 0:
        return 0.0, alignment
    lost = _DIFFERING * alignment.differing + _LEFT_OUT[query.kind] * alignment.left_out
    score = agreed / (agreed + lost) * _numbers(query, entry)
    if lost > 0 and agreed < _TELLING:
        score *= _ONLY_GENERIC
    if query.kind is Kind.PERSON and _is_one_word(alignment) and alignment.left_out > 0:
        score *= _ONE_WORD
    return min(score, 1.0), alignment


def _numbers(query: Name, entry: Name) -> float:
    """Numbers in names are exact: Plant 12 is not Plant 21."""
    mine, theirs = query.numbers, entry.numbers
    if mine == theirs:
        return 1.0
    if mine - theirs and theirs - mine:
        return _OTHER_NUMBERS
    return _POSTCODE_LEFT_OUT if query.kind is Kind.ADDRESS else _NUMBER_LEFT_OUT


def _is_one_word(alignment: Alignment) -> bool:
    return sum(pair.how is not How.INITIAL for pair in alignment.pairs) < 2


def _with_facts(names: float, facts: tuple[Fact, ...]) -> float:
    """Support shrinks the doubt, contradiction the score."""
    score = names
    by_name = {fact.name: fact for fact in facts}
    imo = by_name.get("imo")
    if imo is not None and imo.bearing is Bearing.SUPPORTS:
        score = max(score, _BY_NUMBER_ALONE)
    for fact in facts:
        score = 1 - (1 - score) * fact.factor if fact.bearing is Bearing.SUPPORTS else score * fact.factor
    return round(score, 4)
