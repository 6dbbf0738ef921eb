"""Container numbers, size-type codes and other codes in chains of text, by the places that ISO 6346 gives each sign."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from customhouse.imaging.photos.pieces import Chain, Piece, chains
from customhouse.waybills.container_code import number_fault, size_type_fault

# What is painted alike. Only the place of a sign turns one into the other, and only where the check digit then holds.
AS_LETTER = dict(zip("0158264", "OISBZGA", strict=True))
AS_DIGIT = dict(zip("ODQUILSBZGAT", "000011582647", strict=True))
AS_CATEGORY = dict(zip("VYOD0", "UUUUU", strict=True))  # nearly every container is of category U
LETTERS, LENGTH = 4, 11
LOOKALIKE, REPAIR = 1, 2  # what each sign that was changed costs
COST = 0.94  # the confidence left for each unit of cost
CODE_LENGTHS, CODE_DIGITS = range(5, 16), 4


@dataclass(frozen=True)
class Reading:
    """A number in a chain: `cost` is how much had to be changed in what was read."""

    value: str
    raw: str
    confidence: float
    cost: int
    fault: str
    pieces: Chain


def readings(pieces: Sequence[Piece]) -> list[Reading]:
    """Every container number that may be meant, the likeliest first, each value once."""
    best: dict[str, Reading] = {}
    for chain in chains(pieces):
        for reading in _in_chain(chain):
            known = best.get(reading.value)
            if known is None or rank(reading) > rank(known):
                best[reading.value] = reading
    return sorted(best.values(), key=rank, reverse=True)


def rank(reading: Reading) -> tuple[bool, float]:
    return not reading.fault, reading.confidence


def _in_chain(chain: Chain) -> Iterator[Reading]:
    text = "".join(piece.text for piece in chain)
    for start in _starts(chain):
        for length in (LENGTH, LENGTH - 1):
            raw = text[start : start + length]
            fitted = _fitted(raw) if len(raw) == length else None
            if fitted is None:
                continue
            value, cost = fitted
            if length < LENGTH:
                fault = "incomplete"
                if cost or len(text) > start + length:  # without the check digit nothing tells look-alikes apart
                    continue
            else:
                fault = "" if number_fault(value) is None else "check_digit"
                if fault and cost > LOOKALIKE:  # too much guessed for a number that then does not even hold
                    continue
            confidence = min(piece.confidence for piece in chain) * COST**cost
            yield Reading(value, raw, confidence, cost, fault, chain)


def _starts(chain: Chain) -> Iterable[int]:
    """Anywhere in the first piece, which must have a part in the number."""
    return range(len(chain[0].text))


def _fitted(raw: str) -> tuple[str, int] | None:
    """The signs that belong in each place, and what it costs to have them; None where one cannot be meant."""
    value, cost = "", 0
    for place, sign in enumerate(raw):
        alike = AS_LETTER if place < LETTERS else AS_DIGIT
        right = sign.isalpha() if place < LETTERS else sign.isdigit()
        if place == LETTERS - 1 and sign not in "UJZ":
            if sign not in AS_CATEGORY:
                return None
            value, cost = value + AS_CATEGORY[sign], cost + REPAIR
        elif right:
            value += sign
        elif sign in alike:
            value, cost = value + alike[sign], cost + LOOKALIKE
        else:
            return None
    return value, cost


def size_types(pieces: Sequence[Piece]) -> list[Reading]:
    found = []
    for piece in pieces:
        raw = piece.text
        if len(raw) != 4:
            continue
        value = raw[:2] + (AS_LETTER.get(raw[2], raw[2]) if raw[2].isdigit() else raw[2])
        value += AS_DIGIT.get(raw[3], raw[3]) if size_type_fault(value + raw[3]) else raw[3]
        if value[0].isdigit() and size_type_fault(value) is None:
            cost = sum(was != now for was, now in zip(raw, value, strict=True))
            found.append(Reading(value, raw, piece.confidence * COST**cost, cost, "", (piece,)))
    return found


def codes(pieces: Sequence[Piece]) -> list[Reading]:
    """What may be the number of a seal: it is held against the seals declared, and says nothing by itself."""
    return [
        Reading(piece.text, piece.text, piece.confidence, 0, "", (piece,))
        for piece in pieces
        if len(piece.text) in CODE_LENGTHS and sum(sign.isdigit() for sign in piece.text) >= CODE_DIGITS
    ]
