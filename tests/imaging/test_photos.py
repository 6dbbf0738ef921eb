"""Photographs that come with a scan: kept, shown, read, compared; refused with words where they are none."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from customhouse.imaging.model import Verdict
from customhouse.imaging.projection.copies import Projections
from customhouse.imaging.projection.projector import Projector
from customhouse.imaging.reading import ScanFile
from customhouse.imaging.receiving import Reference
from customhouse.imaging.records import KeptScan, Quarantined
from customhouse.kernel import ocr
from customhouse.kernel.database import Database
from simulators.photographer import TUNING, photograph
from tests.declarations.builders import BOX
from tests.imaging.phantoms import save
from tests.imaging.rooms import Room, container_files, make_room

OTHER = "MSKU9070323"
needs_ocr = pytest.mark.skipif(not ocr.is_installed(), reason="no OCR is installed: pip install 'customhouse[ocr]'")


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return make_room(database, tmp_path)


def photo(folder: Path, number: str, name: str = "gate.jpg") -> ScanFile:
    file = save(folder, name, photograph(number, "22G1", TUNING, 3, "line").content)
    return ScanFile(name, file.path, is_photo=True)


def post(room: Room, files: list[ScanFile], of: Reference | None = None) -> KeptScan | Quarantined:
    opened = room.imaging.open_post(files)
    with room.database.begin("scanner-1") as tx:
        return room.imaging.receive(tx, opened, of or Reference(), "XMPMS")


def recognised(room: Room, scan_id: str) -> KeptScan:
    room.workshop.work_off()
    with room.database.read("test") as tx:
        return room.imaging.get(tx, scan_id)


def number_row(scan: KeptScan) -> Any:
    assert scan.comparison is not None
    [found] = [row for row in scan.comparison.rows if row.what == "container_number"]
    return found


@needs_ocr
def test_another_number_in_the_photo_than_declared_disagrees(room: Room, tmp_path: Path) -> None:
    consignment, _ = room.lodge(3000)
    taken = post(room, [photo(tmp_path, OTHER), *container_files(tmp_path)], Reference(consignment_id=consignment))
    done = recognised(room, taken.id)
    row = number_row(done)

    assert (row.verdict, row.reason.code, row.seen) == (Verdict.DISAGREES, "photo_differs", OTHER)
    assert row.evidence[0].photo == 0
    assert "photo0.jpg" in done.artefacts


@needs_ocr
def test_the_copy_with_a_projected_threat_has_the_same_photo_and_the_same_row(room: Room, tmp_path: Path) -> None:
    consignment, _ = room.lodge(3000)
    taken = post(room, [*container_files(tmp_path), photo(tmp_path, BOX)], Reference(consignment_id=consignment))
    scan = recognised(room, taken.id)
    projections = Projections(room.imaging, lambda: 0.0)
    with room.database.begin("system:imaging") as tx:
        drawn = projections.draw(tx, taken.id)
    Projector(room.database, projections).work_off()
    with room.database.read("test") as tx:
        copy = projections.get(tx, drawn or "").shown_as(scan)

    assert number_row(copy) == number_row(scan)
    assert copy.artefacts["photo0.jpg"] == scan.artefacts["photo0.jpg"]


def test_photos_are_kept_as_they_came_behind_the_files_of_the_scan(room: Room, tmp_path: Path) -> None:
    posted = photo(tmp_path, BOX)
    taken = post(room, [posted, *container_files(tmp_path)])
    kept = taken.raw_files[-1]

    assert [(file.name, file.is_photo) for file in taken.raw_files] == [
        ("scan.tif", False), ("scan.json", False), ("gate.jpg", True),
    ]  # fmt: skip
    with room.imaging.blobs.open(kept.sha256) as stream:
        assert stream.read() == posted.path.read_bytes()


@pytest.mark.parametrize(("content", "code"), [(b"no photo", "bad_photo"), (b"\xff\xd8\xff\xe0 cut", "bad_photo")])
def test_a_file_that_is_no_photo_puts_the_post_in_quarantine_and_says_which(
    room: Room, tmp_path: Path, content: bytes, code: str
) -> None:
    bad = ScanFile("gate.jpg", save(tmp_path, "gate.jpg", content).path, is_photo=True)
    taken = post(room, [*container_files(tmp_path), bad])

    assert isinstance(taken, Quarantined)
    assert taken.code == code
    assert "gate.jpg" in taken.message


def test_photos_without_a_scan_are_kept_in_quarantine(room: Room, tmp_path: Path) -> None:
    taken = post(room, [photo(tmp_path, BOX)])

    assert isinstance(taken, Quarantined)
    assert taken.code == "only_photos"


def test_what_a_telephone_wrote_beside_the_picture_is_not_shown(room: Room, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker of telephones"
    sink = io.BytesIO()
    Image.new("RGB", (300, 200), (90, 20, 20)).save(sink, "JPEG", exif=exif)
    telephone = ScanFile("a.jpg", save(tmp_path, "a.jpg", sink.getvalue()).path, is_photo=True)
    taken = post(room, [*container_files(tmp_path), telephone])
    done = recognised(room, taken.id)
    with room.imaging.blobs.open(done.artefacts["photo0.jpg"].sha256) as stream:
        shown = stream.read()

    assert b"Maker of telephones" not in shown
