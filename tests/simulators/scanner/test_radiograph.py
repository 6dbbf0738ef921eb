"""From solids to counts: path lengths are exact, mass is kept, beams harden."""

import numpy as np
import pytest

from simulators.scanner.materials import STEEL
from simulators.scanner.radiograph import AIR_COUNTS, BEAMS, areal_density, expose, transmission
from simulators.scanner.solids import Block, Cushion, Cylinder, Grid, Shape, Solid

PIXEL = 0.01
SHAPES: list[Shape] = [
    Block((0.203, 0.5, 0.307), (0.512, 0.333, 0.271)),
    Cylinder((0.5, 0.5, 0.5), 0.31, 0.4, 0),
    Cylinder((0.5, 0.3, 0.5), 0.31, 0.4, 1),
    Cylinder((0.5, 0.5, 0.2), 0.31, 0.4, 2),
    Cushion((0.6, 0.5, 0.5), (0.4, 0.3, 0.2), 4.0),
    Cushion((0.6, 0.5, 0.5), (0.4, 0.3, 0.2), 2.0),
]


def grid(along: int) -> Grid:
    return Grid(along=along, width=140, height=120, pixel_m=PIXEL)


@pytest.mark.parametrize("along", [1, 2])
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: type(shape).__name__)
def test_the_mass_in_a_view_is_the_mass_of_the_solid(shape: Shape, along: int) -> None:
    solid = Solid(shape, STEEL, 1234.0)

    [plane] = areal_density([solid], grid(along)).values()

    assert float(plane.sum()) * PIXEL**2 == pytest.approx(solid.mass_kg, rel=0.004)


def test_a_hollow_takes_its_mass_away() -> None:
    outside, inside = Cylinder((0.5, 0.5, 0.2), 0.3, 0.4, 2), Cylinder((0.5, 0.5, 0.2), 0.29, 0.4, 2)
    tube = [Solid(outside, STEEL, 7850), Solid(inside, STEEL, -7850)]

    [plane] = areal_density(tube, grid(2)).values()

    assert plane.min() >= -1e-2
    assert float(plane.sum()) * PIXEL**2 == pytest.approx(sum(part.mass_kg for part in tube), rel=0.01)


def test_thicker_steel_lets_less_through_and_hardens_the_beam() -> None:
    beam = BEAMS[0]
    slabs = [{STEEL: np.full((1, 1), mm * 7.85, np.float32)} for mm in range(0, 301, 50)]
    seen = [float(transmission(slab, beam, (1, 1))[0, 0]) for slab in slabs]
    per_step = -np.diff(np.log(seen))

    assert seen[0] == pytest.approx(1.0, abs=1e-5)
    assert (np.diff(seen) < 0).all()
    assert (np.diff(per_step) < 0).all()


def test_the_lower_energy_is_stopped_sooner_by_steel() -> None:
    slab = {STEEL: np.full((1, 1), 100 * 7.85, np.float32)}

    high, low = (float(transmission(slab, beam, (1, 1))[0, 0]) for beam in BEAMS)

    assert low < 0.9 * high


def test_behind_steel_the_noise_is_smaller_in_counts_and_larger_as_a_share() -> None:
    def counts(mm: float) -> np.ndarray:
        slab = Solid(Block((0, 0, 0), (1.4, mm / 1000, 1.2)), STEEL, 7850)
        view = expose([slab], grid(1), "side", np.random.default_rng(1))
        return view.planes[0][40:80, 40:100].astype(float)

    free, behind = counts(0.0), counts(100.0)

    assert behind.std() < free.std()
    assert behind.std() / behind.mean() > free.std() / free.mean()
    assert free.mean() == pytest.approx(AIR_COUNTS, rel=0.001)
