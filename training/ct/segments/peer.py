"""MONAI's U-Net, learned on the very patches that the first network for CT learns from: what that is held against.

`python -m training.ct.segments.peer --cache DIR --run DIR --minutes 45`, with monai installed beside torch; goes on
from the last checkpoint of the run. `python -m benchmarks.ct.peer --run DIR` looks with both at the same bags.
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor, nn

from training.ct.classes import OBJECTS
from training.ct.nets import CHANNELS, encoded
from training.ct.segments.learn import TUNE_PATCHES, Plan, Run, learn
from training.devices import add_options, chosen

WIDTHS, STRIDES = (16, 32, 64, 128), (2, 2, 2)  # a usual network of four scales


class PeerNet(nn.Module):
    """Sees the same encoding of what a scanner measured. Sides: multiples of 8."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        from monai.networks.nets import UNet  # noqa: PLC0415 - optional: who does not measure it needs it not

        self.body = UNet(3, CHANNELS, classes, channels=WIDTHS, strides=STRIDES, num_res_units=1)

    def at(self, high: Tensor, low: Tensor, both: Tensor, places: Tensor) -> Tensor:
        """Logits of a few voxels only, (batch, places, classes). `places` are flat."""
        logits = self.body(encoded(high, low, both)).flatten(2)
        return torch.gather(logits, 2, places[:, None].expand(-1, logits.shape[1], -1)).movedim(1, -1)

    def forward(self, high: Tensor, low: Tensor, both: Tensor) -> Tensor:
        """Logits, (batch, z, y, x, classes)."""
        logits: Tensor = self.body(encoded(high, low, both))
        return logits.movedim(1, -1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=55.0, help="as long as the first network learned")
    parser.add_argument("--threads", type=int, default=1)
    add_options(parser)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    device = chosen(asked.device, asked.precision)
    torch.manual_seed(1)
    learn(Run(asked.run, Plan(60_000, asked.minutes, held=TUNE_PATCHES), device, PeerNet(len(OBJECTS))), asked.cache)


if __name__ == "__main__":
    main()
