"""Rows and columns that an export put around an image to make it larger: nothing was measured in them."""

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.model import OPEN_BEAM
from customhouse.imaging.physics.radiographs.faults import energies_contradict

MOST = 0.5  # of the rows or columns: of an image that is dark beyond that, nobody knows what it is
# Some side of what is left begins with open beam, deeper than the rails and posts of a container reach, which an
# inverted image shows as bright: share of its rows or columns, transmission, share of the pixels.
MARGIN, BRIGHT, MOSTLY = 0.08, 0.9, 0.6


def without_padding(planes: NDArray[np.uint16]) -> tuple[NDArray[np.uint16], str | None]:
    """Read rows and columns at the edges that are nought throughout, at all energies, as open beam.

    Black, they would weigh as much as lead. No beam is stopped so evenly: noise and scatter reach every detector. Where
    no open beam lies beside them, or the energies contradict each other, they may be the open beam of an inverted
    image, and stay.

    Args:
        planes: transmission, (energies, rows, columns); not changed.

    Returns:
        The planes, the same object where nothing was black; a note that says how much was.
    """
    rows, columns = (np.asarray(planes.any(axis=over)) for over in ((0, 2), (0, 1)))
    height, width = planes.shape[1:]
    inner = _span(rows), _span(columns)
    kept = [last - first for first, last in inner]
    if kept == [height, width] or kept[0] < (1 - MOST) * height or kept[1] < (1 - MOST) * width:
        return planes, None
    (top, bottom), (left, right) = inner
    measured = planes[:, top:bottom, left:right]
    if energies_contradict(measured) or not _has_margin(measured[0]):
        return planes, None
    whole = np.full_like(planes, OPEN_BEAM)
    whole[:, top:bottom, left:right] = measured
    note = f"black at the edge and taken for open beam: {height - kept[0]} rows, {width - kept[1]} columns"
    return whole, note


def _span(filled: NDArray[np.bool_]) -> tuple[int, int]:
    """From the first that is filled to behind the last."""
    if not filled.any():
        return 0, 0
    return int(np.argmax(filled)), int(len(filled) - np.argmax(filled[::-1]))


def _has_margin(plane: NDArray[np.uint16]) -> bool:
    rows, columns = (max(1, round(MARGIN * count)) for count in plane.shape)
    sides = plane[:rows], plane[-rows:], plane[:, :columns], plane[:, -columns:]
    return any(float((side > BRIGHT * OPEN_BEAM).mean()) > MOSTLY for side in sides)
