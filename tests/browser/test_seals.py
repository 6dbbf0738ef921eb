"""The sealing page in a field officer's hand, with and without a connection, and the gate panel on its wall."""

import uuid
from contextlib import closing
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Route, expect

from simulators.trader.goods import TOYS
from simulators.trader.lodgement import Consignment, lodgement
from tests.browser.conftest import OpenPage, check_axe, check_fits, take_picture
from tests.serving import Server


@pytest.fixture
def consignment(demo_server: Server) -> Consignment:
    """A container that waits to be sealed."""
    waiting = Consignment(f"SEAL-{uuid.uuid4().hex[:8]}", TOYS, 9000.0)
    with closing(demo_server.client("declarant")) as client:
        client.post("/api/declarations", json=lodgement(waiting)).raise_for_status()
    return waiting


def a_number(digits: int) -> str:
    return str(uuid.uuid4().int)[:digits]


def fill_in(page: Page, consignment: Consignment, seal: str, device: str) -> None:
    """From the first step to the photo."""
    page.get_by_label("MRN or container number").fill(consignment.container)
    page.get_by_role("list", name="Expected containers").get_by_role("button").first.click()
    page.get_by_label("Plate of the lorry").fill("xm 482 kd")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Seal number", exact=True).fill(seal)
    page.get_by_label("Seal number, once more").fill(seal.lower())
    page.get_by_label("Device number").fill(device)
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Mersea – Eastholm").check()
    page.get_by_role("button", name="Next").click()


def journeys_of(server: Server, device: str) -> list[str]:
    with closing(server.client("duty")) as client:
        page = client.get("/api/journeys", params={"state": "all"}).raise_for_status().json()
    return [one["seal_number"] for one in page["items"] if one["device_id"] == device]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_first_step_is_fit_for_a_phone(open_page: OpenPage, consignment: Consignment, language: str) -> None:
    page = open_page("/seals", as_user="field", screen="phone", language=language)
    page.locator("#sealing li button").first.wait_for()
    small = page.locator("#sealing button, #sealing input:not([type=file]):not([type=radio])").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 48).map(one => one.outerHTML)"
    )

    assert small == []
    take_picture(page, f"seals-phone-{language}")
    check_axe(page)


def test_a_seal_is_bound_on_a_phone(open_page: OpenPage, demo_server: Server, consignment: Consignment) -> None:
    seal, device = f"XMT{a_number(6)}", a_number(10)
    page = open_page("/seals", as_user="field", screen="phone")
    fill_in(page, consignment, seal, device)
    check_axe(page)
    page.get_by_role("button", name="Seal and send off").click()

    expect(page.get_by_role("heading", name="Sealed", exact=True)).to_be_visible()
    take_picture(page, "seals-phone-done")
    assert journeys_of(demo_server, device) == [seal]


def test_a_seal_number_typed_differently_the_second_time_stops_the_officer(
    open_page: OpenPage, consignment: Consignment
) -> None:
    page = open_page("/seals", as_user="field", screen="phone")
    page.get_by_label("MRN or container number").fill(consignment.container)
    page.get_by_role("list", name="Expected containers").get_by_role("button").first.click()
    page.get_by_label("Plate of the lorry").fill("XM 482 KD")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Seal number", exact=True).fill("XM-0051")
    page.get_by_label("Seal number, once more").fill("XM-0057")
    page.get_by_label("Device number").fill("7031060010")
    page.get_by_role("button", name="Next").click()

    expect(page.get_by_text("The two numbers differ")).to_be_visible()
    check_axe(page)


def test_a_container_on_the_road_cannot_be_chosen_again(open_page: OpenPage, demo_server: Server) -> None:
    with closing(demo_server.client("duty")) as client:
        [journey, *_] = client.get("/api/journeys").json()["items"]
    page = open_page("/seals", as_user="field", screen="phone")
    page.get_by_label("MRN or container number").fill(journey["container_number"])
    first = page.get_by_role("list", name="Expected containers").get_by_role("button").first

    expect(first).to_contain_text(journey["container_number"])
    expect(first).to_contain_text("On the road since")
    expect(first).to_be_disabled()
    check_axe(page)


def test_a_seal_on_the_road_is_told_before_the_photograph(
    open_page: OpenPage, demo_server: Server, consignment: Consignment
) -> None:
    with closing(demo_server.client("duty")) as client:
        [journey, *_] = client.get("/api/journeys").json()["items"]
    page = open_page("/seals", as_user="field", screen="phone")
    fill_in(page, consignment, journey["seal_number"], a_number(10))

    expect(page.get_by_role("heading", name="Does everything agree?")).to_be_visible()
    told = page.get_by_role("alert").filter(has_text=f"with seal {journey['seal_number']} is on the road")
    expect(told).to_be_visible()  # beside it stands, once known, that the lane is red
    check_axe(page)
    take_picture(page, "seals-phone-travelling")


def test_a_refusal_is_told_once(open_page: OpenPage, consignment: Consignment) -> None:
    page = open_page("/seals", as_user="field", screen="phone")
    page.route("**/api/journeys", refused)
    fill_in(page, consignment, f"XMT{a_number(6)}", a_number(10))
    page.get_by_role("button", name="Seal and send off").click()

    expect(page.get_by_role("heading", name="Refused", exact=True)).to_be_visible()
    expect(page.get_by_text("The corridor is closed.")).to_have_count(1)
    page.get_by_role("button", name="Seal another container").click()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("The corridor is closed.")).to_have_count(0)


def test_a_sealing_waits_on_the_device_and_is_sent_once_when_the_network_is_back(
    open_page: OpenPage, demo_server: Server, consignment: Consignment
) -> None:
    seal, device = f"XMT{a_number(6)}", a_number(10)
    page = open_page("/seals", as_user="field", screen="phone")
    fill_in(page, consignment, seal, device)
    page.route("**/api/journeys", lambda route: route.abort("internetdisconnected"))
    page.get_by_role("button", name="Seal and send off").click()

    expect(page.get_by_role("heading", name="Kept on this device")).to_be_visible()
    expect(page.get_by_text("1 unsent")).to_be_visible()
    take_picture(page, "seals-phone-kept")

    page.unroute("**/api/journeys")
    page.reload()

    expect(page.get_by_text("Online")).to_be_visible()
    assert journeys_of(demo_server, device) == [seal]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_gate_panel_shows_a_stop_that_nobody_can_overlook(
    open_page: OpenPage, demo_server: Server, language: str
) -> None:
    page = open_page("/gate?site=XMEHM", as_user="field", screen="desk", language=language)
    with closing(demo_server.client("duty")) as client:
        journey = next(one for one in client.get("/api/journeys").json()["items"] if one["to_site"] == "XMEHM")
    reading = {
        "site_id": "XMEHM",
        "gate": "XMEHM-G1",
        "read_at": datetime.now(UTC).isoformat(),
        "plate": journey["plate"],
        "container_number": journey["container_number"],
        "seal_epc": "XM-7741-WRONG",
        "seal_state": "intact",
    }
    with closing(demo_server.client("gate-xmehm")) as client:
        client.post("/api/gate-readings", json=reading).raise_for_status()

    expect(page.get_by_text({"en": "STOP", "zh": "停车"}[language], exact=True).first).to_be_visible()
    expect(page.get_by_text("XM-7741-WRONG").first).to_be_visible()
    take_picture(page, f"gate-stop-{language}")
    check_axe(page)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_gate_panel_fits_a_phone(open_page: OpenPage, language: str) -> None:
    page = open_page("/gate?site=XMEHM", as_user="field", screen="phone", language=language)
    page.locator("footer").wait_for()

    check_fits(page)
    take_picture(page, f"gate-phone-{language}")
    check_axe(page)


def test_the_gate_panel_is_fail_safe(open_page: OpenPage) -> None:
    page = open_page("/gate?site=XMEHM", as_user="field")
    page.get_by_text("Connected", exact=True).wait_for()
    page.route("**/api/gate-readings*", lambda route: route.abort("internetdisconnected"))

    expect(page.get_by_text("CHECK BY HAND")).to_be_visible()


def test_an_officer_may_type_what_the_reader_could_not_read(open_page: OpenPage) -> None:
    page = open_page("/gate?site=XMEHM", as_user="field")
    page.get_by_role("button", name="Type a reading").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Plate").fill("XM 999 ZZ")
    check_axe(page)
    dialog.get_by_role("button", name="Decide").click()

    expect(page.get_by_text("CHECK", exact=True).first).to_be_visible()


def refused(route: Route) -> None:
    if route.request.method != "POST":
        return route.fallback()
    return route.fulfill(status=409, json={"error": {"kind": "conflict", "message": "The corridor is closed."}})
