"""The number of packages declared against those counted: an honest load is not accused, a certain count contradicts."""

from dataclasses import replace

import pytest

from customhouse.imaging.comparison import compare
from customhouse.imaging.comparison.scoring import terms
from customhouse.imaging.comparison.sight import Part
from customhouse.imaging.model import (
    Box,
    Comparison,
    Declared,
    DeclaredContainer,
    DeclaredItem,
    Modality,
    PackagesSeen,
    Place,
    Verdict,
)
from tests.imaging.comparison.sights import ALLOWED, BOX, OTHER_BOX, about, recognition, row, sight

DRUM, PALLET, CARTON = (580.0, 580.0, 880.0), (1200.0, 1000.0, 1300.0), (600.0, 400.0, 400.0)
PLACES = (Place(1, Box(10, 10, 50, 50)), Place(1, Box(70, 10, 50, 50)))


def seen(count: int, mm: tuple[float, float, float] = DRUM, spread: int = 0) -> PackagesSeen:
    return PackagesSeen(count, count - spread, count + spread, mm, spread == 0, PLACES)


def item(count: int | None, kind: str = "DR", number: int = 1, boxes: tuple[str, ...] = (BOX,)) -> DeclaredItem:
    return DeclaredItem(number, "290511", "goods", 10_000, boxes, package_kind=kind, package_count=count)


def held(found: tuple[PackagesSeen, ...], *items: DeclaredItem, modality: Modality = Modality.RADIOGRAPH) -> Comparison:
    recognised = replace(recognition(about(10_000.0)), packages=found)
    containers = (DeclaredContainer(BOX), DeclaredContainer(OTHER_BOX))
    comparison, _ = compare(Declared(items, containers), sight(recognised, modality), ALLOWED)
    return comparison


def rows(comparison: Comparison) -> list[str]:
    return [each.what for each in comparison.rows]


@pytest.mark.parametrize(
    ("said", "verdict", "code"),
    [
        (72, Verdict.AGREES, "packages_agree"),
        (76, Verdict.AGREES, "packages_agree"),  # within the tenth that the policy allows
        (84, Verdict.DOUBTFUL, "packages_fewer"),
        (60, Verdict.DOUBTFUL, "packages_more"),
        (120, Verdict.DISAGREES, "packages_fewer"),
        (36, Verdict.DISAGREES, "packages_more"),
    ],
)
def test_drums_counted_surely_are_held_against_the_number_declared(said: int, verdict: Verdict, code: str) -> None:
    found = row(held((seen(72),), item(said)), "packages")

    assert (found.verdict, found.reason.code) == (verdict, code)
    assert (found.declared, found.seen) == (f"{said} DR", "72")


def test_the_packages_seen_are_the_evidence() -> None:
    assert row(held((seen(72),), item(72)), "packages").evidence == PLACES


def test_a_count_that_is_not_certain_is_doubtful_at_most() -> None:
    found = row(held((seen(72, spread=4),), item(30)), "packages")

    assert (found.verdict, found.uncertainty) == (Verdict.DOUBTFUL, "68 – 76")


def test_cartons_are_doubtful_at_most_for_one_may_hold_another() -> None:
    assert row(held((seen(160, CARTON),), item(90, "CT")), "packages").verdict is Verdict.DOUBTFUL


def test_pallets_seen_are_no_contradiction_to_cartons_declared() -> None:
    found = row(held((seen(20, PALLET),), item(960, "CT")), "packages")

    assert (found.verdict, found.reason.code) == (Verdict.CANNOT_TELL, "packages_other_size")


def test_of_pallets_and_drums_on_them_the_kind_declared_is_taken() -> None:
    both = (seen(18, PALLET), seen(72))

    assert row(held(both, item(72)), "packages").verdict is Verdict.AGREES
    assert row(held(both, item(18, "PX")), "packages").verdict is Verdict.AGREES
    assert row(held(both, item(36, "PX")), "packages").verdict is Verdict.DISAGREES


def test_from_one_side_more_may_stand_behind_but_not_fewer() -> None:
    side = PackagesSeen(None, 18, None, (580.0, None, 880.0), False, PLACES, "across")

    assert row(held((side,), item(72)), "packages").reason.code == "packages_behind"
    assert row(held((side,), item(12)), "packages").reason.code == "packages_more"


def test_from_above_more_may_stand_on_each_other() -> None:
    above = PackagesSeen(None, 36, None, (580.0, 580.0, None), False, PLACES, "tiers")
    found = row(held((above,), item(72)), "packages")

    assert (found.verdict, found.reason.code) == (Verdict.CANNOT_TELL, "packages_above")


def test_where_nothing_is_parted_the_row_says_so() -> None:
    found = row(held((), item(72)), "packages")

    assert (found.verdict, found.reason.code, found.seen) == (Verdict.CANNOT_TELL, "packages_not_parted", "-")


def test_a_kind_of_unknown_size_is_not_counted() -> None:
    assert row(held((seen(72),), item(72, "ZZ")), "packages").reason.code == "packages_kind_unknown"


def test_items_in_packages_of_one_kind_are_counted_together() -> None:
    found = row(held((seen(72),), item(40), item(32, number=2)), "packages")

    assert (found.item, found.verdict) == (None, Verdict.AGREES)


def test_goods_of_another_item_may_be_packed_in_another_size() -> None:
    assert row(held((seen(72),), item(40), item(90, number=2)), "packages").verdict is Verdict.CANNOT_TELL


def test_reels_touch_so_that_a_tier_may_be_missed() -> None:
    found = row(held((seen(9, (1000.0, 1000.0, 1200.0)),), item(27, "RO")), "packages")

    assert found.verdict is Verdict.DOUBTFUL


def test_packages_of_several_kinds_are_not_told_apart() -> None:
    found = row(held((seen(72),), item(72), item(300, "CT", 2)), "packages")

    assert (found.verdict, found.reason.code) == (Verdict.CANNOT_TELL, "packages_mixed")


@pytest.mark.parametrize("declared", [item(None), item(0, "VR"), item(72, boxes=(BOX, OTHER_BOX))])
def test_without_a_number_for_this_container_there_is_no_row(declared: DeclaredItem) -> None:
    assert "packages" not in rows(held((seen(72),), declared))


def test_a_picture_that_nothing_is_measured_in_counts_nothing() -> None:
    assert "packages" not in rows(held((), item(72), modality=Modality.PICTURE))


def test_a_count_that_cannot_be_told_leaves_the_verdict_to_the_other_rows() -> None:
    assert held((), item(72)).verdict is held((seen(72),), item(72)).verdict


@pytest.mark.parametrize(("said", "value"), [(72, 0.0), (144, 0.693), (36, 0.693)])
def test_the_term_is_the_factor_that_the_declared_number_is_off_by(said: int, value: float) -> None:
    declared = Declared((item(said),), (DeclaredContainer(BOX),))
    look = sight(replace(recognition(about(10_000.0)), packages=(seen(72),)))
    told = terms.packages_unlike(terms.Seen(declared, Part.of(declared, look), look, ALLOWED))

    assert told == pytest.approx(value, abs=0.001)


def test_what_is_not_counted_adds_nothing_to_the_score() -> None:
    score = held((), item(72)).score

    assert score is not None
    assert next(each for each in score.contributions if each.term == "packages_unlike").value is None
