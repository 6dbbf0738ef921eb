"""The rules of reading images: who gets which review, what a decision must say, how long it can be undone."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from customhouse.access.model import Permission, User
from customhouse.kernel.errors import Conflict, Invalid, Problem
from customhouse.policy.country import ReasonCode
from customhouse.procedures.model import Decision, Look, Mark, Outcome, Purpose, Reveal, Review, ReviewState
from customhouse.risk.model import Lane

Choose = Callable[[Sequence[Review]], Review]
MOST_MARKS = 200
MOST_READERS = 2  # after two opinions a third would only pass the question on
ADJUDICATED = (Outcome.CLEAR, Outcome.SUSPICIOUS)
_IMAGE_SIDE = 65_536


def drawn(reviews: Sequence[Review]) -> Review:
    """Chance decides among equals, so that nobody can know beforehand who reads which image."""
    return random.SystemRandom().choice(reviews)


@dataclass(frozen=True)
class Dispatch:
    """Hands out reviews: the most urgent first."""

    choose: Choose = drawn

    def candidates(self, reviews: Sequence[Review], user_id: str, now: datetime) -> list[Review]:
        """The reviews the user may take, the one to be taken first; only its equals are in random order."""
        free = [review for review in reviews if is_free(review, now) and user_id not in review.excluded]
        ranked: list[Review] = []
        while free:
            best = min(urgency(review, user_id) for review in free)
            taken = self.choose([review for review in free if urgency(review, user_id) == best])
            ranked.append(taken)
            free.remove(taken)
        return ranked


def purposes_of(user: User) -> tuple[Purpose, ...]:
    """Which readings come to whom. A second one is for analysts like the first, and looks like it."""
    read = (Purpose.READING, Purpose.SECOND) if user.may(Permission.REVIEW_IMAGES) else ()
    return (*read, Purpose.ADJUDICATION) if user.may(Permission.ADJUDICATE) else read


def urgency(review: Review, user_id: str) -> tuple[float, int, int]:
    """Smaller is more urgent: not handed back by this user; else the longer ago that was, by whomever; then the worse
    lane; then the earlier due minute.
    """
    back = review.handed_back_at.timestamp() if review.handed_back_at and user_id in review.handed_back_by else 0.0
    return back, -Lane(review.lane).rank, int(review.due_at.timestamp() // 60)


def is_free(review: Review, now: datetime) -> bool:
    """Nobody holds it, or who held it let the lease run out."""
    if review.state is ReviewState.OPEN:
        return True
    lapsed = review.claimed_until is not None and review.claimed_until <= now
    return review.state is ReviewState.ASSIGNED and lapsed


def taken_by(review: Review, user_id: str, claimed_until: datetime) -> Review:
    """In their hand, with the look that they had when they had it before: another's is nothing to this reader."""
    taken = replace(review, state=ReviewState.ASSIGNED, assigned_to=user_id, claimed_until=claimed_until)
    last = review.assigned_to or next(reversed(review.handed_back_by), None)
    if last == user_id:
        return taken
    looks = {look.user_id: look for look in review.looks}
    if last is not None and review.revealed_at is not None:
        looks[last] = Look(last, review.first_look, review.first_look_at, review.revealed_at)
    own = looks.pop(user_id, None)
    said = (own.first_look, own.first_look_at, own.revealed_at) if own else (None, None, None)
    taken = replace(taken, looks=tuple(looks.values()))
    return replace(taken, first_look=said[0], first_look_at=said[1], revealed_at=said[2])


def seen_at(review: Review, now: datetime) -> Review:
    """The review as it stands, although nobody has written it down yet: time lets decisions take effect."""
    if review.state is ReviewState.PENDING and review.undo_until is not None and review.undo_until <= now:
        return replace(review, state=ReviewState.DECIDED)
    if review.state is ReviewState.ASSIGNED and is_free(review, now):
        return replace(review, state=ReviewState.OPEN, assigned_to=None, claimed_until=None)
    return review


def check_holder(review: Review, user_id: str) -> None:
    if review.state is ReviewState.PENDING:
        raise Conflict("This review is decided: undo the decision first.")
    if review.state is not ReviewState.ASSIGNED:
        raise Conflict("Take this review first, with next.")
    if review.assigned_to != user_id:
        raise Conflict("Somebody else has this review now.")


def taken_back(review: Review, claimed_until: datetime) -> Review:
    """In hand again, as before its decision; a look that was made stays made."""
    held = replace(review, state=ReviewState.ASSIGNED, claimed_until=claimed_until)
    return replace(held, decision=None, decided_by=None, decided_at=None, undo_until=None)


def check_looked(reveal: Reveal, first_look: Outcome | None) -> None:
    """Raises `Conflict`: who decides first would see the findings and could take it back, and look "first" after."""
    if reveal is Reveal.AFTER_FIRST_LOOK and first_look is None:
        raise Conflict("Look first: say what you would do, and the findings are shown. Then decide.")


def check_decision(decision: Decision, review: Review, codes: Mapping[str, ReasonCode]) -> None:
    """Raise `Invalid` with everything that a decision lacks."""
    outcome = decision.outcome
    problems = [*_reason_problems(decision, codes), *_mark_problems(decision.marks)]
    if outcome is Outcome.SUSPICIOUS and not decision.marks:
        problems.append(Problem("marks", "mark_missing", "mark the place in the image that is suspicious"))
    if outcome is not Outcome.CLEAR and not decision.reason_codes:
        problems.append(Problem("reason_codes", "reason_missing", "choose at least one reason"))
    if "other" in decision.reason_codes and not decision.note.strip():
        problems.append(Problem("note", "note_missing", "say in the note what the other reason is"))
    if review.purpose is Purpose.ADJUDICATION and outcome not in ADJUDICATED:
        problems.append(
            Problem("outcome", "adjudication_undecided", "two have read it: clear it, or call it suspicious")
        )
    if outcome is Outcome.SECOND_OPINION and review.round >= MOST_READERS:
        problems.append(Problem("outcome", "opinions_exhausted", "two have looked already: decide, or refer it"))
    if problems:
        raise Invalid(problems)


def _reason_problems(decision: Decision, codes: Mapping[str, ReasonCode]) -> list[Problem]:
    problems = []
    for place, code in enumerate(decision.reason_codes):
        if code not in codes:
            problems.append(Problem(f"reason_codes/{place}", "reason_unknown", f"there is no reason code {code}"))
        elif decision.outcome.value not in codes[code].outcomes:
            message = f"{code} is no reason for the outcome {decision.outcome}"
            problems.append(Problem(f"reason_codes/{place}", "reason_unfit", message))
    return problems


def _mark_problems(marks: Sequence[Mark]) -> list[Problem]:
    if len(marks) > MOST_MARKS:
        return [Problem("marks", "marks_too_many", f"make at most {MOST_MARKS} marks")]
    return [
        Problem(f"marks/{place}", "mark_outside", "a mark has a size and lies inside the image")
        for place, mark in enumerate(marks)
        if min(mark.view, mark.x, mark.y) < 0
        or not 0 < mark.width <= _IMAGE_SIDE
        or not 0 < mark.height <= _IMAGE_SIDE
        or max(mark.x, mark.y) > _IMAGE_SIDE
    ]
