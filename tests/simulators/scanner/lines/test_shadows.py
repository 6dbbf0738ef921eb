"""Fans over the belt: how long their rays are in a box, and the class that takes most of each."""

from dataclasses import replace

import numpy as np
import pytest

from simulators.scanner.bags.catalogue import OBJECTS
from simulators.scanner.lines.scanners import BELOW, SIDE, USUAL
from simulators.scanner.lines.shadows import Load, fan_of, named, paths

VOXEL_MM = 2.0
FOOD, METAL = OBJECTS.index("food"), OBJECTS.index("metal_goods")


def box_on_the_belt(high_mm: float = 100.0) -> Load:
    """A box of polyethylene, 120 mm across and 60 mm along, of one gram per cm3."""
    density, labels = np.zeros((3, 60, 100, 120), np.float32), np.zeros((60, 100, 120), np.uint8)
    part = slice(15, 45), slice(100 - round(high_mm / VOXEL_MM), 100), slice(30, 90)
    density[0][part], labels[part] = 1.0, FOOD
    return Load(density, labels, VOXEL_MM)


@pytest.mark.parametrize(("name", "longest_cm"), [(BELOW, 10.0), (SIDE, 12.0)])
def test_the_straight_ray_crosses_the_box_once(name: str, longest_cm: float) -> None:
    load = box_on_the_belt()
    crossed = paths(load, fan_of(name, USUAL, load, 0.0))

    assert crossed.shape[0] == 2  # no heavy metal, so nothing to carry of it
    assert np.percentile(crossed[0, :, 30][crossed[0, :, 30] > 0], 75) == pytest.approx(longest_cm, rel=0.03)
    assert crossed[0, :, 0].max() == 0


def test_a_mass_is_kept_at_the_height_for_which_the_pixel_is_stated() -> None:
    load = box_on_the_belt(20.0)
    true_g = float(load.density[0].sum()) * (VOXEL_MM / 10) ** 3
    scanner = replace(USUAL, stated=10.0)
    areal = paths(load, fan_of(BELOW, scanner, load, 0.0))[0]

    assert areal.sum() * VOXEL_MM * scanner.pixel / 100 == pytest.approx(true_g, rel=0.02)


def test_what_lies_nearer_to_the_tube_weighs_more_than_it_does() -> None:
    load = box_on_the_belt(20.0)
    true_g = float(load.density[0].sum()) * (VOXEL_MM / 10) ** 3
    areal = paths(load, fan_of(BELOW, replace(USUAL, stated=200.0), load, 0.0))[0]

    assert areal.sum() * VOXEL_MM * USUAL.pixel / 100 == pytest.approx(true_g * 650 / 460, rel=0.02)


def test_a_pixel_bears_the_name_of_what_takes_most_of_it_and_knows_the_rest() -> None:
    load = box_on_the_belt()
    load.labels[20:40, 90:96, 55:65] = METAL
    load.density[1, 20:40, 90:96, 55:65] = 7.8
    most, present = named(load, fan_of(BELOW, USUAL, load, 0.0))

    assert {0, FOOD, METAL} == set(np.unique(most).tolist())
    behind = most == METAL
    assert ((present[behind] >> np.uint32(FOOD)) & 1).all()
    assert (present[most == 0] == 0).all()
