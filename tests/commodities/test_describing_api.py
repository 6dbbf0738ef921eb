"""Descriptions over HTTP: what is told, to whom, and how a question that has no answer is answered."""

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
from customhouse.adapters.reference_data import READERS
from customhouse.commodities.api import router as commodities_router
from customhouse.commodities.describing_api import describing_router
from customhouse.commodities.descriptions import MAX_TEXT, Descriptions
from customhouse.commodities.origins import Origins
from customhouse.kernel.database import Database
from customhouse.kernel.http import answer_errors
from customhouse.sourcing.manifest import load_manifest
from customhouse.sourcing.service import Sourcing
from tests.commodities.shelves import MERIDIA, Labelled, make_descriptions, make_shelf, settle

PASSWORD = "correct horse 9"
NOVEL = "zirconia wibblers for kilns"


@pytest.fixture
def descriptions(database: Database, tmp_path: Path) -> Descriptions:
    return make_descriptions(database, make_shelf(database, tmp_path / "index", Labelled([])))


@pytest.fixture
def app(database: Database, descriptions: Descriptions, tmp_path: Path) -> FastAPI:
    access = Access()
    guard = Guard(database, access)
    with database.begin("test") as tx:
        for role in (Role.DECLARANT, Role.DUTY_OFFICER, Role.ADMINISTRATOR):
            access.add_user(tx, NewUser(role.value, role.value, role), PASSWORD)
    sourcing = Sourcing(load_manifest(READERS, MERIDIA), READERS, FolderBlobs(tmp_path / "blobs"))
    app = FastAPI()
    answer_errors(app)
    app.include_router(session_router(access, guard, database, secure_cookie=False))
    app.include_router(describing_router(descriptions, Origins(sourcing, "2022"), guard))
    app.include_router(commodities_router(descriptions.commodities, guard))
    return app


def client_of(app: FastAPI, role: Role) -> TestClient:
    client = TestClient(app)
    answer = client.post("/api/session", json={"user_name": role.value, "password": PASSWORD})
    client.headers[CSRF_HEADER] = answer.json()["csrf_token"]
    return client


def classify(client: TestClient, text: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/api/commodities/classify", json={"text": text, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_candidates_come_with_their_whole_path_and_where_their_evidence_is_from(
    app: FastAPI, descriptions: Descriptions
) -> None:
    settle(descriptions.shelf)
    found = classify(client_of(app, Role.DECLARANT), "ceramic wall tiles")

    best = found["headings"][0]
    assert [step["code"] for step in best["path"]] == ["69", "6907"]
    assert 0 < best["confidence"] <= 1
    assert best["evidence"][0]["origin"]["title"] == "Harmonized System 2022, as installed"


def test_a_description_is_held_against_its_code(app: FastAPI, descriptions: Descriptions) -> None:
    settle(descriptions.shelf)
    client = client_of(app, Role.DECLARANT)
    right = client.post("/api/commodities/check", json={"text": "ceramic wall tiles", "code": "690721"}).json()
    wrong = client.post("/api/commodities/check", json={"text": "ceramic wall tiles", "code": "8517.13"}).json()

    assert right["score"] > wrong["score"]
    assert wrong["code"] == "851713"
    assert wrong["rather"][0]["code"] == "6907"


def test_a_stop_word_is_told_with_what_to_say_instead_in_both_languages(
    app: FastAPI, descriptions: Descriptions
) -> None:
    settle(descriptions.shelf)
    vagueness = classify(client_of(app, Role.DECLARANT), "gifts")["vagueness"]

    assert vagueness["is_vague"]
    assert set(vagueness["say"][0]) >= {"en", "zh"}


def test_what_other_traders_declared_is_shown_to_officers_only(
    app: FastAPI, descriptions: Descriptions, database: Database
) -> None:
    settle(descriptions.shelf)
    with database.begin("test") as tx:
        descriptions.learn(tx, "c-1", [(1, "691110", NOVEL)])
    descriptions.shelf.look()
    told = {role: str(classify(client_of(app, role), NOVEL)) for role in (Role.DECLARANT, Role.DUTY_OFFICER)}
    checked = client_of(app, Role.DECLARANT).post(
        "/api/commodities/check", json={"text": "zirconia wibblers", "code": "691110"}
    )

    assert "c-1/1" in told[Role.DUTY_OFFICER]
    assert "c-1" not in told[Role.DECLARANT]
    assert "for kilns" not in checked.text


def test_while_the_index_is_prepared_it_is_said_so(app: FastAPI) -> None:
    client = client_of(app, Role.DECLARANT)
    answer = client.post("/api/commodities/classify", json={"text": "tiles"})
    index = client.get("/api/commodities/index").json()

    assert answer.status_code == 503
    assert "being prepared" in answer.json()["error"]["message"]
    assert (index["status"], index["sources"]) == ("preparing", [])


def test_the_index_tells_what_it_was_made_of(app: FastAPI, descriptions: Descriptions) -> None:
    settle(descriptions.shelf)
    index = client_of(app, Role.DUTY_OFFICER).get("/api/commodities/index").json()

    assert (index["status"], index["embedding"], index["edition"]) == ("ready", None, "2022")
    assert [source["origin"]["source"] for source in index["sources"]] == ["nomenclature"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "   "}, 422),
        ({"text": "t" * (MAX_TEXT + 1)}, 422),
        ({"text": 7}, 422),
        ({"text": "tiles", "limit": 0}, 422),
        ({}, 422),
        ({"text": "\u202e\u0000 <b>" * 100}, 200),
        ({"text": "12345 / 678"}, 200),
        ({"text": "瓷砖 плитка بلاط"}, 200),
    ],
)
def test_any_body_is_answered_in_words(
    app: FastAPI, descriptions: Descriptions, body: dict[str, Any], status: int
) -> None:
    settle(descriptions.shelf)
    answer = client_of(app, Role.DECLARANT).post("/api/commodities/classify", json=body)

    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(("code", "status"), [("1", 422), ("abcdef", 422), ("999999", 404), ("690721", 200)])
def test_what_is_no_code_is_refused(app: FastAPI, descriptions: Descriptions, code: str, status: int) -> None:
    settle(descriptions.shelf)
    answer = client_of(app, Role.DECLARANT).post("/api/commodities/check", json={"text": "tiles", "code": code})

    assert answer.status_code == status


def test_who_neither_lodges_nor_reads_cases_is_not_let_in(app: FastAPI) -> None:
    client = client_of(app, Role.ADMINISTRATOR)

    assert client.get("/api/commodities/index").status_code == 403
