"""Pictures: 8-bit images of a console are shown, marked, and never measured."""

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from customhouse.adapters.scanners import read
from customhouse.imaging.comparison import Sight, Tolerances, compare
from customhouse.imaging.model import Declared, DeclaredContainer, DeclaredItem, Modality, Picture, Verdict
from customhouse.imaging.reading import Limits, ScanFile, Unreadable
from customhouse.imaging.recognition import pipeline
from tests.imaging.phantoms import png_bytes, save, sidecar_bytes


def console(rows: int = 90, columns: int = 160) -> NDArray[np.uint8]:
    """Orange goods and a blue block on white, as consoles colour them."""
    shown = np.full((rows, columns, 3), 255, np.uint8)
    shown[rows // 5 : -rows // 5, columns // 8 : -columns // 8] = (240, 150, 40)
    shown[rows * 2 // 5 : rows * 3 // 5, columns * 2 // 5 : columns * 3 // 5] = (30, 60, 200)
    return shown


def jpeg_bytes(pixels: NDArray[np.uint8], **how: int) -> bytes:
    held = io.BytesIO()
    Image.fromarray(pixels).save(held, "JPEG", quality=95, **how)
    return held.getvalue()


def read_picture(*files: ScanFile) -> Picture:
    scan = read(files)
    assert isinstance(scan, Picture)
    return scan


def refused(*files: ScanFile, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read(files, limits)
    return caught.value.code


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_keeps_its_colours_and_bears_its_mark(tmp_path: Path, form: str) -> None:
    content = jpeg_bytes(console()) if form == "JPEG" else png_bytes(console())
    picture = read_picture(save(tmp_path, "scan", content))

    assert picture.views[0].colours.shape == (90, 160, 3)
    assert np.abs(picture.views[0].colours[30, 30].astype(int) - (240, 150, 40)).max() < 12
    assert picture.provenance.format == f"{form} (pseudo-colour, 8-bit, not calibrated)"


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "1"])
def test_every_kind_of_eight_bit_png_is_a_picture(tmp_path: Path, mode: str) -> None:
    held = io.BytesIO()
    Image.fromarray(console()).convert(mode).save(held, "PNG")
    picture = read_picture(save(tmp_path, "scan.png", held.getvalue()))

    assert picture.views[0].colours.shape == (90, 160, 3)


def test_two_pictures_are_two_views_named_for_their_files(tmp_path: Path) -> None:
    files = [save(tmp_path, name, jpeg_bytes(console())) for name in ("side.jpg", "top.jpg")]

    assert [view.name for view in read_picture(*files).views] == ["side", "top"]


def test_pictures_of_both_kinds_are_views_of_one_scan_in_the_order_of_the_post(tmp_path: Path) -> None:
    files = [save(tmp_path, "side.png", png_bytes(console())), save(tmp_path, "top.jpg", jpeg_bytes(console(40, 60)))]
    picture = read_picture(*files)

    assert [(view.name, view.colours.shape) for view in picture.views] == [("side", (90, 160, 3)), ("top", (40, 60, 3))]
    assert picture.provenance.format == "JPEG and PNG (pseudo-colour, 8-bit, not calibrated)"


def test_a_picture_beside_what_is_measured_is_refused(tmp_path: Path) -> None:
    deep = save(tmp_path, "deep.png", png_bytes(np.full((90, 160), 3000, np.uint16)))

    assert refused(save(tmp_path, "flat.jpg", jpeg_bytes(console())), deep) == "several_series"


def test_a_side_car_names_more_views_of_pictures_than_a_radiograph_has(tmp_path: Path) -> None:
    files = [save(tmp_path, f"{number}.jpg", jpeg_bytes(console())) for number in range(3)]
    car = sidecar_bytes(views=[{"name": "left"}, {"name": "top"}, {"name": "right"}])

    assert [view.name for view in read_picture(*files, save(tmp_path, "a.json", car)).views] == ["left", "top", "right"]


def test_a_side_car_makes_no_measurement_of_a_picture(tmp_path: Path) -> None:
    car = sidecar_bytes(energies=[{"mev": 6}])
    picture = read_picture(save(tmp_path, "a.jpg", jpeg_bytes(console())), save(tmp_path, "a.json", car))

    assert "not used" in picture.provenance.notes[0]


def test_the_recogniser_says_that_it_cannot_tell(tmp_path: Path) -> None:
    seen = pipeline.recognise_scan(read_picture(save(tmp_path, "a.jpg", jpeg_bytes(console()))))

    assert (seen.mass, seen.contents, seen.loaded, seen.mix, seen.findings) == (None, None, None, {}, ())
    assert [note.code for note in seen.notes] == ["pseudo_colour"]


def test_nothing_declared_agrees_with_a_picture(tmp_path: Path) -> None:
    seen = pipeline.recognise_scan(read_picture(save(tmp_path, "a.jpg", jpeg_bytes(console()))))
    light = Declared((DeclaredItem(1, "610910", "T-shirts", 900.0),), (DeclaredContainer("MSKU1234565", loaded=False),))
    comparison, _ = compare(light, Sight(Modality.PICTURE, seen), Tolerances())

    assert comparison.verdict is Verdict.CANNOT_TELL
    assert {row.verdict for row in comparison.rows} == {Verdict.CANNOT_TELL}


def test_what_the_viewer_is_given_holds_the_three_colours(tmp_path: Path) -> None:
    file = save(tmp_path, "a.png", png_bytes(console()))
    done = pipeline.recognise(read, [file], Limits(), tmp_path)
    whole = next(made for made in done.artefacts if made.name == "view0.level0")
    planes = np.fromfile(whole.path, "<u2").reshape(whole.shape)

    assert whole.shape == (3, 90, 160)
    assert np.array_equal(planes >> 8, np.moveaxis(console(), -1, 0))
    with Image.open(tmp_path / "preview.png") as preview:
        assert preview.mode == "RGB"


def test_eight_and_sixteen_bits_are_never_one_scan(tmp_path: Path) -> None:
    deep = save(tmp_path, "deep.png", png_bytes(np.full((90, 160), 3000, np.uint16)))

    assert refused(save(tmp_path, "flat.png", png_bytes(console())), deep) == "mixed_sizes"


def test_a_picture_that_claims_too_much_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    content = bytearray(jpeg_bytes(console()))
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = b"\xff\xff\xff\xff"

    assert refused(save(tmp_path, "a.jpg", bytes(content))) == "too_large"
    assert refused(save(tmp_path, "b.jpg", jpeg_bytes(console())), limits=Limits(radiograph_pixels=9000)) == "too_large"


def test_a_picture_of_nearly_no_size_is_refused(tmp_path: Path) -> None:
    assert refused(save(tmp_path, "a.jpg", jpeg_bytes(console(4, 4)))) == "empty"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0.02, 0.95))
def test_a_picture_that_breaks_off_anywhere_is_refused(tmp_path: Path, share: float) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3)).astype(np.uint8)
    for name, whole in (("a.jpg", jpeg_bytes(noise)), ("a.png", png_bytes(noise))):
        code = refused(save(tmp_path, name, whole[: int(len(whole) * share)]))

        assert code in ("truncated", "damaged", "unknown_format")
