"""Where the container is in a view, what it weighs empty, and whether anything is in it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import Box
from customhouse.imaging.physics.containers.fan import FOLD_MM, Thrown, is_aslant, thrown
from customhouse.imaging.physics.radiographs.areal import FloatMap
from customhouse.kernel.reasons import Reason

# ISO 668 and 6346: length by the first character of the size code, height by the second, in mm.
LENGTHS_MM = {"1": 2991, "2": 6058, "3": 9125, "4": 12192, "L": 13716, "M": 14630, "5": 13716}
HEIGHTS_MM = {"0": 2438, "2": 2591, "4": 2743, "5": 2896, "6": 2896, "8": 1295}
WIDTH_MM = 2438
# A fan of beams throws the nearer side larger than its size, by up to this much: where nothing carries the container,
# and where its lower edge is sought above a chassis, which must not be taken for it.
FAN_ALONE, FAN = 1.3, 1.2
FALL_SHARE = 0.5
LEAST_MM = 1000.0  # of its sides: the smallest there are stand 1.3 m high
WHOLE = 0.85  # of its length, from which a container counts as seen whole
EDGE_MM = 60.0  # from the image's end, within which a container goes on beyond it
# Usual tare and the half range of makes, kg, by length character and whether the type is refrigerated.
TARES_KG = {"2": (2250, 200), "4": (3800, 300), "L": (4750, 300), "5": (4750, 300), "3": (3100, 250), "M": (4900, 350)}
REEFER_EXTRA_KG = 850
# What is inside a refrigerated container beside its goods: machinery, and by its length a floor of rails for the air.
MACHINERY_KG, RAILS_KG_M = (350.0, 150.0), (48.0, 10.0)
WALL_G_CM2 = 4.0  # two corrugated side walls of 1.6 to 2 mm steel
WALL_SURE, WALL_GUESSED = 0.3, 1.5  # half ranges of the above: read off the image, or taken as usual
TRACE_G_CM2 = 0.9  # less than this over the walls is their own unevenness
POST_MM = 90.0  # how far the inside goes on behind what is left out at each end
FLOOR_KG = 40.0  # what may lie unnoticed on the floor
EMPTY_KG, LOADED_KG = 80.0, 150.0  # dunnage and residue against goods


def tare_of(size_type: str | None) -> tuple[float, float] | None:
    """Return the usual tare and its half range, kg, for an ISO 6346 size type."""
    if size_type is None or size_type[0] not in TARES_KG:
        return None
    usual, half = TARES_KG[size_type[0]]
    extra = REEFER_EXTRA_KG if size_type[2:3] in ("R", "H") else 0
    extra += 150 if size_type[1] in "56" and size_type[0] == "4" else 0
    return float(usual + extra), float(half + extra / 4)


def fixtures_of(size_type: str | None, length_m: float, *, floor_taken: bool = False) -> tuple[float, float]:
    """What a container of this type holds inside that is none of its goods, and its half range, kg.

    Args:
        floor_taken: whether a band of its floor has been taken off already, with its rails or with some of them.
    """
    if size_type is None or size_type[2:3] != "R":  # those that are only insulated hold neither
        return 0.0, 0.0
    rails_kg, rails_half = (along * length_m for along in RAILS_KG_M)
    if floor_taken:
        return MACHINERY_KG[0], MACHINERY_KG[1] + rails_kg / 2
    return MACHINERY_KG[0] + rails_kg, MACHINERY_KG[1] + rails_half


def body(depth: FloatMap, threshold: float, pixel_mm: tuple[float, float] | None, size_type: str | None) -> Box | None:
    """Find the container by its straight roof and its upright ends; None where nothing stands out like one.

    Args:
        depth: −ln T; rows run from the top of the container to the ground, or across it in a view from above.
    """
    solid = ndimage.uniform_filter(depth, 3) > threshold
    columns = _body_columns(solid)
    if columns is None:
        return None
    first, last = columns
    within = solid[:, first : last + 1]
    filled = within.mean(axis=1) > 0.6
    if not filled.any():
        return None
    top = int(np.argmax(filled))
    bottom = int(len(filled) - 1 - np.argmax(filled[::-1]))
    bottom = _floor(depth[:, first : last + 1], top, bottom, pixel_mm, size_type)
    if bottom - top < 8 or last - first < 16:
        return None
    if pixel_mm is not None and min((last - first) * pixel_mm[0], (bottom - top) * pixel_mm[1]) < LEAST_MM:
        return None
    return Box(first, top, last - first + 1, bottom - top + 1)


def _body_columns(solid: NDArray[np.bool_]) -> tuple[int, int] | None:
    """The longest stretch of columns that reach up to the commonest roof line."""
    occupied = solid.any(axis=0)
    if occupied.sum() < 16:
        return None
    tops = np.argmax(solid, axis=0)
    slack = max(2, solid.shape[0] // 60)
    counts = np.bincount(tops[occupied], minlength=solid.shape[0])
    roof = int(np.argmax(np.convolve(counts, np.ones(2 * slack + 1), mode="same")))
    level = occupied & (np.abs(tops - roof) <= slack)
    # What goes on beyond the image ends at its edge, and is closed as if it ended there in air.
    reach = slack + 1
    level = ndimage.binary_closing(np.pad(level, reach), np.ones(2 * reach + 1))[reach:-reach]
    labels, count = ndimage.label(level)
    if count == 0:
        return None
    sizes = np.bincount(labels.ravel())[1:]
    inside = np.flatnonzero(labels == int(np.argmax(sizes)) + 1)
    return int(inside[0]), int(inside[-1])


def _floor(depth: FloatMap, top: int, bottom: int, pixel_mm: tuple[float, float] | None, size_type: str | None) -> int:
    """The container's lower edge: chassis and wheels below it are cut off where its height is known or can be seen."""
    if pixel_mm is None:
        return bottom
    known = HEIGHTS_MM.get(size_type[1]) if size_type else None
    if known is None:
        shortest, tallest = 2350, 3000
    else:
        shortest, tallest = round(0.97 * known), round(1.03 * known)
    lowest, highest = round(shortest / pixel_mm[1]), round(tallest / pixel_mm[1])
    if highest - lowest < 2:  # pixels so large that no fall can be seen between them
        return bottom
    by_type = None if known is None else top + round(known / pixel_mm[1])
    if bottom - top <= highest:
        return bottom if by_type is None else min(bottom, by_type)
    if by_type is not None and not is_aslant(depth[top : top + lowest], pixel_mm):
        return by_type
    reach = highest if known is None else round(FAN * known / pixel_mm[1])
    return _lowest_fall(depth, (top, bottom), (lowest, highest, reach), by_type)


def _lowest_fall(depth: FloatMap, ends: tuple[int, int], heights: tuple[int, int, int], by_type: int | None) -> int:
    """Below the floor there is air between chassis and wheels: the row means fall most steeply there.

    Args:
        ends: the first and the last row of all that may be the container.
        heights: the least and the most that it should have, and the most where a fan throws it larger, in rows.
        by_type: where a container of the type that is said would end in a parallel view.
    """
    (top, bottom), (lowest, highest, reach) = ends, heights
    below = depth[bottom + 3 :]
    alone = round(FAN_ALONE / FAN * reach)
    if by_type is not None and bottom - top <= alone and (below.size == 0 or float(below.mean()) < 0.03):
        return bottom  # nothing carries it
    means = ndimage.uniform_filter1d(depth[top + lowest : top + alone].mean(axis=1), 5)
    falls = -np.diff(means)
    if by_type is not None and float(falls[: highest - lowest].max()) > FALL_SHARE * float(falls.max()):
        return by_type
    return top + lowest + int(np.argmax(falls[: reach - lowest]))


def cut_off(box: Box, columns: int, pixel_mm: tuple[float, float] | None, size_type: str | None) -> Reason | None:
    """Where a container goes on beyond the image, and much less of it is seen than one of this type is long.

    Args:
        columns: of the image.
    """
    length = LENGTHS_MM.get(size_type[0]) if size_type else None
    if pixel_mm is None or length is None or box.width * pixel_mm[0] > WHOLE * length:
        return None
    if min(box.x, columns - box.x - box.width) * pixel_mm[0] > EDGE_MM:
        return None  # it ends in the image: a tank in its frame, or a container of another type
    params = {"metres": f"{box.width * pixel_mm[0] / 1000:.1f}", "length": f"{length / 1000:.1f}"}
    text = "Of a container of {length} m only {metres} m are in the image: the rest is neither seen nor weighed."
    return Reason("container_cut_off", text.format_map(params), params)


def is_from_above(box: Box, pixel_mm: tuple[float, float] | None, name: str) -> bool:
    """Whether a view shows the container's plan, where chassis and goods lie behind each other.

    What the view is called counts; its height only where that says nothing.
    """
    if "top" in name.lower() or "above" in name.lower():
        return True
    if "side" in name.lower():
        return False
    return pixel_mm is not None and box.height * pixel_mm[1] < (WIDTH_MM + 2591) / 2


@dataclass(frozen=True)
class Filling:
    """`walls` is what an empty stretch reads by row, g/cm²; `measured` whether the image shows one.

    Attributes:
        doubt_kg: of goods that may have been taken for fixtures, or for a roof.
        area_cm2: of the side on which goods are seen.
    """

    walls: FloatMap
    measured: bool
    goods_kg: float
    goods_spread_kg: float
    doubt_kg: float
    share: float
    area_cm2: float

    @property
    def loaded(self) -> bool | None:
        if self.goods_kg <= EMPTY_KG and self.goods_kg + self.doubt_kg <= LOADED_KG:
            return False
        return True if self.goods_kg - self.goods_spread_kg > LOADED_KG else None


def clear_of_frame(box: Box, pixel_mm: tuple[float, float]) -> Box:
    """The inside again, without the corner fittings, rails and posts that are solid steel in every container."""
    x, above, below = (round(mm / size) for mm, size in ((230, pixel_mm[0]), (150, pixel_mm[1]), (190, pixel_mm[1])))
    return Box(box.x + x, box.y + above, max(1, box.width - 2 * x), max(1, box.height - above - below))


def inside_of(box: Box, pixel_mm: tuple[float, float]) -> Box:
    """The room inside: without roof, floor and ends, which lie edge-on to the beam and let little through."""
    x, above, below = (round(mm / size) for mm, size in ((170, pixel_mm[0]), (110, pixel_mm[1]), (165, pixel_mm[1])))
    return Box(box.x + x, box.y + above, max(1, box.width - 2 * x), max(1, box.height - above - below))


def filling(areal: FloatMap, inside: Box, pixel_mm: tuple[float, float], size_type: str | None = None) -> Filling:
    """Weigh what the inside holds beyond the walls and `fixtures_of` such a container."""
    room = areal[inside.y : inside.y + inside.height, inside.x : inside.x + inside.width]
    # Over a fold of the walls and more, so that their corrugation counts as its mean.
    smooth = ndimage.uniform_filter(room, (max(1, round(120 / pixel_mm[1])), max(1, round(FOLD_MM / pixel_mm[0]))))
    low = float(np.percentile(smooth, 4))
    measured = low < 2.2 * WALL_G_CM2
    # Where the walls show, they are all that lies near the lowest reading; they are never quite even.
    wall = max(0.0, float(smooth[smooth < low + 1.5].mean())) if measured else WALL_G_CM2
    aslant = thrown(smooth, wall, pixel_mm[1]) if measured else Thrown(np.zeros(len(smooth), np.float32))
    walls, length_m = aslant.rows + np.float32(wall), inside.width * pixel_mm[0] / 1000
    fixtures, unsure_kg = fixtures_of(size_type, length_m, floor_taken=aslant.floor > 0)
    doubt = unsure_kg + (aslant.unsure - aslant.floor) * length_m / 10  # g/cm to kg/m
    # Goods behind the end posts are not seen; they are taken to be like those beside them.
    behind_posts = round(POST_MM / pixel_mm[0])
    beyond = np.pad(smooth - walls[:, None], ((0, 0), (behind_posts, behind_posts)), mode="edge")
    taken = beyond > TRACE_G_CM2
    cm2 = pixel_mm[0] * pixel_mm[1] / 100
    goods = max(0.0, float(beyond[taken].sum(dtype=np.float64)) * cm2 / 1000 - fixtures)
    spread = FLOOR_KG + unsure_kg + (WALL_SURE if measured else WALL_GUESSED) * float(taken.sum()) * cm2 / 1000
    spread += aslant.unsure * length_m / 10
    return Filling(walls, measured, goods, spread, doubt, float(taken.mean()), float(taken.sum()) * cm2)
