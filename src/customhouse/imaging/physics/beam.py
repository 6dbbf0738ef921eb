"""An X-ray beam as its detector weighs it, and what it reads behind layers of material."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from customhouse.imaging.model import Energy, Slab, Wedge
from customhouse.imaging.physics.attenuation import (
    SUBSTANCES,
    Floats,
    absorbed_share,
    energies_kev,
    mass_attenuation,
)

LINAC_FROM_KEV = 1000.0
LINAC_FILTERS = (Slab("Cu", 8.0), Slab("Fe", 15.0))
LINAC_DETECTOR = Slab("CdWO4", 30.0)
TUBE_DETECTOR = Slab("CsI", 2.0)
SANDWICH_FRONT = Slab("CsI", 0.3)
SANDWICH_FILTER = Slab("Cu", 0.6)


@dataclass(frozen=True)
class Beam:
    """What the detector weighs, energy by energy.

    Attributes:
        weights: each energy's share of the open-beam signal.
        correction: pairs (model, measured), rising; empty where the scanner gave no step wedge.
    """

    peak_kev: float
    weights: tuple[float, ...]
    correction: tuple[tuple[float, float], ...] = ()

    @property
    def is_linac(self) -> bool:
        return self.peak_kev >= LINAC_FROM_KEV

    def minus_log_t(self, layers: dict[str, Floats]) -> Floats:
        """−ln of the transmission behind areal densities in g/cm² (arrays of one shape) of several substances."""
        weights = np.array(self.weights)
        seen = weights > 1e-6
        depth: Floats = np.zeros((int(seen.sum()), *next(iter(layers.values())).shape))
        for substance, areal in layers.items():
            depth += np.multiply.outer(mass_attenuation(substance)[seen], areal)
        signal = np.tensordot(weights[seen], np.exp(-depth), axes=1)
        model: Floats = np.asarray(-np.log(np.maximum(signal, 1e-12)))
        return _mapped(model, self.correction) if self.correction else model

    def behind(self, substance: str, areal: Floats) -> Floats:
        return self.minus_log_t({substance: areal})


def _mapped(values: Floats, pairs: tuple[tuple[float, float], ...]) -> Floats:
    model, measured = (np.array(side) for side in zip(*pairs, strict=True))
    # Beyond the last step the ratio of the last step holds.
    beyond = values * (measured[-1] / model[-1])
    return np.asarray(np.where(values > model[-1], beyond, np.interp(values, model, measured)))


@lru_cache(maxsize=32)
def beams(energies: tuple[Energy, ...], wedges: tuple[Wedge, ...] = ()) -> tuple[Beam, ...]:
    """The beams of a radiograph, in the order of its energies; all must have a known peak."""
    sandwich = len(energies) == 2 and energies[0].peak_kev == energies[1].peak_kev
    plain = tuple(_beam(energy, sandwich, rank) for rank, energy in enumerate(energies))
    return tuple(_corrected(beam, [w for w in wedges if w.energy == rank]) for rank, beam in enumerate(plain))


def single(peak_kev: float) -> Beam:
    """A tube's beam with the filters and the detector that are usual for its voltage."""
    return beams((Energy("", peak_kev),))[0]


def _beam(energy: Energy, sandwich: bool, rank: int) -> Beam:
    peak = energy.peak_kev
    if peak is None:
        raise ValueError("a beam needs a known energy")
    kev = energies_kev()
    photons = np.clip(peak / kev - 1.0, 0.0, None)  # Kramers, photons per unit of energy
    photons = photons * np.gradient(kev)
    for slab in energy.filters if energy.filters is not None else _usual_filters(peak, sandwich and rank == 0):
        photons = photons * np.exp(-mass_attenuation(slab.material) * _areal(slab))
    detector = energy.detector or _usual_detector(peak, sandwich and rank == 1)
    caught = 1.0 - np.exp(-mass_attenuation(detector.material) * _areal(detector))
    signal = photons * caught * absorbed_share(detector.material) * kev
    return Beam(peak, tuple(float(weight) for weight in signal / signal.sum()))


def _areal(slab: Slab) -> float:
    return SUBSTANCES[slab.material].density * slab.mm / 10.0


def _usual_filters(peak_kev: float, behind_the_front: bool) -> tuple[Slab, ...]:
    if peak_kev >= LINAC_FROM_KEV:
        return LINAC_FILTERS
    tube = Slab("Al", 2.5) if peak_kev <= 200 else Slab("Cu", 1.0 if peak_kev <= 350 else 3.0)
    return (tube, SANDWICH_FILTER) if behind_the_front else (tube,)


def _usual_detector(peak_kev: float, front_of_sandwich: bool) -> Slab:
    if peak_kev >= LINAC_FROM_KEV:
        return LINAC_DETECTOR
    return SANDWICH_FRONT if front_of_sandwich else TUBE_DETECTOR


def _corrected(beam: Beam, wedges: list[Wedge]) -> Beam:
    """Bend the beam's model so that it gives the scanner's own step wedges."""
    points: list[tuple[float, float]] = []
    for wedge in wedges:
        areal = np.array(wedge.mm) / 10.0 * SUBSTANCES[wedge.material].density
        model = beam.behind(wedge.material, areal)
        points += [(float(m), s) for m, s in zip(model, wedge.minus_log_t, strict=True) if m > 1e-3 and s > 0]
    if not points:
        return beam
    # Several materials may give several points near one model value: average in bins, and keep it rising.
    ordered = sorted(points)
    pairs, last = [(0.0, 0.0)], 0.0
    for group in np.array_split(np.array(ordered), min(len(ordered), 24)):
        model_value, measured = float(group[:, 0].mean()), float(group[:, 1].mean())
        if measured > last and model_value > pairs[-1][0]:
            pairs.append((model_value, measured))
            last = measured
    return Beam(beam.peak_kev, beam.weights, tuple(pairs))
