"""Which files of an archive are one scan."""

from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import generate_uid

from customhouse.adapters.scanners import read
from customhouse.adapters.scanners.folders import scans_in
from customhouse.imaging.model import Radiograph, Volume
from customhouse.imaging.reading import ScanFile
from tests.imaging.phantoms import dicom_bytes, nifti_bytes, png_bytes, save, sidecar_bytes, tiff_bytes

PLANE = np.full((40, 60), 50000, np.uint16)
SLICE = np.full((16, 16), -1000, np.int16)


def found(folder: Path, leave_out: Path | None = None) -> dict[str, list[str]]:
    return {scan.name: [file.name for file in scan.files] for scan in scans_in(folder, leave_out)}


def put(folder: Path, *files: tuple[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files:
        save(folder, name, content)


def slices(study: str, series: str, prefix: str, **changes: object) -> list[tuple[str, bytes]]:
    return [
        (f"{prefix}{z}.dcm", dicom_bytes(SLICE, 2.0 * z, series, StudyInstanceUID=study, **changes)) for z in range(3)
    ]


def test_files_that_stand_alone_are_a_scan_each_wherever_they_lie(tmp_path: Path) -> None:
    put(tmp_path, ("a.png", png_bytes(PLANE)), ("b.nii", nifti_bytes(np.zeros((4, 4, 4), np.int16))))
    put(tmp_path / "2026" / "11", ("c.tif", tiff_bytes([PLANE])))

    assert found(tmp_path) == {"a.png": ["a.png"], "b.nii": ["b.nii"], "2026/11/c.tif": ["c.tif"]}


def test_an_image_takes_the_side_car_of_its_name(tmp_path: Path) -> None:
    put(tmp_path, *((f"{name}.tif", tiff_bytes([PLANE])) for name in "abc"))
    put(tmp_path, *((f"{name}.json", sidecar_bytes()) for name in "ac"))

    assert found(tmp_path) == {"a.tif": ["a.tif", "a.json"], "b.tif": ["b.tif"], "c.tif": ["c.tif", "c.json"]}


def test_a_side_car_takes_the_images_that_it_names(tmp_path: Path) -> None:
    planes = [{"file": f"{name}.png", "energy": number} for number, name in enumerate(("high", "low"))]
    put(tmp_path, ("high.png", png_bytes(PLANE)), ("low.png", png_bytes(PLANE)), ("else.png", png_bytes(PLANE)))
    put(tmp_path, ("scan.json", sidecar_bytes(planes=planes)))

    assert found(tmp_path) == {"else.png": ["else.png"], "high.png": ["high.png", "low.png", "scan.json"]}


def test_the_only_side_car_of_a_folder_takes_what_lies_with_it(tmp_path: Path) -> None:
    put(tmp_path / "1", ("image.tif", tiff_bytes([PLANE, PLANE])), ("side.json", sidecar_bytes()))

    assert found(tmp_path) == {"1/image.tif": ["image.tif", "side.json"]}


def test_json_that_is_no_side_car_takes_nothing(tmp_path: Path) -> None:
    put(tmp_path, ("a.tif", tiff_bytes([PLANE])), ("b.tif", tiff_bytes([PLANE])), ("list.json", b'{"files": 2}'))

    assert len(found(tmp_path)) == 3


def test_a_series_of_slices_is_one_scan_and_another_series_another(tmp_path: Path) -> None:
    study = generate_uid()
    put(tmp_path, *slices(study, generate_uid(), "a"), *slices(study, generate_uid(), "b"))

    assert found(tmp_path) == {"a0.dcm": ["a0.dcm", "a1.dcm", "a2.dcm"], "b0.dcm": ["b0.dcm", "b1.dcm", "b2.dcm"]}


def test_slices_that_name_no_study_are_joined_by_their_series(tmp_path: Path) -> None:
    put(tmp_path, *((f"{z}.dcm", dicom_bytes(SLICE, 2.0 * z, "1.2.9")) for z in range(3)))

    assert found(tmp_path) == {"0.dcm": ["0.dcm", "1.dcm", "2.dcm"]}


def test_two_series_of_different_energy_are_one_scan(tmp_path: Path) -> None:
    study = generate_uid()
    put(tmp_path, *slices(study, generate_uid(), "low", KVP="90"), *slices(study, generate_uid(), "top", KVP="160"))
    [scan] = scans_in(tmp_path)
    volume = read([ScanFile(file.name, file) for file in scan.files])

    assert isinstance(volume, Volume)
    assert volume.peaks_kev == (160.0, 90.0)


def test_a_detached_header_takes_its_voxels(tmp_path: Path) -> None:
    header = b"NRRD0004\ntype: int16\ndimension: 3\nsizes: 4 4 4\nencoding: raw\nendian: little\ndata file: v.raw\n\n"
    put(tmp_path, ("v.nhdr", header), ("v.raw", bytes(128)))

    assert found(tmp_path) == {"v.nhdr": ["v.nhdr", "v.raw"]}


def test_what_is_found_together_can_be_read_together(tmp_path: Path) -> None:
    put(tmp_path, ("a.tif", tiff_bytes([PLANE, PLANE])), ("a.json", sidecar_bytes()))
    [scan] = scans_in(tmp_path)
    radiograph = read([ScanFile(file.name, file) for file in scan.files])

    assert isinstance(radiograph, Radiograph)
    assert len(radiograph.energies) == 2


@pytest.mark.parametrize("name", [".hidden.png", "a.png.part", "Thumbs.db", ".git/a.png"])
def test_what_is_no_scan_yet_or_never_is_passed_over(tmp_path: Path, name: str) -> None:
    put((tmp_path / name).parent, (Path(name).name, png_bytes(PLANE)))

    assert found(tmp_path) == {}


def test_the_folder_of_the_results_is_left_out(tmp_path: Path) -> None:
    put(tmp_path / "out", ("results.jsonl", b"{}"))
    put(tmp_path, ("a.png", png_bytes(PLANE)))

    assert found(tmp_path, tmp_path / "out") == {"a.png": ["a.png"]}


def test_a_file_of_no_known_kind_is_a_scan_that_will_be_refused(tmp_path: Path) -> None:
    put(tmp_path, ("notes.txt", b"dear customs"), ("empty.dcm", b""))

    assert found(tmp_path) == {"empty.dcm": ["empty.dcm"], "notes.txt": ["notes.txt"]}


def test_photos_go_with_the_scan_of_their_name(tmp_path: Path) -> None:
    put(tmp_path, *((f"{name}.tif", tiff_bytes([PLANE])) for name in "ab"), ("a.photo.jpg", b"x"))
    put(tmp_path, ("lost.photo-2.jpg", b"x"))
    put(tmp_path / "one", ("c.tif", tiff_bytes([PLANE])), ("gate.photo.png", b"x"))

    assert found(tmp_path) == {
        "a.tif": ["a.tif", "a.photo.jpg"],
        "b.tif": ["b.tif"],
        "lost.photo-2.jpg": ["lost.photo-2.jpg"],
        "one/c.tif": ["c.tif", "gate.photo.png"],
    }
