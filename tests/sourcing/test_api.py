"""Officers read what is in force; only the administrator brings and withdraws, in whole files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from customhouse.access.guard import CSRF_HEADER
from customhouse.access.model import Role
from customhouse.access.service import Access, NewUser
from customhouse.app.house import House
from customhouse.app.server import create_app
from customhouse.kernel.database import METADATA
from customhouse.settings import Settings
from tests.conftest import import_all_stores
from tests.sourcing.rooms import write

PASSWORD = "correct horse 9"
TERMS = '{"abalone": "0307810000", "zinc": "79", "tee shirt": "6109100010"}'


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    import_all_stores()
    house = House.build(Settings(data=tmp_path, database_url=database_url))
    METADATA.create_all(house.database.engine)
    with house.database.begin("test") as tx:
        for role in (Role.ADMINISTRATOR, Role.RISK_MANAGER, Role.DECLARANT):
            Access().add_user(tx, NewUser(role.value, role.value, role), PASSWORD)
    yield house
    house.database.close()


def client_of(house: House, role: Role) -> TestClient:
    client = TestClient(create_app(house), raise_server_exceptions=False)
    answer = client.post("/api/session", json={"user_name": role.value, "password": PASSWORD})
    client.headers[CSRF_HEADER] = answer.json()["csrf_token"]
    return client


def bring(client: TestClient, content: str, source: str = "uk-terms", **form: str) -> Any:
    files = {"file": ("../search_references.json", content.encode(), "application/json")}
    return client.post(f"/api/sources/{source}/import", files=files, data=form)


def standing(client: TestClient, source: str = "uk-terms") -> Any:
    return next(each for each in client.get("/api/sources").json()["items"] if each["source"]["id"] == source)


def test_without_an_import_every_source_is_lacking_and_says_what_brings_it(house: House) -> None:
    lacking = standing(client_of(house, Role.RISK_MANAGER))

    assert lacking["in_force"] is None
    assert lacking["commands"] == [
        "customhouse data get uk-terms --into DIR",
        "customhouse data import uk-terms --from DIR",
    ]


def test_the_administrator_brings_a_file_and_officers_see_it_and_its_quarantine(house: House) -> None:
    changed = bring(client_of(house, Role.ADMINISTRATOR), TERMS)
    taken = bring(client_of(house, Role.ADMINISTRATOR), TERMS, accept_changed="true")
    officer = client_of(house, Role.RISK_MANAGER)

    assert (changed.status_code, changed.json()["error"]["kind"]) == (409, "conflict")
    assert taken.status_code == 201
    assert taken.json()["file_name"] == "search_references.json"
    now = standing(officer)["in_force"]
    assert (now["taken"], now["quarantined"], now["is_known_edition"]) == (2, 1, False)
    [fault] = officer.get("/api/sources/uk-terms/quarantine").json()["items"]
    assert (fault["row"], fault["code"]) == ("zinc", "code_form")


@pytest.mark.parametrize("name", ["..", "a\\..\\b/c", "x" * 400 + "é" * 200, 'q"\x00.json'])
def test_no_name_of_a_file_is_too_odd(house: House, name: str) -> None:
    files = {"file": (name, TERMS.encode(), "application/json")}
    client = client_of(house, Role.ADMINISTRATOR)

    answer = client.post("/api/sources/uk-terms/import", files=files, data={"accept_changed": "true"})

    assert answer.status_code == 201, answer.text
    assert "/" not in answer.json()["file_name"]


def test_a_wrong_file_is_refused_with_its_problems(house: House) -> None:
    answer = bring(client_of(house, Role.ADMINISTRATOR), "not JSON", accept_changed="true")

    assert answer.status_code == 422
    assert answer.json()["error"]["problems"][0]["code"] == "not_json"


def test_a_source_is_withdrawn_and_its_history_stays(house: House) -> None:
    client = client_of(house, Role.ADMINISTRATOR)
    bring(client, TERMS, accept_changed="true")
    before = client.get("/api/sources").json()["stamp"]
    withdrawn = client.post("/api/sources/uk-terms/withdraw")

    assert withdrawn.json()["state"] == "withdrawn"
    assert client.get("/api/sources").json()["stamp"] != before
    assert [each["state"] for each in client.get("/api/sources/uk-terms").json()["imports"]] == ["withdrawn"]
    assert client.get("/api/sources/uk-terms/quarantine").status_code == 404
    assert client.post("/api/sources/uk-terms/withdraw").status_code == 404


def test_only_the_administrator_brings_and_no_trader_reads(house: House) -> None:
    officer, trader = client_of(house, Role.RISK_MANAGER), client_of(house, Role.DECLARANT)

    assert bring(officer, TERMS).status_code == 403
    assert officer.post("/api/sources/uk-terms/withdraw").status_code == 403
    assert trader.get("/api/sources").status_code == 403


def test_an_unknown_source_is_not_found(house: House) -> None:
    client = client_of(house, Role.ADMINISTRATOR)

    assert bring(client, TERMS, "nowhere").status_code == 404
    assert client.get("/api/sources/nowhere").status_code == 404


def test_a_code_is_named_by_the_sources_in_force(house: House, tmp_path: Path) -> None:
    client = client_of(house, Role.RISK_MANAGER)
    path = write(tmp_path, "section,hscode,description,parent,level\nXI,610910,T-shirts; of cotton,6109,6\n")
    with house.sourcing.open_file("hs", path, accept_changed=True) as ready, house.database.begin("test") as tx:
        house.sourcing.take(tx, ready)

    texts = client.get("/api/commodities/6109.10/texts").json()
    siblings = client.get("/api/commodities/610910/siblings").json()["items"]

    assert texts["texts"] == [
        {"code": "610910", "text": "T-shirts; of cotton", "language": "en", "source": "hs", "row": "2"}
    ]
    assert [each["code"] for each in siblings] == ["610910", "610990"]
