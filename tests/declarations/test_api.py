"""Declarations over HTTP: answers, errors with their fields, and who sees what."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from customhouse.access.api import session_router
from customhouse.access.guard import CSRF_HEADER, Guard
from customhouse.access.model import Role
from customhouse.access.service import Access, NewUser
from customhouse.commodities.api import router as commodities_router
from customhouse.commodities.service import Commodities
from customhouse.declarations.api import router
from customhouse.declarations.sheet import template
from customhouse.enterprises.api import router as enterprises_router
from customhouse.enterprises.service import Enterprises
from customhouse.kernel.database import Database
from customhouse.kernel.http import answer_errors
from customhouse.waybills.api import router as waybills_router
from customhouse.waybills.service import Waybills
from tests.declarations.builders import LISTS, PLACES, make_declarations, make_item, make_lodgement, register

PASSWORD = "correct horse 9"
PEOPLE = [
    NewUser("trader", "Trader", Role.DECLARANT, enterprise_id="XME00007"),
    NewUser("other", "Other", Role.DECLARANT, enterprise_id="XME00008"),
    NewUser("officer", "Officer", Role.DUTY_OFFICER),
]


@pytest.fixture
def app(database: Database, tmp_path: Path) -> FastAPI:
    access = Access()
    with database.begin("test") as tx:
        register(tx)
        for person in PEOPLE:
            access.add_user(tx, person, PASSWORD)
    guard = Guard(database, access)
    app = FastAPI()
    answer_errors(app)
    app.include_router(session_router(access, guard, database, secure_cookie=False))
    app.include_router(router(make_declarations(tmp_path), guard))
    app.include_router(waybills_router(Waybills(PLACES), guard))
    app.include_router(commodities_router(Commodities(LISTS.nomenclature), guard))
    app.include_router(enterprises_router(Enterprises(), guard))
    return app


def client_of(app: FastAPI, name: str) -> TestClient:
    client = TestClient(app)
    answer = client.post("/api/session", json={"user_name": name, "password": PASSWORD})
    client.headers[CSRF_HEADER] = answer.json()["csrf_token"]
    return client


@pytest.fixture
def trader(app: FastAPI) -> Iterator[TestClient]:
    with client_of(app, "trader") as client:
        yield client


@pytest.fixture
def officer(app: FastAPI) -> Iterator[TestClient]:
    with client_of(app, "officer") as client:
        yield client


def lodge(client: TestClient, **changes: Any) -> dict[str, Any]:
    answer = client.post("/api/declarations", json=make_lodgement(**changes))
    assert answer.status_code == 201, answer.text
    lodged: dict[str, Any] = answer.json()
    return lodged


def test_a_declaration_is_lodged_and_read_with_exact_numbers(trader: TestClient, officer: TestClient) -> None:
    lodged = lodge(trader)
    read = officer.get(f"/api/declarations/{lodged['consignment_id']}").json()

    assert set(lodged) == {"consignment_id", "mrn", "version", "lrn"}
    assert read["lodgement"]["goods_items"][0]["gross_mass_kg"] == "18450.5"
    assert read["declarant"] == {"enterprise_id": "XME00007", "name": "Pennine Forwarding"}
    assert (read["state"], read["version"]) == ("lodged", 1)


def test_what_is_read_can_be_lodged_again_as_it_is(trader: TestClient) -> None:
    lodged = lodge(trader)
    read = trader.get(f"/api/declarations/{lodged['consignment_id']}").json()
    again = trader.post("/api/declarations", json=read["lodgement"])

    assert again.status_code == 200
    assert again.json() == lodged


def test_all_problems_come_in_one_answer_with_their_fields(trader: TestClient) -> None:
    wrong = make_lodgement(office="nowhere", goods_items=[make_item(hs_code="999999", net_mass_kg="x")])
    answer = trader.post("/api/declarations", json=wrong)
    checked = trader.post("/api/declarations/check", json=wrong)
    error = answer.json()["error"]

    assert answer.status_code == 422
    assert error["kind"] == "invalid"
    fields = {problem["field"] for problem in error["problems"]}
    assert fields == {"office", "goods_items/0/hs_code", "goods_items/0/net_mass_kg"}
    assert checked.status_code == 200
    assert checked.json()["problems"] == error["problems"]


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe{", b"[]", b"null", b"7", b'{"lrn": "\\ud800"}', b"[" * 100_000])
def test_garbage_is_answered_with_words_and_the_server_goes_on(trader: TestClient, raw: bytes) -> None:
    answer = trader.post("/api/declarations", content=raw, headers={"Content-Type": "application/json"})

    assert answer.status_code == 422
    assert answer.json()["error"]["problems"]
    assert lodge(trader)["version"] == 1


def test_ten_thousand_items_are_refused_with_one_clear_problem(trader: TestClient) -> None:
    answer = trader.post("/api/declarations", json=make_lodgement(goods_items=[make_item()] * 10_000))

    assert answer.status_code == 422
    assert {"field": "goods_items", "code": "too_many"}.items() <= answer.json()["error"]["problems"][0].items()


def test_a_file_gives_each_record_its_own_verdict(trader: TestClient) -> None:
    records = [
        make_lodgement(lrn="a"),
        make_lodgement(lrn="b", office="ESVLC"),
        make_lodgement(lrn="a", office="XMDEV"),
    ]
    raw = json.dumps(records, indent=1)
    verdicts = trader.post("/api/declarations/files", files={"file": ("many.json", raw)}).json()

    assert [lodged["lrn"] for lodged in verdicts["lodged"]] == ["a"]
    assert [(each["lrn"], each["problems"][0]["code"]) for each in verdicts["refused"]] == [
        ("b", "unknown_office"),
        ("a", "reference_taken"),
    ]
    assert verdicts["refused"][0]["line"] == raw.splitlines().index(" {", 2) + 1


def test_the_template_is_a_sheet_of_all_columns(trader: TestClient) -> None:
    answer = trader.get("/api/declarations/files/template.csv")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text == template()


def test_a_file_that_breaks_off_lodges_nothing(trader: TestClient) -> None:
    raw = json.dumps([make_lodgement(lrn="a"), make_lodgement(lrn="b")])[:-50]
    answer = trader.post("/api/declarations/files", files={"file": ("many.json", raw)})

    assert answer.status_code == 422
    assert "breaks off" in answer.json()["error"]["message"]
    assert trader.get("/api/declarations").json()["items"] == []


def test_an_amendment_of_a_stale_version_is_a_conflict(trader: TestClient) -> None:
    path = f"/api/declarations/{lodge(trader)['consignment_id']}"
    amended = trader.put(path, json={"version": 1, "lodgement": make_lodgement(office="XMDEV")})
    stale = trader.put(path, json={"version": 1, "lodgement": make_lodgement(procedure="transit")})
    versions = trader.get(f"{path}/versions").json()["items"]

    assert amended.json()["version"] == 2
    assert stale.status_code == 409
    assert [version["version"] for version in versions] == [1, 2]
    assert trader.get(path, params={"version": 1}).json()["lodgement"]["office"] == "XMPMS"


def test_a_withdrawal_needs_a_reason_and_is_shown(trader: TestClient) -> None:
    path = f"/api/declarations/{lodge(trader)['consignment_id']}"

    assert trader.post(f"{path}/withdrawal", json={"reason": " "}).status_code == 422
    assert trader.post(f"{path}/withdrawal", json={"reason": "The vessel was diverted."}).status_code == 204
    assert trader.get(path).json()["withdrawn_reason"] == "The vessel was diverted."
    assert trader.get("/api/declarations", params={"state": "withdrawn"}).json()["items"][0]["lrn"] == "2026-0417"


def test_a_trader_sees_its_own_and_an_officer_all(app: FastAPI, trader: TestClient, officer: TestClient) -> None:
    lodged = lodge(trader)
    other = client_of(app, "other")

    assert other.get("/api/declarations").json()["items"] == []
    assert other.get(f"/api/declarations/{lodged['consignment_id']}").status_code == 404
    assert other.get(f"/api/declarations/{lodged['consignment_id']}/versions").status_code == 404
    [entry] = officer.get("/api/declarations", params={"q": "CSQU305"}).json()["items"]
    assert entry["containers"] == ["CSQU3054383"]
    assert officer.post("/api/declarations", json=make_lodgement()).status_code == 403


def test_codes_are_looked_up(trader: TestClient) -> None:
    places = trader.get("/api/places", params={"q": "mersea"}).json()
    commodity = trader.get("/api/commodities/690721").json()

    assert places["items"][0]["code"] == "XMPMS"
    assert "Meridia" in places["checked_against"]
    assert [step["code"] for step in commodity["path"]] == ["69", "6907", "690721"]
    assert trader.get("/api/commodities", params={"q": "mortar"}).json()["items"][0]["code"] == "381600"
    assert {"code": "XM", "name": "Meridia"} in trader.get("/api/countries").json()["items"]
    assert trader.get("/api/commodities/999999").status_code == 404


def test_an_officer_sees_the_history_of_an_enterprise_and_a_trader_only_its_own_entry(
    trader: TestClient, officer: TestClient
) -> None:
    lodge(trader)

    assert officer.get("/api/enterprises/XME00007").json()["history"]["lodged"] == 1
    assert trader.get("/api/enterprises/XME00007").json()["history"] is None
    assert trader.get("/api/enterprises/XME00017").status_code == 404


def test_the_schema_describes_the_bodies_that_we_read_ourselves(app: FastAPI) -> None:
    schema = app.openapi()
    body = schema["paths"]["/api/declarations"]["post"]["requestBody"]["content"]["application/json"]["schema"]

    assert body == {"$ref": "#/components/schemas/Lodgement"}
    assert "goods_items" in schema["components"]["schemas"]["Lodgement"]["properties"]
