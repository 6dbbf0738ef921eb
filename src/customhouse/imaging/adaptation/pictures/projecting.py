"""A volume as site heads see it: what a beam along each of its axes would leave, as three radiographs."""

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.model import Box, BoxMm, Volume
from customhouse.imaging.model.scan import OPEN_BEAM
from customhouse.imaging.physics.volumes.faults import as_it_is

ALONG_Z, ALONG_Y, ALONG_X = range(3)  # the numbers of the views: (y, x), (z, x) and (y, z)
PER_G_CM2 = 0.2  # what 60 keV lose in a gram of water in a square centimetre
UNFIT = "the volume has no Hounsfield units or no size of a voxel, so no radiograph can be made of it"


def projected(scan: Volume) -> tuple[NDArray[np.uint16], ...]:
    """(rows, columns) of transmission each, 65535 = open beam. Raises `ValueError` where the volume has no scale."""
    scan, _ = as_it_is(scan)
    if scan.spacing_mm is None or not scan.calibrated:
        raise ValueError(UNFIT)
    depth, rows, columns = scan.values.shape
    summed = [np.zeros(shape, np.float32) for shape in ((rows, columns), (depth, columns), (rows, depth))]
    for z, values in enumerate(scan.values):
        density = np.maximum(values.astype(np.float32) + 1000, 0) / 1000
        summed[ALONG_Z] += density
        summed[ALONG_Y][z] = density.sum(axis=0)
        summed[ALONG_X][:, z] = density.sum(axis=1)
    return tuple(
        np.rint(OPEN_BEAM * np.exp(-PER_G_CM2 * path * mm / 10)).astype(np.uint16)
        for path, mm in zip(summed, scan.spacing_mm, strict=True)
    )


def flat(place: BoxMm, spacing_mm: tuple[float, float, float]) -> tuple[Box, Box, Box]:
    """Where something in a volume lies in each view."""
    dz, dy, dx = spacing_mm
    x, y, z = round(place.x / dx), round(place.y / dy), round(place.z / dz)
    width, height, depth = (
        max(1, round(edge / by)) for edge, by in ((place.width, dx), (place.height, dy), (place.depth, dz))
    )
    return Box(x, y, width, height), Box(x, z, width, depth), Box(z, y, depth, height)


def placed(place: BoxMm, scan: Volume) -> tuple[Box | None, Box | None, Box | None]:
    """As `flat`; None where the box would reach from edge to edge: so deep is what was seen in another view alone."""
    depth, rows, columns = scan.values.shape
    shapes = ((rows, columns), (depth, columns), (rows, depth))
    boxes = flat(place, scan.spacing_mm or (1.0, 1.0, 1.0))
    along_z, along_y, along_x = (
        None if box.width >= wide or box.height >= high else box
        for box, (high, wide) in zip(boxes, shapes, strict=True)
    )
    return along_z, along_y, along_x


def solid(box: Box, view: int, scan: Volume) -> BoxMm:
    """All that lies behind a box in a view, through the whole volume."""
    dz, dy, dx = scan.spacing_mm or (1.0, 1.0, 1.0)
    deep, high, wide = (count * by for count, by in zip(scan.values.shape, (dz, dy, dx), strict=True))
    if view == ALONG_Z:
        return BoxMm(box.x * dx, box.y * dy, 0.0, box.width * dx, box.height * dy, deep)
    if view == ALONG_Y:
        return BoxMm(box.x * dx, 0.0, box.y * dz, box.width * dx, high, box.height * dz)
    return BoxMm(0.0, box.y * dy, box.x * dz, wide, box.height * dy, box.width * dz)
