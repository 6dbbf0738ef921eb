"""Beams of scanners that read two energies of one tube, one layer of the detector behind the other."""

from dataclasses import replace

import numpy as np
import pytest

from customhouse.imaging.model import Energy, Slab
from customhouse.imaging.physics.beams.attenuation import energies_kev
from customhouse.imaging.physics.beams.beam import Beam, beams

FRONT = Energy("low", 160.0, (Slab("Al", 3.0),), Slab("Gd2O2S", 0.3))
REAR = Energy("high", 160.0, (Slab("Al", 3.0), Slab("Cu", 0.6)), Slab("CsI", 4.0))


def mean_kev(beam: Beam) -> float:
    return float((np.array(beam.weights) * energies_kev()).sum())


def test_the_rear_layer_sees_what_the_front_one_lets_through() -> None:
    thin, _ = beams((REAR, FRONT))
    thick, _ = beams((REAR, replace(FRONT, detector=Slab("Gd2O2S", 0.6))))

    assert mean_kev(thick) > mean_kev(thin) + 2


def test_the_front_layer_is_in_nobodys_shadow() -> None:
    _, alone = beams((REAR, FRONT))
    _, other = beams((replace(REAR, detector=Slab("CsI", 9.0)), FRONT))

    assert alone == other


def test_two_tubes_cast_no_shadow_on_each_other() -> None:
    apart, _ = beams((REAR, replace(FRONT, peak_kev=90.0)))
    thick, _ = beams((REAR, replace(FRONT, peak_kev=90.0, detector=Slab("Gd2O2S", 0.6))))

    assert apart == thick


def test_a_voltage_that_no_filter_lets_through_makes_no_beam() -> None:
    with pytest.raises(ValueError, match="10 kV"):
        beams((Energy("", 10.0),))
