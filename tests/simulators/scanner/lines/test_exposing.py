"""Rays behind one tube against integrals done another way, and what must hold of any line scanner."""

from dataclasses import replace

import numpy as np
import pytest

from simulators.scanner.bags.substances import fractions
from simulators.scanner.lines.exposing import AIR_COUNTS, DARK_COUNTS, arrived, expose, step_wedges
from simulators.scanner.lines.scanners import PALLETS, USUAL, LineScanner
from simulators.scanner.rays.attenuation import mixture
from simulators.scanner.rays.basis import coefficients
from simulators.scanner.rays.projector import Floats, Volume
from simulators.scanner.rays.tubes import spectrum

QUIET = replace(USUAL, scatter=0.0, gain=0.0, electronic=0.0, photons=(1e12, 1e12))


def behind(formula: str, grams: Floats, rays: int = 1) -> Volume:
    """Paths through so many grams per cm2 of a material, a line of the belt each."""
    each = np.array(coefficients(fractions(formula)))[:, None, None] * grams
    return np.ascontiguousarray(np.broadcast_to(each, (3, rays, len(grams))), np.float32)


def depth(counts: Volume | Floats) -> Floats:
    return -np.log((np.asarray(counts, np.float64) - DARK_COUNTS) / (AIR_COUNTS - DARK_COUNTS))


@pytest.mark.parametrize("scanner", [USUAL, PALLETS], ids=["160 kV", "320 kV"])
@pytest.mark.parametrize(("formula", "grams"), [("H2O", (2.0, 10.0, 30.0)), ("Fe", (0.8, 4.0, 16.0))])
def test_water_and_steel_transmit_what_the_whole_spectrum_says(
    scanner: LineScanner, formula: str, grams: tuple[float, ...]
) -> None:
    for exposure in scanner.exposures:
        got = -np.log(arrived(behind(formula, np.array(grams)), exposure.tube))[0]
        beam = spectrum(exposure.tube)
        per_gram = mixture(fractions(formula), beam.energies_kev)
        expected = [-np.log(np.trapezoid(beam.weights * np.exp(-per_gram * each), dx=1.0)) for each in grams]

        assert got == pytest.approx(expected, rel=0.01)


def test_the_front_layer_sees_softer_photons_than_the_rear_one() -> None:
    high, low = (spectrum(exposure.tube).mean_kev for exposure in USUAL.exposures)

    assert high > low + 10


def test_two_energies_put_materials_in_the_order_of_their_effective_atomic_number() -> None:
    dice, ratios = np.random.default_rng(1), []
    for formula, grams in (("C2H4", 4.0), ("H2O", 4.0), ("SiO2", 4.0), ("CaCO3", 4.0), ("Fe", 1.5)):
        high, low = expose(behind(formula, np.full(8, grams), 8), QUIET, dice)
        ratios.append(float(depth(low).mean() / depth(high).mean()))

    assert ratios == sorted(ratios)
    assert ratios[-1] > ratios[0] + 0.5


def test_noise_falls_with_the_root_of_the_dose() -> None:
    nothing, spreads = np.zeros((2, 200, 200), np.float32), []
    for photons in (1e4, 4e4, 16e4):
        scanner = replace(QUIET, photons=(photons, photons), blur=0.0)
        # Behind water, so that no count is cut off at the top of the scale.
        high, _ = expose(nothing + behind("H2O", np.full(200, 5.0), 200)[:2], scanner, np.random.default_rng(2))
        spreads.append(float(depth(high).std()))

    assert spreads[0] / spreads[1] == pytest.approx(2, rel=0.05)
    assert spreads[1] / spreads[2] == pytest.approx(2, rel=0.05)


def test_scatter_makes_thick_goods_look_thinner() -> None:
    through = behind("H2O", np.full(64, 20.0), 64)
    clean, _ = expose(through, QUIET, np.random.default_rng(3))
    scattered, _ = expose(through, replace(QUIET, scatter=0.1, scatter_removed=0.0), np.random.default_rng(3))

    assert depth(scattered).mean() < depth(clean).mean() - 0.02


def test_wedges_grow_with_their_steps_and_more_at_the_lower_energy() -> None:
    by_name = {(wedge["energy"], wedge["material"]): np.array(wedge["minus_log_t"]) for wedge in step_wedges(USUAL)}

    assert all((np.diff(steps) > 0).all() for steps in by_name.values())
    assert (by_name[1, "steel"] > by_name[0, "steel"]).all()


def test_open_beam_and_offset_are_read_where_nothing_and_everything_is_in_the_way() -> None:
    counts, _ = expose(
        behind("Fe", np.array([0.0, 0.0, 5000.0, 5000.0])), replace(QUIET, blur=0.0), np.random.default_rng(4)
    )

    assert counts[0, 0] == pytest.approx(AIR_COUNTS, abs=2)
    assert counts[0, 3] == pytest.approx(DARK_COUNTS, abs=2)
