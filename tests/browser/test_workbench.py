"""The workbench as an analyst uses it: the next case, its image, marks and a decision, by mouse, finger and keys."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.adapters.scanners.test_forms import PLATE, dataform, export
from tests.adapters.scanners.test_pictures import console, jpeg_bytes
from tests.browser.conftest import SLOW_MS, OpenPage, check_axe, take_picture
from tests.imaging.phantoms import save
from tests.serving import Server

Prepare = Callable[[Page], None]
Suits = Callable[[dict[str, Any]], bool]


def has_materials(scan: dict[str, Any]) -> bool:
    return any(row["shares"] for row in scan["comparison"]["rows"])


def has_dense_object(scan: dict[str, Any]) -> bool:
    return any(finding["kind"] == "dense_object" for finding in scan["findings"])


def has_evidence(scan: dict[str, Any]) -> bool:
    places = (place for row in scan["comparison"]["rows"] for place in row["evidence"])
    return any(place["box"] and place["photo"] is None for place in places)


def reserve(server: Server, user_name: str, modality: str, suits: Suits = lambda scan: True) -> str:
    """Give the analyst a case of this modality, as if the queue had come to it; `next` then hands it out."""
    with closing(server.client(user_name)) as client:
        for _ in range(60):
            answer = client.post("/api/reviews/next").raise_for_status()
            if answer.status_code != 200:  # the border may still be at it
                time.sleep(1)
                continue
            review = answer.json()
            scan = client.get(f"/api/scans/{review['scan_id']}").json()
            if scan["modality"] == modality and suits(scan):
                return str(review["id"])
            client.post(f"/api/reviews/{review['id']}/hand-back").raise_for_status()
    raise AssertionError(f"no {modality} is waiting")


@pytest.fixture
def open_case(open_page: OpenPage, demo_server: Server) -> Iterator[OpenPage]:
    """`open_case(screen="wall", modality="ct")`: the workbench with a case on it; handed back at the end."""
    held: list[tuple[str, str]] = []

    def open_case(
        as_user: str = "analyst",
        modality: str = "radiograph",
        prepare: Prepare | None = None,
        suits: Suits = lambda scan: True,
        **how: str,
    ) -> Page:
        review = reserve(demo_server, as_user, modality, suits)
        held.append((as_user, review))
        page = open_page("/workbench", as_user=as_user, **how)
        if prepare:
            prepare(page)
        page.get_by_role("button", name=re.compile("Next case|下一案件")).first.click()
        page.wait_for_url(re.compile(f"review={review}"))
        return page

    yield open_case
    for user_name, review in held:
        with closing(demo_server.client(user_name)) as client:
            client.post(f"/api/reviews/{review}/hand-back")


def wait_for_image(page: Page) -> None:
    """The full resolution is on the canvas, not only the coarse one."""
    expect(page.locator(".pane canvas[data-level='0']")).to_be_visible(timeout=SLOW_MS)


def mark(page: Page) -> None:
    page.keyboard.press("b")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your marks 1")).to_be_visible()


@pytest.mark.parametrize(("screen", "language"), [("wall", "en"), ("desk", "zh"), ("phone", "en"), ("phone", "zh")])
def test_the_next_case_shows_its_image_and_its_file(open_case: OpenPage, screen: str, language: str) -> None:
    page = open_case(screen=screen, language=language)
    wait_for_image(page)
    page.wait_for_timeout(300)
    take_picture(page, f"workbench-{screen}-{language}")

    check_axe(page)


@pytest.mark.parametrize(("screen", "language"), [("wall", "en"), ("phone", "zh")])
def test_materials_expected_and_seen_stand_beside_each_other(open_case: OpenPage, screen: str, language: str) -> None:
    page = open_case(screen=screen, language=language, suits=has_materials)
    picture = page.get_by_role("figure", name=re.compile("Material|材质"))
    expect(picture.get_by_text(re.compile(r"^(organic|有机物)$"))).to_be_attached(timeout=SLOW_MS)
    picture.scroll_into_view_if_needed()

    expect(picture.get_by_text(re.compile(r"seen\b|所见")).first).to_be_visible()

    take_picture(page, f"workbench-materials-{screen}-{language}")
    check_axe(page)


@pytest.mark.parametrize(("screen", "language"), [("wall", "en"), ("phone", "zh")])
def test_evidence_is_added_up_and_shown_in_the_image(open_case: OpenPage, screen: str, language: str) -> None:
    page = open_case(screen=screen, language=language, suits=has_evidence)
    wait_for_image(page)
    whole = page.get_by_role("figure", name=re.compile("All evidence together|综合全部证据"))
    expect(whole.get_by_role("listitem").first).to_be_visible(timeout=SLOW_MS)
    whole.scroll_into_view_if_needed()
    take_picture(page, f"workbench-score-{screen}-{language}")
    whole.locator("button:visible").first.hover()
    figures = whole.get_by_role("tooltip").first
    expect(figures).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(figures).to_be_hidden()
    # The rows of photos come first, and are shown in the photo.
    page.get_by_role("button", name=re.compile(r"Show (it|\d+ places) in the image|在图像中显示")).last.click()

    expect(page.locator("[data-outline^='evidence']").first).to_be_attached()

    take_picture(page, f"workbench-evidence-{screen}-{language}")
    similar = page.get_by_role("heading", name=re.compile("Similar images|相似图像"))
    similar.evaluate("heading => heading.scrollIntoView()")
    expect(similar).to_be_visible()
    take_picture(page, f"workbench-similar-{screen}-{language}")
    check_axe(page)


def test_a_case_is_decided_taken_back_and_decided_again_by_keys_alone(open_case: OpenPage) -> None:
    page = open_case()
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

    suspicious = page.get_by_role("region", name="Cases").get_by_text("Suspicious")
    expect(suspicious.first).to_be_visible(timeout=15_000)


def test_the_history_of_a_case_is_told_in_words(open_case: OpenPage) -> None:
    page = open_case()
    page.get_by_role("tab", name="History").click()
    history = page.get_by_role("tabpanel", name="History")

    expect(history).to_contain_text("Scan received")
    expect(history).not_to_contain_text(re.compile(r"(review|risk|scan|control|declaration)\.[a-z]|system:"))


def test_the_clock_of_each_case_in_the_list_is_whole(open_case: OpenPage) -> None:
    page = open_case()
    clocks = page.get_by_role("region", name="Cases").locator(".due")
    clocks.first.wait_for()
    list_end = page.get_by_role("region", name="Cases").evaluate("one => one.getBoundingClientRect().right")
    ends = clocks.evaluate_all("all => all.map(one => one.firstElementChild.getBoundingClientRect().right)")

    assert ends
    assert max(ends) <= list_end


def test_looks_are_momentary_and_reset_by_one_key(open_case: OpenPage) -> None:
    page = open_case()
    wait_for_image(page)
    page.keyboard.press("2")
    expect(page.get_by_role("button", name="Grey", exact=True)).to_have_attribute("aria-pressed", "true")
    page.keyboard.down("i")
    expect(page.get_by_text("inverted")).to_be_visible()
    page.keyboard.up("i")
    expect(page.get_by_text("inverted")).to_be_hidden()
    page.locator("body").press("Space")

    expect(page.get_by_role("button", name="Material", exact=True)).to_have_attribute("aria-pressed", "true")


def test_a_frame_is_painted_at_every_zoom(open_case: OpenPage) -> None:
    page = open_case(screen="wall")
    wait_for_image(page)
    canvas = page.locator(".pane canvas").first
    page.locator(".pane").hover()
    for turn in range(16):
        page.mouse.wheel(0, -240 if turn < 8 else 240)

    expect(canvas).to_have_attribute("data-frame-ms", re.compile(r"^\d"))


def test_the_cursor_is_read_out_in_words(open_case: OpenPage) -> None:
    page = open_case()
    wait_for_image(page)
    page.locator(".pane").hover()
    status = page.get_by_test_id("image-status")

    expect(status).to_contain_text(re.compile(r"through.*(nothing in the beam|organic|metal|opaque|not told)"))


def test_a_mark_is_drawn_by_mouse_and_moved_by_typing(open_case: OpenPage) -> None:
    page = open_case(screen="wall")
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


def test_keys_are_silent_while_somebody_types_and_when_switched_off(open_case: OpenPage) -> None:
    page = open_case()
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


def choose_rescan(page: Page) -> None:
    page.keyboard.press("x")
    page.get_by_role("group", name="Reasons").get_by_role("button").first.click()


def test_a_decision_confirmed_twice_is_one_decision_and_can_be_taken_back(open_case: OpenPage) -> None:
    page = open_case()
    choose_rescan(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(150)
    page.keyboard.press("Control+Enter")
    taking_back = page.get_by_role("button", name=re.compile("Take back"))
    expect(taking_back).to_be_visible()
    page.wait_for_timeout(300)
    expect(taking_back).to_be_visible()
    page.keyboard.press("Control+z")

    expect(page.get_by_role("button", name="Confirm: Rescan")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_decision_whose_answer_was_lost_is_known_as_ones_own(open_case: OpenPage, demo_server: Server) -> None:
    page = open_case()
    review = page.url.split("review=")[1]
    choose_rescan(page)
    with closing(demo_server.client("analyst")) as elsewhere:
        codes = elsewhere.get("/api/reason-codes").json()["items"]
        reasons = [code["code"] for code in codes if "rescan" in code["outcomes"]][:1]
        decision = {"outcome": "rescan", "reason_codes": reasons, "note": "sent from the other tab"}
        elsewhere.post(f"/api/reviews/{review}/decision", json=decision).raise_for_status()
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("sent from the other tab")).to_be_visible()
    page.get_by_role("button", name=re.compile("Take back")).click()
    expect(page.get_by_role("button", name="Confirm: Rescan")).to_be_visible()


def test_a_case_that_went_elsewhere_is_not_decided(open_case: OpenPage, demo_server: Server) -> None:
    page = open_case()
    review = page.url.split("review=")[1]
    with closing(demo_server.client("analyst")) as elsewhere:
        elsewhere.post(f"/api/reviews/{review}/hand-back").raise_for_status()
    page.keyboard.press("c")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("This case is no longer in your hands.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Confirm"))).to_be_hidden()


def test_a_volume_is_read_in_sections(open_case: OpenPage) -> None:
    page = open_case(as_user="analyst2", modality="ct", suits=has_dense_object)
    status = page.get_by_test_id("image-status")
    expect(status).to_contain_text(re.compile(r"Slice \d+ of \d+"), timeout=90_000)
    before = status.inner_text()
    page.get_by_role("application").press("PageUp")
    expect(status).not_to_have_text(before)
    page.keyboard.press("f")
    expect(page.locator("[aria-pressed=true]", has_text=re.compile("Metal|Firearms")).first).to_be_visible()
    take_picture(page, "workbench-volume-desk")

    check_axe(page)


@pytest.mark.parametrize("screen", ["wall", "phone"])
def test_a_picture_is_shown_in_its_colours_and_bears_its_mark(
    open_case: OpenPage, demo_server: Server, tmp_path: Path, screen: str
) -> None:
    picture = posted_picture(demo_server, tmp_path)
    page = open_case(
        prepare=lambda page: page.route(re.compile(r"/api/scans/[\w-]+$"), lambda route: route.fulfill(json=picture)),
        screen=screen,
    )
    wait_for_image(page)
    wait_for_colour(page, (30, 60, 200, 255))
    take_picture(page, f"workbench-picture-{screen}")

    expect(page.get_by_text("Pseudo-colour picture, 8-bit, not calibrated").first).to_be_visible()
    expect(page.get_by_role("button", name="Material")).to_have_count(0)
    expect(page.get_by_text("operation of type 3")).to_have_count(1)
    expect(page.get_by_text(PLATE)).to_have_count(0)
    check_axe(page)


def wait_for_colour(page: Page, wanted: tuple[int, ...]) -> None:
    """Until the middle of the image is painted about so: levels of the image come one after another."""
    read = "c => [...c.getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data]"
    for _ in range(100):
        seen = page.locator(".pane canvas").first.evaluate(read)
        if max(abs(one - other) for one, other in zip(seen, wanted, strict=True)) < 20:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"the middle of the image is {seen}, not {wanted}")


def posted_picture(server: Server, folder: Path) -> Any:
    """A form with its picture, as the server tells of it once it is recognised."""
    form, _, *others = export(folder, dataform())
    image = save(folder, "S00001S.jpg", jpeg_bytes(console(360, 900)))
    files = [("files", (file.name, file.path.read_bytes())) for file in (form, image, *others)]
    with closing(server.client("analyst")) as client:
        scan_id = client.post("/api/scans", files=files).raise_for_status().json()["scan_id"]
        for _ in range(300):
            scan = client.get(f"/api/scans/{scan_id}").raise_for_status().json()
            if scan["state"] == "recognised":
                return scan
            time.sleep(0.2)
    raise AssertionError("the picture was not recognised within a minute")


def test_an_image_that_is_not_there_is_said_so(open_case: OpenPage) -> None:
    page = open_case(prepare=lambda page: page.route("**/levels/*", without_image))

    expect(page.get_by_text("The image is not there")).to_be_visible()


def test_without_recognition_the_analyst_reads_alone(open_case: OpenPage) -> None:
    page = open_case(prepare=lambda page: page.route(re.compile(r"/api/scans/[^/]+$"), still_recognising))

    expect(page.get_by_text("You are reading without recognition")).to_be_visible()


def test_an_empty_bench_says_what_comes_next(open_page: OpenPage) -> None:
    page = open_page("/workbench", as_user="analyst2", screen="wall")

    expect(page.get_by_text("Ready when you are")).to_be_visible()

    check_axe(page)


def without_image(route: Route) -> None:
    route.fulfill(status=404, json={"error": {"kind": "not_found", "message": "There is no such image."}})


def still_recognising(route: Route) -> None:
    answer = route.fetch()
    scan = answer.json()
    scan |= {"state": "recognising", "findings": [], "comparison": None, "recogniser": None}
    route.fulfill(response=answer, body=json.dumps(scan))
