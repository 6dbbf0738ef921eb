"""The network that looks for what is hidden, at the full resolution of a plate.

A pair of rows and columns becomes one place with four times the channels, so nothing of the plate is lost and each
layer costs a quarter. Three coarser stages look as far as two metres: what is hidden is told by what lies around it.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx.numpy_helper import to_array
from torch import Tensor, nn
from torch.nn import functional

from customhouse.imaging.networks.radiographs.hidden import CHANNELS, KINDS
from training.halves import SUFFIX

WIDTHS = (24, 40, 56, 72)  # of the stages, from 3 to 26 cm a place
REACHES = (1, 2, 4)  # places from one to the next that the coarsest stage looks at
EVEN_SIZE = 1.4  # of even weights before anything is learned: what a ReLU takes away
USUAL = -4.0  # logit of what is hidden before anything is learned: most places hide nothing


class Even(nn.Conv2d):
    """A convolution whose weights are brought to mean 0 and one size, which keeps numbers in scale from layer to layer.

    A norm over a batch would mislead: a few pieces of containers, each of one kind of goods, never have the statistics
    of all. A norm over an image would tell a crop otherwise than a whole container.
    """

    def __init__(self, taken: int, given: int, size: int = 3, reach: int = 1) -> None:
        super().__init__(taken, given, size, 1, reach * (size // 2), reach)
        self.gain = nn.Parameter(torch.ones(given, 1, 1, 1))

    def even_weight(self) -> Tensor:
        centred = self.weight - self.weight.mean(dim=(1, 2, 3), keepdim=True)
        scale = (centred.square().sum(dim=(1, 2, 3), keepdim=True) + 1e-6).rsqrt()
        return centred * scale * self.gain * EVEN_SIZE

    def forward(self, taken: Tensor) -> Tensor:
        return functional.conv2d(taken, self.even_weight(), self.bias, 1, self.padding, self.dilation)


class Look(nn.Module):
    """Two layers whose findings are added, little at first, to what was known."""

    def __init__(self, width: int, reach: int = 1) -> None:
        super().__init__()
        self.first, self.second = Even(width, width, 3, reach), Even(width, width, 3, reach)
        self.share = nn.Parameter(torch.full((1,), 0.2))

    def forward(self, taken: Tensor) -> Tensor:
        return taken + self.share * self.second(functional.relu(self.first(functional.relu(taken))))


class HiddenNet(nn.Module):
    """(n, `CHANNELS`, rows, columns) to logits of `KINDS` at half of the rows and columns; both are multiples of 16."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        self.taken = Even(4 * len(CHANNELS), widths[0])
        self.down = nn.ModuleList(Look(width) for width in widths[:-1])
        self.wider = nn.ModuleList(Even(a, b) for a, b in pairwise(widths))
        self.coarsest = nn.Sequential(*(Look(widths[-1], reach) for reach in REACHES))
        self.narrower = nn.ModuleList(Even(b, a, 1) for a, b in pairwise(widths))
        self.up = nn.ModuleList(Look(width) for width in widths[:-1])
        self.told = nn.Conv2d(widths[0], len(KINDS), 1)
        nn.init.zeros_(self.told.weight)
        nn.init.constant_(self.told.bias, USUAL)

    def forward(self, plate: Tensor) -> Tensor:
        seen, kept = self.taken(functional.pixel_unshuffle(plate, 2)), []
        for look, wider in zip(self.down, self.wider, strict=True):
            seen = look(seen)
            kept.append(seen)
            seen = wider(functional.max_pool2d(functional.relu(seen), 2))
        seen = self.coarsest(seen)
        for look, narrower, own in zip(reversed(self.up), reversed(self.narrower), reversed(kept), strict=True):
            seen = look(own + functional.interpolate(narrower(seen), scale_factor=2.0, mode="nearest"))
        logits: Tensor = self.told(functional.relu(seen))
        return logits


def shipped(path: Path) -> HiddenNet:
    """The network that `plain` was shipped of, to learn on: the size of even weights goes back into their gain."""
    held = {each.name.removesuffix(SUFFIX): to_array(each) for each in onnx.load(path).graph.initializer}
    net = HiddenNet()
    state = {name: torch.from_numpy(held[name].astype(np.float32)) for name in net.state_dict() if name in held}
    for name, layer in net.named_modules():
        if isinstance(layer, Even):
            size = state[f"{name}.weight"].square().sum(dim=(1, 2, 3), keepdim=True).sqrt()
            state[f"{name}.gain"] = size / EVEN_SIZE
    net.load_state_dict(state)
    return net


def plain(net: HiddenNet) -> HiddenNet:
    """The same network with its weights made even once for all, as it is shipped."""
    for layer in net.modules():
        if isinstance(layer, Even):
            layer.weight.data = layer.even_weight().detach()
            layer.even_weight = lambda layer=layer: layer.weight  # type: ignore[method-assign] - nothing learns any more
    return net
