"""How many things alike stand in a container: as many as the view from above parts, times the tiers seen from the side.

Where one view is missing, or parts nothing, only the fewest are known: one thing may stand behind another.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import Box, PackagesSeen, Place
from customhouse.imaging.physics.containers.container import inside_of
from customhouse.imaging.physics.containers.parted import LOADED_DEPTH, Likes, Thing, level_of, likes
from customhouse.imaging.physics.radiographs.areal import FloatMap
from customhouse.imaging.physics.radiographs.pixels import Working

ENDS_MM, WALLS_MM = 170.0, 60.0  # of a container from above: posts and rails, which are solid steel
SAME_LENGTH = 0.03
PIXEL_MM = 15.0  # pixels of half of this and less are put together
MOST_WALL = 0.3  # −ln T of a container's walls or floor; more is load
LEAST_HEIGHT_MM = 150.0  # of what counts as standing somewhere
SAME_PLACE = 0.35  # of a thing's length: nearer along the container, two stand in one row across
SAME_SIZE = 0.2  # natural logarithm of two lengths that may be one
STRIP = 0.2  # of a thing's length, on both sides of its middle, that is looked at from the side
TIER_DROP = 0.25  # of a tier's depth, that a gap between two tiers is clearer by
TIER_LEAST = 0.25  # of the highest tier: what is lower is a pallet, or what lies on top
OPAQUE_DEPTH = 5.5  # −ln T from which depth no longer tells how much stands behind each other
MISSING, UNSURE = 0.75, 0.45  # of one thing, by which a tier is too light to be whole, or may be
HEIGHT_SLACK = 0.15  # by which a fan of beams may draw tiers together higher than the load
MOST_PLACES = 400  # of a view that are outlined
MOST_DOUBT = 0.35  # of the count: a wider range is no count


@dataclass(frozen=True, eq=False)
class Sighted:
    """The load in one view: −ln T beyond what an empty stretch reads.

    Attributes:
        corner: of the map in the view, in the view's pixels.
        step: how many of the view's pixels a pixel of the map is wide.
    """

    view: int
    depth: FloatMap
    pixel_mm: tuple[float, float]
    corner: tuple[int, int]
    step: int

    def place(self, thing: Thing) -> Place:
        (x, y), box, step = self.corner, thing.box, self.step
        return Place(self.view, Box(x + box.x * step, y + box.y * step, box.width * step, box.height * step))


@dataclass(frozen=True, eq=False)
class Standing:
    """A container in one view. `pixel_mm` and `area` are of the working pixels."""

    view: int
    working: Working
    pixel_mm: tuple[float, float]
    area: Box
    from_above: bool

    @property
    def columns_mm(self) -> float:
        return float(self.working.depth[0].shape[1] * self.pixel_mm[0])

    def sighted(self) -> Sighted:
        if not self.from_above:
            return _sighted(self, inside_of(self.area, self.pixel_mm))
        ends, walls = round(ENDS_MM / self.pixel_mm[0]), round(WALLS_MM / self.pixel_mm[1])
        box = self.area
        inner = Box(box.x + ends, box.y + walls, max(1, box.width - 2 * ends), max(1, box.height - 2 * walls))
        return _sighted(self, inner)

    def along(self, other: "Standing") -> "Standing | None":
        """The same container where another view shows its ends: both views are scanned in one pass; None if not."""
        size = other.pixel_mm[0] / self.pixel_mm[0]
        if abs(self.columns_mm / other.columns_mm - 1) < SAME_LENGTH:
            x, width = round(other.area.x * size), round(other.area.width * size)
            return replace(self, area=replace(self.area, x=x, width=min(width, self.working.depth[0].shape[1] - x)))
        return self if abs(self.area.width / (other.area.width * size) - 1) < SAME_LENGTH else None


def _sighted(standing: Standing, room: Box) -> Sighted:
    """Small pixels are put together: a gap is no finer matter."""
    working, pixel = standing.working, standing.pixel_mm
    depth = working.depth[0][room.y : room.y + room.height, room.x : room.x + room.width]
    many = max(1, int(PIXEL_MM / max(pixel)))
    rows, columns = depth.shape[0] // many, depth.shape[1] // many
    cut = depth[: rows * many, : columns * many].reshape(rows, many, columns, many)
    small = cut.mean(axis=(1, 3)) if cut.size else np.zeros((1, 1), np.float32)
    wall = min(MOST_WALL, float(np.percentile(small, 4)))
    found = np.maximum(small - np.float32(wall), 0).astype(np.float32)
    corner = (room.x * working.step, room.y * working.step)
    return Sighted(standing.view, found, (pixel[0] * many, pixel[1] * many), corner, working.step * many)


def packages_seen(views: Sequence[Standing]) -> tuple[PackagesSeen, ...]:
    """Every way of counting, the largest packages first; empty where nothing alike is parted."""
    side = next((each for each in views if not each.from_above), None)
    above = next((each for each in views if each.from_above), None)
    if side is not None and above is not None:
        above = above.along(side)
    return _counted(side.sighted() if side is not None else None, above.sighted() if above is not None else None)


@dataclass(frozen=True)
class Tally:
    count: int
    low: int
    high: int


def _counted(side: Sighted | None, above: Sighted | None) -> tuple[PackagesSeen, ...]:
    if side is not None and above is not None:
        above = _where_loaded(above, side)
    from_side = likes(side.depth, side.pixel_mm) if side is not None else ()
    from_above = likes(above.depth, above.pixel_mm) if above is not None else ()
    if side is not None and above is not None:
        both = [_both(above, flat, side, from_side) for flat in from_above]
        # What one view parts and the other contradicts is no count, not even of the fewest.
        return tuple(each for each in both if each is not None)
    alone = [_alone(side, each, "across") for each in from_side] if side is not None else []
    if not alone and above is not None:
        alone = [_alone(above, each, "tiers") for each in from_above]
    return tuple(alone)


def _where_loaded(above: Sighted, side: Sighted) -> Sighted:
    """The view from above without what lies under the container where nothing stands in it: axles, beams, a cab."""
    lower = side.depth > max(LOADED_DEPTH, 0.2 * level_of(side.depth))
    loaded = lower.sum(axis=0) * side.pixel_mm[1] > LEAST_HEIGHT_MM
    at = np.arange(above.depth.shape[1]) * above.pixel_mm[0] / side.pixel_mm[0]
    seen = loaded[np.minimum(at.astype(int), len(loaded) - 1)] & (at < len(loaded))
    return replace(above, depth=np.where(seen[None, :], above.depth, np.float32(0)))


def _alone(sighted: Sighted, seen: Likes, unknown: str) -> PackagesSeen:
    """`unknown` says what may be more: rows across the container, or tiers."""
    fewest = seen.count - seen.merged
    size = (seen.mm[0], None, seen.mm[1]) if unknown == "across" else (seen.mm[0], seen.mm[1], None)
    return PackagesSeen(None, fewest, None, size, False, tuple(_places(sighted, seen)), unknown)


def _both(above: Sighted, flat: Likes, side: Sighted, from_side: Sequence[Likes]) -> PackagesSeen | None:
    rows = [[_along(thing, above, side) for thing in row] for row in _rows(above, flat)]
    standing = _matching(flat, from_side, rows)
    told = [_row(row, side, flat.mm[0], standing) for row in rows]
    if not all(_fits(row, side, flat.mm[0], each) for row, each in zip(rows, told, strict=True)):
        return None
    tiers = [number for number, _ in told]
    usual = int(np.median(tiers))
    tally = _added(rows, told, side, standing)
    doubts = flat.odd * usual + sum(abs(number - usual) for number in tiers if abs(number - usual) > usual)
    left = math.floor((1 - flat.coverage) * tally.count + 0.3) if flat.coverage < 0.93 else 0
    low, high = tally.low - flat.merged * usual, tally.high + doubts + left
    if high - low > MOST_DOUBT * tally.count:
        return None
    tall = float(np.median([height for _, height in told]))
    certain = low == high and flat.odd == 0
    places = _places(above, flat)
    places += _places(side, standing) if standing is not None else []
    return PackagesSeen(tally.count, low, high, (*flat.mm, tall), certain, tuple(places))


def _places(sighted: Sighted, seen: Likes) -> list[Place]:
    return [sighted.place(each) for each in seen.things[:MOST_PLACES]]


def _rows(above: Sighted, flat: Likes) -> list[list[Thing]]:
    """Things that stand beside each other across the container, from the front."""
    length = flat.mm[0] / above.pixel_mm[0]
    rows: list[list[Thing]] = []
    for thing in sorted(flat.things, key=lambda each: each.middle[0]):
        if rows and thing.middle[0] - float(np.mean([each.middle[0] for each in rows[-1]])) < SAME_PLACE * length:
            rows[-1].append(thing)
        else:
            rows.append([thing])
    return rows


def _along(thing: Thing, above: Sighted, side: Sighted) -> Thing:
    """The same thing, its place along the container in the side view's pixels."""
    size = above.pixel_mm[0] / side.pixel_mm[0]
    return replace(thing, box=replace(thing.box, x=round(thing.box.x * size), width=round(thing.box.width * size)))


def _matching(flat: Likes, from_side: Sequence[Likes], rows: Sequence[Sequence[Thing]]) -> Likes | None:
    """The same things from the side: as long, and at least one for every row."""
    fitting = [
        each
        for each in from_side
        if abs(math.log(each.mm[0] / flat.mm[0])) < SAME_SIZE and each.count >= len(rows) and each.odd == 0
    ]
    return max(fitting, key=lambda each: each.count, default=None)


def _span(row: Sequence[Thing], side: Sighted, length_mm: float) -> tuple[float, float]:
    """Middle of a row and half of the strip in which it is looked at, in the side view's pixels."""
    middle = float(np.mean([thing.middle[0] for thing in row]))
    return middle, max(1.0, STRIP * length_mm / side.pixel_mm[0])


def _strip(row: Sequence[Thing], side: Sighted, length_mm: float) -> NDArray[np.floating]:
    """−ln T from top to bottom, where a row stands."""
    middle, half = _span(row, side, length_mm)
    strip = side.depth[:, max(0, round(middle - half)) : round(middle + half) + 1]
    return np.asarray(np.median(strip, axis=1)) if strip.size else np.zeros(1)


def _fits(row: Sequence[Thing], side: Sighted, length_mm: float, told: tuple[int, float]) -> bool:
    """Whether the tiers are no higher together than the load is there."""
    tiers, tall = told
    profile = _strip(row, side, length_mm)
    height = float((profile > max(LOADED_DEPTH, 0.1 * profile.max())).sum()) * side.pixel_mm[1]
    return tiers > 0 and tiers * tall <= height * (1 + HEIGHT_SLACK) + side.pixel_mm[1]


def _row(row: Sequence[Thing], side: Sighted, length_mm: float, standing: Likes | None) -> tuple[int, float]:
    """Tiers of a row, and how tall one is in mm."""
    middle, half = _span(row, side, length_mm)
    if standing is not None:
        own = [each for each in standing.things if abs(each.middle[0] - middle) < max(half * 1.6, 2)]
        if own:
            return sum(each.times for each in own), standing.mm[1]
    heights = _tiers(_strip(row, side, length_mm), side.pixel_mm[1])
    return len(heights), float(np.median(heights)) if heights else 0.0


def _tiers(profile: NDArray[np.floating], pixel_mm: float) -> list[float]:
    """Heights in mm of what stands on each other, from a profile from top to bottom."""
    level = float(np.percentile(profile, 90))
    if level < 0.05:
        return []
    window = max(3, round(190 / pixel_mm))
    drop = ndimage.grey_closing(profile, window) - profile
    solid = (profile > 0.25 * level) & (drop < TIER_DROP * level)
    labels, count = ndimage.label(solid)
    heights = [float((labels == number).sum()) * pixel_mm for number in range(1, count + 1)]
    tallest = max(heights, default=0.0)
    return [height for height in heights if height > TIER_LEAST * tallest]


def _added(
    rows: Sequence[Sequence[Thing]], told: Sequence[tuple[int, float]], side: Sighted, standing: Likes | None
) -> Tally:
    """All rows together; where a tier is too light from the side, one of it is missing."""
    lanes = [sum(thing.times for thing in row) for row in rows]
    whole = sum(across * tiers for across, (tiers, _) in zip(lanes, told, strict=True))
    if standing is None or max(tiers for tiers, _ in told) < 2:
        return Tally(whole, whole, whole)
    each = _in_rows(rows, lanes, side, standing)
    if not each or max(depth for _, depth in each) > OPAQUE_DEPTH:
        return Tally(whole, whole, whole)
    one = float(np.percentile([depth / across for across, depth in each], 60))
    short = [across - depth / one for across, depth in each]
    missing = sum(round(gap) for gap in short if gap > MISSING)
    unsure = sum(1 for gap in short if UNSURE < gap <= MISSING)
    return Tally(whole - missing, whole - missing - unsure, whole - missing)


def _in_rows(
    rows: Sequence[Sequence[Thing]], lanes: Sequence[int], side: Sighted, standing: Likes
) -> list[tuple[int, float]]:
    """For everything seen from the side: how many stand behind each other there by the plan, and its depth."""
    half = 0.35 * standing.mm[0] / side.pixel_mm[0]
    found = []
    for row, across in zip(rows, lanes, strict=True):
        middle = float(np.mean([thing.middle[0] for thing in row]))
        found += [(across, each.depth) for each in standing.things if abs(each.middle[0] - middle) < half]
    return found
