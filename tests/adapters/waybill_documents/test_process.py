"""The reader of the house: formats by content, and documents that take too much are ended, not the server."""

import pytest

from customhouse.adapters.waybill_documents.process import ProcessReader
from customhouse.waybills.documents.reading import MAX_BYTES, Unreadable
from simulators.trader.papers.facts import make_paper
from simulators.trader.papers.messages import STYLES, cuscar
from simulators.trader.papers.pages import lay_out
from simulators.trader.papers.printing import pdf

PAPER = make_paper(8)
PAGE = pdf([lay_out(PAPER, "boxes")])


def test_a_pdf_is_read_in_a_process_of_its_own_with_a_picture_of_each_page() -> None:
    opened = ProcessReader().read(PAGE, "misleading.txt")

    assert opened.reading.consignments[0].title == PAPER.number
    assert [picture[:8] for picture in opened.pictures] == [b"\x89PNG\r\n\x1a\n"]


def test_a_message_comes_with_its_segments_one_a_line() -> None:
    opened = ProcessReader().read(cuscar(STYLES[2], [PAPER]))

    assert opened.listing[0].startswith("UNB+UNOC:3+")
    assert opened.listing[-1] == "UNZ+1+REF1'"


def test_a_document_that_takes_too_long_is_given_up_in_words() -> None:
    with pytest.raises(Unreadable, match="split it into fewer pages"):
        ProcessReader(seconds=0).read(PAGE)


def test_a_document_that_takes_too_much_memory_is_given_up_in_words() -> None:
    with pytest.raises(Unreadable, match=r"It is kept|split it"):
        ProcessReader(memory_mb=60).read(PAGE)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b"  \n", "empty"), (b"hello", "unknown_format"), (b"PK\x03\x04rest", "unknown_format"),
     (b" " * (MAX_BYTES + 1) + b"x", "too_large"), (b"%PDF-1.4 nothing", "broken_pdf"), (b"{", "broken_json")],
)  # fmt: skip
def test_what_is_no_document_is_refused_by_a_code(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        ProcessReader().read(content)

    assert refusal.value.code == code
