"""The third network for CT, in PyTorch: what the second says of an object, corrected by a look at the object itself."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.ct.nets import CHANNELS, encoded

WIDTHS = (24, 48, 96)  # at 1/2, 1/4 and 1/8 of a crop's places
KEPT = 128
MOST_LOGIT = 12.0  # what the second network says counts no more than this


class Look(nn.Module):
    """Two layers whose findings are added to what was known."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.BatchNorm3d(width),
            nn.ReLU(),
            nn.Conv3d(width, width, 3, 1, 1, bias=False),
            nn.BatchNorm3d(width),
            nn.ReLU(),
            nn.Conv3d(width, width, 3, 1, 1, bias=False),
        )

    def forward(self, taken: Tensor) -> Tensor:
        seen: Tensor = taken + self.layers(taken)
        return seen


class CropNet(nn.Module):
    """(n, 3, side, side, side) of `Crops`, with pitches and energies (n, 2) and logits (n, classes) of the second
    network, to logits (n, classes). Before anything is learned it repeats the second network.
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        one, two, three = WIDTHS
        self.stages = nn.ModuleList(
            nn.Sequential(nn.Conv3d(inside, outside, 3, 2, 1, bias=False), Look(outside))
            for inside, outside in ((CHANNELS + 1, one), (one, two), (two, three))
        )
        self.even = nn.ModuleList(nn.BatchNorm3d(width) for width in WIDTHS)
        self.joined = nn.Linear(2 * sum(WIDTHS) + 2 + classes, KEPT)
        self.drop = nn.Dropout(0.3)
        self.last = nn.Linear(KEPT, classes)
        self.trust = nn.Parameter(torch.ones(()))
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)

    def forward(self, planes: Tensor, about: Tensor, before: Tensor) -> Tensor:
        """`about`: logarithm of the pitch in voxels, and 1 where two energies were measured."""
        high, low, mask = planes[:, 0:1], planes[:, 1:2], planes[:, 2:3]
        both = about[:, 1].view(-1, 1, 1, 1, 1)
        seen, found = torch.cat([encoded(high, low, both), mask], dim=1), []
        own = mask
        for stage, even in zip(self.stages, self.even, strict=True):
            seen = stage(seen)
            own = functional.avg_pool3d(own, 2)
            clear = functional.relu(even(seen))
            found.append(clear.mean((2, 3, 4)))
            found.append((clear * own).sum((2, 3, 4)) / (own.sum((2, 3, 4)) + 1e-3))
        told = before.log_softmax(1).clamp(min=-MOST_LOGIT)
        joined = torch.cat([*(each.float() for each in found), about, told * 0.2], dim=1)
        logits: Tensor = self.trust * told + self.last(self.drop(functional.relu(self.joined(joined))))
        return logits
