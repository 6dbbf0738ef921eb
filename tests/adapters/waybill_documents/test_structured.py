"""DCSA, ONE Record and UBL: what they tell is found, and what is broken in them is told with its place."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customhouse.adapters.waybill_documents.formats import format_of
from customhouse.waybills.documents.model import DocumentKind
from customhouse.waybills.documents.reading import Unreadable
from simulators.trader.papers.facts import make_paper
from simulators.trader.papers.structured import dcsa, one_record, ubl
from tests.adapters.waybill_documents.reading import read, read_if_it_can_be, untrue, values_of

PAPER, AIR = make_paper(3), make_paper(3, by_air=True)
DOCUMENTS = {
    "dcsa 3": (dcsa(PAPER, 3), PAPER, DocumentKind.DCSA),
    "dcsa 2": (dcsa(PAPER, 2), PAPER, DocumentKind.DCSA),
    "one record, whole terms": (one_record(AIR, "full"), AIR, DocumentKind.ONE_RECORD),
    "one record, prefixed": (one_record(AIR, "prefixed"), AIR, DocumentKind.ONE_RECORD),
    "one record, bare": (one_record(AIR, "bare"), AIR, DocumentKind.ONE_RECORD),
    "one record, a graph": (one_record(AIR, "graph"), AIR, DocumentKind.ONE_RECORD),
    "ubl 2.1": (ubl(PAPER), PAPER, DocumentKind.UBL),
    "ubl 2.4 by air in one line": (ubl(AIR, "2.4", one_line=True), AIR, DocumentKind.UBL),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_document_tells_is_read_without_a_doubt_about_it(name: str) -> None:
    content, paper, kind = DOCUMENTS[name]

    reading = read(content)

    assert untrue(reading.consignments[0], paper) == {}
    assert reading.kind is kind
    assert reading.problems == ()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_field_names_a_line_of_the_listing_that_holds_it(name: str) -> None:
    content, _, _ = DOCUMENTS[name]
    opened = format_of(content).read(content)

    for each in opened.reading.consignments[0].fields:
        assert each.where.name == "" or each.where.name.startswith("/")
        assert each.where.line is not None
        line = opened.listing[each.where.line - 1]
        # A value that was reckoned, such as a sum or kilograms, has the line of what it was reckoned from.
        reckoned = each.note or each.field.endswith(("_kg", "/kind", "/mode", "/arrive_at"))
        assert reckoned or each.value in line or line.strip(" ,").endswith(("{", "[", ">"))


def test_documents_within_a_wrapper_or_a_list_are_found() -> None:
    first, second = json.loads(dcsa(PAPER)), json.loads(dcsa(make_paper(4)))
    wrapped = {"meta": {"page": 1}, "items": [{"transportDocument": first}, {"transportDocument": second}]}

    reading = read(json.dumps(wrapped).encode())

    assert [each.title for each in reading.consignments] == [PAPER.number, make_paper(4).number]


def test_cargo_items_are_summed_and_said_to_be() -> None:
    document = json.loads(dcsa(PAPER))
    item = document["consignmentItems"][0]
    part: dict[str, Any] = item["cargoItems"][0]
    part["cargoGrossWeight"] = {"value": 1000.25, "unit": "KGM"}
    other = {**part, "cargoGrossWeight": {"value": 2.5, "unit": "LBR"}}
    item["cargoItems"] = [part, other]

    gross = read(json.dumps(document).encode()).consignments[0].get("goods_items/0/gross_mass_kg")

    assert gross is not None
    assert (gross.value, gross.note) == ("1001.384", "the sum of 2 cargo items")


def test_an_address_that_is_only_displayed_is_taken_apart_and_doubted() -> None:
    document = json.loads(dcsa(PAPER))
    shipper = {
        "partyName": "DCSA Test",
        "displayedAddress": ["DCSA Test", "Strawinskylaan 4117", "1077 ZX Amsterdam", "NL"],
    }
    document["documentParties"]["shipper"] = shipper

    consignment = read(json.dumps(document).encode()).consignments[0]

    city = consignment.get("waybill/consignor/address/city")
    assert city is not None
    assert (city.value, city.is_doubtful) == ("Amsterdam", True)


def test_an_air_waybill_number_that_does_not_check_is_doubted() -> None:
    wrong = AIR.number[:-1] + str((int(AIR.number[-1]) + 1) % 7)
    content = one_record(AIR).replace(AIR.number[4:].encode(), wrong[4:].encode())

    number = read(content).consignments[0].get("waybill/number")

    assert number is not None
    assert number.is_doubtful
    assert "remainder by 7" in number.note


def test_a_number_that_begins_as_its_prefix_does_still_gets_it() -> None:
    paper = replace(AIR, number="020-02081774")

    assert read(one_record(paper)).consignments[0].title == "020-02081774"


def test_airports_become_places() -> None:
    content = one_record(AIR).replace(AIR.loading[0].encode(), b"FRA")

    loading = read(content).consignments[0].get("waybill/places/loading")

    assert loading is not None
    assert (loading.value, loading.is_doubtful) == ("DEFRA", True)


def test_other_json_and_other_xml_are_refused_by_what_they_are() -> None:
    with pytest.raises(Unreadable, match="invoice"):
        read(b'{"invoice": 1}')
    with pytest.raises(Unreadable, match="'Invoice'"):
        read(b"<Invoice><ID>1</ID></Invoice>")


def test_entities_are_not_followed() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    content = bomb + ubl(PAPER).split(b"\n", 1)[1].replace(PAPER.number.encode(), b"&f;&b;", 1)

    reading = read(content)

    assert "doctype" in {each.code for each in reading.problems}
    assert "root:" not in str(values_of(reading.consignments[0]))
    assert "aaaa" not in str(values_of(reading.consignments[0]))


def test_json_nested_without_end_is_refused_in_words() -> None:
    with pytest.raises(Unreadable, match="nested deeper"):
        read(b"[" * 100_000 + b"]" * 100_000)


@given(name=st.sampled_from(sorted(DOCUMENTS)), share=st.floats(min_value=0, max_value=0.98))
@settings(deadline=None, max_examples=150)
def test_any_truncation_gives_words_and_a_place(name: str, share: float) -> None:
    content = DOCUMENTS[name][0].rstrip()
    cut = content[: int(share * len(content))]
    reading = read_if_it_can_be(cut)

    assert reading is None or all(each.where.at for each in reading.problems if each.code == "cut_off")
    assert reading is None or "cut_off" in {each.code for each in reading.problems}


KEYS = ["documentParties", "shipper", "party", "address", "HSCodes", "cargoItems", "equipment", "@id", "@type", "value"]
LEAVES = st.none() | st.booleans() | st.text(max_size=5) | st.integers()
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=20,
)
PARTS = ("documentParties", "transports", "consignmentItems", "utilizedTransportEquipments", "shipmentLocations")
CARGO = "https://onerecord.iata.org/ns/cargo#"


@given(ANYTHING)
@settings(deadline=None, max_examples=150)
def test_values_of_the_wrong_kind_leave_a_reading_with_what_is_right(value: Any) -> None:
    shipped = read(json.dumps({"transportDocumentReference": "X1"} | dict.fromkeys(PARTS, value)).encode())
    terms = dict.fromkeys(("shipment", "involvedParties", "departureLocation", "pieces"), value)
    flown = {"@type": f"{CARGO}Waybill", f"{CARGO}waybillNumber": "X1"} | {CARGO + term: v for term, v in terms.items()}

    assert [each.title for each in shipped.consignments] == ["X1"]
    assert "X1" in [each.title for each in read(json.dumps(flown).encode()).consignments]
