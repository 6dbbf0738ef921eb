"""Reference data on screen: what is in force, what is lacking, bringing a file and taking it back."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, check_axe, check_fits, take_picture
from tests.serving import Server

TERMS = {"abalone": "0307810000", "tee shirt": "6109100010", "zinc": "79", "rock": 26}
HS = "section,hscode,description,parent,level\nI,01,Animals; live,TOTAL,2\nI,0101,Horses,01,4\n"


def bring(server: Server, source: str, name: str, content: str) -> None:
    client = server.client("admin")
    files = {"file": (name, content.encode())}
    answer = client.post(f"/api/sources/{source}/import", files=files, data={"accept_changed": "true"})
    assert answer.status_code == 201, answer.text


@pytest.fixture(autouse=True)
def nothing_in_force(demo_server: Server) -> None:
    client = demo_server.client("admin")
    for item in client.get("/api/sources").json()["items"]:
        if item["in_force"]:
            client.post(f"/api/sources/{item['source']['id']}/withdraw")


def opened(open_page: OpenPage, path: str = "/reference-data", as_user: str = "admin", **how: str) -> Page:
    page = open_page(path, as_user=as_user, **how)
    expect(page.get_by_role("table").first).to_be_visible()
    return page


def test_without_an_import_the_page_says_that_the_product_works_and_what_brings_more(open_page: OpenPage) -> None:
    page = opened(open_page, as_user="risk")

    expect(page.get_by_text("The product works on the installed nomenclature and trade names alone")).to_be_visible()
    expect(page.get_by_text("customhouse data import --from DIR")).to_be_visible()
    expect(page.get_by_role("link", name="Reference data")).to_have_attribute("aria-current", "page")


def test_the_administrator_brings_a_file_of_another_edition_after_being_told(
    open_page: OpenPage, tmp_path: Path
) -> None:
    file = tmp_path / "search_references.json"
    file.write_text(json.dumps(TERMS), encoding="utf-8")
    page = open_page("/reference-data/uk-terms", as_user="admin")
    page.locator("input[type=file]").set_input_files(file)

    expect(page.get_by_role("alert")).to_contain_text("is not the file of")
    page.get_by_role("button", name="Take it all the same").click()
    expect(page.get_by_text("2 rows are in force.")).to_be_visible()
    expect(page.get_by_role("heading", name="Rows in quarantine")).to_be_visible()
    expect(page.get_by_role("region", name="Rows in quarantine")).to_contain_text("zinc")


def test_a_file_that_is_something_else_is_refused_with_words(open_page: OpenPage, tmp_path: Path) -> None:
    file = tmp_path / "brands.csv"
    file.write_text("hello,world\n1,2\n", encoding="utf-8")
    page = open_page("/reference-data/uk-brands", as_user="admin")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Take it all the same").click()

    expect(page.get_by_role("alert")).to_contain_text("The first line must name the columns GDSDESC, CMDTYCODE")


def test_a_source_is_withdrawn_after_a_question(open_page: OpenPage, demo_server: Server) -> None:
    bring(demo_server, "hs", "harmonized-system.csv", HS)
    page = open_page("/reference-data/hs", as_user="admin")
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()

    expect(page.get_by_text("The source is withdrawn.")).to_be_visible()
    expect(page.get_by_role("region", name="Imports")).to_contain_text("Withdrawn")
    expect(page.get_by_role("button", name="Withdraw")).to_have_count(0)


def test_an_officer_reads_and_changes_nothing(open_page: OpenPage, demo_server: Server) -> None:
    bring(demo_server, "uk-terms", "search_references.json", json.dumps(TERMS))
    page = opened(open_page, as_user="risk")
    page.get_by_role("link", name=re.compile("Search references")).click()

    expect(page.get_by_role("region", name="Rows in quarantine")).to_be_visible()
    expect(page.get_by_text("Crown Copyright")).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(0)
    expect(page.get_by_role("button", name="Withdraw")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("screen", ["wall", "phone"])
def test_the_pages_of_reference_data_pass_the_check(
    open_page: OpenPage, demo_server: Server, screen: str, language: str
) -> None:
    bring(demo_server, "uk-terms", "search_references.json", json.dumps(TERMS))
    bring(demo_server, "hs", "harmonized-system.csv", HS)
    page = opened(open_page, screen=screen, language=language)
    check_axe(page)
    take_picture(page, f"reference-data-{screen}-{language}")

    page = opened(open_page, "/reference-data/uk-terms", screen=screen, language=language)
    expect(page.get_by_role("table")).to_have_count(2)
    check_axe(page)
    take_picture(page, f"reference-source-{screen}-{language}")
    check_fits(page)
