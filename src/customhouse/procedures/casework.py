"""The work on one consignment's case, in memory: what changes, and what must be told of it. No SQL, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from customhouse.kernel.events import Event
from customhouse.kernel.ids import new_id
from customhouse.procedures.events import (
    ConsignmentReopened,
    ControlCompleted,
    ControlOrdered,
    GoodsDetained,
    GoodsReleased,
    ReviewDecided,
    ReviewOpened,
)
from customhouse.procedures.model import (
    Case,
    Control,
    ControlState,
    Dossier,
    Leg,
    Outcome,
    Purpose,
    Result,
    Review,
    ReviewState,
    State,
    What,
)
from customhouse.procedures.moves import circumstances, next_move
from customhouse.procedures.ordering import FOLLOWING, Order, orders_for, review_for
from customhouse.procedures.second import Second, adjudication, agree, second_reading
from customhouse.risk.model import Assessment, Stage
from customhouse.waybills.container_code import named_in

BY_POLICY = "policy"


@dataclass(frozen=True)
class Limits:
    """The times that the policy of the day allows."""

    review: timedelta
    controls: Mapping[What, timedelta]


class Casework:
    """One sitting over a dossier. `news` is what to announce, `entered` the states that were gone through."""

    def __init__(self, dossier: Dossier, now: datetime, limits: Limits) -> None:
        self.case = dossier.case
        self.controls = {control.id: control for control in dossier.controls}
        self.reviews = {review.id: review for review in dossier.reviews}
        self._opened = dossier
        self.news: list[Event] = []
        self.entered: list[State] = []
        self._now = now
        self._limits = limits

    @property
    def dossier(self) -> Dossier:
        controls, reviews = tuple(self.controls.values()), tuple(self.reviews.values())
        return replace(self._opened, case=self.case, controls=controls, reviews=reviews)

    def change(self, **changes: Any) -> None:
        self.case = replace(self.case, **changes)

    def depart(self, leg: Leg) -> None:
        """A journey begins; an earlier one of the same container no longer counts."""
        others = (each for each in self.case.legs if each.container_number != leg.container_number)
        self.change(legs=(*others, leg))

    def arrive(self, journey_id: str, **changes: Any) -> None:
        """A journey is over, at its gate or elsewhere."""
        legs = (
            replace(leg, is_over=True, **changes) if leg.journey_id == journey_id else leg for leg in self.case.legs
        )
        self.change(legs=tuple(legs))

    def advance(self, why: str, *, withdrawn: bool = False) -> None:
        """Take every move that is open. No chain of moves is longer than the states are many."""
        if self._opened.is_withdrawn and not withdrawn:
            return  # the news of it is on its way: until then nothing is released
        for _ in State:
            now = replace(circumstances(self.dossier), withdrawn=withdrawn)
            move = next_move(self.case.state, now)
            if move is None:
                return
            self.change(state=move.to)
            self.entered.append(move.to)
            self._tell_of(move.to, why)

    def order(self, order: Order, note: str = "") -> Control:
        """Order a control; one of its kind that is owed already takes on the new causes."""
        owed = self.dossier.owed(order.what)
        if owed is not None:
            causes = tuple(dict.fromkeys((*owed.causes, *order.causes)))
            return self._put(replace(owed, causes=causes))
        control = Control(
            id=new_id(),
            consignment_id=self.case.consignment_id,
            what=order.what,
            state=ControlState.ORDERED,
            why=order.why,
            causes=order.causes,
            ordered_at=self._now,
            due_at=self._now + self._limits.controls[order.what],
            note=note,
        )
        self._say(ControlOrdered, control_id=control.id, what=control.what, why=control.why)
        return self._put(control)

    def complete(self, control: Control, result: Result, by: str, note: str = "", found: str = "") -> Control:
        done = replace(
            control,
            state=ControlState.DONE,
            result=result,
            completed_at=self._now,
            completed_by=by,
            note=note or control.note,
            found=found,
        )
        told = {"what": control.what, "result": result, "by": by, "containers": named_in(f"{found} {done.note}")}
        self._say(ControlCompleted, control_id=control.id, **told)
        return self._put(done)

    def note_scan(self, scan_id: str) -> None:
        """A scan is recognised; the assessment that follows says whether an analyst must look at it."""
        of_scan = [review for review in self.reviews.values() if review.scan_id == scan_id]
        if not any(review.is_unresolved or review.state is ReviewState.WAITING for review in of_scan):
            self._put_review(
                Review(
                    id=new_id(),
                    consignment_id=self.case.consignment_id,
                    mrn=self.case.mrn,
                    scan_id=scan_id,
                    state=ReviewState.WAITING,
                    opened_at=self._now,
                    due_at=self._now + self._limits.review,
                )
            )

    def take_in(self, assessment: Assessment) -> None:
        """Order what an assessment asks for, and settle the scans that waited for it."""
        self.change(lane=assessment.lane.value, procedure=str(assessment.facts["procedure"]))
        for order in orders_for(assessment.asks, self.dossier):
            self.order(order)
        if assessment.stage is Stage.SCANNED:
            self._judge_scans(assessment)
        for review in list(self.reviews.values()):
            if review.is_unresolved:
                self._put_review(replace(review, lane=assessment.lane.value))

    def settle(self, review: Review, second: Second | None = None) -> None:
        """Let an analyst's decision take effect; where a second reading holds the goods, only after that."""
        decision, by = review.decision, review.decided_by
        if decision is None or by is None:
            return
        self._put_review(replace(review, state=ReviewState.DECIDED))
        self._say(
            ReviewDecided,
            review_id=review.id,
            scan_id=review.scan_id,
            outcome=decision.outcome,
            reason_codes=decision.reason_codes,
            by=by,
        )
        if review.purpose is Purpose.SECOND:
            self._hold_against_first(review)
        elif review.purpose is Purpose.ADJUDICATION:
            self._adjudicate(review)
        elif second is None:
            self._take_effect(review)
        else:
            self._open_review(second_reading(review, by, second))
            if not second.holds:
                self._take_effect(review)

    def _take_effect(self, review: Review) -> None:
        decision, by = review.decision, review.decided_by
        if decision is None or by is None:
            return
        if decision.outcome is Outcome.CLEAR:
            self._conform_scan(by)
        elif decision.outcome is Outcome.SECOND_OPINION:
            self._open_review(_afresh(review, by))
        else:
            self._hand_on(review, decision.outcome, decision.note)

    def _hold_against_first(self, second: Review) -> None:
        """Two who agree settle it; who do not are heard by a third."""
        first = self.reviews[second.of_review or ""]
        if not agree(first, second):
            self._open_review(adjudication(first, second))
        elif second.holds:
            self._take_effect(first)

    def _adjudicate(self, third: Review) -> None:
        first, decision = self.reviews[third.of_review or ""], third.decision
        if third.holds:
            self._take_effect(third)
        elif decision is not None and decision.outcome is not Outcome.CLEAR and first.is_in_order:
            self._hand_on(third, decision.outcome, decision.note)  # what was let go is called back

    def take_up_again(self, user_id: str, note: str) -> None:
        """An examination takes up the question of every control that did not conform."""
        for control in list(self.controls.values()):
            if control.failed:
                self._put(replace(control, state=ControlState.PASSED_ON))
        self.order(Order(What.EXAMINATION, "reopened_by_officer", (f"reopened_by_{user_id}",)), note)

    def withdraw(self) -> None:
        for control in list(self.controls.values()):
            if control.is_owed:
                self._put(replace(control, state=ControlState.CANCELLED))
        for review in list(self.reviews.values()):
            if review.is_unresolved or review.state is ReviewState.WAITING:
                self._put_review(replace(review, state=ReviewState.CLOSED))

    def _judge_scans(self, assessment: Assessment) -> None:
        waiting = [review for review in self.reviews.values() if review.state is ReviewState.WAITING]
        order = review_for(assessment.asks)
        if waiting and order is None:
            for review in waiting:
                self._put_review(replace(review, state=ReviewState.UNNEEDED))
            self._conform_scan(BY_POLICY)
        elif waiting and order is not None:
            scan = self.order(order)
            severity = str(assessment.facts["finding_severity"])
            for review in waiting:
                self._open_review(replace(review, control_id=scan.id, lane=assessment.lane.value, severity=severity))

    def _conform_scan(self, by: str) -> None:
        """The scan conforms once no image is left to be looked at, and none of a container is missing."""
        dossier = self.dossier
        scan = dossier.owed(What.SCAN)
        is_settled = not any(review.is_in_the_way for review in dossier.reviews)
        if scan is not None and is_settled and dossier.is_all_scanned:
            self.complete(scan, Result.CONFORMS, by)

    def _hand_on(self, review: Review, outcome: Outcome, note: str) -> None:
        """The scan's question becomes that of an examination, or of another scan."""
        scan = self.controls.get(review.control_id or "")
        if scan is not None and scan.is_owed:
            state = ControlState.CANCELLED if outcome is Outcome.RESCAN else ControlState.PASSED_ON
            self._put(replace(scan, state=state))
        self.order(FOLLOWING[outcome], note)

    def _open_review(self, review: Review) -> None:
        due_at = self._now + self._limits.review
        self._put_review(replace(review, state=ReviewState.OPEN, opened_at=self._now, due_at=due_at))
        self._say(ReviewOpened, review_id=review.id, scan_id=review.scan_id)

    def _put(self, control: Control) -> Control:
        self.controls[control.id] = control
        return control

    def _put_review(self, review: Review) -> None:
        self.reviews[review.id] = review

    def _tell_of(self, state: State, why: str) -> None:
        if state is State.RELEASED:
            self._say(GoodsReleased, mrn=self.case.mrn)
        elif state is State.DETAINED:
            self._say(GoodsDetained, mrn=self.case.mrn, reason=why)
        elif state is State.REOPENED:
            self._say(ConsignmentReopened, why=why)

    def _say(self, event: type[Event], **values: Any) -> None:
        self.news.append(event(subject=self.case.consignment_id, occurred_at=self._now, **values))


def opened_case(consignment_id: str, mrn: str, at: datetime) -> Case:
    return Case(consignment_id, mrn, State.LODGED, opened_at=at, changed_at=at)


def _afresh(review: Review, reader: str) -> Review:
    """A second reading of the same scan: by somebody else, and without sight of the first."""
    return Review(
        id=new_id(),
        consignment_id=review.consignment_id,
        mrn=review.mrn,
        scan_id=review.scan_id,
        state=ReviewState.OPEN,
        opened_at=review.opened_at,
        due_at=review.due_at,
        control_id=review.control_id,
        lane=review.lane,
        severity=review.severity,
        round=review.round + 1,
        excluded=(*review.excluded, reader),
    )
