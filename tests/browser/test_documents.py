"""Starting a declaration from a document, as a declarant does it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from simulators.trader.papers.facts import make_paper
from simulators.trader.papers.messages import STYLES, cuscar
from simulators.trader.papers.pages import lay_out
from simulators.trader.papers.printing import pdf, saved, scanned
from tests.browser.conftest import OpenPage, check_axe, check_fits, take_picture
from tests.serving import Server, serving

PAPER = make_paper(1)


# These pages need no border: a server of their own starts sooner than the border is played.
@pytest.fixture(scope="module")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("documents")) as server:
        yield server


def post(page: Page, folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.write_bytes(content)
    page.locator("main input[type=file]").set_input_files(path)


def settle(page: Page) -> None:
    """Confirm every doubtful field by the keyboard alone, as Enter leads from one to the next."""
    page.get_by_role("button", name="Next", exact=True).click()
    fill_in = page.get_by_role("button", name="Fill in the declaration")
    for _ in range(80):
        if fill_in.is_enabled():
            break
        page.keyboard.press("Enter")
    expect(fill_in).to_be_enabled()


def test_a_form_is_read_confirmed_by_keyboard_and_fills_in_the_declaration(
    open_page: OpenPage, demo_server: Server, tmp_path: Path
) -> None:
    page = open_page("/documents", as_user="declarant")
    post(page, tmp_path, "form.pdf", pdf([lay_out(PAPER, "boxes")]))
    page.wait_for_url(f"{demo_server.url}/documents/0*")

    expect(page.get_by_role("img", name="Page 1 of form.pdf")).to_be_visible()
    expect(page.get_by_role("button", name="Fill in the declaration")).to_be_disabled()
    expect(page.locator("#read-waybill-number")).to_have_value(PAPER.number)
    check_axe(page)
    settle(page)
    page.get_by_role("button", name="Fill in the declaration").click()
    page.wait_for_url(f"{demo_server.url}/declarations/new")

    expect(page.locator("#field-waybill-number")).to_have_value(PAPER.number)
    expect(page.locator("#field-waybill-consignor-name")).to_have_value(PAPER.consignor.name)
    expect(page.locator("#field-waybill-consignor-address-country")).to_have_value(PAPER.consignor.country)
    expect(page.locator("#field-goods_items-0-description")).to_have_value(PAPER.goods[0].description)
    expect(page.locator("#field-goods_items-0-packages-count")).to_have_value(str(PAPER.goods[0].count))
    expect(page.locator("#field-waybill-containers-0-number")).to_have_value(PAPER.containers[0][0])


def test_a_field_lights_its_place_and_a_place_leads_to_its_field(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/documents", as_user="declarant", screen="wall")
    post(page, tmp_path, "scan.png", saved(scanned(lay_out(PAPER, "boxes"), 150, 1.0)))
    number = page.locator("#read-waybill-number")
    expect(number).to_have_value(PAPER.number, timeout=90_000)

    number.focus()
    expect(page.locator("rect.lit")).to_have_count(1)
    take_picture(page, "document-scan-wall")
    page.locator("rect.doubtful").first.click()

    expect(page.locator("input:focus, select:focus")).to_have_count(1)
    expect(number).not_to_be_focused()


def test_a_manifest_shows_its_segments_and_lets_a_consignment_be_chosen(open_page: OpenPage, tmp_path: Path) -> None:
    other = make_paper(2)
    page = open_page("/documents", as_user="declarant", language="zh")
    path = tmp_path / "manifest.edi"
    path.write_bytes(cuscar(STYLES[2], [PAPER, other])[:-20])
    page.locator("main input[type=file]").set_input_files(path)

    expect(page.locator("#read-waybill-number")).to_have_value(PAPER.number)
    expect(page.get_by_text("单证不完整").first).to_be_visible()
    page.get_by_role("combobox").first.select_option(index=1)
    expect(page.locator("#read-waybill-number")).to_have_value(other.number)
    page.locator("#read-waybill-number").focus()
    expect(page.locator("li.lit")).to_contain_text(f"CNI+2+{other.number}")
    check_axe(page)
    take_picture(page, "document-manifest-zh")


def test_a_file_that_cannot_be_read_is_kept_and_says_what_to_do(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/documents", as_user="declarant", screen="phone")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    post(page, tmp_path, "notes.txt", b"only words")

    expect(page.get_by_role("alert")).to_contain_text("none of the formats")
    page.get_by_role("link", name="See it").click()
    expect(page.get_by_text("This document could not be read")).to_be_visible()
    check_axe(page)
    page.get_by_role("link", name="Documents").first.click()
    expect(page.get_by_text("Could not be read")).to_be_visible()
    check_axe(page)
    take_picture(page, "documents-phone")


def test_a_document_can_be_gone_through_on_a_phone(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/documents", as_user="declarant", screen="phone")
    post(page, tmp_path, "form.pdf", pdf([lay_out(PAPER, "list")]))
    expect(page.locator("#read-waybill-number")).to_have_value(PAPER.number)

    check_fits(page)
    take_picture(page, "document-phone")
    check_axe(page)
    settle(page)
