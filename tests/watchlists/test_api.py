"""Names over HTTP: who may ask and decide, what an answer holds, and what is refused with words."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from customhouse.access.guard import CSRF_HEADER
from customhouse.access.model import Role
from customhouse.access.service import Access, NewUser
from customhouse.app.house import House
from customhouse.app.server import create_app
from customhouse.kernel.database import METADATA
from customhouse.settings import Settings
from customhouse.watchlists.taking import take
from tests.conftest import import_all_stores
from tests.watchlists.rooms import HALCYON, SOROKOPUD, VETER, make_source

PASSWORD = "correct horse 9"
Client = Callable[[Role], TestClient]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    import_all_stores()
    house = House.build(Settings(data=tmp_path))
    METADATA.create_all(house.database.engine)
    with house.database.begin("test") as tx:
        for role in (Role.DUTY_OFFICER, Role.IMAGE_ANALYST, Role.DECLARANT):
            Access().add_user(tx, NewUser(role.value, role.value, role), PASSWORD)
    take(house.database, "test", make_source(), (VETER, HALCYON, SOROKOPUD))
    app = create_app(house)

    def logged_in(role: Role) -> TestClient:
        client = TestClient(app, raise_server_exceptions=False)
        answer = client.post("/api/session", json={"user_name": role.value, "password": PASSWORD})
        client.headers[CSRF_HEADER] = answer.json()["csrf_token"]
        return client

    yield logged_in
    house.database.close()


def test_a_name_is_answered_with_words_that_agree_and_facts(client: Client) -> None:
    asked = {"name": "Sorokopud Vadim", "country": "ru", "born": "1971-03-02"}

    answer = client(Role.DUTY_OFFICER).post("/api/parties/screen", json=asked).json()

    [match] = answer["matches"]
    assert (answer["level"], match["entry_id"], match["list_name"]) == ("likely", "X-3", "test-list")
    assert [pair["how"] for pair in match["explanation"]["pairs"]] == ["exact", "exact"]
    assert match["explanation"]["entry_left"] == ["arkadyevich"]
    assert [fact["bearing"] for fact in match["explanation"]["facts"]] == ["supports", "supports"]


def test_nobody_is_answered_with_an_empty_list(client: Client) -> None:
    answer = client(Role.DUTY_OFFICER).post("/api/parties/screen", json={"name": "Norrland & Vale Furniture"})

    assert answer.json() == {"level": "none", "matches": []}


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"name": ""},
        {"name": "?!"},
        {"name": "x" * 401},
        {"name": "Anybody", "born": "yesterday"},
        {"name": "Anybody", "country": "Atlantis"},
        {"name": "Anybody", "type": "ghost"},
        {"name": "Anybody", "colour": "red"},
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_words(client: Client, asked: dict[str, str]) -> None:
    answer = client(Role.DUTY_OFFICER).post("/api/parties/screen", json=asked)

    assert answer.status_code == 422
    assert answer.json()["error"]["problems"]


@pytest.mark.parametrize("name", ["محمد \u202e\u0000 علي", "李" * 400, "a " * 200, "<script>alert(1)</script>", "𝕬𝖑𝖎"])
def test_strange_names_are_answered_all_the_same(client: Client, name: str) -> None:
    assert client(Role.DUTY_OFFICER).post("/api/parties/screen", json={"name": name}).status_code == 200


@pytest.mark.parametrize("role", [Role.DECLARANT, Role.IMAGE_ANALYST])
def test_who_has_nothing_to_do_with_hits_does_not_see_them(client: Client, role: Role) -> None:
    assert client(role).get("/api/hits").status_code == 403
    assert client(role).post("/api/parties/screen", json={"name": "Severny Veter"}).status_code == 403


def test_the_lists_are_told_with_their_editions(client: Client) -> None:
    found = client(Role.DUTY_OFFICER).get("/api/watchlists").json()

    [edition] = found["items"]
    assert (edition["name"], edition["version"], edition["entries"], edition["names"]) == ("test-list", "1", 3, 4)


def test_an_empty_queue_is_empty_and_counts_none(client: Client) -> None:
    found = client(Role.DUTY_OFFICER).get("/api/hits").json()

    assert found["items"] == []
    assert set(found["counts"].values()) == {0}


def test_a_hit_that_is_not_there_is_not_found(client: Client) -> None:
    officer = client(Role.DUTY_OFFICER)

    assert officer.get("/api/hits/none").status_code == 404
    assert officer.post("/api/hits/none/decision", json={"outcome": "same", "note": "x"}).status_code == 404
    assert officer.delete("/api/good-list/none").status_code == 404
