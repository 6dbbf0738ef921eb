"""Images and their readers: who gets which, how a decision takes effect, and what follows from it."""

from datetime import timedelta

import pytest

from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Conflict, Invalid
from customhouse.procedures.model import Decision, Mark, Outcome, Result, ReviewState, State, What
from tests.procedures.building import ANNA, BRUNO, CLARA, CLEAR, SUSPICIOUS, UNDO, House
from tests.risk.building import make_said

SECOND = Decision(Outcome.SECOND_OPINION, ("needs_experience",))


@pytest.fixture
def house(database: Database, clock: FixedClock) -> House:
    return House(database, clock)


@pytest.fixture
def case(house: House) -> str:
    """A container whose image contradicts its declaration."""
    consignment_id = house.lodge()
    house.scan(consignment_id, "disagrees", "high")
    return consignment_id


def test_an_image_that_disagrees_is_put_before_an_analyst(house: House, case: str) -> None:
    review = house.take()

    assert (review.consignment_id, review.lane, review.severity) == (case, "red", "high")
    assert review.due_at - review.opened_at == timedelta(seconds=180)


def test_a_cleared_image_releases_the_goods_once_it_cannot_be_undone(house: House, case: str) -> None:
    house.act(house.procedures.decide, ANNA, house.take().id, CLEAR)
    at_once = house.state(case)
    house.clock.advance(UNDO)
    house.act(house.procedures.settle, house.clock.at)

    assert (at_once, house.state(case)) == (State.UNDER_CONTROL, State.RELEASED)
    assert "review.decided" in house.announced


def test_a_decision_counts_when_its_time_is_over_although_nobody_has_settled_it(house: House, case: str) -> None:
    review = house.take()
    house.act(house.procedures.decide, ANNA, review.id, CLEAR)
    house.clock.advance(UNDO)
    with house.database.read("somebody") as tx:
        assert house.procedures.review(tx, review.id).state is ReviewState.DECIDED
        assert house.procedures.has_due(tx)
        assert [one.id for one in house.procedures.worklist(tx, "decided", BRUNO)] == [review.id]
        assert house.procedures.worklist(tx, "mine", ANNA) == []
        assert house.procedures.counters(tx, ANNA)["mine"] == 0


def test_a_decision_that_may_be_undone_is_in_hand_and_not_among_the_decided(house: House, case: str) -> None:
    review = house.take()
    house.act(house.procedures.decide, ANNA, review.id, CLEAR)
    with house.database.read("somebody") as tx:
        assert [one.id for one in house.procedures.worklist(tx, "mine", ANNA)] == [review.id]
        assert house.procedures.worklist(tx, "decided", ANNA) == []
        assert house.procedures.counters(tx, ANNA)["mine"] == 1


def test_a_decision_is_undone_within_five_seconds(house: House, case: str) -> None:
    review = house.take()
    house.act(house.procedures.decide, ANNA, review.id, SUSPICIOUS)
    undone = house.act(house.procedures.undo, ANNA, review.id)
    house.clock.advance(UNDO)
    house.act(house.procedures.settle, house.clock.at)

    assert (undone.state, undone.decision) == (ReviewState.ASSIGNED, None)
    assert house.owes(case) == {"scan"}


def test_a_decision_is_not_undone_after_five_seconds(house: House, case: str) -> None:
    review = house.take()
    house.act(house.procedures.decide, ANNA, review.id, CLEAR)
    house.clock.advance(timedelta(seconds=5))

    with pytest.raises(Conflict, match="Too late"):
        house.act(house.procedures.undo, ANNA, review.id)


def test_nobody_undoes_the_decision_of_another(house: House, case: str) -> None:
    review = house.take()
    house.act(house.procedures.decide, ANNA, review.id, CLEAR)

    with pytest.raises(Conflict, match="no decision of yours"):
        house.act(house.procedures.undo, BRUNO, review.id)


def test_a_suspicious_image_orders_an_examination_in_place_of_the_scan(house: House, case: str) -> None:
    house.decide(house.take(), SUSPICIOUS)
    owes = house.owes(case)
    house.result(case, What.EXAMINATION)

    assert (owes, house.state(case)) == ({"examination"}, State.RELEASED)


def test_what_the_examination_of_a_suspicious_image_finds_is_detained(house: House, case: str) -> None:
    house.decide(house.take(), SUSPICIOUS)
    house.result(case, What.EXAMINATION, Result.DOES_NOT_CONFORM, "40 kg of silver in a double wall")

    assert house.state(case) is State.DETAINED


def test_a_referred_image_is_examined(house: House, case: str) -> None:
    house.decide(house.take(), Decision(Outcome.REFER, ("live_being",)))

    assert house.owes(case) == {"examination"}


def test_a_rescan_orders_another_scan_whose_image_is_judged_anew(house: House, case: str) -> None:
    house.decide(house.take(), Decision(Outcome.RESCAN, ("image_incomplete",)))
    owes, state = house.owes(case), house.state(case)
    house.scan(case, "agrees")

    assert (owes, state) == ({"scan"}, State.UNDER_CONTROL)
    assert house.state(case) is State.RELEASED


def test_a_second_opinion_is_never_that_of_the_first_reader(house: House, case: str) -> None:
    house.decide(house.take(), SECOND)
    nothing = house.act(house.procedures.next_review, ANNA)
    review = house.take(BRUNO)

    assert nothing is None
    assert (review.round, review.excluded, review.decision) == (2, ("anna",), None)


def test_the_second_reader_decides(house: House, case: str) -> None:
    house.decide(house.take(), SECOND)
    house.decide(house.take(BRUNO), CLEAR, BRUNO)

    assert house.state(case) is State.RELEASED


def test_there_is_no_third_opinion(house: House, case: str) -> None:
    house.decide(house.take(), SECOND)

    with pytest.raises(Invalid, match="two have looked already"):
        house.decide(house.take(BRUNO), SECOND, BRUNO)


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (Decision(Outcome.SUSPICIOUS, ("dense_object",)), "mark_missing"),
        (Decision(Outcome.SUSPICIOUS, (), (Mark(0, 1, 1, 5, 5),)), "reason_missing"),
        (Decision(Outcome.RESCAN), "reason_missing"),
        (Decision(Outcome.CLEAR, ("dense_object",)), "reason_unfit"),
        (Decision(Outcome.REFER, ("a_feeling",)), "reason_unknown"),
        (Decision(Outcome.REFER, ("other",)), "note_missing"),
        (Decision(Outcome.CLEAR, (), (Mark(0, -1, 0, 5, 5),)), "mark_outside"),
        (Decision(Outcome.CLEAR, (), (Mark(0, 1, 0, 0, 5),)), "mark_outside"),
        (Decision(Outcome.CLEAR, (), (Mark(0, 1, 1, 5, 5),) * 201), "marks_too_many"),
    ],
)
def test_a_decision_that_lacks_something_is_refused(house: House, case: str, decision: Decision, code: str) -> None:
    review = house.take()

    with pytest.raises(Invalid) as refused:
        house.act(house.procedures.decide, ANNA, review.id, decision)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_review_in_hand_is_given_again_and_not_to_others(house: House, case: str) -> None:
    review = house.take()

    assert house.take().id == review.id
    assert house.act(house.procedures.next_review, BRUNO) is None


def test_nobody_decides_what_another_has_in_hand(house: House, case: str) -> None:
    review = house.take()

    with pytest.raises(Conflict, match="Somebody else"):
        house.act(house.procedures.decide, BRUNO, review.id, CLEAR)


def test_a_review_is_taken_before_it_is_decided(house: House, case: str) -> None:
    [review] = house.dossier(case).reviews

    with pytest.raises(Conflict, match="Take this review first"):
        house.act(house.procedures.decide, ANNA, review.id, CLEAR)


def test_a_review_left_lying_goes_to_somebody_else(house: House, case: str) -> None:
    review = house.take()
    house.clock.advance(timedelta(seconds=601))

    assert house.take(BRUNO).id == review.id


def test_a_review_handed_back_comes_to_its_reader_last(house: House, case: str) -> None:
    first = house.take()
    house.clock.advance(timedelta(minutes=3))
    other = house.lodge()
    house.scan(other, "disagrees")
    house.act(house.procedures.hand_back, ANNA, first.id)

    assert house.take().consignment_id == other
    assert house.take(BRUNO).id == first.id


def test_all_that_was_handed_back_comes_again_in_turn(house: House, case: str) -> None:
    house.clock.advance(timedelta(minutes=5))
    house.scan(house.lodge(), "doubtful")
    house.clock.advance(timedelta(minutes=5))
    house.scan(house.lodge(), "disagrees")
    seen = []
    for _ in range(6):
        review = house.take()
        seen.append(review.id)
        house.act(house.procedures.hand_back, ANNA, review.id)
        house.clock.advance(timedelta(seconds=1))

    assert len(set(seen[:3])) == 3
    assert seen[3:] == seen[:3]


def test_the_worse_lane_comes_first_then_what_is_due_first(house: House) -> None:
    yellow, red = house.lodge(), house.lodge()
    house.scan(yellow, "doubtful")
    house.clock.advance(timedelta(minutes=5))
    house.scan(red, "disagrees")
    later = house.lodge()
    house.clock.advance(timedelta(minutes=5))
    house.scan(later, "disagrees")

    assert [house.take(user).consignment_id for user in (ANNA, BRUNO, CLARA)] == [red, later, yellow]


def test_an_alarm_makes_a_waiting_review_more_urgent(house: House) -> None:
    case = house.lodge()
    house.scan(case, "doubtful")
    house.alarm(case)

    assert house.take().lane == "red"


def test_counters_tell_open_mine_and_overdue(house: House, case: str) -> None:
    house.take()
    other = house.lodge()
    house.scan(other, "disagrees")
    house.clock.advance(timedelta(minutes=4))
    with house.database.read("somebody") as tx:
        counters = house.procedures.counters(tx, ANNA)
        lists = {which: len(house.procedures.worklist(tx, which, ANNA)) for which in ("open", "mine", "decided")}

    assert counters == {"open": 1, "mine": 1, "over_sla": 2}
    assert lists == {"open": 2, "mine": 1, "decided": 0}


def test_a_doubtful_scan_that_nobody_ordered_reopens_released_goods(house: House) -> None:
    case = house.lodge(make_said(authorised=True))
    released = house.state(case)
    house.scan(case, "disagrees")

    assert (released, house.state(case), house.owes(case)) == (State.RELEASED, State.REOPENED, {"scan"})


def test_a_good_scan_that_nobody_ordered_leaves_released_goods_alone(house: House) -> None:
    case = house.lodge(make_said(authorised=True))
    house.scan(case, "agrees")

    assert house.state(case) is State.RELEASED
    assert "consignment.reopened" not in house.announced


def test_the_same_scan_recognised_again_is_not_reviewed_twice(house: House, case: str) -> None:
    [review] = house.dossier(case).reviews
    house.tell("scan.recognised", case, scan_id=review.scan_id, verdict="disagrees", reasons=[], findings=1)

    assert len(house.dossier(case).reviews) == 1
