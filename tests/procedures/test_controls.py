"""A consignment's way through its controls, from lodging to release, detention and back."""

import pytest

from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Conflict, Invalid, NotFound
from customhouse.procedures.events import ControlCompleted
from customhouse.procedures.model import ControlState, Decision, Outcome, Result, ReviewState, State, What
from tests.procedures.building import DUTY, EXAMINER, UNDO, House
from tests.risk.building import make_said


@pytest.fixture
def house(database: Database, clock: FixedClock) -> House:
    return House(database, clock)


def test_a_container_whose_image_agrees_is_released_without_an_officer(house: House) -> None:
    case = house.lodge()
    before = house.state(case)
    house.scan(case, "agrees", "low")

    assert (before, house.state(case)) == (State.UNDER_CONTROL, State.RELEASED)
    assert house.announced == [
        "risk.assessed",
        "control.ordered",
        "risk.assessed",
        "control.completed",
        "goods.released",
    ]


def test_every_container_with_goods_must_be_scanned(house: House) -> None:
    house.declared.containers = frozenset({"MSKU1234565", "TGHU7654321"})
    case = house.lodge()
    house.scan(case, container="MSKU1234565")
    one_scanned = house.owes(case)
    house.scan(case)
    an_unnamed_one_too = house.owes(case)
    house.scan(case, container="TGHU7654321")

    assert (one_scanned, an_unnamed_one_too) == ({"scan"}, {"scan"})
    assert house.state(case) is State.RELEASED


def test_a_scan_of_another_container_does_not_count(house: House) -> None:
    case = house.lodge()
    house.scan(case, container="TGHU7654321")

    assert house.owes(case) == {"scan"}


def test_a_container_to_be_scanned_anew_is_not_cleared_by_its_first_image(house: House) -> None:
    house.declared.containers = frozenset({"MSKU1234565", "TGHU7654321"})
    case = house.lodge()
    house.scan(case, container="MSKU1234565")
    house.scan(case, "doubtful", "low", container="MSKU1234565")
    house.decide(house.take(), Decision(Outcome.RESCAN, ("image_too_dark",)))
    house.scan(case, container="TGHU7654321")

    assert house.owes(case) == {"scan"}


def test_a_release_closes_the_declaration_and_a_reopening_opens_it(house: House) -> None:
    case = house.lodge(make_said(authorised=True))
    was_closed = case in house.declared.closed
    house.alarm(case, late=True)

    assert was_closed
    assert case not in house.declared.closed


def test_goods_that_owe_nothing_are_released_when_they_are_assessed(house: House) -> None:
    assert house.state(house.lodge(make_said(authorised=True))) is State.RELEASED


def test_goods_with_papers_to_check_wait_for_the_officer(house: House) -> None:
    case = house.lodge(make_said(containerised=False, hs_codes=("930330",)))
    waiting = house.state(case)
    house.result(case, What.DOCUMENT_CHECK)

    assert (waiting, house.state(case)) == (State.UNDER_CONTROL, State.RELEASED)


def test_the_image_alone_does_not_release_what_also_owes_its_papers(house: House) -> None:
    case = house.lodge(make_said(hs_codes=("930330",)))
    house.scan(case)

    assert house.state(case) is State.UNDER_CONTROL
    assert house.owes(case) == {"document_check"}


def test_what_does_not_conform_is_detained(house: House) -> None:
    case = house.lodge(make_said(containerised=False, trader_months=1))
    house.result(case, What.DOCUMENT_CHECK, Result.DOES_NOT_CONFORM, "The licence is forged")

    assert house.state(case) is State.DETAINED
    assert house.announced[-1] == "goods.detained"


def test_what_does_not_conform_must_be_described(house: House) -> None:
    case = house.lodge(make_said(containerised=False, trader_months=1))

    with pytest.raises(Invalid, match="say what was found"):
        house.result(case, What.DOCUMENT_CHECK, Result.DOES_NOT_CONFORM)


def test_a_result_is_taken_once(house: House) -> None:
    case = house.lodge(make_said(containerised=False, trader_months=1))
    control = house.owed(case, What.DOCUMENT_CHECK)
    house.result(case, What.DOCUMENT_CHECK)

    assert control is not None
    with pytest.raises(Conflict, match="done already"):
        house.act(house.procedures.record_result, EXAMINER, control.id, Result.CONFORMS)


def test_a_scan_is_not_completed_by_a_word(house: House) -> None:
    with pytest.raises(Conflict, match="completed by its image"):
        house.result(house.lodge(), What.SCAN)


def test_an_unknown_control_is_not_found(house: House) -> None:
    with pytest.raises(NotFound):
        house.act(house.procedures.record_result, EXAMINER, "nowhere", Result.CONFORMS)


def test_the_result_of_an_examination_tells_which_containers_it_names(house: House) -> None:
    case = house.lodge(make_said(containerised=False, trader_months=1))
    house.result(case, What.DOCUMENT_CHECK, Result.DOES_NOT_CONFORM, "The goods in msku 123456-5 are others")

    told = [event.containers for event in house.events if isinstance(event, ControlCompleted)]

    assert told == [("MSKU1234565",)]


def test_detained_goods_are_taken_up_again_by_a_duty_officer_and_examined(house: House) -> None:
    case = house.lodge(make_said(containerised=False, trader_months=1))
    house.result(case, What.DOCUMENT_CHECK, Result.DOES_NOT_CONFORM, "The licence is missing")
    house.act(house.procedures.reopen, DUTY, case, "The licence was handed in")
    reopened, owes = house.state(case), house.owes(case)
    house.result(case, What.EXAMINATION)

    assert (reopened, owes, house.state(case)) == (State.REOPENED, {"examination"}, State.RELEASED)


def test_only_what_is_settled_is_taken_up_again(house: House) -> None:
    with pytest.raises(Conflict, match="Only released or detained"):
        house.act(house.procedures.reopen, DUTY, house.lodge(), "Why not")


def test_transit_is_released_when_the_gate_at_its_end_lets_it_pass(house: House) -> None:
    case = house.lodge(make_said(procedure="transit"))
    states = [house.state(case)]
    house.bind(case)
    states.append(house.state(case))
    house.gate(case, "pass")

    assert [*states, house.state(case)] == [State.LODGED, State.IN_TRANSIT, State.RELEASED]


def test_a_journey_that_ends_without_its_gate_releases_nothing(house: House) -> None:
    case = house.lodge(make_said(procedure="transit"))
    house.bind(case)
    house.tell("journey.ended", case, journey_id="j", how="broken_off")

    assert house.state(case) is State.UNDER_CONTROL


def test_a_gate_on_the_way_ends_no_transit(house: House) -> None:
    case = house.lodge(make_said(procedure="transit"))
    house.bind(case)
    house.gate(case, "pass", site="XMPMS")

    assert house.state(case) is State.IN_TRANSIT


def test_two_sealed_containers_must_both_pass(house: House) -> None:
    case = house.lodge(make_said(procedure="transit"))
    house.bind(case, "one", "MSKU1234565")
    house.bind(case, "two", "TGHU7654321")
    house.gate(case, "pass", "one")
    half_way = house.state(case)
    house.gate(case, "pass", "two")

    assert (half_way, house.state(case)) == (State.IN_TRANSIT, State.RELEASED)


def test_a_container_that_never_travelled_under_seal_is_not_released_with_the_others(house: House) -> None:
    house.declared.containers = frozenset({"MSKU1234565", "TGHU7654321"})
    case = house.lodge(make_said(procedure="transit"))
    house.bind(case, "one", "MSKU1234565")
    house.gate(case, "pass", "one")
    one_passed = house.state(case)
    house.bind(case, "two", "TGHU7654321")
    house.gate(case, "pass", "two")

    assert (one_passed, house.state(case)) == (State.UNDER_CONTROL, State.RELEASED)


def test_a_container_sealed_again_is_judged_by_its_last_journey(house: House) -> None:
    case = house.lodge(make_said(procedure="transit"))
    house.bind(case, "broken")
    house.tell("journey.ended", case, journey_id="broken", how="broken_off")
    house.bind(case, "mended")
    house.gate(case, "pass", "mended")

    assert house.state(case) is State.RELEASED


def test_a_check_at_the_gate_is_answered_by_the_papers(house: House) -> None:
    case = house.lodge(make_said(procedure="transit"))
    house.bind(case)
    house.gate(case, "check")
    held = house.state(case)
    house.result(case, What.DOCUMENT_CHECK)

    assert (held, house.state(case)) == (State.UNDER_CONTROL, State.RELEASED)


def test_the_wrong_seal_at_the_gate_is_answered_by_an_examination(house: House) -> None:
    case = house.lodge(make_said(procedure="transit"))
    house.bind(case)
    house.gate(case, "stop")
    owes = house.owes(case)
    house.result(case, What.EXAMINATION, Result.DOES_NOT_CONFORM, "Another seal, half the goods gone")

    assert (owes, house.state(case)) == ({"examination"}, State.DETAINED)


def test_papers_checked_before_the_journey_do_not_answer_the_gate(house: House) -> None:
    case = house.lodge(make_said(procedure="transit", trader_months=1))
    house.result(case, What.DOCUMENT_CHECK)
    house.clock.advance(house.clock.at - house.clock.at.replace(hour=11))
    house.bind(case)
    house.gate(case, "check")

    assert house.owes(case) == {"document_check"}
    assert house.state(case) is State.UNDER_CONTROL


def test_a_cut_rope_blocks_release_until_examined_and_resolved(house: House) -> None:
    case = house.lodge(make_said(procedure="transit"))
    house.bind(case)
    house.alarm(case)
    on_the_road, owes = house.state(case), house.owes(case)
    house.gate(case, "pass")
    house.result(case, What.EXAMINATION)
    examined = house.state(case)
    house.resolve(case)

    assert (on_the_road, owes) == (State.IN_TRANSIT, {"examination"})
    assert (examined, house.state(case)) == (State.UNDER_CONTROL, State.RELEASED)


def test_a_rope_cut_reported_after_release_reopens_the_case(house: House) -> None:
    case = house.lodge(make_said(procedure="transit"))
    house.bind(case)
    house.gate(case, "pass")
    released = house.state(case)
    house.alarm(case, late=True)

    assert (released, house.state(case), house.owes(case)) == (State.RELEASED, State.REOPENED, {"examination"})
    assert "consignment.reopened" in house.announced


def test_a_second_cut_after_the_first_was_settled_is_examined_again(house: House) -> None:
    case = house.lodge(make_said(procedure="transit"))
    house.bind(case)
    house.alarm(case, id_="one")
    house.result(case, What.EXAMINATION)
    house.resolve(case, "one")
    house.alarm(case, id_="two")

    assert house.owes(case) == {"examination"}


def test_a_second_cut_is_examined_although_the_first_was_examined_and_is_unresolved(house: House) -> None:
    case = house.lodge(make_said(procedure="transit"))
    house.bind(case)
    house.alarm(case, id_="one")
    house.result(case, What.EXAMINATION)
    house.alarm(case, id_="two")

    assert house.owes(case) == {"examination"}


def test_a_lesser_alarm_after_an_examined_cut_asks_for_nothing(house: House) -> None:
    case = house.lodge(make_said(procedure="transit"))
    house.bind(case)
    house.alarm(case, id_="one")
    house.result(case, What.EXAMINATION)
    house.tell("alarm.raised", case, alarm_id="two", rule="low_battery", severity="low", late=False)

    assert house.owes(case) == set()


def test_a_gate_that_asks_for_a_check_again_is_answered_again(house: House) -> None:
    case = house.lodge(make_said(procedure="transit"))
    house.bind(case)
    house.alarm(case, id_="one")
    house.result(case, What.EXAMINATION)
    house.gate(case, "check")
    house.result(case, What.DOCUMENT_CHECK)
    house.clock.advance(UNDO)
    house.gate(case, "check")
    owes = house.owes(case)
    house.result(case, What.DOCUMENT_CHECK)
    house.resolve(case, "one")

    assert (owes, house.state(case)) == ({"document_check"}, State.RELEASED)


def test_a_medium_alarm_is_watched_and_orders_nothing(house: House) -> None:
    case = house.lodge(make_said(procedure="transit"))
    house.bind(case)
    house.alarm(case, "medium")
    house.gate(case, "pass")

    assert house.state(case) is State.RELEASED


def test_an_amended_declaration_is_checked_anew(house: House) -> None:
    case = house.lodge(make_said(hs_codes=("930330",)))
    house.result(case, What.DOCUMENT_CHECK)
    house.tell("declaration.amended", case, declaration_id="d", mrn="m", version=2)

    assert house.owes(case) == {"document_check", "scan"}


def test_an_amendment_before_anything_is_done_orders_nothing_twice(house: House) -> None:
    case = house.lodge(make_said(hs_codes=("930330",)))
    house.tell("declaration.amended", case, declaration_id="d", mrn="m", version=2)

    assert len(house.dossier(case).controls) == 2


def test_a_withdrawn_declaration_closes_everything(house: House) -> None:
    case = house.lodge(make_said(hs_codes=("930330",)))
    house.scan(case, "disagrees")
    house.tell("declaration.withdrawn", case, mrn="m", reason="Lodged twice")
    dossier = house.dossier(case)

    assert dossier.case.state is State.WITHDRAWN
    assert {control.state for control in dossier.controls} == {ControlState.CANCELLED}
    assert {review.state for review in dossier.reviews} == {ReviewState.CLOSED}


def test_goods_withdrawn_at_this_moment_are_not_released(house: House) -> None:
    case = house.lodge()
    house.declared.withdrawn.add(case)
    house.scan(case)
    before = house.state(case)
    house.tell("declaration.withdrawn", case, mrn="m", reason="Lodged twice")

    assert (before, house.state(case)) == (State.UNDER_CONTROL, State.WITHDRAWN)
    assert "goods.released" not in house.announced


def test_news_after_withdrawal_changes_nothing(house: House) -> None:
    case = house.lodge()
    house.tell("declaration.withdrawn", case, mrn="m", reason="Lodged twice")
    house.told.says.pop(case)
    house.scan(case, "disagrees")
    house.alarm(case)

    assert house.state(case) is State.WITHDRAWN
    assert house.owes(case) == set()


def test_the_same_news_twice_opens_one_case(house: House) -> None:
    case = house.lodge()
    house.tell("declaration.lodged", case, declaration_id="d", mrn="other", version=1)

    assert house.dossier(case).case.mrn == "26XM0000000000017"


def test_controls_are_listed_by_what_is_due_first(house: House) -> None:
    house.lodge(make_said(procedure="transit", trader_months=1))
    house.lodge(make_said(procedure="transit", origins=("KP",)))
    with house.database.read("somebody") as tx:
        listed = house.procedures.controls(tx, ControlState.ORDERED, None)
        papers = house.procedures.controls(tx, ControlState.ORDERED, What.DOCUMENT_CHECK)

    assert [control.what for control in listed] == [What.DOCUMENT_CHECK, What.DOCUMENT_CHECK, What.EXAMINATION]
    assert len(papers) == 2
