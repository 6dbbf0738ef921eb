"""From a parcel to the Hounsfield numbers a CT scanner gives: blur, noise with CT's texture, metal streaks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from simulators.scanner.materials import WATER, Material

Volume = NDArray[np.float32]
Hounsfield = NDArray[np.int16]

EMPTY_HU = -700  # below this a voxel is air with noise in it
EFFECTIVE_KEV = 80.0  # of a filtered 160 kV tube, where the parcel's numbers are calibrated
NOISE_HU = 14.0
BLUR_VOXELS = 0.55
METAL_HU = 3000.0
HARDENING_LIMIT = 6.0  # mean free paths a polychromatic beam seems to show at most behind metal
ANGLES = 96


@dataclass(frozen=True)
class Tomogram:
    """A volume as the scanner hands it over, indexed (z, y, x), its voxels cubes."""

    volume: Hounsfield
    voxel_mm: float

    @property
    def water_kg(self) -> float:
        """What it would weigh if every number meant its like of water: a guess where nothing better is known."""
        filled = self.volume[self.volume > EMPTY_HU].astype(np.float64)
        return float((filled / 1000 + 1).sum()) * (self.voxel_mm / 10) ** 3 / 1000


def hounsfield(material: Material, density: float) -> float:
    """The Hounsfield number of a material packed at this density in kg/m3."""
    energy = np.array([EFFECTIVE_KEV])
    water = float(WATER.mass_attenuation(energy)[0]) * 1.0
    return 1000 * (float(material.mass_attenuation(energy)[0]) * density / 1000 / water - 1)


def reconstruct(ideal: Volume, voxel_mm: float, noise: np.random.Generator) -> Hounsfield:
    """Turn ideal numbers, indexed (z, y, x), into what the scanner gives."""
    blurred: Volume = gaussian_filter(ideal, BLUR_VOXELS)
    metal = np.flatnonzero((ideal > METAL_HU).any(axis=(1, 2)))
    if len(metal):
        blurred[metal] += _streaks(np.ascontiguousarray(ideal[metal]), voxel_mm, noise)
    for z in range(len(blurred)):
        # Noise grows with what the slice absorbs.
        sigma = NOISE_HU * (1 + max(0.0, float(blurred[z].mean()) + 1000) / 400)
        blurred[z] += sigma * _texture(blurred[z].shape, noise)
    return np.clip(np.rint(blurred), -1024, 30000).astype(np.int16)


def _texture(shape: tuple[int, ...], noise: np.random.Generator) -> Volume:
    """Noise of unit variance with the spectrum filtered back projection leaves: little at low frequencies."""
    white = np.fft.rfft2(noise.standard_normal(shape))
    radius = np.hypot(np.fft.fftfreq(shape[0])[:, None], np.fft.rfftfreq(shape[1])[None, :])
    coloured = np.fft.irfft2(white * np.sqrt(radius) * np.exp(-((radius / 0.35) ** 2)), s=shape)
    texture: Volume = (coloured / coloured.std()).astype(np.float32)
    return texture


def _streaks(ideal: Volume, voxel_mm: float, noise: np.random.Generator) -> Volume:
    """What reconstruction makes of the rays that metal hardened and starved of photons."""
    depth, height, width = ideal.shape
    z, y, x = np.nonzero(ideal > METAL_HU)
    per_voxel = _attenuation(ideal[z, y, x]) * voxel_mm / 10
    bins = int(np.ceil(np.hypot(height, width))) + 2
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    rows, columns = rows - height / 2, columns - width / 2
    added = np.zeros((depth, height * width), np.float32)
    cycles = np.fft.rfftfreq(bins)
    ramp = cycles / (voxel_mm / 10) * np.exp(-((cycles / 0.2) ** 2))
    for angle in np.arange(ANGLES) * np.pi / ANGLES:
        cosine, sine = float(np.cos(angle)), float(np.sin(angle))
        ray = np.rint((x - width / 2) * cosine + (y - height / 2) * sine + bins / 2).astype(np.int64)
        paths = np.bincount(z * bins + ray, per_voxel, depth * bins).reshape(depth, bins)
        seen = HARDENING_LIMIT * (1 - np.exp(-paths / HARDENING_LIMIT))
        starved = 0.002 * np.exp(seen / 2) * (paths > 0) * noise.standard_normal(paths.shape)
        filtered = np.fft.irfft(np.fft.rfft(seen - paths + starved, axis=1) * ramp, n=bins, axis=1)
        at = np.rint(columns * cosine + rows * sine + bins / 2).astype(np.intp).ravel()
        added += np.clip(filtered, -2, 2).astype(np.float32)[:, at]
    per_cm = added * np.float32(np.pi / ANGLES)
    hu = per_cm / np.float32(_attenuation(np.zeros(1, np.float32))[0]) * 1000
    streaks: Volume = np.clip(hu, -900, 900).reshape(ideal.shape)
    return streaks


def _attenuation(hu: Volume) -> Volume:
    """Linear attenuation per centimetre."""
    water = float(WATER.mass_attenuation(np.array([EFFECTIVE_KEV]))[0])
    per_cm: Volume = ((hu / 1000 + 1) * water).astype(np.float32)
    return per_cm
