"""Every card that comes with the program, as the whole server answers it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from customhouse.access.model import Role
from customhouse.access.service import Access, NewUser
from customhouse.app.house import House
from customhouse.app.server import create_app
from customhouse.imaging.networks.cards import CARD, MODELS, ModelCard, write_card
from customhouse.kernel.database import METADATA
from customhouse.settings import Settings
from tests.conftest import import_all_stores

PASSWORD = "correct horse 9"
CARDS = sorted(MODELS.glob("*.card.json"))
WITHOUT_STEPS = {"picture-features", "radiograph_alike"}  # the one was learned by others, the other is solved at once
LEARNED = [path for path in CARDS if path.name.removesuffix(".card.json") not in WITHOUT_STEPS]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    import_all_stores()
    house = House.build(Settings(data=tmp_path))
    METADATA.create_all(house.database.engine)
    with house.database.begin("test") as tx:
        Access().add_user(tx, NewUser("ines", "Ines", Role.IMAGE_ANALYST), PASSWORD)
    client = TestClient(create_app(house), raise_server_exceptions=False)
    client.post("/api/session", json={"user_name": "ines", "password": PASSWORD})
    yield client
    house.database.close()


def test_every_shipped_card_is_answered_with_its_whole_training(client: TestClient) -> None:
    listed = {each["name"]: each["id"] for each in client.get("/api/models").json()["items"]}
    answers = {name: client.get(f"/api/models/{model_id}") for name, model_id in listed.items()}

    assert set(listed) == {path.name.removesuffix(".card.json") for path in CARDS}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(listed, 200)
    for name, answer in answers.items():
        check(answer.json(), CARD.validate_json((MODELS / f"{name}.card.json").read_bytes()))


def check(told: dict[str, object], card: ModelCard) -> None:
    """The answer holds all that the card does."""
    training, log = told["training"], card.log
    assert isinstance(training, dict)
    assert (training["steps"], training["seeds"], training["cpu_hours"]) == (log.steps, [*log.seeds], log.cpu_hours)
    assert [trace["quantity"] for trace in training["traces"]] == [trace.quantity for trace in log.traces]
    assert told["figures"] == json.loads(CARD.dump_json(card))["figures"]
    assert isinstance(told["reliability"], list)
    assert len(told["reliability"]) == len(card.reliability)


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.name)
def test_a_shipped_card_is_of_the_one_shape_and_loses_nothing_in_it(path: Path, tmp_path: Path) -> None:
    card = CARD.validate_json(path.read_bytes())

    assert write_card(card, tmp_path).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("path", LEARNED, ids=lambda path: path.name)
def test_what_was_trained_here_tells_its_steps_seeds_hours_and_lessons(path: Path) -> None:
    log = CARD.validate_json(path.read_bytes()).log

    assert log.steps
    assert log.seeds
    assert log.cpu_hours
    assert all(each.count > 0 for each in log.learned_from)
    assert log.learned_from


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.name)
def test_a_curve_goes_forward(path: Path) -> None:
    for trace in CARD.validate_json(path.read_bytes()).log.traces:
        steps = [step for step, _ in trace.points]

        assert steps == sorted(steps)


def test_what_is_aimed_at_says_which_way() -> None:
    figures = [figure for path in CARDS for figure in CARD.validate_json(path.read_bytes()).figures]
    aimed = {figure.label: figure for figure in figures if figure.target is not None}

    assert aimed["threats found at 10 % false alarms"].target == 0.9
    assert aimed["threats found at 10 % false alarms: firearm"].target == 0.95
    assert (aimed["calibration error"].target, aimed["calibration error"].at_most) == (0.05, True)
    assert aimed["hidden objects, area under the curve"].at_most is False
    assert aimed["median error of the mass by physics, less than 60 % opaque"].at_most is True
