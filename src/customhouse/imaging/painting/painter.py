"""The radiograph painter's arithmetic, so that printed evidence shows the pixels that the analyst saw.

Twin of `web/src/viewer` (planes, attenuation, material, palette): both run `tests/vectors/painting.json`.
Everything is whole numbers after the one table of logarithms, hence equal to the last bit.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint16]  # (rows, columns) of transmission, 65535 = open beam
Picture = NDArray[np.uint16]  # (rows, columns): material in the upper 4 bits, brightness in the lower 12
Rgb = tuple[int, int, int]

OPEN_BEAM = 65535
FINE_STEPS = 65535
BRIGHTNESS_STEPS = 4096
MAX_ATTENUATION = math.log(OPEN_BEAM)
MATERIAL_SHIFT = 2  # material is read this many pyramid levels coarser than brightness

UNKNOWN, ORGANIC_END, METAL_END, OPAQUE = 0, 1, 14, 15
MATERIAL_STEPS = 16
CURVE_STEPS = 256

FINE: NDArray[np.int64] = np.floor(
    FINE_STEPS * (MAX_ATTENUATION - np.log(np.maximum(np.arange(OPEN_BEAM + 1), 1))) / MAX_ATTENUATION + 0.5
).astype(np.int64)

HUES: dict[str, tuple[Rgb, Rgb, Rgb]] = {
    "distinct": ((240, 170, 40), (80, 190, 170), (70, 80, 190)),
    "classic": ((255, 150, 0), (70, 170, 60), (30, 110, 220)),
}
PAPER: Rgb = (240, 242, 243)
INK: Rgb = (6, 8, 10)
MIDDLE = 128
HATCH: tuple[Rgb, Rgb] = ((27, 31, 35), (141, 150, 158))


@dataclass(frozen=True)
class MaterialScale:
    """How one pair of energies tells materials apart.

    Each material is a curve of the attenuation at the low energy over that at the high one, at the nodes `attenuation`
    (-ln transmission at the high energy): a beam hardens on its way, so one ratio for all thicknesses would be wrong.

    Attributes:
        thinnest: thinner than this (-ln transmission) the ratio is noise.
        opaque: with less transmission than this, in counts of 65535, nothing has come through.
    """

    attenuation: tuple[float, ...]
    organic: tuple[float, ...]
    inorganic: tuple[float, ...]
    metal: tuple[float, ...]
    thinnest: float
    opaque: int


@dataclass(frozen=True)
class Tone:
    """What the analyst has set; the limits are brightness steps, `dark` the denser end."""

    palette: str
    light: int
    dark: int
    inverted: bool = False


def halve(plane: Plane) -> Plane:
    """Return the plane at half the size, box-filtered; an odd edge repeats its last row or column."""
    rows, columns = plane.shape
    even = np.pad(plane, ((0, rows % 2), (0, columns % 2)), mode="edge").astype(np.uint32)
    total = even[0::2, 0::2] + even[0::2, 1::2] + even[1::2, 0::2] + even[1::2, 1::2]
    return ((total + 2) >> 2).astype(np.uint16)


def pyramid(planes: Sequence[Plane], smallest: int = 64) -> list[list[Plane]]:
    """Return all levels, from the planes given down to one whose longer side is at most `smallest` pixels."""
    levels = [list(planes)]
    while max(levels[-1][0].shape) > smallest:
        levels.append([halve(plane) for plane in levels[-1]])
    return levels


def fine_attenuation(planes: Sequence[Plane]) -> list[Plane]:
    """Return the attenuation of every pixel in fine steps, to be averaged for the material."""
    return [FINE[plane].astype(np.uint16) for plane in planes]


def picture_index(level: Sequence[Plane], coarse: Sequence[Plane], shift: int, scale: MaterialScale) -> Picture:
    """Return a level's index. Planes are (high, low) or (only,).

    The material comes from `coarse`, the fine attenuation `shift` levels down. It is attenuation that is averaged
    there, not transmission: at an edge, half open beam and half goods together would look like metal.
    """
    high = level[0]
    index = FINE[high] >> 4
    dual = len(level) > 1
    material = _material(high.shape, coarse, shift, scale) if dual else np.full(high.shape, UNKNOWN)
    material = np.where(high <= scale.opaque, OPAQUE, material)
    return (index | (material << 12)).astype(np.uint16)


def _material(shape: tuple[int, ...], coarse: Sequence[Plane], shift: int, scale: MaterialScale) -> NDArray[np.int64]:
    high, low = (_stretched(plane.astype(np.int64), shape, shift) for plane in coarse)
    whole = 2 << shift
    least = math.ceil(scale.thinnest * FINE_STEPS / MAX_ATTENUATION) * whole * whole
    known = high >= least
    ratio = low / np.where(known, high, 1)
    thickness = (high // (whole * whole)) >> 8
    organic, inorganic, metal = (
        _curve(scale.attenuation, values)[thickness] for values in (scale.organic, scale.inorganic, scale.metal)
    )
    light = (ratio - organic) / (inorganic - organic)
    place = np.where(light < 1, light / 2, 0.5 + (ratio - inorganic) / (metal - inorganic) / 2)
    step = ORGANIC_END + np.floor(place * (METAL_END - ORGANIC_END) + 0.5)
    return np.where(known, np.clip(step, ORGANIC_END, METAL_END), UNKNOWN).astype(np.int64)


def _curve(nodes: Sequence[float], values: Sequence[float]) -> NDArray[np.float64]:
    width = MAX_ATTENUATION * CURVE_STEPS / FINE_STEPS
    return np.array([_interpolated(nodes, values, (i + 0.5) * width) for i in range(CURVE_STEPS)])


def _interpolated(nodes: Sequence[float], values: Sequence[float], at: float) -> float:
    if at <= nodes[0]:
        return values[0]
    if at >= nodes[-1]:
        return values[-1]
    right = next(i for i, node in enumerate(nodes) if node >= at)
    share = (at - nodes[right - 1]) / (nodes[right] - nodes[right - 1])
    return values[right - 1] + (values[right] - values[right - 1]) * share


def _stretched(values: NDArray[np.int64], shape: tuple[int, ...], shift: int) -> NDArray[np.int64]:
    """Return values interpolated to a finer shape, times (2 << shift)²."""
    near, far, weight = _neighbours(shape[0], values.shape[0], shift)
    rows = values[near] * ((2 << shift) - weight)[:, None] + values[far] * weight[:, None]
    near, far, weight = _neighbours(shape[1], values.shape[1], shift)
    return np.asarray(rows[:, near] * ((2 << shift) - weight) + rows[:, far] * weight)


def _neighbours(length: int, coarse: int, shift: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    at = np.arange(length)
    near = np.minimum(at >> shift, coarse - 1)
    block = 1 << shift
    lean = 2 * (at & (block - 1)) + 1 - block
    return near, np.clip(near + np.sign(lean), 0, coarse - 1), np.abs(lean)


def build_lut(tone: Tone) -> NDArray[np.uint8]:
    """Return 65,536 colours (index, rgba); opaque entries stay transparent so that the hatching shows."""
    span = max(1, tone.dark - tone.light)
    steps = np.arange(BRIGHTNESS_STEPS)
    shades = np.clip(np.floor(255 * (tone.dark - steps) / span + 0.5), 0, 255).astype(np.int64)
    if tone.inverted:
        shades = 255 - shades
    ramps = [_ramp(tone.palette, material)[shades] for material in range(MATERIAL_STEPS)]
    return np.concatenate(ramps)


def hue(palette: str, step: int) -> Rgb:
    """Return the hue of a material step: organic, inorganic and metal lie at its ends and its middle."""
    organic, inorganic, metal = HUES[palette]
    place, span = 2 * (step - ORGANIC_END), METAL_END - ORGANIC_END
    return _mix(organic, inorganic, place, span) if place <= span else _mix(inorganic, metal, place - span, span)


def _ramp(palette: str, material: int) -> NDArray[np.uint8]:
    if material == OPAQUE:
        return np.zeros((256, 4), np.uint8)
    plain = palette == "grey" or material == UNKNOWN
    middle = _mix(INK, PAPER, 1, 2) if plain else hue(palette, material)
    bottom = INK if plain else _mix(INK, middle, 1, 5)
    lower = [_mix(bottom, middle, shade, MIDDLE) for shade in range(MIDDLE)]
    upper = [_mix(middle, PAPER, shade, 255 - MIDDLE) for shade in range(256 - MIDDLE)]
    return np.array([(*colour, 255) for colour in lower + upper], np.uint8)


def _mix(start: Rgb, end: Rgb, part: int, whole: int) -> Rgb:
    red, green, blue = (
        math.floor((a * (whole - part) + b * part) / whole + 0.5) for a, b in zip(start, end, strict=True)
    )
    return red, green, blue


def paint(planes: Sequence[Plane], scale: MaterialScale, tone: Tone) -> NDArray[np.uint8]:
    """Return a picture (rows, columns, rgb) of planes at their full size, opaque areas hatched as on the screen."""
    coarse = fine_attenuation(planes)
    for _ in range(MATERIAL_SHIFT):
        coarse = [halve(plane) for plane in coarse]
    index = picture_index(planes, coarse, MATERIAL_SHIFT, scale)
    painted = build_lut(tone)[index]  # (rows, columns, rgba)
    rows, columns = np.indices(index.shape)
    stroke = ((rows + columns) % 8 < 2).astype(int)
    hatching = np.array(HATCH)[stroke]
    return np.where(painted[..., 3:] > 0, painted[..., :3], hatching).astype(np.uint8)
