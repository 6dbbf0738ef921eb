"""The same containers as other scanners show them: noise, dose, resolution, size of a pixel, distance of the source.

What a scanner is by its nature (dose, pixel, fan) is changed before the container is scanned anew; noise and blur are
put over the image as it was taken.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import Radiograph, View
from simulators.scanner.loads.sample import drawn_scene, exposed
from simulators.scanner.loads.scenes import Scene
from training.cargo_scans import Sample, scan_of

Planes = NDArray[np.float32]
Changed = tuple[Sample, Radiograph]
PARALLEL = float("inf")


@dataclass(frozen=True)
class Axis:
    """One property of an image or a scanner, at several levels.

    Attributes:
        usual: the level that stands for the image as it was taken; None where every level is scanned anew.
        at: the container at a level.
    """

    name: str
    unit: str
    levels: tuple[float, ...]
    usual: float | None
    at: Callable[[Scene, float], Changed]


def scene_of(seed: int, pixel_mm: float) -> Scene:
    return drawn_scene(seed, "evaluation", pixel_mm=pixel_mm)


def as_taken(scene: Scene) -> Changed:
    sample = exposed(scene)
    return sample, scan_of(sample)


def _over(scene: Scene, how: Callable[[Planes, float], Planes]) -> Changed:
    """The image as taken, changed plane by plane; `how` is given the size of a pixel too."""
    sample, scan = as_taken(scene)
    views = []
    for view in scan.views:
        assert view.pixel_mm is not None
        planes = how(view.transmission.astype(np.float32) / np.float32(65535), view.pixel_mm[0])
        views.append(View(view.name, np.rint(np.clip(planes, 0, 1) * 65535).astype(np.uint16), view.pixel_mm))
    return sample, replace(scan, views=tuple(views))


def noisier(scene: Scene, percent: float) -> Changed:
    """Grain whose deviation is so many hundredths of the open beam where all of it arrives, less behind goods."""
    dice = np.random.default_rng(scene.plan.seed)

    def how(planes: Planes, _mm: float) -> Planes:
        grain = dice.standard_normal(planes.shape, dtype=np.float32)
        return planes + np.float32(percent / 100) * np.sqrt(planes + np.float32(0.001)) * grain

    return _over(scene, how)


def blurred(scene: Scene, mm: float) -> Changed:
    def how(planes: Planes, pixel_mm: float) -> Planes:
        return np.stack([ndimage.gaussian_filter(plane, mm / pixel_mm) for plane in planes])

    return _over(scene, how)


def dimmer(scene: Scene, times: float) -> Changed:
    """With this share of the photons."""
    scanner = replace(scene.plan.scanner, photons=scene.plan.scanner.photons * times)
    return as_taken(replace(scene, plan=replace(scene.plan, scanner=scanner)))


def in_pixels(scene: Scene, mm: float) -> Changed:
    return as_taken(replace(scene, plan=replace(scene.plan, pixel_m=mm / 1000)))


def in_fan(scene: Scene, metres: float) -> Changed:
    """From a source so far from the middle of the container; the nearer, the more aslant its rays."""
    source = None if metres == PARALLEL else metres
    scanner = replace(scene.plan.scanner, source_m=source)
    return as_taken(replace(scene, plan=replace(scene.plan, scanner=scanner)))


AXES = (
    Axis("noise", "% of the open beam", (0.0, 0.5, 1.0, 2.0, 4.0), 0.0, noisier),
    Axis("dose", "of the photons", (1.0, 1 / 4, 1 / 16, 1 / 64), 1.0, dimmer),
    Axis("resolution", "mm of blur, standard deviation", (0.0, 8.0, 16.0, 32.0), 0.0, blurred),
    Axis("size of a pixel", "mm", (8.0, 12.0, 16.0, 20.0, 24.0), None, in_pixels),
    Axis("distance of the source", "m", (PARALLEL, 10.0, 7.0, 5.0, 3.5), None, in_fan),
)


def _eight_bit(scene: Scene) -> Changed:
    return _over(scene, lambda planes, _mm: np.asarray(np.rint(planes * 255) / np.float32(255)))


def _one_energy(scene: Scene) -> Changed:
    sample, scan = as_taken(scene)
    views = tuple(replace(view, transmission=view.transmission[:1]) for view in scan.views)
    wedges = tuple(wedge for wedge in scan.wedges if wedge.energy == 0)
    return sample, replace(scan, views=views, energies=scan.energies[:1], wedges=wedges)


def _one_view(scene: Scene) -> Changed:
    sample, scan = as_taken(scene)
    return sample, replace(scan, views=scan.views[:1])


def _uncalibrated(scene: Scene) -> Changed:
    sample, scan = as_taken(scene)
    return sample, replace(scan, wedges=())


# What a scanner has or lacks, without levels.
LACKS: dict[str, Callable[[Scene], Changed]] = {
    "as taken": as_taken,
    "8 bit": _eight_bit,
    "high energy only": _one_energy,
    "side view only": _one_view,
    "no step wedges": _uncalibrated,
}
