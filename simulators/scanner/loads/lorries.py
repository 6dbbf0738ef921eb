"""Makes of lorries: cabs over or behind the engine, two or three axles, trailers and vans; some only for evaluation."""

from dataclasses import dataclass

from simulators.scanner.loads.bodies import Of, Pile, Role
from simulators.scanner.loads.packing import Dice, Frame
from simulators.scanner.loads.substances import FOAM
from simulators.scanner.materials import ALUMINIUM, GLASS, OIL, PLASTIC, RUBBER, STEEL, Material

WIDTH = 2.45


@dataclass(frozen=True)
class Make:
    """Measures of a tractor, metres from its bumper.

    Attributes:
        bonnet: length of the nose in front of the cab; 0 for a cab over its engine.
        axles: middles of the axles; the first steers.
        length: to where the trailer or the body begins to ride.
    """

    name: str
    bonnet: float
    cab: float
    roof: float
    axles: tuple[float, ...]
    length: float
    held_out: bool = False


MAKES = (
    Make("two axles, long cab", 0.0, 2.25, 3.4, (1.4, 5.1), 2.9),
    Make("three axles, long cab", 0.0, 2.3, 3.7, (1.4, 4.6, 5.9), 2.95),
    Make("two axles, short cab", 0.0, 1.7, 2.9, (1.3, 4.6), 2.5),
    Make("bonnet, three axles", 1.6, 2.1, 3.5, (1.3, 5.6, 6.9), 4.2),
    Make("terminal tractor", 0.0, 1.4, 3.1, (1.1, 3.9), 2.2, True),
    Make("bonnet, sleeper", 1.9, 2.8, 3.9, (1.5, 6.6, 7.9), 5.1, True),
    Make("four axles", 0.0, 1.8, 3.0, (1.3, 3.1, 5.3, 6.6), 2.6, True),
)


def drawn_make(dice: Dice, evaluation: bool) -> Make:
    """One of the makes; those held out only for evaluation, and half of the time there."""
    unknown = evaluation and dice.random() < 0.5
    makes = [make for make in MAKES if make.held_out == unknown]
    return makes[int(dice.integers(len(makes)))]


def of(material: Material, density: float) -> Of:
    """Bodies of the carrier."""
    return Of(material, density, Role.CARRIER, -1)


def wheel(frame: Frame, x: float, y: float, wide: float, r: float = 0.5) -> None:
    """One wheel, or a pair where it is wide."""
    frame.cylinder((x, y, r), r, wide, 1, of(RUBBER, 420))
    frame.cylinder((x, y, r), 0.58 * r, wide, 1, of(RUBBER, -420))
    frame.cylinder((x, y + wide * 0.3, r), 0.58 * r, 0.012, 1, of(STEEL, STEEL.density))
    frame.cylinder((x, y + wide * 0.2, r), 0.26 * r, wide * 0.6, 1, of(STEEL, 3800))


def axle(frame: Frame, x: float, wide: float, r: float = 0.5) -> None:
    """Wheels on both sides, the axle and its springs."""
    for y in (0.04, WIDTH - 0.04 - wide):
        wheel(frame, x, y, wide, r)
    frame.cylinder((x, 0.4, r), 0.07, WIDTH - 0.8, 1, of(STEEL, 5000))
    for y in (0.7, WIDTH - 0.8):
        frame.box((x - 0.45, y, r + 0.05), (0.9, 0.09, 0.08), of(STEEL, 3500))


def tractor(pile: Pile, x: float, across: float, make: Make, dice: Dice) -> None:
    """A tractor whose bumper is at `x`; `across` is the y of its near side."""
    frame = Frame(pile, (x, across, 0.0))
    _cab(frame, make, dice)
    nose = 0.3 if make.bonnet else 0.55
    frame.box((nose, 0.75, 0.55), (1.25, 0.9, 0.7), of(STEEL, float(dice.uniform(2200, 2900))))
    frame.box((nose + 1.25, 0.9, 0.55), (0.9, 0.55, 0.5), of(STEEL, 3300))
    frame.box((nose - 0.3, 0.45, 0.6), (0.12, 1.5, 1.0), of(ALUMINIUM, 700))
    end = make.axles[-1] + 0.7
    for beam in (0.8, 1.6):
        frame.box((0.4, beam, 0.75), (end - 0.4, 0.009, 0.27), of(STEEL, STEEL.density))
        for z in (0.75, 1.01):
            frame.box((0.4, beam - 0.04, z), (end - 0.4, 0.08, 0.009), of(STEEL, STEEL.density))
    tank = make.axles[0] + 0.75
    long = min(float(dice.uniform(0.8, 1.5)), make.axles[1] - tank - 0.65)
    if long > 0.3:
        for y in (0.36, WIDTH - 0.36) if dice.random() < 0.5 else (0.36,):
            frame.cylinder((tank, y, 0.72), 0.32, long, 0, of(OIL, 800 * float(dice.uniform(0.15, 0.9))))
            frame.cylinder((tank, y, 0.72), 0.325, long, 0, of(ALUMINIUM, 60))
    frame.box((tank, WIDTH - 0.4, 0.45), (0.5, 0.35, 0.5), of(ALUMINIUM, 1500))
    frame.box((make.axles[-1] - 0.7, 0.75, 1.03), (0.9, 0.9, 0.045), of(STEEL, STEEL.density))
    axle(frame, make.axles[0], 0.32)
    for at in make.axles[1:]:
        axle(frame, at, 0.58 if at > 3.5 else 0.32)


def rigid(pile: Pile, x: float, across: float, make: Make, dice: Dice, small: float) -> None:
    """Cab, engine and front axle of a van or a lorry with a body of its own; `small` scales the engine."""
    frame = Frame(pile, (x, across, 0.0))
    _cab(frame, make, dice)
    nose = 0.3 if make.bonnet else 0.5
    frame.box((nose, 0.85, 0.5), (1.1 * small, 0.75 * small, 0.65 * small), of(STEEL, 2300))
    frame.box((nose + 1.1 * small, 0.95, 0.5), (0.6, 0.45, 0.4), of(STEEL, 2800))
    frame.box((nose - 0.25, 0.45, 0.6), (0.1, 1.5, 0.8), of(ALUMINIUM, 700))
    axle(frame, make.axles[0], 0.28, 0.36 + 0.12 * small)


def _cab(frame: Frame, make: Make, dice: Dice) -> None:
    start, roof, back = make.bonnet, make.roof, make.bonnet + make.cab
    for side in (0.03, WIDTH - 0.05):
        frame.box((start + 0.1, side, 1.0), (make.cab - 0.15, 0.0025, 1.1), of(STEEL, STEEL.density))
        frame.box((start + 1.2, side, 2.1), (max(0.2, make.cab - 1.25), 0.002, roof - 2.1), of(STEEL, STEEL.density))
        frame.box((start + 0.35, side, 2.1), (0.8, 0.005, 0.75), of(GLASS, 2500))
        frame.box((0.0, side, 0.35), (start + 1.4, 0.02, 0.7), of(PLASTIC, 1100))
    frame.box((start + 0.35, 0.03, roof - 0.02), (make.cab - 0.4, WIDTH - 0.1, 0.0025), of(STEEL, STEEL.density))
    frame.sloping(
        (start + 0.05, WIDTH / 2, 1.95), (start + 0.4, WIDTH / 2, roof - 0.4), (WIDTH - 0.2, 0.008), of(GLASS, 2500)
    )
    frame.box((back - 0.06, 0.03, 1.0), (0.003, WIDTH - 0.1, roof - 1.0), of(STEEL, STEEL.density))
    frame.box((start + 0.1, 0.03, 1.02), (make.cab - 0.15, WIDTH - 0.1, 0.004), of(STEEL, STEEL.density))
    frame.box((start + 0.25, 0.15, 1.55), (0.35, 2.1, 0.35), of(PLASTIC, float(dice.uniform(500, 900))))
    for seat in (0.3, 1.5):
        frame.box((start + 0.9, seat, 1.2), (0.5, 0.55, 0.35), of(PLASTIC, 160))
        frame.box((start + 1.25, seat, 1.5), (0.16, 0.55, 0.8), of(PLASTIC, 160))
        if seat == 0.3 and dice.random() < 0.6:  # the driver stays in some drive-throughs
            frame.box((start + 0.95, seat + 0.08, 1.5), (0.28, 0.4, 0.65), of(FOAM, 500))
    if make.cab > 2.0:
        frame.box((back - 0.7, 0.2, 1.6), (0.5, 2.0, 0.25), of(PLASTIC, 90))
    if make.bonnet:
        frame.sloping((0.1, WIDTH / 2, 1.55), (start + 0.1, WIDTH / 2, 1.95), (1.9, 0.004), of(PLASTIC, 1300))
        for side in (0.25, WIDTH - 0.3):
            frame.box((0.1, side, 0.9), (start, 0.006, 0.75), of(PLASTIC, 1300))
    if dice.random() < 0.4:  # exhaust stack
        frame.cylinder((back + 0.15, 0.3, 1.0), 0.09, roof - 0.9, 2, of(STEEL, 1200))


def trailer(pile: Pile, x: float, length: float, across: float, deck: float, dice: Dice) -> None:
    """A skeletal trailer; its beams straight or goose-necked, with two or three axles."""
    frame = Frame(pile, (x, across, 0.0))
    steel = of(STEEL, STEEL.density)
    tall = float(dice.uniform(0.28, 0.45))
    for beam in (0.75, 1.66):
        frame.box((0.0, beam, deck - tall), (length, 0.008, tall - 0.02), steel)
        frame.box((0.0, beam - 0.07, deck - 0.02), (length, 0.15, 0.014), steel)
        frame.box((0.0, beam - 0.07, deck - tall - 0.01), (length, 0.15, 0.014), steel)
    for cross in (0.3, length * 0.35, length * 0.65, length - 0.3):
        frame.box((cross, 0.05, deck - 0.2), (0.12, 2.3, 0.16), of(STEEL, STEEL.density * 0.2))
    for leg in (0.55, 1.8):
        frame.box((2.3, leg, 0.25), (0.12, 0.12, deck - 0.4), of(STEEL, STEEL.density * 0.4))
    r = min(0.5, deck * 0.45)
    first = length - float(dice.uniform(3.4, 4.4))
    for index in range(int(dice.choice([2, 3], p=[0.35, 0.65]))):
        axle(frame, first + index * 1.31, 0.38, r)
    if dice.random() < 0.4:
        frame.box((length * 0.4, 0.2, 0.45), (0.7, 0.5, 0.45), of(STEEL, 400))  # a tool box
    if dice.random() < 0.4:
        frame.cylinder((length * 0.52, 1.9, 0.8), 0.5, 0.26, 2, of(RUBBER, 300))  # the spare wheel


def platform(pile: Pile, x: float, length: float, across: float, deck: float, dice: Dice) -> None:
    """Frame and axles under a box body or a van, its own engine in front of it."""
    frame = Frame(pile, (x, across, 0.0))
    r = min(0.48, deck * 0.45)
    for beam in (0.8, 1.6):
        frame.box((-0.5, beam, deck - 0.28), (length + 0.5, 0.01, 0.24), of(STEEL, STEEL.density))
    axle(frame, length * float(dice.uniform(0.6, 0.75)), 0.5, r)
    if length > 6.5:
        axle(frame, length * 0.75 + 1.25, 0.5, r)
