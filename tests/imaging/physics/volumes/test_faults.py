"""Volumes that cannot be what they are said to be are told, and neither weighed nor named."""

from dataclasses import replace

import numpy as np
import pytest

from customhouse.imaging.comparison.amounts.mass import NO_MASS
from customhouse.imaging.model import Volume
from customhouse.imaging.networks.volumes.looking import look
from customhouse.imaging.physics.volumes.examining import recognise
from customhouse.imaging.physics.volumes.faults import energies_contradict
from simulators.scanner.bags.sample import make_sample
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


def bag(seed: int, split: str = "unseen") -> Volume:
    made = make_sample(seed, split, voxel_mm=4.0)
    return replace(scanned(), values=made.high, spacing_mm=(4.0, 4.0, 4.0), second=made.low, peaks_kev=made.peaks_kev)


def swapped(scan: Volume) -> Volume:
    """The voltages of the one volume said of the other."""
    assert scan.second is not None
    return replace(scan, values=scan.second, second=scan.values)


# Full of metal and of streaks beside it, with little of either, and as other scanners see them.
HONEST = (("varied", 41105), ("varied", 41004), ("unseen", 41001), ("evaluation", 41102), ("evaluation", 41100))


@pytest.mark.parametrize(("split", "seed"), HONEST)
def test_honest_energies_never_contradict_each_other(split: str, seed: int) -> None:
    assert not energies_contradict(bag(seed, split))


@pytest.mark.parametrize("seed", [41000, 41001, 41003])
def test_swapped_energies_are_told_and_tell_no_materials(seed: int) -> None:
    scan = swapped(bag(seed))
    seen, _ = recognise(scan)
    alone, _ = recognise(replace(scan, second=None, peaks_kev=(None,)))

    assert "ct_energies_contradict" in {note.code for note in seen.notes}
    assert {"ct_energies_contradict"} == {note.code for note in seen.notes} - {note.code for note in alone.notes}
    assert seen.findings == alone.findings
    assert seen.mass == alone.mass


def test_no_network_is_asked_about_a_lower_energy_that_is_the_higher_one() -> None:
    scan = swapped(bag(41001))
    told, alone = look(scan).recognition, look(replace(scan, second=None, peaks_kev=(None,))).recognition

    assert [each.label for each in told.findings] == [each.label for each in alone.findings]


def test_what_holds_nothing_dense_contradicts_nothing() -> None:
    water = replace(scanned(), second=scanned().values, peaks_kev=(160.0, 100.0))

    assert not energies_contradict(swapped(water))


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
