"""Digital radiographs: for processing they are measured, for presentation they are looked at, and lies are refused."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.uid import DICOSDigitalXRayImageStorageForPresentation, DigitalXRayImageStorageForProcessing

from customhouse.adapters.scanners import read
from customhouse.imaging.model import Picture, Radiograph, Scan
from customhouse.imaging.reading import Limits, ScanFile, Unreadable
from tests.adapters.scanners.dicos.exports import parcel, write_images
from tests.imaging.phantoms import save, sidecar_bytes


def changed(file: ScanFile, **changes: Any) -> ScanFile:
    """The same object with other elements; None takes one away."""
    dataset = dcmread(file.path)
    for name, value in changes.items():
        if value is None:
            delattr(dataset, name)
        else:
            setattr(dataset, name, value)
    held = io.BytesIO()
    dataset.save_as(held)
    file.path.write_bytes(held.getvalue())
    return file


def one(folder: Path, **changes: Any) -> ScanFile:
    return changed(write_images(folder, parcel())[0], **changes)


def refused(*files: ScanFile, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read(files, limits)
    return caught.value.code


def plane(scan: Scan) -> np.ndarray:
    assert isinstance(scan, Radiograph)
    return scan.views[0].transmission[0]


def test_an_object_of_medicine_is_read_as_one_of_security(tmp_path: Path) -> None:
    scan = read([one(tmp_path, SOPClassUID=DigitalXRayImageStorageForProcessing, Modality="DX")])

    assert np.array_equal(plane(scan), parcel().views[0].transmission[0])


@pytest.mark.parametrize(
    "changes",
    [
        {"PixelIntensityRelationshipSign": -1},
        {"PixelIntensityRelationshipSign": None, "PhotometricInterpretation": "MONOCHROME1"},
    ],
    ids=["sign", "monochrome1"],
)
def test_values_that_fall_with_transmission_are_turned_over(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert np.array_equal(plane(read([one(tmp_path, **changes)])), 65535 - parcel().views[0].transmission[0])


def test_fewer_bits_are_stretched_to_the_open_beam(tmp_path: Path) -> None:
    twelve = (parcel().views[0].transmission[0] >> 4).astype("<u2")
    scan = read([one(tmp_path, BitsStored=12, HighBit=11, PixelData=twelve.tobytes())])

    assert int(plane(scan).max()) == round(int(twelve.max()) * 65535 / 4095)


def test_a_side_car_outranks_what_the_objects_say(tmp_path: Path) -> None:
    car = sidecar_bytes(energies=[{"name": "mine", "kv": 180}], views=[{"name": "left", "pixel_mm": [2.0, 2.0]}])
    scan = read([one(tmp_path), save(tmp_path, "a.json", car)])

    assert isinstance(scan, Radiograph)
    assert (scan.energies[0].peak_kev, scan.views[0].pixel_mm) == (180.0, (2.0, 2.0))


@pytest.mark.parametrize(
    "changes",
    [
        {"SOPClassUID": DICOSDigitalXRayImageStorageForPresentation},
        {"PresentationIntentType": "FOR PRESENTATION"},
        {"PixelIntensityRelationship": "LOG"},
    ],
    ids=["class", "intent", "logarithm"],
)
def test_what_was_prepared_for_the_eye_is_a_picture(tmp_path: Path, changes: dict[str, Any]) -> None:
    scan = read([one(tmp_path, **changes)])

    assert isinstance(scan, Picture)
    assert "not calibrated" in scan.provenance.format


def test_colours_are_kept_as_colours(tmp_path: Path) -> None:
    colours = np.zeros((60, 80, 3), np.uint8)
    colours[:, :40] = (250, 120, 10)
    bits = {"SamplesPerPixel": 3, "PhotometricInterpretation": "RGB", "PlanarConfiguration": 0, "BitsAllocated": 8}
    scan = read([one(tmp_path, **bits, BitsStored=8, HighBit=7, PixelData=colours.tobytes())])

    assert isinstance(scan, Picture)
    assert scan.views[0].colours[5, 5, 0] > scan.views[0].colours[5, 5, 2]


def test_three_radiographs_of_two_energies_are_no_scan(tmp_path: Path) -> None:
    high, low = write_images(tmp_path, parcel())
    again = save(tmp_path, "again.dcs", low.path.read_bytes())

    assert refused(high, low, again) == "wrong_energies"


def test_a_third_view_is_to_be_posted_as_a_scan_of_its_own(tmp_path: Path) -> None:
    _, low = write_images(tmp_path, parcel())
    more = [save(tmp_path, f"view{number}.dcs", low.path.read_bytes()) for number in (1, 2)]

    assert refused(low, *more) == "too_many_views"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Rows": 0}, "empty"),
        ({"Rows": 60000, "Columns": 60000}, "too_large"),
        ({"Rows": 600}, "truncated"),
        ({"NumberOfFrames": 4}, "unsupported_encoding"),
        ({"PixelData": b"\0\0"}, "truncated"),
        ({"KVP": "80", "ImageType": ["ORIGINAL", "LOW ENERGY"]}, None),
        ({"PixelSpacing": [0, -1]}, None),
    ],
)
def test_a_header_that_lies_is_refused_and_one_that_is_odd_is_not(
    tmp_path: Path, changes: dict[str, Any], code: str | None
) -> None:
    file = one(tmp_path, **changes)

    assert (refused(file) if code else None) == code
    assert code or isinstance(read([file]), Radiograph)


def test_too_many_pixels_for_this_site_are_refused(tmp_path: Path) -> None:
    assert refused(one(tmp_path), limits=Limits(radiograph_pixels=4000)) == "too_large"


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0.01, 0.99))
def test_a_radiograph_that_breaks_off_anywhere_is_refused(tmp_path: Path, share: float) -> None:
    whole = one(tmp_path).path.read_bytes()
    code = refused(save(tmp_path, "a.dcs", whole[: int(len(whole) * share)]))

    assert code in ("truncated", "damaged", "not_an_image", "unknown_format", "not_a_volume")
