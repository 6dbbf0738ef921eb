"""What other scanners do to an image, done to a piece of a simulated one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.physics.beams.beam import Beam

Planes = NDArray[np.float32]
Dice = np.random.Generator
STEEL_G_CM3 = 7.8
THREAT_MM = (60.0, 350.0)
LEAST = 2e-5


@dataclass(frozen=True)
class Doubt:
    """How far the scanners of the training differ; shares of pieces that each thing happens to."""

    gain: float = 0.02
    between_energies: float = 0.004
    bent: float = 0.06  # standard deviation of the power that the transmission is raised to
    scatter: float = 0.01
    noise: float = 0.006
    blurred: float = 0.35
    eight_bit: float = 0.08
    inserted: float = 0.22


DOUBT = Doubt()
STRETCHED = 0.25  # natural logarithm of how much longer or shorter packages become, along and upwards each by itself
RETEXTURED = (-0.6, 0.4)  # the same of what stands out of its surroundings
SMOOTH_PX = 7.0


def stretched(plane: NDArray[np.floating] | NDArray[np.uint8], by: tuple[float, float]) -> NDArray[Any]:
    """A plane drawn out upwards and along; masks and labels stay what they are."""
    order = 0 if plane.dtype == np.uint8 else 1
    return np.asarray(ndimage.zoom(plane, by, order=order, mode="nearest", grid_mode=True), plane.dtype)


def drawn_stretch(dice: Dice) -> tuple[float, float]:
    up, along = np.exp(dice.uniform(-STRETCHED, STRETCHED, 2))
    return float(up), float(along)


def retextured(transmission: Planes, dice: Dice) -> Planes:
    """Gaps and edges fainter or stronger than the packing made them; levels over decimetres stay."""
    depth = -np.log(np.maximum(transmission, np.float32(LEAST)))
    smooth = np.stack([ndimage.gaussian_filter(plane, SMOOTH_PX) for plane in depth])
    times = np.float32(np.exp(dice.uniform(*RETEXTURED)))
    return np.asarray(np.exp(-np.maximum(smooth + times * (depth - smooth), 0)), np.float32)


def disturbed(transmission: Planes, dice: Dice, doubt: Doubt = DOUBT) -> Planes:
    """Another gain, another response, scatter, noise, blur, and now and then eight bits only."""
    energies = len(transmission)
    gain = np.exp(dice.normal(0, doubt.gain) + dice.normal(0, doubt.between_energies, energies))
    image = transmission ** np.float32(np.exp(dice.normal(0, doubt.bent))) if dice.random() < 0.3 else transmission
    image = image * gain[:, None, None].astype(np.float32)
    stray = np.float32(doubt.scatter * dice.random() ** 3)
    if stray > 1e-4:
        image = image * (1 - stray) + stray * image.mean(axis=(1, 2), keepdims=True)
    if dice.random() < doubt.blurred:
        wide = dice.uniform(0.3, 1.1)
        image = np.stack([ndimage.gaussian_filter(plane, wide) for plane in image])
    strength = np.float32(doubt.noise * dice.random() ** 2)
    if strength > 2e-4:
        grain = dice.standard_normal(image.shape, dtype=np.float32)
        image = image + grain * strength * np.sqrt(np.maximum(image, 0) + 0.002)
    image = np.clip(image, LEAST, 1.0)
    if dice.random() < doubt.eight_bit:
        image = np.rint(image * 255) / 255 if dice.random() < 0.5 else np.exp(np.rint(np.log(image) * 40) / 40)
    return np.asarray(image, dtype=np.float32)


def insert_metal(
    transmission: Planes, loaded: NDArray[np.bool_], beams: tuple[Beam, ...], pixel_mm: float, dice: Dice
) -> NDArray[np.uint8]:
    """Put a small piece of steel among the goods, in place; its mask. Nothing where there are no goods."""
    mask = np.zeros(loaded.shape, np.uint8)
    places = np.flatnonzero(loaded)
    if places.size == 0:
        return mask
    row, column = divmod(int(dice.choice(places)), loaded.shape[1])
    size = max(3, round(dice.uniform(*THREAT_MM) / pixel_mm))
    thick_mm = shape_of_metal(size, dice) * np.float32(np.exp(dice.uniform(np.log(5), np.log(60))))
    top, left = row - thick_mm.shape[0] // 2, column - thick_mm.shape[1] // 2
    rows = slice(max(0, top), min(loaded.shape[0], top + thick_mm.shape[0]))
    columns = slice(max(0, left), min(loaded.shape[1], left + thick_mm.shape[1]))
    piece = thick_mm[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    areal = piece * np.float32(STEEL_G_CM3 / 10)
    for plane, beam in zip(transmission, beams, strict=False):
        # What the goods in front leave of the beam is harder: steel takes less of it than of the open beam.
        behind = np.interp(areal, *_behind_goods(beam)).astype(np.float32)
        plane[rows, columns] *= np.exp(-behind)
    mask[rows, columns] = (piece > 0.35 * piece.max()) if piece.size else 0
    return mask


_KNOWN: dict[Beam, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}


def _behind_goods(beam: Beam, goods_g_cm2: float = 50.0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if beam not in _KNOWN:
        steel = np.linspace(0, 120, 60)
        goods = np.full(60, goods_g_cm2)
        depth = beam.minus_log_t({"water": goods, "steel": steel})
        _KNOWN[beam] = steel, depth - depth[0]
    return _KNOWN[beam]


def shape_of_metal(size: int, dice: Dice) -> Planes:
    """Two to four bars, plates and tubes of one piece, seen from anywhere; 0 to about 1."""
    canvas = np.zeros((size, size), np.float32)
    rows, columns = np.mgrid[:size, :size].astype(np.float32)
    joint = dice.uniform(0.3, 0.7, 2) * size
    for _ in range(int(dice.integers(2, 5))):
        turn = dice.uniform(0, np.pi)
        length, width = dice.uniform(0.25, 0.5) * size, max(0.7, dice.uniform(0.04, 0.22) * size)
        off = dice.uniform(-0.6, 0.6) * length
        y = rows - joint[0] - off * np.sin(turn)
        x = columns - joint[1] - off * np.cos(turn)
        along, across = x * np.cos(turn) + y * np.sin(turn), -x * np.sin(turn) + y * np.cos(turn)
        bar = np.clip(width / 2 + 0.5 - np.abs(across), 0, 1) * np.clip(length / 2 + 0.5 - np.abs(along), 0, 1)
        canvas = np.maximum(canvas, bar * np.float32(dice.uniform(0.4, 1.0)))
    return canvas
