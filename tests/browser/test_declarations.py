"""Lodging by page and by file, amending and withdrawing, as a declarant does it."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, check_axe, check_fits, take_picture
from tests.serving import Server

CONTAINER = "CSQU3054383"


def fill_in(page: Page, lrn: str) -> None:
    """A whole declaration, typed as a person would; the declarant is there already."""
    form = page.locator("main")
    texts = {
        "lrn": lrn,
        "office": "XMPMS",
        "invoice_currency": "EUR",
        "waybill-number": "WSCL00000001",
        "waybill-carrier": "Western Sea Container Line",
        "waybill-conveyance-identity": "Mersea Pioneer",
        "waybill-conveyance-nationality": "XM",
        "waybill-places-loading": "CNNGB",
        "waybill-places-discharge": "XMPMS",
        "waybill-places-delivery": "XMIRW",
        "waybill-consignor-name": "Ningbo General Export",
        "waybill-consignor-address-street": "Harbour Road 12",
        "waybill-consignor-address-postcode": "315000",
        "waybill-consignor-address-city": "Ningbo",
        "waybill-consignor-address-country": "CN",
        "waybill-consignee-name": "Irwell Cotton Company",
        "waybill-consignee-address-street": "2 Spindle Street",
        "waybill-consignee-address-postcode": "IR2 2SP",
        "waybill-consignee-address-city": "Irwell",
        "waybill-consignee-address-country": "XM",
        "waybill-containers-0-number": CONTAINER,
        "waybill-containers-0-size_type": "42G1",
        "goods_items-0-hs_code": "940360",
        "goods_items-0-description": "Wooden bookcases",
        "goods_items-0-origin": "CN",
        "goods_items-0-gross_mass_kg": "8200.5",
        "goods_items-0-net_mass_kg": "7900",
        "goods_items-0-quantity-value": "410",
        "goods_items-0-quantity-unit": "NAR",
        "goods_items-0-packages-count": "410",
        "goods_items-0-packages-kind": "CT",
        "goods_items-0-value-amount": "24600.00",
        "goods_items-0-value-currency": "EUR",
    }
    form.get_by_role("button", name="Add a container").click()
    for field, text in texts.items():
        page.locator(f"#field-{field}").fill(text)
    form.get_by_role("checkbox", name=CONTAINER).check()


def lodge(page: Page) -> None:
    page.get_by_role("complementary").get_by_role("button", name="Lodge", exact=False).first.click()


def lodge_one(server: Server, open_page: OpenPage, lrn: str) -> Page:
    page = open_page("/declarations/new", as_user="declarant")
    page.locator("#field-declarant-name").wait_for()
    fill_in(page, lrn)
    lodge(page)
    page.wait_for_url(f"{server.url}/declarations/0*")
    return page


def test_a_declaration_is_lodged_and_followed(open_page: OpenPage, demo_server: Server) -> None:
    page = lodge_one(demo_server, open_page, "PAGE-1")

    expect(page.get_by_role("heading", level=1)).to_have_text(page_mrn(demo_server, "PAGE-1"))
    expect(page.get_by_text("Wooden bookcases").first).to_be_visible()
    expect(page.get_by_role("heading", name="What customs tells you")).to_be_visible()


def page_mrn(server: Server, lrn: str) -> str:
    return str(found(server, lrn)["mrn"])


def found(server: Server, lrn: str) -> dict[str, Any]:
    [entry] = [
        item
        for item in server.client("declarant").get("/api/declarations", params={"q": lrn}).json()["items"]
        if item["lrn"] == lrn
    ]
    return dict(entry)


def test_each_problem_stands_at_its_field_and_the_summary_leads_there(open_page: OpenPage) -> None:
    page = open_page("/declarations/new", as_user="declarant")
    page.locator("#field-declarant-name").wait_for()
    fill_in(page, "PAGE-BAD")
    page.locator("#field-goods_items-0-hs_code").fill("999999")
    page.locator("#field-waybill-containers-0-number").fill("CSQU3054384")
    lodge(page)
    page.get_by_role("alert").get_by_role("link", name="Goods item 1 · HS code").click()

    expect(page.locator("#field-goods_items-0-hs_code")).to_be_focused()
    expect(page.locator("#field-goods_items-0-hs_code-problem")).to_contain_text("no subheading 999999")
    expect(page.locator("#field-waybill-containers-0-number")).to_have_attribute("aria-invalid", "true")
    check_axe(page)
    take_picture(page, "lodge-problems-desk-en")


def test_the_check_digit_is_told_while_one_types(open_page: OpenPage) -> None:
    page = open_page("/declarations/new", as_user="declarant")
    page.get_by_role("button", name="Add a container").click()
    page.locator("#field-waybill-containers-0-number").fill("CSQU305438")

    expect(page.get_by_text("The check digit is 3")).to_be_visible()


def test_goods_are_found_by_their_words(open_page: OpenPage) -> None:
    page = open_page("/declarations/new", as_user="declarant")
    page.get_by_role("combobox", name="HS code").fill("wooden furniture bedroom")
    page.get_by_role("option", name="940350").wait_for()
    page.keyboard.press("Enter")

    expect(page.get_by_role("combobox", name="HS code")).to_have_value("940350")
    expect(page.locator("#field-goods_items-0-hs_code-hint")).to_contain_text("bedroom")


def test_a_draft_outlives_the_page(open_page: OpenPage) -> None:
    page = open_page("/declarations/new", as_user="declarant")
    page.locator("#field-lrn").fill("DRAFT-1")
    page.get_by_text("Draft kept on this device").wait_for()
    page.reload()

    expect(page.locator("#field-lrn")).to_have_value("DRAFT-1")


def test_an_amendment_shows_what_changes_and_keeps_the_version_before(open_page: OpenPage, demo_server: Server) -> None:
    page = lodge_one(demo_server, open_page, "PAGE-2")
    page.get_by_role("link", name="Amend").click()
    page.locator("#field-goods_items-0-description").fill("Wooden bookcases, flat-packed")
    page.get_by_text("What you changed: 1").wait_for()
    page.get_by_role("button", name="Lodge the amendment").click()
    page.get_by_role("tab", name="Versions").click()
    page.get_by_role("button", name="What changed").click()

    expect(page.get_by_role("row", name="Goods item 1 · Description")).to_contain_text("flat-packed")


def test_a_withdrawal_asks_for_its_reason(open_page: OpenPage, demo_server: Server) -> None:
    page = lodge_one(demo_server, open_page, "PAGE-3")
    page.get_by_role("button", name="Withdraw").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Withdraw")).to_be_disabled()
    dialog.get_by_label("Reason").fill("Lodged twice by mistake.")
    dialog.get_by_role("button", name="Withdraw").click()

    expect(page.get_by_text("Withdrawn: Lodged twice by mistake.")).to_be_visible()
    expect(page.get_by_text("to be done")).to_have_count(0)
    expect(page.get_by_text("What customs tells you")).to_have_count(0)
    assert found(demo_server, "PAGE-3")["state"] == "withdrawn"


def test_an_earlier_declaration_serves_as_a_pattern(open_page: OpenPage, demo_server: Server) -> None:
    page = lodge_one(demo_server, open_page, "PAGE-4")
    page.get_by_role("link", name="Use as pattern").click()

    expect(page.locator("#field-goods_items-0-description")).to_have_value("Wooden bookcases")
    expect(page.locator("#field-lrn")).to_have_value("")


def test_a_file_gets_a_verdict_for_each_record(open_page: OpenPage, demo_server: Server, tmp_path: Path) -> None:
    lodge_one(demo_server, open_page, "PAGE-5")
    entry = found(demo_server, "PAGE-5")
    client = demo_server.client("declarant")
    good = client.get(f"/api/declarations/{entry['consignment_id']}").json()["lodgement"]
    bad = json.loads(json.dumps(good)) | {"lrn": "FILE-2"}
    bad["goods_items"][0]["origin"] = "ZZ"
    path = tmp_path / "two.json"
    path.write_text(json.dumps([good | {"lrn": "FILE-1"}, bad]), encoding="utf-8")
    page = open_page("/declarations/files", as_user="declarant")
    page.locator("input[type=file]").set_input_files(path)

    expect(page.get_by_role("row", name="FILE-1")).to_contain_text("Lodged")
    expect(page.get_by_role("row", name="FILE-2")).to_contain_text("Goods item 1 · Origin")
    check_axe(page)
    take_picture(page, "files-desk-en")


@pytest.mark.parametrize("path", ["/declarations", "/declarations/new", "/declarations/files"])
@pytest.mark.parametrize(("screen", "language"), [("wall", "en"), ("desk", "zh"), ("phone", "en"), ("phone", "zh")])
def test_the_pages_of_the_declarant_pass_the_check(open_page: OpenPage, path: str, screen: str, language: str) -> None:
    page = open_page(path, as_user="declarant", screen=screen, language=language)
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_load_state("networkidle")

    check_axe(page)
    check_fits(page)
    take_picture(page, f"{path.strip('/').replace('/', '-')}-{screen}-{language}")
