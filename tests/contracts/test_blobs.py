"""Every blob store gives back what it was given, whole or not at all."""

import hashlib
from pathlib import Path

import pytest

from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.kernel.blobs import Blobs
from customhouse.kernel.errors import NotFound, Unavailable


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return FolderBlobs(tmp_path / "blobs")


@pytest.mark.parametrize("content", [b"", b"waybill", bytes(range(256)) * 20_000])
def test_content_comes_back_by_its_hash(blobs: Blobs, content: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)

    sha256 = blobs.put(content)

    assert sha256 == hashlib.sha256(content).hexdigest()
    assert blobs.put_file(tmp_path / "file") == sha256
    assert blobs.get(sha256) == content
    with blobs.open(sha256) as stream:
        assert stream.read() == content
    assert blobs.size(sha256) == len(content)


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "Z" * 64])
def test_an_unknown_hash_is_not_found(blobs: Blobs, name: str) -> None:
    with pytest.raises(NotFound):
        blobs.get(name)


def test_a_folder_that_is_mounted_after_the_start_is_out_of_reach_until_then(tmp_path: Path) -> None:
    disk = tmp_path / "blobs"
    sha256 = FolderBlobs(disk).put(b"waybill")
    disk.rename(tmp_path / "unmounted")
    disk.mkdir()  # the empty folder that it is mounted on
    started_before = FolderBlobs(disk)
    with pytest.raises(Unavailable) as asked:
        started_before.get(sha256)
    with pytest.raises(Unavailable):
        started_before.put(b"another")
    hidden = list(disk.iterdir())
    disk.rmdir()
    (tmp_path / "unmounted").rename(disk)

    assert asked.value.retry
    assert hidden == []
    assert started_before.get(sha256) == b"waybill"


def test_a_restored_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    sha256 = FolderBlobs(tmp_path / "blobs").put(b"waybill")
    (tmp_path / "restored").mkdir()
    (tmp_path / "blobs").rename(tmp_path / "restored" / "blobs")

    assert FolderBlobs(tmp_path / "restored" / "blobs").get(sha256) == b"waybill"
