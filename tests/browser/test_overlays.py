"""What networks see, on the workbench: maps over the image, names and likelihoods at findings, objects alone in 3-D.

The recognitions are written as a recogniser with networks writes them, and come through the real API.
"""

import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nibabel.nifti1 import Nifti1Image
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.commodities.appearance.labels import labels
from customhouse.imaging import store
from customhouse.imaging.model import (
    Box,
    BoxMm,
    Finding,
    Material,
    ModelUsed,
    Place,
    Row,
    ScanState,
    Severity,
    Verdict,
)
from customhouse.imaging.records import COMPARISON, FINDINGS, RECOGNITION, KeptScan, kept_scan
from customhouse.imaging.showing.overlays import installed_cards
from customhouse.kernel.database import Database
from customhouse.kernel.reasons import Reason
from tests.browser.conftest import SLOW_MS, OpenPage, check_axe, check_fits, pages_of, take_picture
from tests.browser.test_workbench import reserve, wait_for_image
from tests.conftest import prepare_goods_index
from tests.serving import Server, serving

CARDS = {card.name: card for card in installed_cards().values()}
VERSIONS = {name: card.version for name, card in CARDS.items()}
COMMODITIES, OBJECTS = CARDS["radiograph"].classes, CARDS["ct-objects"].classes
TIMBER, ARMS = COMMODITIES.index("timber"), COMMODITIES.index("arms_ammunition")
SUSPECTED = Reason(
    "suspected_object",
    "Looks like ammunition. That it is a threat: very likely.",
    {"object": "ammunition", "likelihood": "very_likely", "probability": "0.93"},
)
UNEXPECTED = Reason(
    "object_unexpected", "Something that looks like ammunition is seen, and no such goods are declared."
)
SEEN = Place(finding="n0", note="ammunition")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("overlays")
    with serving(folder) as server:
        prepare_goods_index(server.folder, server.database_url)
        server.play_border("--pace", "fast", "--only", "mass-far-off", "--only", "pistol-parcel")
        wait_until_recognised(server)
        let_networks_look(server)
        yield server


def wait_until_recognised(server: Server) -> None:
    with closing(server.client("analyst")) as client:
        for _ in range(120):
            scans = client.get("/api/scans").raise_for_status().json()["items"]
            if {"radiograph", "ct"} <= {scan["modality"] for scan in scans if scan["state"] == "recognised"}:
                return
            time.sleep(1)
    raise AssertionError(f"not recognised: {scans}")


def let_networks_look(server: Server) -> None:
    database, blobs = Database(server.database_url), FolderBlobs(server.folder / "blobs")
    with database.begin("test") as tx:
        rows = [dict(row) for row in tx.connection.execute(store.scans.select()).mappings()]
        for scan in [kept_scan(row) for row in rows if row["state"] == "recognised"]:
            names, found, used, novelty = told(scan, server.folder)
            kept = [{"name": o.name, "sha256": o.sha256, "shape": list(o.shape)} for o in scan.artefacts.values()]
            kept += [{"name": name, "sha256": blobs.put_file(server.folder / name), "shape": []} for name in names]
            assert scan.recognition is not None
            seen = replace(scan.recognition, models=(used,), novelty=novelty)
            row = {
                "recognition": RECOGNITION.dump_python(seen, mode="json"),
                "findings": FINDINGS.dump_python((*scan.findings, *found), mode="json"),
                "artefacts": kept,
            }
            if scan.comparison is not None and scan.described.volume is not None:
                line = Row(
                    None, "unexpected_object", "-", "ammunition", "-", Verdict.DISAGREES, UNEXPECTED, None, (SEEN,)
                )
                compared = replace(scan.comparison, rows=(*scan.comparison.rows, line))
                row["comparison"] = COMPARISON.dump_python(compared, mode="json")
            store.change_scan(tx.connection, scan.id, [ScanState.RECOGNISED], row)
    database.close()


def told(scan: KeptScan, folder: Path) -> tuple[list[str], list[Finding], ModelUsed, float]:
    if scan.described.volume is not None:
        used = ModelUsed("ct-objects", VERSIONS.get("ct-objects", "1"), "ab", task="ct_objects")
        return objects_of(scan, folder), [object_found(scan, used)], used, 0.2
    used = ModelUsed("radiograph", VERSIONS.get("radiograph", "1"), "ab", task="radiograph_segments")
    names = []
    for index, view in enumerate(scan.described.views):
        rows, columns = view.height // 4, view.width // 4
        classes, strange = np.zeros((rows, columns), np.uint8), np.zeros((rows, columns), np.uint8)
        classes[rows // 3 : 4 * rows // 5, columns // 6 : columns // 2] = TIMBER
        classes[rows // 3 : 4 * rows // 5, columns // 2 : 4 * columns // 5] = 255
        classes[rows // 2 : 2 * rows // 3, columns // 4 : columns // 3] = ARMS
        strange[rows // 2 : 2 * rows // 3, columns // 4 : columns // 3] = 220
        for name, plane in (("commodity", classes), ("anomaly", strange)):
            Image.fromarray(plane).save(folder / f"{name}.view{index}.png")
            names.append(f"{name}.view{index}.png")
    view = scan.described.views[0]
    box = Box(view.width // 4, view.height // 2, view.width // 12, view.height // 6)
    label = f"{used.name} {used.version}"
    reason = Reason("anomaly", "Unusual for such goods.")
    finding = Finding("n0", "anomaly", None, Severity.HIGH, reason, view=0, box=box)
    return names, [replace(finding, label="arms_ammunition", probability=0.83, model=label)], used, 0.996


def objects_of(scan: KeptScan, folder: Path) -> list[str]:
    assert scan.described.volume is not None
    depth, height, width = scan.described.volume.shape
    dz, dy, dx = scan.described.volume.spacing_mm or (1.0, 1.0, 1.0)
    numbers = np.zeros((width, height, depth), np.uint8)
    numbers[width // 4 : 3 * width // 4, height // 4 : 3 * height // 4, depth // 4 : 3 * depth // 4] = OBJECTS.index(
        "paper"
    )
    numbers[width // 3 : width // 2, height // 3 : height // 2, depth // 3 : depth // 2] = OBJECTS.index("ammunition")
    Nifti1Image(numbers, np.diag([-dx, -dy, dz, 1.0])).to_filename(folder / "objects.nii.gz")
    return ["objects.nii.gz"]


def object_found(scan: KeptScan, used: ModelUsed) -> Finding:
    assert scan.described.volume is not None
    depth, height, width = scan.described.volume.shape
    dz, dy, dx = scan.described.volume.spacing_mm or (1.0, 1.0, 1.0)
    third, sixth = (width * dx / 3, height * dy / 3, depth * dz / 3), (width * dx / 6, height * dy / 6, depth * dz / 6)
    plain = Finding("n0", "suspected_object", Material.METAL, Severity.HIGH, SUSPECTED, box_mm=BoxMm(*third, *sixth))
    named = replace(plain, label="ammunition", probability=0.91, model=f"{used.name} {used.version}")
    return replace(named, volume_cm3=118.0, mass_kg=0.62, density=5.3)


def with_names(route: Route) -> None:
    """Where the networks are not installed nobody knows the names of their classes: these stand for the card's."""
    answer = route.fetch()
    said: dict[str, Any] = answer.json()
    for overlay in said["overlays"]:
        names = {"commodity": COMMODITIES, "objects": OBJECTS}.get(overlay["kind"], ())
        overlay["classes"] = overlay["classes"] or list(names)
        overlay["threats"] = [code for code in names if code in labels() and labels()[code].is_threat]
    route.fulfill(response=answer, body=json.dumps(said))


@pytest.fixture
def open_there(browser: Browser, server: Server) -> Iterator[OpenPage]:
    """`open_there(modality="ct")`: the workbench with such a case on it, handed back at the end."""
    held: list[str] = []
    pages = pages_of(browser, server)
    open_page = next(pages)

    def open_case(modality: str = "radiograph", **how: str) -> Page:
        held.append(reserve(server, "analyst", modality))
        page = open_page("/workbench", as_user="analyst", **how)
        page.route(re.compile("/networks$"), with_names)
        page.get_by_role("button", name=re.compile("Next case|下一案件")).first.click()
        page.wait_for_url(re.compile(f"review={held[-1]}"))
        return page

    yield open_case
    with closing(server.client("analyst")) as client:
        for review in held:
            client.post(f"/api/reviews/{review}/hand-back")
    next(pages, None)


@pytest.mark.parametrize(("screen", "language"), [("wall", "en"), ("phone", "zh")])
def test_maps_are_laid_over_the_image_by_key_with_their_legend(
    open_there: OpenPage, screen: str, language: str
) -> None:
    page = open_there(screen=screen, language=language)
    wait_for_image(page)
    expect(page.get_by_role("button", name=re.compile("Goods|货物")).first).to_be_visible()
    page.keyboard.press("o")
    over = page.locator("canvas[data-overlay='commodity.view0.png']")
    legend = page.get_by_role("list", name=re.compile("Classes seen|所见类别"))

    expect(over).to_be_visible()
    expect(legend).to_contain_text(re.compile("Arms, ammunition|武器"))
    expect(legend).to_contain_text(re.compile("Unknown|未知"))

    page.keyboard.press("h")
    expect(page.locator("canvas[data-overlay='anomaly.view0.png']")).to_be_visible()
    take_picture(page, f"workbench-overlays-{screen}-{language}")
    check_axe(page)
    check_fits(page)

    page.keyboard.press("o")

    expect(over).to_have_count(0)


def test_one_class_is_looked_at_alone(open_there: OpenPage) -> None:
    page = open_there(screen="wall")
    wait_for_image(page)
    expect(page.get_by_role("button", name=re.compile("^Goods"))).to_be_visible()
    page.keyboard.press("o")
    timber = page.get_by_role("button", name=re.compile("Timber"))
    timber.click()

    expect(timber).to_have_attribute("aria-pressed", "true")

    page.keyboard.press("o")
    page.keyboard.press("o")

    expect(timber).to_have_attribute("aria-pressed", "false")


def test_each_model_s_overlay_has_its_own_strength_and_both_are_kept(open_there: OpenPage) -> None:
    page = open_there(screen="phone")
    wait_for_image(page)
    goods, unusual = (page.get_by_role("slider", name=f"Strength of “{name}”") for name in ("Goods", "Unusual"))
    expect(page.get_by_role("button", name=re.compile("^Goods"))).to_be_visible()
    page.keyboard.press("o")
    page.keyboard.press("h")
    page.keyboard.press(".")
    expect(unusual).to_have_value("0.6")
    goods.focus()
    page.keyboard.press("ArrowLeft")
    page.reload()
    wait_for_image(page)

    expect(goods).to_have_value("0.45")
    expect(unusual).to_have_value("0.6")
    over = page.locator("canvas[data-overlay='commodity.view0.png']")
    expect(over).to_have_css("opacity", "0.45")
    expect(page.locator("canvas[data-overlay='anomaly.view0.png']")).to_have_css("opacity", "0.6")
    check_fits(page)


def test_an_image_unlike_the_training_bears_a_warning(open_there: OpenPage) -> None:
    page = open_there()

    expect(page.get_by_text("This image is unlike what the networks learned from: trust your eyes.")).to_be_visible()


def test_a_network_s_finding_is_named_on_the_image_and_found_both_ways(open_there: OpenPage) -> None:
    page = open_there(screen="wall")
    wait_for_image(page)
    outline = page.locator("[data-outline='n0']")
    line = page.locator(".findings li", has_text="Arms, ammunition")

    expect(outline).to_contain_text(re.compile("Arms, ammunition and explosives · very likely"))
    expect(line).to_contain_text(re.compile(r"Says\s+radiograph"))

    line.locator(".finding").hover()
    expect(outline).to_have_class(re.compile("hovered"))

    frame = outline.locator("rect").first.bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    expect(line).to_have_class(re.compile("hovered"))
    page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)

    expect(line).to_have_class(re.compile("chosen"))


@pytest.mark.parametrize(("screen", "language"), [("wall", "en"), ("phone", "zh")])
def test_objects_of_a_volume_are_coloured_listed_and_shown_alone(
    open_there: OpenPage, screen: str, language: str
) -> None:
    page = open_there(modality="ct", screen=screen, language=language)
    expect(page.get_by_test_id("image-status")).to_contain_text("HU", timeout=SLOW_MS)
    objects = page.get_by_role("button", name=re.compile("^(Objects|物体)"))
    expect(objects).to_be_visible()
    page.keyboard.press("o")
    legend = page.get_by_role("list", name=re.compile("Classes seen|所见类别"))

    expect(objects).to_have_attribute("aria-pressed", "true")
    expect(legend.get_by_role("listitem").first).to_contain_text(re.compile("Ammunition|弹药"), timeout=SLOW_MS)

    line = page.locator(".findings li", has_text=re.compile("Ammunition|弹药")).first
    line.locator(".finding").click()
    expect(line).to_contain_text("5.3 g/cm³")
    expect(line).to_contain_text(re.compile("This class: 91|该类别：91"))
    expect(line).to_contain_text(re.compile("The model says 93|模型给出 93"))
    expect(page.get_by_test_id("image-status").locator("b")).to_have_text(re.compile("Ammunition|弹药"))
    take_picture(page, f"workbench-objects-{screen}-{language}")
    check_axe(page)
    page.keyboard.press("v")

    expect(page.get_by_role("application", name=re.compile("3-D|三维|3D"))).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_text(re.compile("Rendering in 3-D|正在"))).to_have_count(0, timeout=SLOW_MS)

    page.wait_for_timeout(1500)
    take_picture(page, f"workbench-alone-{screen}-{language}")


def test_an_object_of_a_volume_is_marked_wherever_its_line_is_pointed_at(open_there: OpenPage) -> None:
    page = open_there(modality="ct", screen="wall")
    status = page.get_by_test_id("image-status")
    expect(status).to_contain_text("HU", timeout=SLOW_MS)
    there = status.inner_text()
    marks = page.locator("g.pointed[data-outline='n0']")
    line = page.locator(".findings li", has_text="Ammunition").first
    row = page.get_by_role("row", name=re.compile("^Unexpected object.*Ammunition"))
    expect(page.locator(".scroll")).not_to_contain_text(re.compile(r"probability|0\.9\d(?! g)"))
    row.hover()

    expect(marks).to_have_count(3)
    expect(line).to_have_class(re.compile("hovered"))
    expect(page.locator("rect.pointed[data-reach='n0']")).to_be_attached()
    assert status.inner_text() == there, "pointing moves no slice"
    take_picture(page, "workbench-pointed-wall-en")

    page.mouse.move(5, 5)
    expect(marks).to_have_count(0)
    page.get_by_role("button", name="Show it in the image").last.focus()

    expect(marks).to_have_count(3)

    line.locator(".finding").click()
    axial = page.locator("[data-outline='n0'][data-section='axial'] rect").first.bounding_box()
    assert axial is not None
    page.mouse.move(axial["x"] + axial["width"] / 2, axial["y"] + axial["height"] / 2)

    expect(line).to_have_class(re.compile("hovered"))

    slices = page.get_by_role("slider", name="Slice, Axial")
    before = slices.input_value()
    slices.focus()
    page.keyboard.press("ArrowRight")

    expect(slices).to_have_value(str(int(before) + 1))
    expect(status).to_contain_text(f"Slice {int(before) + 2} of")
    check_axe(page)
