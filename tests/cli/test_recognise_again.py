"""`imaging recognise-again` over a site's own data folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from customhouse.imaging import store
from customhouse.imaging.service import Reference
from customhouse.imaging.today import today
from customhouse.kernel.database import Database
from tests.cli.asking import Answer, ask
from tests.imaging.rooms import Room, container_files, make_room

SCANS = 3


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A migrated site with scans that an earlier program recognised."""
    ask("migrate", data=str(tmp_path))
    database = Database(f"sqlite:///{tmp_path}/customhouse.sqlite")
    room = make_room(database, tmp_path)
    for number in range(SCANS):
        post = room.imaging.open_post(container_files(tmp_path, 1000.0 * (number + 1)))
        with database.begin("test") as tx:
            room.imaging.receive(tx, post, Reference(), "XMPMS")
    room.workshop.work_off()
    with database.begin("test") as tx:
        tx.connection.execute(store.scans.update().values(recognised_with="physics-first 0.9"))
    yield room
    database.close()


def again(folder: Path, *more: str, **settings: str) -> Answer:
    return ask("imaging", "recognise-again", *more, data=str(folder), **settings)


def test_all_scans_of_an_earlier_program_are_done_and_the_next_run_finds_none(room: Room, tmp_path: Path) -> None:
    first = again(tmp_path, "--workers", "2", "--json")
    second = again(tmp_path, "--workers", "2", "--json")
    with room.database.read("test") as tx:
        kept = [len(room.imaging.earlier(tx, scan.id)) for scan in room.imaging.page(tx, None).items]

    assert (first.code, second.code) == (0, 0)
    assert (first.json["due"], first.json["replaced"], second.json["due"]) == (SCANS, SCANS, 0)
    assert kept == [1] * SCANS


def test_what_was_done_is_told_in_words(room: Room, tmp_path: Path) -> None:
    answer = again(tmp_path, "--workers", "1")

    assert f"{SCANS} scans were recognised by something else than {today()}" in answer.out
    assert f"{SCANS} recognised again" in answer.out


def test_a_scan_whose_file_is_gone_is_named_and_the_others_are_done(room: Room, tmp_path: Path) -> None:
    with room.database.read("test") as tx:
        lost = room.imaging.page(tx, None).items[0]
    path = room.imaging.blobs.path(lost.raw_files[0].sha256)
    assert path is not None
    path.write_bytes(b"\0" * 10)
    answer = again(tmp_path, "--workers", "1", "--json")

    assert answer.code == 1
    assert answer.json["replaced"] == SCANS - 1
    assert answer.json["failures"][0]["scan_id"] == lost.id


def test_a_scan_whose_file_is_missing_is_counted_as_failed_and_the_others_are_done(room: Room, tmp_path: Path) -> None:
    with room.database.read("test") as tx:
        lost = room.imaging.page(tx, None).items[0]
    path = room.imaging.blobs.path(lost.raw_files[0].sha256)
    assert path is not None
    path.unlink()
    answer = again(tmp_path, "--workers", "1", "--json")

    assert (answer.code, answer.json["replaced"], answer.json["failed"]) == (1, SCANS - 1, 1)
    assert answer.json["failures"][0]["scan_id"] == lost.id
    assert "no stored input" in answer.json["failures"][0]["message"]


def test_scans_are_chosen_by_their_day(room: Room, tmp_path: Path) -> None:
    assert again(tmp_path, "--since", "2999-01-01", "--json").json["due"] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--queue",), 2, "CUSTOMHOUSE_NATS_URL"),
        (("--model", "crystal-ball"), 1, "there is no model crystal-ball"),
        (("--since", "yesterday"), 2, "yesterday"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(
    tmp_path: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    ask("migrate", data=str(tmp_path))
    answer = again(tmp_path, *arguments)

    assert answer.code == code
    assert told in answer.err


def test_recognisers_need_a_shared_bus_and_say_so(tmp_path: Path) -> None:
    answer = ask("recogniser", data=str(tmp_path))

    assert answer.code == 1
    assert "CUSTOMHOUSE_NATS_URL" in answer.err
