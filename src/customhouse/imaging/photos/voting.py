"""What the photos of one scan say together: several readings of a number support each other or cast doubt."""

from collections.abc import Sequence
from dataclasses import replace

from customhouse.imaging.model import Marking, MarkingKind

SURE = 0.70  # confidence that a single reading must have
SURE_TOGETHER = 0.90  # and several of the same number together
NEAR = 2  # places in which two readings of one number may differ
CLEARLY = 1.5  # how much more support one of two near readings needs


def voted(markings: Sequence[Marking]) -> tuple[Marking, ...]:
    """The same markings, the surest first, each with `sure` set by all of them."""
    support = {marking.value: together(markings, marking.value) for marking in markings if _is_number(marking)}
    judged = [replace(each, sure=_is_sure(each, markings, support)) for each in markings]
    return tuple(sorted(judged, key=_order))


def together(markings: Sequence[Marking], value: str) -> float:
    """One reading for each photo: the same paint read twice in one photo is no second witness."""
    best: dict[int, float] = {}
    for marking in markings:
        if _is_number(marking) and marking.value == value and not marking.fault:
            best[marking.photo] = max(best.get(marking.photo, 0.0), marking.confidence)
    doubt = 1.0
    for confidence in best.values():
        doubt *= 1 - confidence
    return 1 - doubt


def differing(one: str, other: str) -> int:
    """In how many places two numbers differ; a missing sign is a difference."""
    return sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))


def _is_number(marking: Marking) -> bool:
    return marking.kind is MarkingKind.CONTAINER_NUMBER


def _is_sure(marking: Marking, markings: Sequence[Marking], support: dict[str, float]) -> bool:
    if not _is_number(marking) or marking.fault:
        return False
    own = support[marking.value]
    photos = {each.photo for each in markings if each.value == marking.value and not each.fault}
    if own < (SURE if len(photos) == 1 else SURE_TOGETHER):
        return False
    rivals = [
        score for value, score in support.items() if value != marking.value and differing(value, marking.value) <= NEAR
    ]
    return all(own > CLEARLY * score for score in rivals)


def _order(marking: Marking) -> tuple[bool, bool, float]:
    return not marking.sure, bool(marking.fault), -marking.confidence
