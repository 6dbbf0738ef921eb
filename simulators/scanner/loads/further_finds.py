"""Finds that no container of training hides: wildlife, lithium cells, sheets of explosive.

They show what a network makes of a kind that it never met; the usual draw, and so the frozen set, leaves them out.
"""

from collections.abc import Callable

import numpy as np

from simulators.scanner.loads.bodies import Kind, Pile, turned
from simulators.scanner.loads.contraband import Point, Secret, of, stacked
from simulators.scanner.loads.packing import Dice
from simulators.scanner.loads.substances import EXPLOSIVE, IVORY, KERATIN, LITHIUM_CELL
from simulators.scanner.materials import CELLULOSE

PIECES = 6  # of a tusk, as it bends


def tusks(dice: Dice) -> Secret:
    """Whole tusks, of some hundred grams to 15 kg, in the room of goods: bent, thick at one end and hollow there."""
    count, long = int(dice.integers(3, 16)), float(dice.uniform(0.5, 1.4))
    thick = long * float(dice.uniform(0.035, 0.05))
    layers = int(np.ceil(count / 4))
    size = (long * 1.05, 4 * 2.3 * thick, layers * 2.3 * thick + 0.25 * long)

    def put(pile: Pile, corner: Point) -> str:
        for index in range(count):
            y, z = (index % 4 + 0.5) * 2.3 * thick, (index // 4 + 0.5) * 2.3 * thick
            middle = np.array(corner) + (0.525 * long, y, z)
            _tusk(pile, middle, long * float(dice.uniform(0.85, 1.0)), thick, dice)
        return f"{count} tusks"

    return Secret("tusks", size, put)


def _tusk(pile: Pile, middle: np.ndarray, long: float, thick: float, dice: Dice) -> None:
    """Short rods one behind the other along an arc, thinner and thinner."""
    side, rise = (1 if dice.random() < 0.5 else -1), float(dice.uniform(0.1, 0.22)) * long
    step = long / PIECES
    for piece in range(PIECES):
        along = (piece + 0.5) / PIECES - 0.5
        radius = thick * (1.0 - 0.75 * (piece + 0.5) / PIECES)
        lean = -np.arctan(4 * rise / long * 2 * along) * side
        at = middle + (side * along * long, 0.0, rise * 4 * along * along)
        half = (radius, radius, step * 0.5)
        turn = turned(0.0, np.pi / 2 + lean, 0.0)
        pile.add(Kind.TURNED_CYLINDER, at, half, of(IVORY, IVORY.density), turn=turn)
        if piece == 0:  # the pulp's hollow
            hollow = (radius * 0.6, radius * 0.6, step * 0.5)
            pile.add(Kind.TURNED_CYLINDER, at, hollow, of(IVORY, -IVORY.density), turn=turn)


def scales(dice: Dice) -> Secret:
    """Sacks of scales of pangolins, 20 to 45 kg each: horn that lies loosely."""
    n = np.array([dice.integers(1, 5), dice.integers(1, 4), dice.integers(1, 6)])
    one = np.array([0.75, 0.45, 0.22]) * dice.uniform(0.85, 1.1)
    size = n * one

    def put(pile: Pile, corner: Point) -> str:
        middles = stacked(n, one) + one / 2 + corner
        density = float(dice.uniform(380, 560))
        own = density * dice.normal(1, 0.04, len(middles))
        pile.add(Kind.CUSHION, middles, one / 2 * 0.99, of(KERATIN, density), density=own)
        return f"{len(middles)} sacks of scales"

    return Secret("scales", (size[0], size[1], size[2]), put)


def cells(dice: Dice) -> Secret:
    """Cartons of lithium cells, packed closely or with padding between."""
    n = np.array([dice.integers(1, 5), dice.integers(1, 4), dice.integers(1, 5)])
    one = np.array([0.38, 0.28, 0.22]) * dice.uniform(0.8, 1.25)
    size = n * one

    def put(pile: Pile, corner: Point) -> str:
        at = stacked(n, one) + corner
        density = float(dice.uniform(750, 1500))
        pile.boxes(at, one - 0.004, of(CELLULOSE, 120))
        pile.boxes(at + 0.012, one - 0.028, of(LITHIUM_CELL, density), density * dice.normal(1, 0.03, len(at)))
        return f"{len(at)} cartons of lithium cells"

    return Secret("cells", (size[0], size[1], size[2]), put)


def sheets(dice: Dice) -> Secret:
    """Sheets of explosive of 6 to 30 mm standing side by side between the goods, along the container or across it."""
    count, thick = int(dice.integers(1, 9)), float(dice.uniform(0.006, 0.03))
    wide, high = float(dice.uniform(0.4, 1.1)), float(dice.uniform(0.4, 1.0))
    along = bool(dice.random() < 0.5)
    deep = count * (thick + 0.004)
    size = (wide, deep, high) if along else (deep, wide, high)

    def put(pile: Pile, corner: Point) -> str:
        step = np.arange(count)[:, None] * (thick + 0.004) * (np.array([0, 1, 0]) if along else np.array([1, 0, 0]))
        one = (wide, thick, high) if along else (thick, wide, high)
        pile.boxes(step + corner, one, of(EXPLOSIVE, float(dice.uniform(1350, 1600))))
        return f"{count} sheets of explosive"

    return Secret("sheets", size, put)


FURTHER: dict[str, Callable[[Dice], Secret]] = {"tusks": tusks, "scales": scales, "cells": cells, "sheets": sheets}
