"""What the frozen network sees of a picture, as one row of numbers in named blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.adaptation.pictures.opening import Pixels, for_network
from customhouse.imaging.networks.cards import MODELS
from customhouse.imaging.networks.engine import open_network

NETWORK = MODELS / "picture-features.onnx"
HEAD, MIDDLE = 1280, 112
# In the order of a row: the whole at both sizes, the strongest answer anywhere, and finer texture.
BLOCKS: dict[str, slice] = {
    "small": slice(0, HEAD),
    "large": slice(HEAD, 2 * HEAD),
    "peaks": slice(2 * HEAD, 3 * HEAD),
    "texture": slice(3 * HEAD, 3 * HEAD + 2 * MIDDLE),
}
WIDTH = 3 * HEAD + 2 * MIDDLE


@dataclass(frozen=True)
class Seen:
    """The network's maps (channels, rows, columns) of one picture: of the small copy and its mirror, and of the large.

    `head` is at 1/32 and `middle` at 1/16 of the large copy's size.
    """

    small: NDArray[np.float32]
    mirrored: NDArray[np.float32]
    head: NDArray[np.float32]
    middle: NDArray[np.float32]


@dataclass(frozen=True)
class Eye:
    """The frozen network. `sides` are those of the small and the large copy, in pixels."""

    sides: tuple[int, int]
    threads: int = 1
    network: Path = NETWORK

    def row(self, pixels: Pixels) -> NDArray[np.float32]:
        """(WIDTH,); the small copy is seen in a mirror too. Raises `EngineMissing`."""
        seen = self.seen(pixels)
        small = (seen.small.mean((1, 2)) + seen.mirrored.mean((1, 2))) / 2
        large = [part for maps in (seen.head, seen.middle) for part in (maps.mean((1, 2)), smoothed(maps).max((1, 2)))]
        return np.concatenate([small, *large]).astype(np.float32)

    def seen(self, pixels: Pixels) -> Seen:
        turned = np.ascontiguousarray(pixels[:, ::-1])
        small, mirrored = (self.maps(each, self.sides[0])["head"][0] for each in (pixels, turned))
        large = self.maps(pixels, self.sides[1])
        return Seen(small, mirrored, large["head"][0], large["middle"][0])

    def maps(self, pixels: Pixels, side: int) -> Mapping[str, NDArray[np.float32]]:
        """`head` at 1/32 and `middle` at 1/16 of the size."""
        return open_network(self.network, self.threads).run({"picture": for_network(pixels, side)})


def smoothed(maps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each channel over a neighbourhood, so that a single cell does not decide which answer is the strongest."""
    return np.asarray(ndimage.uniform_filter(maps, size=(1, 2, 2), mode="nearest"), np.float32)


def columns(blocks: Sequence[str]) -> NDArray[np.int64]:
    """The columns of a row that these blocks take."""
    return np.concatenate([np.arange(BLOCKS[name].start, BLOCKS[name].stop) for name in blocks])
