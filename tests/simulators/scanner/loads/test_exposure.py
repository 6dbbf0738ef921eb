"""What the detector makes of it: the curves of materials, hardening, opacity, noise."""

import numpy as np
import pytest

from simulators.scanner.loads.exposure import BASIS, Scanner, coefficients, detect, transmissions
from simulators.scanner.loads.substances import BY_NAME
from simulators.scanner.materials import LEAD, STEEL, WATER, Material
from simulators.scanner.radiograph import transmission
from simulators.scanner.spectra import linac

PAIRS = [(6.0, 4.0), (9.0, 6.0), (7.5, 5.0), (6.0, 3.5)]


def behind(material: Material, kg_m2: np.ndarray, megavolts: tuple[float, ...]) -> np.ndarray:
    planes = (coefficients(material, megavolts)[:, None, None] * kg_m2[None, None, :]).astype(np.float32)
    assert planes.shape[0] == BASIS
    return transmissions(planes, megavolts)[:, 0]


@pytest.mark.parametrize("megavolts", PAIRS)
@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_four_curves_stand_for_every_material(name: str, megavolts: tuple[float, ...]) -> None:
    material, load = BY_NAME[name], np.array([50.0, 400.0, 1500.0])
    exact = [transmission({material: load[None].astype(np.float32)}, linac(mev), (1, 3))[0] for mev in megavolts]

    assert np.log(behind(material, load, megavolts)) == pytest.approx(np.log(np.asarray(exact)), rel=0.006)


def test_the_beam_hardens_and_heavy_metal_stops_the_low_energy_less_than_steel_does() -> None:
    load = np.array([200.0, 800.0, 1600.0])
    depth = -np.log(behind(STEEL, load, (6.0, 4.0))) / load
    ratio = {m: np.log(behind(m, load, (6.0, 4.0))) for m in (WATER, STEEL, LEAD)}

    assert np.all(np.diff(depth, axis=1) < 0)
    parted = [float((low / high)[1]) for high, low in ratio.values()]
    assert parted[0] > parted[1] > parted[2]


def test_noise_grows_as_photons_become_few_and_the_detector_sees_through_thirty_centimetres_of_steel_at_most() -> None:
    scanner = Scanner(gain=(0.0, 0.0), scatter=0.0, crosstalk=0.0)
    noise = np.random.default_rng(1)
    levels = behind(STEEL, np.array([0.0, 1000.0, 2355.0]), scanner.megavolts)
    flat = np.repeat(np.repeat(levels[:, None, :, None], 64, axis=1), 64, axis=3)
    patches = [detect(np.ascontiguousarray(flat[:, :, index]), scanner, noise).astype(np.float64) for index in range(3)]
    relative = [float(patch[0].std() / patch[0].mean()) for patch in patches]

    assert relative[0] < relative[1] < relative[2]
    assert 0.01 < relative[2] < 1.0


def test_scatter_lifts_what_stands_in_deep_shadow() -> None:
    arrived = np.ones((2, 120, 120), np.float32)
    arrived[:, 40:80, 40:80] = 1e-5
    noise = np.random.default_rng(2)
    plain, lit = (detect(arrived, Scanner(scatter=share), noise)[0, 60, 60] for share in (0.0, 0.01))

    assert int(lit) > int(plain) + 100
