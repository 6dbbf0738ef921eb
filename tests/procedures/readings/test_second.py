"""Double-blind second reading: who gets it, what the two do not know, and who decides where they differ."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from customhouse.access.model import Role, User
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Invalid
from customhouse.policy.model import Value
from customhouse.procedures.model import Decision, Outcome, Purpose, Review, ReviewState, State, What
from customhouse.procedures.readings.curtain import Veil
from customhouse.procedures.readings.quality import Quality
from customhouse.procedures.reviewing import purposes_of
from customhouse.procedures.second import Rules, agree
from tests.conftest import NOON
from tests.procedures.building import ANNA, BRUNO, CLEAR, DUTY, SUSPICIOUS, UNDO, House, make_user
from tests.procedures.readings.building import Bench, with_values

ALL: dict[str, Value] = {"second_reading_percent": Decimal(100), "tip_share_percent": Decimal(0)}
REFER = Decision(Outcome.REFER, ("cannot_interpret",))


def make_bench(database: Database, clock: FixedClock, folder: Path, values: dict[str, Value]) -> Bench:
    bench = Bench(database, folder, House(database, clock, lot=0.0), values)
    bench.house.procedures = bench.procedures
    return bench


def read(bench: Bench, user: object, decision: Decision) -> Review:
    review = bench.take(user)
    bench.do(bench.readings.decide, user, review.id, decision)
    bench.house.clock.advance(UNDO)
    bench.house.act(bench.procedures.settle, bench.house.clock.at)
    return review


def simple_case(bench: Bench) -> str:
    """A consignment whose one container was scanned."""
    consignment = bench.house.lodge()
    scan_id = bench.house.scan(consignment, "disagrees", container="MSKU1234565")
    assert scan_id
    return consignment


@pytest.fixture
def plain(database: Database, clock: FixedClock, tmp_path: Path) -> Bench:
    """Scans are told of, not made: which container each is of is known all the same."""
    bench = make_bench(database, clock, tmp_path, ALL)
    procedures = replace(bench.procedures, imaged=bench.house.imaged)
    bench.house.procedures = bench.procedures = procedures
    bench.readings = replace(bench.readings, procedures=procedures)
    return bench


@pytest.fixture
def plain_after(plain: Bench) -> Bench:
    policy = with_values(plain.procedures.policy, second_reading_when="after_release")
    procedures = replace(plain.procedures, policy=policy)
    plain.house.procedures = plain.procedures = procedures
    plain.readings = replace(plain.readings, procedures=procedures)
    return plain


def test_the_goods_wait_until_a_second_reader_agrees(plain: Bench) -> None:
    consignment = simple_case(plain)
    read(plain, ANNA, CLEAR)
    waiting = plain.house.state(consignment)
    read(plain, BRUNO, CLEAR)

    assert waiting is State.UNDER_CONTROL
    assert plain.house.state(consignment) is State.RELEASED


def test_the_second_reading_goes_to_another_and_looks_like_a_first(plain: Bench) -> None:
    simple_case(plain)
    first = plain.take(ANNA)
    plain.do(plain.readings.decide, ANNA, first.id, SUSPICIOUS)
    plain.house.clock.advance(UNDO)
    plain.house.act(plain.procedures.settle, plain.house.clock.at)
    nothing_for_anna = plain.do(plain.readings.next, ANNA)
    second = plain.take(BRUNO)
    [as_shown] = plain.do(plain.readings.seen_by, BRUNO, [second])
    of_first = plain.do(plain.readings.seen_by, BRUNO, [plain.do(plain.procedures.review, first.id)])

    seen_by_anna = plain.do(plain.readings.seen_by, ANNA, [plain.do(plain.procedures.review, second.id)])

    assert nothing_for_anna is None
    assert seen_by_anna == []
    assert (as_shown.purpose, as_shown.of_review, as_shown.round) == (Purpose.READING, None, 1)
    assert as_shown.decision is None
    assert of_first == []


def test_what_the_first_concluded_is_not_on_the_scan_that_the_second_reads(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    bench = make_bench(database, clock, tmp_path, ALL)
    consignment, scan_id = bench.scan(tmp_path)
    read(bench, ANNA, CLEAR)
    bench.do(bench.room.imaging.note_reading, consignment, scan_id, "clear")
    bench.take(BRUNO)

    assert bench.shown(scan_id, BRUNO).told.outcome is None
    assert bench.shown(scan_id, DUTY).told.outcome == "clear"


def test_first_and_second_readers_are_told_the_same_until_their_answers_take_effect(plain: Bench) -> None:
    simple_case(plain)
    first = plain.take(ANNA)
    scan_id = first.scan_id

    def veil(user: User) -> Veil:
        told: dict[str, Veil] = plain.do(plain.readings.veils, user, [scan_id])
        return told[scan_id]

    of_first, of_onlooker = veil(ANNA), veil(BRUNO)
    plain.do(plain.readings.decide, ANNA, first.id, SUSPICIOUS)
    in_undo = veil(BRUNO)
    plain.house.clock.advance(UNDO)
    plain.house.act(plain.procedures.settle, plain.house.clock.at)
    second = plain.take(BRUNO)
    of_second = veil(BRUNO)
    plain.do(plain.readings.decide, BRUNO, second.id, CLEAR)
    could_take_back = veil(BRUNO)

    assert {of_first, of_onlooker, in_undo, of_second, could_take_back} == {Veil(opinions=True)}
    assert veil(DUTY) == Veil()


def test_who_read_it_first_is_not_counted_another_reading_of_it(plain: Bench) -> None:
    simple_case(plain)
    read(plain, ANNA, CLEAR)
    with plain.database.read("test") as tx:
        first, second = (plain.procedures.counters(tx, user) for user in (ANNA, BRUNO))

    assert (first["open"], second["open"]) == (0, 1)


def test_two_who_differ_are_heard_by_a_third_who_is_neither(plain: Bench) -> None:
    consignment = simple_case(plain)
    read(plain, ANNA, CLEAR)
    read(plain, BRUNO, SUSPICIOUS)
    held = plain.house.state(consignment)
    third = plain.take(DUTY)
    said = plain.do(plain.procedures.opinions, third.id)
    with pytest.raises(Invalid):
        plain.do(plain.readings.decide, DUTY, third.id, REFER)
    plain.do(plain.readings.decide, DUTY, third.id, CLEAR)
    plain.house.clock.advance(UNDO)
    plain.house.act(plain.procedures.settle, plain.house.clock.at)

    assert held is State.UNDER_CONTROL
    assert plain.do(plain.readings.next, make_user("carla")) is None
    assert [review.decision.outcome for review in said if review.decision] == [Outcome.CLEAR, Outcome.SUSPICIOUS]
    assert plain.house.state(consignment) is State.RELEASED


def test_a_third_is_asked_for_no_first_look(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    bench = make_bench(database, clock, tmp_path, {**ALL, "ai_reveal": "after_first_look"})
    procedures = replace(bench.procedures, imaged=bench.house.imaged)
    bench.house.procedures = bench.procedures = procedures
    bench.readings = replace(bench.readings, procedures=procedures)
    consignment = simple_case(bench)
    for reader, decision in ((ANNA, CLEAR), (BRUNO, SUSPICIOUS)):
        review = bench.take(reader)
        bench.do(bench.readings.look_first, reader, review.id, decision.outcome)
        read(bench, reader, decision)
    read(bench, DUTY, SUSPICIOUS)

    assert bench.house.owes(consignment) == {"examination"}


def test_a_third_who_calls_it_suspicious_has_it_examined(plain: Bench) -> None:
    consignment = simple_case(plain)
    read(plain, ANNA, CLEAR)
    read(plain, BRUNO, SUSPICIOUS)
    read(plain, DUTY, SUSPICIOUS)

    assert plain.house.owes(consignment) == {"examination"}


def test_two_who_would_both_stop_the_goods_have_them_examined(plain: Bench) -> None:
    consignment = simple_case(plain)
    read(plain, ANNA, SUSPICIOUS)
    owed_meanwhile = plain.house.owes(consignment)
    read(plain, BRUNO, SUSPICIOUS)

    assert owed_meanwhile == {"scan"}
    assert plain.house.owes(consignment) == {"examination"}


def test_as_quality_control_the_goods_go_at_once_and_only_a_third_calls_them_back(plain_after: Bench) -> None:
    bench = plain_after
    consignment = simple_case(bench)
    read(bench, ANNA, CLEAR)
    after_first = bench.house.state(consignment)
    read(bench, BRUNO, SUSPICIOUS)
    after_second = bench.house.state(consignment)
    read(bench, DUTY, SUSPICIOUS)

    assert (after_first, after_second) == (State.RELEASED, State.RELEASED)
    assert bench.house.state(consignment) is State.REOPENED
    assert bench.house.owed(consignment, What.EXAMINATION) is not None


def test_a_declaration_that_is_withdrawn_closes_its_second_reading(plain: Bench) -> None:
    consignment = simple_case(plain)
    read(plain, ANNA, CLEAR)
    plain.house.declared.withdrawn.add(consignment)
    plain.house.tell("declaration.withdrawn", consignment)

    assert {review.state for review in plain.house.dossier(consignment).reviews} == {
        ReviewState.DECIDED,
        ReviewState.CLOSED,
    }


def test_which_readings_are_read_again_is_policy() -> None:
    rules = Rules(share=2, lanes=("red",), lane_share=20, value=Decimal(1000), holds=True)
    red = make_review(lane="red")

    assert rules.drawn(make_review(), Decimal(0), 0.01) is not None
    assert rules.drawn(make_review(), Decimal(0), 0.03) is None
    assert rules.drawn(red, Decimal(0), 0.19) is not None
    assert rules.drawn(make_review(), Decimal(1000), 0.99) is not None
    assert rules.drawn(make_review(outcome=Outcome.RESCAN), Decimal(1000), 0.0) is None
    assert rules.drawn(make_review(purpose=Purpose.SECOND), Decimal(1000), 0.0) is None
    assert Rules().drawn(red, Decimal(10**9), 0.0) is None


def test_suspicious_and_referred_agree_and_a_rescan_agrees_with_nothing() -> None:
    clear, suspicious = make_review(), make_review(outcome=Outcome.SUSPICIOUS)

    assert agree(suspicious, make_review(outcome=Outcome.REFER))
    assert agree(clear, clear)
    assert not agree(clear, suspicious)
    assert not agree(make_review(outcome=Outcome.RESCAN), make_review(outcome=Outcome.RESCAN))


def test_the_figures_count_agreeing_pairs(plain: Bench) -> None:
    for first, second in ((CLEAR, CLEAR), (SUSPICIOUS, SUSPICIOUS), (CLEAR, SUSPICIOUS)):
        simple_case(plain)
        read(plain, ANNA, first)
        read(plain, BRUNO, second)
    with plain.database.read("test") as tx:
        found = Quality(plain.readings).agreement(tx, 30)

    assert (found.pairs, found.both_clear, found.both_stop, found.second_stop) == (3, 1, 1, 1)
    assert found.kappa == pytest.approx(0.4)


def make_review(outcome: Outcome = Outcome.CLEAR, lane: str = "green", purpose: Purpose = Purpose.READING) -> Review:
    return Review(
        id="r",
        consignment_id="c",
        mrn="m",
        scan_id="s",
        state=ReviewState.DECIDED,
        opened_at=NOON,
        due_at=NOON,
        lane=lane,
        purpose=purpose,
        decision=Decision(outcome),
        decided_by="anna",
    )


def test_analysts_alone_read_images_and_duty_officers_alone_decide_between_them() -> None:
    assert purposes_of(ANNA) == (Purpose.READING, Purpose.SECOND)
    assert purposes_of(DUTY) == (Purpose.ADJUDICATION,)
    assert purposes_of(make_user("t", Role.DECLARANT)) == ()
