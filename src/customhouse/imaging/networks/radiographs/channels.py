"""What the radiograph network is given: a view thinned to its pixel, cut to the container, as areal density.

Training prepares its examples with these same functions, so that a network never meets what it was not taught.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from customhouse.imaging.model import OPEN_BEAM, Box, Radiograph, View
from customhouse.imaging.physics.beams.beam import Beam
from customhouse.imaging.physics.beams.setting import Setting
from customhouse.imaging.physics.containers import container
from customhouse.imaging.physics.radiographs.areal import DEEPEST, FloatMap, areal_scale, curves

PIXEL_MM = 16.0
MARGIN_MM = 240.0  # of what lies around the container that the network sees
LEAST = 0.0005  # transmission; less than this is scatter and the detector's own noise
CHANNELS = (
    *("depth", "areal", "material", "two_energies", "height", "from_above"),
    *("other_mean", "other_top", "other_spread", "other_seen"),
)
PROFILE = 3  # how many numbers a column of the other view is summed up in
Planes = NDArray[np.float32]


@dataclass(frozen=True)
class Plate:
    """One view at the network's pixel.

    Attributes:
        transmission: (energies, rows, columns), 0 to 1, cut to the surroundings of the container.
        place: of the cut, in pixels of the whole thinned view.
        box: of the container within the cut; the whole cut where none stands out.
        step: (x, y) pixels of the scan that one of these stands for.
        whole: rows and columns of the whole thinned view.
    """

    transmission: Planes
    place: Box
    box: Box
    found: bool
    from_above: bool
    step: tuple[float, float]
    whole: tuple[int, int]


def thinned(view: View, pixel_mm: tuple[float, float]) -> Planes:
    """The mean transmission over each of the network's pixels; a coarser scan is drawn up to them."""
    rows, columns = view.transmission.shape[1:]
    size = (max(1, round(columns * pixel_mm[0] / PIXEL_MM)), max(1, round(rows * pixel_mm[1] / PIXEL_MM)))
    planes = [_resized(plane, size) for plane in view.transmission[:2]]
    return np.stack(planes) / np.float32(OPEN_BEAM)


def _resized(plane: NDArray[np.uint16], size: tuple[int, int]) -> Planes:
    finer = size[0] < plane.shape[1] and size[1] < plane.shape[0]
    image = Image.fromarray(plane.astype(np.float32))
    return np.asarray(image.resize(size, Image.Resampling.BOX if finer else Image.Resampling.BILINEAR))


def plate_of(view: View, scan: Radiograph) -> Plate:
    """Thin a view and cut it to its container. Needs the size of a pixel."""
    if view.pixel_mm is None:
        raise ValueError("a view without the size of a pixel cannot be brought to the network's")
    planes = thinned(view, view.pixel_mm)
    box = find_container(planes, scan.container.size_type)
    whole = Box(0, 0, planes.shape[2], planes.shape[1])
    place = around(box or whole, whole)
    cut = planes[:, place.y : place.y + place.height, place.x : place.x + place.width]
    step = (view.transmission.shape[2] / planes.shape[2], view.transmission.shape[1] / planes.shape[1])
    inner = Box(0, 0, place.width, place.height)
    if box is not None:
        inner = Box(box.x - place.x, box.y - place.y, box.width, box.height)
    above = container.is_from_above(inner, (PIXEL_MM, PIXEL_MM), view.name)
    return Plate(cut, place, inner, box is not None, above, step, (whole.height, whole.width))


def find_container(planes: Planes, size_type: str | None) -> Box | None:
    depth = -np.log(np.maximum(planes[0], np.float32(LEAST)))
    return container.body(depth, 0.06, (PIXEL_MM, PIXEL_MM), size_type)


def around(box: Box, whole: Box, margin_px: int = round(MARGIN_MM / PIXEL_MM)) -> Box:
    """The box with its surroundings, as far as the image goes."""
    x, y = max(0, box.x - margin_px), max(0, box.y - margin_px)
    right, bottom = box.x + box.width + margin_px, box.y + box.height + margin_px
    return Box(x, y, min(whole.width, right) - x, min(whole.height, bottom) - y)


def physical(transmission: Planes, setting: Setting) -> Planes:
    """−ln T, areal density and material number, each brought to about 0 to 1: (3, rows, columns).

    The material number is 0 where the two energies read as behind water and 1 where they read as behind steel. One
    energy tells none: it is 0 everywhere then, and the channel `two_energies` says so.
    """
    depth = -np.log(np.maximum(transmission, np.float32(LEAST)))
    material = np.zeros(depth.shape[1:], np.float32)
    ratio: FloatMap | float = 1.0
    if has_two(transmission, setting):
        high, low = (ndimage.uniform_filter(plane, 3) for plane in depth)
        ratio = np.where(high > 0.03, low / np.maximum(high, np.float32(0.03)), np.float32(1.1)).astype(np.float32)
        material = _material_number(high, ratio, setting.beams)
    areal, _ = areal_scale(setting.beams, setting.tells_materials).look_up(depth[0], ratio)
    return np.stack([depth[0] / 4, np.log1p(np.maximum(areal, 0) / 5) / 3, material])


def areal_of(channels: Planes) -> Planes:
    """g/cm² again, from the network's input."""
    return np.asarray(5 * np.expm1(3 * channels[1]), dtype=np.float32)


def has_two(transmission: Planes, setting: Setting) -> bool:
    return len(transmission) == 2 and len(setting.beams) == 2 and not setting.contradicts


def _material_number(high: FloatMap, ratio: FloatMap, beams: tuple[Beam, ...]) -> FloatMap:
    known = curves(beams)
    # Behind thin layers the ratio is noise: there the number fades to nothing.
    sure = np.clip(high / np.float32(0.3), 0, 1)
    row = np.clip(high / np.float32(DEEPEST) * np.float32(len(known.depth) - 1), 1, len(known.depth) - 1)
    water, steel = (known.ratio[name][row.astype(np.intp)].astype(np.float32) for name in ("water", "steel"))
    apart = np.where(np.abs(steel - water) < 0.005, np.float32(0.005), steel - water)
    return np.asarray(np.clip((ratio - water) / apart, -1.5, 2.5) * sure, dtype=np.float32)


def profile_of(measured: Planes, box: Box) -> Planes:
    """What each column of a container holds, for the network to know when it looks from the other side."""
    inside = measured[1, box.y : box.y + box.height, box.x : box.x + box.width]
    return np.stack([inside.mean(axis=0), np.quantile(inside, 0.9, axis=0), inside.std(axis=0)]).astype(np.float32)


def aligned(other: Planes | None, box: Box, columns: int) -> Planes:
    """The other view's profile brought to this view's columns, container to container, and whether there is one."""
    lines = np.zeros((PROFILE + 1, columns), np.float32)
    if other is not None:
        at = np.linspace(0, other.shape[1] - 1, box.width)
        for number, line in enumerate(other):
            lines[number, box.x : box.x + box.width] = np.interp(at, np.arange(other.shape[1]), line)
        lines[PROFILE] = 1.0
    return lines


def heights_of(box: Box, rows: int) -> Planes:
    """0 at the container's roof and 1 at its floor, a number for each row."""
    height = (np.arange(rows, dtype=np.float32) - np.float32(box.y)) / np.float32(max(1, box.height))
    return np.asarray(np.clip(height, -0.5, 1.5), dtype=np.float32)


def channels(measured: Planes, two_energies: bool, heights: Planes, from_above: bool, other: Planes) -> Planes:
    """The network's input, (`CHANNELS`, rows, columns).

    Args:
        measured: what `physical` gives for the plate.
        other: what `aligned` gives.
    """
    planes = np.zeros((len(CHANNELS), *measured.shape[1:]), np.float32)
    planes[:3] = measured
    planes[3] = float(two_energies)
    planes[4] = heights[:, None]
    planes[5] = float(from_above)
    planes[6:] = other[:, None, :]
    return planes


def inputs_of(plates: Sequence[Plate], setting: Setting) -> list[Planes]:
    """The network's input for each view, with the other view's profile where there are two."""
    measured = [physical(plate.transmission, setting) for plate in plates]
    profiles = [profile_of(each, plate.box) for each, plate in zip(measured, plates, strict=True)]
    made = []
    for index, plate in enumerate(plates):
        rows, columns = plate.transmission.shape[1:]
        other = aligned(profiles[1 - index] if len(plates) == 2 else None, plate.box, columns)
        two = has_two(plate.transmission, setting)
        made.append(channels(measured[index], two, heights_of(plate.box, rows), plate.from_above, other))
    return made
