"""Describing goods while lodging, asking why as an officer, and walking through the nomenclature by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, check_axe, check_fits, take_picture


def described(page: Page, text: str, code: str = "") -> None:
    page.locator("#field-goods_items-0-description").fill(text)
    page.locator("#field-goods_items-0-hs_code").fill(code)


@pytest.fixture
def lodging(open_page: OpenPage) -> Page:
    return open_page("/declarations/new", as_user="declarant")


def test_a_code_is_chosen_from_the_description_by_keyboard(lodging: Page) -> None:
    described(lodging, "ceramic wall tiles, glazed")
    candidates = lodging.get_by_role("list", name="Codes that these words may mean")
    expect(candidates.get_by_role("button").first).to_be_visible()
    lodging.locator("#field-goods_items-0-description").press("ArrowDown")
    expect(candidates.get_by_role("button").first).to_be_focused()
    check_axe(lodging)
    take_picture(lodging, "goods-candidates")
    code = candidates.get_by_role("button").first.locator("bdi").last.inner_text()
    lodging.keyboard.press("Enter")

    expect(lodging.locator("#field-goods_items-0-hs_code")).to_have_value(code)


def test_words_that_fit_their_code_are_told_so(lodging: Page) -> None:
    described(lodging, "ceramic wall tiles, glazed", "690721")

    expect(lodging.get_by_text("The description fits the code chosen.")).to_be_visible()


def test_a_vague_description_says_what_is_missing(lodging: Page) -> None:
    described(lodging, "gifts")

    expect(lodging.get_by_text("This says too little")).to_be_visible()
    expect(lodging.get_by_text("a gift or a sample has a description too")).to_be_visible()


def test_words_and_code_that_differ_are_shown_side_by_side(lodging: Page) -> None:
    described(lodging, "roasted coffee beans", "640399")

    expect(lodging.get_by_text("You chose")).to_be_visible()
    lodging.get_by_role("list", name="It reads rather like").get_by_role("button").first.click()
    expect(lodging.locator("#field-goods_items-0-hs_code")).to_have_value("0901")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_officer_sees_why_for_each_goods_item(open_page: OpenPage, language: str) -> None:
    page = open_page("/consignments", as_user="duty", language=language)
    page.get_by_role("table").get_by_role("link").first.click()
    page.get_by_role("tab", name={"en": "Descriptions", "zh": "描述核对"}[language]).click()
    card = page.get_by_role("article").first

    expect(card.get_by_role("heading", name={"en": "What speaks for", "zh": "支持申报"}[language])).to_be_visible()
    expect(card.get_by_role("figure")).to_be_visible()
    check_axe(page)
    take_picture(page, f"goods-why-{language}")


def test_the_tree_is_walked_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/goods", as_user="duty")
    tree = page.get_by_role("tree")
    first = tree.get_by_role("treeitem").first
    first.focus()
    page.keyboard.press("ArrowRight")
    expect(tree.get_by_role("treeitem").nth(1)).to_contain_text("0101")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="0101")).to_be_visible()
    expect(page.get_by_text("Expected appearance")).to_be_visible()
    check_axe(page)


def test_free_text_is_read_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("/goods", as_user="duty", screen="phone")
    page.get_by_label("Describe goods, or give a code").fill("ceramic wall tiles, glazed")
    page.locator("main").get_by_role("button").filter(has_text="6907").first.click()

    expect(page.get_by_role("heading", name="6907")).to_be_visible()
    check_fits(page)
    check_axe(page)
    take_picture(page, "goods-phone")
