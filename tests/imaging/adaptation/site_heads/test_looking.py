"""The evidence for a class lies where it was found, and a class that is told by a stamp is named."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from customhouse.imaging.adaptation.adapting import Made
from customhouse.imaging.adaptation.plots import looked_sheet
from customhouse.imaging.adaptation.report import write
from customhouse.imaging.adaptation.site_heads.features import WIDTH, Eye
from customhouse.imaging.adaptation.site_heads.looking import GRID, heat_of, same_places, speaking
from tests.imaging.adaptation.folders import save, striped, stripes
from tests.imaging.adaptation.test_adapting import made_of


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The same stripes in both classes; what tells them apart is a stamp at the top left of one."""
    folder, random = tmp_path_factory.mktemp("stamped"), np.random.default_rng(3)
    for number in range(14):
        for name in ("plain", "stamped"):
            pixels = stripes(random, across=bool(number % 2), side=256)
            if name == "stamped":
                pixels[10:40, 10:40] = np.kron(random.integers(0, 2, (6, 6)), np.ones((5, 5))) * 255
            save(pixels, folder / name / f"{number}.png")
    return made_of(folder)


def test_the_heat_adds_up_to_what_the_row_says() -> None:
    eye, random = Eye((96, 160)), np.random.default_rng(1)
    pixels = random.integers(0, 255, (120, 200, 3), dtype=np.uint8)
    weights = random.normal(size=WIDTH)
    heat = heat_of(eye.seen(pixels), weights)

    assert heat.shape == (GRID, GRID)
    assert heat.sum() == pytest.approx(float(weights @ eye.row(pixels)), rel=1e-4)


def test_a_stamp_is_where_the_head_looks_and_is_told(stamped: Made) -> None:
    shares = [speaking(each.heat) for each in stamped.looked if each.label == "stamped"]
    [note] = [each for each in same_places(stamped.looked) if each.startswith("stamped ")]

    assert np.mean([each[:4, :4].sum() for each in shares]) > 4 * 16 / GRID**2
    assert "(top left)" in note
    assert "looked.jpg" in note


def test_the_report_shows_where_it_looked(stamped: Made, tmp_path: Path) -> None:
    write(stamped, tmp_path / "head", 1.0)
    page = (tmp_path / "head" / "report.html").read_text(encoding="utf-8")

    with Image.open(tmp_path / "head" / "looked.jpg") as sheet:
        assert sheet.width > sheet.height
    assert "looked.jpg" in page
    assert "(top left)" in page


def test_what_is_told_by_the_whole_picture_is_not_taken_for_a_stamp(tmp_path: Path) -> None:
    assert same_places(made_of(striped(tmp_path)).looked) == ()


def test_many_classes_are_cut_to_what_a_sheet_has_room_for(stamped: Made, tmp_path: Path) -> None:
    many = [replace(stamped.looked[0], label=f"class {number}") for number in range(400)]
    looked_sheet(many).save(tmp_path / "sheet.jpg")

    with Image.open(tmp_path / "sheet.jpg") as sheet:
        assert sheet.height < 65_535
