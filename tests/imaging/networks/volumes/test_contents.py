"""The vector of what a volume holds: by class of object, whatever else is alike."""

import numpy as np
import pytest

from customhouse.imaging.likeness.spaces import vector_of
from customhouse.imaging.model import Modality
from customhouse.imaging.networks.volumes.candidates import Candidate
from customhouse.imaging.networks.volumes.contents import contents
from customhouse.imaging.networks.volumes.looking import look
from customhouse.imaging.networks.volumes.naming import Named
from customhouse.imaging.networks.volumes.segments import Gridded, Segments
from tests.imaging.networks.volumes.test_looking import loose

CLASSES = ("air", "clothing", "paper", "metal_goods")
SIGNATURE = (0.5, 0.2, 0.1)
WHOLE = (slice(0, 8),) * 3


def held(label: int, *named: Named) -> np.ndarray:
    """Of a cube of water in air that the first network gives one class."""
    high = np.zeros((8, 8, 8), np.float32)
    high[2:6, 2:6, 2:6] = 1.0
    labels, nothing = np.where(high > 0, label, 0).astype(np.uint8), np.zeros((8, 8, 8), np.uint8)
    grid = Gridded(high, high, True, 2.5, WHOLE, (0.0, 0.0, 0.0))
    return np.array(contents(grid, Segments(labels, nothing, nothing, nothing), named, CLASSES, SIGNATURE))


def thing(label: str, probability: float) -> Named:
    box = (slice(2, 6),) * 3
    return Named(Candidate(box, np.ones((4, 4, 4), bool)), label, probability, 0.0, "blade", 0.0, 0.1)


def test_it_is_of_unit_length_and_tells_classes_apart() -> None:
    paper, again, clothing = held(2), held(2), held(1)

    assert np.linalg.norm(paper) == pytest.approx(1, abs=1e-3)
    assert np.linalg.norm(paper - again) == 0 < np.linalg.norm(paper - clothing)


def test_what_an_object_is_named_counts_before_the_class_of_its_voxels() -> None:
    np.testing.assert_array_equal(held(1, thing("paper", 0.8)), held(2))


@pytest.mark.parametrize("unsure", [thing("paper", 0.3), thing("unknown", 0.99), thing("air", 0.9)])
def test_a_name_that_is_none_leaves_the_voxels_their_class(unsure: Named) -> None:
    np.testing.assert_array_equal(held(1, unsure), held(1))


def test_of_nothing_there_is_no_vector() -> None:
    assert held(0).size == 0


def test_two_things_of_metal_lie_nearer_than_one_and_a_garment() -> None:
    found = [
        vector_of(look(loose(*which)).recognition, Modality.CT)
        for which in (("metal_goods", 3), ("metal_goods", 4), ("clothing", 3))
    ]
    (space, one), (_, like), (_, other) = (each for each in found if each is not None)

    assert space.startswith("ct: ct-crops ")
    assert np.linalg.norm(one - like) < np.linalg.norm(one - other)
