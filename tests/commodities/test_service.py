"""A commodity is described with its path, and questions that have no answer say why."""

import pytest

from customhouse.adapters.nomenclature.hs import HarmonizedSystem
from customhouse.commodities.service import Commodities
from customhouse.kernel.errors import Invalid, NotFound

TEXTS = {"69": "Ceramic products", "6907": "Ceramic flags and tiles", "690721": "Tiles, water absorption up to 0.5 %"}
COMMODITIES = Commodities(HarmonizedSystem({"2022": TEXTS, "2017": {"69": "Ceramics"}}))


def test_a_national_code_is_described_by_its_subheading() -> None:
    described = COMMODITIES.describe("6907.21.00")

    assert described.code == "69072100"
    assert described.text == TEXTS["690721"]
    assert [each.code for each in described.path] == ["69", "6907", "690721"]


def test_the_latest_edition_is_meant_where_none_is_named() -> None:
    assert COMMODITIES.describe("69").edition == "2022"
    assert COMMODITIES.describe("69", "2017").text == "Ceramics"


def test_an_unknown_edition_says_which_there_are() -> None:
    with pytest.raises(Invalid, match="there is 2017, 2022"):
        COMMODITIES.describe("6907", "2012")


def test_a_code_of_another_edition_says_in_which_it_stands() -> None:
    commodities = Commodities(HarmonizedSystem({"2022": TEXTS, "2017": {"70": "Glass", "7001": "Cullet"}}))

    with pytest.raises(NotFound, match=r"HS 2022 has no code 7001\. It stands in HS 2017"):
        commodities.describe("7001", "2022")


def test_an_unknown_code_is_not_found() -> None:
    with pytest.raises(NotFound, match="HS 2022 has no code 8471"):
        COMMODITIES.describe("8471")
