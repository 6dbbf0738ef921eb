"""Pictures are opened alike, and what is not as a scanner made it is told."""

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageDraw

from customhouse.imaging.adaptation.pictures.opening import (
    Unfit,
    equalised,
    for_network,
    has_drawn_boxes,
    is_coloured,
    opened,
)
from tests.imaging.adaptation.folders import save


def coloured(seed: int = 0) -> Image.Image:
    """Like a console's colours: patches of orange, green and blue, none of them full."""
    random = np.random.default_rng(seed)
    page = Image.new("RGB", (420, 300), "white")
    draw = ImageDraw.Draw(page)
    for colour in ((230, 150, 60), (90, 170, 80), (60, 90, 190)) * 4:
        x, y = int(random.integers(0, 340)), int(random.integers(0, 220))
        draw.rectangle([x, y, x + int(random.integers(20, 80)), y + int(random.integers(20, 80))], colour)
    return page


@pytest.mark.parametrize("order", ["<", ">"])
def test_sixteen_bits_are_shown_with_the_open_beam_white(tmp_path: Path, order: str) -> None:
    values = np.full((60, 80), 60000, np.uint16)
    values[20:40, 20:60] = 9000
    path = tmp_path / "scan.tif"
    tifffile.imwrite(path, values, byteorder=order)

    pixels = opened(path)

    assert (pixels.shape, pixels.dtype) == ((60, 80, 3), np.uint8)
    assert (int(pixels[0, 0, 0]), int(pixels[30, 40, 0])) == (255, 0)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_picture_with_a_value_that_is_no_number_is_not_learned_from(tmp_path: Path, value: float) -> None:
    values = np.full((60, 80), 0.5, np.float32)
    values[20, 30] = value
    tifffile.imwrite(tmp_path / "scan.tif", values)

    with pytest.raises(Unfit, match="not finite"):
        opened(tmp_path / "scan.tif")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff\xe0 no picture at all", "does not decode"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n%%EndComments\nshowpage\n", "cannot identify"),
    ],
    ids=["empty", "damaged", "a program in PostScript"],
)
def test_what_does_not_open_says_why(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bad.jpg"
    path.write_bytes(content)

    with pytest.raises(Unfit, match=words):
        opened(path)


def test_all_pictures_come_to_one_number_of_pixels_whatever_their_size() -> None:
    random = np.random.default_rng(0)
    sizes = [(100, 140), (900, 1260), (1446, 2622)]

    areas = [np.prod(equalised(random.integers(0, 255, (*size, 3), np.uint8), 200, colour=False).shape[:2])
             for size in sizes]  # fmt: skip

    assert max(areas) / min(areas) < 1.02


def test_the_network_gets_sides_in_multiples_of_32_in_the_pictures_proportions() -> None:
    long = for_network(np.zeros((100, 400, 3), np.uint8), 224)

    assert long.shape == (1, 3, 128, 448)


@pytest.mark.parametrize("quality", [60, 95])
@pytest.mark.parametrize("colour", [(0, 255, 0), (255, 0, 0)])
def test_boxes_drawn_into_a_picture_are_seen_through_its_compression(
    tmp_path: Path, quality: int, colour: tuple[int, int, int]
) -> None:
    page = coloured()
    ImageDraw.Draw(page).rectangle([80, 60, 220, 180], outline=colour, width=2)
    page.save(tmp_path / "marked.jpg", quality=quality)

    assert has_drawn_boxes(opened(tmp_path / "marked.jpg"))


@pytest.mark.parametrize("seed", range(6))
def test_the_colours_of_a_console_are_no_drawing(tmp_path: Path, seed: int) -> None:
    coloured(seed).save(tmp_path / "plain.jpg", quality=80)

    assert not has_drawn_boxes(opened(tmp_path / "plain.jpg"))


def test_a_grey_picture_kept_in_colour_is_grey(tmp_path: Path) -> None:
    grey = np.random.default_rng(0).integers(0, 255, (200, 200), np.uint8)
    path = save(np.repeat(grey[..., None], 3, axis=2), tmp_path / "grey.jpg")

    assert (is_coloured(opened(path)), is_coloured(np.asarray(coloured()))) == (False, True)
