"""What a labelled scan teaches of each of its views: boxes, a class, or nothing where nobody knows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from customhouse.commodities.appearance.labels import labels
from customhouse.imaging.adaptation.pictures.layouts import HARMLESS
from customhouse.imaging.model import Box, Finding, Severity
from customhouse.imaging.model.recognition import UNKNOWN
from customhouse.imaging.registry.model import Labelled, Truth, Word

UNNAMED = "irregular"
SAME = 0.3  # of two boxes: what they share, over what they cover together, from which they are about one thing
NO_NAMES = ("", UNKNOWN)
ALARMING = (Severity.MEDIUM, Severity.HIGH)


@dataclass(frozen=True)
class Place:
    """A true box; `alarms` where such a thing should not be there."""

    label: str
    box: Box
    alarms: bool


def alarms(word: Word) -> bool:
    """Whether what a word confirms should not be there; the recogniser's own alarm, accepted, stays one.

    What bears no name, or is like nothing that was learned, alarms only where it did when it was found.
    """
    if word.label is None:
        return False
    own = word.label == word.finding.label
    if own and word.finding.severity in ALARMING:
        return True
    if word.label in NO_NAMES:
        return not own
    known = labels().get(word.label)
    return known.is_threat if known else word.label.lower() not in HARMLESS


def _name(word: Word) -> str:
    return UNNAMED if word.label is None or word.label in NO_NAMES else word.label


def places_in(each: Labelled, view: int) -> list[Place] | None:
    """What lies where in a view; None where something in it may be unmarked, which would be learned as nothing.

    What a result found to be in order outweighs whoever took something in it for a threat.
    """
    truth = each.label.truth if each.label else None
    spoken = [word for word in each.words if _is_in(word.finding, view)]
    confirmed = [word for word in spoken if word.label is not None and not (truth is Truth.CLEAN and alarms(word))]
    if any(word.finding.box is None and word.finding.box_mm is not None for word in confirmed):
        return None
    told = [word for word in confirmed if alarms(word) or word.label not in NO_NAMES]
    found = [Place(_name(word), box, alarms(word)) for word in told if (box := word.finding.box)]
    if truth is Truth.IRREGULAR and each.label is not None:
        name = each.label.codes[0] if each.label.codes else UNNAMED
        marks = [mark for mark in each.label.marks if mark["view"] == view]
        found += [Place(name, Box(*(mark[edge] for edge in ("x", "y", "width", "height"))), True) for mark in marks]
    found = _distinct(found)
    if truth is Truth.CLEAN or any(place.alarms for place in found):
        return found
    unplaced = any(alarms(word) and word.finding.box is None for word in confirmed)
    return found if truth is None and spoken and not unplaced and not unspoken(each, view) else None


def class_of(each: Labelled) -> str | None:
    """What the scan as a whole shows: `clean`, or the class of what was found; None where nobody knows."""
    if each.label is not None and each.label.truth is Truth.CLEAN:
        return "clean"
    named = [_name(word) for word in each.words if alarms(word)]
    if each.label is not None:
        return next((name for name in (*named, *each.label.codes) if name and name != UNNAMED), UNNAMED)
    if named:
        return next((name for name in named if name != UNNAMED), UNNAMED)
    doubtful = any(word.label == UNKNOWN for word in each.words)
    return None if doubtful or unspoken(each) else "clean"


def unspoken(each: Labelled, view: int | None = None) -> list[Finding]:
    """Alarms of the recogniser, in one view or in all, of which nobody has said whether they are right.

    Ids begin anew with each recognition, so what was said of an earlier one counts where it found just the same.
    """
    said = [word.finding for word in each.words]
    return [
        finding
        for finding in each.scan.findings
        if finding.severity in ALARMING and finding not in said and (view is None or _is_in(finding, view))
    ]


def _is_in(finding: Finding, view: int) -> bool:
    return finding.view in (None, view)


def _distinct(places: Iterable[Place]) -> list[Place]:
    """The first of those that are about one thing: words before marks, the later word before the earlier."""
    kept: list[Place] = []
    for place in places:
        if all(_shared(place.box, other.box) < SAME for other in kept):
            kept.append(place)
    return kept


def _shared(one: Box, other: Box) -> float:
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    common = max(0, wide) * max(0, high)
    return common / max(1, one.width * one.height + other.width * other.height - common)


def quiet(places: Sequence[Place]) -> list[str]:
    """Classes of which nothing ever alarmed."""
    loud = {place.label for place in places if place.alarms}
    return sorted({place.label for place in places} - loud)
