"""`migrate` and `serve` before a database that is absent, old, newer, or none."""

from pathlib import Path

import pytest
from sqlalchemy import text

from customhouse.kernel.database import Database
from tests.cli.asking import ask
from tests.conftest import free_port


def test_migrating_twice_is_migrating_once(database_url: str) -> None:
    first, second = (ask("migrate", "--json", database_url=database_url) for _ in range(2))

    assert (first.code, second.code) == (0, 0)
    assert first.json["before"] is None
    assert second.json["before"] == second.json["after"] == first.json["after"]


def test_migrating_says_where_the_database_was_and_is(tmp_path: Path) -> None:
    answer = ask("migrate", data=str(tmp_path))

    assert answer.out.startswith("The database was at nothing, it is at 00")


def test_serving_refuses_a_database_that_was_not_migrated(database_url: str, tmp_path: Path) -> None:
    answer = ask("serve", database_url=database_url, data=str(tmp_path))

    assert answer.code == 1
    assert "customhouse migrate" in answer.err


def moved_to(url: str, revision: str) -> None:
    database = Database(url)
    with database.begin("test") as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    database.close()


@pytest.mark.parametrize("command", ["migrate", "serve"])
def test_a_database_of_a_later_program_is_refused(database_url: str, tmp_path: Path, command: str) -> None:
    ask("migrate", database_url=database_url)
    moved_to(database_url, "9999")
    answer = ask(command, database_url=database_url, data=str(tmp_path))

    assert answer.code == 1
    assert "program" in answer.err


COMMANDS = [("migrate",), ("serve",), ("serve", "--migrate"), ("users", "list")]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_database_out_of_reach_is_told_in_words(command: tuple[str, ...], tmp_path: Path) -> None:
    url = f"postgresql://nobody:secret-word@127.0.0.1:{free_port()}/none"
    answer = ask(*command, database_url=url, data=str(tmp_path))

    assert answer.code == 1
    assert "the database does not answer" in answer.err
    assert "secret-word" not in answer.err


@pytest.mark.parametrize("url", ["nonsense", "mysql://u:secret-word@h/d", "postgres//x", "sqlite:secret-word"])
def test_what_is_no_database_url_is_wrong_usage(url: str, tmp_path: Path) -> None:
    answer = ask("migrate", database_url=url, data=str(tmp_path))

    assert answer.code == 2
    assert "CUSTOMHOUSE_DATABASE_URL" in answer.err
    assert "secret-word" not in answer.err


def test_a_file_that_is_no_database_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "letter.sqlite"
    path.write_text("dear customs, " * 200, encoding="utf-8")
    answer = ask("migrate", database_url=f"sqlite:///{path}")

    assert answer.code == 1
    assert "not a database" in answer.err


def test_a_data_folder_that_is_a_file_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()

    assert ask("migrate", data=str(path)).code == 1
