"""What is known beside the name: it supports that two are the same, or contradicts it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from customhouse.watchlists.names.model import Kind


class Bearing(StrEnum):
    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Known:
    """Countries as ISO 3166 codes, birth dates as YYYY, YYYY-MM or YYYY-MM-DD, numbers as printed; empty: unknown."""

    countries: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    imo: str = ""
    registrations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """`name` is country, born, imo or registration. `factor` is what it does to the doubt, or to the score."""

    name: str
    bearing: Bearing
    query: str
    entry: str
    factor: float


def weigh(query: Known, entry: Known, kind: Kind) -> tuple[Fact, ...]:
    """All facts that both sides state. A fact that one side lacks says nothing."""
    found = (rule(query, entry, kind) for rule in _RULES)
    return tuple(fact for fact in found if fact is not None)


def is_imo(number: str) -> bool:
    """Whether seven digits are an IMO ship number: the last checks the other six (IMO Resolution A.1117(30))."""
    if not re.fullmatch(r"[0-9]{7}", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:6], range(7, 1, -1), strict=True))
    return total % 10 == int(number[6])


def imo_in(text: str) -> str:
    """The IMO number that a text contains, or nothing; a number whose check digit is wrong is none."""
    return next((each for each in re.findall(r"(?<!\d)\d{7}(?!\d)", text) if is_imo(each)), "")


def _by_imo(query: Known, entry: Known, _kind: Kind) -> Fact | None:
    one, other = imo_in(query.imo), imo_in(entry.imo)
    if not one or not other:
        return None
    # A ship keeps its IMO number for life, whatever it is called: the number decides.
    return _fact("imo", one == other, (one, other), (0.05, 0.4))


def _by_registration(query: Known, entry: Known, _kind: Kind) -> Fact | None:
    mine, theirs = _bare(query.registrations), _bare(entry.registrations)
    if not mine or not theirs:
        return None
    shown = ("; ".join(query.registrations), "; ".join(entry.registrations))
    return _fact("registration", bool(mine & theirs), shown, (0.2, 0.6))


def _by_birth(query: Known, entry: Known, kind: Kind) -> Fact | None:
    if kind is not Kind.PERSON or not query.born or not entry.born:
        return None
    agrees = any(_same_date(one, other) for one in query.born for other in entry.born)
    return _fact("born", agrees, ("; ".join(query.born), "; ".join(entry.born)), (0.5, 0.5))


def _by_country(query: Known, entry: Known, kind: Kind) -> Fact | None:
    if kind is Kind.VESSEL or not query.countries or not entry.countries:
        return None  # ships change flags more often than names
    mine, theirs = ({code.upper() for code in each.countries} for each in (query, entry))
    shown = (" ".join(sorted(mine)), " ".join(sorted(theirs)))
    # Traders move, and trade through other countries: another country says less than another birth date.
    return _fact("country", bool(mine & theirs), shown, (0.85, 0.85))


_RULES: tuple[Callable[[Known, Known, Kind], Fact | None], ...] = (_by_imo, _by_registration, _by_birth, _by_country)


def _fact(name: str, agrees: bool, shown: tuple[str, str], factors: tuple[float, float]) -> Fact:
    bearing = Bearing.SUPPORTS if agrees else Bearing.CONTRADICTS
    return Fact(name, bearing, *shown, factors[0] if agrees else factors[1])


def _same_date(one: str, other: str) -> bool:
    """As far as both are known: 1974 agrees with 1974-03-02."""
    length = min(len(one), len(other))
    return length >= 4 and one[:length] == other[:length]


def _bare(numbers: tuple[str, ...]) -> set[str]:
    return {bare for number in numbers if (bare := re.sub(r"[^0-9a-z]", "", number.lower()))}
