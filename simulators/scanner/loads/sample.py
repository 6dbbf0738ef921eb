"""A container from a seed: its two views with labels, its truth, and what is declared of it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulators.scanner.loads import truth as truths
from simulators.scanner.loads import varied
from simulators.scanner.loads.exposure import BASIS, Scanner, detect, transmissions
from simulators.scanner.loads.further_finds import FURTHER
from simulators.scanner.loads.labels import CLASSES, labelled
from simulators.scanner.loads.packing import Dice
from simulators.scanner.loads.scenes import Plan, Scene, build
from simulators.scanner.loads.stowing import Choice, choose
from simulators.scanner.loads.truth import Declared, Truth

SPLITS = {"train": 1, "tune": 2, "evaluation": 3, "varied": 4, "unseen": 5}
VARIED_PAIRS = ((6.0, 4.0), (9.0, 6.0), (6.0, 3.5), (6.0, 3.0), (9.0, 5.0), (5.0, 3.0), (8.0, 4.5))
UNSEEN_PAIRS = ((6.0, 4.0), (9.0, 6.0), (8.5, 5.5), (5.5, 3.5))
MASK_M = 0.004  # an anomaly is marked where at least so much of it lies behind a pixel
SECRETS = 0.4  # of all containers hide something
FALSE_KINDS = ("wrong_commodity", "wrong_quantity", "wrong_emptiness")
# Of containers that hold little or nothing: seeds that no other draw takes; so many hold nothing, so many a little.
LIGHT_SEEDS = {"train": 11, "varied": 12, "unseen": 13, "evaluation": 14}
NOTHING, LITTLE = 0.45, 0.3
LITTLE_SHARE = (0.04, 0.3)  # of the container's length
LIGHT_SECRETS = 0.3
FURTHER_SEEDS = 15


__all__ = [
    "CLASSES",
    "FALSE_KINDS",
    "LIGHT_SEEDS",
    "CargoSample",
    "CargoView",
    "drawn_scene",
    "exposed",
    "make_further",
    "make_light",
    "make_lot",
    "make_sample",
]


@dataclass(frozen=True)
class CargoView:
    """One view, row 0 at the top.

    Attributes:
        planes: uint16 (2, rows, columns), transmission, 65535 = open beam, highest energy first.
        labels: uint8 (rows, columns), index into `CLASSES`.
        anomaly: uint8 (rows, columns), 1 where something is hidden.
        anomaly_kind: of what is hidden; empty where nothing is.
    """

    name: str
    planes: NDArray[np.uint16]
    pixel_mm: float
    labels: NDArray[np.uint8]
    anomaly: NDArray[np.uint8]
    anomaly_kind: str


@dataclass(frozen=True)
class CargoSample:
    """A scanned container and all that is true of it.

    Attributes:
        views: side and top.
        box_mm: corner and size of the container along x, y, z in the frame of the picture.
    """

    views: tuple[CargoView, CargoView]
    truth: Truth
    scanner: Scanner
    seed: int
    split: str
    box_mm: tuple[tuple[float, float, float], tuple[float, float, float]]

    @property
    def anomaly_kind(self) -> str:
        return self.truth.hidden[0].kind if self.truth.hidden else ""

    def declared(self) -> Declared:
        """What an honest trader declares."""
        return truths.declare(self.truth)

    def falsified(self, how: str) -> Declared:
        """A false declaration of the same container; hidden goods make an honest one false as it is.

        Raises:
            ValueError: where `how` is not one of `FALSE_KINDS`.
        """
        if how not in FALSE_KINDS:
            raise ValueError(f"how must be one of {FALSE_KINDS}, not {how!r}")
        dice = np.random.default_rng([self.seed, FALSE_KINDS.index(how), 77])
        found: Declared = getattr(truths, how)(self.declared(), dice)
        return found


def make_sample(seed: int, split: str, *, pixel_mm: float = 8.0) -> CargoSample:
    """Draw a container.

    Args:
        split: train, tune, varied, unseen or evaluation: seeds never meet; evaluation has packing styles that the
            others lack, varied packs every container anew, and unseen as varied never does.
        pixel_mm: nominal; each scanner's own is up to a tenth off, in evaluation up to a quarter.

    Raises:
        ValueError: for another split.
    """
    return exposed(drawn_scene(seed, split, pixel_mm=pixel_mm))


def drawn_scene(seed: int, split: str, *, pixel_mm: float = 8.0) -> Scene:
    """The scene of a sample, before it is scanned."""
    if split not in SPLITS:
        raise ValueError(f"split must be one of {tuple(SPLITS)}, not {split!r}")
    dice = np.random.default_rng([SPLITS[split], seed])
    scanner, pixel = _scanner_of(dice, split, pixel_mm)
    choices, shares = _content(dice, split)
    plan = Plan(seed, split, scanner, pixel, tuple(choices), tuple(shares), bool(dice.random() < SECRETS))
    return build(plan, dice)


def make_light(seed: int, split: str, *, pixel_mm: float = 8.0) -> CargoSample:
    """Draw a container that holds nothing but pallets and dunnage, few goods, or what any container holds.

    More than half hold no goods: nearly half are drawn so, and of some others the goods do not fit. Of these a few hide
    something all the same.

    Raises:
        KeyError: for a split that is not of `LIGHT_SEEDS`.
    """
    dice = np.random.default_rng([LIGHT_SEEDS[split], seed, 4711])
    scanner, pixel = _scanner_of(dice, split, pixel_mm)
    draw, choices, shares = dice.random(), list[Choice](), list[float]()
    if NOTHING <= draw < NOTHING + LITTLE:
        choices, shares = [choose(dice, split)], [float(np.exp(dice.uniform(*np.log(LITTLE_SHARE))))]
    elif draw >= NOTHING:
        choices, shares = _content(dice, split)
    secret = bool(choices) and bool(dice.random() < LIGHT_SECRETS)
    return exposed(build(Plan(seed, split, scanner, pixel, tuple(choices), tuple(shares), secret), dice))


def make_further(seed: int, split: str, find: str, *, pixel_mm: float = 8.0) -> CargoSample:
    """Draw a container that hides a find of a kind that training lacks, where that fits among its goods.

    Args:
        find: one of `further_finds.FURTHER`.

    Raises:
        KeyError: for a split that is not of `SPLITS`.
        ValueError: for another find.
    """
    dice = np.random.default_rng([SPLITS[split], seed, FURTHER_SEEDS, tuple(FURTHER).index(find)])
    scanner, pixel = _scanner_of(dice, split, pixel_mm)
    choices, shares = _content(dice, split)
    return exposed(
        build(Plan(seed, split, scanner, pixel, tuple(choices), tuple(shares), secret=False, find=find), dice)
    )


def make_lot(seed: int, n: int, odd: bool, *, split: str = "train", pixel_mm: float = 8.0) -> tuple[CargoSample, ...]:
    """Containers of one lot: the same goods packed the same way; if odd, one (at a random place) is not as the rest.

    The odd one holds other goods or hides something; the rest hide nothing.
    """
    dice = np.random.default_rng([SPLITS[split], seed, 9])
    scanner, pixel = _scanner_of(dice, split, pixel_mm)
    lot = choose(dice, split)
    strange = int(dice.integers(n)) if odd else -1
    swapped = dice.random() < 0.5
    found = []
    for index in range(n):
        each = np.random.default_rng([SPLITS[split], seed, 10, index])
        choice = replace(lot, density=lot.density * float(each.normal(1, 0.015)))
        if index == strange and swapped:
            choice = choose(each, split)
            while choice.commodity.code == lot.commodity.code:
                choice = choose(each, split)
        secret = index == strange and not swapped
        plan = Plan(seed * 1000 + index, split, scanner, pixel, (choice,), (1.0,), secret, lot=seed)
        found.append(exposed(build(plan, each)))
    return tuple(found)


def exposed(scene: Scene) -> CargoSample:
    """Scan a scene from the side and from above."""
    plan, box = scene.plan, scene.carried.box
    noise = np.random.default_rng([SPLITS[plan.split], plan.seed, 5])
    side, top = _view("side", 1, scene, noise), _view("top", 2, scene, noise)
    corner = (1000 * box.corner[0], 1000 * box.corner[1], 1000 * box.corner[2])
    size = (box.length * 1000, 2438.0 if scene.size_type else 2450.0, box.height * 1000)
    return CargoSample((side, top), scene.truth(), plan.scanner, plan.seed, plan.split, (corner, size))


def _view(name: str, axis: int, scene: Scene, noise: Dice) -> CargoView:
    scanner = scene.plan.scanner
    planes = scene.sums(axis, scanner)
    arrived = transmissions(planes[:BASIS], scanner.megavolts)[:, ::-1]
    codes = [choice.commodity.code for choice in scene.stowed.choices]
    labels = np.ascontiguousarray(labelled(planes[BASIS:-1], codes)[::-1])
    anomaly = np.ascontiguousarray((planes[-1] > MASK_M)[::-1].astype(np.uint8))
    kind = scene.stowed.hidden[0].kind if scene.stowed.hidden else ""
    return CargoView(name, detect(arrived, scanner, noise), scene.plan.pixel_m * 1000, labels, anomaly, kind)


def _scanner_of(dice: Dice, split: str, pixel_mm: float) -> tuple[Scanner, float]:
    if split in varied.SPLITS:
        return _any_scanner(dice, split == "unseen", pixel_mm)
    return _scanner(dice, split == "evaluation", pixel_mm)


def _any_scanner(dice: Dice, unseen: bool, pixel_mm: float) -> tuple[Scanner, float]:
    """Of any make: other energies, doses, spots and arms than those of `train`, though never evaluation's energies."""
    pairs = VARIED_PAIRS if not unseen else UNSEEN_PAIRS
    scanner = Scanner(
        megavolts=pairs[int(dice.integers(len(pairs)))],
        photons=float(np.exp(dice.uniform(np.log(1.5e4), np.log(5e5)))),
        electronic=float(np.exp(dice.uniform(np.log(1e-5), np.log(2e-4)))),
        scatter=float(np.exp(dice.uniform(np.log(1e-4), np.log(4e-3)))),
        blur=float(dice.uniform(0.3, 1.4)),
        crosstalk=float(dice.uniform(0.0, 0.07)),
        gain=(float(dice.uniform(0.0003, 0.005)), float(dice.uniform(0.0003, 0.006))),
        shift=float(dice.uniform(0, 0.6)) if dice.random() < 0.4 else 0.0,
        source_m=float(dice.uniform(4.5, 11.0)) if dice.random() < 0.45 else None,
        source_height_m=float(dice.uniform(0.5, 2.8)),
    )
    return scanner, pixel_mm / 1000 * float(dice.uniform(0.7, 1.2))


def _scanner(dice: Dice, evaluation: bool, pixel_mm: float) -> tuple[Scanner, float]:
    """A scanner, and its pixel in metres."""
    wide = 1.6 if evaluation else 1.0
    pairs = ((6.0, 4.0), (9.0, 6.0), (6.0, 3.5)) if not evaluation else ((6.0, 4.0), (9.0, 6.0), (7.5, 5.0))
    chances = (0.6, 0.25, 0.15) if not evaluation else (0.5, 0.35, 0.15)
    scanner = Scanner(
        megavolts=pairs[int(dice.choice(3, p=chances))],
        photons=float(np.exp(dice.uniform(np.log(2.5e4 / wide), np.log(3e5 * wide)))),
        electronic=float(np.exp(dice.uniform(np.log(1.5e-5), np.log(1e-4 * wide)))),
        scatter=float(np.exp(dice.uniform(np.log(1e-4), np.log(2e-3 * wide)))),
        blur=float(dice.uniform(0.4, 1.0 * (1.3 if evaluation else 1))),
        crosstalk=float(dice.uniform(0.0, 0.04 * wide)),
        gain=(float(dice.uniform(0.0005, 0.003)), float(dice.uniform(0.0005, 0.004))),
        shift=float(dice.uniform(0, 0.5)) if dice.random() < 0.4 else 0.0,
        source_m=float(dice.uniform(5.0, 10.0)) if dice.random() < 0.45 else None,
        source_height_m=float(dice.uniform(0.6, 2.6)),
    )
    off = 0.25 if evaluation else 0.1
    return scanner, pixel_mm / 1000 * float(dice.uniform(1 - off, 1 + off))


def _content(dice: Dice, split: str) -> tuple[list[Choice], list[float]]:
    """One commodity in most containers; two or three in some; none in one of eleven; part loads."""
    draw = dice.random()
    if draw < 0.09:
        return [], []
    count = 1 if draw < 0.72 else int(dice.integers(2, 4))
    first = choose(dice, split)
    choices = [first]
    for _ in range(count - 1):
        another = choose(dice, split, cold=first.style.refrigerated)
        while another.commodity.code in {choice.commodity.code for choice in choices}:
            another = choose(dice, split, cold=first.style.refrigerated)
        choices.append(another)
    whole = 1.0 if dice.random() < 0.75 else float(dice.uniform(0.25, 0.9))
    parts = dice.dirichlet([4.0] * count) * whole
    return choices, [float(part) for part in parts]
