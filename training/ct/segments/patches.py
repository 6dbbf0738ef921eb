"""Patches to learn from: drawn so that rare classes are met often, and changed as other scanners would change them."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from training.bags import Kept
from training.ct.classes import OBJECTS, THREATS
from training.ct.objects.composing import Thing, composed, laid

SIDE = 64
AIMED = 0.55  # share of the patches that a threat is in the middle of
AIMED_HARMLESS = 0.3  # share that is around a harmless thing, each class as often
ONE_ENERGY = 0.15
REDRAWN = 0.12  # share whose values are drawn anew, thing by thing: another generator's bags
COMPOSED = 0.3  # share of the patches that are put together from loose objects
INSERTED = 0.3  # share of the patches from bags that loose threats are laid into
CLIPS = (3071.0, 4095.0, 8000.0)  # where scanners end their values


class Patch(NamedTuple):
    """Attenuation relative to water, (z, y, x), float32; `both` is 1.0 where `low` was measured."""

    high: NDArray[np.float32]
    low: NDArray[np.float32]
    both: float
    labels: NDArray[np.uint8]


@dataclass
class Patches:
    """Draws patches from what is on disk; call `add` whenever more is."""

    seed: int
    side: int = SIDE
    bags: list[Kept] = field(default_factory=list)
    places: dict[int, list[tuple[int, tuple[int, ...]]]] = field(default_factory=dict)

    loose: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dice = np.random.default_rng(self.seed)
        self._known: set[str] = set()
        self._things: dict[int, Thing] = {}

    def add(self, kept: list[Kept]) -> None:
        for bag in kept:
            if bag.path.name in self._known:
                continue
            self._known.add(bag.path.name)
            number = len(self.bags)
            self.bags.append(bag)
            origin = bag.record["origin"]
            if bag.path.name.startswith("object"):
                label = OBJECTS.index(bag.record["things"][0]["label"])
                self.loose.setdefault(label, []).append(number)
            for thing in bag.record["things"]:
                box = [(a - o, b - o) for a, b, o in zip(*thing["box"], origin, strict=True)]
                flat = tuple(int(edge) for pair in box for edge in pair)
                self.places.setdefault(OBJECTS.index(thing["label"]), []).append((number, flat))

    def draw(self) -> Patch:
        dice = self.dice
        factor = float(dice.uniform(0.8, 1.3)) if dice.random() < 0.35 else 1.0
        wide = round(self.side * factor)
        planes = self._scene(wide)
        labels = planes[2].astype(np.uint8)
        high, low = (1 + plane.astype(np.float32) / 1000 for plane in planes[:2])
        if dice.random() < REDRAWN:
            high, low = _redrawn(high, low, planes[3], dice)
        if wide != self.side:
            at = ((np.arange(self.side) + 0.5) * wide / self.side - 0.5).clip(0, wide - 1)
            grid = np.meshgrid(at, at, at, indexing="ij")
            high, low = (ndimage.map_coordinates(each, grid, order=1) for each in (high, low))
            nearest = at.round().astype(np.intp)
            labels = labels[np.ix_(nearest, nearest, nearest)]
        return _turned(_as_scanned(Patch(high, low, 1.0, labels), dice), dice)

    def _scene(self, wide: int) -> NDArray[np.int16]:
        dice = self.dice
        if self.loose and dice.random() < COMPOSED:
            return composed([self.thing() for _ in range(int(dice.integers(2, 14)))], wide, dice)
        bag, centre = self._aim()
        planes = _cut(self.bags[bag].planes, centre, wide)
        if self.loose and dice.random() < INSERTED:
            for _ in range(int(dice.integers(1, 3))):
                laid(planes, self.thing(), dice, replaces=True)
        return planes

    def thing(self) -> Thing:
        """A loose object, each class as often; kept in memory, for most patches need several."""
        label = int(self.dice.choice(list(self.loose)))
        own = self.loose[label]
        number = own[int(self.dice.integers(len(own)))]
        if number not in self._things:
            self._things[number] = Thing.of(self.bags[number].planes)
        return self._things[number]

    def _aim(self) -> tuple[int, tuple[int, ...]]:
        dice, side = self.dice, self.side
        choice = dice.random()
        threats = [code for code in self.places if code in THREATS]
        harmless = [code for code in self.places if code not in THREATS and code != 0]
        group = threats if choice < AIMED else harmless if choice < AIMED + AIMED_HARMLESS else []
        if not group:
            bag = int(dice.integers(len(self.bags)))
            shape = self.bags[bag].planes.shape[1:]
            return bag, tuple(int(dice.integers(0, size)) for size in shape)
        places = self.places[int(dice.choice(group))]
        bag, box = places[int(dice.integers(len(places)))]
        # Somewhere in the thing, then off by up to a quarter of the patch.
        centre = [int(dice.integers(box[2 * a], max(box[2 * a] + 1, box[2 * a + 1]))) for a in range(3)]
        return bag, tuple(int(c + dice.integers(-side // 4, side // 4 + 1)) for c in centre)


def _cut(planes: NDArray[np.int16], centre: tuple[int, ...], wide: int) -> NDArray[np.int16]:
    """A cube around a voxel; outside the volume there is air."""
    cut = np.zeros((4, wide, wide, wide), np.int16)
    cut[:2] = -1000
    source, target = [slice(None)], [slice(None)]
    for axis, size in enumerate(planes.shape[1:]):
        first = centre[axis] - wide // 2
        begin, end = max(0, first), min(size, first + wide)
        if end <= begin:
            return cut
        source.append(slice(begin, end))
        target.append(slice(begin - first, end - first))
    cut[tuple(target)] = planes[tuple(source)]
    return cut


def _redrawn(
    high: NDArray[np.float32], low: NDArray[np.float32], instances: NDArray[np.int16], dice: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Each thing at one value, blurred, in white noise: as plain generators and voxel models give it."""
    numbers, inverse = np.unique(instances, return_inverse=True)
    inverse = inverse.ravel()
    counts = np.bincount(inverse)
    drawn = []
    blur, noise = dice.uniform(0.0, 0.9), dice.uniform(0.0, 0.05)
    for field_ in (high, low):
        means = np.bincount(inverse, weights=field_.ravel().astype(np.float64)) / counts
        means[numbers == 0] = 0.0
        flat = means[inverse].reshape(high.shape).astype(np.float32)
        flat = ndimage.gaussian_filter(flat, blur) if blur > 0.3 else flat
        drawn.append(flat + np.float32(noise) * dice.standard_normal(high.shape, np.float32))
    return drawn[0], drawn[1]


def _as_scanned(patch: Patch, dice: np.random.Generator) -> Patch:
    """Another scanner's scale, blur, noise, clipping and voltages."""
    high, low, both = patch.high, patch.low, patch.both
    if dice.random() < 0.5:
        # The scale of the high energy, and how far the low energy lies from it.
        scale, apart = np.float32(dice.normal(1, 0.03)), np.float32(dice.uniform(0.6, 1.4))
        low = (high + (low - high) * apart) * scale + np.float32(dice.normal(0, 0.01))
        high = high * scale + np.float32(dice.normal(0, 0.01))
    if dice.random() < 0.25:
        sigma = dice.uniform(0.3, 0.8)
        high, low = (ndimage.gaussian_filter(each, sigma) for each in (high, low))
    if dice.random() < 0.4:
        sigma = np.float32(abs(dice.normal(0, 0.04)))
        soft = dice.uniform(0.0, 0.8)
        high, low = (each + _grain(each.shape, sigma, soft, dice) for each in (high, low))
    if dice.random() < 0.25:
        clip = np.float32(1 + dice.choice(CLIPS) / 1000)
        high, low = np.minimum(high, clip), np.minimum(low, clip)
    if dice.random() < ONE_ENERGY:
        low, both = high, 0.0
    return Patch(np.maximum(high, 0), np.maximum(low, 0), both, patch.labels)


def _grain(shape: tuple[int, ...], sigma: float, soft: float, dice: np.random.Generator) -> NDArray[np.float32]:
    grain = ndimage.gaussian_filter(dice.standard_normal(shape, np.float32), soft)
    return np.asarray(sigma * grain / max(1e-3, float(grain.std())), np.float32)


def _turned(patch: Patch, dice: np.random.Generator) -> Patch:
    order = tuple(int(axis) for axis in dice.permutation(3))
    flips = tuple(slice(None, None, -1 if dice.random() < 0.5 else 1) for _ in range(3))
    high, low, labels = (
        np.ascontiguousarray(each.transpose(order)[flips]) for each in (patch.high, patch.low, patch.labels)
    )
    return Patch(high, low, patch.both, labels)
