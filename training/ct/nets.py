"""The first two networks, in PyTorch.

The first takes what a scanner measured and encodes it itself, so that nothing can be prepared otherwise at run time
than it was in training.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

CHANNELS = 7  # of the encoding
BODY = 6  # of them that the body sees
WIDTHS = (32, 64, 96, 128)  # at 1/2, 1/4, 1/8 and 1/16 of the resolution
HEAD = 64
SIDES = (3, 7)  # windows of the wide context, in voxels at half resolution
WIDE = 3 * len(SIDES)
EVEN = 5.0  # spreads from its mean beyond which a measure says no more than that


def encoded(high: Tensor, low: Tensor, both: Tensor) -> Tensor:
    """Attenuation relative to water at two energies, (batch, 1, z, y, x), as channels of like size.

    The logarithm spans air to lead; two windows spread out organics and light metals; the third compares energies over
    3 voxels, because single voxels are too noisy for it. `both` is 1 where two energies were measured, else 0.
    """
    high, low = _bounded(high, low)
    mean_high, mean_low = _mean(high, 3), _mean(low, 3)
    dual = ((mean_low - mean_high) / (mean_high + 0.2)).clamp(-0.5, 2.0) * both
    return torch.cat(
        [
            torch.log(high + 0.05) * 0.5,
            ((high - 1.0) * 2.0).clamp(-2.0, 2.0),
            (high - 2.0).clamp(-1.0, 2.0) * 0.7,
            dual * 2.0,
            torch.log(mean_high + 0.05) * 0.5,
            both.expand_as(high),
            _rough(_mean(high * high, 3), mean_high),
        ],
        dim=1,
    )


def surroundings(high: Tensor, low: Tensor, both: Tensor) -> Tensor:
    """Mean, roughness and energies over wider windows, at half resolution: what boosting on context lives by."""
    high, low = (functional.avg_pool3d(each, 2) for each in _bounded(high, low))
    square = high * high
    channels = []
    for side in SIDES:
        mean_high, mean_low = _mean(high, side), _mean(low, side)
        dual = ((mean_low - mean_high) / (mean_high + 0.2)).clamp(-0.5, 2.0) * both
        channels += [torch.log(mean_high + 0.05) * 0.5, _rough(_mean(square, side), mean_high), dual * 2.0]
    return torch.cat(channels, dim=1)


def _bounded(high: Tensor, low: Tensor) -> tuple[Tensor, Tensor]:
    return high.clamp(0.0, 40.0), low.clamp(0.0, 60.0)


def _mean(field: Tensor, side: int) -> Tensor:
    """Over a cube, one axis after the other; what lies outside is not counted."""
    for axis in range(3):
        size, pad = [1, 1, 1], [0, 0, 0]
        size[axis], pad[axis] = side, side // 2
        field = functional.avg_pool3d(field, size, 1, pad, count_include_pad=False)
    return field


def _rough(mean_square: Tensor, mean: Tensor) -> Tensor:
    return torch.log((mean_square - mean * mean).clamp(min=0.0).sqrt() + 0.02) * 0.4


def _block(inside: int, outside: int, stride: int = 1, size: int = 3) -> nn.Sequential:
    conv = nn.Conv3d(inside, outside, size, stride, size // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm3d(outside), nn.ReLU(inplace=True))


class SegmentNet(nn.Module):
    """A U-Net that works at half resolution; a small head joins it with each voxel's own encoding, since blades are two
    voxels thick. Sides: multiples of 16.
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        one, two, three, four = WIDTHS
        self.down1 = _block(BODY, one, 2)
        self.down2 = nn.Sequential(_block(one, two, 2), _block(two, two))
        self.down3 = nn.Sequential(_block(two, three, 2), _block(three, three))
        self.down4 = nn.Sequential(_block(three, four, 2), _block(four, four), _block(four, four))
        self.narrow3, self.up3 = _block(four, three, size=1), _block(three, three)
        self.narrow2, self.up2 = _block(three, two, size=1), _block(two, two)
        self.narrow1, self.up1 = _block(two, one, size=1), _block(one, one)
        self.head = nn.Sequential(
            nn.Linear(CHANNELS + WIDE + one, HEAD),
            nn.ReLU(inplace=True),
            nn.Linear(HEAD, HEAD),
            nn.ReLU(inplace=True),
            nn.Linear(HEAD, classes),
        )

    def both_scales(self, high: Tensor, low: Tensor, both: Tensor) -> tuple[Tensor, Tensor]:
        """What the head joins: each voxel's own encoding, and body and surroundings at half resolution."""
        fine = encoded(high, low, both)
        wide = surroundings(high, low, both)
        return fine, torch.cat([wide, self.body(fine)], dim=1)

    def body(self, fine: Tensor) -> Tensor:
        one = self.down1(fine[:, :BODY])
        two = self.down2(one)
        three = self.down3(two)
        up = self.narrow3(self.down4(three))
        up = self.up3(functional.interpolate(up, scale_factor=2.0) + three)
        up = self.up2(functional.interpolate(self.narrow2(up), scale_factor=2.0) + two)
        return self.up1(functional.interpolate(self.narrow1(up), scale_factor=2.0) + one)

    def at(self, high: Tensor, low: Tensor, both: Tensor, places: Tensor) -> Tensor:
        """Logits of a few voxels only, (batch, places, classes): cheap to learn from. `places` are flat."""
        return self.head(self.joined(high, low, both, places))

    def joined(self, high: Tensor, low: Tensor, both: Tensor, places: Tensor) -> Tensor:
        """What the head sees of these voxels."""
        fine, coarse = self.both_scales(high, low, both)
        _, _, tall, wide = fine.shape[1:]
        z, y, x = places // (tall * wide), places // wide % tall, places % wide
        halves = (z // 2 * (tall // 2) + y // 2) * (wide // 2) + x // 2
        picked = [
            torch.gather(field.flatten(2), 2, at[:, None].expand(-1, field.shape[1], -1))
            for field, at in ((fine, places), (coarse, halves))
        ]
        return torch.cat([each.float() for each in picked], dim=1).movedim(1, -1)

    def forward(self, high: Tensor, low: Tensor, both: Tensor) -> Tensor:
        """Logits, (batch, z, y, x, classes)."""
        fine, coarse = self.both_scales(high, low, both)
        whole = torch.cat([fine, functional.interpolate(coarse, scale_factor=2.0)], dim=1)
        return self.head(whole.movedim(1, -1))


class ObjectNet(nn.Module):
    """Names one object from its row of measures."""

    mean: Tensor
    spread: Tensor

    def __init__(self, classes: int, measures: int, kept: int = 64) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(measures))
        self.register_buffer("spread", torch.ones(measures))
        self.body = nn.Sequential(
            nn.Linear(measures, 512),
            nn.ReLU(),
            nn.Dropout(0.4),
            nn.Linear(512, 256),
            nn.ReLU(),
            nn.Dropout(0.4),
            nn.Linear(256, kept),
            nn.ReLU(),
        )
        self.last = nn.Linear(kept, classes)

    def measured_on(self, rows: Tensor) -> None:
        """Bring every measure to like size by what it is in these rows."""
        self.mean.copy_(rows.mean(0))
        self.spread.copy_(rows.std(0).clamp(min=1e-3))

    def kept(self, row: Tensor, noise: float = 0.0) -> Tensor:
        even = ((row - self.mean) / self.spread).clamp(-EVEN, EVEN)
        return self.body(even + noise * torch.randn_like(even) if noise else even)

    def forward(self, row: Tensor, noise: float = 0.0) -> Tensor:
        return self.last(self.kept(row, noise))
