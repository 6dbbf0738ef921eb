"""Black margins that an export added are no lead."""

from pathlib import Path

import numpy as np

from customhouse.adapters.scanners import read
from customhouse.imaging.model import OPEN_BEAM, Radiograph
from customhouse.imaging.physics.radiographs.examining import recognise
from tests.imaging.phantoms import make_container_radiograph, save, sidecar_bytes, tiff_bytes

MARGINS = ((25, 0), (40, 12))


def read_plane(folder: Path, plane: np.ndarray) -> Radiograph:
    car = sidecar_bytes(subject="container", energies=[{"mev": 6}], views=[{"name": "side", "pixel_mm": [10.0, 10.0]}])
    scan = read([save(folder, "a.tif", tiff_bytes([plane])), save(folder, "a.json", car)])
    assert isinstance(scan, Radiograph)
    return scan


def test_a_padded_image_weighs_what_it_weighs_without_its_margins_and_says_so(tmp_path: Path) -> None:
    goods = np.full((238, 590), 20.0)
    plain = make_container_radiograph(goods).views[0].transmission[0]
    plain = np.maximum(plain, 1)
    padded = read_plane(tmp_path, np.pad(plain, MARGINS))
    seen, bare = recognise(padded).mass, recognise(read_plane(tmp_path, plain)).mass

    assert (padded.views[0].transmission[0, :25] == OPEN_BEAM).all()
    assert padded.views[0].transmission[0].shape == (plain.shape[0] + 25, plain.shape[1] + 52)
    assert padded.provenance.notes == ("side: black at the edge and taken for open beam: 25 rows, 52 columns",)
    assert seen is not None
    assert bare is not None
    assert abs(seen.kg - bare.kg) < 0.005 * bare.kg


def test_what_is_not_black_from_end_to_end_stays_as_it_was_measured(tmp_path: Path) -> None:
    plane = np.full((40, 60), 30_000, np.uint16)
    plane[:10, :59] = 0
    plane[20] = 0

    assert np.array_equal(read_plane(tmp_path, plane).views[0].transmission[0], plane)


def test_the_open_beam_of_an_inverted_image_is_no_padding(tmp_path: Path) -> None:
    plain = make_container_radiograph(np.full((238, 590), 2.0)).views[0].transmission[0]
    inverted = OPEN_BEAM - np.minimum(plain * 1.1, OPEN_BEAM).astype(np.uint16)
    scan = read_plane(tmp_path, inverted)

    assert not inverted[:20].any()
    assert np.array_equal(scan.views[0].transmission[0], inverted)
    assert "values_inverted" in {note.code for note in recognise(scan).notes}


def test_an_image_that_is_mostly_black_is_left_alone(tmp_path: Path) -> None:
    plane = np.zeros((40, 60), np.uint16)
    plane[:15] = 30_000

    assert np.array_equal(read_plane(tmp_path, plane).views[0].transmission[0], plane)
    assert not read_plane(tmp_path, np.zeros((40, 60), np.uint16)).views[0].transmission.any()
