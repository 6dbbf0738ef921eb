"""Images that cannot be what they are said to be are told, and nothing in them is weighed."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from customhouse.imaging.comparison.amounts.mass import NO_MASS
from customhouse.imaging.model import OPEN_BEAM, Box, Radiograph
from customhouse.imaging.networks.radiographs.looking import heard
from customhouse.imaging.physics.radiographs.examining import recognise
from customhouse.imaging.physics.radiographs.faults import impossible_size, inverted, thin_walls
from simulators.scanner.loads.sample import make_sample
from tests.imaging.phantoms import make_container_radiograph, make_parcel_radiograph
from training.cargo_scans import scan_of

Change = Callable[[np.ndarray], np.ndarray]
GOODS = np.full((238, 590), 20.0)
GOODS[:, :120] = 0.0  # bare walls
SEEDS = (3, 5, 7, 10, 15, 27)  # of the split unseen: on chassis and without, 20 and 40 feet, fans and parallel beams


def changed(scan: Radiograph, change: Change) -> Radiograph:
    views = (replace(view, transmission=np.ascontiguousarray(change(view.transmission))) for view in scan.views)
    return replace(scan, views=tuple(views))


def codes(scan: Radiograph) -> set[str]:
    return {note.code for note in recognise(scan).notes}


def on_a_trailer(scan: Radiograph) -> Radiograph:
    """Rails along the container, and wheels under its ends."""

    def carried(planes: np.ndarray) -> np.ndarray:
        below = np.pad(planes[:, :289], ((0, 0), (0, 150), (0, 0)), constant_values=OPEN_BEAM)
        below[:, 289:310, 40:660] = 4000
        below[:, 310:410, 90:190] = below[:, 310:410, 500:640] = 12000
        return below

    return changed(scan, carried)


def negative(planes: np.ndarray) -> np.ndarray:
    return OPEN_BEAM - planes


def upside_down(planes: np.ndarray) -> np.ndarray:
    return planes[:, ::-1]


def on_its_end(planes: np.ndarray) -> np.ndarray:
    return np.rot90(planes, axes=(1, 2))


def for_the_eye(planes: np.ndarray) -> np.ndarray:
    return np.rint(OPEN_BEAM * (planes / OPEN_BEAM) ** (1 / 2.2)).astype(np.uint16)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (negative, "values_inverted"),
        (upside_down, "image_turned"),
        (on_its_end, "image_turned"),
        (for_the_eye, "walls_too_thin"),
    ],
)
def test_a_container_that_is_no_honest_image_is_not_weighed_and_is_told_why(change: Change, code: str) -> None:
    honest = on_a_trailer(make_container_radiograph(GOODS))
    seen = recognise(changed(honest, change))

    assert code in {note.code for note in seen.notes}
    assert (seen.mass, seen.contents, seen.mix) == (None, None, {})
    assert code in NO_MASS
    assert not codes(honest) & {"values_inverted", "image_turned", "walls_too_thin"}
    assert recognise(honest).contents is not None


def test_no_network_is_asked_about_an_inverted_image() -> None:
    scan = make_container_radiograph(GOODS)

    assert heard(scan).answers
    assert not heard(changed(scan, negative)).answers


def test_a_parcel_may_be_inverted_too() -> None:
    field = np.zeros((220, 320))
    field[60:160, 80:240] = 8.0
    scan = make_parcel_radiograph(field, np.zeros_like(field))

    assert inverted(changed(scan, negative))
    assert not inverted(scan)


def test_an_image_cut_to_its_container_is_not_called_inverted() -> None:
    scan = make_container_radiograph(np.full((238, 590), 2.0))

    assert not inverted(changed(scan, lambda planes: planes[:, 30:289, 47:653]))


@pytest.mark.parametrize("areal", [0.0, 200.0], ids=["nothing but air", "nothing but lead"])
def test_an_even_image_is_not_called_inverted(areal: float) -> None:
    assert not inverted(make_parcel_radiograph(np.full((220, 320), areal), np.zeros((220, 320))))


@pytest.mark.parametrize(("size_type", "told"), [("22G1", True), ("45R1", True), ("22P3", False), (None, False)])
def test_only_containers_of_closed_steel_have_walls_that_can_be_too_thin(size_type: str | None, told: bool) -> None:
    assert (thin_walls(1.7, size_type) is not None) is told
    assert thin_walls(2.9, size_type) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_simulated_containers_are_told_to_be_turned_or_inverted_only_when_they_are(seed: int) -> None:
    sample = make_sample(seed, "unseen", pixel_mm=20.0)
    scan = scan_of(sample)

    assert not codes(scan) & {"values_inverted", "image_turned", "walls_too_thin"}
    assert "values_inverted" in codes(changed(scan, negative))
    assert "image_turned" in codes(changed(scan, on_its_end))


def sized(scan: Radiograph, size_type: str | None, pixel_mm: float) -> Radiograph:
    views = tuple(replace(view, pixel_mm=(pixel_mm, pixel_mm)) for view in scan.views)
    return replace(scan, views=views, container=replace(scan.container, size_type=size_type))


@pytest.mark.parametrize(
    ("size_type", "pixel_mm", "code"),
    [
        ("42G1", 10.0, "container_size_impossible"),
        ("22G1", 100.0, "container_size_impossible"),
        ("22G1", 14.0, "container_size_impossible"),
        ("22G1", 6.0, "container_size_impossible"),
        ("22G1", 0.01, "cargo_size_impossible"),
        (None, 100.0, "cargo_size_impossible"),
        (None, 0.1, "cargo_size_impossible"),
    ],
    ids=["another type", "far too long", "too long", "too short", "a grain", "of no type a town", "of no type a toy"],
)
def test_what_cannot_be_as_large_as_its_pixels_make_it_is_not_weighed(
    size_type: str | None, pixel_mm: float, code: str
) -> None:
    seen = recognise(sized(make_container_radiograph(GOODS), size_type, pixel_mm))

    assert [note.code for note in seen.notes if note.code.endswith("_size_impossible")] == [code]
    assert code in NO_MASS
    assert (seen.mass, seen.contents, seen.mix, seen.findings, seen.packages) == (None, None, {}, (), None)
    assert "container_not_found" not in {note.code for note in seen.notes}


@pytest.mark.parametrize("pixel_mm", [9.0, 10.0, 11.0])
def test_a_container_as_large_as_its_type_is_weighed(pixel_mm: float) -> None:
    seen = recognise(sized(make_container_radiograph(GOODS), "22G1", pixel_mm))

    assert seen.contents is not None
    assert not any(note.code.endswith("_size_impossible") for note in seen.notes)


@pytest.mark.parametrize(
    ("box", "size_type", "told"),
    [
        (Box(0, 30, 300, 259), "22G1", False),
        (Box(300, 30, 300, 259), "22G1", False),
        (Box(100, 30, 300, 259), "22G1", True),
        (Box(100, 30, 300, 259), "22T6", False),
        (Box(0, 30, 600, 130), "22G1", True),
        (Box(0, 0, 600, 130), "22G1", False),
        (Box(0, 0, 600, 300), "22G1", False),
        (Box(0, 0, 600, 400), "22G1", True),
    ],
    ids=["cut left", "cut right", "short", "a tank", "low", "cut above", "thrown higher", "too high"],
)
def test_what_runs_off_the_image_may_be_larger_than_it_looks(box: Box, size_type: str, told: bool) -> None:
    assert (impossible_size(box, (400, 600), (10.0, 10.0), size_type) is not None) is told
