"""Whether an image can be what it is said to be: bright where nothing stands, upright, as large as cargo is, and
proportional to the dose."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import OPEN_BEAM, Box, Radiograph
from customhouse.imaging.physics.containers.container import EDGE_MM, HEIGHTS_MM, LENGTHS_MM, WALL_G_CM2
from customhouse.imaging.physics.radiographs.areal import FloatMap
from customhouse.kernel.reasons import Reason

EDGE = 0.01  # of the image's longer side: how deep its edges are looked at
SIDE = 0.04  # of its width or height: deeper than the posts and rails of a container
DARK, BRIGHT = 0.1, 0.9  # transmission
MUCH_DARK, LITTLE_BRIGHT = 0.15, 0.06  # shares of the edges; of upright images they were below 0.06 and above 0.18
MOSTLY, DEEP_SIDES = 0.9, 2
ROWS = 400  # to which an image is thinned before its edges are looked at
SOLID_DEPTH = 0.05  # −ln T
STACKED_MM = 2400.0  # more than any chassis with its wheels is high
UPRIGHT = 0.6  # a container's height over its length is less, seen from the side
SHORT, LONG = 0.65, 0.85  # of the length that a container of the type has
STEPS_MM = (200.0, 1700.0)  # between its wheels and itself, where it stands on its roof
# Of its length and of its height, what a container measures at least and at most: pixels are known to a tenth or so,
# and a fan of beams throws it higher. Of 190 simulated ones it was 0.97 to 1.01 and 1.00 to 1.25.
LENGTH_SHARES, HEIGHT_SHARES = (0.75, 1.3), (0.7, 1.45)
# Where no type is said: what is smaller is no container and no vehicle, what is larger more than one.
CARGO_MM, CARGO_HIGH_MM = (1500.0, 30_000.0), (700.0, 10_000.0)
CLOSED = ("G", "V", "R", "H", "B", "S")  # types whose roof runs from end to end
THIN_WALLS = 0.5  # of what two walls of steel usually weigh

INVERTED = Reason(
    "values_inverted",
    "The image is dark where nothing stands: its values look inverted, so nothing was measured. "
    "Export it with the open beam bright.",
)
NO_SIZE = ("cargo_size_impossible", "container_size_impossible")
TURNED = Reason(
    "image_turned",
    "No container stands like this: the image looks turned or upside down, so nothing in it was weighed. "
    "Export it upright.",
)


def inverted(scan: Radiograph) -> bool:
    """Whether the edges of a view are dark and show no open beam, and either its energies contradict each other, for
    then the lower one passes more, or at least two sides are dark deeper than a container's posts reach.
    """
    return any(_is_inverted(view.transmission) for view in scan.views)


def _is_inverted(planes: NDArray[np.uint16]) -> bool:
    step = max(1, min(planes.shape[1:]) // ROWS)
    plane = planes[0, ::step, ::step].astype(np.float32) / np.float32(OPEN_BEAM)
    edge = max(2, round(EDGE * max(plane.shape)))
    if min(plane.shape) <= 4 * edge:
        return False
    edges = np.concatenate([side.ravel() for side in _sides(plane, (edge, edge))])
    within = float(np.percentile(plane[edge:-edge, edge:-edge], 95))
    if (edges < DARK).mean() < MUCH_DARK or (edges > BRIGHT).mean() > LITTLE_BRIGHT or within < DARK:
        return False
    if energies_contradict(planes):
        return True
    rows, columns = (max(1, round(SIDE * count)) for count in plane.shape)
    deep = [float((side < DARK).mean()) > MOSTLY for side in _sides(plane, (rows, columns))]
    return sum(deep) >= DEEP_SIDES


def _sides(plane: FloatMap, depths: tuple[int, int]) -> tuple[FloatMap, ...]:
    """The bands along the upper, lower, left and right edge, so many rows and so many columns deep."""
    rows, columns = depths
    return plane[:rows], plane[-rows:], plane[:, :columns], plane[:, -columns:]


def energies_contradict(planes: NDArray[np.uint16]) -> bool:
    """Whether the plane called lower in energy passes more than the higher one: swapped, or something else."""
    thin = planes[:, ::8, ::8].astype(np.float32)
    crossed = (thin[0] > 6000) & (thin[0] < 50000)
    if len(planes) < 2 or crossed.sum() < 50:
        return False
    return float(np.median(thin[1][crossed] / thin[0][crossed])) > 1.01


def turned(depth: FloatMap, box: Box, pixel_mm: tuple[float, float] | None, size_type: str | None) -> bool:
    """Whether what was taken for a container, seen from the side, can be none that stands on its floor.

    One on its end goes on below its height; of one on its roof a stretch between or behind the wheels was taken for it.

    Args:
        depth: −ln T of the whole view.
    """
    if pixel_mm is None:
        return False
    width, height = box.width * pixel_mm[0], box.height * pixel_mm[1]
    solid = ndimage.uniform_filter(depth, 3) > SOLID_DEPTH
    below = solid[box.y + box.height :, box.x : box.x + box.width].any(axis=1)
    if height > UPRIGHT * width and float(below.sum()) * pixel_mm[1] > STACKED_MM:
        return True
    length = LENGTHS_MM.get(size_type[0]) if size_type else None
    if length is None or width > SHORT * length:
        return False
    steps = np.abs(np.argmax(solid, axis=0) - box.y) * pixel_mm[1]
    beside = solid.any(axis=0) & (steps > STEPS_MM[0]) & (steps < STEPS_MM[1])
    beside[box.x : box.x + box.width] = False
    return width + float(beside.sum()) * pixel_mm[0] > LONG * length


def impossible_size(
    box: Box, image: tuple[int, int], pixel_mm: tuple[float, float] | None, size_type: str | None
) -> Reason | None:
    """Why what is imaged, as large as its pixels make it, can be no container of its type, nor any other cargo.

    Where it runs to the edge of the image it may be cut off, and then it is never too short.

    Args:
        box: the container, or all that is seen where none stands out.
        image: rows and columns.
        size_type: None where no container stands out: then any cargo will do.
    """
    if pixel_mm is None:
        return None
    size = (box.width * pixel_mm[0], box.height * pixel_mm[1])
    ends = (
        min(box.x, image[1] - box.x - box.width) * pixel_mm[0] <= min(EDGE_MM, size[0] / 20),
        min(box.y, image[0] - box.y - box.height) * pixel_mm[1] <= min(EDGE_MM, size[1] / 20),
    )
    known = (LENGTHS_MM.get(size_type[0]), HEIGHTS_MM.get(size_type[1])) if size_type else (None, None)
    if size_type is None or None in known or size_type[2:3] not in CLOSED:
        spans: tuple[tuple[float, float], ...] = (CARGO_MM, CARGO_HIGH_MM)
        return _no_size(size) if _is_outside(size, spans, ends) else None
    spans = tuple(
        (low * (whole or 0), high * (whole or 0))
        for whole, (low, high) in zip(known, (LENGTH_SHARES, HEIGHT_SHARES), strict=True)
    )
    return _other_size(size, known, size_type) if _is_outside(size, spans, ends) else None


def _is_outside(size: tuple[float, float], spans: tuple[tuple[float, float], ...], ends: tuple[bool, bool]) -> bool:
    return any(mm > most or (mm < least and not cut) for mm, (least, most), cut in zip(size, spans, ends, strict=True))


def _no_size(size: tuple[float, float]) -> Reason:
    params = {"metres": f"{size[0] / 1000:.3g}", "high": f"{size[1] / 1000:.3g}"}
    text = (
        "By its pixels what is imaged is {metres} m long and {high} m high, and no container or vehicle is: the size "
        "of a pixel is wrong, or in another unit than millimetres. Nothing was weighed."
    )
    return Reason("cargo_size_impossible", text.format_map(params), params)


def _other_size(size: tuple[float, float], known: tuple[int | None, int | None], size_type: str) -> Reason:
    params = {"metres": f"{size[0] / 1000:.3g}", "high": f"{size[1] / 1000:.3g}", "type": size_type}
    params |= {"length": f"{(known[0] or 0) / 1000:.1f}", "height": f"{(known[1] or 0) / 1000:.1f}"}
    text = (
        "The container in the image is {metres} m long and {high} m high by its pixels, and one of type {type} is "
        "{length} by {height} m: the type that is said or the size of a pixel is wrong, or there are several. Nothing "
        "was weighed."
    )
    return Reason("container_size_impossible", text.format_map(params), params)


def thin_walls(wall_g_cm2: float, size_type: str | None) -> Reason | None:
    """Why masses are too low where the walls of a container of steel weigh less than such walls can.

    Args:
        wall_g_cm2: of both walls, as an empty stretch of the image shows them.
    """
    if size_type is None or size_type[2:3] not in ("G", "V", "R", "H") or wall_g_cm2 >= THIN_WALLS * WALL_G_CM2:
        return None
    params = {"seen": f"{wall_g_cm2:.1f}", "least": f"{THIN_WALLS * WALL_G_CM2:.1f}"}
    text = (
        "The walls of the container seem to weigh {seen} g/cm², and such walls weigh {least} at least: the values are "
        "not proportional to the dose, as in an image made for the eye, or of another beam. The mass cannot be told."
    )
    return Reason("walls_too_thin", text.format_map(params), params)
