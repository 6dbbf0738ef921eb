"""A threat of the library as its shadow at 160 kV, for people who choose which are drawn."""

import io
from functools import lru_cache

import numpy as np

from customhouse.imaging.physics.beams.beam import single
from customhouse.imaging.projection.library import threat
from customhouse.imaging.projection.solids import turned, voxelled

LONGER_SIDE = 112
PEAK_KEV = 160.0
SEED = 7


@lru_cache(maxsize=64)
def picture_of(code: str) -> bytes:
    """A PNG, white where nothing is. Raises `NotFound`."""
    from PIL import Image  # noqa: PLC0415 - wanted on one page only, and no server need carry it from its start

    one, dice = threat(code), np.random.default_rng(SEED)
    solid = one.solid(dice)
    # Flat things lie on their base, and are seen from above and a little from the side; the rest as they are built.
    rotation = turned(dice, flat=True) if one.flat else np.eye(3)
    laid = voxelled(solid, rotation, 2 * max(solid.half) / LONGER_SIDE)
    layers = {name: density.sum(axis=0) * laid.pitch_mm / 10 for name, density in laid.densities.items()}
    through = np.exp(-single(PEAK_KEV).minus_log_t({name: areal.astype(float) for name, areal in layers.items()}))
    grey = np.rint(255 * np.sqrt(np.pad(through, 8, constant_values=1.0))).astype(np.uint8)
    # Heights grow upwards in a solid and downwards in a picture.
    sink = io.BytesIO()
    Image.fromarray(grey[::-1]).save(sink, "PNG")
    return sink.getvalue()
