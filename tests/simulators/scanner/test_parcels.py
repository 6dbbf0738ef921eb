"""Parcels in the CT scanner: numbers, mass, metal, and the files they are written to."""

from datetime import UTC, datetime
from io import BytesIO

import numpy as np
import pydicom
import pytest

from simulators.scanner import dicom, parcels
from simulators.scanner.materials import AIR, ALUMINIUM, WATER
from simulators.scanner.parcels import VOXEL_MM
from simulators.scanner.tomogram import hounsfield

TAKEN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def series(volume: np.ndarray) -> dicom.Series:
    return dicom.Series(volume, (VOXEL_MM, VOXEL_MM, VOXEL_MM), "RX1", TAKEN)


def test_water_and_air_define_the_scale() -> None:
    assert hounsfield(WATER, 1000) == pytest.approx(0, abs=0.5)
    assert hounsfield(AIR, 1.2) == pytest.approx(-1000, abs=2)
    assert 1800 < hounsfield(ALUMINIUM, 2700) < 2200


def test_a_drink_reads_as_water_and_empty_space_as_air() -> None:
    parcel = parcels.gift(1)
    volume = parcel.scan().volume
    [drink] = [thing for thing in parcel.things if thing.name == "drink"]
    x, y, z = (int((drink.corner_mm[axis] + drink.size_mm[axis] / 2) / VOXEL_MM) for axis in range(3))

    assert np.median(volume[z - 5 : z + 5, y - 8 : y + 8, x - 8 : x + 8]) == pytest.approx(0, abs=60)
    assert np.median(volume[:, :20, :]) == pytest.approx(-1000, abs=15)


def test_a_parcel_weighs_what_its_voxels_weigh() -> None:
    parcel = parcels.books(1)
    books = [thing.mass_kg for thing in parcel.things if thing.name in ("book", "cover")]

    assert parcel.mass_kg == pytest.approx(7.5, abs=0.5)
    assert sum(books) >= 0.9 * parcel.mass_kg


def test_a_pistol_brings_metal_and_streaks() -> None:
    plain, armed = parcels.pistol_in_clothes(1), parcels.pistol_in_clothes(1)
    volume = armed.scan().volume

    assert volume.max() > 8000
    assert {"slide", "magazine"} <= {thing.name for thing in plain.things}
    with_metal = volume[(volume > 3000).any(axis=(1, 2))][:, :20, :].astype(float)
    without = volume[~(volume > 3000).any(axis=(1, 2))][:, :20, :].astype(float)
    assert with_metal.std() > 1.5 * without.std()


def test_a_seed_repeats_a_scan() -> None:
    assert (parcels.shoes_and_clothes(4).scan().volume == parcels.shoes_and_clothes(4).scan().volume).all()


def test_one_enhanced_file_holds_the_whole_volume() -> None:
    volume = parcels.books(2).scan().volume[:6]

    picture = pydicom.dcmread(BytesIO(dicom.multi_frame(series(volume))))

    assert picture.NumberOfFrames == 6
    assert (picture.pixel_array == volume).all()
    measures = picture.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0]
    assert [float(mm) for mm in measures.PixelSpacing] == [VOXEL_MM, VOXEL_MM]


def test_a_series_of_single_slices_holds_it_too_and_has_one_series_uid() -> None:
    volume = parcels.books(2).scan().volume[:4]

    slices = [pydicom.dcmread(BytesIO(file)) for file in dicom.single_frames(series(volume))]

    assert len({one.SeriesInstanceUID for one in slices}) == 1
    assert len({one.SOPInstanceUID for one in slices}) == 4
    assert (np.stack([one.pixel_array for one in slices]) == volume).all()
    assert [float(one.ImagePositionPatient[2]) for one in slices] == [0, 2, 4, 6]


def test_the_atlas_of_the_real_volume_is_cut_into_its_slices() -> None:
    atlas = np.zeros((4096, 4096), np.uint8)
    atlas[0:256, 256:512] = 255  # slice 1
    atlas[256:512, 0:256] = 51  # slice 16

    volume = parcels.teapot(atlas).volume

    assert volume.shape == (16, 256, 256)
    assert (volume[0] == 2000).all()
    assert (volume[-1] == -400).all()
    assert (volume[1:-1] == -1000).all()
