"""Stored scans are recognised again by what recognises today; what was said before stays, and only changes are news."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from customhouse.imaging import store
from customhouse.imaging.events import RecognitionOrdered
from customhouse.imaging.model import ScanState
from customhouse.imaging.recognition.again import Again, Outcome, Wanted
from customhouse.imaging.recognition.workshop import Workshop
from customhouse.imaging.records import KeptScan
from customhouse.imaging.service import Reference
from customhouse.imaging.today import today
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Invalid, Unavailable
from customhouse.kernel.events import Message
from customhouse.kernel.ids import new_id
from tests.conftest import NOON
from tests.imaging.rooms import Room, container_files, make_room

OLD = "physics-first 0.9, cargo 1.0"


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return make_room(database, tmp_path)


def recognised(room: Room, folder: Path, *, by: str = OLD, goods_kg: float = 3000.0) -> KeptScan:
    """A scan of a declared container, as an earlier program left it."""
    consignment, _ = room.lodge(3000)
    post = room.imaging.open_post(container_files(folder, goods_kg))
    with room.database.begin("scanner-1") as tx:
        taken = room.imaging.receive(tx, post, Reference(consignment_id=consignment), "XMPMS")
    room.workshop.work_off()
    with room.database.begin("test") as tx:
        tx.connection.execute(update(store.scans).where(store.scans.c.id == taken.id).values(recognised_with=by))
        return room.imaging.get(tx, taken.id)


def said_wrongly(room: Room, scan: KeptScan) -> None:
    """As if the earlier program had seen nine tons, and a contradiction."""
    with room.database.begin("test") as tx:
        row = tx.connection.execute(store.scans.select().where(store.scans.c.id == scan.id)).mappings().one()
        comparison = {**row["comparison"], "verdict": "disagrees"}
        change = update(store.scans).where(store.scans.c.id == scan.id).values(comparison=comparison)
        tx.connection.execute(change)


def due(room: Room, wanted: Wanted | None = None) -> list[str]:
    with room.database.read("test") as tx:
        return Again(room.database, room.imaging).due(tx, wanted or Wanted())


def now(room: Room, scan: KeptScan) -> KeptScan:
    with room.database.read("test") as tx:
        return room.imaging.get(tx, scan.id)


def test_what_recognised_a_scan_is_signed(room: Room, tmp_path: Path) -> None:
    scan = recognised(room, tmp_path, by=str(today()))

    assert scan.recognised_with == str(today())
    assert due(room) == []


def test_a_scan_of_an_earlier_program_is_recognised_again_and_what_was_said_stays_kept(
    room: Room, tmp_path: Path
) -> None:
    scan = recognised(room, tmp_path)
    said_wrongly(room, scan)
    outcome, _ = Again(room.database, room.imaging).recognise(scan.id)
    with room.database.read("test") as tx:
        [earlier] = room.imaging.earlier(tx, scan.id)

    assert outcome is Outcome.REPLACED
    assert now(room, scan).recognised_with == str(today())
    assert earlier.recognised_with == OLD
    assert earlier.comparison is not None
    assert earlier.comparison.verdict.value == "disagrees"
    assert now(room, scan).comparison == scan.comparison
    assert due(room) == []


def test_an_answer_that_changes_is_announced_and_one_that_does_not_is_no_news(room: Room, tmp_path: Path) -> None:
    changed = recognised(room, tmp_path)
    said_wrongly(room, changed)
    same = recognised(room, tmp_path, goods_kg=2990.0)
    for scan in (changed, same):
        Again(room.database, room.imaging).recognise(scan.id)
    told = [news["scan_id"] for news in room.news("scan.recognised")]

    assert (told.count(changed.id), told.count(same.id)) == (2, 1)


def test_done_twice_it_is_done_once(room: Room, tmp_path: Path) -> None:
    scan, again = recognised(room, tmp_path), Again(room.database, room.imaging)
    outcomes = [again.recognise(scan.id)[0] for _ in range(2)]
    with room.database.read("test") as tx:
        kept = room.imaging.earlier(tx, scan.id)

    assert outcomes == [Outcome.REPLACED, Outcome.KNOWN]
    assert len(kept) == 1


def test_where_it_fails_what_was_said_stays_in_force_and_it_stays_due(room: Room, tmp_path: Path) -> None:
    scan = recognised(room, tmp_path)
    room.recogniser.deaths = 1
    outcome, why = Again(room.database, room.imaging).recognise(scan.id)

    assert outcome is Outcome.FAILED
    assert "SIGSEGV" in why
    assert now(room, scan) == scan
    assert due(room) == [scan.id]


def test_a_scan_that_failed_before_may_be_recognised_now(room: Room, tmp_path: Path) -> None:
    scan = recognised(room, tmp_path)
    with room.database.begin("test") as tx:
        failed = {"state": "failed", "recognition": None, "failure": {"code": "damaged", "text": "no", "values": {}}}
        tx.connection.execute(update(store.scans).where(store.scans.c.id == scan.id).values(**failed))
    Again(room.database, room.imaging).recognise(scan.id)

    assert now(room, scan).state is ScanState.RECOGNISED
    assert now(room, scan).failure is None


def test_scans_are_chosen_by_the_day_they_came_and_superseded_ones_never(room: Room, tmp_path: Path) -> None:
    scan, gone = recognised(room, tmp_path), recognised(room, tmp_path, goods_kg=2000.0)
    with room.database.begin("test") as tx:
        room.imaging.supersede(tx, gone.id)

    assert due(room, Wanted(since=NOON - timedelta(days=1))) == [scan.id]
    assert due(room, Wanted(since=NOON + timedelta(days=1))) == []


def test_scans_are_chosen_by_the_version_of_one_model(room: Room, tmp_path: Path) -> None:
    signed = ("cargo 1.0", "x, cargo 1.01, y", "cargo 1.0, y", "x, cargo 1.0", "supercargo 1.0", "cargo 1_0")
    scans = [recognised(room, tmp_path, by=by, goods_kg=3000 + n) for n, by in enumerate(signed)]
    with room.database.read("test") as tx:
        asked = {"signature": "", "part": "cargo 1.0"}
        other = store.recognised_otherwise(tx.connection, [ScanState.RECOGNISED], asked)

    assert other == [scans[1].id, scans[4].id, scans[5].id]


def test_a_model_that_there_is_not_is_named_in_words(room: Room) -> None:
    with pytest.raises(Invalid, match="there is no model crystal-ball"):
        due(room, Wanted(model="crystal-ball"))


def ordered(scan: KeptScan) -> Message:
    return Message(new_id(), RecognitionOrdered.kind, "", NOON, NOON, "test", {"scan_id": scan.id})


def test_what_is_ordered_is_done_by_a_shared_workshop(room: Room, tmp_path: Path) -> None:
    scan = recognised(room, tmp_path)
    with room.database.begin("test") as tx:
        Again(room.database, room.imaging).order(tx, [scan.id])
    workshop = Workshop(room.database, room.imaging, 1, shared=True)
    workshop.do(ordered(scan), 1)
    [news] = room.news("recognition.ordered")

    assert news["scan_id"] == scan.id
    assert now(room, scan).recognised_with == str(today())


def test_a_job_that_nobody_came_to_an_end_with_fails_with_the_reason(room: Room, tmp_path: Path) -> None:
    with room.database.begin("scanner-1") as tx:
        taken = room.imaging.receive(tx, room.imaging.open_post(container_files(tmp_path)), Reference(), "XMPMS")
    message = Message(new_id(), "scan.received", "", NOON, NOON, "test", {"scan_id": taken.id})
    Workshop(room.database, room.imaging, 1, shared=True).do(message, 6)
    with room.database.read("test") as tx:
        failed = room.imaging.get(tx, taken.id)

    assert failed.state is ScanState.FAILED
    assert failed.failure is not None
    assert "5 times" in failed.failure.text
    assert room.recogniser.asked == []


def test_a_workshop_that_is_stopped_gives_its_job_back(room: Room, tmp_path: Path) -> None:
    scan = recognised(room, tmp_path)
    workshop = Workshop(room.database, room.imaging, 1, shared=True)
    workshop.stop()

    with pytest.raises(Unavailable):
        workshop.do(ordered(scan), 1)


def test_what_has_waited_for_long_is_put_on_the_shared_bus_once_more(room: Room, tmp_path: Path) -> None:
    with room.database.begin("scanner-1") as tx:
        taken = room.imaging.receive(tx, room.imaging.open_post(container_files(tmp_path)), Reference(), "XMPMS")
        long_ago = update(store.scans).values(received_at=NOON - timedelta(hours=2))
        tx.connection.execute(long_ago)
    reminded = Workshop(room.database, room.imaging, 1, shared=True).remind()
    again = [Workshop(room.database, room.imaging, 1, shared=True).remind() for _ in range(2)]  # two other servers

    assert (reminded, again) == (1, [0, 0])
    assert [news["scan_id"] for news in room.news("recognition.ordered")] == [taken.id]
