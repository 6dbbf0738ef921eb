"""The same bags as scanners would show them that the networks did not learn from: how far each may be off.

Noise and blur are put on the finished volume; for dose, views and the source's distance the very bag is packed again
and scanned by its own scanner, changed. What is no matter of degree (an energy less, a clipped scale) stands beside.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from benchmarks.ct.look import found, scan_of, truth
from benchmarks.ct.measures import Record, worst
from customhouse.imaging.model import Volume
from customhouse.imaging.networks.cards import shipped
from customhouse.imaging.networks.volumes.looking import answers
from training.bags import VOXEL_MM, Kept
from training.ct.objects.measure import volume_of

Change = Callable[[Volume, float, np.random.Generator], Volume]


def noisier(scan: Volume, level: float, dice: np.random.Generator) -> Volume:
    return changed(scan, lambda hu: hu + level * dice.standard_normal(hu.shape, np.float32))


def blurred(scan: Volume, level: float, _dice: np.random.Generator) -> Volume:
    return changed(scan, lambda hu: ndimage.gaussian_filter(hu, level / VOXEL_MM))


def shifted(scan: Volume, level: float, _dice: np.random.Generator) -> Volume:
    """A scanner whose scale is off by so many per cent."""
    return changed(scan, lambda hu: (hu + 1000) * (1 + level / 100) - 1000)


def coarser(scan: Volume, level: float, _dice: np.random.Generator) -> Volume:
    """Slices so many millimetres thick: whole slices together."""
    thick = round(level / VOXEL_MM)
    whole = scan.values.shape[0] // thick * thick

    def merged(hu: NDArray[np.int16]) -> NDArray[np.int16]:
        return hu[:whole].reshape(-1, thick, *hu.shape[1:]).mean(1).astype(np.int16)

    dz, dy, dx = scan.spacing_mm or (1.0, 1.0, 1.0)
    second = None if scan.second is None else merged(scan.second)
    return replace(scan, values=merged(scan.values), second=second, spacing_mm=(dz * thick, dy, dx))


def clipped(scan: Volume, level: float, _dice: np.random.Generator) -> Volume:
    return changed(scan, lambda hu: np.minimum(hu, level))


def one_energy(scan: Volume, _level: float, _dice: np.random.Generator) -> Volume:
    return replace(scan, second=None, peaks_kev=scan.peaks_kev[:1])


def untold(scan: Volume, _level: float, _dice: np.random.Generator) -> Volume:
    return replace(scan, peaks_kev=(None,) * len(scan.peaks_kev))


def changed(scan: Volume, change: Callable[[NDArray[np.float32]], NDArray[np.float32]]) -> Volume:
    """Both energies changed alike, in Hounsfield units."""
    values, second = (
        None if each is None else np.clip(np.rint(change(each.astype(np.float32))), -1024, 32767).astype(np.int16)
        for each in (scan.values, scan.second)
    )
    return scan if values is None else replace(scan, values=values, second=second)


@dataclass(frozen=True)
class Curve:
    """`usual` is the level of the scan as it is, if all scans have one; of `change` and `rescan` one is there."""

    name: str
    unit: str
    usual: float | None
    levels: tuple[float, ...]
    change: Change | None = None
    rescan: Callable[[Any, float], Any] | None = None


def _dosed(tomograph: Any, share: float) -> Any:
    return tomograph.with_dose(share)


def _viewed(tomograph: Any, views: float) -> Any:
    return replace(tomograph, views=round(tomograph.views * views))


def _nearer(tomograph: Any, per_metre: float) -> Any:
    return replace(tomograph, source_mm=1000 / per_metre if per_metre else 0.0)


CURVES: tuple[Curve, ...] = (
    Curve("noise", "HU more", 0, (30, 80, 160), noisier),
    Curve("blur", "mm (σ)", 0, (1.25, 2.5, 5), blurred),
    Curve("slices", "mm thick", VOXEL_MM, (5, 7.5), coarser),
    Curve("scale", "% off", 0, (-5, 5), shifted),
    Curve("dose", "of its own", 1, (0.3, 0.1, 0.03), rescan=_dosed),
    Curve("views", "of its own", 1, (0.5, 0.25), rescan=_viewed),
    Curve("fan", "per m from source to axis; 0: parallel rays", None, (0, 0.8, 1.4), rescan=_nearer),
)
OTHERS: tuple[tuple[str, Change, float], ...] = (
    ("values end at 3071 HU", clipped, 3071.0),
    ("one energy", one_energy, 0.0),
    ("voltages not told", untold, 0.0),
)


def curves_of(bag: Kept) -> Record:
    """What is kept of one bag: by curve, the level and what is raised at it."""
    planes, scan = np.asarray(bag.planes), scan_of(bag)
    dice = np.random.default_rng(int(bag.record["seed"]))
    record: Record = {"seed": bag.record["seed"], "things": truth(bag), "usual": _seen(scan, planes)}
    record["curves"] = {each.name: [] for each in CURVES}
    for curve in CURVES:
        for level in curve.levels if curve.change else ():
            changed = curve.change(scan, level, dice)
            record["curves"][curve.name].append([level, _seen(changed, _thinned(planes, changed))])
    for curve, level, again in _rescanned(bag):
        record["curves"][curve].append([level, _seen(again, planes)])
    record["others"] = {name: _seen(change(scan, level, dice), planes) for name, change, level in OTHERS}
    return record


def _rescanned(bag: Kept) -> Iterator[tuple[str, float, Volume]]:
    from simulators.scanner.bags import scan_again  # noqa: PLC0415 - slow: it compiles

    asked = [(curve, level) for curve in CURVES if curve.rescan for level in curve.levels]
    changes = [lambda own, c=curve, at=level: c.rescan(own, at) for curve, level in asked]
    region = tuple(
        slice(start, start + size) for start, size in zip(bag.record["origin"], bag.planes.shape[1:], strict=True)
    )
    peaks = tuple(bag.record["peaks_kev"])
    scans = scan_again(int(bag.record["seed"]), "evaluation", changes, voxel_mm=VOXEL_MM)
    for (curve, level), pictures in zip(asked, scans, strict=True):
        yield curve.name, level, volume_of(np.stack([each[region] for each in pictures]), peaks)


def _thinned(planes: NDArray[np.int16], scan: Volume) -> NDArray[np.int16]:
    """The truth in the slices of the scan."""
    thick = planes.shape[1] // scan.values.shape[0]
    return planes[:, thick // 2 :: thick][:, : scan.values.shape[0]]


def _seen(scan: Volume, planes: NDArray[np.int16]) -> Record:
    return summed(found(answers(scan, shipped()), planes))


def summed(every: Sequence[Record]) -> Record:
    """Of all candidates: the largest probability of a threat, whether any is raised, and at which true threats."""
    raised = [each["instance"] for each in every if each["raised"]]
    return {"worst": worst(every), "raised": bool(raised), "at": sorted({instance for instance in raised if instance})}
