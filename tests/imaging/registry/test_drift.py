"""Drift is told to people once, for as long as it lasts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from customhouse.imaging.registry import monitoring, store
from customhouse.imaging.registry.model import Drifting, Said, What
from customhouse.imaging.registry.service import RECOGNISER
from customhouse.imaging.store import insert_scan
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.ids import new_id
from tests.conftest import NOON
from tests.imaging.registry.test_service import move, registered, registry_of
from tests.imaging.rooms import Room, make_room
from tests.waybills.documents.test_migration import move as move_tables


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return make_room(database, tmp_path)


def bare_scan(scan_id: str) -> dict[str, Any]:
    return {
        "id": scan_id, "consignment_id": "", "content_hash": scan_id, "site_id": "", "modality": "picture",
        "state": "recognised", "received_at": NOON, "received_by": "test", "files": [], "described": {}, "deaths": 0,
    }  # fmt: skip


def looked(room: Room, novelties: Iterable[float], at: datetime, model_id: str = RECOGNISER) -> None:
    """So strange were the scans of a day."""
    with room.database.begin("test") as tx:
        for novelty in novelties:
            scan_id = new_id()
            insert_scan(tx.connection, bare_scan(scan_id))
            label = "physics 1" if model_id == RECOGNISER else "positive"
            store.keep_word(tx.connection, Said(scan_id, model_id, False, at, label, 0.0, novelty))


def announced(room: Room, clock: FixedClock, days: int = 0) -> tuple[int, list[str]]:
    """How many were told after some days, and which months of drift stand then."""
    clock.advance(timedelta(days=days))
    with room.database.begin("system:imaging") as tx:
        told = registry_of(room).announce_drift(tx)
        return told, [each.month for each in registry_of(room).drifting(tx)]


STRANGE, USUAL = [0.97] * 51, [n / 60 for n in range(60)]


def test_drift_is_told_once_for_as_long_as_it_lasts_and_is_over_once_scans_are_as_before(
    room: Room, clock: FixedClock
) -> None:
    looked(room, STRANGE, clock.at)
    first, again = announced(room, clock), announced(room, clock)
    looked(room, STRANGE, clock.at + timedelta(days=31))
    next_month = announced(room, clock, 31)
    looked(room, USUAL, clock.at + timedelta(days=31))
    over, quiet = announced(room, clock, 31), announced(room, clock)
    looked(room, STRANGE * 6, clock.at + timedelta(days=31))
    anew = announced(room, clock, 31)

    month = f"{NOON:%Y-%m}"
    assert (first, again, next_month) == ((1, [month]), (0, [month]), (0, [month]))
    assert (over, quiet) == ((0, []), (0, []))
    assert anew[0] == 1
    assert [each["scans"] for each in room.news("model.drifted")] == [51, 306]
    assert [(each["name"], each["version"]) for each in room.news("model.steadied")] == [("physics", "1")]


def test_a_drift_between_the_two_limits_neither_begins_nor_ends(room: Room, clock: FixedClock) -> None:
    shifted = [value**1.7 for value in (n / 200 for n in range(200))]
    index = monitoring.stability_index(shifted)
    looked(room, shifted, clock.at)
    before = announced(room, clock)
    looked(room, STRANGE * 2, clock.at + timedelta(days=31))
    begun = announced(room, clock, 31)
    looked(room, shifted, clock.at + timedelta(days=31))
    still = announced(room, clock, 31)

    assert index is not None
    assert monitoring.STEADY < index < monitoring.DRIFTED
    assert (before, begun[0], still[0], len(still[1])) == ((0, []), 1, 0, 1)


def test_of_two_servers_at_once_one_tells_that_a_drift_begins_and_one_that_it_is_over(
    room: Room, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has looked before the other has written."""
    looked(room, STRANGE, clock.at)
    with monkeypatch.context() as late:
        late.setattr(store, "standing_drifts", lambda _connection: [])
        began = [announced(room, clock)[0], announced(room, clock)[0]]
    with room.database.read("test") as tx:
        standing = registry_of(room).drifting(tx)
    looked(room, USUAL, clock.at + timedelta(days=31))
    with monkeypatch.context() as late:
        late.setattr(store, "standing_drifts", lambda _connection: standing)
        announced(room, clock, 31)
        announced(room, clock)

    assert (began, len(room.news("model.drifted")), len(room.news("model.steadied"))) == ([1, 0], 1, 1)


def test_drifts_noted_before_any_was_ended_are_forgotten(database_url: str) -> None:
    database = Database(database_url)
    move_tables(database, "0023")
    noted = Drifting(RECOGNISER, "physics 1", "2026-01", 0.4, 51, NOON)
    with database.begin("test") as tx:
        store.note_drift(tx.connection, noted)
    move_tables(database, "0024")
    with database.read("test") as tx:
        left = store.standing_drifts(tx.connection)
    database.close()

    assert left == []


def test_a_drift_is_over_when_nobody_looks_with_the_model_any_more(room: Room, clock: FixedClock) -> None:
    model_id = registered(room)
    looked(room, STRANGE, clock.at, model_id)
    looked(room, STRANGE, clock.at)
    begun = announced(room, clock)
    move(room, model_id, What.RETIRE)
    retired, silent = announced(room, clock), announced(room, clock, 15)

    assert (begun[0], len(begun[1]), len(retired[1]), silent[1]) == (2, 2, 1, [])
    assert {each["subject"] for each in room.news("model.steadied")} == {model_id, RECOGNISER}
