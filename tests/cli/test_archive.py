"""`recognise DIR --workers N`: exit codes, words, and what a kill or Ctrl-C leaves behind."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.asking import ask
from tests.imaging.rooms import container_files

MANY = 60


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    image, car = container_files(tmp_path)
    for number in range(2):
        shutil.copy(image.path, folder / f"{number}.tif")
        shutil.copy(car.path, folder / f"{number}.json")
    return folder


@pytest.fixture
def large(archive: Path) -> Path:
    for number in range(2, MANY):
        for ending in ("tif", "json"):
            shutil.copy(archive / f"0.{ending}", archive / f"{number}.{ending}")
    return archive


def lines(folder: Path) -> list[str]:
    path = folder / "results.jsonl"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def test_a_folder_of_sound_scans_is_done_and_told(archive: Path, tmp_path: Path) -> None:
    answer = ask("recognise", str(archive), "--workers", "1", "--out", str(tmp_path / "out"))

    assert answer.code == 0
    assert "2 scans recognised, 0 could not be read" in answer.out
    assert len(lines(tmp_path / "out")) == 2
    assert "findings high medium low info 0 0" in " ".join(
        "".join(c if c.isalnum() else " " for c in answer.out).split()
    )


def test_no_line_of_a_log_reaches_the_terminal(
    archive: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (archive / "cut.tif").write_bytes(b"MM\0*\x08\0\0\0" + bytes(400))
    shutil.copy(archive / "0.tif", archive / "bare.tif")
    answer = ask("recognise", str(archive), "--workers", "1", "--out", str(tmp_path / "out"))

    assert answer.code == 4
    assert "cut.tif is no TIFF that can be read" in answer.out
    assert capfd.readouterr().err == ""


def test_a_bad_file_is_named_and_exits_with_four(archive: Path) -> None:
    (archive / "notes.txt").write_bytes(b"dear customs")
    answer = ask("recognise", "--json", str(archive), "--workers", "1")

    assert answer.code == 4
    assert answer.json["readable"] == 2
    assert answer.json["unreadable"][0]["file"] == "notes.txt"
    assert len(lines(archive.with_name("archive.recognised"))) == 3


def test_a_name_steers_no_terminal(archive: Path) -> None:
    (archive / "notes\x1b[2J.txt").write_bytes(b"dear customs")
    answer = ask("recognise", str(archive), "--workers", "1")

    assert answer.code == 4
    assert "notes\N{REPLACEMENT CHARACTER}[2J.txt" in answer.out
    assert "\x1b[2J" not in answer.out


def test_names_that_are_no_utf_8_are_written_readably_and_go_on_like_any_other(archive: Path) -> None:
    for ending in ("tif", "json"):
        (archive / f"0.{ending}").rename(archive / os.fsdecode(f"caf\xe9.{ending}".encode("latin-1")))
    (archive / os.fsdecode(b"g\xe9.png")).write_bytes(b"no picture")

    answer = ask("recognise", str(archive), "--workers", "1", "--json")
    told = ask("recognise", str(archive), "--workers", "1", "--resume")
    written = {json.loads(line)["file"]: json.loads(line) for line in lines(archive.with_name("archive.recognised"))}

    assert (answer.code, answer.json["readable"]) == (4, 2)
    assert [bad["file"] for bad in answer.json["unreadable"]] == [r"g\udce9.png"]
    assert written[r"caf\udce9.tif"]["scan"]["container_number"] == "CSQU3054383"
    assert r"g\udce9.png" in told.out


def test_a_second_run_is_refused_and_a_resumed_one_finds_nothing_to_do(archive: Path) -> None:
    ask("recognise", str(archive), "--workers", "1")
    again = ask("recognise", str(archive), "--workers", "1")
    resumed = ask("recognise", str(archive), "--resume", "--json")

    assert (again.code, resumed.code) == (1, 0)
    assert "--resume" in again.err
    assert resumed.json["scans"] == 2


@pytest.mark.parametrize(
    ("arguments", "told", "code"),
    [
        (("{archive}/0.tif", "--workers", "2"), "is no folder", 2),
        (("{archive}/nothing", "--workers", "2"), "is no folder", 2),
        (("{archive}", "--workers", "2", "--tdr", "x.dcs"), "single scan", 2),
        (("{archive}", "--workers", "2", "--model", "head"), "--model are for a single scan", 2),
        (("{archive}", "--out", "{archive}/0.tif"), "is a file", 2),
        (("{archive}/empty", "--workers", "1"), "no files", 1),
        (("{archive}", "--workers", "0"), "Error", 2),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    archive: Path, arguments: tuple[str, ...], told: str, code: int
) -> None:
    (archive / "empty").mkdir()
    answer = ask("recognise", *(each.format(archive=archive) for each in arguments))

    assert answer.code == code
    assert told in answer.err.replace("\n", " ")


def started(archive: Path, *more: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "customhouse", "recognise", str(archive), "--workers", "2", *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_lines(folder: Path, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(lines(folder)) < count:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_what_was_stopped_goes_on_where_it_ended(large: Path, how: signal.Signals) -> None:
    out, running = large.with_name("archive.recognised"), started(large)
    wait_for_lines(out, 3)
    running.send_signal(how)
    _, told = running.communicate(timeout=60)
    before = lines(out)
    resumed = ask("recognise", str(large), "--workers", "2", "--resume", "--json")
    after = [json.loads(line) for line in lines(out)]

    assert running.returncode == (130 if how is signal.SIGINT else -9)
    assert ("--resume goes on" in told) == (how is signal.SIGINT)
    assert resumed.code == 0
    assert len(before) < MANY
    assert sorted(line["file"] for line in after) == sorted(f"{number}.tif" for number in range(MANY))
