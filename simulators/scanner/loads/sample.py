"""A container from a seed: its two views with labels, its truth, and what is declared of it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulators.scanner.loads import truth as truths
from simulators.scanner.loads.bodies import CENTRE, DENSITY, ITEM, ROLE, Pile, Role
from simulators.scanner.loads.carriers import Carried, carry
from simulators.scanner.loads.exposure import BASIS, Scanner, detect, transmissions, weights
from simulators.scanner.loads.labels import CLASSES, labelled
from simulators.scanner.loads.packing import Dice
from simulators.scanner.loads.shadows import Eye, Planes, cast
from simulators.scanner.loads.stowing import Choice, Stowed, choose, hide, litter, stow
from simulators.scanner.loads.truth import Declared, Item, Truth

SPLITS = {"train": 1, "tune": 2, "evaluation": 3}
MASK_M = 0.004  # an anomaly is marked where at least so much of it lies behind a pixel
FALSE_KINDS = ("wrong_commodity", "wrong_quantity", "wrong_emptiness")


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
        """A false declaration of the same container; `how` is one of `FALSE_KINDS`. Hidden goods are false as they are."""
        if how not in FALSE_KINDS:
            raise ValueError(f"how must be one of {FALSE_KINDS}, not {how!r}")
        dice = np.random.default_rng([self.seed, FALSE_KINDS.index(how), 77])
        found: Declared = getattr(truths, how)(self.declared(), dice)
        return found


def make_sample(seed: int, split: str, *, pixel_mm: float = 8.0) -> CargoSample:
    """Draw a container.

    Args:
        split: train, tune or evaluation: seeds never meet; evaluation has packing styles that the others lack.
        pixel_mm: nominal; each scanner's own is up to a tenth off, in evaluation up to a quarter.

    Raises:
        ValueError: for another split.
    """
    if split not in SPLITS:
        raise ValueError(f"split must be one of {tuple(SPLITS)}, not {split!r}")
    dice = np.random.default_rng([SPLITS[split], seed])
    scanner, pixel = _scanner(dice, split == "evaluation", pixel_mm)
    choices, shares = _content(dice, split)
    return _scan(seed, split, scanner, pixel, choices, shares, dice, secret=dice.random() < 0.4)


def make_lot(seed: int, n: int, odd: bool, *, split: str = "train", pixel_mm: float = 8.0) -> tuple[CargoSample, ...]:
    """Containers of one lot: the same goods packed the same way; if odd, one (at a random place) is not as the rest.

    The odd one holds other goods or hides something; the rest hide nothing.
    """
    dice = np.random.default_rng([SPLITS[split], seed, 9])
    scanner, pixel = _scanner(dice, split == "evaluation", pixel_mm)
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
        found.append(_scan(seed * 1000 + index, split, scanner, pixel, [choice], [1.0], each, secret=secret, lot=seed))
    return tuple(found)


def _scanner(dice: Dice, evaluation: bool, pixel_mm: float) -> tuple[Scanner, float]:
    """A scanner, and its pixel in metres."""
    wide = 1.6 if evaluation else 1.0
    pairs = ((6.0, 4.0), (9.0, 6.0), (6.0, 3.5)) if not evaluation else ((6.0, 4.0), (9.0, 6.0), (7.5, 5.0))
    chances = (0.6, 0.25, 0.15) if not evaluation else (0.5, 0.35, 0.15)
    scanner = Scanner(
        megavolts=pairs[int(dice.choice(3, p=chances))],
        photons=float(np.exp(dice.uniform(np.log(2.5e4 / wide), np.log(3e5 * wide)))),
        electronic=float(np.exp(dice.uniform(np.log(1.5e-5), np.log(1e-4 * wide)))),
        scatter=float(dice.uniform(0.0005, 0.008 * wide)),
        blur=float(dice.uniform(0.4, 1.0 * (1.3 if evaluation else 1))),
        crosstalk=float(dice.uniform(0.0, 0.04 * wide)),
        gain=(float(dice.uniform(0.0005, 0.003)), float(dice.uniform(0.0005, 0.004))),
        shift=float(dice.uniform(0, 0.5)) if dice.random() < 0.4 else 0.0,
        source_m=float(dice.uniform(4.5, 9.0)) if dice.random() < 0.55 else None,
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


def _scan(
    seed: int, split: str, scanner: Scanner, pixel: float, choices: list[Choice], shares: list[float], dice: Dice,
    *, secret: bool, lot: int | None = None,
) -> CargoSample:  # fmt: skip
    cold = bool(choices) and choices[0].style.refrigerated or (not choices and dice.random() < 0.15)
    pick = dice if lot is None else np.random.default_rng([lot, 11])
    sizes, chances = (("22R1", "45R1"), (0.25, 0.75)) if cold else (("22G1", "42G1", "45G1", "L5G1"), (0.33, 0.27, 0.34, 0.06))
    size_type = str(pick.choice(sizes, p=chances))
    pile = Pile()
    if not cold and pick.random() < 0.07:
        size_type = ""
    carried = carry(pile, size_type, bool(dice.random() < 0.6), dice, split == "evaluation")
    stowed = Stowed(pile)
    stowed.grown()
    if choices:
        stow(stowed, carried, choices, shares, pick)
    else:
        litter(stowed, carried, dice)
    if secret:
        hide(stowed, carried, split, dice)
    noise = np.random.default_rng([SPLITS[split], seed, 5])
    views = tuple(_view(name, axis, stowed, carried, scanner, pixel, noise) for name, axis in (("side", 1), ("top", 2)))
    corner = tuple(1000 * value for value in carried.box.corner)
    size = (carried.box.length * 1000, 2438.0 if size_type else 2450.0, carried.box.height * 1000)
    return CargoSample((views[0], views[1]), _truth(stowed, size_type), scanner, seed, split, ((corner[0], corner[1], corner[2]), size))


def eye_of(axis: int, carried: Carried, scanner: Scanner, pixel: float) -> Eye:
    """How the scanner looks along an axis."""
    across, up = carried.middle
    width = round(carried.frame[0] / pixel)
    height = round(carried.frame[3 - axis] / pixel)
    source = None
    if scanner.source_m is not None:
        source = (across - scanner.source_m, scanner.source_height_m) if axis == 1 else (up + scanner.source_m, across)
    return Eye(axis, width, height, pixel, across if axis == 1 else up, source)


def sums(eye: Eye, stowed: Stowed, megavolts: tuple[float, ...]) -> Planes:
    """Basis planes, one plane of kg/m² for each item, and one of the metres of anomaly behind each pixel."""
    rows = stowed.pile.rows()
    items = len(stowed.choices)
    secret = np.isin(rows[:, ITEM].astype(int), list(stowed.secret_items))
    marks = ((rows[:, ROLE] == Role.ANOMALY) & (rows[:, DENSITY] >= 0)) | (secret & (rows[:, DENSITY] > 0))
    shadow = rows[marks].copy()
    shadow[:, DENSITY] = 1.0
    every = np.concatenate([rows, shadow])
    layers = np.full((len(every), 3), -1, np.int64)
    layers[:, 1] = 0
    goods = rows[:, ROLE] == Role.GOODS
    layers[: len(rows), 0][goods] = BASIS + rows[goods, ITEM].astype(int)
    layers[: len(rows), 1] = stowed.clipped
    layers[len(rows) :, 0] = BASIS + items
    share = weights(every, stowed.pile.stuffs, megavolts)
    share[len(rows) :] = 0
    rooms = np.asarray(stowed.rooms, np.float64).reshape(-1, 2, 3)
    return cast(eye, every, share, layers, rooms, BASIS + items + 1)


def _view(name: str, axis: int, stowed: Stowed, carried: Carried, scanner: Scanner, pixel: float, noise: Dice) -> CargoView:
    eye = eye_of(axis, carried, scanner, pixel)
    planes = sums(eye, stowed, scanner.megavolts)
    arrived = transmissions(planes[:BASIS], scanner.megavolts)[:, ::-1]
    codes = [choice.commodity.code for choice in stowed.choices]
    labels = labelled(planes[BASIS:-1], codes)[::-1]
    anomaly = (planes[-1] > MASK_M)[::-1].astype(np.uint8)
    kind = stowed.hidden[0].kind if stowed.hidden else ""
    return CargoView(name, detect(arrived, scanner, noise), pixel * 1000, np.ascontiguousarray(labels), np.ascontiguousarray(anomaly), kind)


def _truth(stowed: Stowed, size_type: str) -> Truth:
    rows = stowed.pile.rows()
    mass = stowed.kilograms()
    role, item = rows[:, ROLE].astype(int), rows[:, ITEM].astype(int)
    inside = role >= Role.GOODS
    dice = np.random.default_rng(len(rows))
    items = []
    for number, choice in enumerate(stowed.choices):
        if number in stowed.secret_items:
            continue
        goods = float(mass[(item == number) & (role == Role.GOODS)].sum())
        gross = float(mass[(item == number) & inside].sum())
        if gross <= 0:
            continue
        packed = stowed.packed[number]
        text = choice.goods.texts[int(dice.integers(len(choice.goods.texts)))]
        net = goods * float(dice.uniform(0.92, 0.99)) if packed.count is not None else goods
        items.append(Item(choice.commodity.code, choice.goods.hs, text, net, gross, packed.count, packed.kind, choice.style.name))
    return Truth(
        tuple(items),
        tuple(stowed.hidden),
        float(mass[inside].sum()),
        float(mass[role == Role.CONTAINER].sum()),
        float(mass[role == Role.CARRIER].sum()),
        size_type,
        bool(items),
    )


__all__ = ["CENTRE", "CLASSES", "FALSE_KINDS", "CargoSample", "CargoView", "make_lot", "make_sample"]
