"""The networks' maps: what they are called, what their numbers mean, and who may see them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

from customhouse.access.api import session_router
from customhouse.access.guard import Guard
from customhouse.access.service import Access
from customhouse.imaging import store
from customhouse.imaging.api import router
from customhouse.imaging.model import ModelUsed, Recognition, ScanState
from customhouse.imaging.networks.cards import ModelCard, write_card
from customhouse.imaging.overlays_api import overlays_router
from customhouse.imaging.recognition.again import Again
from customhouse.imaging.records import RECOGNITION
from customhouse.imaging.showing.overlays import OverlayKind, installed_cards, overlays_of, place_of
from customhouse.imaging.showing.scans import Shown, is_telling
from customhouse.kernel.database import Database
from customhouse.kernel.http import answer_errors
from tests.imaging.phantoms import png_bytes
from tests.imaging.rooms import Room, make_room
from tests.imaging.test_api import PASSWORD, PEOPLE, client_of, post

CARD = ModelCard(
    "radiograph", "3", "radiograph_segments", ("none", "timber", "arms_ammunition"), "Tried.", "simulated",
    reliability=((0.5, 0.25, 8), (0.9, 0.8, 100)),
)  # fmt: skip
USED = (ModelUsed("radiograph", "4", "cd", challenger=True), ModelUsed("radiograph", "3", "ab"))


class House:
    """An imaging room over HTTP; `hides` is what policy says of findings."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.room, self.folder, self.hides = make_room(database, folder), folder, False
        access = Access()
        with database.begin("test") as tx:
            for person in PEOPLE:
                access.add_user(tx, person, PASSWORD)
        guard, self.app = Guard(database, access), FastAPI()

        def show(_tx: Any, _user: Any, scan: Any) -> Shown:
            return Shown(scan, self.hides)

        answer_errors(self.app)
        self.app.include_router(session_router(access, guard, database, secure_cookie=False))
        self.app.include_router(router(self.room.imaging, guard))
        cards = {"radiograph 3": CARD}
        self.app.include_router(overlays_router(self.room.imaging, guard, show, lambda: cards))

    def scan_with_maps(self, client: TestClient, novelty: float | None = None) -> str:
        """A recognised scan on which networks have looked: a map of goods and one of what is unusual."""
        scan_id = str(post(client, self.folder).json()["scan_id"])
        self.room.workshop.work_off()
        keep_maps(self.room, scan_id, self.folder, novelty)
        return scan_id


def keep_maps(room: Room, scan_id: str, folder: Path, novelty: float | None) -> None:
    made = []
    for name, value in (("commodity.view0.png", 1), ("anomaly.view0.png", 200)):
        Image.fromarray(np.full((8, 16), value, np.uint8)).save(folder / name)
        made.append({"name": name, "sha256": room.imaging.blobs.put_file(folder / name), "shape": [8, 16]})
    with room.database.begin("test") as tx:
        scan = room.imaging.get(tx, scan_id)
        assert isinstance(scan.recognition, Recognition)
        seen = replace(scan.recognition, models=USED, novelty=novelty)
        kept = [{"name": one.name, "sha256": one.sha256, "shape": list(one.shape)} for one in scan.artefacts.values()]
        row = {"recognition": RECOGNITION.dump_python(seen, mode="json"), "artefacts": kept + made}
        store.change_scan(tx.connection, scan_id, [ScanState.RECOGNISED], row)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


@pytest.fixture
def analyst(house: House) -> Iterator[TestClient]:
    with client_of(house.app, "analyst") as client:
        yield client


def test_maps_are_known_by_their_names() -> None:
    assert place_of("commodity.view1.png") == (OverlayKind.COMMODITY, 1)
    assert place_of("anomaly.view0.png") == (OverlayKind.ANOMALY, 0)
    assert place_of("objects.nii.gz") == (OverlayKind.OBJECTS, None)
    assert place_of("commodity.view0.png/../labels.nii.gz") is None
    assert place_of("preview.png") is None


def test_all_that_tells_what_was_recognised_is_hidden_together() -> None:
    names = ("labels.nii.gz", "objects.nii.gz", "commodity.view0.png", "volume.nii.gz", "view0.level0", "preview.png")

    assert [is_telling(name) for name in names] == [True, True, True, False, False, False]


def test_the_numbers_of_a_map_are_named_by_the_card_of_the_model_that_counts(house: House, analyst: TestClient) -> None:
    scan_id = house.scan_with_maps(analyst, novelty=0.4)
    said = analyst.get(f"/api/scans/{scan_id}/networks").json()
    anomaly, commodity = said["overlays"]

    assert (commodity["kind"], commodity["view"], commodity["model"]) == ("commodity", 0, "radiograph 3")
    assert commodity["classes"] == ["none", "timber", "arms_ammunition"]
    assert commodity["threats"] == []
    assert anomaly["classes"] == []
    assert [(each["version"], each["challenger"]) for each in said["models"]] == [("4", True), ("3", False)]
    assert (said["novelty"], said["is_unlike"]) == (0.4, False)


@pytest.mark.parametrize(
    ("used", "model"),
    [(("ct-segments", "ct-objects", "ct-crops"), "ct-crops 1"), (("ct-segments", "ct-objects"), "ct-objects 1")],
    ids=["the third network looked", "it is not installed"],
)
def test_a_map_of_objects_is_by_the_network_whose_limits_coloured_it(used: tuple[str, ...], model: str) -> None:
    seen = SimpleNamespace(models=tuple(ModelUsed(name, "1", "ab") for name in used))
    scan: Any = SimpleNamespace(recognition=seen, artefacts=("objects.nii.gz",))
    cards = {f"{name} 1": replace(CARD, name=name, version="1", classes=(name, "firearm")) for name in used}

    [found] = overlays_of(scan, cards)

    assert (found.kind, found.model) == (OverlayKind.OBJECTS, model)
    assert (found.classes[0], found.threats) == (used[-1], ("firearm",))


def test_what_a_probability_is_worth_is_told_from_the_trials_of_its_model(house: House, analyst: TestClient) -> None:
    scan_id = house.scan_with_maps(analyst)
    newer, tried = analyst.get(f"/api/scans/{scan_id}/networks").json()["models"]

    assert newer["trials"] == [], "nobody has its card"
    assert [(each["sure"], each["count"]) for each in tried["trials"]] == [(0.5, 8), (0.9, 100)]
    assert 0.7 < tried["trials"][1]["low"] < 0.8 < tried["trials"][1]["high"] < 0.87


def test_without_its_card_a_map_names_nothing(house: House, analyst: TestClient) -> None:
    scan_id = house.scan_with_maps(analyst)
    with house.room.database.read("test") as tx:
        scan = house.room.imaging.get(tx, scan_id)

    assert [each.classes for each in overlays_of(scan, {})] == [(), ()]


def test_a_map_of_what_is_hidden_is_signed_by_the_model_that_made_it(house: House, analyst: TestClient) -> None:
    scan_id = house.scan_with_maps(analyst)
    with house.room.database.read("test") as tx:
        scan = house.room.imaging.get(tx, scan_id)
    assert scan.recognition is not None
    finer = ModelUsed("radiograph_hidden", "1.0", "ef")
    recognition = replace(scan.recognition, models=(*scan.recognition.models, finer))
    maps = overlays_of(replace(scan, recognition=recognition), {})

    assert {each.kind: each.model for each in maps} == {
        OverlayKind.ANOMALY: "radiograph_hidden 1.0",
        OverlayKind.COMMODITY: "radiograph 3",
    }


def test_an_image_unlike_the_training_is_said_to_be_so(house: House, analyst: TestClient) -> None:
    scan_id = house.scan_with_maps(analyst, novelty=0.995)

    assert analyst.get(f"/api/scans/{scan_id}/networks").json()["is_unlike"] is True


def test_a_scan_on_which_no_network_looked_has_no_maps(house: House, analyst: TestClient) -> None:
    picture = ("console.png", png_bytes(np.full((40, 60, 3), (240, 150, 40), np.uint8)))
    scan_id = analyst.post("/api/scans", files=[("files", picture)]).json()["scan_id"]
    house.room.workshop.work_off()
    said = analyst.get(f"/api/scans/{scan_id}/networks").json()

    assert said == {"models": [], "novelty": None, "is_unlike": False, "overlays": []}


def test_a_map_is_sent_as_it_is_and_asked_for_each_time(house: House, analyst: TestClient) -> None:
    scan_id = house.scan_with_maps(analyst)
    found = analyst.get(f"/api/scans/{scan_id}/overlays/commodity.view0.png")
    again = analyst.get(found.url.path, headers={"If-None-Match": found.headers["etag"]})

    assert (found.status_code, found.headers["content-type"]) == (200, "image/png")
    assert found.headers["cache-control"] == "private, no-cache"
    assert found.content[:4] == b"\x89PNG"
    assert (again.status_code, again.content) == (304, b"")


def test_no_other_file_of_a_scan_passes_for_a_map(house: House, analyst: TestClient) -> None:
    scan_id = house.scan_with_maps(analyst)

    assert analyst.get(f"/api/scans/{scan_id}/overlays/preview.png").status_code == 404
    assert analyst.get(f"/api/scans/{scan_id}/overlays/anomaly.view7.png").status_code == 404


def test_what_policy_hides_is_hidden_in_maps_too(house: House, analyst: TestClient) -> None:
    scan_id = house.scan_with_maps(analyst, novelty=0.995)
    house.hides = True
    said = analyst.get(f"/api/scans/{scan_id}/networks").json()

    assert said == {"models": [], "novelty": None, "is_unlike": False, "overlays": []}
    assert analyst.get(f"/api/scans/{scan_id}/overlays/commodity.view0.png").status_code == 404


def test_maps_of_an_earlier_recognition_are_shown_no_more(house: House, analyst: TestClient) -> None:
    scan_id = house.scan_with_maps(analyst)
    before = analyst.get(f"/api/scans/{scan_id}/overlays/anomaly.view0.png")
    with house.room.database.begin("test") as tx:
        tx.connection.execute(store.scans.update().values(recognised_with="an earlier program"))
    Again(house.room.database, house.room.imaging).recognise(scan_id)
    after = analyst.get(f"/api/scans/{scan_id}/overlays/anomaly.view0.png")
    listed = [each["name"] for each in analyst.get(f"/api/scans/{scan_id}/networks").json()["overlays"]]

    assert before.status_code == 200
    assert after.headers.get("etag") != before.headers["etag"]
    assert (after.status_code == 200) == ("anomaly.view0.png" in listed)


def test_who_may_not_read_cases_sees_no_map(house: House, analyst: TestClient) -> None:
    scan_id = house.scan_with_maps(analyst)
    with client_of(house.app, "trader") as trader:
        answers = [trader.get(f"/api/scans/{scan_id}/{part}") for part in ("networks", "overlays/commodity.view0.png")]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_a_card_that_cannot_be_read_hinders_no_other(tmp_path: Path) -> None:
    write_card(CARD, tmp_path)
    (tmp_path / "broken.card.json").write_text("{", encoding="utf-8")

    assert list(installed_cards(tmp_path)) == ["radiograph 3"]
