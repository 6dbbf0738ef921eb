"""The third network for CT, in PyTorch: what the second says of an object, with a look at the object itself."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from training.ct.classes import OBJECTS, THREATS
from training.ct.crops.measures import MEASURES, measures

WIDE, KEPT = 512, 96
EVEN = 6.0  # spreads from its mean beyond which a measure says no more than that


class CropNet(nn.Module):
    """Names one object from the measures of its crop: (n, MEASURES) to logits (n, classes)."""

    mean: Tensor
    spread: Tensor

    def __init__(self, classes: int = len(OBJECTS)) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(MEASURES))
        self.register_buffer("spread", torch.ones(MEASURES))
        self.body = nn.Sequential(
            nn.Linear(MEASURES, WIDE),
            nn.ReLU(),
            nn.Dropout(0.2),
            nn.Linear(WIDE, WIDE),
            nn.ReLU(),
            nn.Dropout(0.2),
            nn.Linear(WIDE, KEPT),
            nn.ReLU(),
            nn.Linear(KEPT, classes),
        )

    def measured_on(self, rows: Tensor) -> None:
        """Bring every measure to like size by what it is in these rows."""
        self.mean.copy_(rows.mean(0))
        self.spread.copy_(rows.std(0).clamp(min=1e-3))

    def forward(self, rows: Tensor, noise: float = 0.0) -> Tensor:
        even = ((rows - self.mean) / self.spread).clamp(-EVEN, EVEN)
        said: Tensor = self.body(even + noise * torch.randn_like(even) if noise else even)
        return said


class CropsInUse(nn.Module):
    """Crops, what is beside them and the second network's logits to those of both together.

    `trust` is how much its own members' word weighs beside the second's; `bias` is added to the logits of threats.
    """

    def __init__(self, nets: Sequence[CropNet], trust: float, bias: float) -> None:
        super().__init__()
        self.nets, self.trust = nn.ModuleList(nets), trust
        self.bias: Tensor
        self.register_buffer("bias", torch.zeros(len(OBJECTS)).index_fill(0, torch.tensor(THREATS), bias))

    def forward(self, planes: Tensor, about: Tensor, before: Tensor) -> Tensor:
        return together([net(measures(planes, about)) for net in self.nets], before, self.trust) + self.bias


def together(said: Sequence[Tensor], before: Tensor, trust: float) -> Tensor:
    own = torch.stack([each.log_softmax(1) for each in said]).mean(0)
    return before.log_softmax(1) + trust * own
