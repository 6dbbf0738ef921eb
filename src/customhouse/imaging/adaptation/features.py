"""What the frozen network sees of a picture, as one row of numbers in named blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.adaptation.opening import Pixels, for_network
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
class Eye:
    """The frozen network. `sides` are those of the small and the large copy, in pixels."""

    sides: tuple[int, int]
    threads: int = 1
    network: Path = NETWORK

    def row(self, pixels: Pixels) -> NDArray[np.float32]:
        """(WIDTH,); the small copy is seen in a mirror too. Raises `EngineMissing`."""
        turned = np.ascontiguousarray(pixels[:, ::-1])
        small = [self.maps(each, self.sides[0])["head"][0].mean((1, 2)) for each in (pixels, turned)]
        large = self.maps(pixels, self.sides[1])
        head, middle = large["head"][0], large["middle"][0]
        parts = [(small[0] + small[1]) / 2, head.mean((1, 2)), _peak(head), middle.mean((1, 2)), _peak(middle)]
        return np.concatenate(parts).astype(np.float32)

    def maps(self, pixels: Pixels, side: int) -> Mapping[str, NDArray[np.float32]]:
        """`head` at 1/32 and `middle` at 1/16 of the size."""
        return open_network(self.network, self.threads).run({"picture": for_network(pixels, side)})


def _peak(maps: NDArray[np.float32]) -> NDArray[np.float32]:
    """The strongest answer of each channel over a neighbourhood, so that a single cell does not decide."""
    smooth = ndimage.uniform_filter(maps, size=(1, 2, 2), mode="nearest")
    strongest: NDArray[np.float32] = smooth.max(axis=(1, 2))
    return strongest


def columns(blocks: Sequence[str]) -> NDArray[np.int64]:
    """The columns of a row that these blocks take."""
    return np.concatenate([np.arange(BLOCKS[name].start, BLOCKS[name].stop) for name in blocks])
