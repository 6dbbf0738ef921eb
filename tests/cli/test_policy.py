"""`check-policy`: a country's package is proved before it is used, and what is wrong is named by file and line."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.asking import ROOT, ask

PACK = ROOT / "countries" / "meridia"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    copy = tmp_path / "meridia"
    shutil.copytree(PACK, copy, ignore=shutil.ignore_patterns("basemap"))
    return copy


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_pack_passes() -> None:
    answer = ask("check-policy", "--json")

    assert answer.code == 0
    assert answer.json["passed"] is True
    assert len(answer.json["hash"]) == 64
    assert answer.json["tests"]
    assert {test["failure"] for test in answer.json["tests"]} == {""}


def test_a_person_is_told_how_many_tests_passed() -> None:
    answer = ask("check-policy")

    assert answer.code == 0
    assert "tests pass" in answer.out


SPOILT: dict[str, Callable[[Path], object]] = {
    "no YAML": lambda pack: (pack / "policy/tables/lanes.yaml").write_text("{[", encoding="utf-8"),
    "an unknown name": lambda pack: rewrite(pack / "policy/tables/lanes.yaml", "rows:", "rowz:"),
    "not UTF-8": lambda pack: (pack / "policy/parameters/seals.yaml").write_bytes(b"\xff\xfe\xfa"),
    "an empty file": lambda pack: (pack / "policy/tables/random.yaml").write_text("", encoding="utf-8"),
    "a missing country": lambda pack: (pack / "country.yaml").unlink(),
    "a missing policy": lambda pack: shutil.rmtree(pack / "policy"),
    "a broken site": lambda pack: rewrite(pack / "sites.yaml", "latitude: ", "latitude: north "),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_pack_is_refused_with_the_place(pack: Path, spoil: Callable[[Path], object]) -> None:
    spoil(pack)
    answer = ask("check-policy", country=str(pack))

    assert answer.code == 1
    assert ".yaml" in answer.out + answer.err or "policy" in answer.out + answer.err


def test_what_is_wrong_is_named_for_programs_too(pack: Path) -> None:
    rewrite(pack / "policy/tables/lanes.yaml", "rows:", "rowz:")
    answer = ask("check-policy", "--json", country=str(pack))

    assert answer.code == 1
    assert answer.json["passed"] is False
    assert "lanes.yaml" in answer.json["problems"][0]["field"]


def test_a_policy_that_fails_its_own_test_says_which(pack: Path) -> None:
    trials = pack / "policy/tests/lanes.yaml"
    text = trials.read_text(encoding="utf-8")
    rewrite(trials, "lane: green", "lane: red") if "lane: green" in text else rewrite(trials, "green", "red")
    answer = ask("check-policy", country=str(pack))

    assert answer.code == 1
    assert "✗ tests/lanes.yaml" in answer.out


def test_what_the_rooms_cannot_work_with_is_wrong_too(pack: Path) -> None:
    rewrite(pack / "policy/parameters/imaging.yaml", "value: [lithium_cells]", "value: [lithium_cels]")
    rewrite(pack / "policy/tests/parameters.yaml", "output: [lithium_cells]", "output: [lithium_cels]")
    answer = ask("check-policy", country=str(pack))

    assert answer.code == 1
    assert "✗ parameters: imaging.ct_noticed_classes: no network suspects lithium_cels" in answer.out
    assert "lithium_cells" in answer.out  # what it might have been
