"""Scans taken in, recognised and compared; the same on both databases."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from customhouse.imaging.model import ScanState, Verdict
from customhouse.imaging.records import KeptScan, Quarantined
from customhouse.imaging.service import Post, Reference
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Invalid, NotFound
from customhouse.kernel.events import Message
from customhouse.kernel.ids import new_id
from tests.declarations.builders import BOX, TRADER, make_item, make_lodgement, message
from tests.imaging.phantoms import save
from tests.imaging.rooms import Room, container_files, make_room


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return make_room(database, tmp_path)


def post(room: Room, post_: Post, of: Reference | None = None) -> KeptScan | Quarantined:
    with room.database.begin("scanner-1") as tx:
        return room.imaging.receive(tx, post_, of or Reference(), "XMPMS")


def take(room: Room, folder: Path, of: Reference | None = None, goods_kg: float = 3000.0) -> KeptScan:
    taken = post(room, room.imaging.open_post(container_files(folder, goods_kg)), of)
    assert isinstance(taken, KeptScan)
    return taken


def scan_of(room: Room, scan_id: str) -> KeptScan:
    with room.database.read("test") as tx:
        return room.imaging.get(tx, scan_id)


def hear(room: Room, kind: str, consignment: str, payload: dict[str, Any]) -> None:
    with room.database.begin("system:imaging") as tx:
        [subscription] = room.workshop.subscriptions()
        subscription.handle(tx, Message(new_id(), kind, consignment, tx.now, tx.now, "test", payload))


def test_a_scan_is_received_recognised_and_compared(room: Room, tmp_path: Path) -> None:
    consignment, _ = room.lodge(3000)
    taken = take(room, tmp_path, Reference(consignment_id=consignment))
    room.workshop.work_off()
    done = scan_of(room, taken.id)
    [news] = room.news("scan.recognised")

    assert taken.state is ScanState.RECEIVED
    assert done.state is ScanState.RECOGNISED
    assert done.comparison is not None
    assert done.comparison.verdict is Verdict.AGREES
    assert (news["subject"], news["scan_id"], news["verdict"]) == (consignment, taken.id, "agrees")
    assert {"view0.level0", "preview.png"} <= set(done.artefacts)


def test_a_mass_far_from_the_declared_one_disagrees_and_says_why(room: Room, tmp_path: Path) -> None:
    consignment, _ = room.lodge(900)
    take(room, tmp_path, Reference(consignment_id=consignment), goods_kg=6000)
    room.workshop.work_off()
    [news] = room.news("scan.recognised")

    assert news["verdict"] == "disagrees"
    assert news["reasons"][0]["code"] == "mass_above"


@pytest.mark.parametrize("by", ["mrn", "container_number", "side-car"])
def test_a_scan_finds_its_consignment(room: Room, tmp_path: Path, by: str) -> None:
    consignment, mrn = room.lodge()
    reference = {
        "mrn": Reference(mrn=mrn),
        "container_number": Reference(container_number=BOX),
        "side-car": Reference(),
    }[by]

    assert take(room, tmp_path, reference).consignment_id == consignment


@pytest.mark.parametrize("mrn", ["26XM7GHRZ0000000X1", "no reference at all"])
def test_a_side_car_whose_mrn_leads_nowhere_is_taken_by_its_container(room: Room, tmp_path: Path, mrn: str) -> None:
    consignment, _ = room.lodge()
    taken = post(room, room.imaging.open_post(container_files(tmp_path, mrn=mrn)))

    assert isinstance(taken, KeptScan)
    assert taken.consignment_id == consignment


def test_a_side_car_with_two_slips_of_the_pen_is_a_scan_of_nothing_declared(room: Room, tmp_path: Path) -> None:
    room.lodge()
    taken = post(room, room.imaging.open_post(container_files(tmp_path, number="CSQU3054384", mrn="no reference")))

    assert isinstance(taken, KeptScan)
    assert taken.consignment_id is None


@pytest.mark.parametrize("said", ["csqu 305438-3", "CSQU305438 3", BOX])
def test_a_container_number_is_kept_as_the_standard_writes_it(room: Room, tmp_path: Path, said: str) -> None:
    consignment, _ = room.lodge()
    taken = take(room, tmp_path, Reference(container_number=said))
    (tmp_path / "other").mkdir()
    by_scanner = post(room, room.imaging.open_post(container_files(tmp_path / "other", 3100.0, said)))
    assert isinstance(by_scanner, KeptScan)

    assert (taken.container_number, taken.consignment_id) == (BOX, consignment)
    assert (by_scanner.container_number, by_scanner.consignment_id) == (BOX, consignment)


def test_a_container_number_that_is_too_long_is_refused_and_loses_no_file(room: Room, tmp_path: Path) -> None:
    of = Reference(container_number="CSQU 3054383 456")
    unreadable = post(room, room.imaging.open_post([save(tmp_path, "odd.bin", b"not a scan")]), of)
    with pytest.raises(Invalid) as caught:
        take(room, tmp_path, of)

    assert caught.value.problems[0].field == "container_number"
    assert isinstance(unreadable, Quarantined)


def test_a_reference_to_nothing_is_refused(room: Room, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        take(room, tmp_path, Reference(consignment_id="nothing"))

    assert caught.value.problems[0].field == "consignment_id"


def test_a_scan_of_nothing_declared_is_kept_and_cannot_tell(room: Room, tmp_path: Path) -> None:
    taken = take(room, tmp_path)
    room.workshop.work_off()
    done = scan_of(room, taken.id)

    assert taken.consignment_id is None
    assert done.comparison is not None
    assert done.comparison.rows[0].reason.code == "nothing_declared"


def test_posting_the_same_files_again_gives_the_same_scan(room: Room, tmp_path: Path) -> None:
    consignment, _ = room.lodge()
    first = take(room, tmp_path, Reference(consignment_id=consignment))
    again = take(room, tmp_path, Reference(consignment_id=consignment))

    assert again.id == first.id
    assert len(room.news("scan.received")) == 1


def test_the_same_files_posted_again_with_a_mass_are_held_against_it(room: Room, tmp_path: Path) -> None:
    consignment, _ = room.lodge(3000)
    first = take(room, tmp_path, Reference(consignment_id=consignment))
    room.workshop.work_off()
    take(room, tmp_path, Reference(consignment_id=consignment, weighed_kg=25_000))
    weighed = scan_of(room, first.id)
    take(room, tmp_path, Reference(consignment_id=consignment))

    assert weighed.weighed_kg == scan_of(room, first.id).weighed_kg == 25_000
    assert weighed.comparison is not None
    assert "weighed_kg" in [row.what for row in weighed.comparison.rows]
    assert len(room.news("scan.recognised")) == 2


def test_a_reading_does_not_overrule_an_examination(room: Room, tmp_path: Path) -> None:
    consignment, _ = room.lodge()
    scan = take(room, tmp_path, Reference(consignment_id=consignment))
    outcomes = []
    for outcome, of in (("clear", scan.id), ("does_not_conform", None), ("clear", scan.id), ("conforms", None)):
        with room.database.begin("test") as tx:
            if of is None:
                room.imaging.note_examined(tx, consignment, outcome)
            else:
                room.imaging.note_reading(tx, consignment, of, outcome)
        outcomes.append(scan_of(room, scan.id).outcome)

    assert outcomes == ["clear", "does_not_conform", "does_not_conform", "conforms"]


def test_what_cannot_be_read_is_quarantined_with_its_bytes(room: Room, tmp_path: Path) -> None:
    taken = post(room, room.imaging.open_post([save(tmp_path, "odd.bin", b"not a scan")]))
    [news] = room.news("scan.quarantined")
    with room.database.read("test") as tx:
        [kept] = room.imaging.quarantined(tx)

    assert isinstance(taken, Quarantined)
    assert (kept.code, news["reason"]) == ("unknown_format", "unknown_format")
    assert room.imaging.blobs.get(kept.raw_files[0].sha256) == b"not a scan"


def test_a_recogniser_that_dies_once_is_asked_again(room: Room, tmp_path: Path) -> None:
    taken = take(room, tmp_path)
    room.recogniser.deaths = 1
    room.workshop.work_off()

    assert scan_of(room, taken.id).state is ScanState.RECOGNISED
    assert len(room.recogniser.asked) == 2


def test_a_scan_that_kills_the_recogniser_twice_fails_with_the_reason(room: Room, tmp_path: Path) -> None:
    taken = take(room, tmp_path)
    room.recogniser.deaths = 5
    room.workshop.work_off()
    done = scan_of(room, taken.id)
    [news] = room.news("scan.recognised")

    assert done.state is ScanState.FAILED
    assert done.failure is not None
    assert done.failure.code == "recogniser_died"
    assert news["verdict"] == "cannot_tell"
    assert len(room.recogniser.asked) == 2


def test_a_scan_of_which_nothing_can_be_kept_is_not_tried_for_ever(room: Room, tmp_path: Path) -> None:
    taken = take(room, tmp_path)
    room.recogniser.no_number = True
    for _ in range(4):
        room.workshop.work_off()
    done = scan_of(room, taken.id)

    assert done.state is ScanState.FAILED
    assert done.failure is not None
    assert (done.failure.code, done.failure.params["times"]) == ("recogniser_died", "2")
    assert len(room.recogniser.asked) == 2


def test_a_poison_scan_does_not_hold_up_the_next(room: Room, tmp_path: Path) -> None:
    take(room, tmp_path, goods_kg=1000)
    good = take(room, tmp_path, goods_kg=2000)
    room.recogniser.deaths = 2
    room.workshop.work_off()

    assert scan_of(room, good.id).state is ScanState.RECOGNISED


def test_what_an_earlier_run_left_unfinished_is_taken_up(room: Room, tmp_path: Path) -> None:
    taken = take(room, tmp_path)
    with room.database.begin("system:imaging") as tx:
        room.imaging.begin(tx, taken.id)  # and then the power went
    room.workshop.work_off()

    assert scan_of(room, taken.id).state is ScanState.RECOGNISED


def test_finishing_twice_announces_once(room: Room, tmp_path: Path) -> None:
    taken = take(room, tmp_path)
    done, artefacts = room.imaging.look(taken, tmp_path)
    for _ in range(2):
        with room.database.begin("system:imaging") as tx:
            room.imaging.finish(tx, taken.id, done, artefacts)

    assert len(room.news("scan.recognised")) == 1


def test_an_alarm_of_a_radiation_portal_is_no_reason_of_a_verdict(room: Room, tmp_path: Path) -> None:
    consignment, _ = room.lodge(3000)
    alarm = {"portal_id": "RPM-2", "alarms": ["gamma"]}
    posted = room.imaging.open_post(container_files(tmp_path, portal_readings=[alarm]))
    taken = post(room, posted, Reference(consignment_id=consignment))
    room.workshop.work_off()
    [news] = room.news("scan.recognised")
    kept = scan_of(room, taken.id).comparison

    assert kept is not None
    assert "portal_alarm" in [row.reason.code for row in kept.rows]
    assert news["verdict"] == "agrees"
    assert news["reasons"]
    assert "portal_alarm" not in [reason["code"] for reason in news["reasons"]]


def test_an_amended_declaration_is_compared_with_the_image_that_is_there(room: Room, tmp_path: Path) -> None:
    consignment, _ = room.lodge(3000)
    taken = take(room, tmp_path, Reference(consignment_id=consignment))
    room.workshop.work_off()
    item = make_item(hs_code="381600", gross_mass_kg="9000", net_mass_kg="8000")
    with room.database.begin("test") as tx:
        plain = make_lodgement(goods_items=[item])
        room.declarations.amend(tx, consignment, 1, room.declarations.read(message(plain)), TRADER)
        note = Message("m-1", "declaration.amended", consignment, tx.now, tx.now, "test", {})
        [subscription] = room.workshop.subscriptions()
        subscription.handle(tx, note)
    after = scan_of(room, taken.id)

    assert after.comparison is not None
    assert after.comparison.verdict is Verdict.DISAGREES
    assert [each["verdict"] for each in room.news("scan.recognised")] == ["agrees", "disagrees"]


def test_the_worst_scan_speaks_for_the_consignment(room: Room, tmp_path: Path) -> None:
    consignment, _ = room.lodge(3000)
    with room.database.read("test") as tx:
        before = room.imaging.facts(tx, consignment)
    for goods_kg in (3000.0, 9000.0):
        take(room, tmp_path, Reference(consignment_id=consignment), goods_kg)
    room.workshop.work_off()
    with room.database.read("test") as tx:
        after = room.imaging.facts(tx, consignment)

    assert (before.verdict, before.severity) == ("not_scanned", "none")
    assert after.verdict == "disagrees"


def test_an_image_that_is_not_there_is_not_found(room: Room, tmp_path: Path) -> None:
    taken = take(room, tmp_path)
    with room.database.read("test") as tx, pytest.raises(NotFound):
        room.imaging.artefact_of(room.imaging.get(tx, taken.id), "view0.level0")


def test_after_a_rescan_the_scan_before_it_counts_no_more(room: Room, tmp_path: Path) -> None:
    consignment, _ = room.lodge(3000)
    bad = take(room, tmp_path, Reference(consignment_id=consignment), goods_kg=9000)
    room.workshop.work_off()
    decided = {"review_id": "r", "scan_id": bad.id, "outcome": "rescan", "reason_codes": [], "by": "anna"}
    hear(room, "review.decided", consignment, decided)
    take(room, tmp_path, Reference(consignment_id=consignment), goods_kg=3000)
    room.workshop.work_off()
    hear(room, "declaration.amended", consignment, {})

    with room.database.read("test") as tx:
        assert room.imaging.facts(tx, consignment).verdict == "agrees"
    assert [news["verdict"] for news in room.news("scan.recognised")] == ["disagrees", "agrees"]


def test_two_servers_that_recognised_the_same_scan_announce_it_once(room: Room, tmp_path: Path) -> None:
    taken = take(room, tmp_path)
    done, artefacts = room.imaging.look(taken, tmp_path)

    def finish() -> None:
        with room.database.begin("the other server") as tx:
            room.imaging.finish(tx, taken.id, done, artefacts)

    with ThreadPoolExecutor(1) as other, room.database.begin("this server") as tx:
        room.imaging.finish(tx, taken.id, done, artefacts)
        waiting = other.submit(finish)
        time.sleep(0.3)  # so that it has looked at the scan before we commit
    waiting.result(20)

    assert len(room.news("scan.recognised")) == 1
