"""The page for an audit by commodity code: scans of such goods, the one most likely wrong first."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, check_axe, take_picture


@pytest.mark.parametrize(("screen", "language"), [("wall", "en"), ("phone", "zh")])
def test_scans_of_a_heading_are_listed_with_what_was_declared(open_page: OpenPage, screen: str, language: str) -> None:
    page = open_page("/seen?code=64", as_user="analyst", screen=screen, language=language)
    expect(page.get_by_role("link", name=re.compile("^64")).first).to_be_visible(timeout=90_000)
    take_picture(page, f"seen-{screen}-{language}")

    check_axe(page)


def test_a_code_that_is_none_is_answered_in_words(open_page: OpenPage) -> None:
    page = open_page("/seen?code=6x", as_user="analyst")

    expect(page.get_by_role("alert")).to_have_text("Write two, four, six, eight or ten digits.")


def test_goods_that_nobody_scanned_are_told_so(open_page: OpenPage) -> None:
    page = open_page("/seen?code=97", as_user="analyst")

    expect(page.get_by_text("No scan of such goods")).to_be_visible()
