"""Every blob store gives back what it was given, whole or not at all."""

import hashlib
from pathlib import Path

import pytest

from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.kernel.blobs import Blobs
from customhouse.kernel.errors import NotFound


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
