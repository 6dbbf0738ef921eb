"""What an examination or a reading teaches of the scans."""

from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from customhouse.app.bridges import LabelsFromResults
from customhouse.imaging.reading import ScanFile
from customhouse.imaging.registry.model import Label, Source, Truth
from customhouse.imaging.service import Reference
from customhouse.kernel.database import Database
from customhouse.kernel.events import Message
from customhouse.kernel.transaction import Transaction
from customhouse.procedures.model import (
    Control,
    ControlState,
    Decision,
    Mark,
    Outcome,
    Result,
    Review,
    ReviewState,
    What,
)
from customhouse.waybills.container_code import named_in
from tests.conftest import NOON
from tests.declarations.builders import BOX, make_container, make_waybill
from tests.declarations.builders import EMPTY_BOX as OTHER
from tests.imaging.rooms import Room, container_files, make_room

EXAMINED = Control(
    "k-1", "", What.EXAMINATION, ControlState.DONE, "", (), NOON, NOON, Result.DOES_NOT_CONFORM, NOON, "u-1",
    found="a pistol",
)  # fmt: skip
MARKED = Decision(Outcome.SUSPICIOUS, ("weapon_or_part",), (Mark(0, 10, 12, 30, 20),), "look here")


@dataclass
class Told:
    """Stands for procedures and risk: says what was done, read and drawn."""

    control: Control
    review: Review | None = None
    is_drawn: bool = False

    def dossier(self, _tx: Transaction, _consignment_id: str) -> Any:
        return SimpleNamespace(controls=(self.control,), reviews=(self.review,) if self.review else ())

    def history(self, _tx: Transaction, _consignment_id: str) -> list[Any]:
        return [SimpleNamespace(draw=SimpleNamespace(is_drawn=self.is_drawn))]


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return make_room(database, tmp_path)


def scanned(room: Room, folder: Path) -> tuple[str, str]:
    """A consignment and its recognised scan."""
    consignment_id, _ = room.lodge()
    path = folder / "bag.png"
    Image.fromarray(np.full((60, 80), 180, np.uint8)).save(path)
    post = room.imaging.open_post([ScanFile(path.name, path)])
    with room.database.begin("scanner") as tx:
        scan_id = room.imaging.receive(tx, post, Reference(consignment_id), "XMPMS").id
    room.workshop.work_off()
    return consignment_id, scan_id


def learned(room: Room, consignment_id: str, told: Any, kind: str = "control.completed", **payload: str) -> list[Label]:
    registry = room.imaging.registry
    assert registry is not None
    found = named_in(told.control.found) if isinstance(told, Told) else ()
    said = {"what": "examination", "control_id": "k-1", "by": "u-1", "containers": found} | payload
    bridge = LabelsFromResults(registry, room.imaging, told, told)
    with room.database.begin("test") as tx:
        bridge.hear(tx, Message("m-1", kind, consignment_id, NOON, NOON, "test", said))
        return registry.labels(tx)


def review_of(consignment_id: str, scan_id: str, decision: Decision) -> Review:
    return Review(
        "r-1", consignment_id, "26XM1", scan_id, ReviewState.DECIDED, NOON, NOON, decision=decision, decided_by="u-2"
    )


def test_an_examination_that_finds_something_labels_the_scan_with_the_readers_marks(room: Room, tmp_path: Path) -> None:
    consignment_id, scan_id = scanned(room, tmp_path)

    [label] = learned(room, consignment_id, Told(EXAMINED, review_of(consignment_id, scan_id, MARKED)))

    assert (label.scan_id, label.truth, label.source) == (scan_id, Truth.IRREGULAR, Source.EXAMINATION)
    assert (label.codes, label.marks[0]["width"], label.note) == (("weapon_or_part",), 30, "a pistol")
    assert (label.is_random, label.by) == (False, "u-1")


@pytest.mark.parametrize(
    ("found", "labelled"),
    [("a pistol", []), (f"{OTHER[:4]} {OTHER[4:]}: a pistol", [OTHER]), (f"in {BOX} and {OTHER}", [])],
    ids=["not named", "named", "both named"],
)
def test_of_several_containers_only_the_one_that_the_examiner_names_is_labelled(
    room: Room, tmp_path: Path, found: str, labelled: list[str]
) -> None:
    consignment_id, _ = room.lodge(
        waybill=make_waybill(containers=[make_container(), make_container(OTHER, loaded=False)])
    )
    names = {}
    for number in (BOX, OTHER):
        (tmp_path / number).mkdir()
        post = room.imaging.open_post(container_files(tmp_path / number, number=number))
        with room.database.begin("scanner") as tx:
            names[room.imaging.receive(tx, post, Reference(consignment_id), "XMPMS").id] = number
    room.workshop.work_off()

    told = learned(room, consignment_id, Told(replace(EXAMINED, found=found)))

    assert [names[label.scan_id] for label in told] == labelled


def test_goods_that_conform_are_clean_whatever_a_reader_suspected(room: Room, tmp_path: Path) -> None:
    consignment_id, scan_id = scanned(room, tmp_path)
    told = Told(replace(EXAMINED, result=Result.CONFORMS, found=""), review_of(consignment_id, scan_id, MARKED), True)

    [label] = learned(room, consignment_id, told)

    assert (label.truth, label.codes, label.marks, label.is_random) == (Truth.CLEAN, (), (), True)


def test_another_control_than_an_examination_teaches_nothing(room: Room, tmp_path: Path) -> None:
    consignment_id, _ = scanned(room, tmp_path)

    assert learned(room, consignment_id, Told(EXAMINED), what="document_check") == []


@pytest.mark.parametrize(
    ("outcome", "truth"),
    [(Outcome.CLEAR, Truth.CLEAN), (Outcome.SUSPICIOUS, Truth.IRREGULAR), (Outcome.RESCAN, None)],
)
def test_a_reading_is_a_label_of_its_own_kind(
    room: Room, tmp_path: Path, outcome: Outcome, truth: Truth | None
) -> None:
    consignment_id, scan_id = scanned(room, tmp_path)
    review = review_of(consignment_id, scan_id, replace(MARKED, outcome=outcome))
    told = SimpleNamespace(review=lambda _tx, _id: review)

    found = learned(room, consignment_id, told, "review.decided", review_id="r-1")

    assert [(each.source, each.truth) for each in found] == ([(Source.REVIEW, truth)] if truth else [])
