"""Recognition from the shell: answers and exit codes."""

import json
from pathlib import Path

import pytest

from customhouse.adapters.scanners.answer import DISAGREES, UNREADABLE, exit_code, recognise_file
from customhouse.kernel import ocr
from customhouse.kernel.errors import Invalid
from simulators.photographer import TUNING, photograph
from tests.imaging.phantoms import save
from tests.imaging.rooms import container_files


def declare(folder: Path, kg: float, **container: float) -> Path:
    item = {"number": 1, "hs_code": "690721", "gross_mass_kg": str(kg), "description": "tiles"}
    path = folder / "declared.json"
    path.write_text(
        json.dumps({"goods_items": [item], "waybill": {"containers": [{"number": "CSQU3054383", **container}]}})
    )
    return path


def test_an_image_is_read_with_the_side_car_beside_it(tmp_path: Path) -> None:
    image, _ = container_files(tmp_path, 4000)
    answer = recognise_file(image.path)

    assert answer["readable"]
    assert answer["recognition"]["contents"]["kg"] == pytest.approx(4000, rel=0.1)
    assert answer["comparison"] is None
    assert json.loads(json.dumps(answer)) == answer
    assert exit_code(answer) == 0


def test_numbers_written_with_blanks_are_the_same_container(tmp_path: Path) -> None:
    image, _ = container_files(tmp_path, 3000, "MSKU 907032-3")
    items = [
        {"number": 1, "hs_code": "690721", "gross_mass_kg": "3000", "container_numbers": ["msku9070323"]},
        {"number": 2, "hs_code": "690721", "gross_mass_kg": "9000", "container_numbers": ["CSQU 305438-3"]},
    ]
    containers = [{"number": "MSKU 9070323"}, {"number": "CSQU3054383"}]
    (tmp_path / "declared.json").write_text(json.dumps({"goods_items": items, "waybill": {"containers": containers}}))
    answer = recognise_file(image.path, tmp_path / "declared.json")
    [mass] = [each for each in answer["comparison"]["rows"] if each["what"] == "gross_mass_kg"]

    assert answer["scan"]["container_number"] == "MSKU9070323"
    assert (mass["declared"], mass["verdict"]) == ("3000", "agrees")


def test_a_contradiction_has_an_exit_code_of_its_own(tmp_path: Path) -> None:
    image, _ = container_files(tmp_path, 9000)
    answer = recognise_file(image.path, declare(tmp_path, 2000))

    assert answer["comparison"]["verdict"] == "disagrees"
    assert exit_code(answer) == DISAGREES


def test_the_weighbridge_of_the_side_car_is_held_against_the_declared_mass(tmp_path: Path) -> None:
    image, car = container_files(tmp_path, 4000)
    plain = json.loads(car.path.read_text(encoding="utf-8"))
    plain["container"] |= {"weighed_kg": 25_000}
    car.path.write_text(json.dumps(plain), encoding="utf-8")
    answer = recognise_file(image.path, declare(tmp_path, 4000, tare_kg=2200))
    [weighed] = [each for each in answer["comparison"]["rows"] if each["what"] == "weighed_kg"]

    assert (weighed["verdict"], exit_code(answer)) == ("disagrees", DISAGREES)


@pytest.mark.skipif(not ocr.is_installed(), reason="no OCR is installed: pip install 'customhouse[ocr]'")
def test_a_photo_with_another_number_is_a_contradiction_too(tmp_path: Path) -> None:
    image, _ = container_files(tmp_path, 4000)
    photo = save(tmp_path, "gate.jpg", photograph("MSKU9070323", "22G1", TUNING, 3, "line").content)
    answer = recognise_file(image.path, declare(tmp_path, 4000), photos=[photo.path])
    [row] = [each for each in answer["comparison"]["rows"] if each["what"] == "container_number"]

    assert (row["verdict"], row["seen"], exit_code(answer)) == ("disagrees", "MSKU9070323", DISAGREES)


def test_a_photo_that_is_not_there_is_said(tmp_path: Path) -> None:
    image, _ = container_files(tmp_path, 4000)
    answer = recognise_file(image.path, photos=[tmp_path / "absent.jpg"])

    assert (answer["code"], exit_code(answer)) == ("not_found", UNREADABLE)


def test_what_cannot_be_read_has_one_too(tmp_path: Path) -> None:
    answer = recognise_file(save(tmp_path, "a.bin", b"nothing").path)

    assert (answer["code"], exit_code(answer)) == ("unknown_format", UNREADABLE)


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    assert exit_code(recognise_file(tmp_path / "absent.tif")) == UNREADABLE


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[]", b'{"goods_items": [{"hs_code": "01"}]}'])
def test_a_declaration_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    image, _ = container_files(tmp_path)
    declared = tmp_path / "declared.json"
    declared.write_bytes(content)
    with pytest.raises(Invalid):
        recognise_file(image.path, declared)
