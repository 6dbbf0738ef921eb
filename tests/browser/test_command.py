"""The live map as a duty officer uses it: journeys, alarms, why and what to do, by mouse, by key and on a phone."""

import re
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SLOW_MS, OpenPage, check_axe, take_picture
from tests.serving import Server


def wait_for_map(page: Page) -> None:
    """Without a GPU the page answers nobody while its map is drawn for the first time."""
    expect(page.locator(".map[aria-busy=false] canvas")).to_be_visible(timeout=SLOW_MS)


@pytest.mark.parametrize(("screen", "language"), [("wall", "zh"), ("desk", "en"), ("phone", "zh"), ("phone", "en")])
def test_the_live_map_shows_journeys_and_alarms(open_page: OpenPage, screen: str, language: str) -> None:
    page = open_page("/map", as_user="duty", screen=screen, language=language)
    wait_for_map(page)

    take_picture(page, f"map-{screen}-{language}")
    check_axe(page)


def test_an_alarm_says_why_and_what_to_do(open_page: OpenPage) -> None:
    page = open_page("/map", as_user="duty", screen="wall")
    wait_for_map(page)
    page.get_by_role("button", name=re.compile("Rope cut")).first.click()
    drawer = page.get_by_role("complementary", name="Chosen journey")

    expect(drawer.get_by_text("Why").first).to_be_visible()
    expect(drawer.get_by_text("Send a patrol to the last known place.").first).to_be_visible()
    expect(drawer.get_by_role("link", name="Open the case")).to_be_visible()
    expect(drawer.get_by_role("img", name=re.compile("Speed during the journey: at most [1-9]"))).to_be_visible()
    take_picture(page, "map-alarm-wall")
    check_axe(page)


def test_a_duty_officer_takes_and_resolves_an_alarm_by_key(open_page: OpenPage, demo_server: Server) -> None:
    page = open_page("/map", as_user="duty")
    expect(page.get_by_role("tab", name=re.compile("New"))).to_be_visible()
    page.get_by_role("button", name=re.compile("Corridor left")).first.wait_for()
    for _ in range(20):
        page.keyboard.press("j")
        if page.locator("aside button[aria-pressed=true]").get_by_text("Corridor left").count():
            break
    drawer = page.get_by_role("complementary", name="Chosen journey")
    expect(drawer.get_by_role("button", name="Acknowledge").first).to_be_visible()
    page.keyboard.press("a")
    expect(drawer.locator("dt", has_text="Acknowledged").locator("+ dd")).to_contain_text("Mara Lindqvist")
    page.keyboard.press("r")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Resolve").click()

    expect(dialog.get_by_text("Write a sentence on what was found.")).to_be_visible()

    dialog.get_by_label("Explained").check()
    dialog.get_by_label("Note").fill("The road was closed after an accident; the police confirmed the detour.")
    dialog.get_by_role("button", name="Resolve").click()

    expect(page.get_by_text("Alarm resolved")).to_be_visible()
    with closing(demo_server.client("duty")) as client:
        resolved = client.get("/api/alarms", params={"state": "resolved"}).json()["items"]
    assert [one["outcome"] for one in resolved if one["rule"] == "corridor_left"] == ["explained"]


def test_everything_on_the_map_is_also_a_table(open_page: OpenPage) -> None:
    page = open_page("/map", as_user="duty")
    page.locator(".maplibregl-canvas").wait_for()
    page.keyboard.press("t")
    table = page.get_by_role("table", name="Journeys")

    expect(table.get_by_role("row").nth(3)).to_be_visible()
    check_axe(page)
    table.get_by_role("button").first.click()
    expect(page.get_by_role("complementary", name="Chosen journey")).to_be_visible()


def test_the_track_of_a_journey_can_be_pulled_back(open_page: OpenPage) -> None:
    page = open_page("/map", as_user="duty", screen="wall")
    wait_for_map(page)
    page.get_by_role("button", name=re.compile("Rope cut")).first.click()
    bar = page.get_by_role("slider", name="Moment of the journey")
    bar.focus()
    now = bar.get_attribute("aria-valuetext")
    page.keyboard.press("Home")

    expect(page.get_by_role("button", name="Live", exact=True)).to_have_attribute("aria-pressed", "false")
    expect(bar).not_to_have_attribute("aria-valuetext", now or "")


def test_one_who_may_only_watch_gets_no_buttons_for_alarms(open_page: OpenPage) -> None:
    page = open_page("/map", as_user="risk")
    wait_for_map(page)
    page.get_by_role("button", name=re.compile("Rope cut")).first.click()
    drawer = page.get_by_role("complementary", name="Chosen journey")

    expect(drawer.get_by_text("Why").first).to_be_visible()
    expect(drawer.get_by_role("button", name="Acknowledge")).to_have_count(0)


def test_the_screen_says_so_when_the_feed_is_lost(open_page: OpenPage) -> None:
    page = open_page("/map", as_user="duty")
    page.locator(".maplibregl-canvas").wait_for()
    expect(page.get_by_text("Live", exact=True).first).to_be_visible()
    page.route("**/api/live", lambda route: route.abort("internetdisconnected"))
    page.reload()

    expect(page.get_by_text("What you see is not current.")).to_be_visible()
