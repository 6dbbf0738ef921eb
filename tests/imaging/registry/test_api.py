"""Models over HTTP: cards, proposals, decisions, monitoring."""

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from customhouse.access.api import session_router
from customhouse.access.guard import CSRF_HEADER, Guard
from customhouse.access.model import Role
from customhouse.access.service import Access, NewUser
from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.imaging.registry import store
from customhouse.imaging.registry.api import models_router
from customhouse.imaging.registry.model import Drifting, ModelState, RegisteredModel, Said, Truth
from customhouse.imaging.registry.service import Registry
from customhouse.imaging.store import insert_scan
from customhouse.kernel.database import Database
from customhouse.kernel.http import answer_errors
from tests.conftest import NOON
from tests.imaging.registry.heads import label, posted
from tests.imaging.registry.test_drift import bare_scan

PASSWORD = "correct horse 9"
PEOPLE = [
    NewUser("risk", "Wei", Role.RISK_MANAGER),
    NewUser("admin", "Amal", Role.ADMINISTRATOR),
    NewUser("analyst", "Ines", Role.IMAGE_ANALYST),
]


@pytest.fixture
def app(database: Database, tmp_path: Path) -> FastAPI:
    access, registry = Access(), Registry(FolderBlobs(tmp_path / "blobs"))
    with database.begin("system:cli") as tx:
        for person in PEOPLE:
            access.add_user(tx, person, PASSWORD)
        registry.register(tx, posted())
    guard, app = Guard(database, access), FastAPI()
    answer_errors(app)
    app.include_router(session_router(access, guard, database, secure_cookie=False))
    app.include_router(models_router(registry, guard))
    return app


def client_of(app: FastAPI, name: str) -> TestClient:
    client = TestClient(app)
    answer = client.post("/api/session", json={"user_name": name, "password": PASSWORD})
    client.headers[CSRF_HEADER] = answer.json()["csrf_token"]
    return client


def own(client: TestClient) -> dict[str, object]:
    return next(each for each in client.get("/api/models").json()["items"] if not each["shipped"])


def test_the_card_is_read_with_its_figures_and_plots(app: FastAPI) -> None:
    client = client_of(app, "analyst")
    card = client.get(f"/api/models/{own(client)['id']}").json()

    assert (card["state"], card["classes"]) == ("challenger", ["negative", "positive"])
    assert (card["figures"][0]["name"], card["curve"][1], card["reliability"][1]["count"]) == ("AUC", [0.1, 0.8], 40)
    assert card["right"]["value"] is None


def test_one_proposes_and_another_approves(app: FastAPI) -> None:
    risk, admin = client_of(app, "risk"), client_of(app, "admin")
    model_id = own(risk)["id"]
    proposed = risk.post(f"/api/models/{model_id}/moves", json={"what": "promote", "reason": "Better on our scans"})
    path = f"/api/model-moves/{proposed.json()['open_move']['id']}/decision"
    own_word = risk.post(path, json={"approved": True})
    approved = admin.post(path, json={"approved": True, "note": "Agreed"})

    assert (own_word.status_code, approved.status_code) == (403, 200)
    assert (approved.json()["state"], approved.json()["moves"][0]["decided_by_name"]) == ("serving", "Amal")
    assert admin.post(path, json={"approved": True}).status_code == 409


def test_who_only_reads_images_moves_no_model(app: FastAPI) -> None:
    analyst = client_of(app, "analyst")
    body = {"what": "promote", "reason": "Because I want it"}

    assert analyst.post(f"/api/models/{own(analyst)['id']}/moves", json=body).status_code == 403


def test_monitoring_says_how_many_samples_are_lacking(app: FastAPI) -> None:
    told = client_of(app, "risk").get("/api/recognition-monitoring").json()

    assert (told["months"], told["samples"], told["more_needed"]) == ([], 0, 385)


def test_two_models_of_one_name_and_version_are_told_apart_by_month(app: FastAPI, database: Database) -> None:
    with database.begin("test") as tx:
        insert_scan(tx.connection, bare_scan("s-1"))
        for number in range(2):
            model = RegisteredModel(
                f"m-{number}", posted().card, str(number), ModelState.CHALLENGER, tx.now, "t", tx.now
            )
            store.insert_model(tx.connection, model)
            store.keep_word(tx.connection, Said("s-1", model.id, True, tx.now, "positive", 0.9, 0.4))
        store.keep_label(tx.connection, replace(label("s-1", Truth.IRREGULAR), is_random=True, at=tx.now))
    told = client_of(app, "risk").get("/api/recognition-monitoring").json()

    assert len({each["version"] for each in told["drifts"]}) == 1
    assert {each["model_id"] for each in told["drifts"]} == {"m-0", "m-1"}
    assert {each["model_id"] for each in told["months"]} == {"m-0", "m-1"}


def test_who_decides_on_models_is_told_of_drift_as_long_as_it_stands(app: FastAPI, database: Database) -> None:
    begun = Drifting("recogniser", "physics-first 2.0", "2026-11", 0.61, 80, NOON)
    with database.begin("test") as tx:
        store.note_drift(tx.connection, begun)
    [told] = client_of(app, "risk").get("/api/drifting-models").json()["items"]
    with database.begin("test") as tx:
        store.end_drift(tx.connection, begun)

    assert (told["version"], told["month"], told["index"]) == ("physics-first 2.0", "2026-11", 0.61)
    assert client_of(app, "admin").get("/api/drifting-models").json()["items"] == []
    assert client_of(app, "analyst").get("/api/drifting-models").status_code == 403
