"""A container standing in front of the scanner, and what its rays sum up behind every pixel."""

from dataclasses import dataclass

import numpy as np

from simulators.scanner.loads.bodies import DENSITY, ITEM, ROLE, Pile, Role
from simulators.scanner.loads.carriers import Carried, carry
from simulators.scanner.loads.exposure import BASIS, Scanner, weights
from simulators.scanner.loads.further_finds import FURTHER
from simulators.scanner.loads.packing import Dice
from simulators.scanner.loads.shadows import Eye, Planes, cast
from simulators.scanner.loads.stowing import Choice, Stowed, hide, hide_among, litter, stow
from simulators.scanner.loads.truth import Item, Truth

DRY = (("22G1", 0.31), ("42G1", 0.25), ("45G1", 0.32), ("L5G1", 0.05), ("", 0.07))
COLD = (("22R1", 0.25), ("45R1", 0.75))


@dataclass(frozen=True)
class Plan:
    """What is to be scanned, and by which scanner.

    Attributes:
        pixel_m: size of a pixel in the middle of the container.
        shares: of the length of the hold, one for each choice.
        secret: whether something is hidden.
        lot: containers of one lot are packed alike; None for a container of its own.
        find: one of `further_finds.FURTHER` to be hidden among the goods, where it fits; none where it is empty.
    """

    seed: int
    split: str
    scanner: Scanner
    pixel_m: float
    choices: tuple[Choice, ...]
    shares: tuple[float, ...]
    secret: bool
    lot: int | None = None
    find: str = ""


@dataclass(frozen=True)
class Scene:
    """Everything in its place."""

    plan: Plan
    size_type: str
    carried: Carried
    stowed: Stowed

    def eye(self, axis: int, scanner: Scanner) -> Eye:
        """How the scanner looks along an axis: 1 from the side, 2 from above."""
        across, up = self.carried.middle
        pixel = self.plan.pixel_m
        source = None
        if scanner.source_m is not None:
            away = scanner.source_m
            source = (across - away, scanner.source_height_m) if axis == 1 else (up + away, across)
        width, height = round(self.carried.frame[0] / pixel), round(self.carried.frame[3 - axis] / pixel)
        return Eye(axis, width, height, pixel, across if axis == 1 else up, source)

    def sums(self, axis: int, scanner: Scanner) -> Planes:
        """The basis planes, a plane of kg/m² for each item, and one of the metres of anomaly; row 0 at the bottom."""
        stowed = self.stowed
        rows, items = stowed.pile.rows(), len(stowed.choices)
        secret = np.isin(rows[:, ITEM].astype(int), list(stowed.secret_items)) & (rows[:, ROLE] >= Role.GOODS)
        marks = ((rows[:, ROLE] == Role.ANOMALY) & (rows[:, DENSITY] >= 0)) | (secret & (rows[:, DENSITY] > 0))
        shadow = rows[marks].copy()
        shadow[:, DENSITY] = 1.0
        every = np.concatenate([rows, shadow])
        layers = np.full((len(every), 2), -1, np.int64)
        layers[:, 1] = 0
        goods = rows[:, ROLE] == Role.GOODS
        layers[: len(rows), 0][goods] = BASIS + rows[goods, ITEM].astype(int)
        layers[: len(rows), 1] = stowed.clipped
        layers[len(rows) :, 0] = BASIS + items
        share = weights(every, stowed.pile.stuffs, scanner.megavolts)
        share[len(rows) :] = 0
        rooms = np.asarray(stowed.rooms, np.float64).reshape(-1, 2, 3)
        return cast(self.eye(axis, scanner), every, share, layers, rooms, BASIS + items + 1)

    def truth(self) -> Truth:
        """Masses by what they belong to; the items that are declared; what is hidden."""
        stowed = self.stowed
        rows, mass = stowed.pile.rows(), stowed.kilograms()
        role = rows[:, ROLE].astype(int)
        inside = role >= Role.GOODS
        items = (self._item(number) for number in range(len(stowed.choices)) if number not in stowed.secret_items)
        declared = tuple(item for item in items if item.gross_kg > 0)
        return Truth(
            items=declared,
            hidden=tuple(stowed.hidden),
            cargo_kg=float(mass[inside].sum()),
            tare_kg=float(mass[role == Role.CONTAINER].sum()),
            carrier_kg=float(mass[role == Role.CARRIER].sum()),
            size_type=self.size_type,
            loaded=bool(declared),
        )

    def _item(self, number: int) -> Item:
        rows, mass = self.stowed.pile.rows(), self.stowed.kilograms()
        role, own = rows[:, ROLE].astype(int), rows[:, ITEM].astype(int) == number
        goods = float(mass[own & (role == Role.GOODS)].sum())
        gross = float(mass[own & (role >= Role.GOODS)].sum())
        choice, packed = self.stowed.choices[number], self.stowed.packed[number]
        dice = np.random.default_rng([self.plan.seed, number])
        text = choice.goods.texts[int(dice.integers(len(choice.goods.texts)))]
        net = goods * float(dice.uniform(0.92, 0.99)) if packed.count is not None else goods
        style = choice.style.name
        return Item(choice.commodity.code, choice.goods.hs, text, net, gross, packed.count, packed.kind, style)


def build(plan: Plan, dice: Dice) -> Scene:
    """Set up the container, fill it, hide what is to be hidden."""
    cold = (bool(plan.choices) and plan.choices[0].style.refrigerated) or (not plan.choices and dice.random() < 0.15)
    same = dice if plan.lot is None else np.random.default_rng([plan.lot, 11])
    sizes = COLD if cold else DRY
    size_type = str(same.choice([size for size, _chance in sizes], p=[chance for _size, chance in sizes]))
    pile = Pile()
    carried = carry(pile, size_type, bool(dice.random() < 0.6), dice, plan.split == "evaluation")
    stowed = Stowed(pile)
    stowed.grown()
    if plan.choices:
        stow(stowed, carried, plan.choices, plan.shares, same)
    else:
        litter(stowed, carried, dice)
    if plan.secret:
        hide(stowed, carried, plan.split, dice)
    if plan.find:
        hide_among(stowed, carried, lambda: FURTHER[plan.find](dice), dice)
    return Scene(plan, size_type, carried, stowed)
