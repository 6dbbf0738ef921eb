"""What an analyst may not see yet of a scan: the recogniser's findings, and what others have said of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from customhouse.access.model import Permission, User
from customhouse.procedures.model import Purpose, Reveal, Review, ReviewState


@dataclass(frozen=True)
class Veil:
    """`findings`: hidden until this analyst has looked. `opinions`: what others say, hidden from whom may still read.

    First and second readers are told the same, so that nobody can tell which of them he is.
    """

    findings: bool = False
    opinions: bool = False


OPEN = Veil()


def veil_of(reviews: Iterable[Review], user: User, reveal: Reveal) -> Veil:
    """Over all readings of one scan. Only who reads images can be led by what others found in them."""
    if not user.may(Permission.REVIEW_IMAGES):
        return OPEN
    mine_to_read = [review for review in reviews if _may_still_read(review, user)]
    hides = reveal is not Reveal.BEFORE
    return Veil(
        findings=hides and any(not _revealed_to(r, user) for r in mine_to_read if r.decided_by != user.id),
        # A decision of one's own can still be taken back: until it has taken effect it is one to read. A second opinion
        # that a reader asked for is no blind reading.
        opinions=any(review.round == 1 or review.purpose is Purpose.SECOND for review in mine_to_read),
    )


def may_still_be_read(review: Review) -> bool:
    undecided = review.state in {ReviewState.WAITING, ReviewState.OPEN, ReviewState.ASSIGNED, ReviewState.PENDING}
    return undecided and review.purpose is not Purpose.ADJUDICATION


def _may_still_read(review: Review, user: User) -> bool:
    return may_still_be_read(review) and user.id not in review.excluded


def _revealed_to(review: Review, user: User) -> bool:
    return review.revealed_at is not None and review.assigned_to == user.id
