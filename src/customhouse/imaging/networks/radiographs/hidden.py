"""The second, finer network of radiographs: where something lies that does not belong, by kind of what is hidden.

The first network knows goods by places of 6 cm, in which a pistol is lost. This one sees every pixel of the plate, and
how far each stands out of its surroundings; it knows nothing of commodities, so that the first one's word on what is
strange among them counts beside it.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from scipy import ndimage

from customhouse.imaging.networks.cards import Model, load_model
from customhouse.imaging.networks.engine import open_network
from customhouse.imaging.networks.radiographs.channels import Planes

NAME = "radiograph_hidden"
# Small metal things; dense bodies such as casks of lead; bricks, bags and drums; hollows; compartments; other goods.
KINDS = ("metal", "dense", "body", "hollow", "compartment", "goods")
CHANNELS = (
    *("depth", "areal", "material", "two_energies", "height", "from_above"),
    *("areal_out", "areal_out_widely", "material_out"),
)
NEAR, WIDE = 15, 63  # pixels across what a pixel is compared with: 24 cm, 1 m
# By how much differences are enlarged: a blade behind goods is a hundredth of the areal channel's range.
NEAR_TIMES, WIDE_TIMES, MATERIAL_TIMES = np.float32(8), np.float32(4), np.float32(1)
MOST_OUT = 4.0
GOODS, PLACES, BESIDE = KINDS.index("goods"), "places", "beside"
MULTIPLE = 16  # of rows and columns that the network can halve as often as it does


def hidden_of(model: Model) -> Model | None:
    """The network that lies beside the first one; None where there is none."""
    card = model.path.with_name(f"{NAME}.card.json")
    return _read(card) if card.exists() and card.with_name(f"{NAME}.onnx").exists() else None


_read = cache(load_model)


def planes_of(image: Planes) -> Planes:
    """(`CHANNELS`, rows, columns), of the first network's input."""
    areal, material = image[1], image[2]
    near = (areal - _mean(areal, NEAR)) * NEAR_TIMES
    wide = (areal - _mean(areal, WIDE)) * WIDE_TIMES
    metal = (material - _mean(material, NEAR)) * MATERIAL_TIMES
    return np.concatenate([image[:6], np.clip(np.stack([near, wide, metal]), -MOST_OUT, MOST_OUT)])


def _mean(plane: Planes, window: int) -> Planes:
    return np.asarray(ndimage.uniform_filter(plane, window, mode="nearest"))


def logits_of(image: Planes, model: Model) -> Planes:
    """The network's word on each of `KINDS` at half of the image's rows and columns."""
    planes = planes_of(image)
    rows, columns = planes.shape[1:]
    lacking = [(0, 0), *((0, -size % MULTIPLE) for size in (rows, columns))]
    said = open_network(model.path).run({"plate": np.pad(planes, lacking, mode="edge")[None]})
    kinds: Planes = said["kinds"][0]
    return kinds[:, : -(-rows // 2), : -(-columns // 2)]


def evened(logits: Planes, preparation: Mapping[str, Any]) -> Planes:
    """Logits of all kinds brought to one scale."""
    told = np.asarray(preparation["kinds"], np.float32)  # slope and offset of each
    return np.asarray(told[:, :1, None] * logits + told[:, 1:, None], np.float32)


def beside_places(kinds: Planes, strange: Planes, preparation: Mapping[str, Any], by: str) -> Planes:
    """What the network of places finds strange, which knows commodities, counts as other goods among the goods.

    Args:
        by: whose word that is; of another version than the card was calibrated beside it counts for nothing.
    """
    if PLACES not in preparation or preparation.get(BESIDE) != by:
        return kinds
    slope, offset = (np.float32(number) for number in preparation[PLACES])
    told = kinds.copy()
    told[GOODS] = np.logaddexp(told[GOODS], slope * strange + offset)
    return told


def strange_of(kinds: Planes) -> Planes:
    """One map of all kinds on one scale: that of any of them."""
    return np.asarray(np.logaddexp.reduce(kinds, axis=0), np.float32)
