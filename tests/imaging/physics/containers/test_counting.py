"""Packages counted in radiographs of containers that are packed by hand here, drum by drum."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

from customhouse.imaging.model import PackagesSeen, Radiograph
from customhouse.imaging.physics.radiographs.examining import recognise
from tests.imaging.phantoms import make_container_radiograph, make_stowed_container

R, TALL = 29.0, 88.0  # cm, of a drum of 200 litres


def drums(along: int, across: int, tiers: int = 1, missing: int = 0) -> list[tuple[float, ...]]:
    """In lines, a hand's breadth of air above each tier; the last ones of the top tier are missing."""
    spots = [
        (20 + R + i * (2 * R + 2), 4 + R + j * (2 * R - 0.5), tier * (TALL + 8), R - 1, TALL)
        for tier in range(tiers)
        for i in range(along)
        for j in range(across)
    ]
    return spots[: len(spots) - missing]


def nested(rows: int) -> list[tuple[float, ...]]:
    """Rows of four and of three, every other one shifted into the gaps of the one before."""
    return [
        (20 + R + i * 1.76 * R, 4 + R + (i % 2) * R + j * (2 * R - 0.5), 0, R - 1, TALL)
        for i in range(rows)
        for j in range(4 - i % 2)
    ]


def cartons(along: int, across: int, up: int, gap: float = 2.5) -> list[tuple[float, ...]]:
    size = (60.0, 42.0, 40.0)
    return [
        (25 + i * (size[0] + gap), 8 + j * (size[1] + gap), k * (size[2] + gap), *size)
        for i in range(along)
        for j in range(across)
        for k in range(up)
    ]


def counted(scan: Radiograph, length_mm: float) -> PackagesSeen:
    """The way of counting whose packages are about this long."""
    found = [each for each in recognise(scan).packages or () if each.mm[0] is not None]
    return min(found, key=lambda each: abs((each.mm[0] or 0) - length_mm))


@pytest.mark.parametrize(("along", "across", "tiers"), [(8, 4, 1), (6, 4, 2), (4, 3, 1)])
def test_drums_in_lines_are_counted(along: int, across: int, tiers: int) -> None:
    seen = counted(make_stowed_container(drums=drums(along, across, tiers)), 20 * R)

    assert (seen.count, seen.low, seen.high) == (along * across * tiers,) * 3
    assert seen.certain


@pytest.mark.parametrize("finer", [0.8, 1.25])
def test_views_of_unlike_pixels_are_counted_together(finer: float) -> None:
    scan = make_stowed_container(drums=drums(6, 4, 2))
    side, top = scan.views
    planes = ndimage.zoom(top.transmission, (1, finer, finer), order=1)
    other = replace(top, transmission=planes, pixel_mm=(10.0 / finer, 10.0 / finer))
    seen = counted(replace(scan, views=(side, other)), 20 * R)

    assert (seen.count, seen.certain) == (48, True)


def test_nested_drums_are_counted_though_the_side_parts_none() -> None:
    seen = counted(make_stowed_container(drums=nested(9)), 20 * R)

    assert seen.count == 5 * 4 + 4 * 3


def test_cartons_are_counted_in_all_three_directions() -> None:
    seen = counted(make_stowed_container(boxes=cartons(8, 5, 4)), 600)

    assert seen.count == 160
    assert seen.mm == pytest.approx((600, 420, 400), rel=0.12)


def test_what_is_missing_from_the_top_tier_is_not_counted() -> None:
    whole = counted(make_stowed_container(boxes=cartons(7, 2, 3)), 600)
    short = counted(make_stowed_container(boxes=cartons(7, 2, 3)[:-1]), 600)

    assert (whole.count, short.count) == (42, 41)


def test_every_package_counted_in_the_plan_has_a_place() -> None:
    seen = counted(make_stowed_container(drums=drums(8, 4)), 20 * R)
    above = [place for place in seen.places if place.view == 1]

    assert len(above) == 32
    assert all(place.box is not None and 40 < place.box.width < 70 for place in above)


def test_one_view_gives_the_fewest_and_says_what_is_open() -> None:
    side = counted(make_stowed_container(drums=drums(8, 4, 2), views=["side"]), 20 * R)
    above = counted(make_stowed_container(drums=drums(8, 4, 2), views=["top"]), 20 * R)

    assert (side.count, side.low, side.high, side.unknown) == (None, 16, None, "across")
    assert (above.count, above.low, above.high, above.unknown) == (None, 32, None, "tiers")


def test_a_load_in_bulk_is_not_counted() -> None:
    heap = make_stowed_container(boxes=[(20, 5, 0, 500, 220, 120)])

    assert recognise(heap).packages == ()


def test_pieces_of_all_sizes_are_not_counted() -> None:
    dice = np.random.default_rng(5)
    ends = np.cumsum(dice.uniform(18, 130, 9))
    pieces = [(20 + end, 5, 0, dice.uniform(10, 60), dice.uniform(60, 220), dice.uniform(30, 200)) for end in ends[:-1]]

    assert not any(each.certain for each in recognise(make_stowed_container(boxes=pieces)).packages)


def test_an_empty_container_holds_none() -> None:
    assert recognise(make_container_radiograph()).packages == ()
