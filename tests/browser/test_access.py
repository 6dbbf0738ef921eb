"""Logging in, finding one's way, and the administrator's accounts, as people do it."""

import re
import uuid

import httpx
import pytest
from playwright.sync_api import Page, expect

from customhouse.access.demo import PASSWORD
from tests.browser.conftest import OpenPage, check_axe, check_fits, take_picture
from tests.serving import Server

HOMES = {
    "declarant": "/declarations",
    "analyst": "/workbench",
    "duty": "/map",
    "field": "/seals",
    "risk": "/policy",
    "admin": "/users",
}


def sign_in(page: Page, user_name: str, password: str = PASSWORD) -> None:
    page.get_by_label("User name").fill(user_name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize(("user_name", "home"), HOMES.items())
def test_each_role_arrives_at_its_own_page(open_page: OpenPage, user_name: str, home: str) -> None:
    page = open_page("/")
    sign_in(page, user_name)

    expect(page).to_have_url(re.compile(f"{home}$"))


def test_a_wrong_password_is_told_and_the_name_stays(open_page: OpenPage) -> None:
    page = open_page("/")
    sign_in(page, "duty", "no-such-password")

    expect(page.get_by_role("alert")).to_have_text("User name or password is wrong")
    expect(page.get_by_label("User name")).to_have_value("duty")


def test_a_demo_account_is_one_click_away(open_page: OpenPage) -> None:
    page = open_page("/")
    page.get_by_role("button", name="Risk manager").click()

    expect(page.get_by_role("heading", name="Policy")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
@pytest.mark.parametrize("screen", ["wall", "desk", "phone"])
def test_the_log_in_page_is_open_to_everybody(open_page: OpenPage, screen: str, language: str) -> None:
    page = open_page("/", screen=screen, language=language)
    page.locator("form").wait_for()

    check_axe(page)
    take_picture(page, f"login-{screen}-{language}")


def test_language_and_theme_are_kept(open_page: OpenPage) -> None:
    page = open_page("/declarations", as_user="declarant")
    page.get_by_role("button", name="Your menu").click()
    page.get_by_role("menuitemradio", name="中文").click()
    page.get_by_role("menuitemradio", name="浅色").click()
    page.reload()

    expect(page.get_by_role("heading", name="报关单", exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_arabic_runs_from_the_right(open_page: OpenPage) -> None:
    page = open_page("/declarations", as_user="declarant", language="ar")
    page.get_by_role("heading", level=1).wait_for()

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    check_axe(page)
    take_picture(page, "declarations-desk-ar")


def test_a_question_mark_shows_the_keys(open_page: OpenPage) -> None:
    page = open_page("/consignments", as_user="duty")
    page.get_by_role("heading", level=1).wait_for()
    page.keyboard.press("Shift+?")

    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_the_keyboard_reaches_the_content_first(open_page: OpenPage) -> None:
    page = open_page("/consignments", as_user="duty")
    page.get_by_role("heading", level=1).wait_for()
    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()


def test_a_page_of_another_role_is_refused_with_words(open_page: OpenPage) -> None:
    page = open_page("/users", as_user="declarant")

    expect(page.get_by_text("This page is not for your role")).to_be_visible()


def test_signing_out_ends_the_session(open_page: OpenPage) -> None:
    page = open_page("/policy", as_user="risk")
    page.get_by_role("button", name="Your menu").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()
    page.reload()

    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_no_word_of_the_shell_escapes_translation(open_page: OpenPage) -> None:
    page = open_page("/declarations?lang=xx", as_user="declarant")
    page.get_by_role("table").wait_for()
    words = page.locator("nav a, h1, th, .button .words").all_inner_texts()
    plain = [text for text in words if text.strip() and "[!!" not in text]

    assert plain == []


def test_an_administrator_adds_an_account_and_locks_it(open_page: OpenPage) -> None:
    page = open_page("/users", as_user="admin")
    page.get_by_role("button", name="Add a user").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("User name").fill("night.duty")
    dialog.get_by_label("Name", exact=True).fill("Nia Nightingale")
    dialog.get_by_label("Role").select_option("duty_officer")
    dialog.get_by_label("Password").fill("a-long-night-at-sea")
    dialog.get_by_role("button", name="Add a user").click()
    row = page.get_by_role("row", name="Nia Nightingale")
    row.get_by_role("button", name="Change night.duty").click()
    page.get_by_role("button", name="Lock the account").click()

    expect(row).to_contain_text("Locked")


def test_an_administrator_sees_who_is_locked_out_and_lets_them_in(open_page: OpenPage, demo_server: Server) -> None:
    admin = demo_server.client("admin")
    name = f"guessed-{uuid.uuid4().hex[:6]}"
    account = {"name": name, "display_name": name.title(), "role": "duty_officer", "password": "a-long-night-at-sea"}
    admin.post("/api/users", json=account).raise_for_status()
    for _ in range(5):
        httpx.post(f"{demo_server.url}/api/session", json={"user_name": name, "password": "no-such-password"})
    page = open_page("/users", as_user="admin", screen="phone")
    row = page.get_by_role("row", name=name)
    expect(row).to_contain_text("Locked until")
    row.get_by_role("button", name=f"Change {name}").click()
    take_picture(page, "users-locked-out-phone")
    check_axe(page)
    page.get_by_role("button", name="Unlock the account").click()

    expect(row).to_contain_text("Active")
    answer = httpx.post(f"{demo_server.url}/api/session", json={"user_name": name, "password": account["password"]})
    assert answer.status_code == 200


@pytest.mark.parametrize(("screen", "language"), [("desk", "en"), ("phone", "zh")])
def test_a_file_in_quarantine_stands_with_its_reason(
    open_page: OpenPage, demo_server: Server, screen: str, language: str
) -> None:
    file = ("holiday photo of the harbour at dusk.jpg", b"this is no scan")
    answer = demo_server.client("field").post("/api/scans", files={"files": file})
    assert answer.status_code == 422, answer.text
    page = open_page("/quarantine", as_user="admin", screen=screen, language=language)
    row = page.get_by_role("row").filter(has_text=file[0]).first

    expect(row).to_contain_text("is none of" if language == "en" else "不支持的格式")
    check_axe(page)
    check_fits(page)
    take_picture(page, f"quarantine-filled-{screen}-{language}")


@pytest.mark.parametrize(("path", "user_name"), [("/users", "admin"), ("/quarantine", "admin"), ("/policy", "risk")])
@pytest.mark.parametrize(("screen", "language"), [("wall", "zh"), ("desk", "en"), ("phone", "zh")])
def test_the_pages_of_administration_pass_the_check(
    open_page: OpenPage, path: str, user_name: str, screen: str, language: str
) -> None:
    page = open_page(path, as_user=user_name, screen=screen, language=language)
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_load_state("networkidle")

    check_axe(page)
    take_picture(page, f"{path.strip('/')}-{screen}-{language}")
