"""Reading under a policy that shows a projected threat in every clean image, and asks for a first look."""

import re
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import create_engine, text

from tests.browser.conftest import OpenPage, check_axe, pages_of, take_picture
from tests.browser.test_workbench import has_dense_object, reserve, wait_for_image
from tests.conftest import prepare_goods_index
from tests.serving import Server, country_pack, serving

TIP_WITHIN_S = 180
CASES = ("mass-far-off", "empty-but-loaded")  # what is wrong with both is not in the image: it looks clean


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("readings")
    pack = country_pack(folder, tip_share_percent="100", ai_reveal="after_first_look", tip_least_readings="1")
    with serving(folder, CUSTOMHOUSE_COUNTRY=str(pack)) as server:
        prepare_goods_index(server.folder, server.database_url)
        server.play_border("--pace", "fast", *(word for case in CASES for word in ("--only", case)))
        yield server


@pytest.fixture
def open_there(browser: Browser, server: Server) -> Iterator[OpenPage]:
    yield from pages_of(browser, server)


def wait_for_copies(server: Server) -> None:
    """Until the copy of each open case is made, whichever comes first; the house makes them beside its other work."""
    with closing(create_engine(server.database_url).connect()) as connection:
        for _ in range(TIP_WITHIN_S):
            ready = connection.execute(text("SELECT count(*) FROM scan_projection WHERE state = 'ready'")).scalar()
            if ready == len(CASES):
                return
            connection.rollback()
            time.sleep(1)
        made = connection.execute(text("SELECT state, failure FROM scan_projection")).all()
    raise AssertionError(f"not all copies were made: {made}")


def take(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Next case|下一案件")).first.click()
    page.wait_for_url(re.compile("review="))
    wait_for_image(page)


def first_look(page: Page) -> None:
    expect(page.get_by_role("heading", name="First look")).to_be_visible()
    expect(page.get_by_role("heading", name="Findings")).to_have_count(0)
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Findings")).to_be_visible()
    expect(page.get_by_role("button", name="Clear", exact=True)).to_be_visible()


def test_a_missed_threat_is_told_at_once_and_the_real_image_follows(open_there: OpenPage, server: Server) -> None:
    wait_for_copies(server)
    page = open_there("/workbench", as_user="analyst", screen="wall")
    take(page)
    take_picture(page, "workbench-first-look-wall")
    check_axe(page)
    first_look(page)
    page.keyboard.press("c")
    page.keyboard.press("Control+Enter")
    told = page.get_by_role("region", name="This was a projected threat")

    expect(told).to_contain_text("Missed")
    expect(told).to_contain_text("Nothing was decided about the goods")
    expect(page.locator("[data-outline='truth-0']").first).to_be_attached()
    take_picture(page, "workbench-tip-missed-wall")
    check_axe(page)

    page.keyboard.press("n")

    expect(told).to_have_count(0)
    first_look(page)
    page.keyboard.press("c")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name=re.compile("Take back"))).to_be_visible()


@pytest.mark.parametrize(("screen", "language"), [("wall", "en"), ("phone", "zh")])
def test_supervisors_see_how_well_images_are_read(open_there: OpenPage, screen: str, language: str) -> None:
    page = open_there("/quality", as_user="duty", screen=screen, language=language)
    expect(page.get_by_role("table").first).to_be_visible()
    take_picture(page, f"quality-{screen}-{language}")
    check_axe(page)
    page.get_by_role("tab").nth(1).click()
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    take_picture(page, f"quality-readers-{screen}-{language}")
    check_axe(page)


def test_the_library_is_managed_by_the_risk_manager(open_there: OpenPage) -> None:
    page = open_there("/quality", as_user="risk", screen="wall")
    page.get_by_role("tab", name="Library of threats").click()
    page.get_by_role("button", name="Withhold: Rifle").click()
    expect(page.get_by_role("button", name="Draw again: Rifle")).to_be_visible()
    expect(page.get_by_role("img", name="Pistol, as a radiograph shows it")).to_be_visible()
    take_picture(page, "quality-library-wall")
    check_axe(page)
    page.get_by_role("button", name="Draw again: Rifle").click()

    expect(page.get_by_role("button", name="Withhold: Rifle")).to_be_visible()


def test_an_analyst_sees_the_own_scores_and_no_others(open_there: OpenPage) -> None:
    page = open_there("/quality", as_user="analyst", screen="phone")

    expect(page.get_by_role("tab")).to_have_count(1)
    expect(page.get_by_text("How you find projected threats")).to_be_visible()


def test_findings_are_accepted_rejected_and_relabelled_by_keys(open_page: OpenPage, demo_server: Server) -> None:
    review = reserve(demo_server, "analyst", "radiograph", has_dense_object)
    page = open_page(f"/workbench?review={review}", as_user="analyst", screen="wall")
    wait_for_image(page)
    page.keyboard.press("f")
    page.keyboard.press("a")
    finding = page.locator(".findings li.chosen")
    expect(finding.get_by_text("Accepted")).to_be_visible()
    page.keyboard.press("x")
    expect(finding.get_by_text("Rejected")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm: Rescan")).to_have_count(0)
    page.keyboard.press("l")
    page.get_by_role("combobox", name=re.compile("You say")).select_option("shielding")
    page.get_by_role("dialog").get_by_role("button", name="Relabel").click()
    expect(finding.get_by_text("Shielding")).to_be_visible()
    take_picture(page, "workbench-judged-wall")
    check_axe(page)
    finding.get_by_role("button", name="Take your word back").click()

    expect(finding.get_by_text("Relabelled")).to_have_count(0)

    with closing(demo_server.client("analyst")) as client:
        client.post(f"/api/reviews/{review}/hand-back").raise_for_status()
