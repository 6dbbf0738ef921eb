"""Photographs opened, shown without what the camera wrote beside them, and read by the real engine."""

import io
from pathlib import Path

import pytest
from PIL import Image

from customhouse.imaging.model import MarkingKind
from customhouse.imaging.photos.looking import Looked, look
from customhouse.imaging.photos.opening import MOST_PHOTOS, check, opened
from customhouse.imaging.photos.reading import read_photos
from customhouse.imaging.reading import ScanFile, Unreadable
from customhouse.kernel import ocr
from simulators.photographer import TUNING, photograph

NUMBER = "MSKU9070323"
needs_ocr = pytest.mark.skipif(not ocr.is_installed(), reason="no OCR is installed: pip install 'customhouse[ocr]'")


class Blind:
    """An engine that finds nothing, or fails."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails

    def lines(self, pixels: object) -> list[ocr.FoundLine]:
        if self.fails:
            raise RuntimeError("the engine is broken")
        return []

    def line(self, pixels: object) -> tuple[str, float]:
        return "", 0.0


def photo(folder: Path, name: str, content: bytes) -> ScanFile:
    path = folder / name
    path.write_bytes(content)
    return ScanFile(name, path, is_photo=True)


def simulated(folder: Path, layout: str, seed: int = 3) -> ScanFile:
    return photo(folder, f"{layout}.jpg", photograph(NUMBER, "22G1", TUNING, seed, layout).content)


@needs_ocr
@pytest.mark.parametrize("layout", ["line", "rows", "column"])
def test_a_number_is_read_however_it_is_painted(tmp_path: Path, layout: str) -> None:
    read = read_photos([simulated(tmp_path, layout)], tmp_path)

    assert read.sure_numbers() == (NUMBER,)


@needs_ocr
def test_the_box_lies_on_the_copy_that_is_shown_around_the_number(tmp_path: Path) -> None:
    read = read_photos([simulated(tmp_path, "line")], tmp_path)
    [number] = read.numbers()
    [facts] = read.photos

    assert 0 < number.box.x < number.box.x + number.box.width < facts.width
    assert number.box.width > 3 * number.box.height


@needs_ocr
def test_the_size_type_below_the_number_is_read_too(tmp_path: Path) -> None:
    read = read_photos([simulated(tmp_path, "rows")], tmp_path)

    assert [each.value for each in read.markings if each.kind is MarkingKind.SIZE_TYPE] == ["22G1"]


def test_where_no_text_is_found_nothing_is_said(tmp_path: Path) -> None:
    empty = Image.new("RGB", (1200, 900), (90, 90, 90))

    assert look(empty, Blind()) == Looked((), ())


def test_a_failing_engine_leaves_the_photo_and_says_so(tmp_path: Path) -> None:
    read = read_photos([simulated(tmp_path, "line")], tmp_path, Blind(fails=True))

    assert [facts.fault for facts in read.photos] == ["engine_failed"]
    assert (tmp_path / "photo0.jpg").exists()


def test_a_photo_with_damaged_exif_is_read_all_the_same(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "wide"
    sink = io.BytesIO()
    Image.new("RGB", (400, 200), (120, 40, 40)).save(sink, "JPEG", exif=exif)
    written = sink.getvalue()
    assert written.count(b"\x01\x0e\x00\x02") == 1
    path = tmp_path / "gate.photo.jpg"
    path.write_bytes(written.replace(b"\x01\x0e\x00\x02", b"\x01\x00\x00\x02"))  # the width, in letters

    assert opened(ScanFile(path.name, path)).size == (200, 400)


def test_the_copy_that_is_shown_is_upright_and_carries_no_exif(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held sideways
    exif[0x010F] = "Maker of cameras"
    exif.get_ifd(0x8825)[1] = "N"  # a position
    path = tmp_path / "gate.jpg"
    Image.new("RGB", (400, 200), (120, 40, 40)).save(path, exif=exif)
    read = read_photos([ScanFile("gate.jpg", path, is_photo=True)], tmp_path, Blind())
    with Image.open(tmp_path / "photo0.jpg") as shown:
        assert shown.size == (200, 400)
        assert dict(shown.getexif()) == {}
    assert (read.photos[0].width, read.photos[0].height) == (200, 400)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"not a photo", "bad_photo"), (b"", "bad_photo"), (b"GIF89a" + bytes(40), "bad_photo")],
)
def test_what_is_no_photo_is_refused_with_its_name(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Unreadable, match=r"gate\.jpg") as refusal:
        opened(photo(tmp_path, "gate.jpg", content))

    assert refusal.value.code == code


def test_a_photo_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    whole = photograph(NUMBER, "22G1", TUNING, 3, "line").content

    with pytest.raises(Unreadable, match="take it again"):
        opened(photo(tmp_path, "gate.jpg", whole[: len(whole) // 2]))


def test_a_tiny_photo_and_too_many_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "tiny.png"
    Image.new("RGB", (20, 20)).save(path)
    tiny = ScanFile("tiny.png", path, is_photo=True)

    with pytest.raises(Unreadable, match="nothing can be read"):
        check([tiny])
    with pytest.raises(Unreadable, match="at most"):
        check([tiny] * (MOST_PHOTOS + 1))
