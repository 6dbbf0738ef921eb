"""The weighbridge, the count that a mass makes, evenness, and the odd one of a lot: each in a row of its own."""

from dataclasses import replace

import pytest

from customhouse.imaging.comparison import Sight, compare
from customhouse.imaging.comparison.scoring import terms
from customhouse.imaging.comparison.sight import Part
from customhouse.imaging.model import Comparison, Declared, DeclaredContainer, DeclaredItem, Modality, Row, Verdict
from customhouse.imaging.physics.containers.container import tare_of
from customhouse.imaging.physics.signature import NAMES, UNEVEN
from customhouse.kernel.reasons import Reason
from tests.imaging.comparison.sights import ALLOWED, BOX, about, declared, recognition, row


def held(said: Declared, **how: float) -> Comparison:
    return compare(said, Sight(Modality.RADIOGRAPH, recognition(about(10_000)), BOX, **how), ALLOWED)[0]


@pytest.mark.parametrize(
    ("weighed", "verdict", "code"),
    [
        (12_300, Verdict.AGREES, "weighed_as_declared"),
        (16_500, Verdict.DISAGREES, "weighed_above"),
        (7_000, Verdict.DISAGREES, "weighed_below"),
    ],
)
def test_what_the_weighbridge_leaves_for_the_goods(weighed: float, verdict: Verdict, code: str) -> None:
    found = row(held(declared(10_000), weighed_kg=weighed), "weighed_kg")

    assert (found.verdict, found.reason.code) == (verdict, code)


@pytest.mark.parametrize(
    ("declared_kg", "goods_kg", "verdict", "code"),
    [
        (40, 157, Verdict.CANNOT_TELL, "weighed_below_tolerance"),
        (40, 41, Verdict.CANNOT_TELL, "weighed_below_tolerance"),  # a usual tare is known no better than by more
        (200, 201, Verdict.AGREES, "weighed_as_declared"),
        (40, 900, Verdict.DISAGREES, "weighed_above"),
    ],
)
def test_goods_below_what_masses_may_differ_by_are_not_confirmed_by_other_ones(
    declared_kg: float, goods_kg: float, verdict: Verdict, code: str
) -> None:
    tare = weighed_kg_of_an_empty_one()
    found = row(held(declared(declared_kg), weighed_kg=tare + goods_kg), "weighed_kg")

    assert (found.verdict, found.reason.code) == (verdict, code)


def weighed_kg_of_an_empty_one() -> float:
    tare = tare_of("22G1")
    assert tare is not None
    return tare[0]


def test_an_empty_container_weighs_its_tare() -> None:
    said = declared(0, loaded=False)
    light, heavy = (row(held(said, weighed_kg=kg), "weighed_kg").verdict for kg in (2_250, 6_000))

    assert (light, heavy) == (Verdict.AGREES, Verdict.DISAGREES)


def test_without_a_tare_the_weighbridge_settles_nothing() -> None:
    said = Declared(declared(10_000).items, (DeclaredContainer(BOX),))

    assert row(held(said, weighed_kg=12_000), "weighed_kg").reason.code == "tare_unknown"


def test_where_it_is_not_known_which_container_was_weighed_that_is_said() -> None:
    two = Declared(declared(10_000).items, (DeclaredContainer("MSKU0000001", "22G1"), DeclaredContainer(BOX, "22G1")))
    sight = Sight(Modality.RADIOGRAPH, recognition(about(10_000)), None, 12_000)

    assert row(compare(two, sight, ALLOWED)[0], "weighed_kg").reason.code == "container_unknown"


def counted(pieces: float) -> Row:
    item = DeclaredItem(1, "640399", "boots", 10_000, (BOX,), 9_000, pieces, "NPR", "CT")
    return row(held(Declared((item,), (DeclaredContainer(BOX, "22G1"),))), "quantity")


@pytest.mark.parametrize(
    ("pairs", "code"),
    [(8_000, "quantity_fits"), (500_000, "quantity_too_many"), (200, "quantity_too_few")],
)
def test_a_count_is_held_against_the_mass_seen(pairs: float, code: str) -> None:
    assert counted(pairs).reason.code == code


def test_behind_what_lets_nothing_through_any_count_may_lie() -> None:
    item = DeclaredItem(1, "640399", "boots", 10_000, (BOX,), 9_000, 500_000, "NPR", "CT")
    said = Declared((item,), (DeclaredContainer(BOX, "22G1"),))
    hidden = replace(about(10_000), reasons=(Reason("opaque_share", "opaque", {"percent": "6"}),))
    seen = Sight(Modality.RADIOGRAPH, recognition(hidden), BOX)

    assert row(compare(said, seen, ALLOWED)[0], "quantity").reason.code == "quantity_fits"
    assert terms.quantity_unlike(terms.Seen(said, Part.of(said, seen), seen, ALLOWED)) == 0.0


@pytest.mark.parametrize(("level", "verdict"), [(0.2, Verdict.AGREES), (0.8, Verdict.CANNOT_TELL)])
def test_uniform_goods_should_lie_evenly_and_an_uneven_load_asks_for_a_look(level: float, verdict: Verdict) -> None:
    numbers = [0.0] * len(NAMES)
    numbers[UNEVEN] = level
    told = replace(recognition(about(10_000)), signature=tuple(numbers))
    comparison, _ = compare(declared(10_000, "020230"), Sight(Modality.RADIOGRAPH, told, BOX), ALLOWED)

    assert row(comparison, "evenness").verdict is verdict


@pytest.mark.parametrize(("z", "verdict"), [(1.0, Verdict.AGREES), (12.0, Verdict.DOUBTFUL)])
def test_the_odd_one_of_a_lot_is_doubtful(z: float, verdict: Verdict) -> None:
    assert row(held(declared(10_000), lot_z=z), "lot").verdict is verdict
