"""Reviews, controls, assessments and the policy over HTTP: answers, refusals, and what declarants are not told."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from customhouse.access.api import session_router
from customhouse.access.guard import CSRF_HEADER, Guard
from customhouse.access.model import Role
from customhouse.access.service import Access, NewUser
from customhouse.imaging.projection.copies import Projections
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.http import answer_errors
from customhouse.policy.api import router as policy_router
from customhouse.procedures.api import controls_router
from customhouse.procedures.readings.api import reviews_router
from customhouse.procedures.readings.service import Readings
from customhouse.risk.api import router as risk_router
from tests.imaging.rooms import make_room
from tests.procedures.building import UNDO, House
from tests.risk.building import MERIDIA, TRADER, make_said

PASSWORD = "correct horse 9"
PEOPLE = [
    NewUser("anna", "Anna", Role.IMAGE_ANALYST),
    NewUser("ewa", "Ewa", Role.FIELD_OFFICER),
    NewUser("dov", "Dov", Role.DUTY_OFFICER),
    NewUser("trader", "Trader", Role.DECLARANT, enterprise_id=TRADER),
    NewUser("other", "Other", Role.DECLARANT, enterprise_id="XME00001"),
]
SUSPICIOUS = {
    "outcome": "suspicious",
    "reason_codes": ["dense_object"],
    "marks": [{"view": 0, "x": 10, "y": 20, "width": 30, "height": 40, "note": "here"}],
}


@pytest.fixture
def house(database: Database, clock: FixedClock) -> House:
    return House(database, clock)


@pytest.fixture
def readings(house: House, tmp_path: Path) -> Readings:
    return Readings(house.procedures, Projections(make_room(house.database, tmp_path).imaging))


@pytest.fixture
def app(house: House, readings: Readings) -> FastAPI:
    access = Access()
    with house.database.begin("test") as tx:
        for person in PEOPLE:
            access.add_user(tx, person, PASSWORD)
    guard = Guard(house.database, access)
    app = FastAPI()
    answer_errors(app)
    app.include_router(session_router(access, guard, house.database, secure_cookie=False))
    app.include_router(reviews_router(house.procedures, readings, guard))
    app.include_router(controls_router(house.procedures, readings, guard))
    app.include_router(risk_router(house.risk, guard))
    app.include_router(policy_router(MERIDIA, guard))
    return app


def client_of(app: FastAPI, name: str) -> TestClient:
    client = TestClient(app)
    answer = client.post("/api/session", json={"user_name": name, "password": PASSWORD})
    client.headers[CSRF_HEADER] = answer.json()["csrf_token"]
    return client


def test_an_analyst_takes_decides_and_undoes(app: FastAPI, house: House) -> None:
    house.scan(house.lodge(), "disagrees", "high")
    anna = client_of(app, "anna")
    review = anna.post("/api/reviews/next").json()
    decided = anna.post(f"/api/reviews/{review['id']}/decision", json=SUSPICIOUS)
    kept = anna.get(f"/api/reviews/{review['id']}").json()
    undone = anna.delete(f"/api/reviews/{review['id']}/decision")

    assert (review["state"], review["lane"]) == ("assigned", "red")
    assert (decided.status_code, "undo_until" in decided.json()) == (200, True)
    assert kept["decision"] == {**SUSPICIOUS, "marks": [{**SUSPICIOUS["marks"][0], "slice": None}], "note": ""}
    assert (undone.status_code, undone.json()["state"]) == (200, "assigned")


def test_undoing_too_late_is_a_conflict(app: FastAPI, house: House) -> None:
    house.scan(house.lodge(), "disagrees")
    anna = client_of(app, "anna")
    review = anna.post("/api/reviews/next").json()
    anna.post(f"/api/reviews/{review['id']}/decision", json={"outcome": "clear"})
    house.clock.advance(UNDO)

    assert anna.delete(f"/api/reviews/{review['id']}/decision").status_code == 409


def test_a_decision_that_lacks_a_mark_names_the_field(app: FastAPI, house: House) -> None:
    house.scan(house.lodge(), "disagrees")
    anna = client_of(app, "anna")
    review = anna.post("/api/reviews/next").json()
    answer = anna.post(f"/api/reviews/{review['id']}/decision", json={**SUSPICIOUS, "marks": []})

    assert answer.status_code == 422
    assert answer.json()["error"]["problems"][0]["field"] == "marks"


def test_there_is_nothing_to_take_when_all_is_read(app: FastAPI) -> None:
    assert client_of(app, "anna").post("/api/reviews/next").status_code == 204


def test_the_worklist_counts(app: FastAPI, house: House) -> None:
    house.scan(house.lodge(), "disagrees")
    listed = client_of(app, "anna").get("/api/reviews?state=open").json()

    assert listed["counters"] == {"open": 1, "mine": 0, "over_sla": 0}
    assert listed["ai_reveal"] == "before"
    assert [item["mrn"] for item in listed["items"]] == ["26XM0000000000017"]


def test_a_review_is_handed_back(app: FastAPI, house: House) -> None:
    house.scan(house.lodge(), "disagrees")
    anna = client_of(app, "anna")
    review = anna.post("/api/reviews/next").json()

    assert anna.post(f"/api/reviews/{review['id']}/hand-back").status_code == 204
    assert anna.get(f"/api/reviews/{review['id']}").json()["state"] == "open"


def test_an_examiner_finds_the_control_and_records_its_result(app: FastAPI, house: House) -> None:
    case = house.lodge(make_said(containerised=False, trader_months=1))
    ewa = client_of(app, "ewa")
    [control] = ewa.get("/api/controls?what=document_check").json()["items"]
    answer = ewa.post(f"/api/controls/{control['id']}/result", json={"result": "conforms", "note": "In order"})

    assert (control["mrn"], control["why"]) == ("26XM0000000000017", "trader_new")
    assert answer.json()["state"] == "done"
    assert ewa.get(f"/api/consignments/{case}/procedure").json()["state"] == "released"


def test_a_declarant_follows_its_own_goods_and_is_told_no_criteria(app: FastAPI, house: House) -> None:
    case = house.lodge(make_said(trader_months=1))
    trader = client_of(app, "trader")
    procedure = trader.get(f"/api/consignments/{case}/procedure").json()
    [assessment] = trader.get(f"/api/consignments/{case}/assessments").json()["items"]

    assert (procedure["state"], procedure["lane"], procedure["reviews"]) == ("under_control", None, [])
    assert {control["why"] for control in procedure["controls"]} == {None}
    assert {reason["level"] for reason in assessment["reasons"]} == {"trader"}
    assert (assessment["lane"], assessment["facts"], assessment["rows"]) == (None, None, None)


@pytest.mark.parametrize("what", ["procedure", "assessments"])
def test_a_declarant_does_not_find_the_goods_of_another(app: FastAPI, house: House, what: str) -> None:
    case = house.lodge()

    assert client_of(app, "other").get(f"/api/consignments/{case}/{what}").status_code == 404


def test_an_officer_sees_why(app: FastAPI, house: House) -> None:
    case = house.lodge(make_said(trader_months=1))
    [assessment] = client_of(app, "dov").get(f"/api/consignments/{case}/assessments").json()["items"]

    assert (assessment["lane"], assessment["rows"]) == ("yellow", ["trader-new", "container"])
    assert assessment["facts"]["trader_months"] == "1"
    assert (assessment["selection_probability"], assessment["drawn_at_random"]) == ("0.01", False)


def test_a_duty_officer_takes_up_released_goods_again(app: FastAPI, house: House) -> None:
    case = house.lodge(make_said(authorised=True))
    dov = client_of(app, "dov")
    answer = dov.post(f"/api/consignments/{case}/reopening", json={"note": "A hint from a partner"})

    assert answer.status_code == 204
    assert dov.get(f"/api/consignments/{case}/procedure").json()["state"] == "reopened"


def test_reason_codes_come_in_english_and_chinese(app: FastAPI) -> None:
    codes = client_of(app, "anna").get("/api/reason-codes").json()["items"]

    assert all({"en", "zh"} <= set(code["text"]) for code in codes)


def test_the_policy_is_readable_whole(app: FastAPI) -> None:
    policy = client_of(app, "anna").get("/api/policy").json()
    parameters = {parameter["key"]: parameter for parameter in policy["parameters"]}

    assert policy["hash"] == MERIDIA.hash
    assert parameters["rates.eur"]["current"] == "1.1544"
    assert {table["name"] for table in policy["tables"]} == {"lanes", "random"}


def test_the_policy_is_no_business_of_a_declarant(app: FastAPI) -> None:
    assert client_of(app, "trader").get("/api/policy").status_code == 403
