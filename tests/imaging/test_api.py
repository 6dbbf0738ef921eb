"""Scans over HTTP: posting, refusing, reading, and the planes as they travel."""

import io
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image
from pydicom import dcmread
from pydicom.dataset import FileMetaDataset
from pydicom.filewriter import write_file_meta_info
from pydicom.uid import DeflatedExplicitVRLittleEndian

from customhouse.access.api import session_router
from customhouse.access.guard import CSRF_HEADER, Guard
from customhouse.access.model import Role
from customhouse.access.service import Access, NewUser
from customhouse.adapters.scanners import write_report
from customhouse.imaging import physics, store
from customhouse.imaging.api import MOST_FILES, MOST_PHOTOS, router
from customhouse.imaging.earlier_api import earlier_router
from customhouse.imaging.recognition.again import Again
from customhouse.imaging.showing.scans import Show, Shown, as_it_is
from customhouse.imaging.today import today
from customhouse.kernel.database import Database
from customhouse.kernel.http import answer_errors
from tests.adapters.scanners.test_forms import LOGIN, PLATE, dataform, export
from tests.imaging.phantoms import nifti_bytes, png_bytes
from tests.imaging.rooms import Room, container_files, make_room

PASSWORD = "correct horse 9"
PEOPLE = [NewUser("analyst", "Analyst", Role.IMAGE_ANALYST), NewUser("trader", "Trader", Role.DECLARANT)]


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return make_room(database, tmp_path)


@pytest.fixture
def app(room: Room) -> FastAPI:
    return app_of(room, as_it_is)


def app_of(room: Room, show: Show) -> FastAPI:
    access = Access()
    with room.database.begin("test") as tx:
        for person in PEOPLE if not access.users(tx) else ():
            access.add_user(tx, person, PASSWORD)
    guard, app = Guard(room.database, access), FastAPI()
    answer_errors(app)
    app.include_router(session_router(access, guard, room.database, secure_cookie=False))
    app.include_router(router(room.imaging, guard, write_report=write_report, show=show))
    app.include_router(earlier_router(room.imaging, guard, show))
    return app


def client_of(app: FastAPI, name: str) -> TestClient:
    client = TestClient(app)
    answer = client.post("/api/session", json={"user_name": name, "password": PASSWORD})
    client.headers[CSRF_HEADER] = answer.json()["csrf_token"]
    return client


@pytest.fixture
def analyst(app: FastAPI) -> Iterator[TestClient]:
    with client_of(app, "analyst") as client:
        yield client


def post(client: TestClient, folder: Path, **fields: str) -> Any:
    files = [("files", (file.name, file.path.read_bytes())) for file in container_files(folder)]
    return client.post("/api/scans", files=files, data={"site_id": "XMPMS", **fields})


def test_a_posted_scan_is_accepted_and_then_shown_with_its_answers(
    room: Room, analyst: TestClient, tmp_path: Path
) -> None:
    consignment, _ = room.lodge(3000)
    accepted = post(analyst, tmp_path, consignment_id=consignment)
    room.workshop.work_off()
    scan = analyst.get(f"/api/scans/{accepted.json()['scan_id']}").json()
    [line] = analyst.get("/api/scans", params={"consignment_id": consignment}).json()["items"]

    assert (accepted.status_code, accepted.json()["state"]) == (202, "received")
    assert (scan["state"], scan["modality"], scan["site_id"]) == ("recognised", "radiograph", "XMPMS")
    assert scan["recogniser"] == {"name": physics.NAME, "version": physics.VERSION}
    assert scan["views"][0]["energies"] == [{"name": "6 MV", "peak_kev": 6000.0}]
    assert scan["comparison"]["verdict"] == line["verdict"] == "agrees"
    assert [file["name"] for file in scan["raw_files"]] == ["scan.tif", "scan.json"]


def test_readings_of_radiation_portals_come_with_a_scan_and_wait_for_the_first_look(
    room: Room, analyst: TestClient, tmp_path: Path
) -> None:
    reading = {
        "portal_id": "RPM-2",
        "read_at": "2026-11-02T09:10:00Z",
        "gamma": {"counts": 41_210, "seconds": 8.5, "background_cps": 2310.0},
        "neutron": {"counts": 14, "seconds": 8.5, "background_cps": None},
        "alarms": ["gamma"],
        "nuclides": ["K-40"],
    }
    consignment, _ = room.lodge(3000)
    files = [(each.name, each.path.read_bytes()) for each in container_files(tmp_path, portal_readings=[reading])]
    said = {"consignment_id": consignment, "site_id": "XMPMS"}
    scan_id = analyst.post("/api/scans", files=[("files", file) for file in files], data=said).json()["scan_id"]
    room.workshop.work_off()
    scan = analyst.get(f"/api/scans/{scan_id}").json()
    alarm = next(row for row in scan["comparison"]["rows"] if row["what"] == "radiation")
    blind = app_of(room, lambda _tx, _user, kept: Shown(kept, hides_findings=True))
    with client_of(blind, "analyst") as other:
        before_looking = other.get(f"/api/scans/{scan_id}").json()

    assert scan["portal_readings"] == [reading | {"read_at": "2026-11-02T09:10:00+00:00"}]
    assert (alarm["verdict"], alarm["seen"], alarm["reason"]["code"]) == ("cannot_tell", "× 2.1", "portal_alarm")
    assert scan["comparison"]["verdict"] == "agrees"  # a portal's alarm neither helps nor harms the declaration
    assert before_looking["portal_readings"] == []


def test_a_reading_that_cannot_be_is_refused_with_its_place_and_no_file_is_lost(
    analyst: TestClient, tmp_path: Path
) -> None:
    wrong = {"portal_id": "RPM-2", "gamma": {"counts": -3, "seconds": 8.5}}
    files = [(each.name, each.path.read_bytes()) for each in container_files(tmp_path, portal_readings=[wrong])]
    answer = analyst.post("/api/scans", files=[("files", file) for file in files], data={"site_id": "XMPMS"})
    [kept] = analyst.get("/api/quarantine").json()["items"]

    assert answer.status_code == 422
    assert answer.json()["error"]["problems"][0]["code"] == kept["code"] == "bad_sidecar"
    assert "portal_readings/0/gamma/counts: give a value of at least 0" in kept["message"]
    assert [file["name"] for file in kept["raw_files"]] == [name for name, _ in files]


def test_photos_come_with_a_scan_and_are_shown_to_whoever_may_see_it(
    room: Room, app: FastAPI, analyst: TestClient, tmp_path: Path
) -> None:
    sink = io.BytesIO()
    Image.new("RGB", (300, 200), (90, 20, 20)).save(sink, "PNG")
    files = [("files", (file.name, file.path.read_bytes())) for file in container_files(tmp_path)]
    photos = [("photos", ("door.png", sink.getvalue()))]
    accepted = analyst.post("/api/scans", files=[*files, *photos], data={"site_id": "XMPMS"})
    address = f"/api/scans/{accepted.json()['scan_id']}"
    before = analyst.get(f"{address}/photos/0")
    waiting = analyst.get(address).json()["photos"]
    room.workshop.work_off()
    shown = analyst.get(f"{address}/photos/0")
    with client_of(app, "trader") as trader:
        refused = trader.get(f"{address}/photos/0")

    assert (before.status_code, waiting) == (404, [{"index": 0, "name": "door.png", "ready": False}])
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert analyst.get(address).json()["photos"][0]["ready"] is True
    assert refused.status_code == 403


def test_levels_are_planes_of_sixteen_bits_that_may_be_kept_for_ever_under_their_key(
    room: Room, analyst: TestClient, tmp_path: Path
) -> None:
    scan_id = post(analyst, tmp_path).json()["scan_id"]
    room.workshop.work_off()
    scan = analyst.get(f"/api/scans/{scan_id}").json()
    view, key = scan["views"][0], scan["image_key"]
    full = analyst.get(f"/api/scans/{scan_id}/views/0/levels/0?key={key}")
    other = analyst.get(f"/api/scans/{scan_id}/views/0/levels/0?key=0123")
    coarse = analyst.get(f"/api/scans/{scan_id}/views/0/levels/{view['levels'] - 1}")
    again = analyst.get(f"/api/scans/{scan_id}/views/0/levels/0", headers={"If-None-Match": full.headers["etag"]})
    plane = np.frombuffer(full.content, "<u2").reshape(160, 350)

    assert full.headers["x-image-shape"] == "1,160,350"
    assert plane[2, 2] > 64000 > plane[80, 100]
    assert max(int(size) for size in coarse.headers["x-image-shape"].split(",")) <= 64
    assert "immutable" in full.headers["cache-control"]
    assert other.headers["cache-control"] == "private, no-cache"
    assert (again.status_code, again.content) == (304, b"")


def test_a_volume_is_served_with_its_labels(room: Room, analyst: TestClient) -> None:
    voxels = np.full((20, 20, 20), -1000, np.int16)
    voxels[5:15, 5:15, 5:15] = 0
    answer = analyst.post("/api/scans", files=[("files", ("parcel.nii", nifti_bytes(voxels)))])
    room.workshop.work_off()
    scan_id = answer.json()["scan_id"]
    scan = analyst.get(f"/api/scans/{scan_id}").json()
    labels = analyst.get(f"/api/scans/{scan_id}/labels.nii.gz")

    assert scan["volume"] == {"shape": [20, 20, 20], "spacing_mm": [2.0, 1.0, 1.0], "calibrated": True}
    assert scan["findings"][0]["class"] == "organic"
    assert analyst.get(f"/api/scans/{scan_id}/volume.nii.gz").content[:2] == b"\x1f\x8b"
    assert (labels.status_code, labels.headers["content-type"]) == (200, "application/gzip")
    assert "content-encoding" not in labels.headers
    assert analyst.get(f"/api/scans/{scan_id}/preview.png").content[:4] == b"\x89PNG"


def test_findings_are_handed_out_as_a_threat_detection_report(room: Room, analyst: TestClient) -> None:
    voxels = np.full((20, 20, 20), -1000, np.int16)
    voxels[5:15, 5:15, 5:15] = 3000
    scan_id = analyst.post("/api/scans", files=[("files", ("parcel.nii", nifti_bytes(voxels)))]).json()["scan_id"]
    early = analyst.get(f"/api/scans/{scan_id}/threat-report")
    room.workshop.work_off()
    answer = analyst.get(f"/api/scans/{scan_id}/threat-report")
    report = dcmread(io.BytesIO(answer.content))
    findings = analyst.get(f"/api/scans/{scan_id}").json()["findings"]

    assert early.status_code == 409
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/dicom")
    assert len(report.ThreatSequence) == len(findings) > 0


def test_a_picture_is_told_apart_from_a_radiograph(room: Room, analyst: TestClient) -> None:
    shades = np.full((40, 60, 3), (240, 150, 40), np.uint8)
    scan_id = analyst.post("/api/scans", files=[("files", ("console.png", png_bytes(shades)))]).json()["scan_id"]
    room.workshop.work_off()
    scan = analyst.get(f"/api/scans/{scan_id}").json()
    line = analyst.get("/api/scans").json()["items"][0]
    level = analyst.get(f"/api/scans/{scan_id}/views/0/levels/0")

    assert (scan["modality"], line["modality"]) == ("picture", "picture")
    assert scan["format"] == "PNG (pseudo-colour, 8-bit, not calibrated)"
    assert [note["code"] for note in scan["notes"]] == ["pseudo_colour"]
    assert (scan["mass"], scan["findings"], scan["views"][0]["energies"]) == (None, [], [])
    assert level.headers["x-image-shape"] == "3,40,60"


def test_what_a_form_says_is_shown_and_who_was_there_is_not(analyst: TestClient, tmp_path: Path) -> None:
    posted = [("files", (file.name, file.path.read_bytes())) for file in export(tmp_path, dataform())]
    scan_id = analyst.post("/api/scans", files=posted).json()["scan_id"]
    answer = analyst.get(f"/api/scans/{scan_id}")

    assert answer.json()["container_number"] == "CSQU3054383"
    assert [step["kind"] for step in answer.json()["operations"]] == ["operation of type 1", "operation of type 3"]
    assert PLATE not in answer.text
    assert LOGIN not in answer.text


def test_what_cannot_be_read_is_answered_with_its_place_in_quarantine(analyst: TestClient) -> None:
    answer = analyst.post("/api/scans", files=[("files", ("a.tif", b"II*\0" + bytes(30)))])
    [kept] = analyst.get("/api/quarantine").json()["items"]

    assert answer.status_code == 422
    assert answer.json()["quarantine_id"] == kept["id"]
    assert answer.json()["error"]["problems"][0]["field"] == "files"
    assert kept["raw_files"][0]["bytes"] == 34


def test_a_deflate_bomb_is_answered_with_words_and_kept_in_quarantine(analyst: TestClient) -> None:
    packer, head = zlib.compressobj(9, zlib.DEFLATED, -15), io.BytesIO()
    head.write(bytes(128) + b"DICM")
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    write_file_meta_info(head, meta, enforce_standard=False)
    nothing = bytes(1 << 20)
    bomb = head.getvalue() + b"".join(packer.compress(nothing) for _ in range(400)) + packer.flush()
    answer = analyst.post("/api/scans", files=[("files", ("bomb.dcm", bomb))])
    [kept] = analyst.get("/api/quarantine").json()["items"]

    assert answer.status_code == 422
    assert "inflates to more bytes" in answer.json()["error"]["problems"][0]["message"]
    assert (kept["id"], kept["raw_files"][0]["bytes"]) == (answer.json()["quarantine_id"], len(bomb))


def test_a_name_in_a_post_is_never_a_path(room: Room, analyst: TestClient, tmp_path: Path) -> None:
    files = [("files", ("../../etc/passwd", file.path.read_bytes())) for file in container_files(tmp_path)]
    scan_id = analyst.post("/api/scans", files=files).json()["scan_id"]

    assert {file["name"] for file in analyst.get(f"/api/scans/{scan_id}").json()["raw_files"]} == {"passwd"}


def test_a_trader_neither_posts_nor_reads_scans(app: FastAPI, tmp_path: Path) -> None:
    with client_of(app, "trader") as trader:
        assert post(trader, tmp_path).status_code == 403
        assert trader.get("/api/scans").status_code == 403


def test_a_post_of_more_than_a_thousand_files_is_looked_at(room: Room, analyst: TestClient) -> None:
    files = [("files", (f"{n:04}.bin", b"no scan")) for n in range(1_200)]
    answer = analyst.post("/api/scans", files=files, data={"site_id": "XMPMS"})
    with room.database.read("test") as tx:
        [kept] = room.imaging.quarantined(tx)

    assert answer.status_code == 422
    assert len(kept.raw_files) == 1_200


def test_a_post_of_more_files_than_are_read_is_refused_in_words(analyst: TestClient) -> None:
    files = [("files", (f"{n:04}.bin", b"no scan")) for n in range(MOST_FILES + MOST_PHOTOS + 1)]
    answer = analyst.post("/api/scans", files=files, data={"site_id": "XMPMS"})

    assert answer.status_code == 400
    assert "files" in answer.text


def test_a_post_without_files_says_so(analyst: TestClient) -> None:
    assert analyst.post("/api/scans", data={"site_id": "XMPMS"}).status_code == 422


def test_what_was_said_of_a_scan_before_is_read_beside_what_counts(
    room: Room, app: FastAPI, analyst: TestClient, tmp_path: Path
) -> None:
    scan_id = post(analyst, tmp_path).json()["scan_id"]
    room.workshop.work_off()
    with room.database.begin("test") as tx:
        tx.connection.execute(store.scans.update().values(recognised_with="physics-first 0.9"))
    Again(room.database, room.imaging).recognise(scan_id)
    told = analyst.get(f"/api/scans/{scan_id}/recognitions").json()
    trader = client_of(app, "trader").get(f"/api/scans/{scan_id}/recognitions")

    assert told["recognised_with"] == str(today())
    assert [each["recognised_with"] for each in told["earlier"]] == ["physics-first 0.9"]
    assert told["earlier"][0]["mass"]["kg"] > 1000
    assert analyst.get("/api/scans/nothing/recognitions").status_code == 404
    assert trader.status_code == 403


def test_whoever_is_shown_a_copy_learns_nothing_of_what_was_said_of_the_original(
    room: Room, app: FastAPI, analyst: TestClient, tmp_path: Path
) -> None:
    scan_id = post(analyst, tmp_path).json()["scan_id"]
    room.workshop.work_off()
    with room.database.begin("test") as tx:
        tx.connection.execute(store.scans.update().values(recognised_with="physics-first 0.9"))
    Again(room.database, room.imaging).recognise(scan_id)
    with client_of(app_of(room, lambda _tx, _user, scan: Shown(replace(scan))), "analyst") as other:
        of_copy = other.get(f"/api/scans/{scan_id}/recognitions").json()

    assert len(analyst.get(f"/api/scans/{scan_id}/recognitions").json()["earlier"]) == 1
    assert of_copy["earlier"] == []


def test_a_threat_report_tells_of_the_copy_that_is_shown(room: Room, app: FastAPI, analyst: TestClient) -> None:
    voxels = np.full((20, 20, 20), -1000, np.int16)
    voxels[5:15, 5:15, 5:15] = 3000
    scan_id = analyst.post("/api/scans", files=[("files", ("parcel.nii", nifti_bytes(voxels)))]).json()["scan_id"]
    room.workshop.work_off()
    with client_of(app_of(room, lambda _tx, _user, scan: Shown(replace(scan, findings=()))), "analyst") as other:
        answers = [one.get(f"/api/scans/{scan_id}/threat-report").content for one in (analyst, other)]
    of_scan, of_copy = (dcmread(io.BytesIO(answer)) for answer in answers)

    assert len(of_scan.ThreatSequence) > 0
    assert len(of_copy.get("ThreatSequence", ())) == 0
