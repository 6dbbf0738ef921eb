"""A passenger car: body, glass, engine, seats and wheels, about 1.2 tonnes."""

from dataclasses import dataclass

from simulators.scanner.loads.bodies import Of
from simulators.scanner.loads.packing import Dice, Frame, Order
from simulators.scanner.loads.substances import FOAM
from simulators.scanner.materials import ALUMINIUM, GLASS, OIL, PLASTIC, RUBBER, STEEL

SILL = 0.22  # metres; underside of the body
Span = tuple[float, float]


@dataclass(frozen=True)
class Car:
    """A car in a frame, nose at x = 0, or at the other end where `flip`.

    Attributes:
        bare: without engine and wheels.
        back: where the rear window ends, as a share of the length: saloon, hatchback, estate.
    """

    frame: Frame
    size: tuple[float, float, float]
    order: Order
    flip: bool = False
    bare: bool = False
    back: float = 0.86

    @property
    def belt(self) -> float:
        """Height of the lower edge of the windows."""
        return self.size[2] * 0.6

    def box(self, along: Span, across: Span, up: Span, of: Of) -> None:
        """A box by start and extent: shares of length and width, metres of height."""
        long, wide, _high = self.size
        start = (1 - along[0] - along[1] if self.flip else along[0]) * long
        self.frame.box((start, across[0] * wide, up[0]), (along[1] * long, across[1] * wide, up[1]), of)

    def slope(self, start: Span, end: Span, plate: Span, of: Of) -> None:
        """A plate between two points (share of length, metres of height); its width as a share, its thickness."""
        long, wide, _high = self.size
        a, b = (1 - start[0], 1 - end[0]) if self.flip else (start[0], end[0])
        self.frame.sloping(
            (a * long, wide / 2, start[1]), (b * long, wide / 2, end[1]), (plate[0] * wide, plate[1]), of
        )


def car(
    frame: Frame, size: tuple[float, float, float], order: Order, dice: Dice, *, flip: bool = False, bare: bool = False
) -> None:
    """Build a car of this size."""
    one = Car(frame, size, order, flip, bare, float(dice.choice([0.74, 0.86, 0.93])))
    _shell(one)
    _inside(one)
    if not bare:
        _drive(one)
        _wheels(one)


def _shell(one: Car) -> None:
    order, belt, high = one.order, one.belt, one.size[2]
    sheet = order.part(STEEL, 7850)
    one.box((0.03, 0.94), (0.04, 0.92), (SILL, 0.003), sheet)  # floor
    for side in (0.0, 0.985):
        inset = 0.06 if side == 0 else -0.06
        one.box((0.03, 0.94), (side, 0.012), (SILL, belt - SILL), order.part(STEEL, 800))
        one.box((0.33, 0.42), (side + inset, 0.012), (belt, high - belt - 0.02), order.part(GLASS, 700))
        one.box((0.1, 0.8), (side * 0.96, 0.05), (SILL - 0.04, 0.1), order.part(STEEL, 1100))
        one.box((0.5, 0.018), (side + inset, 0.03), (belt, high - belt), order.part(STEEL, 1800))
    one.box((0.35, 0.38), (0.1, 0.8), (high - 0.025, 0.0012), sheet)  # roof
    one.slope((0.23, belt), (0.35, high - 0.03), (0.78, 0.006), order.part(GLASS, 2500))
    one.slope((0.73, high - 0.03), (one.back, belt), (0.78, 0.005), order.part(GLASS, 2500))
    one.slope((0.03, belt - 0.14), (0.24, belt), (0.88, 0.0016), sheet)  # bonnet
    one.slope((one.back, belt), (0.96, belt - 0.1), (0.88, 0.0016), sheet)
    for bumper in (0.0, 0.97):
        one.box((bumper, 0.03), (0.02, 0.96), (0.3, 0.3), order.part(PLASTIC, 220))


def _inside(one: Car) -> None:
    order = one.order
    one.box((0.27, 0.03), (0.08, 0.84), (one.belt - 0.25, 0.3), order.part(PLASTIC, 350))  # dashboard
    for row in (0.38, 0.58):
        for side in (0.12, 0.56):
            one.box((row, 0.11), (side, 0.3), (0.32, 0.2), order.part(FOAM, 90))
            one.box((row + 0.1, 0.03), (side, 0.3), (0.45, 0.55), order.part(FOAM, 90))
            one.box((row, 0.12), (side, 0.28), (0.3, 0.02), order.part(STEEL, 900))
    one.box((0.72, 0.12), (0.2, 0.6), (0.25, 0.2), order.part(PLASTIC, 120))  # tank
    one.box((0.72, 0.12), (0.2, 0.6), (0.25, 0.05), order.part(OIL, 740))
    one.box((0.2, 0.65), (0.46, 0.05), (0.18, 0.07), order.part(STEEL, 1500))  # exhaust, shaft


def _drive(one: Car) -> None:
    order = one.order
    one.box((0.09, 0.13), (0.22, 0.5), (0.35, 0.45), order.part(STEEL, 2600))  # engine
    one.box((0.12, 0.1), (0.15, 0.22), (0.3, 0.25), order.part(ALUMINIUM, 1500))
    one.box((0.035, 0.015), (0.15, 0.7), (0.3, 0.4), order.part(ALUMINIUM, 800))
    one.box((0.06, 0.06), (0.78, 0.1), (0.55, 0.18), order.part(STEEL, 2300))  # battery


def _wheels(one: Car) -> None:
    long, wide, high = one.size
    order, frame = one.order, one.frame
    r = 0.2 * high + 0.03
    for share in (0.18, 0.79):
        x = (1 - share if one.flip else share) * long
        for y in (0.01, wide - 0.22):
            frame.cylinder((x, y, r), r, 0.2, 1, order.part(RUBBER, 420))
            frame.cylinder((x, y, r), r * 0.62, 0.2, 1, order.part(RUBBER, -420))
            frame.cylinder((x, y + 0.03, r), r * 0.6, 0.14, 1, order.part(STEEL, 520))
            frame.cylinder((x, y + 0.08, r), r * 0.42, 0.025, 1, order.part(STEEL, 7000))
        frame.cylinder((x, 0.15, r), 0.04, wide - 0.3, 1, order.part(STEEL, 3500))
