"""Volumes that cannot be what they are said to be are told, and neither weighed nor named."""

from dataclasses import replace

import numpy as np
import pytest

from customhouse.imaging.comparison.amounts.mass import NO_MASS
from customhouse.imaging.model import Volume
from customhouse.imaging.networks.volumes.looking import look
from customhouse.imaging.physics.volumes.examining import recognise
from tests.imaging.phantoms import make_volume

CODES = {"air_is_not_air", "volume_size_impossible"}


def scanned() -> Volume:
    """A block of water in air."""
    return make_volume([((10, 20, 15), (20, 25, 30), 0.0)], (40, 60, 60), (2.5, 2.5, 2.5))


def codes(scan: Volume) -> set[str]:
    seen, _ = recognise(scan)
    return {note.code for note in seen.notes}


def test_an_honest_volume_is_weighed() -> None:
    seen, _ = recognise(scanned())

    assert not codes(scanned()) & CODES
    assert seen.mass is not None
    assert seen.mass.kg == pytest.approx(20 * 25 * 30 * 2.5**3 / 1e6, rel=0.05)


@pytest.mark.parametrize("shift", [1000, 1024, 400])
def test_where_air_reads_like_something_else_nothing_is_weighed_or_named(shift: int) -> None:
    shifted = replace(scanned(), values=scanned().values + np.int16(shift))
    looked = look(shifted)

    assert looked.recognition.mass is None
    assert "air_is_not_air" in {note.code for note in looked.recognition.notes}
    assert not looked.recognition.models
    assert look(scanned()).recognition.models


@pytest.mark.parametrize(("times", "told"), [(1.0, False), (0.05, True), (0.2, True), (100.0, True)])
def test_a_size_that_no_scanner_takes_is_told_and_nothing_weighed(times: float, told: bool) -> None:
    spacing = (2.5 * times, 2.5 * times, 2.5 * times)
    scan = replace(scanned(), spacing_mm=spacing)
    seen, _ = recognise(scan)

    assert ("volume_size_impossible" in codes(scan)) is told
    assert (seen.mass is None) is told


def test_a_volume_that_its_object_fills_unevenly_keeps_its_scale() -> None:
    values = np.linspace(-1000, 900, 40 * 60 * 60).reshape(40, 60, 60)

    assert not codes(replace(scanned(), values=values.astype(np.int16))) & CODES


def test_padding_far_below_air_is_no_fault() -> None:
    scan = scanned()
    values = scan.values.copy()
    values[:, :4], values[:, -4:] = -3024, -3024

    assert not codes(replace(scan, values=values)) & CODES


def test_the_comparison_says_the_same_of_the_mass() -> None:
    assert CODES <= NO_MASS
