"""The state machine, searched whole: it is small enough to try everything."""

from itertools import product

import pytest

from customhouse.procedures.model import State
from customhouse.procedures.moves import CIRCUMSTANCES, MOVES, Circumstances, next_move

ALL = [Circumstances(*flags) for flags in product((False, True), repeat=len(CIRCUMSTANCES))]
LIVE = [now for now in ALL if not now.withdrawn]


def successors(state: State) -> set[State]:
    moves = (next_move(state, now) for now in ALL)
    return {move.to for move in moves if move is not None}


def reachable(start: State) -> set[State]:
    seen, waiting = {start}, [start]
    while waiting:
        for state in successors(waiting.pop()) - seen:
            seen.add(state)
            waiting.append(state)
    return seen


def test_no_way_into_release_goes_round_what_is_owed() -> None:
    releasing = [
        now for state, now in product(State, ALL) if (move := next_move(state, now)) and move.to is State.RELEASED
    ]

    assert releasing
    for now in releasing:
        assert now.assessed
        assert not any((now.owed, now.unjudged, now.failed, now.critical_alarm, now.moving, now.withdrawn))
        assert now.gate_passed or not now.transit


def test_a_release_does_not_outlive_a_control_that_is_owed_or_a_critical_alarm() -> None:
    for now in LIVE:
        if now.owed or now.critical_alarm:
            move = next_move(State.RELEASED, now)

            assert move is not None
            assert move.to is State.REOPENED


def test_every_state_can_be_reached() -> None:
    assert reachable(State.LODGED) == set(State)


@pytest.mark.parametrize("state", [state for state in State if state is not State.WITHDRAWN])
def test_from_no_state_is_release_out_of_reach(state: State) -> None:
    assert State.RELEASED in reachable(state)


def test_whatever_holds_the_moves_come_to_rest() -> None:
    for state, now in product(State, ALL):
        here = state
        for _ in State:
            move = next_move(here, now)
            if move is None:
                break
            here = move.to

        assert next_move(here, now) is None


def test_a_withdrawn_consignment_stays_withdrawn() -> None:
    assert successors(State.WITHDRAWN) == set()


def test_what_did_not_conform_is_detained_from_wherever_it_is_found() -> None:
    for state in (State.LODGED, State.UNDER_CONTROL, State.IN_TRANSIT, State.REOPENED):
        move = next_move(state, Circumstances(assessed=True, failed=True))

        assert move is not None
        assert move.to is State.DETAINED


def test_the_moves_name_only_circumstances_there_are() -> None:
    assert {name for move in MOVES for name in (*move.when, *move.unless)} <= set(CIRCUMSTANCES)
