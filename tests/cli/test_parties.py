"""`parties`: lists taken in, shown, and names looked up, in the database or in a file."""

from pathlib import Path

import pytest

from tests.cli.asking import ask

TABLE = """id,type,name,aliases,countries,born,imo
c-1,company,Severny Veter,Северный Ветер; OOO Severny Veter,RU,,
v-1,vessel,Halcyon Dawn,,PA,,9300013
x-1,starship,Nobody,,,,
"""


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "list.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


@pytest.fixture
def data(tmp_path: Path) -> str:
    ask("migrate", data=str(tmp_path))
    return str(tmp_path)


def test_a_list_is_taken_in_and_what_cannot_be_read_is_told(table: str, data: str) -> None:
    answer = ask("parties", "import", table, "--list", "own", data=data)

    assert answer.code == 0
    assert "2 entries with 4 names taken, 1 could not be read" in answer.out
    assert "line 4" in answer.out


def test_the_lists_are_shown_to_programs(table: str, data: str) -> None:
    ask("parties", "import", table, "--list", "own", data=data)

    [edition] = ask("parties", "lists", "--json", data=data).json
    assert (edition["name"], edition["format"], edition["entries"], edition["faults"]) == ("own", "csv", 2, 1)


def test_a_name_on_a_list_exits_with_three_and_says_why(table: str, data: str) -> None:
    ask("parties", "import", table, "--list", "own", data=data)

    answer = ask("parties", "screen", "Severnyi Veter LLC", "--country", "RU", "--json", data=data)

    assert answer.code == 3
    [hit] = answer.json
    assert (hit["entry_id"], hit["level"], hit["facts"][0]["bearing"]) == ("c-1", "likely", "supports")


def test_a_name_can_be_looked_up_in_a_file_alone(table: str, tmp_path: Path) -> None:
    found = ask("parties", "screen", "Happy Dolphin", "--type", "vessel", "--imo", "9300013", "--list", table)
    nobody = ask("parties", "screen", "Norrland Furniture", "--list", table)

    assert (found.code, nobody.code) == (3, 0)
    assert "Halcyon Dawn" in found.out
    assert "Nobody on the lists" in nobody.out


def test_a_file_that_breaks_off_changes_nothing_and_exits_with_four(table: str, data: str, tmp_path: Path) -> None:
    ask("parties", "import", table, "--list", "own", data=data)
    broken = tmp_path / "broken.xml"
    broken.write_text("<sdnList><sdnEntry><uid>1</uid>", encoding="utf-8")

    answer = ask("parties", "import", str(broken), "--list", "own", data=data)

    assert answer.code == 4
    assert "get the whole file again" in answer.err
    assert ask("parties", "lists", "--json", data=data).json[0]["entries"] == 2


def test_a_list_without_a_proper_name_is_refused_with_words(table: str, data: str) -> None:
    answer = ask("parties", "import", table, "--list", "My List!", data=data)

    assert answer.code == 1
    assert "small letters" in answer.err


def test_a_file_of_no_known_format_is_refused_with_words(data: str, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear customs", encoding="utf-8")

    answer = ask("parties", "import", str(path), "--list", "own", data=data)

    assert answer.code == 4
    assert "neither CSV" in answer.err


def test_without_lists_the_way_to_one_is_shown(data: str) -> None:
    assert "parties import" in ask("parties", "lists", data=data).out
