"""What hangs together in a volume is found whole: above a level, and within a band of attenuation."""

import numpy as np

from customhouse.imaging.networks.volumes.clusters import clusters

PITCH_MM = 2.5
Field = np.ndarray


def _air() -> Field:
    return np.zeros((40, 48, 56), np.float32)


def _best(field: Field, truth: Field) -> float:
    """The best intersection over union of any cluster with the truth."""
    likeness = [0.0]
    for box, mask in clusters(field, PITCH_MM):
        both = np.count_nonzero(truth[box] & mask)
        likeness.append(both / (np.count_nonzero(truth) + np.count_nonzero(mask) - both))
    return max(likeness)


def test_nothing_hangs_together_in_air() -> None:
    assert clusters(_air(), PITCH_MM) == []


def test_a_block_alone_is_found_whole() -> None:
    field = _air()
    field[10:20, 10:30, 10:30] = 1.1

    assert _best(field, field > 1) == 1.0


def test_a_block_in_other_goods_is_found_by_its_band() -> None:
    field = _air()
    field[5:35, 5:43, 5:51] = 0.3
    block = np.zeros(field.shape, bool)
    block[12:24, 14:30, 16:40] = True
    field[block] = 1.6

    assert _best(field, block) > 0.9


def test_what_touches_something_denser_is_found_apart_from_it() -> None:
    field = _air()
    field[10:22, 10:26, 10:26] = 0.9
    field[10:22, 26:42, 10:26] = 1.6
    lighter = np.isclose(field, 0.9)

    assert _best(field, lighter) > 0.8


def test_pieces_of_metal_that_nearly_touch_are_one_thing() -> None:
    field = _air()
    field[10:14, 10:14, 10:40] = 6.0
    field[10:14, 15:24, 10:16] = 6.0  # a voxel of air between barrel and grip
    whole = field > 1

    assert _best(field, whole) > 0.9


def test_a_crumb_is_no_cluster() -> None:
    field = _air()
    field[10:12, 10:12, 10:12] = 2.0  # 0.13 cm³

    assert clusters(field, PITCH_MM) == []
