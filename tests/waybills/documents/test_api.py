"""Documents over HTTP: posted, looked at, confirmed; refusals in words."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from customhouse.access.api import session_router
from customhouse.access.guard import CSRF_HEADER, Guard
from customhouse.access.model import Role
from customhouse.access.service import Access, NewUser
from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.adapters.waybill_documents.process import ProcessReader
from customhouse.kernel.database import Database
from customhouse.kernel.http import answer_errors
from customhouse.waybills.documents.api import documents_router
from customhouse.waybills.documents.service import Documents
from simulators.trader.papers.facts import make_paper
from simulators.trader.papers.messages import STYLES, cuscar
from simulators.trader.papers.pages import lay_out
from simulators.trader.papers.printing import pdf
from tests.adapters.waybill_documents.reading import PLACES

PASSWORD = "correct horse 9"
PEOPLE = [
    NewUser("trader", "Trader", Role.DECLARANT, enterprise_id="XME00007"),
    NewUser("other", "Other", Role.DECLARANT, enterprise_id="XME00008"),
    NewUser("officer", "Officer", Role.DUTY_OFFICER),
]
PATH = "/api/waybills/documents"
PAPER = make_paper(1)


@pytest.fixture
def app(database: Database, tmp_path: Path) -> FastAPI:
    access = Access()
    with database.begin("test") as tx:
        for person in PEOPLE:
            access.add_user(tx, person, PASSWORD)
    guard, app = Guard(database, access), FastAPI()
    answer_errors(app)
    app.include_router(session_router(access, guard, database, secure_cookie=False))
    app.include_router(documents_router(Documents(ProcessReader(), PLACES, FolderBlobs(tmp_path / "blobs")), guard))
    return app


def client_of(app: FastAPI, name: str) -> TestClient:
    client = TestClient(app)
    answer = client.post("/api/session", json={"user_name": name, "password": PASSWORD})
    client.headers[CSRF_HEADER] = answer.json()["csrf_token"]
    return client


def test_a_document_goes_from_its_post_to_the_beginning_of_a_lodgement(app: FastAPI) -> None:
    client = client_of(app, "trader")

    posted = client.post(PATH, files={"file": (r"C:\papers\form.pdf", pdf([lay_out(PAPER, "boxes")]))})
    document = posted.json()
    path = f"{PATH}/{document['id']}"
    fields = client.get(f"{path}/consignments/0").json()["fields"]
    page = client.get(f"{path}/pages/1")
    values = {each["field"]: each["value"] for each in fields if each["doubtful"]}
    confirmed = client.post(f"{path}/confirm", json={"consignment": 0, "values": values})

    assert posted.status_code == 201
    assert (document["name"], document["titles"][0]["number"]) == ("form.pdf", PAPER.number)
    assert document["titles"][0]["doubtful"] == len(values)
    assert (page.headers["content-type"], page.content[:4]) == ("image/png", b"\x89PNG")
    assert confirmed.json()["draft"]["waybill"]["carrier"] == PAPER.carrier
    assert client.get(path).json()["state"] == "confirmed"


def test_what_cannot_be_read_is_answered_with_the_reason_and_listed(app: FastAPI) -> None:
    client = client_of(app, "trader")

    answer = client.post(PATH, files={"file": ("x.txt", b"words")})
    kept = client.get(PATH).json()["items"]

    assert answer.status_code == 422
    assert "none of the formats" in answer.json()["error"]["message"]
    assert [(each["id"], each["state"]) for each in kept] == [(answer.json()["document_id"], "quarantined")]
    assert client.get(f"{PATH}/{kept[0]['id']}/original").content == b"words"


def test_the_lines_of_a_message_are_shown_where_a_page_is_not(app: FastAPI) -> None:
    client = client_of(app, "trader")
    document = client.post(PATH, files={"file": ("m.edi", cuscar(STYLES[0], [PAPER]))}).json()

    lines = client.get(f"{PATH}/{document['id']}/listing").json()["lines"]

    assert document["has_listing"]
    assert lines[1].startswith("UNH+1+CUSCAR")
    assert client.get(f"{PATH}/{document['id']}/pages/1").status_code == 404


def test_others_do_not_see_it_and_officers_read_but_do_not_confirm(app: FastAPI) -> None:
    path = (
        f"{PATH}/"
        + client_of(app, "trader").post(PATH, files={"file": ("m.edi", cuscar(STYLES[0], [PAPER]))}).json()["id"]
    )
    other, officer = client_of(app, "other"), client_of(app, "officer")
    body = {"consignment": 0, "values": {}}

    assert [other.get(path).status_code, other.post(f"{path}/confirm", json=body).status_code] == [404, 404]
    assert [officer.get(path).status_code, officer.post(f"{path}/confirm", json=body).status_code] == [200, 403]


def test_unconfirmed_fields_are_named_by_their_paths(app: FastAPI) -> None:
    client = client_of(app, "trader")
    document = client.post(PATH, files={"file": ("form.pdf", pdf([lay_out(PAPER, "list")]))}).json()

    answer = client.post(f"{PATH}/{document['id']}/confirm", json={"consignment": 0, "values": {}})

    assert answer.status_code == 422
    assert "waybill/consignor/address/city" in {each["field"] for each in answer.json()["error"]["problems"]}
