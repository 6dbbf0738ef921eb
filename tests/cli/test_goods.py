"""`customhouse goods` as a person or a script runs it: answers, exit codes, files, and what is said of bad input."""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import prepare_goods_index, run_cli


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site without reference data: answers rest on the installed nomenclature."""
    data = tmp_path_factory.mktemp("site")
    run_cli("migrate", env={**os.environ, "CUSTOMHOUSE_DATA": str(data)})
    prepare_goods_index(data)
    return data


def run(site: Path, *arguments: str, **options: Any) -> Any:
    return run_cli("goods", *arguments, env={**os.environ, "CUSTOMHOUSE_DATA": str(site)}, **options)


def test_a_description_is_told_with_codes_and_paths(site: Path) -> None:
    done = run(site, "classify", "roasted coffee beans", "--json")

    [found] = json.loads(done.stdout)
    best = found["headings"][0]
    assert done.returncode == 0
    assert best["code"] == "0901"
    assert best["path"][0]["text"].startswith("Coffee, tea")
    assert "installed nomenclature and trade names alone" in " ".join(done.stderr.split())


def test_a_person_reads_a_table(site: Path) -> None:
    done = run(site, "classify", "ceramic wall tiles, glazed")

    assert "6907" in done.stdout
    assert "heading" in done.stdout


def test_a_description_that_fits_ends_well_and_one_that_does_not_ends_with_three(site: Path) -> None:
    right = run(site, "check", "ceramic wall tiles, glazed", "--code", "690721", "--json")
    wrong = run(site, "check", "ceramic wall tiles, glazed", "--code", "8517.13")

    assert (right.returncode, json.loads(right.stdout)[0]["verdict"]) == (0, "fits")
    assert wrong.returncode == 3
    assert "rather 6907" in wrong.stdout


def test_a_file_is_answered_row_for_row(site: Path, tmp_path: Path) -> None:
    file = tmp_path / "goods.csv"
    file.write_text('text,code\n"ceramic wall tiles, glazed",690721\ngifts,640399\n', encoding="utf-8")
    done = run(site, "check", "--file", str(file))

    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["text"] for row in rows] == ["ceramic wall tiles, glazed", "gifts"]
    assert [row["vague"] for row in rows] == ["no", "yes"]


def test_the_input_stream_is_a_file_too(site: Path) -> None:
    done = run(site, "classify", "--file", "-", input="text\nroasted coffee beans\n")

    [row] = csv.DictReader(io.StringIO(done.stdout))
    assert row["heading"] == "0901"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["classify"], 2, "either descriptions or --file"),
        (["check", "tiles"], 2, "--code"),
        (["check", "tiles", "--code", "12"], 1, "is no code"),
        (["classify", "--file", "nowhere.csv"], 1, "No such file"),
        (["appearance", "0000"], 1, "Nothing is known"),
    ],
)
def test_what_is_missing_is_said_in_words(site: Path, arguments: list[str], code: int, said: str) -> None:
    done = run(site, *arguments)

    assert done.returncode == code
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", [b"name\nshoes\n", b"text\n\xff\xfe\xfa\n"], ids=["no column text", "not UTF-8"])
def test_a_file_that_cannot_be_read_ends_with_four(site: Path, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "goods.csv"
    file.write_bytes(content)
    done = run(site, "classify", "--file", str(file))

    assert done.returncode == 4
    assert "goods.csv" in done.stderr


def test_appearance_says_densities_and_where_they_are_from(site: Path) -> None:
    done = run(site, "appearance", "6403.99", "--json")

    found = json.loads(done.stdout)
    assert found["density"]["low"] < found["density"]["usual"] < found["density"]["high"]
    assert found["parts"][0]["source"]
