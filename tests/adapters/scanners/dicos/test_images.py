"""DICOS images: what is written is read back as the same scan, at every energy."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from customhouse.adapters.scanners import read
from customhouse.adapters.scanners.dicos import images
from customhouse.imaging.model import Picture, PictureView, Provenance, Radiograph, View, Volume
from customhouse.imaging.reading import ScanFile
from customhouse.kernel.errors import Invalid
from tests.adapters.scanners.dicos.exports import ABOUT, bag, parcel, write_images
from tests.imaging.phantoms import make_container_radiograph


def read_volume(files: list[ScanFile]) -> Volume:
    scan = read(files)
    assert isinstance(scan, Volume)
    return scan


def read_radiograph(files: list[ScanFile]) -> Radiograph:
    scan = read(files)
    assert isinstance(scan, Radiograph)
    return scan


def test_a_volume_comes_back_to_the_last_voxel(tmp_path: Path) -> None:
    before = bag()
    after = read_volume(write_images(tmp_path, before))

    assert np.array_equal(after.values, before.values)
    assert (after.spacing_mm, after.calibrated, after.peaks_kev) == (before.spacing_mm, True, (140.0,))
    assert after.provenance.format == "DICOS CT"


def test_floating_voxels_in_an_element_of_their_own_are_read(tmp_path: Path) -> None:
    [file] = write_images(tmp_path, bag())
    dataset = dcmread(file.path)
    floats = bag().values.astype("<f4") + np.float32(1024)
    del dataset.PixelData
    dataset.add_new(0x7FE00013, "OF", floats.tobytes())
    dataset.BitsAllocated = dataset.BitsStored = 32
    dataset.save_as(file.path)

    assert np.array_equal(read_volume([file]).values, bag().values)


def test_two_energies_are_two_objects_and_one_scan(tmp_path: Path) -> None:
    one = bag()
    before = replace(one, second=np.asarray(one.values - 20, np.int16).clip(-1024), peaks_kev=(160.0, 90.0))
    after = read_volume(write_images(tmp_path, before))

    assert after.second is not None
    assert before.second is not None
    assert np.array_equal(after.second, before.second)
    assert after.peaks_kev == (160.0, 90.0)


def test_a_volume_that_is_not_calibrated_stays_so(tmp_path: Path) -> None:
    before = replace(bag(), calibrated=False)
    after = read_volume(write_images(tmp_path, before))

    # "Unspecified" counts as Hounsfield units where many medical writers leave the unit out; values tell here.
    assert np.array_equal(after.values, before.values)


def test_a_radiograph_of_two_energies_comes_back_as_it_was(tmp_path: Path) -> None:
    before = parcel()
    after = read_radiograph(write_images(tmp_path, before))

    assert np.array_equal(after.views[0].transmission, before.views[0].transmission)
    assert after.views[0].pixel_mm == (1.0, 1.0)
    assert [energy.peak_kev for energy in after.energies] == [160.0, 90.0]


def test_an_accelerators_energy_is_kept(tmp_path: Path) -> None:
    after = read_radiograph(write_images(tmp_path, make_container_radiograph()))

    assert [energy.peak_kev for energy in after.energies] == [6000.0]


def test_two_views_of_different_size_come_back_in_order(tmp_path: Path) -> None:
    one = make_container_radiograph()
    top = View("top", one.views[0].transmission[:, :200], (10.0, 10.0))
    after = read_radiograph(write_images(tmp_path, replace(one, views=(*one.views, top))))

    assert [view.name for view in after.views] == ["side", "top"]
    assert [view.transmission.shape for view in after.views] == [(1, 320, 700), (1, 200, 700)]
    assert [instance.view for instance in after.provenance.instances] == [0, 1]


def test_the_same_scan_always_has_the_same_identifiers(tmp_path: Path) -> None:
    scan = parcel()
    files = read(write_images(tmp_path, scan)).provenance.instances

    assert files == images.instances(scan, ABOUT)
    assert len({instance.sop_instance for instance in files}) == 2


def test_a_picture_is_never_written_as_a_measurement() -> None:
    picture = Picture((PictureView("side", np.zeros((20, 20, 3), np.uint8)),), Provenance("JPEG"))

    with pytest.raises(Invalid):
        list(images.files(picture, ABOUT))
