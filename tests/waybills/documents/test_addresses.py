"""Addresses by their lines, and places by what documents call them."""

import pytest

from customhouse.waybills.documents.addresses import country_code, split_address
from customhouse.waybills.documents.naming import place_code
from tests.adapters.waybill_documents.reading import PLACES


@pytest.mark.parametrize(
    ("lines", "street", "postcode", "city", "country"),
    [
        (["12 Harbour Road", "20457 Hamburg", "Germany"], "12 Harbour Road", "20457", "Hamburg", "DE"),
        (["2 Spindle Street", "Rotterdam 3011 AB", "Holland"], "2 Spindle Street", "3011 AB", "Rotterdam", "NL"),
        (["Kiln Yard 6", "Port Mersea, Meridia"], "Kiln Yard 6", "", "Port Mersea", "XM"),
        (["88 Renmin Road, Haishu", "315000 Ningbo", "P.R. China", "Tel: +86 5"], "88 Renmin Road, Haishu", "315000",
         "Ningbo", "CN"),
        (["10 Downing Street, London SW1A 2AA, United Kingdom"], "10 Downing Street", "SW1A 2AA", "London", "GB"),
        (["Somewhere"], "", "", "Somewhere", ""),
        ([], "", "", "", ""),
    ],
)  # fmt: skip
def test_an_address_is_taken_apart(lines: list[str], street: str, postcode: str, city: str, country: str) -> None:
    parts = split_address(lines, PLACES)

    assert parts == {"street": street, "postcode": postcode, "city": city, "country": country}


@pytest.mark.parametrize(
    ("text", "code"), [("DE", "DE"), ("germany", "DE"), ("U.S.A.", "US"), ("中国", "CN"), ("Atlantis", None)]
)
def test_a_country_is_known_by_code_or_name(text: str, code: str | None) -> None:
    assert country_code(text, PLACES) == code


@pytest.mark.parametrize(
    ("text", "code", "is_sure"),
    [
        ("NLRTM", "NLRTM", True),
        ("NL RTM", "NLRTM", True),
        ("Port Mersea", "XMPMS", False),
        ("Hamburg, Germany", "DEHAM", False),
        ("ROTTERDAM (NLRTM)", "NLRTM", True),
        ("Le Havre, France", "FRLEH", False),
        ("Shanghai, China", "CNSGH", False),
        ("FRA", "DEFRA", False),
        ("Nowhere-on-Sea", "", False),
        ("XXQQQ", "", False),
    ],
)
def test_a_place_is_sure_only_by_its_code(text: str, code: str, is_sure: bool) -> None:
    named = place_code(text, PLACES)

    assert (named.code, named.is_sure) == (code, is_sure)
    assert named.is_sure or named.note
