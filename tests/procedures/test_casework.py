"""Whatever happens in whatever order, nothing leaves round a control: the work on a case, tried at random."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from customhouse.procedures.casework import Casework, Limits, opened_case
from customhouse.procedures.model import (
    ControlState,
    Decision,
    Dossier,
    Leg,
    Outcome,
    Result,
    ReviewState,
    State,
    What,
)
from customhouse.risk.model import Ask, Assessment, Draw, Lane, Stage
from customhouse.risk.model import What as Asked

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LIMITS = Limits(timedelta(minutes=3), dict.fromkeys(What, timedelta(hours=1)))
Step = Callable[[Casework], None]

asks = st.lists(
    st.builds(Ask, st.sampled_from(Asked), st.sampled_from(["one", "two"]), st.just("code"), st.booleans()), max_size=3
)


def make_assessment(stage: Stage, asked: list[Ask], procedure: str = "import") -> Assessment:
    return Assessment(
        id="assessment",
        consignment_id="case",
        number=1,
        stage=stage,
        lane=Lane.YELLOW,
        previous_lane=None,
        asks=tuple(asked),
        rows=("row",),
        grounds=(),
        policy_hash="",
        input_hash="",
        facts={"procedure": procedure, "finding_severity": "low"},
        draw=Draw(Decimal(0), Decimal(1), is_drawn=False),
        selection_probability=Decimal(1),
        assessed_at=NOON,
    )


def assess(procedure: str) -> st.SearchStrategy[Step]:
    return st.builds(
        lambda stage, asked: lambda work: work.take_in(make_assessment(stage, asked, procedure)),
        st.sampled_from(Stage),
        asks,
    )


def complete(what: What, result: Result) -> Step:
    def step(work: Casework) -> None:
        control = work.dossier.owed(what)
        if control is not None and what is not What.SCAN:
            work.complete(control, result, "examiner")

    return step


def settle(outcome: Outcome) -> Step:
    def step(work: Casework) -> None:
        unresolved = [review for review in work.reviews.values() if review.is_unresolved]
        for review in unresolved[:1]:
            decided = replace(review, state=ReviewState.PENDING, decision=Decision(outcome), decided_by="analyst")
            work.settle(decided)

    return step


def take_up(work: Casework) -> None:
    if work.case.state in {State.RELEASED, State.DETAINED}:
        work.take_up_again("officer", "why")


def gate(outcome: str) -> Step:
    return lambda work: work.arrive("journey", gate_outcome=outcome, gate_at=NOON)


def steps(procedure: str) -> st.SearchStrategy[list[Step]]:
    plain: list[Step] = [
        *(complete(what, result) for what in What for result in Result),
        *(settle(outcome) for outcome in Outcome),
        *(gate(outcome) for outcome in ("pass", "check", "stop")),
        take_up,
        lambda work: work.note_scan("scan"),
        lambda work: work.note_scan("another scan"),
        lambda work: work.depart(Leg("journey", "container", "site")),
        lambda work: work.change(open_critical=("alarm",)),
        lambda work: work.change(open_critical=()),
    ]
    return st.lists(st.one_of(assess(procedure), st.sampled_from(plain)), min_size=3, max_size=25)


def make_work() -> Casework:
    return Casework(Dossier(opened_case("case", "26XM", NOON)), NOON, LIMITS)


def answered(work: Casework) -> bool:
    """Every control ordered conforms, or was handed on to one that does."""
    conforming = {c.what for c in work.controls.values() if c.result is Result.CONFORMS}
    handed_on = {ControlState.PASSED_ON: What.EXAMINATION, ControlState.CANCELLED: What.SCAN}
    for control in work.controls.values():
        if control.state in handed_on and not conforming & {handed_on[control.state], What.EXAMINATION}:
            return False
        if control.state is ControlState.DONE and control.result is not Result.CONFORMS:
            return False
    return not any(control.is_owed for control in work.controls.values())


@given(st.sampled_from(["import", "transit"]).flatmap(lambda p: st.tuples(st.just(p), steps(p))))
def test_nothing_is_released_round_a_control(given_: tuple[str, list[Step]]) -> None:
    procedure, sequence = given_
    work = make_work()
    for step in sequence:
        step(work)
        work.advance("step")

        if work.case.state is State.RELEASED:
            assert answered(work)
            assert not work.case.open_critical
            assert not any(review.is_unresolved for review in work.reviews.values())
            assert procedure != "transit" or work.case.legs


@given(st.sampled_from(["import", "transit"]).flatmap(steps))
def test_the_work_can_always_be_brought_to_an_end(sequence: list[Step]) -> None:
    work = make_work()
    for step in sequence:
        step(work)
        work.advance("step")
    finish(work)

    assert work.case.state is State.RELEASED


def finish(work: Casework) -> None:
    """What officers would do to let honest goods go at last."""
    work.change(open_critical=())
    work.depart(Leg("last", "container", "site"))
    work.arrive("last", gate_outcome="pass", gate_at=NOON)
    work.advance("arrived")
    take_up(work)
    work.take_in(make_assessment(Stage.SCANNED, [], work.case.procedure or "import"))
    for _ in range(4):
        settle(Outcome.CLEAR)(work)
    work.note_scan("last scan")
    work.take_in(make_assessment(Stage.SCANNED, [], work.case.procedure))
    for what in (What.DOCUMENT_CHECK, What.EXAMINATION):
        complete(what, Result.CONFORMS)(work)
    work.advance("finished")
