"""Packers of what lies loose: bulk, heaps, scrap."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

from simulators.scanner.loads.packing import Dice, Hold, Kind, Order, Packed, Pile, Range, drawn, turned
from simulators.scanner.materials import ALUMINIUM, COPPER, PLASTIC, STEEL, WOOD


@dataclass(frozen=True)
class Bulk:
    """A fill against a bulkhead at the doors: level, sloping from where it was blown in, or in heaps.

    Attributes:
        heaps: hills it lies in; 0 is a level fill.
        grain: unevenness of the surface, m.
    """

    fill: Range = (0.5, 0.85)
    slope: float = 0.1
    heaps: int = 0
    grain: float = 0.02
    liner: bool = True
    kind: str = "VR"

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        fill, slope, heaps, grain, liner, kind = self.fill, self.slope, self.heaps, self.grain, self.liner, self.kind
        nx, ny = max(8, int(hold.size[0] / 0.08)), 12
        x, y = np.linspace(0, 1, nx)[:, None], np.linspace(-1, 1, ny)[None, :]
        wanted = order.height(hold, hold.size[2] * drawn(dice, fill), 1.0)
        if heaps:
            tops = (np.arange(heaps) + 0.5) / heaps + dice.uniform(-0.05, 0.05, heaps)
            across = 1 - 0.25 * y**2
            reach = hold.size[0] / heaps / 2
            away = np.abs(x - tops[None, :]).min(axis=1, keepdims=True) * hold.size[0] / reach
            surface = np.clip(1 - 0.75 * away, 0.02, 1) * across
        else:
            surface = 1 + slope * dice.uniform(-1, 1) * (x - 0.5) * 2 - 0.06 * y**2 * dice.random()
        surface = surface * wanted / surface.mean()
        surface += gaussian_filter(dice.normal(0, 1, (nx, ny)), 2.0) * grain * 4
        surface = np.clip(surface, 0.02, hold.size[2] * 0.97)
        step = (hold.size[0] - 0.15) / nx, hold.size[1] / ny
        i, j = np.meshgrid(np.arange(nx), np.arange(ny), indexing="ij")
        corners = np.stack([i.ravel() * step[0], j.ravel() * step[1], np.zeros(i.size)], axis=1) + hold.corner
        pile.boxes(
            corners, np.stack([np.full(i.size, step[0]), np.full(i.size, step[1]), surface.ravel()], axis=1), order.of()
        )
        if liner:
            for bar in range(int(dice.integers(3, 6))):
                pile.boxes(
                    (hold.corner[0] + hold.size[0] - 0.1, hold.corner[1], hold.corner[2] + 0.2 + 0.4 * bar),
                    (0.05, hold.size[1], 0.05),
                    order.dunnage(STEEL, 2200),
                )
        return Packed(None, kind)


@dataclass(frozen=True)
class Scrap:
    """A heap of plates, sections, pipes and castings with no order; or pressed cubes of it thrown in."""

    pieces: Range = (250, 450)
    cubes: bool = False

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        pieces, cubes = self.pieces, self.cubes
        fill = order.height(hold, hold.size[2] * drawn(dice, (0.4, 0.85)), 1.0)
        if cubes:
            return _cubes(pile, hold, order, dice, fill)
        count = int(drawn(dice, pieces) * hold.size[0] / 12)
        mass = order.density * 0.55 * hold.size[0] * hold.size[1] * fill
        shapes = []
        for _ in range(count):
            long = float(np.clip(dice.lognormal(-0.7, 0.5), 0.15, 1.9))
            thin = float(dice.choice([0.012, 0.03, 0.08, 0.18]))
            wide = float(np.clip(dice.lognormal(-1.6, 0.5), 0.04, 0.8))
            shapes.append((long / 2, wide / 2, thin / 2))
        half = np.asarray(shapes)
        rest = np.linspace(0, 1, count)
        hill = 1 - 0.5 * np.abs(dice.uniform(0, 1, count) - 0.5)
        centre = np.stack(
            [
                hold.corner[0]
                + half[:, 0]
                + dice.uniform(0, 1, count) * np.maximum(0.01, hold.size[0] - 2 * half[:, 0]),
                hold.corner[1] + 0.25 + dice.uniform(0, 1, count) * (hold.size[1] - 0.5),
                hold.corner[2] + 0.1 + rest * fill * hill,
            ],
            axis=1,
        )
        turns = np.stack(
            [
                turned(
                    dice.uniform(-0.6, 0.6) + (np.pi / 2 if dice.random() < 0.35 else 0),
                    dice.normal(0, 0.25),
                    dice.uniform(0, np.pi),
                ).ravel()
                for _ in range(count)
            ]
        )
        reach = np.einsum("nij,ni->nj", np.abs(turns.reshape(-1, 3, 3)), half)
        low, high = np.asarray(hold.corner) + reach, np.asarray(hold.corner) + hold.size - reach
        centre = np.where(low < high, np.clip(centre, np.minimum(low, high), np.maximum(low, high)), (low + high) / 2)
        kinds = dice.choice(3, count, p=[0.72, 0.2, 0.08])
        volume = 8 * half.prod(axis=1)
        density = mass / volume.sum() * dice.uniform(0.7, 1.3, count)
        density = np.minimum(density, order.material.density)
        of = order.of()
        for kind, shape in enumerate((Kind.TURNED_BOX, Kind.TURNED_CYLINDER, Kind.TURNED_ELLIPSOID)):
            chosen = kinds == kind
            if chosen.any():
                pile.add(
                    shape,
                    centre[chosen],
                    half[chosen] if kind != 1 else half[chosen][:, [2, 2, 0]],
                    of,
                    density=density[chosen],
                    turn=turns[chosen] if kind != 1 else turns[chosen].reshape(-1, 3, 3)[:, [1, 2, 0]].reshape(-1, 9),
                )
        _fines(pile, hold, order, dice, fill)
        _strangers(pile, hold, order, dice, fill)
        return Packed(None, "VS")


def _strangers(pile: Pile, hold: Hold, order: Order, dice: Dice, fill: float) -> None:
    """Pieces of other stuff among the metal."""
    for stuff, share in ((COPPER, 0.02), (ALUMINIUM, 0.05), (PLASTIC, 0.03), (WOOD, 0.02)):
        if dice.random() < 0.5:
            place = hold.corner + dice.uniform(0.1, 0.8, 3) * (hold.size[0], hold.size[1], fill)
            pile.add(
                Kind.TURNED_ELLIPSOID,
                place,
                dice.uniform(0.1, 0.3, 3),
                order.part(stuff, stuff.density * share * 6),
                turn=turned(*dice.uniform(-1, 1, 3)),
            )


def _fines(pile: Pile, hold: Hold, order: Order, dice: Dice, fill: float) -> None:
    nx, ny = max(8, int(hold.size[0] / 0.06)), 8
    surface = fill * 0.9 * (1 + gaussian_filter(dice.normal(0, 1, (nx, ny)), (3.5, 1.5)) * 1.0)
    surface = np.clip(surface, 0.05, hold.size[2] * 0.95)
    step = hold.size[0] / nx, hold.size[1] / ny
    i, j = np.meshgrid(np.arange(nx), np.arange(ny), indexing="ij")
    corners = np.stack([i.ravel() * step[0], j.ravel() * step[1], np.zeros(i.size)], axis=1) + hold.corner
    each = order.density * 0.4 * dice.lognormal(0, 0.4, i.size)
    pile.boxes(
        corners,
        np.stack([np.full(i.size, step[0]), np.full(i.size, step[1]), surface.ravel()], axis=1),
        order.of(),
        each,
    )


def _cubes(pile: Pile, hold: Hold, order: Order, dice: Dice, fill: float) -> Packed:
    edge = float(dice.uniform(0.3, 0.55))
    counts = [max(1, int(room // (edge * 1.12))) for room in (hold.size[0], hold.size[1], max(edge * 1.2, fill))]
    i, j, k = (axis.ravel() for axis in np.meshgrid(*(np.arange(n) for n in counts), indexing="ij"))
    kept = dice.random(len(k)) < 1 - 0.5 * (k / max(1, counts[2])) ** 2
    at = np.column_stack([i, j, k])[kept].astype(np.float64)
    room = np.array([hold.size[0] / counts[0], hold.size[1] / counts[1], edge * 0.98])
    centre = (at + 0.5) * room + dice.normal(0, 0.04, at.shape) * (1, 1, 0.3) + hold.corner
    half = edge / 2 * dice.uniform(0.75, 1.0, at.shape)
    turns = np.stack([turned(*angles).ravel() for angles in dice.normal(0, 0.25, at.shape)])
    pile.add(
        Kind.TURNED_BOX,
        centre,
        half,
        order.of(),
        density=order.density * 1.4 * dice.uniform(0.7, 1.3, len(at)),
        turn=turns,
    )
    return Packed(None, "VS")
