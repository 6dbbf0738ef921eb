"""Readers: every accepted format gives the scan it holds."""

import gzip
import io
import warnings
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from pydicom.data import get_testdata_file, get_testdata_files

from customhouse.adapters.scanners import read
from customhouse.imaging.model import Radiograph, Volume
from customhouse.imaging.reading import ScanFile, Unreadable
from tests.imaging.phantoms import dicom_bytes, frame_positions, nifti_bytes, png_bytes, save, sidecar_bytes, tiff_bytes


def ramp(rows: int = 20, columns: int = 30, start: int = 1000) -> np.ndarray:
    return (np.arange(rows * columns, dtype=np.uint16).reshape(rows, columns) * 7 + start).astype(np.uint16)


def read_volume(*files: ScanFile) -> Volume:
    scan = read(files)
    assert isinstance(scan, Volume)
    return scan


def read_radiograph(*files: ScanFile) -> Radiograph:
    scan = read(files)
    assert isinstance(scan, Radiograph)
    return scan


@pytest.mark.parametrize("byteorder", ["<", ">"])
@pytest.mark.parametrize("compression", [None, "zlib"])
def test_a_two_energy_tiff_of_either_byte_order_gives_its_planes(
    tmp_path: Path, byteorder: str, compression: str | None
) -> None:
    planes = [ramp(), ramp(start=3000)]
    image = save(tmp_path, "a.tif", tiff_bytes(planes, byteorder=byteorder, compression=compression))
    scan = read_radiograph(image, save(tmp_path, "a.json", sidecar_bytes()))

    assert np.array_equal(scan.views[0].transmission, np.stack(planes))
    assert scan.views[0].pixel_mm == (5.0, 5.0)


@pytest.mark.parametrize("how", [{"tile": (16, 16)}, {"bigtiff": True}, {"rowsperstrip": 7}], ids=str)
@pytest.mark.parametrize("byteorder", ["<", ">"])
def test_tiles_strips_and_big_tiffs_hold_the_same_image(tmp_path: Path, byteorder: str, how: dict[str, Any]) -> None:
    pixels, held, how = ramp(50, 70), io.BytesIO(), dict(how)
    with tifffile.TiffWriter(held, bigtiff=how.pop("bigtiff", False), byteorder=byteorder) as pages:
        pages.write(pixels, photometric="minisblack", metadata=None, **how)
    car = sidecar_bytes(energies=[{"mev": 6}])
    scan = read_radiograph(save(tmp_path, "a.tif", held.getvalue()), save(tmp_path, "a.json", car))

    assert np.array_equal(scan.views[0].transmission[0], pixels)


@pytest.mark.parametrize("tile", [None, (16, 16)])
def test_planar_channels_are_the_planes(tmp_path: Path, tile: tuple[int, int] | None) -> None:
    both, held = np.stack([ramp(48, 64), ramp(48, 64, start=3000)]), io.BytesIO()
    with tifffile.TiffWriter(held) as pages:
        pages.write(both, photometric="minisblack", planarconfig="separate", metadata=None, tile=tile)
    scan = read_radiograph(save(tmp_path, "a.tif", held.getvalue()), save(tmp_path, "a.json", sidecar_bytes()))

    assert np.array_equal(scan.views[0].transmission, both)


def test_planes_are_ordered_from_the_highest_energy_to_the_lowest(tmp_path: Path) -> None:
    low, high = ramp(), ramp(start=3000)
    car = sidecar_bytes(energies=[{"name": "low", "mev": 4}, {"name": "high", "mev": 6}])
    scan = read_radiograph(save(tmp_path, "a.tif", tiff_bytes([low, high])), save(tmp_path, "a.json", car))

    assert [energy.name for energy in scan.energies] == ["high", "low"]
    assert np.array_equal(scan.views[0].transmission[0], high)


def test_channels_of_one_page_can_be_the_planes(tmp_path: Path) -> None:
    both = np.stack([ramp(), ramp(start=3000)], axis=-1)
    car = sidecar_bytes(planes=[{"channel": 1, "energy": 0}, {"channel": 0, "energy": 1}])
    scan = read_radiograph(save(tmp_path, "a.tif", tiff_bytes([both])), save(tmp_path, "a.json", car))

    assert np.array_equal(scan.views[0].transmission[0], both[..., 1])


def test_an_empty_channel_and_a_copy_of_a_named_one_need_no_name(tmp_path: Path) -> None:
    grey = np.stack([ramp(), ramp(), np.full_like(ramp(), 65535)], axis=-1)
    car = sidecar_bytes(energies=[{"mev": 6}], planes=[{"channel": 0}])
    scan = read_radiograph(save(tmp_path, "a.tif", tiff_bytes([grey])), save(tmp_path, "a.json", car))

    assert np.array_equal(scan.views[0].transmission, ramp()[None])


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("csqu 305438-4", "CSQU3054384, is none of ISO 6346: CSQU3054384 ends in 4 where ISO 6346 gives 3"),
        ("LORRY 7", "LORRY7, is none of ISO 6346: give the eleven characters"),
        ("CSQU3054383", ""),
        (" - ", ""),
        (None, ""),
    ],
)
@pytest.mark.parametrize("name", ["a.png", "a.nii"])
def test_a_container_number_of_the_side_car_that_is_none_is_noted_and_its_scan_kept(
    tmp_path: Path, name: str, number: str | None, told: str
) -> None:
    content = png_bytes(ramp()) if name == "a.png" else nifti_bytes(np.zeros((8, 8, 8), np.int16))
    car = sidecar_bytes(kind=None, energies=[{"mev": 6}], container={"number": number})
    notes = read([save(tmp_path, name, content), save(tmp_path, "a.json", car)]).provenance.notes

    assert [told in note for note in notes] == ([True] if told else [])


def test_air_and_dark_are_taken_off(tmp_path: Path) -> None:
    pixels = np.full((20, 20), 30200, np.uint16)
    pixels[0, 0], pixels[0, 1] = 60000, 400
    car = sidecar_bytes(energies=[{"mev": 6}], normalisation={"air": 60000, "dark": 400})
    scan = read_radiograph(save(tmp_path, "a.png", png_bytes(pixels)), save(tmp_path, "a.json", car))
    plane = scan.views[0].transmission[0]

    assert (plane[0, 0], plane[0, 1]) == (65535, 0)
    assert plane[5, 5] == pytest.approx(65535 / 2, abs=2)


def test_the_open_beam_is_found_where_the_side_car_leaves_it_to_us(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    pixels = np.rint(rng.normal(52000, 150, (80, 80))).astype(np.uint16)
    pixels[20:60, 20:60] = 9000
    car = sidecar_bytes(energies=[{"kv": 160}], normalisation={"air": "auto"})
    scan = read_radiograph(save(tmp_path, "a.png", png_bytes(pixels)), save(tmp_path, "a.json", car))

    assert scan.views[0].transmission[0, 30, 30] == pytest.approx(9000 / 52000 * 65535, rel=0.01)


def test_two_views_may_differ_in_size(tmp_path: Path) -> None:
    side = save(tmp_path, "side.png", png_bytes(ramp(20, 30)))
    top = save(tmp_path, "top.png", png_bytes(ramp(12, 30)))
    planes = [{"file": "side.png", "view": 0}, {"file": "top.png", "view": 1}]
    car = sidecar_bytes(energies=[{"mev": 6}], views=[{"name": "side"}, {"name": "top"}], planes=planes)
    scan = read_radiograph(side, top, save(tmp_path, "a.json", car))

    assert [view.transmission.shape for view in scan.views] == [(1, 20, 30), (1, 12, 30)]


def test_slices_of_a_series_are_sorted_by_their_position(tmp_path: Path) -> None:
    slices = [np.full((16, 16), hu, np.int16) for hu in (-1000, 0, 500, 1000)]
    files = [save(tmp_path, f"{i}.dcm", dicom_bytes(s, z_mm=2.0 * i)) for i, s in enumerate(slices)]
    volume = read_volume(files[2], files[0], files[3], files[1])

    assert volume.values[:, 8, 8].tolist() == [-1000, 0, 500, 1000]
    assert volume.spacing_mm == (2.0, 1.0, 1.0)
    assert volume.calibrated


def test_a_zip_of_slices_is_one_volume(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for index in range(5):
            archive.writestr(f"study/IM{index}", dicom_bytes(np.full((16, 16), index, np.int16), z_mm=3.0 * index))
    volume = read_volume(save(tmp_path, "series.zip", held.getvalue()))

    assert volume.values.shape == (5, 16, 16)
    assert volume.spacing_mm == (3.0, 1.0, 1.0)


def test_a_multi_frame_volume_takes_positions_from_its_frames(tmp_path: Path) -> None:
    frames = np.stack([np.full((16, 16), hu, np.int16) for hu in (10, 20, 30)])
    groups = frame_positions([4.0, 2.0, 0.0])
    content = dicom_bytes(frames, NumberOfFrames=3, PerFrameFunctionalGroupsSequence=groups)
    volume = read_volume(save(tmp_path, "enhanced.dcm", content))

    assert volume.values[:, 0, 0].tolist() == [30, 20, 10]


def test_two_series_of_different_voltage_are_one_dual_energy_scan(tmp_path: Path) -> None:
    slices = [(140, "1.1", 100), (80, "1.2", 200)]
    files = [
        save(tmp_path, f"{kv}-{z}.dcm", dicom_bytes(np.full((16, 16), hu, np.int16), 2.0 * z, series, KVP=str(kv)))
        for kv, series, hu in slices
        for z in range(3)
    ]
    volume = read_volume(*files)

    assert volume.peaks_kev == (140.0, 80.0)
    assert volume.second is not None
    assert (int(volume.values[0, 0, 0]), int(volume.second[0, 0, 0])) == (100, 200)


def test_a_voltage_at_which_nothing_comes_through_is_none(tmp_path: Path) -> None:
    slices = [dicom_bytes(np.full((16, 16), 40, np.int16), 2.0 * z, KVP="10") for z in range(3)]
    volume = read_volume(*[save(tmp_path, f"{z}.dcm", each) for z, each in enumerate(slices)])

    assert volume.peaks_kev == (None,)


@pytest.mark.parametrize("packed", [False, True])
def test_a_nifti_is_turned_to_the_order_of_the_house(tmp_path: Path, packed: bool) -> None:
    voxels = np.full((6, 7, 8), -1000, np.int16)
    voxels[0, 0, 7] = 300  # furthest left, front and head in R-A-S
    content = nifti_bytes(voxels)
    file = save(tmp_path, "v.nii.gz", gzip.compress(content) if packed else content)
    volume = read_volume(file)

    assert volume.values.shape == (8, 7, 6)
    assert volume.values[7, 6, 5] == 300  # head last, back last, left last
    assert volume.spacing_mm == (2.0, 1.0, 1.0)
    assert volume.calibrated


def test_an_eight_bit_volume_counts_as_uncalibrated(tmp_path: Path) -> None:
    volume = read_volume(save(tmp_path, "v.nii", nifti_bytes(np.arange(512, dtype=np.uint8).reshape(8, 8, 8))))

    assert not volume.calibrated


def test_a_side_car_can_say_what_the_numbers_of_a_volume_mean(tmp_path: Path) -> None:
    voxels = np.full((8, 8, 8), 1000, np.uint16)
    car = sidecar_bytes(kind="ct", energies=[{"kv": 160}], calibration={"unit": "relative_to_water", "water": 1000})
    scan = read_volume(save(tmp_path, "v.nii", nifti_bytes(voxels)), save(tmp_path, "v.json", car))

    assert scan.calibrated
    assert (int(scan.values.min()), scan.peaks_kev) == (0, (160.0,))


# The library's own test files; the names say which transfer syntax they use.
@pytest.mark.parametrize("name", ["CT_small.dcm", "693_J2KI.dcm", "J2K_pixelrep_mismatch.dcm"])
def test_real_ct_files_are_read(name: str) -> None:
    path = get_testdata_file(name)
    assert isinstance(path, str)
    volume = read_volume(ScanFile(name, Path(path)))

    assert volume.calibrated
    assert volume.values.min() >= -1024


def test_compressed_slices_read_as_the_same_numbers_as_plain_ones(tmp_path: Path) -> None:
    plain, compressed = (get_testdata_file(name) for name in ("MR_small.dcm", "MR_small_jpeg_ls_lossless.dcm"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        volumes = []
        for path in (plain, compressed):
            assert isinstance(path, str)
            # The reader takes CT only: the same file, called CT.
            content = Path(path).read_bytes().replace(b"CS\x02\x00MR", b"CS\x02\x00CT")
            volumes.append(read_volume(save(tmp_path, Path(path).name, content)))

    assert np.array_equal(volumes[0].values, volumes[1].values)


def test_none_of_the_librarys_test_files_raises_anything_but_a_refusal() -> None:
    for name in get_testdata_files():
        path = Path(name)
        if path.is_file():
            with suppress(Unreadable):
                read([ScanFile(path.name, path)])
