"""Similar scans, lots and audits by heading, over what is kept; the same on both databases."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from customhouse.imaging.likeness import store
from customhouse.imaging.likeness.service import Likeness
from customhouse.imaging.model import Verdict
from customhouse.imaging.records import COMPARISON, KeptScan
from customhouse.imaging.service import Reference
from customhouse.kernel.database import Database
from customhouse.kernel.events import Message
from customhouse.kernel.ids import new_id
from tests.declarations.builders import (
    TRADER,
    make_container,
    make_item,
    make_lodgement,
    make_waybill,
    message,
    register,
)
from tests.imaging.rooms import Room, container_files, make_room, recognise_with_photo

BOXES = ["CSQU3054383", "MSKU9070323", "TGHU7000015", "HLXU2008419"]


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return make_room(database, tmp_path)


def lodge(room: Room, lrn: str, boxes: list[str], kg: float = 3000.0, more: tuple[Any, ...] = ()) -> str:
    item = make_item(
        hs_code="381600",
        description="Refractory mortar in bags",
        gross_mass_kg=str(kg * len(boxes)),
        net_mass_kg=str(kg * len(boxes) * 0.9),
        container_numbers=boxes,
    )
    named = boxes + [number for each in more for number in each["container_numbers"]]
    waybill = make_waybill(containers=[make_container(number) for number in named])
    with room.database.begin("test") as tx:
        register(tx)
        plain = make_lodgement(lrn=lrn, goods_items=[item, *more], waybill=waybill)
        return room.declarations.lodge(tx, room.declarations.read(message(plain)), TRADER).consignment_id


def scan(room: Room, folder: Path, consignment: str, number: str, goods_kg: float = 3000.0, **how: Any) -> KeptScan:
    taken = receive(room, folder, consignment, number, goods_kg, **how)
    room.workshop.work_off()
    return scan_of(room, taken)


def receive(
    room: Room, folder: Path, consignment: str, number: str | None, goods_kg: float = 3000.0, **how: Any
) -> str:
    place = folder / f"{number}-{goods_kg:.0f}-{len(list(folder.iterdir()))}"
    place.mkdir()
    post = room.imaging.open_post(container_files(place, goods_kg, number))
    with room.database.begin("scanner-1") as tx:
        taken = room.imaging.receive(
            tx, post, Reference(consignment_id=consignment, container_number=number, **how), "XMPMS"
        )
    assert isinstance(taken, KeptScan)
    return taken.id


def scan_of(room: Room, scan_id: str) -> KeptScan:
    with room.database.read("test") as tx:
        return room.imaging.get(tx, scan_id)


def hear(room: Room, kind: str, consignment: str, payload: dict[str, Any]) -> None:
    with room.database.begin("system:imaging") as tx:
        [subscription] = room.workshop.subscriptions()
        subscription.handle(tx, Message(new_id(), kind, consignment, tx.now, tx.now, "test", payload))


def test_the_nearest_of_other_consignments_come_first(room: Room, tmp_path: Path) -> None:
    one, two, three = (lodge(room, f"L-{n}", [box]) for n, box in enumerate(BOXES[:3]))
    like = scan(room, tmp_path, one, BOXES[0], 3000)
    unlike = scan(room, tmp_path, two, BOXES[1], 14000)
    asked = scan(room, tmp_path, three, BOXES[2], 3100)
    with room.database.read("test") as tx:
        found = room.imaging.similar(tx, asked, 5)

    assert [each.scan_id for each in found.items] == [like.id, unlike.id]
    assert found.items[0].distance < found.items[1].distance
    assert found.items[0].goods[0].hs_code == "381600"
    assert found.compared == 2


def test_another_server_catches_up_with_what_was_kept_meanwhile(room: Room, tmp_path: Path) -> None:
    one, two, three = (lodge(room, f"L-{n}", [box]) for n, box in enumerate(BOXES[:3]))
    asked, other = scan(room, tmp_path, one, BOXES[0]), Likeness()
    with room.database.read("test") as tx:
        before = other.similar(tx, asked, 5)
    scan(room, tmp_path, two, BOXES[1], 3100)
    scan(room, tmp_path, three, BOXES[2], 3200)
    with room.database.read("test") as tx:
        after = other.similar(tx, asked, 5)

    assert (len(before.items), len(after.items)) == (0, 2)


def test_references_of_a_heading_are_those_found_in_order(room: Room, tmp_path: Path) -> None:
    one, two, three = (lodge(room, f"L-{n}", [box]) for n, box in enumerate(BOXES[:3]))
    cleared, suspect = scan(room, tmp_path, one, BOXES[0]), scan(room, tmp_path, two, BOXES[1], 3300)
    decided = {"scan_id": cleared.id, "outcome": "clear", "review_id": "r", "reason_codes": [], "by": "u"}
    hear(room, "review.decided", one, decided)
    hear(room, "review.decided", two, {**decided, "scan_id": suspect.id, "outcome": "suspicious"})
    asked = scan(room, tmp_path, three, BOXES[2], 3050)
    with room.database.read("test") as tx:
        own = room.imaging.similar(tx, asked, 5, "3816")
        others = room.imaging.similar(tx, asked, 5, "6403")

    assert [each.scan_id for each in own.items] == [cleared.id]
    assert others.items == ()
    assert scan_of(room, suspect.id).outcome == "suspicious"


def test_an_honest_scan_is_found_behind_many_nearer_ones_of_which_nothing_is_known(room: Room, tmp_path: Path) -> None:
    one, two, three = (lodge(room, f"L-{n}", [box]) for n, box in enumerate(BOXES[:3]))
    far, _ = scan(room, tmp_path, one, BOXES[0], 9000), scan(room, tmp_path, two, BOXES[1], 3010)
    hear(
        room,
        "review.decided",
        one,
        {"scan_id": far.id, "outcome": "clear", "review_id": "r", "reason_codes": [], "by": "u"},
    )
    asked = scan(room, tmp_path, three, BOXES[2], 3000)
    short_sighted = replace(room.imaging, likeness=replace(room.imaging.likeness, looked_at=1))
    with room.database.read("test") as tx:
        found = short_sighted.similar(tx, asked, 5, "3816")

    assert [each.scan_id for each in found.items] == [far.id]
    assert found.compared == 1


def test_an_examination_says_what_became_of_the_goods(room: Room, tmp_path: Path) -> None:
    consignment = lodge(room, "L-1", [BOXES[0]])
    seen = scan(room, tmp_path, consignment, BOXES[0])
    said = {"control_id": "c", "what": "examination", "result": "does_not_conform", "by": "u"}
    hear(room, "control.completed", consignment, said)

    assert scan_of(room, seen.id).outcome == "does_not_conform"


@pytest.mark.parametrize(
    ("opened", "examined"),
    [
        ([BOXES[1]], {BOXES[1]}),
        ([BOXES[0], BOXES[1]], {BOXES[0], BOXES[1]}),
        ([], set(BOXES[:3])),
        (["XXXU0000000"], set(BOXES[:3])),
    ],
    ids=["one", "two", "none named", "none known"],
)
def test_an_examination_is_noted_of_the_containers_that_were_opened(
    room: Room, tmp_path: Path, opened: list[str], examined: set[str]
) -> None:
    consignment = lodge(room, "L-1", BOXES[:3])
    seen = [scan(room, tmp_path, consignment, number).id for number in BOXES[:2]]
    unnamed = receive(room, tmp_path, consignment, None)
    recognise_with_photo(room, unnamed, tmp_path, BOXES[2])
    said = {"control_id": "c", "what": "examination", "result": "conforms", "by": "u", "containers": opened}
    hear(room, "control.completed", consignment, said)
    found = dict(zip(BOXES, [scan_of(room, each).outcome for each in (*seen, unnamed)], strict=False))

    assert {number for number, outcome in found.items() if outcome == "conforms"} == examined


def test_the_odd_container_of_a_lot_is_named_once_there_are_enough(room: Room, tmp_path: Path) -> None:
    consignment = lodge(room, "L-1", BOXES)
    odd = scan(room, tmp_path, consignment, BOXES[0], 15_000)
    early = scan_of(room, odd.id)
    for number, kg in zip(BOXES[1:], (3000, 3050, 2980), strict=True):
        scan(room, tmp_path, consignment, number, kg)
    with room.database.read("test") as tx:
        lot = room.imaging.lot(tx, consignment, room.imaging.scans_of(tx, consignment))
    late = scan_of(room, odd.id)
    assert early.comparison is not None
    assert late.comparison is not None
    [row] = [row for row in late.comparison.rows if row.what == "lot"]

    assert [row.what for row in early.comparison.rows].count("lot") == 0
    assert {member.container_number for member in lot.members if member.is_odd} == {BOXES[0]}
    assert (lot.heading, lot.containers) == ("3816", 4)
    assert lot.middle != odd.id
    assert row.verdict is Verdict.DOUBTFUL


def test_a_container_known_from_a_photo_alone_is_one_of_its_lot(room: Room, tmp_path: Path) -> None:
    consignment = lodge(room, "L-1", BOXES)
    for number, kg in zip(BOXES[:3], (3000, 3050, 2980), strict=True):
        scan(room, tmp_path, consignment, number, kg)
    unnamed = receive(room, tmp_path, consignment, None, 15_000)
    recognise_with_photo(room, unnamed, tmp_path, BOXES[3])
    with room.database.read("test") as tx:
        lot = room.imaging.lot(tx, consignment, room.imaging.scans_of(tx, consignment))
        shown = room.imaging.containers_of_scans(tx, consignment)
    comparison = scan_of(room, unnamed).comparison
    assert comparison is not None

    assert [(each.container_number, each.is_odd) for each in lot.members if each.scan_id == unnamed] == [
        (BOXES[3], True)
    ]
    assert shown[unnamed] == BOXES[3]
    assert [row.verdict for row in comparison.rows if row.what == "lot"] == [Verdict.DOUBTFUL]


@pytest.mark.parametrize(("read", "kept"), [([BOXES[1]], {"690721"}), (BOXES[:2], {"381600", "690721"})])
def test_of_a_scan_known_from_a_photo_the_goods_of_its_container_are_kept(
    room: Room, tmp_path: Path, read: list[str], kept: set[str]
) -> None:
    tiles = make_item(number=2, hs_code="690721", description="tiles", container_numbers=[BOXES[1]])
    consignment = lodge(room, "L-1", BOXES[:1], more=(tiles,))
    unnamed = receive(room, tmp_path, consignment, None)
    recognise_with_photo(room, unnamed, tmp_path, *read)
    with room.database.read("test") as tx:
        goods = store.goods_of(tx.connection, [unnamed])[unnamed]

    assert {each["hs_code"] for each in goods} == kept


def test_a_lot_is_compared_anew_when_scans_of_it_count_no_more(room: Room, tmp_path: Path) -> None:
    consignment = lodge(room, "L-1", BOXES)
    scans = [scan(room, tmp_path, consignment, *each) for each in zip(BOXES, (15_000, 3000, 3050, 2980), strict=True)]
    before, after = [], []
    for seen in (before, after):
        found = scan_of(room, scans[0].id).comparison
        assert found is not None
        seen += [row.what for row in found.rows]
        with room.database.begin("test") as tx:
            for each in scans[2:]:
                room.imaging.supersede(tx, each.id)

    assert ("lot" in before, "lot" in after) == (True, False)


def test_goods_are_noted_with_the_scan_of_their_own_container(room: Room, tmp_path: Path) -> None:
    with room.database.begin("test") as tx:
        register(tx)
        goods = [
            make_item(
                number=n + 1, hs_code=code, gross_mass_kg="3000", net_mass_kg="2700", container_numbers=[BOXES[n]]
            )
            for n, code in enumerate(("381600", "690721"))
        ]
        waybill = make_waybill(containers=[make_container(number) for number in BOXES[:2]])
        plain = make_lodgement(lrn="L-1", goods_items=goods, waybill=waybill)
        consignment = room.declarations.lodge(tx, room.declarations.read(message(plain)), TRADER).consignment_id
    first, second = (scan(room, tmp_path, consignment, number) for number in BOXES[:2])
    with room.database.read("test") as tx:
        found = {code: [each.scan_id for each in room.imaging.oddest(tx, code, 10)] for code in ("3816", "6907")}

    assert found == {"3816": [first.id], "6907": [second.id]}


def test_scans_of_a_heading_are_listed_the_likeliest_wrong_first(room: Room, tmp_path: Path) -> None:
    one, two = lodge(room, "L-1", [BOXES[0]], 3000), lodge(room, "L-2", [BOXES[1]], 900)
    honest, false = scan(room, tmp_path, one, BOXES[0], 3000), scan(room, tmp_path, two, BOXES[1], 9000)
    with room.database.read("test") as tx:
        found, chapter, other = (room.imaging.oddest(tx, code, 10) for code in ("3816", "38", "6403"))

    assert [each.scan_id for each in found] == [false.id, honest.id]
    assert len(chapter) == 2
    assert other == ()


def test_the_weighbridge_comes_with_the_post_and_is_compared(room: Room, tmp_path: Path) -> None:
    consignment = lodge(room, "L-1", [BOXES[0]], 3000)
    seen = scan(room, tmp_path, consignment, BOXES[0], 3000, weighed_kg=14_000.0)
    assert seen.comparison is not None
    [row] = [row for row in seen.comparison.rows if row.what == "weighed_kg"]

    assert seen.weighed_kg == 14_000.0
    assert row.reason.code == "weighed_above"


def test_a_comparison_kept_before_there_was_a_score_is_still_read(room: Room, tmp_path: Path) -> None:

    consignment = lodge(room, "L-1", [BOXES[0]])
    kept = scan(room, tmp_path, consignment, BOXES[0]).comparison
    assert kept is not None
    plain = json.loads(COMPARISON.dump_json(kept))
    old = {
        "verdict": plain["verdict"],
        "rows": [{k: v for k, v in r.items() if k != "evidence"} for r in plain["rows"]],
    }
    rows = tuple(replace(row, evidence=()) for row in kept.rows)

    assert COMPARISON.validate_python(old) == replace(kept, rows=rows, items=(), score=None)


def test_the_score_is_kept_announced_and_a_fact(room: Room, tmp_path: Path) -> None:
    consignment = lodge(room, "L-1", [BOXES[0]], 900)
    seen = scan(room, tmp_path, consignment, BOXES[0], 9000)
    [news] = room.news("scan.recognised")
    with room.database.read("test") as tx:
        facts = room.imaging.facts(tx, consignment)
    assert seen.comparison is not None
    assert seen.comparison.score is not None

    assert news["score"] == seen.comparison.score.probability
    assert facts.score == pytest.approx(100 * seen.comparison.score.probability, abs=0.06)
