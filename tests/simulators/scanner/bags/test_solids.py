"""Solids painted into voxels: mass, thin blades, who covers whom."""

import numpy as np
import pytest

from simulators.scanner.bags.canvas import Canvas, Painted, Pose
from simulators.scanner.bags.making import ALONG_Z, Maker, ball, box, plate, ring, rod, thing, turned
from simulators.scanner.bags.solids import Blueprint
from simulators.scanner.bags.substances import Stuff

WATER = Stuff("water", 1.0, (1.0, 0.0, 0.0))
STEEL = Stuff("steel", 7.8, (0.0, 7.8, 0.0))
VOXEL_MM = 2.5
MIDDLE = np.array([60.3, 59.1, 61.2])


def painted(blueprint: Blueprint, turn: np.ndarray | None = None) -> tuple[Canvas, list[Painted]]:
    canvas = Canvas((48, 48, 48), VOXEL_MM)
    pose = Pose(turned(20, 35, 50) if turn is None else turn, MIDDLE)
    return canvas, canvas.paint(blueprint, pose, (3,) * len(blueprint.labels), 7)


@pytest.mark.parametrize(
    ("solid", "cm3"),
    [
        (box(WATER, (60, 40, 25)), 60.0),
        (rod(WATER, 15, 60), np.pi * 1.5**2 * 6),
        (rod(WATER, 20, 60, end=0.01), np.pi * 2.0**2 * 6 / 3),
        (ball(WATER, (60, 40, 30)), np.pi / 6 * 6 * 4 * 3),
        (ring(WATER, 25, 7), 2 * np.pi**2 * 2.5 * 0.7**2),
        (plate(WATER, ((-30, -20), (30, -20), (30, 20), (-30, 20)), 12), 28.8),
        (box(WATER, (60, 40, 30), skin=6), 72 - 4.8 * 2.8 * 1.8),
        (rod(WATER, 20, 60, clip=(0.0, 0.0, 1.0)), np.pi * 2.0**2 * 6 / 2),
    ],
)
@pytest.mark.parametrize("turn", [turned(), turned(20, 35, 50), turned(0, 90, 0)])
def test_a_solid_weighs_what_its_volume_weighs(solid: object, cm3: float, turn: np.ndarray) -> None:
    canvas, [part] = painted(thing("x", "food", "water", solid), turn)

    assert part.volume_cm3 == pytest.approx(cm3, rel=0.03)
    assert part.mass_g == pytest.approx(cm3, rel=0.03)
    assert canvas.density[0].sum() * (VOXEL_MM / 10) ** 3 == pytest.approx(part.mass_g, rel=0.001)


@pytest.mark.parametrize("turn", [turned(), turned(10, 20, 30), turned(45, 0, 0)])
def test_a_blade_a_millimetre_thick_keeps_its_mass_and_its_name(turn: np.ndarray) -> None:
    blade = plate(STEEL, ((-40, -12), (40, -12), (40, 12), (-40, 12)), 1.0)
    canvas, [part] = painted(thing("knife", "blade", "steel", blade, fine=4), turn)
    across = np.abs((canvas.labels > 0).sum() * VOXEL_MM**3)

    assert part.mass_g == pytest.approx(8 * 2.4 * 0.1 * 7.8, rel=0.1)
    assert across > 0.6 * 80 * 24 * VOXEL_MM / 2


def test_a_bore_is_empty_and_has_no_name() -> None:
    canvas, _ = painted(thing("barrel", "firearm_part", "steel", rod(STEEL, 20, 80), rod(None, 10, 90)), turned())
    z, y, x = (int(MIDDLE[axis] / VOXEL_MM) for axis in (2, 1, 0))

    assert canvas.density[:, z, y, x].max() == pytest.approx(0, abs=1e-6)
    assert canvas.labels[z, y, x] == 0
    assert canvas.labels[z, y + 6, x] == 3


def test_two_things_side_by_side_share_the_voxels_between_them() -> None:
    canvas = Canvas((32, 32, 32), VOXEL_MM)
    block = thing("block", "food", "water", box(WATER, (20, 30, 30)))
    left = canvas.paint(block, Pose(turned(), np.array([30.0, 40, 40])), (3,), 1)
    right = canvas.paint(block, Pose(turned(), np.array([50.0, 40, 40])), (4,), 1)
    whole = canvas.density[0].sum() * (VOXEL_MM / 10) ** 3

    assert whole == pytest.approx(36, rel=0.03)
    assert left[0].mass_g + right[0].mass_g == pytest.approx(whole, rel=0.02)
    assert canvas.density[0].max() == pytest.approx(1, abs=1e-4)
    assert set(np.unique(canvas.labels)) == {0, 3, 4}


def test_slots_are_things_of_their_own() -> None:
    case = box(STEEL, (60, 40, 12), skin=2)
    cell = box(WATER, (40, 30, 6), slot=1)
    canvas = Canvas((32, 32, 32), VOXEL_MM)
    device = Blueprint("phone", ("electronics", "lithium_cells"), (case, cell), ("steel", "lithium_cell"))
    outer, inner = canvas.paint(device, Pose(ALONG_Z, np.array([40.0, 40, 40])), (9, 20), 1)

    assert inner.mass_g == pytest.approx(7.2, rel=0.05)
    assert outer.mass_g > inner.mass_g
    assert set(np.unique(canvas.labels)) == {0, 9, 20}
    assert set(np.unique(canvas.instances)) == {0, outer.number, inner.number}


def test_the_kept_side_is_made_of_other_mixes() -> None:
    def densities(kept: bool) -> list[float]:
        return [Maker(np.random.default_rng(seed), kept).stuff("honey").density for seed in range(20)]

    assert max(densities(False)) < 1.46
    assert max(densities(True)) > 1.46
