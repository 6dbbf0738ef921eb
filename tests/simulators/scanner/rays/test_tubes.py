"""Tube spectra against the mean energies that a standard prints, and against what must hold of any."""

import numpy as np
import pytest

from simulators.scanner.rays.tubes import Tube, spectrum

EVERYTHING_G_CM2 = 2000.0  # a scintillator this thick catches all, so that what it counts is what came


# ISO 4037-1, wide and narrow series: tube voltage, filters beside 4 mm of aluminium, mean photon energy in keV.
@pytest.mark.parametrize(
    ("kilovolts", "filters", "printed"),
    [
        (80, (("Cu", 0.5),), 57),
        (110, (("Cu", 2.0),), 79),
        (150, (("Sn", 1.0),), 104),
        (200, (("Sn", 2.0),), 137),
        (250, (("Sn", 4.0),), 173),
        (300, (("Sn", 6.5),), 208),
        (100, (("Cu", 5.0),), 83),
        (150, (("Sn", 2.5),), 118),
    ],
)
def test_the_mean_energy_is_what_the_standard_prints(
    kilovolts: float, filters: tuple[tuple[str, float], ...], printed: float
) -> None:
    beam = spectrum(Tube(kilovolts, (("Al", 4.0), *filters), "CsI", EVERYTHING_G_CM2))

    assert (beam.energies_kev * beam.photons).sum() == pytest.approx(printed, rel=0.03)


@pytest.mark.parametrize("kilovolts", [80.0, 100.0, 160.0, 320.0])
def test_no_photon_has_more_than_the_tube_gives(kilovolts: float) -> None:
    beam = spectrum(Tube(kilovolts))

    assert beam.energies_kev.max() < kilovolts
    assert beam.weights.sum() == pytest.approx(1)
    assert (beam.weights >= 0).all()


def test_a_filter_hardens_the_beam() -> None:
    soft, hard = spectrum(Tube(160.0, (("Al", 3.0),))), spectrum(Tube(160.0, (("Al", 3.0), ("Cu", 2.0))))

    assert hard.mean_kev > soft.mean_kev + 5


def test_lines_of_tungsten_show_only_above_its_k_edge() -> None:
    def line(kilovolts: float) -> float:
        beam = spectrum(Tube(kilovolts, (("Al", 3.0),)))
        at = int(np.argmin(np.abs(beam.energies_kev - 59.5)))
        return float(beam.photons[at] / beam.photons[[at - 3, at + 3]].mean())

    assert line(140.0) > 1.5
    assert line(69.0) < 1.1


def test_fewer_energies_keep_the_beam() -> None:
    beam = spectrum(Tube(140.0))
    few = beam.narrowed(12)

    assert len(few.energies_kev) <= 12
    assert few.mean_kev == pytest.approx(beam.mean_kev)
    assert few.weights.sum() == pytest.approx(1)
