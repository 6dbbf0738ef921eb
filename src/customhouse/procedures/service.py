"""Takes every consignment through its controls: hears news, takes results, hands out images, lets goods go."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from customhouse.access.model import User
from customhouse.kernel.errors import Conflict, Invalid, NotFound
from customhouse.kernel.events import Message, Subscription
from customhouse.kernel.transaction import Transaction
from customhouse.policy.country import ReasonCode
from customhouse.policy.package import PolicyPackage
from customhouse.procedures import store
from customhouse.procedures.casework import Casework, Limits, opened_case
from customhouse.procedures.events import FindingsRevealed
from customhouse.procedures.hearing import EARS
from customhouse.procedures.model import (
    Case,
    Control,
    ControlState,
    Decision,
    Dossier,
    Outcome,
    Purpose,
    Result,
    Reveal,
    Review,
    ReviewState,
    State,
    What,
)
from customhouse.procedures.ports import Declared, Imaged
from customhouse.procedures.reviewing import (
    Dispatch,
    check_decision,
    check_holder,
    check_looked,
    is_free,
    purposes_of,
    seen_at,
    taken_back,
    taken_by,
)
from customhouse.procedures.second import Rules, Second
from customhouse.risk.service import Risk

_OPEN_STATES = (ReviewState.OPEN, ReviewState.ASSIGNED)
_LODGED = "declaration.lodged"  # opens the case that all other news is about
_NO_REVIEW = "There is no such review."
_DICE = random.SystemRandom()  # nobody may foresee whose reading is read again


@dataclass(frozen=True)
class Procedures:
    policy: PolicyPackage
    risk: Risk
    declared: Declared
    imaged: Imaged
    reason_codes: tuple[ReasonCode, ...]
    dispatch: Dispatch = field(default_factory=Dispatch)
    lot: Callable[[], float] = _DICE.random

    # What is asked

    def dossier(self, tx: Transaction, consignment_id: str) -> Dossier:
        """A consignment's case with its controls and reviews, as they stand now. Raises `NotFound`."""
        dossier = self._load(tx, consignment_id)
        return replace(dossier, reviews=tuple(seen_at(review, tx.now) for review in dossier.reviews))

    def cases(self, tx: Transaction, consignment_ids: Sequence[str]) -> dict[str, Case]:
        return store.find_cases(tx.connection, consignment_ids)

    def controls(self, tx: Transaction, state: ControlState | None, what: What | None) -> list[Control]:
        """Controls of all consignments, what is due first first."""
        return store.list_controls(tx.connection, [state] if state else list(ControlState), what, 200)

    def owed_by(self, tx: Transaction, consignment_id: str) -> tuple[What, ...]:
        return tuple({each.what: 1 for each in store.controls_of(tx.connection, consignment_id) if each.is_owed})

    def review(self, tx: Transaction, review_id: str) -> Review:
        found = store.find_review(tx.connection, review_id)
        if found is None:
            raise NotFound(_NO_REVIEW)
        return seen_at(found, tx.now)

    def worklist(self, tx: Transaction, which: str, user: User) -> list[Review]:
        """Reviews that are open to anyone, mine, or the last decided."""
        if which == "mine":
            found = store.reviews_with(tx.connection, user.id, tx.now)
        elif which == "decided":
            found = store.decided_reviews(tx.connection, purposes_of(user), tx.now, 100)
        else:
            found = store.reviews_in(tx.connection, _OPEN_STATES, purposes_of(user))
        return [seen_at(review, tx.now) for review in found]

    def counters(self, tx: Transaction, user: User) -> dict[str, int]:
        return store.count_reviews(tx.connection, user.id, purposes_of(user), tx.now)

    def in_hand(self, tx: Transaction, user: User) -> list[Review]:
        """What a user has taken and not decided."""
        return [r for r in store.reviews_with(tx.connection, user.id, tx.now) if r.state is ReviewState.ASSIGNED]

    def reviews_of_scans(self, tx: Transaction, scan_ids: Sequence[str]) -> dict[str, list[Review]]:
        """By scan, all its readings as they stand now, oldest first."""
        found = store.reviews_of_scans(tx.connection, scan_ids)
        return {scan_id: [seen_at(review, tx.now) for review in reviews] for scan_id, reviews in found.items()}

    def opinions(self, tx: Transaction, review_id: str) -> list[Review]:
        """What the first and the second reader said, for whom decides between them. Raises `NotFound`."""
        third = self.review(tx, review_id)
        if third.purpose is not Purpose.ADJUDICATION:
            raise NotFound("Nobody decides between two readers here.")
        of_scan = store.reviews_of_scans(tx.connection, [third.scan_id])[third.scan_id]
        both = [r for r in of_scan if third.of_review in (r.id, r.of_review)]
        return [r for r in both if r.decision is not None and r.purpose is not Purpose.ADJUDICATION]

    def decided_since(self, tx: Transaction, since: datetime, purpose: Purpose) -> list[tuple[Review, Review | None]]:
        """Readings in effect, each with the first reading where it is of one; oldest first."""
        found = store.decided_since(tx.connection, since, purpose)
        firsts = store.reviews_named(tx.connection, [review.of_review for review in found if review.of_review])
        return [(review, firsts.get(review.of_review or "")) for review in found]

    # What officers do

    def record_result(
        self, tx: Transaction, user: User, control_id: str, result: Result, *, note: str = "", found: str = ""
    ) -> Control:
        """Take the result of a document check or an examination. What does not conform must be described."""
        control = store.find_control(tx.connection, control_id)
        if control is None:
            raise NotFound("There is no such control.")
        with self._work(tx, control.consignment_id) as work:
            control = work.controls[control_id]
            if control.what is What.SCAN:
                raise Conflict("A scan is completed by its image, not by a result.")
            if not control.is_owed:
                raise Conflict(f"This control is {control.state.value} already.")
            if result is Result.DOES_NOT_CONFORM and not (note.strip() or found.strip()):
                raise Invalid.one("found", "found_missing", "say what was found")
            done = work.complete(control, result, user.id, note, found)
            work.advance(f"{control.what.value}_does_not_conform")
        return done

    def reopen(self, tx: Transaction, user: User, consignment_id: str, note: str) -> None:
        """Take up a consignment again that was released or detained: it is examined (anew)."""
        if not note.strip():
            raise Invalid.one("note", "note_missing", "say why it is taken up again")
        with self._work(tx, consignment_id) as work:
            if work.case.state not in {State.RELEASED, State.DETAINED}:
                raise Conflict("Only released or detained goods can be taken up again.")
            work.take_up_again(user.id, note)
            work.advance("reopened_by_officer")

    # What analysts do

    def next_review(self, tx: Transaction, user: User) -> Review | None:
        """Give the user the most urgent review that is free, or again the one in hand; None when there is none."""
        self.settle(tx, tx.now)
        waiting = store.reviews_in(tx.connection, _OPEN_STATES, purposes_of(user))
        free = self.dispatch.candidates(waiting, user.id, tx.now)
        for candidate in (*self.in_hand(tx, user), *free):
            review = self._found(tx, candidate.id)
            if review.assigned_to == user.id or is_free(review, tx.now):
                taken = taken_by(review, user.id, self._lease(tx))
                store.update_review(tx.connection, taken)
                return taken
        return None

    def held(self, tx: Transaction, user: User, review_id: str, *, or_decided: bool = False) -> Review:
        """A review in this user's hand, or decided by them; its case locked. Raises `NotFound` and `Conflict`."""
        review = self._found(tx, review_id)
        return review if or_decided and review.decided_by == user.id else self._held(tx, review_id, user)

    def renew_lease(self, tx: Transaction, user: User, review_id: str) -> Review:
        """The holder begins with the image anew: the time to decide it begins anew as well."""
        renewed = replace(self._held(tx, review_id, user), claimed_until=self._lease(tx))
        store.update_review(tx.connection, renewed)
        return renewed

    def ai_reveal(self, tx: Transaction) -> Reveal:
        """When an analyst sees what the recogniser found."""
        key = "imaging.ai_reveal"
        return Reveal(str(self.policy.parameter(key, tx.now))) if self.policy.has(key, tx.now) else Reveal.BEFORE

    def look_first(self, tx: Transaction, user: User, review_id: str, first_look: Outcome) -> Review:
        """Keep what the analyst would decide without the recogniser, and from now on show what it found."""
        review = self._held(tx, review_id, user)
        if self.ai_reveal(tx) is not Reveal.AFTER_FIRST_LOOK:
            raise Conflict("The policy of the day asks for no first look.")
        if review.revealed_at is not None:
            raise Conflict("The findings are shown already; a first look comes before them.")
        looked = replace(review, first_look=first_look, first_look_at=tx.now, revealed_at=tx.now)
        store.update_review(tx.connection, looked)
        tx.announce(
            FindingsRevealed(
                subject=review.consignment_id,
                occurred_at=tx.now,
                review_id=review.id,
                scan_id=review.scan_id,
                first_look=first_look.value,
                by=user.id,
            )
        )
        return looked

    def decide(self, tx: Transaction, user: User, review_id: str, decision: Decision) -> Review:
        """Decide a review in hand. It takes effect when it can no longer be undone."""
        review = self._held(tx, review_id, user)
        reveal = self.ai_reveal(tx)
        if review.purpose is not Purpose.ADJUDICATION:  # who decides between two has seen what all of them saw
            check_looked(reveal, review.first_look)
        check_decision(decision, review, {code.code: code for code in self.reason_codes})
        pending = replace(
            review,
            state=ReviewState.PENDING,
            decision=decision,
            decided_by=user.id,
            decided_at=tx.now,
            undo_until=tx.now + self._seconds("imaging.undo_s", tx.now),
        )
        if reveal is Reveal.AFTER_DECISION and review.first_look is None:
            # Now the findings are shown: should it be taken back, this was the look without them.
            pending = replace(pending, first_look=decision.outcome, first_look_at=tx.now, revealed_at=tx.now)
        store.update_review(tx.connection, pending)
        return pending

    def undo(self, tx: Transaction, user: User, review_id: str) -> Review:
        """Take a decision back while it has not taken effect; the review is in hand again."""
        review = self._found(tx, review_id)
        if review.decision is None or review.decided_by != user.id:
            raise Conflict("There is no decision of yours to undo.")
        if review.state is not ReviewState.PENDING or review.undo_until is None or review.undo_until <= tx.now:
            raise Conflict("Too late: the decision has taken effect.")
        again = taken_back(review, self._lease(tx))
        store.update_review(tx.connection, again)
        return again

    def hand_back(self, tx: Transaction, user: User, review_id: str) -> None:
        """Give a review back for others; it comes to this user again only when nothing else is left, and in turn."""
        review = self._held(tx, review_id, user)
        by = (*(other for other in review.handed_back_by if other != user.id), user.id)
        free = replace(review, state=ReviewState.OPEN, assigned_to=None, claimed_until=None)
        store.update_review(tx.connection, replace(free, handed_back_by=by, handed_back_at=tx.now))

    def has_due(self, tx: Transaction) -> bool:
        """Whether `settle` has something to do: asking costs no writing transaction."""
        return bool(store.due_decisions(tx.connection, tx.now))

    def settle(self, tx: Transaction, now: datetime) -> int:
        """Let decisions take effect whose time for undoing is over; return how many. The server calls this."""
        due = store.due_decisions(tx.connection, now)
        for overdue in due:
            with self._work(tx, overdue.consignment_id) as work:
                review = work.reviews[overdue.id]
                if review.state is ReviewState.PENDING and review.undo_until is not None and review.undo_until <= now:
                    work.settle(review, self._second_reading(tx, review))
                    work.advance("image_decided")
        return len(due)

    def _second_reading(self, tx: Transaction, review: Review) -> Second | None:
        assessment = self.risk.latest(tx, review.consignment_id)
        value = Decimal(str(assessment.facts.get("value", 0))) if assessment else Decimal(0)
        return Rules.of(self.policy, tx.now).drawn(review, value, self.lot())

    # What is heard

    def subscriptions(self) -> tuple[Subscription, ...]:
        return (Subscription("procedures", (_LODGED, *EARS), self.hear),)

    def hear(self, tx: Transaction, message: Message) -> None:
        """Take in what happened, and take every move it opens. News of no consignment is passed over."""
        if message.kind == _LODGED:
            self._open_case(tx, message)
        elif message.subject:
            with self._work(tx, message.subject) as work:
                if work.case.state is not State.WITHDRAWN:
                    why = EARS[message.kind](work, message, partial(self.risk.get, tx))
                    work.advance(why, withdrawn=message.kind == "declaration.withdrawn")

    def _open_case(self, tx: Transaction, message: Message) -> None:
        if not store.find_cases(tx.connection, [message.subject]):
            store.insert_case(tx.connection, opened_case(message.subject, message.payload["mrn"], message.occurred_at))

    # How it is kept

    @contextmanager
    def _work(self, tx: Transaction, consignment_id: str) -> Iterator[Casework]:
        """One sitting over a case, which nobody else changes meanwhile; what came of it is kept and told."""
        before = self._load(tx, consignment_id, lock=True)
        work = Casework(before, tx.now, self._limits(tx.now))
        yield work
        if work.case != before.case:
            store.update_case(tx.connection, replace(work.case, changed_at=tx.now))
        store.keep_controls(tx.connection, before.controls, work.dossier.controls)
        store.keep_reviews(tx.connection, before.reviews, work.dossier.reviews)
        for event in work.news:
            tx.announce(event)
        for state in work.entered:
            self._tell_declarations(tx, consignment_id, state)

    def _tell_declarations(self, tx: Transaction, consignment_id: str, state: State) -> None:
        if state in {State.RELEASED, State.DETAINED}:
            self.declared.close(tx, consignment_id)
        elif state is State.REOPENED:
            self.declared.reopen(tx, consignment_id)

    def _load(self, tx: Transaction, consignment_id: str, *, lock: bool = False) -> Dossier:
        case = store.find_cases(tx.connection, [consignment_id], lock=lock).get(consignment_id)
        if case is None:
            raise NotFound("There is no such consignment.")
        controls = store.controls_of(tx.connection, consignment_id)
        reviews = store.reviews_of(tx.connection, consignment_id)
        containers = self.declared.loaded_containers(tx, consignment_id)
        scanned = self.imaged.containers_of_scans(tx, consignment_id)
        withdrawn = self.declared.is_withdrawn(tx, consignment_id)
        return Dossier(case, controls, reviews, containers, scanned, withdrawn)

    def _found(self, tx: Transaction, review_id: str) -> Review:
        """A review whose case is locked, so that what is read here still holds when it is written."""
        review = store.find_review(tx.connection, review_id)
        if review is None:
            raise NotFound(_NO_REVIEW)
        dossier = self._load(tx, review.consignment_id, lock=True)
        return next(each for each in dossier.reviews if each.id == review_id)

    def _held(self, tx: Transaction, review_id: str, user: User) -> Review:
        review = self._found(tx, review_id)
        check_holder(review, user.id)
        return review

    def _lease(self, tx: Transaction) -> datetime:
        return tx.now + self._seconds("imaging.claim_timeout_s", tx.now)

    def _limits(self, at: datetime) -> Limits:
        slas = {what: self.policy.number(f"procedures.{what.value}_sla_min", at) for what in What}
        controls = {what: timedelta(minutes=float(minutes)) for what, minutes in slas.items()}
        return Limits(self._seconds("imaging.review_sla_s", at), controls)

    def _seconds(self, key: str, at: datetime) -> timedelta:
        return timedelta(seconds=float(self.policy.number(key, at)))
