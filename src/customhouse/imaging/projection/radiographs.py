"""Insertion into radiographs: multiplied, for each view and energy, by what the threat itself lets through."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import OPEN_BEAM, Box, Energy, Radiograph, Subject, View
from customhouse.imaging.physics.beams.beam import Beam, beams
from customhouse.imaging.physics.containers import container
from customhouse.imaging.projection.grain import Grain, blur_of, grain_of
from customhouse.imaging.projection.library import Threat
from customhouse.imaging.projection.refusing import NoPlace
from customhouse.imaging.projection.solids import Voxelled, turned, voxelled

Floats = NDArray[np.float32]
CARGO_KEV, PARCEL_KEV = 6000.0, 160.0  # where the scan does not name its energy
CARGO_PIXEL_MM, PARCEL_PIXEL_MM = 7.0, 1.5  # where it does not name its pixel
CARGO_FROM_MM = 4000.0
TURNS, PLACES, INSERTIONS = 5, 80, 6  # poses that are tried; of each, places looked at and places tried out
MOST_PIXELS = 1600  # along a side of the part in which blur and noise are measured
LEAST_THROUGH = 0.004  # median transmission of a place where something can still be seen
LEAST_CONTRAST = 4.0  # of the fall in signal, over its noise in a patch of nine pixels
PITCH = 0.7  # of the finest pixel: how finely a solid is laid out
GOODS_DEPTH = 0.1  # −ln T over that of the walls alone, where goods lie
LOADED_SHARE = 0.03  # of the room: with less in it a container is empty, and a threat lies on its floor
LEAST_DEPTH = 0.03  # −ln T that a place must have to be a place among goods
DEEPEST = 12.0


@dataclass(frozen=True)
class Room:
    """Where things may lie in one view: a box in pixels, and how large a pixel is, mm.

    Attributes:
        least: −ln T that a place among goods has; None in an empty container, where things lie on the floor.
    """

    box: Box
    pixel_mm: tuple[float, float]
    from_above: bool
    least: float | None = LEAST_DEPTH


@dataclass(frozen=True)
class Inserted:
    """A copy with a threat in it, and where it is: view and box, a line for each view."""

    scan: Radiograph
    boxes: tuple[tuple[int, Box], ...]


def insert(scan: Radiograph, threat: Threat, seed: int) -> Inserted:
    """Put a threat into a copy of a radiograph. Raises `NoPlace` where it would lie nowhere, or be seen by nobody."""
    dice = np.random.default_rng(seed)
    scan = _with_energies(scan)
    rooms = [_room(view, scan) for view in scan.views]
    finest = min(min(room.pixel_mm) for room in rooms)
    solid = threat.solid(dice)
    looks = [_looks(view, room) for view, room in zip(scan.views, rooms, strict=True)]
    for _ in range(TURNS):
        laid = voxelled(solid, turned(dice, threat.flat), finest * PITCH)
        shadows = [_shadow(laid, room) for room in rooms]
        left = INSERTIONS
        for _ in range(PLACES):
            patches = _placed_in_all(scan, rooms, shadows, dice)
            if patches is not None and left > 0:
                left -= 1
                made = _inserted(scan, patches, looks, dice)
                if made is not None:
                    return made
    raise NoPlace(f"No place for {threat.name.lower()} in this image at which anybody could see it.")


@dataclass(frozen=True)
class Look:
    """How one energy of one view looks: its noise, and its blur in pixels."""

    grain: Grain
    blur: float


def _looks(view: View, room: "Room") -> tuple[Look, ...]:
    """Measured about the middle of the room: that is enough, and an image may have sixty million pixels."""
    y, x = room.box.y + room.box.height // 2, room.box.x + room.box.width // 2
    rows = slice(max(0, y - MOST_PIXELS // 2), y + MOST_PIXELS // 2)
    columns = slice(max(0, x - MOST_PIXELS // 2), x + MOST_PIXELS // 2)
    signals = [plane[rows, columns].astype(np.float32) / OPEN_BEAM for plane in view.transmission]
    return tuple(Look(grain_of(signal), blur_of(signal)) for signal in signals)


def _placed_in_all(
    scan: Radiograph, rooms: "list[Room]", shadows: "list[Shadow]", dice: np.random.Generator
) -> "list[Patch] | None":
    along = dice.uniform()  # the one place along the belt that all views share
    patches = []
    for view, room, shadow in zip(scan.views, rooms, shadows, strict=True):
        patch = _placed(view, room, shadow, along, dice)
        if patch is None:
            return None
        patches.append(patch)
    return patches


def _inserted(
    scan: Radiograph, patches: "list[Patch]", looks: list[tuple[Look, ...]], dice: np.random.Generator
) -> Inserted | None:
    """None where nobody could see it in any view."""
    lit = beams(scan.energies, scan.wedges)
    made = [_multiplied(patch, lit, look, dice) for patch, look in zip(patches, looks, strict=True)]
    if all(one.contrast < LEAST_CONTRAST for one in made):
        return None
    views = tuple(replace(view, transmission=one.transmission) for view, one in zip(scan.views, made, strict=True))
    seen = tuple((index, one.box) for index, one in enumerate(made) if one.contrast >= LEAST_CONTRAST / 2)
    return Inserted(replace(scan, views=views), seen)


def _with_energies(scan: Radiograph) -> Radiograph:
    is_cargo = scan.subject in (Subject.CONTAINER, Subject.VEHICLE)
    usual = CARGO_KEV if is_cargo else PARCEL_KEV
    known = [energy.peak_kev for energy in scan.energies]
    if all(known):
        return scan
    guessed = tuple(
        energy if energy.peak_kev else Energy(energy.name, usual * (1 if rank == 0 else 2 / 3), None, energy.detector)
        for rank, energy in enumerate(scan.energies)
    )
    return replace(scan, energies=guessed, wedges=())


def _room(view: View, scan: Radiograph) -> Room:
    """The inside of the container where one is seen, else all that is not air."""
    depth = -np.log(np.maximum(view.transmission[0].astype(np.float32), 1) / OPEN_BEAM)
    is_cargo = scan.subject in (Subject.CONTAINER, Subject.VEHICLE)
    size = CARGO_PIXEL_MM if is_cargo else PARCEL_PIXEL_MM
    pixel = view.pixel_mm or (size, size)
    is_cargo = is_cargo or (scan.subject is Subject.UNKNOWN and depth.shape[1] * pixel[0] > CARGO_FROM_MM)
    if is_cargo:
        body = container.body(depth, 0.12, view.pixel_mm, scan.container.size_type)
        if body is not None:
            above = container.is_from_above(body, view.pixel_mm, view.name)
            inside = container.inside_of(body, pixel)
            return Room(inside, pixel, above, _goods_from(depth, inside, beams(scan.energies, scan.wedges)[0]))
    solid = ndimage.uniform_filter(depth, 5) > LEAST_DEPTH
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if len(rows) < 8 or len(columns) < 8:
        raise NoPlace("The image shows nothing into which a threat could be put.")
    box = Box(int(columns[0]), int(rows[0]), int(columns[-1] - columns[0] + 1), int(rows[-1] - rows[0] + 1))
    return Room(box, pixel, "top" in view.name.lower() or "above" in view.name.lower())


Shadow = dict[str, Floats]
"""What a solid adds in one view, by substance, g/cm² (rows, columns)."""


def _goods_from(depth: Floats, inside: Box, beam: Beam) -> float | None:
    """The −ln T from which goods lie behind the walls; None where there are none."""
    room = depth[inside.y : inside.y + inside.height, inside.x : inside.x + inside.width]
    # A full container shows its walls nowhere: they are taken for no thicker than walls are.
    thickest = float(beam.behind("steel", np.array([1.5 * container.WALL_G_CM2]))[0])
    least = min(float(np.quantile(room, 0.05)), thickest) + GOODS_DEPTH
    return least if float((room > least).mean()) >= LOADED_SHARE else None


@dataclass(frozen=True)
class Patch:
    """Where a solid falls on a view: its corner, and what it adds there of each substance, g/cm² (rows, columns)."""

    view: View
    corner: tuple[int, int]
    areal: Shadow

    @property
    def window(self) -> tuple[slice, slice]:
        rows, columns = next(iter(self.areal.values())).shape
        return slice(self.corner[0], self.corner[0] + rows), slice(self.corner[1], self.corner[1] + columns)


def _shadow(laid: Voxelled, room: Room) -> Shadow:
    return {name: _seen(density, laid.pitch_mm, room) for name, density in laid.densities.items()}


def _placed(view: View, room: Room, areal: Shadow, along: float, dice: np.random.Generator) -> Patch | None:
    """None where it does not fit, lies in air, or behind what nothing comes through."""
    rows, columns = next(iter(areal.values())).shape
    free_rows, free_columns = room.box.height - rows, room.box.width - columns
    if free_rows < 0 or free_columns < 0:
        return None
    on_floor = room.least is None and not room.from_above
    row = free_rows if on_floor else int(dice.integers(0, free_rows + 1))
    corner = (room.box.y + row, room.box.x + int(along * free_columns))
    patch = Patch(view, corner, areal)
    behind = view.transmission[0][patch.window].astype(np.float32) / OPEN_BEAM
    through = float(np.median(behind))
    least = LEAST_DEPTH if room.least is None else room.least
    if behind.shape != (rows, columns) or not LEAST_THROUGH < through < math.exp(-least):
        return None
    return patch


def _seen(density: Floats, pitch_mm: float, room: Room) -> Floats:
    """Sum along the beam, then at the view's pixels: g/cm²."""
    along_beam = density.sum(axis=1 if room.from_above else 0) * np.float32(pitch_mm / 10)
    steps = (room.pixel_mm[1] / pitch_mm, room.pixel_mm[0] / pitch_mm)
    smooth = ndimage.uniform_filter(np.pad(along_beam, 4), [max(1, round(step)) for step in steps])
    shape = [max(1, math.ceil(size / step)) for size, step in zip(smooth.shape, steps, strict=True)]
    at = np.meshgrid(*((np.arange(n) + 0.5) * step - 0.5 for n, step in zip(shape, steps, strict=True)), indexing="ij")
    return np.asarray(ndimage.map_coordinates(smooth, at, order=1, mode="constant"), np.float32)


@dataclass(frozen=True)
class Made:
    """`transmission` is the whole view anew; `contrast` what was added over its noise."""

    transmission: NDArray[np.uint16]
    box: Box
    contrast: float


def _multiplied(patch: Patch, lit: tuple[Beam, ...], looks: tuple[Look, ...], dice: np.random.Generator) -> Made:
    made = patch.view.transmission.copy()
    contrast = 0.0
    extent = sum(patch.areal.values(), np.zeros((1, 1), np.float32))
    for rank, beam in enumerate(lit[: len(made)]):
        look = looks[rank]
        behind = patch.view.transmission[rank][patch.window].astype(np.float32) / OPEN_BEAM
        through = _through(beam, patch.areal, behind)
        through = ndimage.gaussian_filter(through, look.blur, mode="nearest")
        after = behind * through
        noise = dice.normal(0, 1, after.shape).astype(np.float32) * np.sqrt(look.grain.variance_to_add(after, through))
        counts = np.rint(np.clip(after + noise, 0, 1) * OPEN_BEAM)
        # Where nothing of the threat is, nothing is touched, not even by rounding.
        made[rank][patch.window] = np.where(through < 0.9995, counts, made[rank][patch.window]).astype(np.uint16)
        if rank == 0:
            contrast = _contrast(extent, behind, after, look.grain)
    return Made(made, _box(patch, extent), contrast)


def _through(beam: Beam, areal: dict[str, Floats], behind: Floats) -> Floats:
    """What the threat lets through of the beam that the load before it has hardened already.

    The load is taken for water of the same attenuation; the order in which two things stand in a beam is nothing to it.
    """
    load = _water_of(beam, -np.log(np.maximum(ndimage.uniform_filter(behind, 5), math.exp(-DEEPEST))))
    layers = {name: np.asarray(values, float) for name, values in areal.items()}
    layers["water"] = layers.get("water", np.zeros_like(load)) + load
    added = beam.minus_log_t(layers) - beam.behind("water", load)
    return np.asarray(np.exp(-np.maximum(added, 0)), np.float32)


def _water_of(beam: Beam, depth: NDArray[np.floating]) -> NDArray[np.float64]:
    grid = np.concatenate([[0.0], np.geomspace(1e-3, 600.0, 300)])
    return np.asarray(np.interp(depth, beam.behind("water", grid), grid))


def _contrast(extent: Floats, behind: Floats, after: Floats, grain: Grain) -> float:
    """How far the signal falls, over its noise in a patch of nine pixels."""
    inside = extent > 0.25 * float(extent.max())
    if not inside.any():
        return 0.0
    noise = np.sqrt(grain.photons * behind[inside] + grain.electronic + (0.5 / OPEN_BEAM) ** 2) / 3
    return float(np.median((behind[inside] - after[inside]) / np.maximum(noise, 1e-6)))


def _box(patch: Patch, extent: Floats) -> Box:
    """About all that counts: a thin rim of blur is no part of the thing."""
    inside = extent > 0.05 * float(extent.max())
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    y, x = patch.corner[0] + int(rows[0]), patch.corner[1] + int(columns[0])
    return Box(x, y, int(columns[-1] - columns[0] + 1), int(rows[-1] - rows[0] + 1))
