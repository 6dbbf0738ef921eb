"""The row of measures that names an object: finite, as long for every object, and of the object alone."""

import numpy as np
import pytest

from customhouse.imaging.networks.objects.cuts import RING, Cut, Fields, percentiles
from customhouse.imaging.networks.objects.rows import FAR, measured, row_of
from customhouse.imaging.networks.objects.shapes import dense_parts, form, thickness
from customhouse.imaging.networks.objects.values import attenuation, energies, size
from customhouse.imaging.networks.volumes.candidates import Candidate
from customhouse.imaging.networks.volumes.segments import Gridded, Segments

CLASSES, PITCH_MM = 24, 2.5
Mask = np.ndarray


def _fields(mask: Mask, high: float, low: float | None = None) -> Fields:
    grid_high = np.where(mask, high, 0.02).astype(np.float32)
    grid_low = grid_high if low is None else np.where(mask, low, 0.02).astype(np.float32)
    whole = slice(0, 60), slice(0, 60), slice(0, 60)
    grid = Gridded(grid_high, grid_low, low is not None, PITCH_MM, whole, (0.0, 0.0, 0.0))
    return Fields.of(grid)


def _row(candidate: Candidate, fields: Fields) -> np.ndarray:
    nothing = np.zeros((60, 60, 60), np.uint8)
    return row_of(measured(candidate, fields), Segments(nothing, nothing, nothing, nothing), CLASSES)


def _of(box: tuple[slice, slice, slice]) -> tuple[Mask, Candidate]:
    mask = np.zeros((60, 60, 60), bool)
    mask[box] = True
    return mask, Candidate(box, mask[box])


BLOCK = slice(20, 40), slice(20, 40), slice(20, 40)
SHEET = slice(10, 50), slice(10, 50), slice(30, 33)
ROD = slice(28, 32), slice(28, 32), slice(5, 55)
EDGE = slice(0, 10), slice(50, 60), slice(0, 10)
SPECK = slice(30, 31), slice(30, 31), slice(30, 31)


@pytest.mark.parametrize("box", [BLOCK, SHEET, ROD, EDGE, SPECK])
def test_a_row_is_as_long_for_every_object_and_finite(box: tuple[slice, slice, slice]) -> None:
    mask, candidate = _of(box)
    row = _row(candidate, _fields(mask, 1.5, 1.7))

    assert row.shape == _row(_of(BLOCK)[1], _fields(_of(BLOCK)[0], 1.0)).shape
    assert np.isfinite(row).all()
    assert np.abs(row).max() <= FAR


def test_size_is_volume_and_mass_as_if_of_water() -> None:
    mask, candidate = _of(BLOCK)
    cm3, grams = np.exp(size(Cut.of(candidate, _fields(mask, 1.5))))

    assert cm3 == pytest.approx(125.0)
    assert grams == pytest.approx(187.5, rel=0.01)


def test_turned_objects_measure_alike() -> None:
    rows = []
    for axis in range(3):
        mask = np.moveaxis(_of(ROD)[0], 2, axis)
        order = list(ROD[:2])
        order.insert(axis, ROD[2])
        box = (order[0], order[1], order[2])
        rows.append(form(Cut.of(Candidate(box, mask[box]), _fields(mask, 2.0))))

    assert np.allclose(rows[0], rows[1], atol=1e-3)
    assert np.allclose(rows[0], rows[2], atol=1e-3)


def test_a_sheet_is_gone_when_its_layers_are_taken_off_and_a_block_is_not() -> None:
    left = [thickness(Cut.of(candidate, _fields(mask, 1.0)))[2] for mask, candidate in map(_of, (SHEET, BLOCK))]

    assert left[0] == 0.0
    assert left[1] > 0.2


def test_one_energy_leaves_the_measures_of_energies_at_nought() -> None:
    mask, candidate = _of(BLOCK)

    assert not energies(Cut.of(candidate, _fields(mask, 1.5))).any()
    assert energies(Cut.of(candidate, _fields(mask, 1.5, 1.8)))[2] == pytest.approx(0.3 / 1.7, rel=0.05)


def test_what_is_beside_an_object_does_not_count_as_its_own() -> None:
    mask, candidate = _of(BLOCK)
    plain = _fields(mask, 1.0)
    beside = mask.copy()
    beside[20:40, 20:40, 42:50] = True
    other = _fields(beside, 1.0)

    assert np.allclose(attenuation(Cut.of(candidate, plain))[:5], attenuation(Cut.of(candidate, other))[:5])


def test_dense_parts_are_counted() -> None:
    mask, candidate = _of(BLOCK)
    fields = _fields(mask, 1.0)
    for first in (22, 28, 34):
        fields.high[22:26, 22:26, first : first + 3] = 8.0
    count = np.expm1(dense_parts(Cut.of(candidate, fields))[0])

    assert count == pytest.approx(3)


@pytest.mark.parametrize("count", [1, 2, 3, 10, 1001])
def test_percentiles_are_those_of_numpy(count: int) -> None:
    values = np.random.default_rng(count).normal(size=count).astype(np.float32)
    asked = (0, 5, 25, 50, 90, 100)

    assert np.allclose(percentiles(values, *asked), np.percentile(values, asked), atol=1e-6)


def test_what_the_network_sees_in_and_around_an_object_is_told_apart() -> None:
    mask, candidate = _of(BLOCK)
    label, threat = np.where(mask, 3, 5).astype(np.uint8), np.where(mask, 0, 255).astype(np.uint8)
    row = row_of(measured(candidate, _fields(mask, 1.5)), Segments(label, label, threat, label), CLASSES)
    inside, around = row[-2 * CLASSES - 1 : -CLASSES - 1], row[-CLASSES - 1 : -1]

    assert (inside.argmax(), around.argmax()) == (3, 5)
    assert row[-2 * CLASSES - 5 : -2 * CLASSES - 1].tolist() == [1.0, 0.0, 0.0, 0.0]


def test_a_cut_ends_where_the_grid_does() -> None:
    mask, candidate = _of(EDGE)
    cut = Cut.of(candidate, _fields(mask, 1.0))

    assert cut.mask.shape == (10 + RING, 10 + RING, 10 + RING)
    assert cut.cm3 == pytest.approx(1000 * PITCH_MM**3 / 1000)
