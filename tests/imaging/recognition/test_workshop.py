"""What a recogniser does where not the scan but the ground under it fails."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.imaging.events import ScanReceived
from customhouse.imaging.model import ScanState
from customhouse.imaging.reading import ScanFile
from customhouse.imaging.recogniser import AS_SHIPPED, Brief, Recognised, RecogniserDied
from customhouse.imaging.records import KeptScan
from customhouse.imaging.service import Reference
from customhouse.kernel.database import Database
from customhouse.kernel.errors import NotFound, Unavailable
from customhouse.kernel.events import Message
from customhouse.kernel.ids import new_id
from tests.conftest import NOON
from tests.imaging.rooms import NearRecogniser, Room, container_files, make_room


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return make_room(database, tmp_path)


def received(room: Room, folder: Path) -> KeptScan:
    post = room.imaging.open_post(container_files(folder, 3000.0))
    with room.database.begin("scanner-1") as tx:
        taken = room.imaging.receive(tx, post, Reference(), "XMPMS")
        return room.imaging.get(tx, taken.id)


def now(room: Room, scan: KeptScan) -> KeptScan:
    with room.database.read("test") as tx:
        return room.imaging.get(tx, scan.id)


def test_a_job_waits_while_the_folder_of_scans_is_away(room: Room, tmp_path: Path) -> None:
    scan = received(room, tmp_path)
    job = Message(new_id(), ScanReceived.kind, "", NOON, NOON, "test", {"scan_id": scan.id})
    (tmp_path / "blobs").rename(tmp_path / "unmounted")
    hand = threading.Thread(target=room.workshop.do, args=(job, 1))
    hand.start()
    hand.join(1.0)
    waiting = (hand.is_alive(), now(room, scan).failure)

    (tmp_path / "unmounted").rename(tmp_path / "blobs")
    hand.join(60)

    assert waiting == (True, None)
    assert now(room, scan).state is ScanState.RECOGNISED


class Unplugged(NearRecogniser):
    """Loses the folder of scans while it reads."""

    def recognise(self, files: Sequence[ScanFile], folder: Path, brief: Brief = AS_SHIPPED) -> Recognised:
        blobs = files[0].path.parents[2]
        blobs.rename(blobs.with_name("unmounted"))
        raise RecogniserDied("the process ended (signal SIGBUS)")


def test_a_folder_that_goes_away_while_a_scan_is_read_is_no_fault_of_the_scan(room: Room, tmp_path: Path) -> None:
    scan = received(room, tmp_path)

    with pytest.raises(Unavailable, match="out of reach"):
        replace(room.imaging, recogniser=Unplugged()).look(scan, tmp_path)


def test_a_file_is_missing_only_where_the_folder_is_there(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path / "blobs")
    kept = blobs.put(b"a scan")
    with pytest.raises(NotFound):
        blobs.get("0" * 64)
    (tmp_path / "blobs").rename(tmp_path / "unmounted")

    for ask in (blobs.get, blobs.open, blobs.size, blobs.path):
        with pytest.raises(Unavailable, match="out of reach"):
            ask(kept)
    with pytest.raises(Unavailable, match="out of reach"):
        blobs.put(b"another")
    with pytest.raises(Unavailable, match="out of reach"):
        blobs.put_file(Path(__file__))
