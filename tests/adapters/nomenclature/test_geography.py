"""Countries and places are known from the lists that are installed, and the source says which they were."""

import pytest

from customhouse.adapters.nomenclature.geography import Geography, PackPlaces, currencies, installed_unlocode
from customhouse.waybills.places import Place, Standing

MERSEA = Place("XMPMS", "Port Mersea", "XM", ("port", "rail"))
MERIDIA = PackPlaces("Meridia", {"XM": "Meridia"}, (MERSEA, Place("XMEHM", "Eastholm", "XM")))


@pytest.fixture(scope="module")
def listed() -> Geography:
    return Geography(MERIDIA, installed_unlocode())


@pytest.fixture(scope="module")
def unlisted() -> Geography:
    return Geography(MERIDIA, None)


def test_a_port_of_the_list_is_listed(listed: Geography) -> None:
    place = listed.find("NLRTM")

    assert place is not None
    assert (place.name, place.country) == ("Rotterdam", "NL")
    assert "port" in place.functions
    assert listed.standing("NLRTM") is Standing.LISTED


@pytest.mark.parametrize("code", ["NLQQQ", "ZZRTM", "nlrtm", "NL RTM", "", "XMZZZ", "NLRT'"])
def test_a_code_outside_the_list_is_unknown(listed: Geography, code: str) -> None:
    assert listed.standing(code) is Standing.UNKNOWN


def test_the_country_pack_extends_countries_and_places(listed: Geography) -> None:
    meridia = listed.country("XM")

    assert meridia is not None
    assert meridia.name == "Meridia"
    assert listed.standing("XMPMS") is Standing.LISTED
    assert listed.source == "UN/LOCODE 2023-1 and the places of Meridia"


def test_without_a_list_a_place_abroad_is_checked_by_form_only_and_the_source_says_so(unlisted: Geography) -> None:
    assert unlisted.standing("NLQQQ") is Standing.WELL_FORMED
    assert unlisted.standing("ZZQQQ") is Standing.UNKNOWN
    assert "no UN/LOCODE list" in unlisted.source


def test_without_a_list_a_place_at_home_must_still_be_one_of_the_pack(unlisted: Geography) -> None:
    assert unlisted.standing("XMPMS") is Standing.LISTED
    assert unlisted.standing("XMZZZ") is Standing.UNKNOWN


def test_the_search_finds_by_name_and_by_code_and_the_port_comes_first(listed: Geography) -> None:
    assert next(iter(listed.search("rotterd", 5))).code == "NLRTM"
    assert next(iter(listed.search("nl rtm", 5))).code == "NLRTM"
    assert [place.code for place in listed.search("mersea", 1)] == ["XMPMS"]


@pytest.mark.parametrize("words", ["%", "_", "\\", "'; DROP TABLE location", "   "])
def test_signs_of_sql_are_only_letters_to_the_search(listed: Geography, words: str) -> None:
    assert len(listed.search(words, 5)) < 5


def test_currencies_are_those_of_iso_4217_and_the_packs_own() -> None:
    assert {"EUR", "CNY", "XMD"} <= currencies(["XMD"])
    assert "XTS" not in currencies()
