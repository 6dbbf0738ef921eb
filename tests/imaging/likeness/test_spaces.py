"""Vectors and distances: the nearest is nearest, the odd one stands out, and few say nothing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.imaging.likeness.spaces import distances, standings, vector_of
from customhouse.imaging.model import Modality, ModelUsed
from customhouse.imaging.physics.radiographs import examining as radiograph
from customhouse.imaging.physics.signature import NAMES
from tests.imaging.comparison.sights import about, recognition
from tests.imaging.phantoms import make_container_radiograph

DICE = np.random.default_rng(4)
LOT = [np.full(8, 0.5, np.float32) + DICE.normal(0, 0.02, 8).astype(np.float32) for _ in range(6)]


def test_distances_are_those_of_a_ruler() -> None:
    held = np.array([[0, 0], [3, 4]], np.float32)

    assert distances(np.zeros(2, np.float32), held) == pytest.approx([0, 5])


@given(st.integers(0, 5))
def test_the_odd_one_of_a_lot_stands_out_wherever_it_stands(place: int) -> None:
    lot = list(LOT)
    lot[place] = lot[place] + np.float32(1.0)
    judged = [each.deviations for each in standings(lot)]

    assert int(np.argmax(judged)) == place
    assert judged[place] > 8
    assert max(each for n, each in enumerate(judged) if n != place) < 4


def test_of_a_lot_packed_alike_nobody_is_odd() -> None:
    assert max(each.deviations for each in standings(LOT)) < 4


def test_two_containers_do_not_say_which_of_them_is_odd() -> None:
    assert [each.deviations for each in standings(LOT[:2])] == [0.0, 0.0]


def test_a_networks_vector_goes_before_the_one_of_physics() -> None:
    seen = replace(recognition(about(1)), signature=(1.0, 2.0))
    looked = replace(seen, embedding=(0.6, 0.8), models=(ModelUsed("net", "3", "0" * 64),))
    plain, learned = (vector_of(each, Modality.RADIOGRAPH) for each in (seen, looked))

    assert plain is not None
    assert learned is not None
    assert (plain[0], learned[0]) == ("physics-radiograph-1", "radiograph: net 3")


def test_the_model_that_made_the_vector_names_its_space() -> None:
    net = ModelUsed("net", "3", "0" * 64, task="radiograph_segments")
    vectored = replace(recognition(about(1)), embedding=(0.6, 0.8))
    alone, accompanied, challenged, untold = (
        vector_of(replace(vectored, models=models), Modality.RADIOGRAPH)
        for models in (
            (net,),
            (net, ModelUsed("site-pictures", "1", "1" * 64, task="picture_site")),
            (net, ModelUsed("net", "4", "2" * 64, challenger=True, task="radiograph_segments")),
            (replace(net, task=""), ModelUsed("site-pictures", "1", "1" * 64)),
        )
    )

    assert alone is not None
    assert alone[0] == "radiograph: net 3"
    assert all(each is not None and each[0] == alone[0] for each in (accompanied, challenged, untold))


def test_a_picture_has_no_vector() -> None:
    assert vector_of(recognition(None), Modality.PICTURE) is None


def signature_of(goods: np.ndarray) -> np.ndarray:
    return np.array(radiograph.recognise(make_container_radiograph(goods)).signature)


def test_a_signature_is_near_for_the_same_goods_and_far_for_others() -> None:
    level, stacked = np.zeros((238, 590)), np.zeros((238, 590))
    level[100:] = 18.0
    more = level * 1.06
    stacked[:, ::60] = stacked[:, 1::60] = stacked[:, 2::60] = 60.0
    first, second, other = (signature_of(each) for each in (level, more, stacked))

    assert len(first) == len(NAMES)
    assert np.linalg.norm(first - other) > 4 * np.linalg.norm(first - second)
