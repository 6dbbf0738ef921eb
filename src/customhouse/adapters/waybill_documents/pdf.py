"""PDF waybills: the text of their pages, or a picture of those that have none."""

import io
from collections.abc import Iterator
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from customhouse.adapters.waybill_documents.layout.snippets import Snippet, runs
from customhouse.adapters.waybill_documents.layout.waybill import consignments_of
from customhouse.adapters.waybill_documents.picture import MAX_PAGES, png, read_text
from customhouse.waybills.documents.model import DocumentKind, PageSize, PageUnit, Where
from customhouse.waybills.documents.reading import Notes, Opened, Result, Unreadable

SHOWN_DPI = 110
OCR_DPI = 200
ENOUGH_TEXT = 12  # words; a page with fewer is a scan with a stamp of the archive on it
MAX_WORDS = 20_000
MAX_SIDE_PT = 3_000  # above A0, no waybill is printed
# Sides of a page as shown, in pixels: a plan of a ship must not fill the memory.
MAX_SIDE_PX = 4_000


def read(content: bytes) -> Opened:
    """Raises `Unreadable`."""
    notes = Notes()
    try:
        document = pdfplumber.open(io.BytesIO(content))
    except (PdfminerException, PDFPasswordIncorrect) as error:
        raise _refusal(content, error)
    with document:
        pages = list(_pages(document, notes))
    if not pages:
        raise Unreadable("no_page", "This PDF has no page that can be read: ask the sender for the whole file.")
    scanned = any(was_scanned for *_, was_scanned in pages)
    kind, title = (DocumentKind.PICTURE, "scanned PDF") if scanned else (DocumentKind.PDF, "PDF")
    sizes, pictures = tuple(size for size, *_ in pages), tuple(picture for _, picture, *_ in pages)
    result = Result(kind, title, notes, pages=sizes, pictures=pictures)
    return result.opened(consignments_of([snippets for _, _, snippets, _ in pages], notes))


def _refusal(content: bytes, error: Exception) -> Unreadable:
    cause = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
    if isinstance(cause, PDFPasswordIncorrect):
        return Unreadable("encrypted", "This PDF asks for a password: post it without one.")
    end = content.rstrip()[-6:]
    cut = (
        "" if end.endswith(b"%%EOF") else f"; it ends at byte {len(content):,} without the mark %%EOF, so it is cut off"
    )
    return Unreadable("broken_pdf", f"This PDF cannot be opened{cut}. Ask the sender for the whole file.")


def _pages(document: Any, notes: Notes) -> Iterator[tuple[PageSize, bytes, list[Snippet], bool]]:
    pages = document.pages
    if len(pages) > MAX_PAGES:
        notes.note(
            "too_many_pages", f"only the first {MAX_PAGES} of {len(pages)} pages are read", Where(page=MAX_PAGES)
        )
    for page in pages[:MAX_PAGES]:
        number = page.page_number
        try:
            yield _page(page, notes)
        except (PdfminerException, OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            # A broken page's content stream fails in as many ways as there are libraries below us.
            notes.note(
                "broken_page",
                f"page {number} cannot be read ({type(error).__name__}); the others are",
                Where(page=number),
            )
        finally:
            page.close()


def _page(page: Any, notes: Notes) -> tuple[PageSize, bytes, list[Snippet], bool]:
    width, height = float(page.width), float(page.height)
    if max(width, height) > MAX_SIDE_PT or min(width, height) < 20:
        raise ValueError("the page has no size a document has")
    words = _words(page)
    if len(words) > MAX_WORDS:
        notes.note(
            "too_many_words",
            f"only the first {MAX_WORDS} words of page {page.page_number} are read",
            Where(page=page.page_number),
        )
    snippets = runs(words[:MAX_WORDS], _rules(page)) if words else []
    scanned = len(words) < ENOUGH_TEXT
    shown = page.to_image(resolution=min(SHOWN_DPI, 72 * MAX_SIDE_PX / max(width, height))).original
    if scanned:
        sharp = page.to_image(resolution=min(OCR_DPI, 72 * MAX_SIDE_PX / max(width, height))).original
        snippets = read_text(sharp, page.page_number, width / sharp.width, notes)
    return PageSize(page.page_number, width, height, PageUnit.POINT), png(shown), snippets, scanned


def _words(page: Any) -> list[Snippet]:
    left, top = float(page.bbox[0]), float(page.bbox[1])
    found = []
    for word in page.extract_words(x_tolerance_ratio=0.22, y_tolerance=2, keep_blank_chars=False):
        box = (word["x0"] - left, word["top"] - top, word["x1"] - left, word["bottom"] - top)
        found.append(Snippet(page.page_number, word["text"], box, box, 1.0))
    return found


def _rules(page: Any) -> list[tuple[float, float, float]]:
    """Vertical lines, as x, top and bottom."""
    edges = page.edges[:5000]
    return [(e["x0"], e["top"], e["bottom"]) for e in edges if e.get("orientation") == "v" and e["height"] > 6]
