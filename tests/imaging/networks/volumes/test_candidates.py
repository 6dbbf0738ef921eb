"""Which objects are looked at again: suspicions of the first network, objects of the physics, each thing once."""

import numpy as np

from customhouse.imaging.networks.volumes.candidates import candidates, likeness
from customhouse.imaging.networks.volumes.segments import Gridded, Segments
from customhouse.imaging.physics.volumes.examining import examine
from tests.imaging.phantoms import make_volume

CLASSES, FIREARM, BLADE = 24, 10, 13
BLOCK = ((10, 20, 20), (20, 20, 20), 0.0)


def _looked(suspected: tuple[slice, slice, slice] | None, kind: int = FIREARM) -> tuple[Gridded, Segments, list]:
    scan = make_volume([BLOCK])
    grid = Gridded.of(scan, 2.5)
    threat, kinds = np.zeros(grid.high.shape, np.uint8), np.full(grid.high.shape, kind, np.uint8)
    if suspected is not None:
        threat[suspected] = 230
    segments = Segments(np.where(threat > 0, kinds, 0).astype(np.uint8), threat, threat, kinds)
    return grid, segments, candidates(grid, segments, examine(scan).objects, scan.spacing_mm or ())


def test_an_object_of_the_physics_is_a_candidate_though_nothing_is_suspected() -> None:
    _, _, found = _looked(None)

    assert [each.seen is not None for each in found] == [True]


def test_a_suspicion_beside_it_is_a_candidate_of_its_own() -> None:
    _, _, found = _looked((slice(0, 6), slice(0, 6), slice(0, 6)))

    assert sorted(each.seen is not None for each in found) == [False, True]


def test_a_suspicion_of_the_same_object_is_the_same_candidate() -> None:
    grid, _, [plain] = _looked(None)
    _, _, found = _looked(plain.box)

    assert len(found) == 1
    assert found[0].seen is not None
    assert likeness(found[0], plain) > 0.5
    assert grid.high[plain.box][plain.mask].mean() > 0.7


def test_two_kinds_in_one_suspicion_are_looked_at_apart_and_together() -> None:
    grid, segments, _ = _looked((slice(0, 8), slice(0, 8), slice(0, 8)))
    segments.kind[:4] = BLADE
    found = candidates(grid, segments, (), (2.0, 1.0, 1.0))

    assert len(found) == 3


def test_an_object_of_the_physics_stays_whole_though_it_looks_like_two_kinds() -> None:
    _, _, [plain] = _looked(None)
    grid, segments, _ = _looked(plain.box)
    first = plain.box[0]
    segments.kind[first.start : first.start + round(0.35 * (first.stop - first.start))] = BLADE
    scan = make_volume([BLOCK])
    found = candidates(grid, segments, examine(scan).objects, scan.spacing_mm or ())
    [whole] = [each for each in found if each.seen is not None]

    assert len(found) == 3
    assert whole.mask.sum() == max(each.mask.sum() for each in found)
