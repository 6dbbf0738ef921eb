"""EDIFACT messages as gateways write them: every separator, every mistake told with its place."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydifact.parser import Parser

from customhouse.adapters.waybill_documents.edifact.codes import moment
from customhouse.adapters.waybill_documents.edifact.tokens import interchange
from customhouse.waybills.documents.model import ReadProblem
from customhouse.waybills.documents.reading import Notes, Unreadable
from simulators.trader.papers.facts import make_paper
from simulators.trader.papers.messages import STYLES, Style, baplie, cuscar, iftmin
from simulators.trader.papers.messages import interchange as enveloped
from simulators.trader.papers.messages import message as message_of
from tests.adapters.waybill_documents.reading import read, read_if_it_can_be, untrue, values_of

PAPER, OTHER = make_paper(1), make_paper(2)


def said(problems: tuple[ReadProblem, ...]) -> dict[str, str]:
    return {each.code: each.message for each in problems}


def with_body(*segments: str, kind: str = "CUSCAR") -> bytes:
    return enveloped(Style(), message_of(Style(), kind, [f"{each}'" for each in segments]))


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_a_cargo_report_is_read_whatever_its_separators(style: Style) -> None:
    reading = read(cuscar(style, [PAPER, OTHER]))

    assert [untrue(each, paper) for each, paper in zip(reading.consignments, (PAPER, OTHER), strict=True)] == [
        {},
        # The ship and its ports are told once, in the header, which is the first consignment's.
        {
            name: (OTHER.truth()[name], PAPER.truth()[name])
            for name in SHARED
            if OTHER.truth()[name] != PAPER.truth()[name]
        },
    ]
    assert reading.problems == ()


SHARED = ("waybill/carrier", "waybill/places/loading", "waybill/places/discharge", "waybill/conveyance/identity")


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_an_instruction_is_read_whatever_its_separators(style: Style) -> None:
    reading = read(iftmin(style, PAPER))

    assert untrue(reading.consignments[0], PAPER) == {}
    assert reading.problems == ()
    assert reading.message == f"IFTMIN {'.'.join(style.edition)}"


@pytest.mark.parametrize("edition", [2, 3])
def test_a_bay_plan_tells_containers_by_their_bill(edition: int) -> None:
    reading = read(baplie(STYLES[0], [PAPER, OTHER], edition))

    boxes = [[values[f"waybill/containers/{at}/number"] for at in range(len(paper.containers))]
             for paper, values in zip((PAPER, OTHER), map(values_of, reading.consignments), strict=True)]  # fmt: skip
    assert boxes == [[number for number, *_ in paper.containers] for paper in (PAPER, OTHER)]
    assert values_of(reading.consignments[1])["waybill/places/loading"] == OTHER.loading[0]


def test_a_bay_plan_without_bills_is_grouped_by_ports_and_says_so() -> None:
    plan = [line for line in baplie(STYLES[0], [PAPER]).split(b"\n") if not line.startswith(b"RFF")]

    reading = read(b"\n".join(plan))

    assert len(reading.consignments) == 1
    assert "no_bill" in said(reading.problems)


def test_a_field_says_its_segment_and_where_that_stands_in_the_file() -> None:
    content = cuscar(Style(newline="\r\n"), [PAPER])
    number = read(content).consignments[0].get("waybill/number")

    assert number is not None
    line, column = number.where.at or (0, 0)
    assert content.split(b"\r\n")[line - 1][column - 1 :].startswith(b"CNI+1+" + PAPER.number.encode())
    assert "CNI 1004" in number.where.words()


def test_a_single_consignment_has_every_container_of_its_message() -> None:
    boxes = ("EQD+CN+CSQU3054383+22G1", "EQD+CN+MSKU9070323+22G1+++4")
    [consignment] = read(with_body(*boxes, "CNI+1+B1", "GID+1+3:CT", "SGP+MSKU9070323+3")).consignments

    values = values_of(consignment)
    assert [values[f"waybill/containers/{at}/number"] for at in (0, 1)] == ["MSKU9070323", "CSQU3054383"]
    assert values["waybill/containers/0/loaded"] == "false"


def test_umlauts_of_unoc_and_released_signs_are_read() -> None:
    party = "NAD+CZ+++Müller ?+ Söhne ?'Nord?'+Straße 1?:2+Köln++50667+DE"
    [consignment] = read(with_body("CNI+1+B1", party)).consignments

    values = values_of(consignment)
    assert values["waybill/consignor/name"] == "Müller + Söhne 'Nord'"
    assert values["waybill/consignor/address/street"] == "Straße 1:2"


def test_bytes_of_another_character_set_than_promised_are_read_and_told() -> None:
    latin = with_body("CNI+1+B1", "NAD+CZ+++Müller")
    content = latin.decode("latin-1").encode("utf-8")

    reading = read(content)

    assert values_of(reading.consignments[0])["waybill/consignor/name"] == "Müller"
    assert "line 5" in said(reading.problems)["charset"]


def test_unstructured_addresses_are_taken_apart_and_doubted() -> None:
    party = "NAD+CN++Irwell Cotton Company:2 Spindle Street:IR2 2SP Irwell:Meridia"
    [consignment] = read(with_body("CNI+1+B1", party)).consignments

    city, country = (consignment.get(f"waybill/consignee/address/{part}") for part in ("city", "country"))
    assert city is not None
    assert country is not None
    assert (city.value, country.value, city.is_doubtful) == ("Irwell", "XM", True)


def test_a_container_whose_check_digit_fails_is_kept_as_it_stands_and_doubted() -> None:
    [consignment] = read(with_body("CNI+1+B1", "GID+1+3:CT", "SGP+CSQU3054384+3")).consignments

    number = consignment.get("waybill/containers/0/number")
    assert number is not None
    assert (number.value, number.is_doubtful) == ("CSQU3054384", True)
    assert "ISO 6346 gives 3" in number.note


def test_units_of_mass_become_kilograms_and_what_is_none_is_told() -> None:
    reading = read(with_body("CNI+1+B1", "GID+1+3:CT", "MEA+AAE+G+TNE:2.5", "GID+2+3:CT", "MEA+AAE+G+KGM:many"))

    assert values_of(reading.consignments[0])["goods_items/0/gross_mass_kg"] == "2500"
    assert "'many'" in said(reading.problems)["no_mass"]
    assert "goods_items/1/gross_mass_kg" not in values_of(reading.consignments[0])


def test_missing_groups_are_said_to_be_missing() -> None:
    [consignment] = read(with_body("CNI+1+B1", "NAD+CZ+++Somebody")).consignments

    assert {"waybill/consignee/name", "waybill/places/loading", "goods_items/0/description"} <= set(consignment.missing)


def test_counts_that_do_not_hold_are_told() -> None:
    content = cuscar(STYLES[0], [PAPER])
    lines = content.split(b"\n")
    fewer = b"\n".join(line for line in lines if not line.startswith(b"PIA")).replace(b"UNZ+1", b"UNZ+2")

    told = said(read(fewer).problems)

    assert "some may be lost" in told["segment_count"]
    assert "UNZ says 2, 1 messages came" in told["message_count"]


def test_a_contradiction_within_a_consignment_is_told_and_the_first_counts() -> None:
    reading = read(with_body("CNI+1+B1", "LOC+11+NLRTM", "LOC+11+DEHAM"))

    assert values_of(reading.consignments[0])["waybill/places/discharge"] == "NLRTM"
    assert "DEHAM" in said(reading.problems)["said_twice"]


def test_a_message_that_tells_no_consignments_is_refused_by_its_name() -> None:
    with pytest.raises(Unreadable, match="CODECO"):
        read(with_body("BGM+34", kind="CODECO"))


def test_an_empty_line_of_an_address_and_a_number_of_blanks_are_no_fields() -> None:
    reading = read(with_body("CNI+1+   ", "NAD+CZ++: : +  "))

    assert not any(each.get("waybill/number") or each.get("waybill/consignor/name") for each in reading.consignments)


@pytest.mark.parametrize(
    ("text", "form", "at"),
    [
        ("20261123", "102", "2026-11-23T00:00:00Z"),
        ("202611231430", "203", "2026-11-23T14:30:00Z"),
        ("261123", "101", "2026-11-23T00:00:00Z"),
        ("202611231430utc", "303", "2026-11-23T14:30:00Z"),
        ("202611231430+0200", "205", "2026-11-23T14:30:00+02:00"),
        ("20261123", "", "2026-11-23T00:00:00Z"),
        ("20261399", "102", None),
        ("soon", "102", None),
    ],
)
def test_dates_are_read_in_the_formats_of_their_code(text: str, form: str, at: str | None) -> None:
    assert moment(text, form) == at


CUT = {"cut_off", "segment_count", "no_segment"}


@given(cut=st.integers(min_value=0, max_value=4000), style=st.sampled_from(STYLES))
@settings(deadline=None, max_examples=150)
def test_any_truncation_gives_words_and_a_place(cut: int, style: Style) -> None:
    whole = cuscar(style, [PAPER, OTHER])
    content = whole[: cut % (len(whole.rstrip()) - 1)]
    reading = read_if_it_can_be(content)

    told = [] if reading is None else [each for each in reading.problems if each.code in CUT]
    assert reading is None or told
    assert all(each.message and each.where.words() for each in told)


@given(st.binary(max_size=600))
@settings(deadline=None, max_examples=150)
def test_whatever_follows_a_header_gives_words_never_an_error_of_ours(noise: bytes) -> None:
    reading = read(b"UNB+UNOC:3+A+B+261123:1200+1'UNH+1+CUSCAR:D:95B:UN'CNI+1+X'" + noise)

    assert reading.consignments[0].title
    assert reading.problems


@pytest.mark.filterwarnings("ignore::pydifact.exceptions.MissingImplementationWarning")
@pytest.mark.parametrize("style", STYLES[:3], ids=str)
def test_segments_are_those_that_pydifact_finds(style: Style) -> None:
    content = cuscar(style, [PAPER, OTHER])

    theirs: list[Any] = [each for each in Parser().parse(content.decode("latin-1")) if each.tag != "UNA"]
    ours = interchange(content, Notes()).segments

    flat = [
        [part for each in segment.elements for part in (each if isinstance(each, list) else [each])]
        for segment in theirs
    ]
    assert [segment.tag for segment in ours] == [segment.tag for segment in theirs]
    assert [[part for each in segment.elements for part in each] for segment in ours] == flat
