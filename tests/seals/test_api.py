"""The seals over HTTP: what each role may do, the shapes the pages read, and errors with their fields."""

import base64
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from customhouse.access.api import session_router
from customhouse.access.guard import CSRF_HEADER, Guard
from customhouse.access.model import Role
from customhouse.access.service import Access, NewUser
from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.http import answer_errors
from customhouse.seals.api import router
from customhouse.seals.corridor_files import feature_of
from customhouse.seals.model import Sign
from customhouse.seals.service import Seals
from tests.seals.building import (
    CORRIDOR,
    DESTINATION,
    DEVICE,
    ORIGIN,
    SEALED,
    SEALED_AT,
    at,
    drive,
    make_corridor,
    report,
)
from tests.seals.room import CONSIGNMENT, CONTAINER, OneConsignment

PASSWORD = "correct horse 9"
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(100)
SEALING = {
    "consignment_id": CONSIGNMENT,
    "container_number": CONTAINER,
    "seal_number": "XM-000123",
    "device_id": DEVICE,
    "corridor_id": CORRIDOR.id,
    "plate": "AB12 CDE",
}
READING = {
    "site_id": "XMEHM",
    "gate": "XMEHM-G1",
    "read_at": at(61).isoformat(),
    "plate": "AB12CDE",
    "container_number": CONTAINER,
    "seal_epc": "XM-000123",
    "seal_state": "intact",
}


class Office:
    """The application, and a logged-in client for each role."""

    def __init__(self, database: Database, clock: FixedClock, folder: Path) -> None:
        self.database, self.clock = database, clock
        clock.at = SEALED_AT
        access, guard = Access(), None
        guard = Guard(database, access)
        sites = {site.id: site for site in (ORIGIN, DESTINATION)}
        self.seals = Seals(OneConsignment(), FolderBlobs(folder), None, sites, SEALED_AT)
        with database.begin("test") as tx:
            for role in (Role.FIELD_OFFICER, Role.DUTY_OFFICER, Role.RISK_MANAGER, Role.DECLARANT):
                access.add_user(tx, NewUser(role.value, role.value, role), PASSWORD)
            self.seals.adopt_corridors(tx, [CORRIDOR])
        self.app = FastAPI()
        answer_errors(self.app)
        self.app.include_router(session_router(access, guard, database, secure_cookie=False))
        self.app.include_router(router(self.seals, guard))

    def gate(self, site_id: str) -> TestClient:
        """The machine at a site's gate."""
        access, client = Access(), TestClient(self.app)
        with self.database.begin("test") as tx:
            reader = access.add_user(tx, NewUser(f"gate-{site_id}", "Gate", Role.GATE_READER, site_id=site_id), None)
            client.headers["Authorization"] = f"Bearer {access.issue_token(tx, reader.id)}"
        return client

    def who(self, role: Role) -> TestClient:
        client = TestClient(self.app)
        answer = client.post("/api/session", json={"user_name": role.value, "password": PASSWORD})
        client.headers[CSRF_HEADER] = answer.json()["csrf_token"]
        return client

    def hear(self, minute: float, *reports: Any) -> None:
        self.clock.at = at(minute)
        with self.database.begin("system:seal-gateway") as tx:
            self.seals.record(tx, reports)
            for journey in self.seals.journeys_of(tx, CONSIGNMENT):
                self.seals._look(tx, journey.id)


@pytest.fixture
def office(database: Database, clock: FixedClock, tmp_path: Path) -> Office:
    return Office(database, clock, tmp_path / "blobs")


def bound(office: Office, **changes: Any) -> dict[str, Any]:
    answer = office.who(Role.FIELD_OFFICER).post("/api/journeys", json={**SEALING, **changes})
    assert answer.status_code == 201, answer.text
    journey: dict[str, Any] = answer.json()
    return journey


def test_a_seal_is_bound_with_its_photograph(office: Office) -> None:
    journey = bound(office, photo="data:image/png;base64," + base64.b64encode(PHOTO).decode())

    assert journey["state"] == "sealed"
    assert journey["mrn"] == "26XM7K3QH5T2B0001"
    assert office.seals.blobs.get(journey["photo"]) == PHOTO


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"photo": "???"}, "photo"),
        ({"photo": base64.b64encode(b"MZ not a picture").decode()}, "photo"),
        ({"container_number": "MSKU0000000"}, "container_number"),
        ({"sealed_at": "2026-11-23T06:00:00"}, "sealed_at"),
    ],
)
def test_a_faulty_sealing_names_its_field(office: Office, changes: dict[str, Any], field: str) -> None:
    answer = office.who(Role.FIELD_OFFICER).post("/api/journeys", json={**SEALING, **changes})

    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["error"]["problems"]] == [field]


def test_a_journey_is_read_with_its_track_its_reports_and_its_alarms(office: Office) -> None:
    journey = bound(office)
    office.hear(20, *drive(18), report(19, kind="alarm", signs=SEALED | int(Sign.ROPE_CUT)))
    duty = office.who(Role.DUTY_OFFICER)

    seen = duty.get(f"/api/journeys/{journey['id']}").json()
    track = duty.get(f"/api/journeys/{journey['id']}/track").json()
    reports = duty.get(f"/api/journeys/{journey['id']}/reports").json()

    assert seen["state"] == "broken"
    assert [alarm["rule"] for alarm in seen["alarms"]] == ["rope_cut"]
    assert seen["last"]["rope"] == "cut"
    assert len(track) == 20
    assert track[0][2:] == [SEALED_AT.isoformat(), 60.0, "ok"]
    assert reports["items"][0]["hex"] == "24"


def test_an_alarm_is_taken_on_and_closed_by_the_duty_officer(office: Office) -> None:
    bound(office)
    office.hear(20, *drive(18), report(19, kind="alarm", signs=SEALED | int(Sign.ROPE_CUT)))
    duty = office.who(Role.DUTY_OFFICER)
    [alarm] = duty.get("/api/alarms").json()["items"]

    taken = duty.post(f"/api/alarms/{alarm['id']}/acknowledgement")
    closed = duty.post(f"/api/alarms/{alarm['id']}/resolution", json={"outcome": "intervened", "note": "patrol there"})
    again = duty.post(f"/api/alarms/{alarm['id']}/resolution", json={"outcome": "intervened"})

    assert (taken.json()["state"], taken.json()["acknowledged_by_name"]) == ("acknowledged", "duty_officer")
    assert (closed.json()["state"], closed.json()["outcome"]) == ("resolved", "intervened")
    assert again.status_code == 409
    assert alarm["reason"]["params"]["repeats"] == "1"
    assert alarm["actions"]
    assert alarm["mrn"] == "26XM7K3QH5T2B0001"


def test_alarms_are_read_a_page_at_a_time(office: Office) -> None:
    bound(office)
    for number in range(52):
        cut = report(30 * number + 20, kind="alarm", signs=SEALED | int(Sign.ROPE_CUT), latitude=None, longitude=None)
        office.hear(30 * number + 22, cut, report(30 * number + 21, latitude=None, longitude=None))
    duty = office.who(Role.DUTY_OFFICER)

    first = duty.get("/api/alarms", params={"state": "all"}).json()
    second = duty.get("/api/alarms", params={"state": "all", "cursor": first["next_cursor"]}).json()

    assert len({alarm["id"] for alarm in first["items"] + second["items"]}) == len(first["items"] + second["items"])
    assert len(first["items"]) == 50
    assert sum(alarm["rule"] == "rope_cut" for alarm in first["items"] + second["items"]) == 52


def test_the_gate_answers_with_its_reasons(office: Office) -> None:
    journey = bound(office)
    office.hear(62, *drive(60))
    officer = office.who(Role.FIELD_OFFICER)

    passed = officer.post("/api/gate-readings", json=READING).json()
    again = officer.post("/api/gate-readings", json=READING).json()

    assert passed["outcome"] == "pass"
    assert passed["journey_id"] == journey["id"]
    assert again["reading_id"] == passed["reading_id"]
    assert len(officer.get("/api/gate-readings", params={"site_id": "XMEHM"}).json()["items"]) == 1


def test_a_gate_reads_for_its_own_site_only(office: Office) -> None:
    bound(office)
    office.hear(62, *drive(60))
    elsewhere = office.gate("XMPMS").post("/api/gate-readings", json=READING)
    here = office.gate("XMEHM").post("/api/gate-readings", json=READING)

    assert (elsewhere.status_code, here.status_code) == (403, 200)
    assert "stands at XMPMS" in elsewhere.json()["error"]["message"]


def test_corridors_are_a_feature_collection_and_a_risk_manager_adds_one(office: Office) -> None:
    planner = office.who(Role.RISK_MANAGER)
    feature = feature_of(make_corridor(id="mersea-carrow", time_limit=timedelta(hours=3)))

    assert planner.post("/api/corridors", json=feature).status_code == 201
    assert planner.post("/api/corridors", json=feature).status_code == 409
    names = [one["properties"]["id"] for one in planner.get("/api/corridors").json()["features"]]
    assert names == ["mersea-carrow", "mersea-eastholm"]


def test_a_corridor_to_nowhere_is_refused(office: Office) -> None:
    feature = feature_of(make_corridor(id="to-nowhere", to_site="XMZZZ"))

    answer = office.who(Role.RISK_MANAGER).post("/api/corridors", json=feature)

    assert answer.status_code == 422
    assert answer.json()["error"]["problems"][0]["field"] == "properties/to_site"


@pytest.mark.parametrize(
    ("role", "method", "path"),
    [
        (Role.DECLARANT, "GET", "/api/journeys"),
        (Role.DECLARANT, "GET", "/api/alarms"),
        (Role.FIELD_OFFICER, "POST", "/api/alarms/x/acknowledgement"),
        (Role.DUTY_OFFICER, "POST", "/api/journeys"),
        (Role.DUTY_OFFICER, "POST", "/api/corridors"),
        (Role.FIELD_OFFICER, "GET", "/api/journeys/x/reports"),
        (Role.RISK_MANAGER, "POST", "/api/gate-readings"),
    ],
)
def test_nobody_does_what_is_not_theirs_to_do(office: Office, role: Role, method: str, path: str) -> None:
    bodies = {"/api/journeys": SEALING, "/api/gate-readings": READING, "/api/corridors": feature_of(CORRIDOR)}

    assert office.who(role).request(method, path, json=bodies.get(path)).status_code == 403


@pytest.mark.parametrize("cursor", ["9" * 40 + ".1", "1." + "9" * 40, "here"])
def test_a_cursor_that_no_page_gave_is_refused(office: Office, cursor: str) -> None:
    duty = office.who(Role.DUTY_OFFICER)
    journey = office.who(Role.FIELD_OFFICER).post("/api/journeys", json=SEALING).json()["id"]

    reports = duty.get(f"/api/journeys/{journey}/reports", params={"cursor": cursor})
    alarms = duty.get("/api/alarms", params={"cursor": "0001-01-01T00:00:00+14:00|x"})

    assert (reports.status_code, alarms.status_code) == (422, 422)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_beyond_any_clock_is_refused(office: Office, moment: str) -> None:
    field = office.who(Role.FIELD_OFFICER)

    assert field.post("/api/journeys", json={**SEALING, "sealed_at": moment}).status_code == 422
    assert field.post("/api/gate-readings", json={**READING, "read_at": moment}).status_code == 422


def test_what_does_not_exist_is_not_found(office: Office) -> None:
    duty = office.who(Role.DUTY_OFFICER)

    assert duty.get("/api/journeys/nothing").status_code == 404
    assert duty.post("/api/alarms/nothing/acknowledgement").status_code == 404
    assert duty.get("/api/alarms", params={"cursor": "nonsense"}).status_code == 422


def test_a_gate_reading_that_names_nothing_is_refused_in_words(office: Office) -> None:
    empty = {"plate": " ", "container_number": "", "seal_epc": ""}
    answer = office.who(Role.FIELD_OFFICER).post("/api/gate-readings", json=READING | empty)

    assert answer.status_code == 422
    assert [one["code"] for one in answer.json()["error"]["problems"]] == ["gate_reading_empty"]
