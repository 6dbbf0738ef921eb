"""The watched folder: nothing is taken half, nothing is lost."""

import json
from collections.abc import Sequence
from pathlib import Path

from customhouse.adapters.scanners.watched_folder import SIDECAR_WITHIN_S, WHOLE_AFTER_S, WatchedFolder
from customhouse.imaging.reading import ScanFile


class Desk:
    """Takes what it is given, or says why not; remembers the names."""

    def __init__(self) -> None:
        self.taken: list[list[str]] = []
        self.refusal: str | None = None
        self.away = False
        self.now = 0.0

    def take(self, files: Sequence[ScanFile]) -> str | None:
        if self.away:
            raise ConnectionError("the database is away")
        self.taken.append([file.name for file in files])
        return self.refusal


def watched(folder: Path) -> tuple[WatchedFolder, Desk]:
    desk = Desk()
    return WatchedFolder(folder, desk.take, clock=lambda: desk.now), desk


def wait(watch: WatchedFolder, desk: Desk, seconds: float) -> int:
    watch.look()
    desk.now += seconds
    return watch.look()


def test_an_image_and_its_side_car_are_taken_together(tmp_path: Path) -> None:
    watch, desk = watched(tmp_path)
    (tmp_path / "a.tif").write_bytes(b"image")
    (tmp_path / "a.json").write_text("{}")
    wait(watch, desk, WHOLE_AFTER_S)

    assert desk.taken == [["a.json", "a.tif"]]
    assert sorted(path.name for path in (tmp_path / "done").iterdir()) == ["a.json", "a.tif"]


def test_a_file_that_still_grows_is_waited_for(tmp_path: Path) -> None:
    watch, desk = watched(tmp_path)
    file = tmp_path / "a.dcm"
    file.write_bytes(b"half")
    watch.look()
    desk.now += WHOLE_AFTER_S - 1
    file.write_bytes(b"half and half")
    watch.look()
    desk.now += WHOLE_AFTER_S - 1
    early = watch.look()
    desk.now += 1

    assert (early, watch.look()) == (0, 1)


def test_an_image_waits_for_its_side_car_but_not_for_ever(tmp_path: Path) -> None:
    watch, desk = watched(tmp_path)
    (tmp_path / "a.png").write_bytes(b"image")

    assert wait(watch, desk, WHOLE_AFTER_S) == 0
    desk.now += SIDECAR_WITHIN_S
    assert watch.look() == 1


def test_a_folder_is_one_scan(tmp_path: Path) -> None:
    watch, desk = watched(tmp_path)
    (tmp_path / "series").mkdir()
    for number in range(3):
        (tmp_path / "series" / f"{number}.dcm").write_bytes(b"slice")
    wait(watch, desk, WHOLE_AFTER_S)

    assert desk.taken == [["0.dcm", "1.dcm", "2.dcm"]]
    assert (tmp_path / "done" / "series" / "1.dcm").exists()


def test_files_still_being_written_under_another_name_are_left_alone(tmp_path: Path) -> None:
    watch, desk = watched(tmp_path)
    for name in (".hidden.tif", "a.dcm.part", "b.tmp"):
        (tmp_path / name).write_bytes(b"x")

    assert wait(watch, desk, 60) == 0


def test_what_is_refused_goes_to_quarantine_with_the_reason(tmp_path: Path) -> None:
    watch, desk = watched(tmp_path)
    desk.refusal = "truncated: post the whole file again."
    (tmp_path / "a.dcm").write_bytes(b"half")
    wait(watch, desk, WHOLE_AFTER_S)

    assert (tmp_path / "quarantine" / "a.dcm").read_bytes() == b"half"
    assert "whole file" in (tmp_path / "quarantine" / "a.dcm.reason.txt").read_text()


def test_a_scan_stays_where_it_is_while_it_cannot_be_taken(tmp_path: Path) -> None:
    watch, desk = watched(tmp_path)
    desk.away = True
    (tmp_path / "a.dcm").write_bytes(b"slice")
    first = wait(watch, desk, WHOLE_AFTER_S)
    desk.away = False

    assert (first, (tmp_path / "a.dcm").exists()) == (0, True)
    assert watch.look() == 1


def test_a_second_file_of_the_same_name_does_not_overwrite_the_first(tmp_path: Path) -> None:
    watch, desk = watched(tmp_path)
    for content in ({"n": 1}, {"n": 2}):
        (tmp_path / "a.dcm").write_text(json.dumps(content))
        wait(watch, desk, WHOLE_AFTER_S)

    assert len(list((tmp_path / "done").iterdir())) == 2


def test_a_makers_form_is_taken_with_all_files_of_its_export(tmp_path: Path) -> None:
    watch, desk = watched(tmp_path)
    export = ["S00001.xml", "S00001S.jpg", "S00001S_stamp.jpg", "S00001_cam.jpg", "S00001_ocr.xml"]
    for name in [*export, "other.dcm"]:
        (tmp_path / name).write_bytes(b"content")
    wait(watch, desk, WHOLE_AFTER_S)

    assert sorted(sorted(names) for names in desk.taken) == [sorted(export), ["other.dcm"]]


def test_photos_named_after_a_scan_are_taken_with_it(tmp_path: Path) -> None:
    watch, desk = watched(tmp_path)
    for name in ("a.tif", "a.json", "a.photo.jpg", "a.photo-left.png", "b.tif", "b.json"):
        (tmp_path / name).write_bytes(b"{}")
    wait(watch, desk, WHOLE_AFTER_S)

    assert desk.taken == [["a.json", "a.photo-left.png", "a.photo.jpg", "a.tif"], ["b.json", "b.tif"]]


def test_an_image_with_a_photo_still_waits_for_its_side_car(tmp_path: Path) -> None:
    watch, desk = watched(tmp_path)
    (tmp_path / "a.tif").write_bytes(b"image")
    (tmp_path / "a.photo.jpg").write_bytes(b"photo")
    early = wait(watch, desk, WHOLE_AFTER_S)
    desk.now += SIDECAR_WITHIN_S

    assert (early, watch.look()) == (0, 1)
