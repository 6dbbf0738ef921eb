"""Container numbers, size-type codes and other codes in chains of text, by the places that ISO 6346 gives each sign."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from customhouse.imaging.photos.pieces import Chain, Piece, chains, word_bounds
from customhouse.waybills.container_code import number_fault, size_type_fault

# What is painted alike. Only the place of a sign turns one into the other, and only where the check digit then holds.
AS_LETTER = dict(zip("0158264", "OISBZGA", strict=True))
AS_DIGIT = dict(zip("ODQUILSBZGAT", "000011582647", strict=True))
AS_CATEGORY = dict(zip("VYOD0", "UUUUU", strict=True))  # nearly every container is of category U
LETTERS, LENGTH = 4, 11
LOOKALIKE, REPAIR = 1, 5  # what each sign that was changed costs: a category that was guessed is never sure by itself
COST = 0.94  # the confidence left for each unit of cost
MOST_IN_OWNER, MOST = 1, 3  # signs changed: `MAX GROSS 30480 KG` must not become a number
RUNS_ON = 0.7  # the confidence left where more signs follow without a space: the last digit may be of another word
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
    text, bounds = "".join(piece.text for piece in chain), word_bounds(chain)
    for start in range(len(chain[0].text)):  # the first piece has a part in the number, or another chain is it
        for length in (LENGTH, LENGTH - 1):
            raw = text[start : start + length]
            fitted = _fitted(raw) if len(raw) == length else None
            if fitted is None or (fitted[1] and start not in bounds):
                continue
            value, cost = fitted
            fault = _fault(value)
            if fault and cost > (0 if fault == "incomplete" else LOOKALIKE):
                continue  # too much is guessed for what nothing then confirms
            if fault == "incomplete" and len(text) > start + length:
                continue
            confidence = min(piece.confidence for piece in chain) * COST**cost
            confidence *= 1 if start + length in bounds else RUNS_ON
            yield Reading(value, raw, confidence, cost, fault, chain)


def _fault(value: str) -> str:
    if len(value) < LENGTH:
        return "incomplete"
    return "" if number_fault(value) is None else "check_digit"


def _fitted(raw: str) -> tuple[str, int] | None:
    """The signs that belong in each place, and what it costs to have them; None where that is too much to be meant."""
    value, costs = "", []
    for place, sign in enumerate(raw):
        fitting, cost = _sign(place, sign)
        value += fitting
        costs.append(cost)
    changed = sum(cost > 0 for cost in costs)
    in_owner = sum(cost > 0 for cost in costs[:LETTERS])
    if len(value) < len(raw) or in_owner > MOST_IN_OWNER or changed > MOST:
        return None
    return value, sum(costs)


def _sign(place: int, sign: str) -> tuple[str, int]:
    """What a sign means in its place, and the cost; empty where it cannot stand there."""
    if place == LETTERS - 1:
        return (sign, 0) if sign in "UJZ" else (AS_CATEGORY.get(sign, ""), REPAIR)
    if sign.isalpha() if place < LETTERS else sign.isdigit():
        return sign, 0
    return (AS_LETTER if place < LETTERS else AS_DIGIT).get(sign, ""), LOOKALIKE


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
