"""The radiograph network's maps as pictures that lie over a view: a class number or a grade of strangeness a pixel."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from customhouse.imaging.networks.radiographs.looking import Overlay
from customhouse.imaging.networks.radiographs.regions import HALF
from customhouse.imaging.recogniser import Artefact


def overlay_files(overlays: Sequence[Overlay], folder: Path) -> tuple[Artefact, ...]:
    """`commodity.view0.png`: numbers in the order of the model card's classes, 0 for none and 255 for unknown;
    `anomaly.view0.png`: 0 to 255. Both cover the whole view, a pixel of theirs being many of the view's.
    """
    made = []
    for overlay in overlays:
        for name, plane in (("commodity", overlay.classes), ("anomaly", overlay.anomaly)):
            path = folder / f"{name}.view{overlay.view}.png"
            whole = _on_the_view(plane, overlay)
            Image.fromarray(whole).save(path, optimize=False)
            made.append(Artefact(path.name, path, whole.shape))
    return tuple(made)


def _on_the_view(plane: NDArray[np.uint8], overlay: Overlay) -> NDArray[np.uint8]:
    rows, columns = (-(-size // HALF) for size in overlay.plate.whole)
    whole = np.zeros((rows, columns), np.uint8)
    y, x = overlay.plate.place.y // HALF, overlay.plate.place.x // HALF
    part = plane[: rows - y, : columns - x]
    whole[y : y + part.shape[0], x : x + part.shape[1]] = part
    return whole
