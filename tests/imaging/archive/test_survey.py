"""A whole archive is recognised: a line for each scan, whatever is bad with one, and wherever it ended before."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from customhouse.adapters.recogniser.worker import ProcessRecogniser
from customhouse.imaging.archive.results import Job, Results, Tally
from customhouse.imaging.archive.survey import Survey, stamp_of
from customhouse.kernel.errors import Conflict
from tests.imaging.rooms import container_files

READER = "customhouse.adapters.scanners:read"
DEADLY = "tests.adapters.recogniser.failing_readers:deadly"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Three containers, a file that kills a careless recogniser, and one that is no scan."""
    for name in ("a", "b", "c", "poison"):
        place = tmp_path / "archive" / name
        place.mkdir(parents=True)
        for file in container_files(place):
            file.path.rename(place / f"{name}{file.path.suffix}")
    (tmp_path / "archive" / "notes.txt").write_bytes(b"dear customs")
    return tmp_path / "archive"


def jobs(archive: Path) -> list[Job]:
    scans = [tuple(sorted(place.iterdir(), reverse=True)) for place in sorted(archive.iterdir()) if place.is_dir()]
    scans.append((archive / "notes.txt",))
    return [Job(files[0].name, files, stamp_of(files)) for files in scans]


def survey(
    archive: Path, resume: bool = False, reader: str = READER, made_by: str = "physics-first 1.0", workers: int = 2
) -> dict[str, Any]:
    results = Results(archive.with_name("out"), made_by, archive, resume=resume)
    recogniser, heard = ProcessRecogniser(reader, memory_mb=2048, workers=workers), list[int]()
    left = results.left(jobs(archive))
    Survey(recogniser, results, workers, lambda: heard.append(1)).run(left)
    assert len(heard) == len(left)
    return results.close(done=len(left))


def lines(archive: Path) -> dict[str, dict[str, Any]]:
    path = archive.with_name("out") / "results.jsonl"
    read = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len({line["file"] for line in read}) == len(read)
    return {line["file"]: line for line in read}


def test_each_scan_gets_a_line_and_what_is_bad_is_listed(archive: Path) -> None:
    summary = survey(archive)
    written = lines(archive)

    assert set(written) == {"a.tif", "b.tif", "c.tif", "poison.tif", "notes.txt"}
    assert written["a.tif"]["scan"]["container_number"] == "CSQU3054383"
    assert written["a.tif"]["recognition"]["mass"]["kg"] > 1000
    assert (summary["scans"], summary["readable"], summary["modalities"]) == (5, 4, {"radiograph": 4})
    assert [(bad["file"], bad["code"]) for bad in summary["unreadable"]] == [("notes.txt", "unknown_format")]
    assert json.loads((archive.with_name("out") / "summary.json").read_text(encoding="utf-8")) == summary


def test_a_name_that_is_no_utf_8_has_a_stamp_of_its_own(tmp_path: Path) -> None:
    files = [tmp_path / os.fsdecode(name) for name in (b"g\xe9.png", b"g\xe8.png")]
    for file in files:
        file.write_bytes(b"")
        os.utime(file, (0, 0))

    assert len({stamp_of([file]) for file in files}) == 2


def test_a_worker_that_dies_is_replaced_and_its_scan_is_reported(archive: Path) -> None:
    summary = survey(archive, reader=DEADLY, workers=1)

    assert summary["readable"] == 3
    assert lines(archive)["poison.tif"]["code"] == "recogniser_died"
    assert "SIGSEGV" in lines(archive)["poison.tif"]["message"]


def test_what_a_worker_died_on_is_tried_again_when_resumed_and_nothing_else(archive: Path) -> None:
    survey(archive, reader=DEADLY)
    summary = survey(archive, resume=True)

    assert (summary["done"], summary["readable"]) == (1, 4)
    assert lines(archive)["poison.tif"]["readable"] is True


def test_a_line_that_was_cut_off_is_done_again(archive: Path) -> None:
    survey(archive)
    path = archive.with_name("out") / "results.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    summary = survey(archive, resume=True)

    assert (summary["done"], summary["scans"], len(lines(archive))) == (1, 5, 5)


def test_a_scan_that_has_changed_since_is_done_again(archive: Path) -> None:
    survey(archive)
    container_files(archive / "a", goods_kg=9000)[0].path.rename(archive / "a" / "a.tif")
    (archive / "a" / "scan.json").unlink()
    summary = survey(archive, resume=True)

    assert (summary["done"], len(lines(archive))) == (1, 5)


def test_results_are_never_written_over(archive: Path) -> None:
    survey(archive)
    before = lines(archive)
    with pytest.raises(Conflict, match="--resume"):
        survey(archive)

    assert lines(archive) == before


def test_results_of_another_recogniser_are_not_mixed(archive: Path) -> None:
    survey(archive)

    with pytest.raises(Conflict, match=r"by physics-first 1\.0"):
        survey(archive, resume=True, made_by="physics-first 2.0")


@pytest.fixture
def other_run(archive: Path) -> Iterator[Results]:
    results = Results(archive.with_name("out"), "physics-first 1.0", archive, resume=False)
    yield results
    results.close()


def test_two_runs_do_not_write_into_one_folder(archive: Path, other_run: Results) -> None:
    with pytest.raises(Conflict, match="Another run"):
        survey(archive, resume=True)


def test_a_fault_that_is_no_scans_ends_the_run_with_its_reason(archive: Path) -> None:
    results = Results(archive.with_name("out"), "physics-first 1.0", archive, resume=False)

    def no_room_left() -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        Survey(ProcessRecogniser(READER, memory_mb=2048), results, 1, no_room_left).run(jobs(archive))
    results.close()


def test_severities_are_counted_in_their_order_in_whatever_order_they_came() -> None:
    tally, about = Tally(), {"file": "a", "readable": True, "seconds": 1.0, "scan": {"modality": "ct"}}
    for severity in ("low", "info", "high", "info"):
        tally.add({**about, "findings": [{"severity": severity, "label": "", "reason": {"text": "So."}}]})

    assert list(tally.plain()["findings"].items()) == [("high", 1), ("low", 1), ("info", 2)]
