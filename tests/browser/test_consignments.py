"""Following a consignment on one page, as officers do it, on the border that the demo plays."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from simulators.trader.goods import TOYS
from simulators.trader.lodgement import Consignment, lodgement
from tests.browser.conftest import OpenPage, check_axe, check_fits, pages_of, take_picture
from tests.imaging.phantoms import sidecar_bytes, tiff_bytes
from tests.serving import Server, serving

TABS = ["Declaration", "Waybill", "Logistics", "Scans", "Controls", "Assessments"]


def consignment(server: Server, **wanted: str) -> str:
    """The id of one that the border has brought to this state or lane."""
    items = server.client("duty").get("/api/consignments", params=wanted).json()["items"]
    assert items, f"the border has no consignment with {wanted}"
    return str(items[0]["id"])


def open_one(open_page: OpenPage, server: Server, as_user: str = "duty", tab: str = "", **wanted: str) -> Page:
    page = open_page(f"/consignments/{consignment(server, **wanted)}{tab}", as_user=as_user)
    page.get_by_role("heading", level=1).wait_for()
    return page


def test_the_timeline_tells_a_late_alarm_after_the_release(open_page: OpenPage, demo_server: Server) -> None:
    page = open_one(open_page, demo_server, state="reopened")
    told = page.locator("ol > li", has_text=re.compile("Goods released|Alarm raised"))

    expect(told.first).to_contain_text("Alarm raised")
    expect(told.first).to_contain_text("happened")
    expect(told.filter(has_text="Goods released").first).to_be_visible()


def test_the_timeline_can_be_read_as_things_happened(open_page: OpenPage, demo_server: Server) -> None:
    page = open_one(open_page, demo_server, state="reopened")
    told = page.locator("ol > li", has_text=re.compile("Goods released|Alarm raised"))
    expect(told.first).to_contain_text("Alarm raised")
    page.get_by_text("As happened").click()
    expect(page.get_by_role("radio", name="As happened")).to_be_checked()

    expect(told.first).to_contain_text("Goods released")


def test_raw_inputs_are_there_for_those_who_may(open_page: OpenPage, demo_server: Server) -> None:
    page = open_one(open_page, demo_server, state="reopened")
    with page.expect_download() as download:
        page.get_by_role("link", name="declaration-v1.json").first.click()

    assert download.value.suggested_filename == "declaration-v1.json"
    assert '"lrn"' in download.value.path().read_text(encoding="utf-8")


def test_an_officer_without_the_right_sees_no_raw_inputs(open_page: OpenPage, demo_server: Server) -> None:
    page = open_one(open_page, demo_server, as_user="field", state="reopened")
    page.locator("ol > li").first.wait_for()

    expect(page.get_by_role("link", name="declaration-v1.json")).to_have_count(0)


def test_the_header_says_why_the_lane_is_red(open_page: OpenPage, demo_server: Server) -> None:
    page = open_one(open_page, demo_server, state="reopened")

    expect(page.get_by_text("A critical alarm of the seal became known late and is unresolved.").first).to_be_visible()


def test_an_assessment_names_the_policy_it_was_made_with(open_page: OpenPage, demo_server: Server) -> None:
    page = open_one(open_page, demo_server, tab="?tab=assessments", state="reopened")
    policy = demo_server.client("risk").get("/api/policy").json()["hash"]

    expect(page.get_by_role("link", name=policy[:12]).first).to_be_visible()


def test_an_examination_is_recorded_with_what_was_found(open_page: OpenPage, demo_server: Server) -> None:
    [control, *_] = demo_server.client("field").get("/api/controls", params={"what": "examination"}).json()["items"]
    page = open_page(f"/consignments/{control['consignment_id']}?tab=controls", as_user="field")
    page.get_by_role("button", name="Record the result").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Does not conform").check()
    dialog.get_by_label("What was seen").fill("Two cartons of undeclared tools behind the pallets.")
    dialog.get_by_role("button", name="Record the result").click()

    expect(page.get_by_text("Two cartons of undeclared tools")).to_be_visible()


def test_the_findings_of_a_scan_are_fetched_as_a_threat_detection_report(
    open_page: OpenPage, demo_server: Server
) -> None:
    scans = demo_server.client("duty").get("/api/scans").json()["items"]
    wanted = next(scan for scan in scans if scan["state"] == "recognised" and scan["consignment_id"])
    page = open_page(f"/consignments/{wanted['consignment_id']}?tab=scans", as_user="duty")
    with page.expect_download() as download:
        page.get_by_role("link", name="Findings as a Threat Detection Report (DICOS)").first.click()
    take_picture(page, "consignment-scans")

    assert download.value.suggested_filename.endswith(".dcs")
    assert download.value.path().read_bytes()[128:132] == b"DICM"
    check_axe(page)


def test_a_scan_whose_image_is_looked_at_is_not_asked_for_again(open_page: OpenPage, demo_server: Server) -> None:
    reviews = demo_server.client("analyst").get("/api/reviews", params={"state": "open"}).json()["items"]
    review = next(one for one in reviews if one["control_id"])
    page = open_page(f"/consignments/{review['consignment_id']}?tab=controls", as_user="duty")
    controls = page.get_by_role("tabpanel").get_by_role("listitem")

    expect(controls.filter(has_text="Image review").first).to_contain_text(
        re.compile("waits for an analyst|is looking")
    )
    expect(controls.filter(has_text="the image is under review")).to_have_count(1)
    expect(page.get_by_text("to be done", exact=True)).to_have_count(0)
    check_axe(page)


def test_a_file_that_is_no_scan_is_kept_aside_and_named(open_page: OpenPage, demo_server: Server) -> None:
    page = open_one(open_page, demo_server, as_user="field", tab="?tab=scans", state="under_control")
    file = {"name": "holiday.dcm", "mimeType": "application/octet-stream", "buffer": b"this is no scan"}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]  # a literal of FilePayload

    expect(page.get_by_role("alert")).to_contain_text("This cannot be taken as it is Files holiday.dcm ")
    expect(page.get_by_text("Nothing is lost")).to_be_visible()


def test_a_tab_opened_by_address_is_in_sight_on_a_phone(open_page: OpenPage, demo_server: Server) -> None:
    one = consignment(demo_server, state="reopened")
    page = open_page(f"/consignments/{one}?tab=assessments", as_user="duty", screen="phone")

    expect(page.get_by_role("tab", name="Assessments")).to_be_in_viewport(ratio=1)


def test_a_consignment_is_found_by_its_container(open_page: OpenPage, demo_server: Server) -> None:
    items = demo_server.client("duty").get("/api/consignments").json()["items"]
    wanted = next(item for item in items if item["containers"])
    page = open_page("/consignments", as_user="duty")
    page.get_by_role("searchbox", name="Find a consignment").fill(wanted["containers"][0])
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name=wanted["mrn"])).to_be_visible()


def test_filters_stand_in_the_address(open_page: OpenPage) -> None:
    page = open_page("/consignments", as_user="duty")
    page.get_by_text("Red", exact=True).first.click()
    page.wait_for_url("**/consignments?lane=red")
    lanes = page.locator("tbody td:nth-child(3)")

    expect(lanes.filter(has_not_text="Red")).to_have_count(0)
    expect(lanes).not_to_have_count(0)


@pytest.mark.parametrize("tab", TABS)
def test_every_part_of_a_consignment_passes_the_check(open_page: OpenPage, demo_server: Server, tab: str) -> None:
    page = open_one(open_page, demo_server, state="reopened")
    page.get_by_role("tab", name=tab).click()
    page.wait_for_load_state("networkidle")

    check_axe(page)
    take_picture(page, f"consignment-{tab.lower()}-desk-en")


@pytest.mark.parametrize(("screen", "language"), [("wall", "en"), ("desk", "zh"), ("phone", "en"), ("phone", "zh")])
def test_the_pages_of_consignments_pass_the_check(
    open_page: OpenPage, demo_server: Server, screen: str, language: str
) -> None:
    for name, path in {"list": "", "one": f"/{consignment(demo_server, state='reopened')}"}.items():
        page = open_page(f"/consignments{path}", as_user="duty", screen=screen, language=language)
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_load_state("networkidle")

        check_axe(page)
        check_fits(page)
        take_picture(page, f"consignments-{name}-{screen}-{language}")


def test_open_examinations_are_found_together(open_page: OpenPage, demo_server: Server) -> None:
    owing = demo_server.client("duty").get("/api/consignments", params={"owed": "examination"}).json()["items"]
    page = open_page("/consignments", as_user="duty")
    page.get_by_label("Owes").select_option(label="Examination")

    expect(page).to_have_url(re.compile("owed=examination"))
    for item in owing:
        expect(page.get_by_role("row", name=item["mrn"])).to_contain_text("Examination")


@pytest.fixture
def quiet_server(tmp_path: Path) -> Iterator[Server]:
    """Nothing has happened there yet, and what does is seen by no other test."""
    with serving(tmp_path) as server:
        yield server


def test_two_scans_with_the_same_side_car_show_it_twice(browser: Browser, quiet_server: Server) -> None:
    body = lodgement(Consignment("SAME-SIDE-CAR", TOYS, 9000.0))
    lodged = quiet_server.client("declarant").post("/api/declarations", json=body)
    consignment_id, scanner = lodged.json()["consignment_id"], quiet_server.client("scanner-xmpms")
    for number in range(2):
        plane = np.random.default_rng(number).integers(30_000, 60_000, (64, 96), dtype=np.uint16)
        image = ("files", ("scan.tif", tiff_bytes([plane]), "image/tiff"))
        side_car = ("files", ("scan.json", sidecar_bytes(energies=[{"mev": 6}]), "application/json"))
        answer = scanner.post("/api/scans", files=[image, side_car], data={"consignment_id": consignment_id})
        assert answer.status_code == 202, answer.text

    with contextmanager(pages_of)(browser, quiet_server) as open_page:
        page = open_page(f"/consignments/{consignment_id}", as_user="duty")
        page.get_by_text(re.compile(r"^Raw files \(")).click()
        expect(page.get_by_role("link", name="scan.json")).to_have_count(2)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Radiation portal RPM-2", "Alarm: gamma rays", "4,848 counts a second, 2.1 times the background"]),
        ("zh", ["门式辐射监测设备 RPM-2", "报警：γ 射线", "每秒计数 4,848，为本底的 2.1 倍"]),
    ],
)
def test_what_a_radiation_portal_read_is_told_in_words(
    browser: Browser, quiet_server: Server, language: str, words: list[str]
) -> None:
    body = lodgement(Consignment("PORTAL-ALARM", TOYS, 9000.0))
    lodged = quiet_server.client("declarant").post("/api/declarations", json=body)
    consignment_id, scanner = lodged.json()["consignment_id"], quiet_server.client("scanner-xmpms")
    gamma = {"counts": 41_210, "seconds": 8.5, "background_cps": 2310}
    said = sidecar_bytes(
        energies=[{"mev": 6}], portal_readings=[{"portal_id": "RPM-2", "gamma": gamma, "alarms": ["gamma"]}]
    )
    plane = np.random.default_rng(1).integers(30_000, 60_000, (64, 96), dtype=np.uint16)
    files = [("files", ("scan.tif", tiff_bytes([plane]))), ("files", ("scan.json", said))]
    scanner.post("/api/scans", files=files, data={"consignment_id": consignment_id}).raise_for_status()

    with contextmanager(pages_of)(browser, quiet_server) as open_page:
        page = open_page(f"/consignments/{consignment_id}?tab=scans", as_user="duty", language=language)
        read = page.get_by_role("article")
        for each in words:
            expect(read).to_contain_text(each)
        take_picture(page, f"consignment-portal-{language}")
