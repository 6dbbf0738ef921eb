"""Rays through bodies: no mass is lost, whatever the shape, its turn, and whether rays fan out."""

import numpy as np
import pytest

from simulators.scanner.loads.bodies import Floats, Kind, Of, Pile, masses, turned
from simulators.scanner.loads.shadows import Eye, Planes, cast
from simulators.scanner.materials import WATER

STUFF = Of(WATER, 500)
ROOM = np.zeros((0, 2, 3))


def one(kind: Kind, half: tuple[float, float, float], turn: Floats | None = None) -> Pile:
    pile = Pile()
    pile.add(kind, (1.52, 1.03, 1.21), half, STUFF, turn=turn)
    return pile


def shadow(pile: Pile, axis: int, rooms: Floats = ROOM, source: tuple[float, float] | None = None) -> Planes:
    rows = pile.rows()
    layers = np.tile(np.array([[0, len(rooms) > 0]], np.int64), (len(rows), 1))
    eye = Eye(axis, 380, 400, 0.008, 1.0, source)
    return cast(eye, rows, np.zeros((len(rows), 0), np.float32), layers, rooms, 1)[0]


@pytest.mark.parametrize("axis", [1, 2])
@pytest.mark.parametrize("kind", list(Kind))
def test_a_shadow_holds_the_mass_of_its_body(kind: Kind, axis: int) -> None:
    half = (0.3, 0.3, 0.3) if kind in {Kind.CYLINDER_X, Kind.CYLINDER_Y, Kind.CYLINDER_Z} else (0.4, 0.3, 0.2)
    if kind == Kind.TURNED_CYLINDER:
        half = (0.2, 0.2, 0.4)
    turn = turned(0.4, 0.3, 0.8) if kind >= Kind.TURNED_BOX else None
    pile = one(kind, half, turn)

    assert shadow(pile, axis).sum() * 0.008**2 == pytest.approx(masses(pile.rows())[0], rel=0.003)


@pytest.mark.parametrize("axis", [1, 2])
@pytest.mark.parametrize("kind", [Kind.BOX, Kind.CYLINDER_X, Kind.CYLINDER_Y, Kind.CYLINDER_Z, Kind.CUSHION])
def test_a_room_cut_through_a_body_takes_out_what_was_in_it(kind: Kind, axis: int) -> None:
    pile = one(kind, (0.3, 0.3, 0.3))
    half_away = np.array([[(1.52, 0.0, 0.0), (3.0, 3.0, 3.0)]])

    assert shadow(pile, axis, half_away).sum() == pytest.approx(shadow(pile, axis).sum() / 2, rel=0.01)


def test_a_thin_plate_loses_nothing_between_rows() -> None:
    pile = Pile()
    pile.boxes((0.5, 0.3, 1.0005), (1.0, 1.0, 0.002), STUFF)

    for source in (None, (-4.0, 1.5)):
        assert shadow(pile, 1, source=source).sum() * 0.008**2 == pytest.approx(0.002 * 500, rel=0.1)


def test_rays_that_fan_out_show_what_is_near_the_source_larger() -> None:
    def height(y: float) -> int:
        pile = Pile()
        pile.boxes((1.0, y, 1.0), (0.5, 0.1, 1.0), STUFF)
        return int((shadow(pile, 1, source=(-4.0, 1.5)).max(axis=1) > 0).sum())

    assert height(0.0) > height(0.95) > height(1.9)
    assert height(0.95) == pytest.approx(1.0 / 0.008, abs=4)
