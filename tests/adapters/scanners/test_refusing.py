"""Readers: what cannot be read is refused by a code and a sentence, before it costs memory."""

import gzip
import io
import json
import resource
import struct
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customhouse.adapters.scanners import read
from customhouse.adapters.scanners.dicos import images
from customhouse.imaging.reading import Limits, ScanFile, Unreadable
from tests.adapters.scanners.dicos.exports import ABOUT, parcel
from tests.adapters.scanners.test_nrrd import INSIDE, PLAIN, by_hand
from tests.adapters.scanners.test_pictures import console, jpeg_bytes
from tests.imaging.phantoms import dicom_bytes, nifti_bytes, png_bytes, save, sidecar_bytes, tiff_bytes

DICE = np.random.default_rng(3)
GREY = np.full((20, 20), 20000, np.uint16)
SLICE = np.zeros((16, 16), np.int16)


def refusal_of(*files: ScanFile, limits: Limits | None = None) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(files, limits)
    return caught.value


def huge_nifti(**changes: Any) -> bytes:
    """A header that claims 2 GB over a few bytes of content."""
    content = bytearray(nifti_bytes(np.zeros((4, 4, 4), np.int16)))
    content[40:56] = struct.pack("<8h", 3, *changes.get("dim", (1024, 1024, 1024)), 1, 1, 1, 1)
    return bytes(content)


def png_claiming(width: int, height: int, depth: int = 16) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert refusal_of(save(tmp_path, "a.tif", b"")).code == "empty"


def test_a_text_is_no_scan(tmp_path: Path) -> None:
    assert refusal_of(save(tmp_path, "a.tif", b"dear customs, please find")).code == "unknown_format"


def test_a_tiff_whose_header_tells_the_wrong_byte_order_is_called_damaged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    content = tiff_bytes([GREY])
    refusal = refusal_of(save(tmp_path, "a.tif", b"MM\0*" + content[4:]))

    assert content[:4] == b"II*\0"
    assert refusal.code == "damaged"
    assert "tells the wrong byte order" in refusal.message
    assert caplog.text == ""


@pytest.mark.parametrize("big", [False, True])
def test_a_tiff_with_a_page_that_is_not_in_it_is_truncated(tmp_path: Path, big: bool) -> None:
    held = io.BytesIO()
    with tifffile.TiffWriter(held, bigtiff=big) as pages:
        for _ in range(2):
            pages.write(GREY, photometric="minisblack", metadata=None)
    whole, form = bytearray(held.getvalue()), "<Q" if big else "<I"
    with tifffile.TiffFile(io.BytesIO(whole)) as tiff:
        second = struct.pack(form, tiff.pages[1].offset)
    at = whole.index(second)
    whole[at : at + len(second)] = struct.pack(form, len(whole) + 100)
    car = save(tmp_path, "a.json", sidecar_bytes(energies=[{"mev": 6}]))
    refusal = refusal_of(save(tmp_path, "a.tif", bytes(whole)), car)

    assert refusal.code == "truncated"
    assert "names a page after its 1 that is not in it" in refusal.message


@pytest.mark.parametrize("keep", [400, 700, -40])
def test_a_truncated_slice_is_refused(tmp_path: Path, keep: int) -> None:
    whole = dicom_bytes(SLICE)

    assert refusal_of(save(tmp_path, "a.dcm", whole[:keep])).code in ("truncated", "not_an_image", "damaged")


def test_a_truncated_tiff_is_refused(tmp_path: Path) -> None:
    whole = tiff_bytes([GREY])

    assert refusal_of(save(tmp_path, "a.tif", whole[: len(whole) // 2])).code in ("truncated", "damaged")


def test_a_truncated_png_is_refused(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 65535, (60, 60)).astype(np.uint16)
    whole = png_bytes(noise)

    assert refusal_of(save(tmp_path, "a.png", whole[: len(whole) // 2])).code == "truncated"


def test_a_truncated_gzip_is_refused(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(-1000, 1000, (20, 20, 20)).astype(np.int16)
    packed = gzip.compress(nifti_bytes(noise))

    assert refusal_of(save(tmp_path, "a.nii.gz", packed[: len(packed) // 2])).code == "truncated"


def test_a_volume_with_a_voxel_that_is_no_number_is_refused(tmp_path: Path) -> None:
    voxels = np.full((8, 8, 8), -800.0, np.float32)
    voxels[3, 3, 3] = np.nan

    assert refusal_of(save(tmp_path, "a.nii", nifti_bytes(voxels))).code == "not_finite"


@pytest.mark.parametrize("packed", [False, True])
def test_a_header_that_claims_two_gigabytes_is_refused_before_they_are_taken(tmp_path: Path, packed: bool) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    content = huge_nifti()
    refusal = refusal_of(save(tmp_path, "a.nii", gzip.compress(content) if packed else content))
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert refusal.code == "too_large"
    assert grown_kib < 100_000


def test_a_header_that_claims_more_than_its_file_holds_is_refused(tmp_path: Path) -> None:
    assert refusal_of(save(tmp_path, "a.nii", huge_nifti(dim=(200, 200, 200)))).code == "truncated"


def test_a_png_that_claims_a_hundred_thousand_pixels_a_side_is_refused(tmp_path: Path) -> None:
    assert refusal_of(save(tmp_path, "a.png", png_claiming(100_000, 100_000))).code == "too_large"


def test_an_image_of_no_size_is_refused(tmp_path: Path) -> None:
    assert refusal_of(save(tmp_path, "a.png", png_claiming(0, 100))).code == "empty"


def test_a_dicom_that_claims_forty_thousand_frames_is_refused(tmp_path: Path) -> None:
    content = dicom_bytes(SLICE, NumberOfFrames=40_000)

    assert refusal_of(save(tmp_path, "a.dcm", content)).code in ("too_large", "truncated")


def test_a_zip_that_unpacks_to_a_thousand_times_its_size_is_refused(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.dcm", bytes(50_000_000))

    assert refusal_of(save(tmp_path, "a.zip", held.getvalue())).code == "too_large"


def test_an_eight_bit_tiff_is_refused_with_advice(tmp_path: Path) -> None:
    refusal = refusal_of(save(tmp_path, "a.tif", tiff_bytes([GREY.astype(np.uint8)])))

    assert refusal.code == "eight_bit"
    assert "16-bit" in refusal.message


@pytest.mark.parametrize("spacing", [(0.0, 1.0), (-1.0, 1.0), (900.0, 1.0)])
def test_a_senseless_spacing_is_refused(tmp_path: Path, spacing: tuple[float, float]) -> None:
    assert refusal_of(save(tmp_path, "a.dcm", dicom_bytes(SLICE, PixelSpacing=list(spacing)))).code == "bad_geometry"


def test_several_series_are_refused_with_words(tmp_path: Path) -> None:
    files = [save(tmp_path, f"{i}.dcm", dicom_bytes(SLICE, 0.0, f"1.2.{i}")) for i in range(2)]

    assert refusal_of(*files).code == "several_series"


@pytest.mark.parametrize(
    ("depths", "code"), [((0, 2, 4, 10), "gap_in_series"), ((0, 2, 2, 4), "repeated_slice")], ids=["gap", "repeated"]
)
def test_a_series_that_is_not_whole_is_refused(tmp_path: Path, depths: tuple[int, ...], code: str) -> None:
    files = [save(tmp_path, f"{i}.dcm", dicom_bytes(SLICE, float(z))) for i, z in enumerate(depths)]

    assert refusal_of(*files).code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"energies": [{"mev": 6}] * 3}, "wrong_energies"),
        ({"energies": [{"mev": 6}, {"mev": 6}]}, "wrong_energies"),
        ({"energies": [{"kv": 160, "mev": 6}]}, "bad_sidecar"),
        ({"energies": [{"kv": -5}]}, "bad_sidecar"),
        ({"scanner": {"maker": "a\0b"}}, "bad_sidecar"),
        ({"pixel_mm": [1, 1]}, "bad_sidecar"),
        ({"views": [{"pixel_mm": [0, 1]}]}, "bad_sidecar"),
        ({"planes": [{"page": 7}]}, "wrong_energies"),
        ({"kind": "ct"}, "bad_sidecar"),
        ({"views": [{"name": "side"}, {"name": "top"}, {"name": "end"}]}, "too_many_views"),
        ({"views": [{}] * 9}, "bad_sidecar"),
        ({"normalisation": {"air": 100, "dark": 90}}, "bad_sidecar"),
    ],
)
def test_a_side_car_that_cannot_be_is_refused(tmp_path: Path, changes: dict[str, Any], code: str) -> None:
    image = save(tmp_path, "a.tif", tiff_bytes([GREY, GREY]))

    assert refusal_of(image, save(tmp_path, "a.json", sidecar_bytes(**changes))).code == code


@pytest.mark.parametrize(
    ("pages", "said", "told"),
    [
        (2, {"energies": [{"mev": 6}], "planes": [{"page": 0}]}, "a.tif, page 1, channel 0:"),
        (4, {"planes": [{"page": 0}, {"page": 1, "energy": 1}]}, "a.tif, page 2, channel 0; a.tif, page 3, channel 0:"),
        (7, {"planes": [{"page": 0}, {"page": 1, "energy": 1}]}, "page 5, channel 0 and 1 more:"),
    ],
    ids=["an energy", "a view", "many"],
)
def test_planes_that_a_side_car_does_not_name_are_refused_by_their_names(
    tmp_path: Path, pages: int, said: dict[str, Any], told: str
) -> None:
    image = save(tmp_path, "a.tif", tiff_bytes([DICE.integers(1, 65000, (20, 20), np.uint16) for _ in range(pages)]))
    refusal = refusal_of(image, save(tmp_path, "a.json", sidecar_bytes(**said)))

    assert refusal.code == "unnamed_planes"
    assert told in refusal.message
    assert "Name each in planes, or post the image without the rest." in refusal.message


def test_an_image_beside_the_one_that_a_side_car_names_is_refused(tmp_path: Path) -> None:
    files = [save(tmp_path, f"{name}.png", png_bytes(DICE.integers(1, 65000, (20, 20), np.uint16))) for name in "ab"]
    car = sidecar_bytes(energies=[{"mev": 6}], planes=[{"file": "a.png"}])

    assert refusal_of(*files, save(tmp_path, "a.json", car)).code == "unnamed_planes"


@pytest.mark.parametrize("content", [b'{"format": "\xff\xfe"}', b"{", b'{"format": "other"}', b"{" * 200_000])
def test_a_side_car_that_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    image = save(tmp_path, "a.tif", tiff_bytes([GREY]))

    assert refusal_of(image, save(tmp_path, "a.json", content)).code == "bad_sidecar"


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    assert refusal_of(save(tmp_path, "a.npy", b"\x93NUMPY\x01\x00v\x00{'descr': '|O'}")).code == "unknown_format"


SOUND = {
    "tif": tiff_bytes([GREY], compression="zlib"),
    "png": png_bytes(np.random.default_rng(1).integers(0, 65535, (24, 24)).astype(np.uint16)),
    "dcm": dicom_bytes(SLICE),
    "nii.gz": gzip.compress(nifti_bytes(np.zeros((6, 6, 6), np.int16))),
    "json": json.dumps({"format": "customhouse-scan/1"}).encode(),
    "jpg": jpeg_bytes(console(24, 32)),
    "nrrd": by_hand(PLAIN | {"endian": "little"}, INSIDE.tobytes(order="F")),
    "dcs": next(images.files(parcel(), ABOUT))[1],
}


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_done_to_a_file_it_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(SOUND)))
    content = bytearray(SOUND[kind])
    for _ in range(data.draw(st.integers(0, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content
    with suppress(Unreadable):
        read([save(tmp_path, f"fuzzed.{kind}", bytes(content))])
