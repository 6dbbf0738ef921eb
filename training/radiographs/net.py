"""The radiograph network: it is told of every place what the trees are told, and looks around and over the whole load.

The features hold what a place and its surroundings measure; what is left to learn is which of them go together. That
needs few layers, and few containers for a network. Layers that look further and further around reach a metre; the
mean over all of the load says the rest: what fills a container is the best hint to what this corner holds.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH = 80
REACH = (1, 2, 4, 8)  # places from one to the next that a layer looks at


class Even(nn.Module):
    """Brings the numbers of each place to one scale, place by place.

    Norms over a batch mislead here: a few containers, each of one kind of goods, have never the statistics of all.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1, width, 1, 1))
        self.offset = nn.Parameter(torch.zeros(1, width, 1, 1))

    def forward(self, taken: Tensor) -> Tensor:
        centred = taken - taken.mean(dim=1, keepdim=True)
        return centred * (centred.square().mean(dim=1, keepdim=True) + 1e-5).rsqrt() * self.scale + self.offset


class Look(nn.Module):
    """Joins each place with those around it; what it finds is added to what was known."""

    def __init__(self, width: int, reach: int) -> None:
        super().__init__()
        self.around = nn.Sequential(Even(width), nn.Conv2d(width, width, 3, 1, reach, reach), nn.ReLU())
        self.joined = nn.Conv2d(width, width, 1)

    def forward(self, taken: Tensor) -> Tensor:
        return taken + self.joined(self.around(taken))


class Load(nn.Module):
    """Tells every place the mean over the load, weighed by a learned mask of the load."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.mask = nn.Conv2d(width, 1, 1)
        self.told = nn.Linear(width, width)

    def forward(self, taken: Tensor) -> Tensor:
        weight = self.mask(taken).sigmoid() + 1e-3
        mean = (taken * weight).sum(dim=(2, 3)) / weight.sum(dim=(2, 3))
        return taken + functional.relu(self.told(mean))[:, :, None, None]


class RadiographNet(nn.Module):
    """(n, features, rows, columns) of places to class logits and anomaly logits of the same places.

    `centre` and `spread` bring the features to like size; they are measured once, before the training.
    """

    centre: Tensor
    spread: Tensor

    def __init__(self, features: int, classes: int, width: int = WIDTH) -> None:
        super().__init__()
        self.register_buffer("centre", torch.zeros(1, features, 1, 1))
        self.register_buffer("spread", torch.ones(1, features, 1, 1))
        self.first = nn.Sequential(
            nn.Conv2d(features, 2 * width, 1), nn.ReLU(), nn.Conv2d(2 * width, width, 1), nn.ReLU(), Even(width)
        )
        self.looks = nn.ModuleList(Look(width, reach) for reach in REACH)
        self.loads = nn.ModuleList(Load(width) for _ in REACH)
        self.last = nn.Sequential(Even(width), nn.Conv2d(width, 2 * width, 1), nn.ReLU())
        self.classes = nn.Conv2d(2 * width, classes, 1)
        self.anomaly = nn.Conv2d(2 * width, 1, 1)

    def forward(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        seen = self.first(((maps - self.centre) / self.spread).clamp(-6.0, 6.0))
        for look, load in zip(self.looks, self.loads, strict=True):
            seen = load(look(seen))
        seen = self.last(seen)
        return self.classes(seen), self.anomaly(seen)
