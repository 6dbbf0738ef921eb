"""Accelerator beams against what was measured and what is published of such beams."""

import numpy as np
import pytest

from simulators.scanner.materials import LEAD, SCINTILLATOR, STEEL, Material
from simulators.scanner.radiograph import transmission
from simulators.scanner.spectra import SCINTILLATOR_G_CM2, Beam, linac

# NIST's ordinary concrete (physics.nist.gov, X-ray mass attenuation coefficients, table 2), at the 147 lb/ft3 that
# shielding is reckoned for (NCRP Report 151).
CONCRETE = Material(
    "concrete",
    2350,
    (
        *(("H", 0.0221), ("C", 0.0025), ("O", 0.5749), ("Na", 0.0152), ("Mg", 0.0013)),
        *(("Al", 0.0200), ("Si", 0.3046), ("K", 0.0100), ("Ca", 0.0430), ("Fe", 0.0064)),
    ),
)


def tenth_value_cm(material: Material, beam: Beam, layers: float) -> float:
    """The mean thickness of so many tenth-value layers; no scattered photon reaches the detector."""
    cm = np.linspace(0, 200, 20_001)
    [seen] = transmission({material: (cm[None] / 100 * material.density).astype(np.float32)}, beam, (1, len(cm)))
    return float(np.interp(layers, -np.log10(seen), cm)) / layers


# Karzmark and Capone, "Measurements of 6 MV x rays. I. Primary radiation absorption in lead, steel and concrete", Br.
# J. Radiol. 41 (1968) 33: narrow and broad beams, six tenth-value layers of lead, four to five of steel and concrete.
# NCRP Report 151 (2005), table B.2, keeps the broad ones: lead 5.7 cm, steel 10, concrete 37 for the first, 33 later.
@pytest.mark.parametrize(
    ("material", "layers", "narrow_cm", "broad_cm"),
    [(LEAD, 6, 4.6, 5.7), (STEEL, 4.5, 7.5, 10.0), (CONCRETE, 4.5, 27.4, 34.8)],
    ids=lambda given: given.name if isinstance(given, Material) else None,
)
def test_six_megavolts_reach_as_far_as_was_measured(
    material: Material, layers: float, narrow_cm: float, broad_cm: float
) -> None:
    reach = tenth_value_cm(material, linac(6.0), layers)

    assert reach == pytest.approx(narrow_cm, rel=0.10)
    assert reach < broad_cm  # which counts what is scattered forwards, too


@pytest.mark.parametrize(("megavolts", "tolerance"), [(4.0, 0.12), (6.0, 0.21), (9.0, 0.30)])
def test_the_mean_photon_has_somewhat_less_than_a_third_of_the_highest_energy(
    megavolts: float, tolerance: float
) -> None:
    """A third is the rule for filtered beams (Khan, The Physics of Radiation Therapy; IAEA, Podgorsak 2005)."""
    beam = linac(megavolts)
    kev = beam.energies_kev
    caught = 1 - np.exp(-SCINTILLATOR.mass_attenuation(kev) * SCINTILLATOR_G_CM2)
    photons = beam.weights / (caught * kev)  # what came, before the detector weighed it
    share = (photons * kev).sum() / photons.sum() / (1000 * megavolts)

    assert share == pytest.approx(1 / 3, rel=tolerance)
    assert share < 1 / 3


@pytest.mark.parametrize("material", [LEAD, STEEL, CONCRETE], ids=lambda material: material.name)
def test_more_megavolts_reach_further_and_each_layer_hardens_the_beam(material: Material) -> None:
    first, both = ([tenth_value_cm(material, linac(mv), n) for mv in (4.0, 6.0, 9.0)] for n in (1, 2))

    assert all(of_two > of_one for of_one, of_two in zip(first, both, strict=True))
    assert first == sorted(first)
