"""An X-ray beam as its detector weighs it, and what it reads behind layers of material."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from customhouse.imaging.model import Energy, Slab, Wedge
from customhouse.imaging.physics.beams.attenuation import (
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
HOLD = 0.02  # how firmly a fit is held to the usual beam
WHOLE_WEIGHT = 100.0  # how firmly the weights are held to sum to one


@dataclass(frozen=True)
class Beam:
    """What the detector weighs, energy by energy.

    Attributes:
        weights: each energy's share of the open-beam signal.
        is_calibrated: whether they were fitted to the scanner's own step wedges.
    """

    peak_kev: float
    weights: tuple[float, ...]
    is_calibrated: bool = False

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
        return np.asarray(-np.log(np.maximum(signal, 1e-12)))

    def behind(self, substance: str, areal: Floats) -> Floats:
        return self.minus_log_t({substance: areal})


@lru_cache(maxsize=32)
def beams(energies: tuple[Energy, ...], wedges: tuple[Wedge, ...] = ()) -> tuple[Beam, ...]:
    """The beams of a radiograph, in the order of its energies; all must have a known peak."""
    peaks = [energy.peak_kev or 0.0 for energy in energies]
    sandwich = len(peaks) == 2 and peaks[0] == peaks[1] < LINAC_FROM_KEV
    front = (energies[1].detector or SANDWICH_FRONT,) if sandwich else ()
    plain = tuple(_beam(energy, sandwich, rank, front if rank == 0 else ()) for rank, energy in enumerate(energies))
    return tuple(_calibrated(beam, [w for w in wedges if w.energy == rank]) for rank, beam in enumerate(plain))


def single(peak_kev: float) -> Beam:
    """A tube's beam with the filters and the detector that are usual for its voltage."""
    return beams((Energy("", peak_kev),))[0]


def _beam(energy: Energy, sandwich: bool, rank: int, shadow: tuple[Slab, ...]) -> Beam:
    """`shadow` is what of the detector lies before the layer that reads this energy."""
    peak = energy.peak_kev
    if peak is None:
        raise ValueError("a beam needs a known energy")
    kev = energies_kev()
    photons = np.clip(peak / kev - 1.0, 0.0, None)  # Kramers, photons per unit of energy
    photons = photons * np.gradient(kev)
    filters = energy.filters if energy.filters is not None else _usual_filters(peak, sandwich and rank == 0)
    for slab in (*filters, *shadow):
        photons = photons * np.exp(-mass_attenuation(slab.material) * _areal(slab))
    detector = energy.detector or _usual_detector(peak, sandwich and rank == 1)
    caught = 1.0 - np.exp(-mass_attenuation(detector.material) * _areal(detector))
    signal = photons * caught * absorbed_share(detector.material) * kev
    if not signal.sum() > 0:
        raise ValueError(f"of {peak:g} kV nothing passes the filters of a tube")
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


def _calibrated(beam: Beam, wedges: list[Wedge]) -> Beam:
    """Fit the beam to the scanner's own step wedges.

    What each energy weighs is found by non-negative least squares on the transmissions, held to the usual beam where
    the wedges say nothing. A spectrum that explains one material's wedge then holds for all materials.
    """
    if not wedges:
        return beam
    from scipy.optimize import nnls  # noqa: PLC0415 - the server describes scans without wedges and needs no scipy

    usual = np.array(beam.weights)
    used = usual > 0
    rows, wanted = [np.full(int(used.sum()), WHOLE_WEIGHT)], [WHOLE_WEIGHT]
    for wedge in wedges:
        areal = np.array(wedge.mm) / 10.0 * SUBSTANCES[wedge.material].density
        for at, depth in zip(areal, wedge.minus_log_t, strict=True):
            # Each transmission counts by its relative error, or the thick steps would count for nothing.
            rows.append(np.exp(depth - mass_attenuation(wedge.material)[used] * at))
            wanted.append(1.0)
    hold = HOLD * np.sqrt(len(rows)) * np.eye(int(used.sum()))
    fitted, _ = nnls(np.vstack([*rows, hold]), np.concatenate([wanted, hold @ usual[used]]))
    weights = np.zeros_like(usual)
    weights[used] = fitted / fitted.sum()
    return Beam(beam.peak_kev, tuple(float(weight) for weight in weights), True)
