"""The Harmonized System as the package has it, through our port."""

import pytest

from customhouse.adapters.nomenclature.hs import HarmonizedSystem, harmonized_system


@pytest.fixture(scope="module")
def hs() -> HarmonizedSystem:
    return harmonized_system()


@pytest.mark.parametrize("code", ["847130", "84713000", "8471300010", "010121"])
def test_subheadings_and_national_codes_below_them_exist(hs: HarmonizedSystem, code: str) -> None:
    assert hs.exists(code, "2022")


@pytest.mark.parametrize("code", ["", "84", "8471", "8471300", "847199", "999999", "8471.30", "84713O", "８４７１３０"])
def test_other_codes_do_not(hs: HarmonizedSystem, code: str) -> None:
    assert not hs.exists(code, "2022")


def test_nothing_exists_in_an_edition_we_have_not(hs: HarmonizedSystem) -> None:
    assert not hs.exists("847130", "2017")
    assert hs.find("847130", "2017") is None
    assert list(hs.editions()) == ["2022"]


def test_the_path_runs_from_the_chapter_to_the_code(hs: HarmonizedSystem) -> None:
    assert [each.code for each in hs.path("8471300010", "2022")] == ["84", "8471", "847130"]
    assert list(hs.path("847199", "2022")) == []


def test_the_chapters_are_children_of_nothing(hs: HarmonizedSystem) -> None:
    chapters = hs.children("", "2022")

    assert len(chapters) == 96
    assert "847130" in [each.code for each in hs.children("8471", "2022")]


def test_the_search_takes_beginnings_of_words_and_codes(hs: HarmonizedSystem) -> None:
    assert next(iter(hs.search("horses pure-bred breed", "2022", 5))).code == "010121"
    assert next(iter(hs.search("8471.30", "2022", 5))).code == "847130"
    assert list(hs.search("?!", "2022", 5)) == []
    assert list(hs.search("horses aeroplanes", "2022", 5)) == []
