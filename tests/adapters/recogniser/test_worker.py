"""The recogniser's processes: they answer, they are limited, and they are started anew when they die."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from customhouse.adapters.recogniser.child import written
from customhouse.adapters.recogniser.worker import ProcessRecogniser, WorkerProcess
from customhouse.imaging.model import Modality
from customhouse.imaging.reading import Limits, ScanFile, Unreadable
from customhouse.imaging.recogniser import Brief, RecogniserDied, SiteModel
from customhouse.kernel import ocr
from simulators.photographer import GATE, photograph
from tests.imaging.phantoms import dicom_bytes, png_bytes, save, sidecar_bytes
from tests.imaging.registry.heads import posted

READER = "customhouse.adapters.scanners:read"
FAILING = "tests.adapters.recogniser.failing_readers:"


@pytest.fixture(scope="module")
def recogniser() -> Iterator[ProcessRecogniser]:
    made = ProcessRecogniser(READER, memory_mb=2048)
    yield made
    made.close()


def radiograph(folder: Path, name: str = "a.png") -> list[ScanFile]:
    pixels = np.full((90, 140), 60000, np.uint16)
    pixels[30:60, 40:100] = 20000
    car = sidecar_bytes(energies=[{"kv": 160}], views=[{"name": "side", "pixel_mm": [2.0, 2.0]}])
    return [save(folder, name, png_bytes(pixels)), save(folder, "a.json", car)]


def volume(folder: Path) -> list[ScanFile]:
    slices = [np.where(np.indices((32, 32)).sum(axis=0) < 30, 20, -1000).astype(np.int16) for _ in range(12)]
    return [save(folder, f"{i}.dcm", dicom_bytes(each, 5.0 * i)) for i, each in enumerate(slices)]  # 6 cm


def test_a_radiograph_is_described_recognised_and_made_ready_to_be_seen(
    recogniser: ProcessRecogniser, tmp_path: Path
) -> None:
    files = radiograph(tmp_path)
    described = recogniser.inspect(files)
    done = recogniser.recognise(files, tmp_path)
    made = {artefact.name: artefact for artefact in done.artefacts}

    assert described.modality is Modality.RADIOGRAPH
    assert (described.views[0].width, described.views[0].height, described.views[0].levels) == (140, 90, 3)
    assert set(made) == {"view0.level0", "view0.level1", "view0.level2", "preview.png"}
    assert made["view0.level2"].shape == (1, 23, 35)
    assert made["view0.level0"].path.stat().st_size == 2 * 90 * 140
    assert done.recognition.mass is not None


@pytest.mark.skipif(not ocr.is_installed(), reason="no OCR is installed: pip install 'customhouse[ocr]'")
def test_photos_beside_a_scan_are_read_within_the_memory_of_a_worker(
    recogniser: ProcessRecogniser, tmp_path: Path
) -> None:
    shot = save(tmp_path, "gate.jpg", photograph("MSKU9070323", "22G1", GATE, 1).content)
    files = [*radiograph(tmp_path), ScanFile("gate.jpg", shot.path, is_photo=True)]
    recogniser.inspect(files)
    done = recogniser.recognise(files, tmp_path)

    assert done.recognition.photos is not None
    assert done.recognition.photos.sure_numbers() == ("MSKU9070323",)
    assert done.artefacts[-1].name == "photo0.jpg"


def test_a_volume_comes_with_its_labels(recogniser: ProcessRecogniser, tmp_path: Path) -> None:
    files = volume(tmp_path)
    described = recogniser.inspect(files)
    done = recogniser.recognise(files, tmp_path)

    assert described.volume is not None
    assert described.volume.shape == (12, 32, 32)
    made = {"volume.nii.gz", "labels.nii.gz", "objects.nii.gz", "preview.png"}
    assert {artefact.name for artefact in done.artefacts} == made


def test_what_cannot_be_read_is_refused_in_words(recogniser: ProcessRecogniser, tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        recogniser.inspect([save(tmp_path, "a.bin", b"nothing")])

    assert caught.value.code == "unknown_format"


def test_limits_travel_to_the_child(tmp_path: Path) -> None:
    small = ProcessRecogniser(READER, memory_mb=2048, limits=Limits(radiograph_pixels=1000))
    with pytest.raises(Unreadable) as caught:
        small.inspect(radiograph(tmp_path))
    small.close()

    assert caught.value.code == "too_large"


def test_a_child_that_dies_is_replaced_for_the_next_scan(tmp_path: Path) -> None:
    recogniser = ProcessRecogniser(f"{FAILING}deadly", memory_mb=2048)
    with pytest.raises(RecogniserDied, match="SIGSEGV"):
        recogniser.inspect(radiograph(tmp_path, "poison.png"))
    described = recogniser.inspect(radiograph(tmp_path, "good.png"))
    recogniser.close()

    assert described.modality is Modality.RADIOGRAPH


def test_a_scan_that_asks_for_too_much_memory_is_stopped_and_the_child_lives(tmp_path: Path) -> None:
    worker = WorkerProcess(f"{FAILING}greedy", 2048)
    request = {"ask": "inspect", "files": [["a", str(tmp_path / "a"), False]], "limits": {}}
    said = worker.ask(request, 30)
    pid = worker.pid
    worker.ask(request, 30)

    assert "memory" in said["died"]
    assert worker.pid == pid
    worker.close()


def test_a_child_that_hangs_is_ended(tmp_path: Path) -> None:
    worker = WorkerProcess(f"{FAILING}slow", 2048)
    started = time.monotonic()
    with pytest.raises(RecogniserDied, match="did not answer"):
        worker.ask({"ask": "inspect", "files": [["a", str(tmp_path / "a"), False]], "limits": {}}, 3)

    assert time.monotonic() - started < 10
    assert worker.pid is None


@pytest.mark.parametrize("name", ["slow", "deadly"])
def test_a_child_that_is_killed_leaves_no_temporary_files(tmp_path: Path, name: str) -> None:
    worker = WorkerProcess(f"{FAILING}untidy", 2048)
    with pytest.raises(RecogniserDied):
        # Long enough for a child to start on a loaded machine.
        worker.ask({"ask": "inspect", "files": [[name, str(tmp_path / "a.png"), False]], "limits": {}}, 20)
    where = Path((tmp_path / "a.where").read_text(encoding="utf-8"))

    assert where.parent.name.startswith("customhouse-recogniser-")
    assert not where.parent.exists()
    worker.close()


def test_what_a_library_prints_does_not_spoil_the_answer(tmp_path: Path) -> None:
    recogniser = ProcessRecogniser(f"{FAILING}talkative", memory_mb=2048)
    described = recogniser.inspect(radiograph(tmp_path))
    recogniser.close()

    assert described.format == "PNG"


def test_the_child_ends_when_its_parent_closes_the_line(tmp_path: Path) -> None:
    recogniser = ProcessRecogniser(READER, memory_mb=2048)
    recogniser.inspect(radiograph(tmp_path))
    pid = recogniser._opening.pid
    assert pid is not None
    recogniser.close()

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_site_model_looks_too_in_the_process_apart(tmp_path: Path) -> None:
    brought = posted()
    (tmp_path / "head.npz").write_bytes(brought.content)
    Image.fromarray(np.full((90, 120), 150, np.uint8)).save(tmp_path / "bag.png")
    model = SiteModel("m-1", brought.card, tmp_path / "head.npz", "0" * 64, challenger=False)
    recogniser = ProcessRecogniser("customhouse.adapters.scanners:read")
    try:
        done = recogniser.recognise([ScanFile("bag.png", tmp_path / "bag.png")], tmp_path, Brief((model,)))
    finally:
        recogniser.close()

    [word] = done.words
    assert (word.label, word.challenger) == ("positive", False)
    assert [finding.model for finding in done.recognition.findings] == ["site-pictures 1"]


def test_what_came_out_as_no_number_is_no_answer() -> None:
    assert json.loads(written({"recognised": {"mass": [1.0, 2.0]}})) == {"recognised": {"mass": [1.0, 2.0]}}
    assert "no number" in json.loads(written({"recognised": {"mass": [float("nan")]}}))["died"]
    assert "no number" in json.loads(written({"recognised": {"mass": [float("inf")]}}))["died"]
