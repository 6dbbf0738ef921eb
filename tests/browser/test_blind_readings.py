"""Blind reading and what comes of it: findings after the decision, two readers who differ, the lot of a consignment."""

import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from simulators.scanner.loads import CargoSample, make_lot, radiograph_of
from simulators.scanner.loads.posting import container_number
from simulators.trader import goods
from simulators.trader.lodgement import Consignment, lodgement
from tests.browser.conftest import OpenPage, check_axe, check_fits, pages_of, take_picture
from tests.browser.test_workbench import reserve, wait_for_image
from tests.conftest import prepare_goods_index
from tests.serving import Server, country_pack, serving

WITHIN_S = 120
BOXES = 4
LOT = 19  # garments in cartons, and drums in the first of four
CLEAR = {"outcome": "clear", "reason_codes": ["uniform_load"]}
MARK = {"view": 0, "x": 300, "y": 60, "width": 120, "height": 60, "note": "denser than paper"}
SUSPICIOUS = {"outcome": "suspicious", "reason_codes": ["goods_differ"], "marks": [MARK], "note": "not newsprint alone"}


@dataclass(frozen=True)
class Border:
    """A server with one odd container in a lot, and one case that two readers call differently."""

    server: Server
    lot: str
    differed: str  # the review of who decides between the two

    def of_lot(self, scan: dict[str, Any]) -> bool:
        return bool(scan["consignment_id"] == self.lot)

    def members(self) -> list[dict[str, Any]]:
        with closing(self.server.client("duty")) as client:
            found: list[dict[str, Any]] = client.get(f"/api/consignments/{self.lot}/lot").json()["members"]
        return found


@pytest.fixture(scope="module")
def border(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Border]:
    folder = tmp_path_factory.mktemp("blind")
    pack = country_pack(folder, ai_reveal="after_decision", second_reading_percent="100")
    with serving(folder, CUSTOMHOUSE_COUNTRY=str(pack)) as server:
        prepare_goods_index(server.folder, server.database_url)
        server.play_border("--pace", "fast", "--only", "mass-far-off")
        differed = let_two_differ(server)
        yield Border(server, lodge_lot(server), differed)


@pytest.fixture
def open_there(browser: Browser, border: Border) -> Iterator[OpenPage]:
    yield from pages_of(browser, border.server)


def let_two_differ(server: Server) -> str:
    """One clears the image, the other does not; the review that a third then has."""
    for user_name, decision in (("analyst", CLEAR), ("analyst2", SUSPICIOUS)):
        review = reserve(server, user_name, "radiograph")
        with closing(server.client(user_name)) as client:
            client.post(f"/api/reviews/{review}/decision", json=decision).raise_for_status()
    with closing(server.client("duty")) as client:
        for _ in range(WITHIN_S):
            waiting = client.get("/api/reviews").raise_for_status().json()["items"]
            if waiting:
                return str(waiting[0]["id"])
            time.sleep(1)
    raise AssertionError("nobody is asked to decide between the two")


def lodge_lot(server: Server) -> str:
    """Containers with goods of one heading, each scanned; one of them is not as the others."""
    lot = make_lot(LOT, BOXES, odd=True, split="train", pixel_mm=16)
    honest = next(one for one in lot if [each.truth.items[0].code for each in lot].count(one.truth.items[0].code) > 1)
    said = lot_lodgement(honest, [one.truth.items[0].gross_kg for one in lot])
    with closing(server.client("broker")) as client:
        filed = client.post("/api/declarations", json=said).raise_for_status().json()
    consignment = str(filed["consignment_id"])
    with closing(server.client("scanner-xmpms")) as scanner:
        for sample, box in zip(lot, said["waybill"]["containers"], strict=True):
            parts = [("files", (file.name, file.content)) for file in radiograph_of(sample, number=box["number"])]
            scanner.post("/api/scans", files=parts, data={"mrn": filed["mrn"], "site_id": "XMPMS"}).raise_for_status()
    with closing(server.client("duty")) as client:
        for _ in range(WITHIN_S):
            seen = client.get(f"/api/consignments/{consignment}/lot").raise_for_status().json()["members"]
            if len(seen) == BOXES:
                return consignment
            time.sleep(1)
    raise AssertionError(f"of the lot are seen: {seen}")


def lot_lodgement(honest: CargoSample, masses: list[float]) -> dict[str, Any]:
    """One goods item in several containers."""
    item = honest.truth.items[0]
    ware = replace(goods.NEWSPRINT, hs_code=item.hs, description=item.text)
    said = lodgement(Consignment("LOT-1", ware, sum(masses), size_type=honest.truth.size_type), "XME00009")
    [box] = said["waybill"]["containers"]
    boxes = [{**box, "number": container_number(honest.seed + n)} for n in range(len(masses))]
    said["waybill"]["containers"] = boxes
    said["goods_items"][0]["container_numbers"] = [each["number"] for each in boxes]
    return said


def headings(page: Page) -> set[str]:
    panel = page.get_by_role("region", name="Case", exact=True)
    return {re.sub(r"\W*\d*$", "", one) for one in panel.get_by_role("heading", level=3).all_inner_texts()}


def test_what_the_machine_found_is_hidden_until_the_decision_is_written_down(
    open_there: OpenPage, border: Border
) -> None:
    review = reserve(border.server, "analyst", "radiograph", border.of_lot)
    page = open_there(f"/workbench?review={review}", as_user="analyst", screen="wall")
    wait_for_image(page)
    expect(page.get_by_text("Blind reading: what the recogniser found is shown after your decision.")).to_be_visible()
    told = {"Findings", "The lot", "Similar images"}
    hidden = headings(page)
    maps = page.get_by_role("group", name="What networks see").count()
    take_picture(page, "workbench-blind-wall")
    check_axe(page)
    page.keyboard.press("c")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name=re.compile("Take back"))).to_be_visible()
    expect(page.get_by_role("heading", name="Findings")).to_be_visible()
    expect(page.get_by_text("How they compare is shown once you have looked for yourself.")).to_be_visible()
    take_picture(page, "workbench-blind-decided-wall")
    check_axe(page)

    assert not hidden & told
    assert maps == 0
    assert told <= headings(page)
    expect(page.get_by_text("Blind reading")).to_have_count(0)


@pytest.mark.parametrize(("screen", "language"), [("wall", "en"), ("phone", "zh")])
def test_the_odd_container_of_a_lot_stands_out_in_its_strip(
    open_there: OpenPage, border: Border, screen: str, language: str
) -> None:
    [odd] = [member for member in border.members() if member["is_odd"]]
    with closing(border.server.client("analyst2")) as client:
        waiting = client.get("/api/reviews").raise_for_status().json()["items"]
    review = next(each["id"] for each in waiting if each["scan_id"] == odd["scan_id"])
    page = open_there(f"/workbench?review={review}", as_user="duty", screen=screen, language=language)
    strip = page.get_by_role("list", name=re.compile("The lot|同批货物"))
    expect(strip.get_by_role("listitem")).to_have_count(BOXES)
    strip.scroll_into_view_if_needed()
    page.wait_for_function("() => [...document.querySelectorAll('.panel img')].every(one => one.complete)")
    take_picture(page, f"workbench-lot-{screen}-{language}")
    check_axe(page)
    check_fits(page)
    whole = strip.evaluate("strip => [...strip.children].every(one => one.scrollWidth <= one.clientWidth)")

    standing = strip.get_by_role("listitem").filter(has_text=odd["container_number"])
    standing.get_by_role("button").hover()
    expect(standing.get_by_role("tooltip")).to_contain_text(f"{odd['deviations']:g}")
    expect(standing).to_contain_text(re.compile("stands out|突出"))
    expect(strip.get_by_text(re.compile("stands out|突出"))).to_have_count(1)
    assert whole


def test_a_third_person_sees_what_two_readers_said_and_decides(open_there: OpenPage, border: Border) -> None:
    link = f"/workbench?review={border.differed}"
    phone = open_there(link, as_user="duty", screen="phone", language="zh")
    expect(phone.get_by_role("heading", name="两位判图员的意见")).to_be_visible()
    phone.get_by_role("heading", name="两位判图员的意见").scroll_into_view_if_needed()
    take_picture(phone, "workbench-differ-phone-zh")
    check_axe(phone)
    check_fits(phone)
    page = open_there("/workbench", as_user="duty", screen="wall")
    page.get_by_role("button", name="Next case").first.click()
    page.wait_for_url(re.compile(re.escape(border.differed)))
    wait_for_image(page)
    panel = page.get_by_role("region", name="Case", exact=True)
    first, second = (panel.get_by_role("listitem").filter(has_text=f"Reader {n}: ") for n in (1, 2))
    expect(first).to_contain_text("Clear")
    expect(second).to_contain_text("Suspicious")
    expect(second).to_contain_text("not newsprint alone")
    expect(panel).not_to_contain_text(re.compile("Ines Calder|Otto Brandt"))
    expect(page.locator("[data-outline='reader-2-0']")).to_contain_text("Reader 2, mark 1")
    take_picture(page, "workbench-differ-wall")
    check_axe(page)
    second.get_by_role("button", name="Mark it").click()
    page.keyboard.press("x")  # no such answer: a third says clear or suspicious
    page.keyboard.press("s")
    panel.get_by_role("button", name="The goods seen are not the goods declared").click()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name=re.compile("Take back"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Take back"))).to_be_hidden(timeout=30_000)
    with closing(border.server.client("duty")) as client:
        decided = client.get(f"/api/reviews/{border.differed}").json()

    assert decided["decision"]["outcome"] == "suspicious"
    assert [mark["note"] for mark in decided["decision"]["marks"]] == ["denser than paper"]
    assert "examination" in ordered(border.server, decided["consignment_id"])


def ordered(server: Server, consignment: str) -> set[str]:
    """What is ordered of the goods, once the decision has taken effect."""
    with closing(server.client("duty")) as client:
        for _ in range(30):
            said = client.get(f"/api/consignments/{consignment}/procedure").raise_for_status().json()
            if len(found := {control["what"] for control in said["controls"]}) > 1:
                break
            time.sleep(1)
    return found
