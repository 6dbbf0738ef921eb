"""The workbench as an analyst uses it: the next case, its image, marks and a decision, by mouse, finger and keys."""

import json
import re
from contextlib import closing
from statistics import median

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage, check_axe, take_picture
from tests.serving import Server

FRAME_MS = 45  # what a frame may take, so that dragging feels like dragging


def take_case(page: Page, modality: str = "radiograph", tries: int = 6) -> None:
    """Ask for cases until one has the modality; the others go back."""
    for _ in range(tries):
        page.get_by_role("button", name=re.compile("Next case|下一案件")).first.click()
        page.wait_for_url(re.compile("review="))
        image = page.get_by_role("application")
        expect(image).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("Next case|下一案件")).first).to_be_enabled()
        is_volume = "CT" in (image.get_attribute("aria-label") or "")
        if is_volume == (modality == "ct"):
            return
        hand_back(page)
    raise AssertionError(f"no {modality} is waiting")


def hand_back(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Hand back|退回")).click()
    page.wait_for_url(lambda url: "review=" not in url)


def wait_for_image(page: Page) -> None:
    """The full resolution is on the canvas, not only the coarse one."""
    expect(page.locator(".pane canvas[data-level='0']")).to_be_visible(timeout=60_000)


def mark(page: Page) -> None:
    page.keyboard.press("b")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your marks 1")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("screen", ["wall", "desk", "phone"])
def test_the_next_case_shows_its_image_and_its_file(open_page: OpenPage, screen: str, language: str) -> None:
    page = open_page("/workbench", as_user="analyst", screen=screen, language=language)
    take_case(page)
    wait_for_image(page)
    page.wait_for_timeout(300)
    take_picture(page, f"workbench-{screen}-{language}")

    check_axe(page)

    hand_back(page)


def test_a_case_is_decided_taken_back_and_decided_again_by_keys_alone(open_page: OpenPage) -> None:
    page = open_page("/workbench", as_user="analyst")
    expect(page.get_by_text("Ready when you are")).to_be_visible()
    page.keyboard.press("n")
    page.wait_for_url(re.compile("review="))
    if not page.get_by_role("button", name="Measure", exact=True).is_visible():
        hand_back(page)
        take_case(page)
    wait_for_image(page)
    page.keyboard.press("s")
    expect(page.get_by_text("Still needed: a mark on the image (key b) · a reason")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Confirm: Suspicious")).to_be_visible()
    mark(page)
    expect(page.get_by_text("Still needed: a reason")).to_be_visible()
    page.get_by_role("group", name="Reasons").get_by_role("button").first.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("An examination is ordered with your marks; the goods stay.")).to_be_visible()
    take_picture(page, "workbench-confirm-desk")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name=re.compile("Take back"))).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Confirm: Suspicious")).to_be_visible()
    expect(page.get_by_role("heading", name="Your marks 1")).to_be_visible()
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Read only")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Take back"))).to_be_hidden(timeout=15_000)

    page.get_by_role("button", name="Decided", exact=True).click()

    expect(page.get_by_role("region", name="Cases").get_by_text("Suspicious").first).to_be_visible()


def test_looks_are_momentary_and_reset_by_one_key(open_page: OpenPage) -> None:
    page = open_page("/workbench", as_user="analyst")
    take_case(page)
    wait_for_image(page)
    page.keyboard.press("2")
    expect(page.get_by_role("button", name="Grey", exact=True)).to_have_attribute("aria-pressed", "true")
    page.keyboard.down("i")
    expect(page.get_by_text("inverted")).to_be_visible()
    page.keyboard.up("i")
    expect(page.get_by_text("inverted")).to_be_hidden()
    page.locator("body").press("Space")

    expect(page.get_by_role("button", name="Material", exact=True)).to_have_attribute("aria-pressed", "true")

    hand_back(page)


def test_a_frame_is_painted_in_time_at_every_zoom(open_page: OpenPage) -> None:
    page = open_page("/workbench", as_user="analyst", screen="wall")
    take_case(page)
    wait_for_image(page)
    canvas = page.locator(".pane canvas").first
    page.locator(".pane").hover()
    frames = []
    for turn in range(16):
        page.mouse.wheel(0, -240 if turn < 8 else 240)
        page.wait_for_timeout(80)
        frames.append(float(canvas.get_attribute("data-frame-ms") or "inf"))

    assert median(frames) <= FRAME_MS

    hand_back(page)


def test_the_cursor_is_read_out_in_words(open_page: OpenPage) -> None:
    page = open_page("/workbench", as_user="analyst")
    take_case(page)
    wait_for_image(page)
    page.locator(".pane").hover(position={"x": 40, "y": 150})
    status = page.get_by_test_id("image-status")

    expect(status).to_contain_text(re.compile(r"through.*(nothing in the beam|organic|metal|opaque|not told)"))

    hand_back(page)


def test_a_mark_is_drawn_by_mouse_and_moved_by_typing(open_page: OpenPage) -> None:
    page = open_page("/workbench", as_user="analyst", screen="wall")
    take_case(page)
    wait_for_image(page)
    page.get_by_role("button", name="Mark", exact=True).click()
    box = page.locator(".pane").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 300, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 420, box["y"] + 220, steps=4)
    page.mouse.up()
    expect(page.get_by_role("heading", name="Your marks 1")).to_be_visible()
    page.get_by_text("Place and size").click()
    page.get_by_label("Left").fill("12")
    page.get_by_label("Left").press("Enter")

    expect(page.get_by_role("button", name=re.compile("M1 Side · 12,"))).to_be_visible()

    page.get_by_role("button", name="Remove mark 1").click()
    hand_back(page)


def test_keys_are_silent_while_somebody_types_and_when_switched_off(open_page: OpenPage) -> None:
    page = open_page("/workbench", as_user="analyst")
    take_case(page)
    page.keyboard.press("s")
    page.get_by_label("Note for the file").fill("")
    page.get_by_label("Note for the file").press_sequentially("cxu")
    expect(page.get_by_role("button", name="Confirm: Suspicious")).to_be_visible()
    page.get_by_role("button", name="Change").click()
    page.keyboard.press("Shift+?")
    page.get_by_label("Single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("c")

    expect(page.get_by_role("button", name="Confirm: Clear")).to_be_hidden()

    hand_back(page)


def test_a_case_decided_elsewhere_is_not_decided_twice(open_page: OpenPage, demo_server: Server) -> None:
    page = open_page("/workbench", as_user="analyst")
    take_case(page)
    review = page.url.split("review=")[1]
    with closing(demo_server.client("analyst")) as elsewhere:
        elsewhere.post(f"/api/reviews/{review}/hand-back").raise_for_status()
    page.keyboard.press("c")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Another analyst has decided this case.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Confirm"))).to_be_hidden()


def test_a_volume_is_read_in_sections(open_page: OpenPage) -> None:
    page = open_page("/workbench", as_user="analyst2")
    page.set_default_timeout(90_000)
    take_case(page, modality="ct")
    status = page.get_by_test_id("image-status")
    expect(status).to_contain_text(re.compile(r"Slice \d+ of \d+"), timeout=90_000)
    before = status.inner_text()
    page.get_by_role("application").press("PageUp")
    expect(status).not_to_have_text(before)
    page.keyboard.press("f")
    expect(page.locator("[aria-pressed=true]", has_text="Metal").first).to_be_visible()
    take_picture(page, "workbench-volume-desk")

    check_axe(page)

    hand_back(page)


def test_an_image_that_is_not_there_is_said_so(open_page: OpenPage) -> None:
    page = open_page("/workbench", as_user="analyst")
    page.route(
        "**/levels/*", lambda route: route.fulfill(status=404, json={"error": {"kind": "not_found", "message": ""}})
    )
    take_case_without_image(page)

    expect(page.get_by_text("The image is not there")).to_be_visible()

    hand_back(page)


def test_without_recognition_the_analyst_reads_alone(open_page: OpenPage) -> None:
    page = open_page("/workbench", as_user="analyst")
    page.route(re.compile(r"/api/scans/[^/]+$"), still_recognising)
    take_case(page)

    expect(page.get_by_text("You are reading without recognition")).to_be_visible()

    hand_back(page)


def take_case_without_image(page: Page) -> None:
    for _ in range(6):
        page.get_by_role("button", name="Next case").first.click()
        page.wait_for_url(re.compile("review="))
        missing, volume = page.get_by_text("The image is not there"), page.get_by_role("button", name="Coronal")
        expect(missing.or_(volume)).to_be_visible()
        if missing.is_visible():
            return
        hand_back(page)


def still_recognising(route: Route) -> None:
    answer = route.fetch()
    scan = answer.json()
    scan |= {"state": "recognising", "findings": [], "comparison": None, "recogniser": None}
    route.fulfill(response=answer, body=json.dumps(scan))
