"""`recognise`: an exit code for each answer, JSON for programs, words for what cannot be read."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread

from simulators.trader.goods import TOYS
from simulators.trader.lodgement import Consignment, lodgement
from tests.cli.asking import ask
from tests.imaging.phantoms import dicom_bytes, tiff_bytes


def parcel(folder: Path, hu: int) -> Path:
    """A series of a box of one stuff in air: 40 × 40 × 40 voxels of 1 × 1 × 2 mm."""
    series = folder / "series"
    series.mkdir()
    for number in range(40):
        level = np.full((64, 64), -1000, np.int16)
        if 10 <= number < 30:
            level[12:52, 12:52] = hu
        level += np.random.default_rng(number).integers(-20, 20, level.shape, dtype=np.int16)
        (series / f"{number:03}.dcm").write_bytes(dicom_bytes(level, number * 2.0))
    return series


def declared(folder: Path, gross_mass_kg: float, **changes: Any) -> str:
    path = folder / "declared.json"
    path.write_text(json.dumps(lodgement(Consignment("DECLARED", TOYS, gross_mass_kg)) | changes), encoding="utf-8")
    return str(path)


def test_what_a_scan_shows_is_told(tmp_path: Path) -> None:
    answer = ask("recognise", str(parcel(tmp_path, 0)))

    assert answer.code == 0
    assert "kg" in answer.out


def test_what_a_scan_shows_is_told_to_programs(tmp_path: Path) -> None:
    answer = ask("recognise", "--json", str(parcel(tmp_path, 0)))

    assert answer.code == 0
    assert answer.json["readable"] is True
    assert {"scan", "recognition", "findings", "comparison"} <= answer.json.keys()


def test_an_image_that_disagrees_with_what_was_declared_exits_with_three(tmp_path: Path) -> None:
    answer = ask("recognise", "--json", str(parcel(tmp_path, 0)), "--declared", declared(tmp_path, 9000.0))

    assert answer.code == 3
    assert answer.json["comparison"]["verdict"] == "disagrees"


UNREADABLE = {
    "empty": b"",
    "text": b"dear customs",
    "noise": np.random.default_rng(1).bytes(5000),
    "truncated DICOM": dicom_bytes(np.zeros((64, 64), np.int16))[:2000],
    "eight bit": tiff_bytes([np.zeros((20, 20), np.uint8)]),
    "truncated TIFF": tiff_bytes([np.zeros((60, 60), np.uint16)])[:500],
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_exits_with_four(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "[scan].tif"
    path.write_bytes(content)
    plain, parsed = ask("recognise", str(path)), ask("recognise", "--json", str(path))

    assert (plain.code, parsed.code) == (4, 4)
    assert parsed.json["readable"] is False
    assert len(parsed.json["message"]) > 10


def test_a_file_that_is_not_there_exits_with_four(tmp_path: Path) -> None:
    assert ask("recognise", str(tmp_path / "absent.dcm")).code == 4


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"goods_items": 7}', b"[" * 100_000])
def test_a_declaration_that_cannot_be_read_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "declared.json"
    path.write_bytes(content)
    answer = ask("recognise", str(parcel(tmp_path, 0)), "--declared", str(path))

    assert answer.code == 1
    assert "is no declaration" in answer.err


def test_a_file_that_is_not_there_is_not_blamed_on_the_scan(tmp_path: Path) -> None:
    told = ask("recognise", str(tmp_path / "absent.dcm")).out

    assert "there is no such file" in " ".join(told.split())  # lines end where the terminal does


def test_a_fault_of_a_declaration_names_its_field(tmp_path: Path) -> None:
    (tmp_path / "said.json").write_text('{"goods_items": [{"gross_mass_kg": "heavy"}]}', encoding="utf-8")
    (tmp_path / "scan.tif").write_bytes(b"II")
    answer = ask("recognise", str(tmp_path / "scan.tif"), "--declared", str(tmp_path / "said.json"))

    assert "goods_items/0/hs_code: give this: it is needed" in answer.err


def test_a_scan_and_its_findings_can_be_written_as_dicos(tmp_path: Path) -> None:
    report, images = tmp_path / "report.dcs", tmp_path / "images"
    answer = ask("recognise", "--json", str(parcel(tmp_path, 0)), "--tdr", str(report), "--dicos", str(images))
    written = dcmread(report)
    referred = [each.ReferencedSOPInstanceUID for each in written.ReferencedInstanceSequence]

    assert answer.code == 0
    assert len(written.ThreatSequence) == len(answer.json["findings"])
    assert referred == [dcmread(path).SOPInstanceUID for path in sorted(images.iterdir())]


def test_what_was_written_as_dicos_is_recognised_as_the_same(tmp_path: Path) -> None:
    before = ask("recognise", "--json", str(parcel(tmp_path, 0)), "--dicos", str(tmp_path / "images"))
    after = ask("recognise", "--json", str(tmp_path / "images"))

    assert after.json["findings"] == before.json["findings"]


def test_a_report_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    answer = ask("recognise", str(parcel(tmp_path, 0)), "--tdr", str(tmp_path / "absent" / "report.dcs"))

    assert answer.code == 1
    assert "report.dcs" in answer.err
