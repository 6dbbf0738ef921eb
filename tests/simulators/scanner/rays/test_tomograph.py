"""Phantoms in the scanner: water reads as water, noise falls with dose, materials are told apart."""

from dataclasses import replace

import numpy as np
import pytest

from simulators.scanner.rays import basis, detector, hardening
from simulators.scanner.rays.attenuation import Fractions, mixture
from simulators.scanner.rays.hardening import WATER, correction, logarithm
from simulators.scanner.rays.tomograph import HIGH, LOW, Tomograph, scan
from simulators.scanner.rays.tubes import Tube, spectrum

SIDE, VOXEL_MM = 96, 2.5
POLYETHYLENE: Fractions = (("H", 0.1437), ("C", 0.8563))
ALUMINIUM: Fractions = (("Al", 1.0),)
IRON: Fractions = (("Fe", 1.0),)


def cylinder(material: Fractions, density: float, radius_mm: float, slices: int = 4) -> np.ndarray:
    y, x = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    level = np.clip(radius_mm / VOXEL_MM + 0.5 - np.hypot(x, y), 0, 1)
    functions = np.array(basis.coefficients(material)) * density
    volume = np.broadcast_to(functions[:, None, None, None] * level, (3, slices, SIDE, SIDE))
    return np.ascontiguousarray(volume, np.float32)


def middle(picture: np.ndarray, half: int = 4) -> np.ndarray:
    part = slice(SIDE // 2 - half, SIDE // 2 + half)
    return picture[:, part, part].astype(float)


@pytest.mark.parametrize("source_mm", [0.0, 700.0])
@pytest.mark.parametrize("radius_mm", [30, 60, 100])
def test_water_reads_zero_and_air_a_thousand_less(radius_mm: float, source_mm: float) -> None:
    machine = replace(Tomograph(), source_mm=source_mm)
    for picture in scan(cylinder(WATER, 1.0, radius_mm), VOXEL_MM, machine, np.random.default_rng(1)):
        assert middle(picture).mean() == pytest.approx(0, abs=10)
        assert picture[:, 2:6, 2:6].mean() == pytest.approx(-1000, abs=10)


def test_noise_falls_with_the_root_of_the_dose() -> None:
    machine = Tomograph()
    spreads = []
    for dose in (0.5, 2.0, 8.0):
        high, _ = scan(cylinder(WATER, 1.0, 80, 24), VOXEL_MM, machine.with_dose(dose), np.random.default_rng(5))
        spreads.append(middle(high, 10).std())

    assert spreads[0] / spreads[1] == pytest.approx(2, rel=0.12)
    assert spreads[1] / spreads[2] == pytest.approx(2, rel=0.12)


@pytest.mark.parametrize("tube", [HIGH, LOW, Tube(320.0), Tube(80.0)])
def test_a_thicker_phantom_seems_thinner_until_it_is_corrected(tube: Tube) -> None:
    water = np.array([2.0, 5.0, 10.0, 20.0, 30.0, 40.0])
    beam = spectrum(tube)
    seen = logarithm(beam, np.outer(water, mixture(WATER, beam.energies_kev)))

    assert (np.diff(seen / water) < 0).all()
    assert correction(tube).water(seen) == pytest.approx(water, rel=0.01)


def test_the_two_energies_order_materials_by_their_atomic_number() -> None:
    """Published effective atomic numbers: polyethylene 5.4, water 7.4, aluminium 13, iron 26."""
    ratios = []
    for material, density in ((POLYETHYLENE, 0.94), (WATER, 1.0), (ALUMINIUM, 2.7), (IRON, 7.87)):
        # Thin and well lit: thick iron lets no photon through at the lower voltage.
        bright = Tomograph().with_dose(50)
        high, low = scan(cylinder(material, density, 8), VOXEL_MM, bright, np.random.default_rng(2))
        ratios.append((middle(low, 1).mean() + 1000) / (middle(high, 1).mean() + 1000))

    assert ratios == sorted(ratios)
    assert ratios[0] < 0.98
    assert ratios[1] == pytest.approx(1, abs=0.01)
    assert ratios[2] > 1.1
    assert ratios[3] > ratios[2] + 0.1


def test_the_table_gives_what_summing_over_the_spectrum_gives() -> None:
    dice = np.random.default_rng(3)
    light, iron = dice.uniform(0, 40, (1, 1, 500)), dice.uniform(0, 6, (1, 1, 500))
    paths = np.stack([light + iron, iron]).astype(np.float32)
    beam = spectrum(HIGH)
    functions = basis.functions(beam.energies_kev)
    exact = hardening.logarithm(beam, np.tensordot(np.moveaxis(paths, 0, -1), functions[:2], axes=1))

    assert -np.log(detector.signal(paths, HIGH)) == pytest.approx(exact, rel=0.01, abs=0.01)


def test_lead_is_summed_with_its_edge() -> None:
    paths = np.zeros((3, 1, 1, 2), np.float32)
    paths[2, 0, 0, 1] = 2.0
    beam = spectrum(HIGH)
    [exact] = hardening.logarithm(beam, 2.0 * mixture((("Pb", 1.0),), beam.energies_kev)[None, :])

    assert -np.log(detector.signal(paths, HIGH))[0, 0, 1] == pytest.approx(exact, rel=0.02)
    assert detector.signal(paths, HIGH)[0, 0, 0] == pytest.approx(1, abs=1e-3)


def test_the_same_dice_give_the_same_scan() -> None:
    first, again = (scan(cylinder(WATER, 1.0, 50), VOXEL_MM, Tomograph(), np.random.default_rng(9)) for _ in range(2))

    assert (first[0] == again[0]).all()
    assert (first[1] == again[1]).all()


def test_scatter_that_is_left_makes_the_middle_read_low() -> None:
    high, low = Tomograph().exposures
    dirty = replace(Tomograph(), exposures=(replace(high, scatter=0.2, scatter_removed=0.0), low))
    clean, _ = scan(cylinder(WATER, 1.0, 100), VOXEL_MM, Tomograph(), np.random.default_rng(1))
    scattered, _ = scan(cylinder(WATER, 1.0, 100), VOXEL_MM, dirty, np.random.default_rng(1))

    assert middle(scattered).mean() < middle(clean).mean() - 20
