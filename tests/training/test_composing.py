"""Scenes of loose objects: their truth goes with them, and they do not lie in each other."""

import numpy as np

from training.ct.objects.composing import CROWDED, Planes, Thing, composed, empty, laid

LABEL, SIDE = 10, 40


def block(size: int = 8, hu: int = 2000) -> Thing:
    planes = np.zeros((4, size + 8, size + 8, size + 8), np.int16)
    planes[:2] = -1000
    own = (slice(None), *(slice(4, 4 + size),) * 3)
    planes[own] = np.array([hu, hu + 300, LABEL, 1], np.int16)[:, None, None, None]
    return Thing.of(planes)


def scene_of(count: int, seed: int = 1) -> Planes:
    return composed([block() for _ in range(count)], SIDE, np.random.default_rng(seed))


def test_an_empty_scene_reads_as_air_and_has_no_truth() -> None:
    scene = empty(SIDE, np.random.default_rng(1))

    assert abs(float(scene[:2].mean()) + 1000) < 5
    assert not scene[2:].any()


def test_an_object_brings_its_values_and_its_truth() -> None:
    scene = empty(SIDE, np.random.default_rng(2))
    placed = laid(scene, block(), np.random.default_rng(3), replaces=False)
    own = scene[2] == LABEL

    assert placed
    assert own.any()
    assert (scene[0][own] == 2000).all()
    assert (scene[1][own] == 2300).all()
    assert (scene[3] > 0).sum() == own.sum()


def test_each_object_is_an_instance_of_its_own() -> None:
    scene = scene_of(6)
    instances = np.unique(scene[3][scene[3] > 0])

    assert 2 <= len(instances) <= 6
    assert instances.tolist() == list(range(1, len(instances) + 1))


def test_objects_hardly_hide_each_other() -> None:
    whole = block().planes[2].astype(bool).sum()
    scene = scene_of(6, seed=4)
    inside = [
        int((scene[3] == n).sum()) for n in np.unique(scene[3])[1:]
        if not any((scene[3] == n)[face].any() for face in ((0,), (-1,), (..., 0), (..., -1)))
        and not (scene[3] == n)[:, [0, -1]].any()
    ]  # fmt: skip

    assert all(size >= (1 - 5 * CROWDED) * whole for size in inside)


def test_what_is_to_lie_inside_lies_whole_and_among_other_things() -> None:
    scene = empty(SIDE, np.random.default_rng(4))
    scene[2, :, :, : SIDE // 2] = LABEL + 1
    whole = np.count_nonzero(block().planes[2])
    for seed in range(6):
        bag = scene.copy()
        placed = laid(bag, block(), np.random.default_rng(seed), replaces=True, inside=True)
        own = np.argwhere(bag[2] == LABEL)

        assert placed
        assert len(own) == whole
        assert own[:, 2].min() < SIDE // 2


def test_nothing_lies_inside_what_is_empty_or_too_small() -> None:
    dice = np.random.default_rng(5)

    assert not laid(empty(SIDE, dice), block(), dice, replaces=True, inside=True)
    assert not laid(empty(12, dice), block(20), dice, replaces=True, inside=True)
