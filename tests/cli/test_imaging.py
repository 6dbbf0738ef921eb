"""`customhouse imaging` as an operator uses it."""

import json
import os
from pathlib import Path

import pytest

from customhouse.access.model import Role
from customhouse.access.service import Access, NewUser
from customhouse.cli.opening import upgraded
from customhouse.imaging.adaptation.report import check_place
from customhouse.imaging.networks.cards import write_card
from customhouse.kernel.database import Database
from customhouse.settings import Settings
from tests.cli.asking import ask
from tests.conftest import run_cli
from tests.imaging.adaptation.folders import striped
from tests.imaging.registry.heads import posted


@pytest.fixture
def site(tmp_path: Path) -> dict[str, str]:
    """The environment of a site with its database."""
    data = tmp_path / "data"
    data.mkdir()
    upgraded(Settings(data=data, database_url=""))
    return {**os.environ, "CUSTOMHOUSE_DATA": str(data), "CUSTOMHOUSE_DATABASE_URL": ""}


def test_a_head_is_learned_registered_and_listed(site: dict[str, str], tmp_path: Path) -> None:
    folder = striped(tmp_path / "pictures", 10)
    asked = ("imaging", "adapt", "--data", str(folder), "--about", "simulated", "--threads", "1", "--json")
    made = run_cli(*asked, env=site, within_s=500)
    listed = run_cli("imaging", "models", "--json", env=site)

    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    [own] = [model for model in json.loads(listed.stdout) if model["task"] == "picture_site"]
    assert told["figures"][0]["name"] == "accuracy"
    assert (own["id"], own["state"], own["version"]) == (told["registered"], "challenger", told["version"])


def test_a_seed_below_zero_is_wrong_usage(tmp_path: Path) -> None:
    answer = ask("imaging", "adapt", "--data", str(tmp_path), "--seed", "-1")

    assert answer.code == 2
    assert "--seed" in answer.err


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("pictures", "lies among the pictures"),
        ("pictures/head", "lies among the pictures"),
        ("file/head", "cannot be written (Not a directory)"),
        ("file", "holds something else"),
        ("n" * 300 + "/head", "cannot be written (File name too long)"),
    ],
)
def test_a_folder_that_cannot_be_written_is_told_before_learning(tmp_path: Path, out: str, words: str) -> None:
    (tmp_path / "pictures").mkdir()  # empty: to learn from it would be refused
    (tmp_path / "file").write_text("")
    place = tmp_path / out
    answer = ask("imaging", "adapt", "--data", str(tmp_path / "pictures"), "--out", str(place))

    assert answer.code == 1
    assert words in answer.err
    assert str(place) in answer.err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "pictures"]


def test_a_hidden_folder_among_the_pictures_may_be_written(tmp_path: Path) -> None:
    check_place(tmp_path / ".data" / "models" / "head", tmp_path)

    assert not list(tmp_path.iterdir())


def test_a_folder_of_no_layout_is_refused_in_a_sentence(site: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused = run_cli("imaging", "adapt", "--data", str(tmp_path / "empty"), env=site)

    assert refused.returncode == 1
    assert "no layout that is known" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_head_from_elsewhere_is_registered(site: dict[str, str], tmp_path: Path) -> None:
    brought = posted()
    (tmp_path / "head").mkdir()
    write_card(brought.card, tmp_path / "head")
    (tmp_path / "head" / "site-pictures.npz").write_bytes(brought.content)

    done = run_cli("imaging", "register", str(tmp_path / "head"), env=site)

    assert done.returncode == 0, done.stderr
    assert "two people promote it" in " ".join(done.stdout.split())


def test_only_who_may_read_raw_inputs_takes_labelled_scans_out(site: dict[str, str], tmp_path: Path) -> None:
    database = Database(f"sqlite:///{site['CUSTOMHOUSE_DATA']}/customhouse.sqlite")
    with database.begin("test") as tx:
        Access().add_user(tx, NewUser("field", "Jonas", Role.FIELD_OFFICER), "correct horse 9")
        Access().add_user(tx, NewUser("risk", "Wei", Role.RISK_MANAGER), "correct horse 9")
    database.close()
    ask = ("imaging", "labels", "--out", str(tmp_path / "out"), "--user")

    refused, empty = run_cli(*ask, "field", env=site), run_cli(*ask, "risk", env=site)

    assert (refused.returncode, "read_raw" in refused.stderr) == (1, True)
    assert (empty.returncode, "no examination" in empty.stderr) == (1, True)
    assert not (tmp_path / "out").exists()
