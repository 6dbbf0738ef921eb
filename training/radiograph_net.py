"""The radiograph network: a U-Net with a stride-2 stem and a light head, for commodity classes and anomalies.

Half of the pixels are gone after the first layer, so that most of the work is done where a filter sees a carton, not
a speck. The bottom of the net also sees the mean of the whole image: what the rest of a container holds is the best
hint to what this corner holds.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

STRIDE = 32  # sides of the input are multiples of this
WIDTHS = (20, 40, 72, 112, 144)


def _conv(taken: int, given: int, size: int = 3, stride: int = 1) -> nn.Sequential:
    layers = [nn.Conv2d(taken, given, size, stride, (size - 1) // 2, bias=False), nn.BatchNorm2d(given), nn.ReLU()]
    return nn.Sequential(*layers)


class Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = _conv(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, taken: Tensor) -> Tensor:
        return functional.relu(taken + self.second(self.first(taken)))


class Context(nn.Module):
    """Adds what the mean over the whole image says to every place of it."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.told = nn.Linear(width, width)

    def forward(self, taken: Tensor) -> Tensor:
        return taken + functional.relu(self.told(taken.mean(dim=(2, 3))))[:, :, None, None]


class RadiographNet(nn.Module):
    """(n, channels, rows, columns) to class logits and anomaly logits at half the size."""

    def __init__(self, channels: int, classes: int, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        stem, *deeper = widths
        self.stem = nn.Sequential(nn.Conv2d(channels, stem, 4, 2, 1, bias=False), nn.BatchNorm2d(stem), nn.ReLU())
        self.down = nn.ModuleList(
            nn.Sequential(_conv(above, width, 3, 2), Residual(width))
            for above, width in zip(widths, deeper, strict=False)
        )
        self.context = Context(widths[-1])
        self.up = nn.ModuleList(
            _conv(below + width, width) for below, width in zip(widths[:0:-1], widths[-2:0:-1], strict=False)
        )
        head = stem + 4
        self.light = _conv(widths[1] + stem, head)
        self.classes = nn.Conv2d(head, classes, 1)
        self.anomaly = nn.Conv2d(head, 1, 1)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        levels = [self.stem(image)]
        for down in self.down:
            levels.append(down(levels[-1]))
        below = self.context(levels[-1])
        for up, beside in zip(self.up, levels[-2:0:-1], strict=True):
            below = up(torch.cat([functional.interpolate(below, scale_factor=2.0), beside], dim=1))
        fine = self.light(torch.cat([functional.interpolate(below, scale_factor=2.0), levels[0]], dim=1))
        return self.classes(fine), self.anomaly(fine)
