"""Forms as carriers print them, as PDFs and as scans: what is read, and what is told of what is not."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from customhouse.adapters.waybill_documents.layout.labels import label_of
from customhouse.waybills.documents.model import DocumentKind, PageUnit
from customhouse.waybills.documents.reading import Unreadable
from simulators.trader.papers.facts import make_paper
from simulators.trader.papers.pages import LAYOUTS, WORDS, Sheet, lay_out
from simulators.trader.papers.printing import has_chinese_font, pdf, saved, scanned
from tests.adapters.waybill_documents.reading import read, read_if_it_can_be, untrue, values_of

PAPER, AIR = make_paper(5), make_paper(6, by_air=True)


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_form_is_read_in_every_language(layout: str, language: str) -> None:
    for paper in (PAPER, AIR):
        reading = read(pdf([lay_out(paper, layout, language)]))

        assert untrue(reading.consignments[0], paper) == {}
        assert reading.kind is DocumentKind.PDF


def test_every_field_has_a_page_and_a_box_within_it() -> None:
    reading = read(pdf([lay_out(PAPER, "boxes")]))

    [page] = reading.pages
    assert page.unit is PageUnit.POINT
    for each in reading.consignments[0].fields:
        assert each.where.page == 1
        assert each.where.box is not None
        left, top, right, bottom = each.where.box
        assert 0 <= left < right <= page.width
        assert 0 <= top < bottom <= page.height


def test_pages_of_other_waybills_are_other_consignments_and_pages_without_a_number_go_on() -> None:
    more = Sheet()
    more.text(40, 40, "Rider page")
    more.text(40, 60, "CSQU3054383 / 22G1 / SEAL NO. X99001")

    reading = read(pdf([lay_out(PAPER, "boxes"), more, lay_out(make_paper(7), "boxes")]))

    assert [each.title for each in reading.consignments] == [PAPER.number, make_paper(7).number]
    assert "CSQU3054383" in values_of(reading.consignments[0]).values()


def test_a_misread_container_number_is_repaired_and_told_and_a_wrong_one_is_left_out() -> None:
    sheet = Sheet()
    sheet.text(40, 40, "BILL OF LADING")
    sheet.text(40, 70, "C5QU 3O5438-3")
    sheet.text(40, 90, "MSKU9070324")

    [consignment] = read(pdf([sheet])).consignments

    number = consignment.get("waybill/containers/0/number")
    assert number is not None
    assert (number.value, number.is_doubtful) == ("CSQU3054383", True)
    assert "S for 5" in number.note
    assert consignment.get("waybill/containers/1/number") is None


def test_a_label_with_its_value_on_one_line_and_a_sentence_that_begins_like_one() -> None:
    found, sentence = label_of("Port of discharge: Hamburg"), label_of("Shipper declares that the goods are as stated")

    assert found is not None
    assert (found.key, found.rest) == ("discharge", "Hamburg")
    assert sentence is None


@pytest.mark.parametrize(
    ("text", "key", "rest"),
    [
        ("1. Shipper (complete name and address)", "consignor", ""),
        ("发货人 Shipper", "consignor", ""),
        ("Consignee / 收货人", "consignee", ""),
        ("提单号：COSU123", "number", "COSU123"),
        ("Expéditeur", "consignor", ""),
        ("EXPEDITEUR :", "consignor", ""),
        ("Puerto de descarga", "discharge", ""),
        ("Gross Weight (KGS)", "gross", ""),
        ("Ocean Vessel / Voy. No.", "vessel", ""),
    ],
)
def test_labels_are_known_with_numbers_brackets_and_second_languages(text: str, key: str, rest: str) -> None:
    label = label_of(text)

    assert label is not None
    assert (label.key, label.rest) == (key, rest)


def consignment_note() -> Sheet:
    """A CMR as hauliers print it: numbered boxes, the label with what it asks for in brackets, German numbers."""
    sheet = Sheet()
    boxes = (
        (200, 20, "INTERNATIONAL CONSIGNMENT NOTE (CMR)"),
        (40, 50, "1 Sender (name, address, country)"), (44, 62, "Müller Transport GmbH"), (44, 73, "Industriestr. 5"),
        (44, 84, "20457 Hamburg"), (44, 95, "Germany"), (320, 50, "CMR No. 4477123"),
        (40, 120, "2 Consignee (name, address, country)"), (44, 132, "ACME Polska Sp. z o.o."),
        (44, 143, "ul. Morska 12"),
        (44, 154, "80-001 Gdansk"), (44, 165, "Poland"),
        (40, 190, "3 Place designated for delivery of the goods"), (44, 202, "Gdansk, Poland"),
        (40, 230, "4 Place and date of taking over the goods"), (44, 242, "Hamburg, Germany 23.11.2026"),
        (320, 120, "16 Carrier (name, address, country)"), (324, 132, "Speditrans Sp. k."),
        (320, 170, "Vehicle registration: GD 12345"),
        (40, 290, "6 Marks and Nos"), (130, 290, "7 Number of packages"), (230, 290, "8 Method of packing"),
        (320, 290, "9 Nature of the goods"), (430, 290, "10 Statistical number"), (520, 290, "11 Gross weight in kg"),
        (44, 304, "ADDR"), (130, 304, "24"), (230, 304, "pallets"), (320, 304, "Washing machines"),
        (430, 304, "84501100"),
        (520, 304, "6.480,5"), (44, 330, "Total"), (520, 330, "6.480,5"),
    )  # fmt: skip
    for x, top, words in boxes:
        sheet.text(x, top, words, 7)
    return sheet


def test_a_consignment_note_of_numbered_boxes_is_read() -> None:
    values = values_of(read(pdf([consignment_note()])).consignments[0])

    expected = {
        "waybill/number": "4477123",
        "waybill/kind": "cmr",
        "waybill/carrier": "Speditrans Sp. k.",
        "waybill/consignor/name": "Müller Transport GmbH",
        "waybill/consignor/address/country": "DE",
        "waybill/consignee/address/city": "Gdansk",
        "waybill/places/loading": "DEHAM",
        "waybill/places/delivery": "PLGDN",
        "waybill/conveyance/mode": "road",
        "waybill/conveyance/identity": "GD 12345",
        "goods_items/0/description": "Washing machines",
        "goods_items/0/hs_code": "84501100",
        "goods_items/0/packages/count": "24",
        "goods_items/0/packages/kind": "PX",
        "goods_items/0/gross_mass_kg": "6480.5",
    }
    assert {name: values.get(name) for name in expected} == expected


def test_masses_with_other_separators_are_read() -> None:
    sheet = Sheet()
    for at, line in enumerate(("Poids brut: 8 200,5 kg", "Marchandises: pièces", "Nombre de colis: 12 cartons")):
        sheet.text(40, 40 + 20 * at, line)

    values = values_of(read(pdf([sheet])).consignments[0])

    assert values["goods_items/0/gross_mass_kg"] == "8200.5"
    assert (values["goods_items/0/packages/count"], values["goods_items/0/packages/kind"]) == ("12", "CT")


@pytest.mark.parametrize(
    ("layout", "language", "dpi", "tilt", "kind"),
    [("boxes", "en", 200, 1.7, "PNG"), ("list", "zh", 200, -1.0, "PDF"), ("grid", "fr", 150, 0.5, "JPEG")],
)
def test_a_scan_is_read_with_its_tilt_and_noise(layout: str, language: str, dpi: int, tilt: float, kind: str) -> None:
    if language == "zh" and not has_chinese_font():
        pytest.skip("needs a Chinese font to draw with, which is not on this machine")
    image = scanned(lay_out(PAPER, layout, language), dpi, tilt, seed=1)

    reading = read(saved(image, kind, dpi))

    wrong = untrue(reading.consignments[0], PAPER)
    assert reading.kind is DocumentKind.PICTURE
    assert len(wrong) <= 2, wrong
    # What is wrong must not be told as sure: that is what confirming is for.
    sure = [name for name in wrong if (each := reading.consignments[0].get(name)) and not each.is_doubtful]
    assert len(sure) <= 1, wrong
    assert all(each.where.box is not None for each in reading.consignments[0].fields)


def test_a_blank_picture_says_that_there_is_no_text() -> None:
    reading = read(saved(Image.new("RGB", (400, 500), "white")))

    assert reading.consignments == ()
    assert [each.code for each in reading.problems] == ["no_text"]


def test_a_pdf_with_a_password_says_so() -> None:
    locked = pdf([lay_out(PAPER, "boxes")]).replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"61" * 32 + b"> /U <"
        + b"62" * 32 + b"> >>",
    )  # fmt: skip

    with pytest.raises(Unreadable, match="password"):
        read(locked)


@given(share=st.floats(min_value=0.02, max_value=0.99))
@settings(deadline=None, max_examples=25)
def test_a_pdf_that_is_cut_off_gives_words_never_an_error_of_ours(share: float) -> None:
    whole = pdf([lay_out(PAPER, "boxes")])

    reading = read_if_it_can_be(whole[: int(share * len(whole))])

    assert reading is None or reading.pages


def test_a_picture_that_is_cut_off_says_so() -> None:
    sink = io.BytesIO()
    Image.effect_noise((300, 300), 50).save(sink, "PNG")

    with pytest.raises(Unreadable, match="cut off"):
        read(sink.getvalue()[:20_000])
