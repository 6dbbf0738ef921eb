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
PMMA: Fractions = (("H", 0.0805), ("C", 0.5998), ("O", 0.3196))
PTFE: Fractions = (("C", 0.2402), ("F", 0.7598))
POLYSTYRENE: Fractions = (("H", 0.0774), ("C", 0.9226))
# g/cm3 and effective atomic numbers as The Phantom Laboratory prints them of the rods of its Catphan (manual of the
# Catphan 503, sensitometry), by the power law that is Mayneord's.
POWER = 2.94
PUBLISHED = [
    *((POLYETHYLENE, 0.92, 5.44), (POLYSTYRENE, 1.03, 5.70), (PMMA, 1.18, 6.47)),
    *((WATER, 1.0, 7.42), (PTFE, 2.16, 8.43)),
]
ELEMENTS = {"Li": 3, "C": 6, "N": 7, "O": 8, "F": 9, "Na": 11, "Mg": 12, "Al": 13, "Si": 14}


def cylinder(
    material: Fractions, density: float, radius_mm: float, slices: int = 4, voxel_mm: float = VOXEL_MM
) -> np.ndarray:
    y, x = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    level = np.clip(radius_mm / voxel_mm + 0.5 - np.hypot(x, y), 0, 1)
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


def ratio(material: Fractions) -> float:
    """Attenuation at the low voltage over that at the high one, water being 1, by spectra and NIST's table alone."""
    beams = [spectrum(tube) for tube in (LOW, HIGH)]
    low, high = (
        mixture(material, beam.energies_kev) @ beam.weights / (mixture(WATER, beam.energies_kev) @ beam.weights)
        for beam in beams
    )
    return float(low / high)


def atomic_number(of: float) -> float:
    """That of the element, real or between two, whose ratio it would be."""
    known = [ratio(((symbol, 1.0),)) for symbol in ELEMENTS]
    return float(np.interp(of, known, [z**POWER for z in ELEMENTS.values()])) ** (1 / POWER)


def measured(material: Fractions, density: float, radius_mm: float, voxel_mm: float = VOXEL_MM) -> float:
    rod = cylinder(material, density, radius_mm, voxel_mm=voxel_mm)
    high, low = scan(rod, voxel_mm, Tomograph().with_dose(50), np.random.default_rng(2))
    return atomic_number((middle(low, 1).mean() + 1000) / (middle(high, 1).mean() + 1000))


@pytest.mark.parametrize(("material", "density", "published"), PUBLISHED)
def test_spectra_and_table_give_the_published_effective_atomic_numbers(
    material: Fractions, density: float, published: float
) -> None:
    assert atomic_number(ratio(material)) == pytest.approx(published, rel=0.01)


@pytest.mark.parametrize(("radius_mm", "tolerance"), [(8, 0.04), (15, 0.04), (25, 0.06)])
@pytest.mark.parametrize(("material", "density", "published"), PUBLISHED)
def test_a_rod_of_plastic_or_water_has_its_published_effective_atomic_number(
    material: Fractions, density: float, published: float, radius_mm: float, tolerance: float
) -> None:
    assert measured(material, density, radius_mm) == pytest.approx(published, rel=tolerance)


def test_a_wire_of_aluminium_is_thirteen_and_thicker_rods_seem_less() -> None:
    """The scanner's correction knows water: what metal hardens the beam beyond it is left (docs/concepts)."""
    wire = measured(ALUMINIUM, 2.7, 2, voxel_mm=0.5)
    thick = [measured(ALUMINIUM, 2.7, radius_mm) for radius_mm in (8, 15, 25)]

    assert wire == pytest.approx(13, rel=0.04)
    assert [wire, *thick] == sorted([wire, *thick], reverse=True)
    assert thick == pytest.approx([11.9, 11.4, 11.1], abs=0.15)


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
