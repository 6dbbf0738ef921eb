"""What the third network for CT is told of a crop: amounts, spreads, and how matter of each attenuation lies in it.

All of it is part of the network's file, so that nothing can be measured otherwise at run time than it was in training.
A crop is (n, 3, side, side, side) and what is beside it (n, 2), as `networks.objects.crops.Crops` gives them.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from customhouse.imaging.networks.objects.crops import SIDE
from training.bags import VOXEL_MM

# Attenuation relative to water: what a voxel holds is shared between the nearest two.
CENTRES = (
    0.03, 0.08, 0.15, 0.25, 0.37, 0.5, 0.63, 0.75, 0.84, 0.91, 0.97, 1.03, 1.1, 1.18, 1.28, 1.42, 1.6, 1.85, 2.2, 2.7,
    3.4, 4.5, 6.0, 9.0, 14.0, 22.0,
)  # fmt: skip
BANDS = (3, 3, 3, 3, 3, 3, 2, 3, 3)  # centres that are one band, whose form is measured
AMOUNTS = 20
MEASURES = AMOUNTS + 2 * len(CENTRES) + 4 * len(BANDS)
ENERGIES = (2, 5, 6)  # measures that are nothing where one energy was measured
SPREAD_OF_ENERGIES, NO_SPREAD = 8, math.log(0.01)
SOLID = 0.95  # share of a place from which it is wholly the object's
FEW = 8  # places inside below which an object is all edge


@dataclass(frozen=True)
class Seen:
    """One batch of crops; `dual` compares the energies, over three places because single ones are too noisy."""

    high: Tensor
    low: Tensor
    mask: Tensor
    dual: Tensor
    even: Tensor
    both: Tensor
    pitch_mm: Tensor

    @classmethod
    def of(cls, planes: Tensor, about: Tensor) -> "Seen":
        high, low = planes[:, 0:1].clamp(0.0, 40.0), planes[:, 1:2].clamp(0.0, 60.0)
        both = about[:, 1].view(-1, 1, 1, 1, 1)
        even, even_low = _mean_of_three(high), _mean_of_three(low)
        dual = ((even_low - even) / (even + 0.2)).clamp(-0.5, 2.0) * both
        return cls(high, low, planes[:, 2:3], dual, even, both, VOXEL_MM * about[:, :1].exp())


def measures(planes: Tensor, about: Tensor) -> Tensor:
    """(n, MEASURES), each of a size of about one."""
    seen = Seen.of(planes, about)
    share = functional.avg_pool3d(seen.mask, 2)
    high, low = (functional.avg_pool3d(each * seen.mask, 2) / (share + 1e-4) for each in (seen.high, seen.low))
    dual = (((low - high) / (high + 0.2)).clamp(-0.5, 2.0) * seen.both).flatten(1)
    share_flat = share.flatten(1)
    total = share_flat.sum(1, keepdim=True) + 1e-3
    held = _shared_out(high.flatten(1)) * share_flat[:, None]
    mass = held.sum(2)
    energies = (held @ dual[:, :, None])[..., 0] / (mass + 0.02 * total)
    whole = torch.log(extents(share_flat / total) * seen.pitch_mm) - 2.0
    amounts = [*_amounts(seen), *_textures(seen, share, high), whole, whole[:, 2:] - whole[:, :1]]
    return torch.cat([*amounts, mass / total * 4, energies * 3, *_forms(held, seen.pitch_mm)], 1)


def of_one_energy(rows: Tensor) -> Tensor:
    """The same objects as a scanner of one energy would show them."""
    rows = rows.clone()
    rows[:, list(ENERGIES)] = 0.0
    rows[:, SPREAD_OF_ENERGIES] = NO_SPREAD
    rows[:, AMOUNTS + len(CENTRES) : AMOUNTS + 2 * len(CENTRES)] = 0.0
    return rows


def extents(weight: Tensor) -> Tensor:
    """Spreads along the three axes of (..., places) that sum to one, the least first, in places of the crop.

    The roots of the covariance's eigenvalues, in closed form, which every engine can compute.
    """
    m = weight @ _moments().T
    a, b, c = (m[..., 3 + n] - m[..., n] ** 2 + 0.3 for n in range(3))
    d, e, f = (m[..., 6 + n] - m[..., i] * m[..., j] for n, (i, j) in enumerate(((0, 1), (0, 2), (1, 2))))
    middle = (a + b + c) / 3
    p = (((a - middle) ** 2 + (b - middle) ** 2 + (c - middle) ** 2 + 2 * (d * d + e * e + f * f)) / 6 + 1e-6).sqrt()
    a, b, c, d, e, f = (a - middle) / p, (b - middle) / p, (c - middle) / p, d / p, e / p, f / p
    determinant = a * (b * c - f * f) - d * (d * c - f * e) + e * (d * f - b * e)
    angle = torch.acos((determinant / 2).clamp(-0.9999, 0.9999)) / 3
    largest, least = middle + 2 * p * torch.cos(angle), middle + 2 * p * torch.cos(angle + 2 * math.pi / 3)
    return torch.stack([least, 3 * middle - largest - least, largest], -1).clamp(min=0.08).sqrt()


def _amounts(seen: Seen) -> list[Tensor]:
    """Volume, attenuation and energies, inside where there is an inside."""
    core = _core(seen.mask)
    places, inside = seen.mask.flatten(1).sum(1).clamp(min=0.5), core.flatten(1).sum(1)
    weight = torch.where((inside < FEW)[:, None], seen.mask.flatten(1), core.flatten(1)) + 1e-6
    weight = weight / weight.sum(1, keepdim=True)

    def mean(values: Tensor) -> Tensor:
        return (values * weight).sum(1, keepdim=True)

    def deviation(values: Tensor) -> Tensor:
        return torch.log(mean((values - mean(values)) ** 2).sqrt() + 0.01)

    high, low, dual, both = (each.flatten(1) for each in (seen.high, seen.low, seen.dual, seen.both))
    water, water_low = mean(high), mean(low)
    return [
        torch.log(places[:, None] * seen.pitch_mm**3 / 1000 + 0.01) * 0.3,
        torch.log(seen.pitch_mm / VOXEL_MM),
        both,
        torch.log(water + 0.05),
        (water - 1).clamp(-1, 1) * 4,
        (water_low / (water + 0.02) - 1).clamp(-0.5, 2) * both * 3,
        mean(dual) * 3,
        deviation(high),
        deviation(dual),
        mean(torch.log(high + 0.05)),
    ]


def _textures(seen: Seen, share: Tensor, high: Tensor) -> list[Tensor]:
    """How uneven its inside is over two, four and three places, and how much of it is inside."""
    core = _core(seen.mask)
    solid = (share > SOLID).float()
    wide, filled = functional.avg_pool3d(high * solid, 2), (functional.avg_pool3d(solid, 2) > SOLID).float()
    places = seen.mask.flatten(1).sum(1).clamp(min=0.5)
    inside, deep = core.flatten(1).sum(1), filled.flatten(1).sum(1) * 64
    return [
        _unevenness(high, solid),
        _unevenness(wide, filled),
        _unevenness(seen.even, core),
        torch.log(inside + 1)[:, None] * 0.3,
        torch.log((inside + 1) / (places + 1))[:, None],
        torch.log((deep + 1) / (places + 1))[:, None],
    ]


def _unevenness(values: Tensor, weight: Tensor) -> Tensor:
    values, weight = values.flatten(1), weight.flatten(1)
    total = weight.sum(1, keepdim=True) + 1e-3
    mean = (values * weight).sum(1, keepdim=True) / total
    spread = ((values - mean) ** 2 * weight).sum(1, keepdim=True) / total
    return torch.log((spread + 1e-5).sqrt() / (mean + 0.05)) * 0.5 + 1


def _shared_out(values: Tensor) -> Tensor:
    """(n, centres, places): how much of each place's attenuation belongs to each centre; sums to one."""
    logs = torch.log(torch.tensor(CENTRES, device=values.device) + 0.05)
    at = torch.log(values + 0.05)[:, None]
    rise = ((at - logs[:-1, None]) / (logs[1:] - logs[:-1])[:, None]).clamp(0, 1)
    return torch.cat([torch.ones_like(at), rise], 1) - torch.cat([rise, torch.zeros_like(at)], 1)


def _forms(held: Tensor, pitch_mm: Tensor) -> list[Tensor]:
    """Of the matter of each band: its extents, and its volume."""
    bands = torch.stack([each.sum(1) for each in held.split(BANDS, 1)], 1)
    mass = bands.sum(2)
    long = torch.log(extents(bands / (mass[..., None] + 1e-3)) * pitch_mm[:, :, None]) - 2.0
    there = mass / (mass + 0.5)
    volume = torch.log(mass * 8 * pitch_mm**3 / 1000 + 0.02) * 0.3
    return [(long * there[..., None]).flatten(1), volume]


def _moments() -> Tensor:
    """(9, places): positions at half resolution about the middle, their squares and products."""
    line = (torch.arange(float(SIDE // 2)) + 0.5) * 2 - SIDE / 2
    z, y, x = (each.flatten() for each in torch.meshgrid(line, line, line, indexing="ij"))
    return torch.stack([z, y, x, z * z, y * y, x * x, z * y, z * x, y * x])


def _core(mask: Tensor) -> Tensor:
    """Places whose neighbours are the object's too."""
    least = mask
    for axis in (2, 3, 4):
        size = least.shape[axis]
        pairs = torch.minimum(least.narrow(axis, 0, size - 1), least.narrow(axis, 1, size - 1))
        middle = torch.minimum(pairs.narrow(axis, 0, size - 2), pairs.narrow(axis, 1, size - 2))
        least = torch.cat([pairs.narrow(axis, 0, 1), middle, pairs.narrow(axis, size - 2, 1)], axis)
    return least * (least > 0.6)


def _mean_of_three(field: Tensor) -> Tensor:
    for axis in (2, 3, 4):
        size = field.shape[axis]
        wide = torch.cat([field.narrow(axis, 0, 1), field, field.narrow(axis, size - 1, 1)], axis)
        field = (wide.narrow(axis, 0, size) + wide.narrow(axis, 1, size) + wide.narrow(axis, 2, size)) / 3
    return field
