"""A dual-energy CT scanner: from grams per cubic centimetre in a volume to Hounsfield numbers at two voltages."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulators.scanner.rays import backprojection, projector
from simulators.scanner.rays.detector import Exposure, measure
from simulators.scanner.rays.projector import Floats, Volume
from simulators.scanner.rays.tubes import Tube

Hounsfield = NDArray[np.int16]
TOP_HU = 30000
HIGH = Tube(160.0, (("Al", 3.0), ("Cu", 1.0)))
LOW = Tube(100.0, (("Al", 3.0), ("Cu", 0.3)))


@dataclass(frozen=True)
class Tomograph:
    """A scanner and its settings.

    Attributes:
        exposures: the high energy first.
        views: over half a turn.
        ray_voxels: distance of neighbouring rays, in voxels.
        source_mm: radius of the source's circle; 0 for parallel rays.
        cutoff: of the reconstruction's window, as a share of the Nyquist frequency.
        slice_blur: share of each neighbouring slice that is mixed in.
        together: slices reconstructed at once.
    """

    exposures: tuple[Exposure, Exposure] = (Exposure(HIGH), Exposure(LOW, photons=3e4))
    views: int = 144
    ray_voxels: float = 1.0
    source_mm: float = 0.0
    cutoff: float = 0.9
    slice_blur: float = 0.08
    together: int = 32

    @property
    def peaks_kv(self) -> tuple[float, float]:
        return self.exposures[0].tube.kilovolts, self.exposures[1].tube.kilovolts

    def with_dose(self, share: float) -> "Tomograph":
        high, low = self.exposures
        return replace(
            self,
            exposures=(replace(high, photons=high.photons * share), replace(low, photons=low.photons * share)),
        )


def scan(
    density: Volume, voxel_mm: float, tomograph: Tomograph, dice: np.random.Generator
) -> tuple[Hounsfield, Hounsfield]:
    """Scan a volume.

    Args:
        density: g/cm3 of each function of `basis`, indexed (function, z, y, x).

    Returns:
        Hounsfield numbers at the high and the low voltage, indexed (z, y, x).
    """
    shape = density.shape[1:]
    pictures = tuple(np.full(shape, -1000, np.int16) for _ in tomograph.exposures)
    for start in range(0, shape[0], tomograph.together):
        part = slice(start, min(shape[0], start + tomograph.together))
        block = density[:, part]
        used = block if block[2].any() else block[:2]
        paths = _paths(used, voxel_mm, tomograph)
        for picture, exposure in zip(pictures, tomograph.exposures, strict=True):
            picture[part] = _reconstructed(measure(paths, exposure, dice), voxel_mm, tomograph, shape[1:])
    high, low = (_across_slices(picture, tomograph.slice_blur) for picture in pictures)
    return high, low


def _paths(block: Volume, voxel_mm: float, tomograph: Tomograph) -> Volume:
    """Grams per cm2 along parallel rays, indexed (function, angle, ray, slice)."""
    count, depth = block.shape[0], block.shape[1]
    # (function, z, y, x) to (y, x, function and z): the innermost runs along all that a ray has in common.
    plane = np.ascontiguousarray(block.transpose(2, 3, 0, 1)).reshape(*block.shape[2:], count * depth)
    plane *= np.float32(voxel_mm / 10)
    angles, offsets = _angles(tomograph), _offsets(block.shape[2:], tomograph)
    if tomograph.source_mm:
        source = tomograph.source_mm / voxel_mm
        widest = np.arcsin(min(0.99, (abs(offsets[0]) + 1) / source))
        gammas = np.linspace(-widest, widest, len(offsets))
        turn = np.arange(2 * tomograph.views) * (np.pi / tomograph.views)
        fans = projector.fan(plane, turn, gammas, source)
        sinogram, _ = backprojection.rebin(fans, turn, gammas, source, offsets)
    else:
        sinogram = projector.parallel(plane, angles, offsets)
    return np.ascontiguousarray(sinogram.reshape(*sinogram.shape[:2], count, depth).transpose(2, 0, 1, 3))


def _reconstructed(water: Volume, voxel_mm: float, tomograph: Tomograph, size: tuple[int, ...]) -> Hounsfield:
    picture = backprojection.reconstruct(
        water, _angles(tomograph), tomograph.ray_voxels, (size[0], size[1]), tomograph.cutoff
    )
    picture *= np.float32(1000 / (voxel_mm / 10))
    picture -= 1000
    np.clip(picture, -1024, TOP_HU, out=picture)
    return np.rint(picture, out=picture).astype(np.int16).transpose(2, 0, 1)


def _angles(tomograph: Tomograph) -> Floats:
    return np.arange(tomograph.views) * (np.pi / tomograph.views)


def _offsets(size: tuple[int, ...], tomograph: Tomograph) -> Floats:
    reach = np.hypot(size[0], size[1]) / 2
    half = int(np.ceil(reach / tomograph.ray_voxels)) + 1
    return np.arange(-half, half + 1) * tomograph.ray_voxels


def _across_slices(picture: Hounsfield, share: float) -> Hounsfield:
    """Slices overlap a little, as on a belt that moves while the tube turns."""
    if share <= 0 or len(picture) < 3:
        return picture
    mixed = picture.astype(np.float32)
    mixed[1:-1] += np.float32(share) * (
        picture[:-2].astype(np.float32) + picture[2:] - 2 * picture[1:-1].astype(np.float32)
    )
    return np.rint(mixed).astype(np.int16)
