"""The gallery: the nearest first, each scan once with its newest vector, and nobody's question sees half a change."""

from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import Connection, create_engine

from customhouse.imaging.likeness import store
from customhouse.imaging.likeness.gallery import Gallery, Shelf
from customhouse.imaging.likeness.spaces import distances

SPACE = "tests"
HELD = np.random.default_rng(8).standard_normal((700, 16)).astype("<f4")


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as opened:
        store.vectors.create(opened)
        for n, vector in enumerate(HELD):
            store.insert_vector(opened, name(n), SPACE, vector.tobytes())
        yield opened
    engine.dispose()


def name(n: int) -> str:
    return f"scan-{n}"


def test_the_nearest_are_those_that_sorting_all_of_them_names(connection: Connection) -> None:
    away = distances(HELD[5], HELD)
    order = [n for n in np.argsort(away, kind="stable") if n != 5]
    found = Gallery().nearest(connection, SPACE, HELD[5], 20, but=name(5))

    assert [scan for scan, _ in found.items] == [name(n) for n in order[:20]]
    assert found.compared == len(HELD) - 1
    assert found.typical == pytest.approx(float(away[order[len(order) // 2]]))


def test_among_some_the_nearest_of_them(connection: Connection) -> None:
    some = {name(n) for n in (3, 9, 400, 699)} | {"another-scan"}
    found = Gallery().nearest(connection, SPACE, HELD[9], 20, among=some, but=name(3))

    assert found.items[0] == (name(9), pytest.approx(0, abs=1e-3))
    assert {scan for scan, _ in found.items} == {name(9), name(400), name(699)}
    assert Gallery().nearest(connection, SPACE, HELD[9], 20, among=set()).compared == 0


def test_a_scan_recognised_again_is_found_where_it_is_now(connection: Connection) -> None:
    gallery = Gallery()
    gallery.nearest(connection, SPACE, HELD[0], 1)
    store.insert_vector(connection, name(7), SPACE, HELD[0].tobytes())
    found = gallery.nearest(connection, SPACE, HELD[0], 2)

    assert {scan for scan, _ in found.items} == {name(0), name(7)}
    assert found.compared == len(HELD)


def test_what_somebody_is_reading_is_not_changed_in_place() -> None:
    shelf = Shelf()
    shelf.take(1, name(1), HELD[1])
    read, shelf.is_lent = shelf.matrix, True
    shelf.take(2, name(1), HELD[2])

    assert read[0] == pytest.approx(HELD[1])
    assert shelf.matrix[0] == pytest.approx(HELD[2])
