"""Names on watch-lists as an officer works with them: the queue of hits, a question, the lists, the good-list."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, check_axe, take_picture

SELLER = "Dong Hai Yuanwang Dianzi Keji"


def open_hit(page: Page) -> None:
    page.get_by_role("button", name=SELLER).first.click()
    expect(page.get_by_role("article", name="Hit")).to_contain_text("donghai")


@pytest.mark.parametrize("screen", ["wall", "desk", "phone"])
def test_the_queue_shows_a_hit_word_by_word(open_page: OpenPage, screen: str) -> None:
    page = open_page("/watchlists", as_user="duty", screen=screen)
    open_hit(page)

    pairs = page.get_by_role("article", name="Hit").get_by_role("list", name="Which words agree")
    expect(pairs).to_contain_text("yuanwang")
    expect(page.get_by_role("article", name="Hit")).to_contain_text("speaks for it")
    check_axe(page)
    take_picture(page, f"watchlists-{screen}")


def test_the_pages_speak_chinese(open_page: OpenPage) -> None:
    page = open_page("/watchlists", as_user="risk", language="zh")

    expect(page.get_by_role("heading", name="监控名单")).to_be_visible()
    expect(page.get_by_role("button", name=SELLER).first).to_be_visible()
    check_axe(page)
    take_picture(page, "watchlists-desk-zh")


def test_a_hit_leads_to_its_consignment_whose_timeline_tells_of_it(open_page: OpenPage) -> None:
    page = open_page("/watchlists", as_user="duty")
    open_hit(page)
    page.get_by_role("article", name="Hit").get_by_role("link").click()

    expect(page.get_by_text("Parties screened").first).to_be_visible()


@pytest.mark.parametrize("screen", ["wall", "phone"])
def test_an_officer_looks_a_name_up_in_any_script(open_page: OpenPage, screen: str) -> None:
    page = open_page("/watchlists?tab=ask", as_user="duty", screen=screen)
    page.get_by_role("searchbox", name="Name").fill("Сорокопуд Вадим Аркадьевич")
    page.get_by_label("Born").fill("1971-05-06")
    page.get_by_role("button", name="Look up").click()

    matches = page.get_by_role("list", name="Who it may be")
    expect(matches).to_contain_text("likely")
    expect(matches).to_contain_text("1971-05-06 / 1971")
    check_axe(page)
    take_picture(page, f"watchlists-ask-{screen}")


def test_nobody_on_the_lists_is_said_so(open_page: OpenPage) -> None:
    page = open_page("/watchlists?tab=ask", as_user="duty")
    page.get_by_role("searchbox", name="Name").fill("Norrland & Vale Furniture")
    page.get_by_role("searchbox", name="Name").press("Enter")

    expect(page.get_by_text("Nobody on the lists")).to_be_visible()


def test_the_lists_are_shown_with_their_editions(open_page: OpenPage) -> None:
    page = open_page("/watchlists?tab=lists", as_user="risk")

    expect(page.get_by_role("row", name="meridia-control")).to_contain_text("11")
    check_axe(page)
    take_picture(page, "watchlists-lists")


def test_a_decision_needs_a_reason_and_is_kept_with_it(open_page: OpenPage) -> None:
    page = open_page("/watchlists", as_user="duty")
    open_hit(page)
    page.keyboard.press("d")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Needs more").check()
    dialog.get_by_role("button", name="Decide").click()
    expect(dialog).to_contain_text("Say why.")
    check_axe(page)
    take_picture(page, "watchlists-decide")
    dialog.get_by_label("Why").fill("Asked the exporter for its registration")
    dialog.get_by_role("button", name="Decide").click()

    expect(page.get_by_role("article", name="Hit")).to_contain_text("Asked the exporter for its registration")
    expect(page.get_by_role("button", name=SELLER).first).to_contain_text("Needs more")


def test_a_pair_put_on_the_good_list_can_be_taken_off_again(open_page: OpenPage) -> None:
    page = open_page("/watchlists", as_user="risk")
    open_hit(page)
    page.get_by_role("button", name="Decide").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Not the same").check()
    dialog.get_by_label("Why").fill("Its register extract shows another owner")
    dialog.get_by_role("checkbox").check()
    dialog.get_by_label("Days on the good-list").fill("30")
    dialog.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("article", name="Hit")).to_contain_text("Its register extract shows another owner")
    page.get_by_role("tab", name="Good-list").click()
    expect(page.get_by_role("row", name=SELLER)).to_contain_text("meridia-control")
    take_picture(page, "watchlists-good")
    page.get_by_role("row", name=SELLER).get_by_role("button", name="End").click()

    expect(page.get_by_role("row", name=SELLER)).to_contain_text("over")


def test_a_trader_does_not_find_the_page(open_page: OpenPage) -> None:
    page = open_page("/declarations", as_user="declarant")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Names")).to_have_count(0)
