"""`customhouse users`: accounts from the shell, with passwords that are asked for and never shown."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.asking import Answer, ask

GOOD = "correct-horse-7\ncorrect-horse-7\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ask("migrate", data=str(tmp_path))
    return tmp_path


def users(folder: Path, *arguments: str, typed: str = "") -> Answer:
    return ask("users", *arguments, typed=typed, data=str(folder))


def listed(folder: Path) -> dict[str, Any]:
    return {user["name"]: user for user in users(folder, "list", "--json").json}


def test_an_account_is_added_and_listed(folder: Path) -> None:
    added = users(folder, "add", "mara", "duty_officer", "--display-name", "Mara L", "--site", "XMPMS", typed=GOOD)

    assert added.code == 0
    assert "correct-horse-7" not in added.out
    assert listed(folder)["mara"] | {"id": ""} == {
        "id": "",
        "name": "mara",
        "display_name": "Mara L",
        "role": "duty_officer",
        "enterprise_id": None,
        "site_id": "XMPMS",
        "active": True,
    }


def test_the_list_can_be_read_by_a_person(folder: Path) -> None:
    users(folder, "add", "mara", "duty_officer", typed=GOOD)

    assert "mara" in users(folder, "list").out


def test_a_machine_gets_a_token_and_is_asked_for_no_password(folder: Path) -> None:
    added = users(folder, "add", "portal-1", "scanner", "--site", "XMPMS")

    assert added.code == 0
    assert len(added.out.splitlines()[-1]) > 30


def test_a_new_token_is_another_one(folder: Path) -> None:
    first = users(folder, "add", "gate-1", "gate_reader").out.splitlines()[-1]
    second = users(folder, "token", "gate-1").out.strip()

    assert first != second
    assert len(second) > 30


@pytest.mark.parametrize("word", ["short", "a" * 12, "abcdef" * 50], ids=["short", "one letter", "long"])
def test_a_weak_password_is_refused_with_words(folder: Path, word: str) -> None:
    refused = users(folder, "add", "mara", "duty_officer", typed=f"{word}\n{word}\n")

    assert refused.code == 1
    assert "10 to 200 characters" in refused.err
    assert listed(folder) == {}


@pytest.mark.parametrize("typed", ["", "correct-horse-7\n", "correct-horse-7\nanother-horse-8\n"])
def test_a_password_that_is_not_given_twice_adds_nobody(folder: Path, typed: str) -> None:
    assert users(folder, "add", "mara", "duty_officer", typed=typed).code == 1
    assert listed(folder) == {}


@pytest.mark.parametrize("name", ["", "a" * 65, "a b", "a/b", "[/red]"])
def test_a_name_that_is_none_is_refused(folder: Path, name: str) -> None:
    refused = users(folder, "add", name, "duty_officer", typed=GOOD)

    assert refused.code == 1
    assert "letters" in refused.err


def test_a_name_in_use_is_refused(folder: Path) -> None:
    users(folder, "add", "mara", "duty_officer", typed=GOOD)
    refused = users(folder, "add", "Mara", "risk_manager", typed=GOOD)

    assert refused.code == 1
    assert "already" in refused.err


def test_a_role_that_is_none_is_wrong_usage(folder: Path) -> None:
    assert users(folder, "add", "mara", "emperor", typed=GOOD).code == 2


def test_a_closed_account_is_listed_as_closed(folder: Path) -> None:
    users(folder, "add", "mara", "duty_officer", typed=GOOD)
    closed = users(folder, "close", "mara")

    assert closed.code == 0
    assert listed(folder)["mara"]["active"] is False


def test_a_password_is_changed(folder: Path) -> None:
    users(folder, "add", "mara", "duty_officer", typed=GOOD)
    changed = users(folder, "password", "mara", typed="another-horse-8\nanother-horse-8\n")

    assert changed.code == 0
    assert "another-horse-8" not in changed.out


@pytest.mark.parametrize("command", ["password", "close", "token"])
def test_an_account_that_is_not_there_is_told(folder: Path, command: str) -> None:
    refused = users(folder, command, "[bold]nobody[/]", typed=GOOD)

    assert refused.code == 1
    assert "there is no user named [bold]nobody[/]" in refused.err


def test_a_person_gets_no_token(folder: Path) -> None:
    users(folder, "add", "mara", "duty_officer", typed=GOOD)
    refused = users(folder, "token", "mara")

    assert refused.code == 1
    assert "bearer" in refused.err


def test_accounts_need_a_migrated_database(tmp_path: Path) -> None:
    refused = users(tmp_path, "list")

    assert refused.code == 1
    assert "customhouse migrate" in refused.err


def test_a_folder_without_a_database_is_told_and_stays_empty(tmp_path: Path) -> None:
    refused = users(tmp_path, "list")

    assert "there is no database at" in refused.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("gate_reader", "--site", "NOWHERE"), "there is no site NOWHERE; there is XM"),
        (("scanner", "--enterprise", "XME00007"), "only a declarant acts for an enterprise"),
        (("declarant", "--enterprise", "QQ"), "the register has no enterprise QQ"),
    ],
)
def test_a_posting_that_nobody_knows_is_refused_before_a_password_is_asked_for(
    folder: Path, options: tuple[str, ...], word: str
) -> None:
    refused = users(folder, "add", "nobody", *options)

    assert refused.code == 1
    assert word in refused.err
    assert "Password" not in refused.out
    assert "nobody" not in listed(folder)


def test_one_problem_is_told_once(folder: Path) -> None:
    refused = users(folder, "add", "two words", "scanner")

    assert refused.err.count("use 1 to 64 letters") == 1
