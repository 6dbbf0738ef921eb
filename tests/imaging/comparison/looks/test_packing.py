"""How dense goods lie, seen against how such goods are packed."""

import pytest

from customhouse.imaging.comparison import compare
from customhouse.imaging.model import Declared, DeclaredContainer, DeclaredItem, Modality, Row, Verdict
from tests.imaging.comparison.sights import ALLOWED, BOX, OTHER_BOX, about, declared, lying_at, recognition, row, sight

GRAIN, TISSUE, TILES = "100199", "481810", "690721"


def judged(hs_code: str, density: float, modality: Modality = Modality.RADIOGRAPH, kind: str = "CT") -> Row:
    items = (DeclaredItem(1, hs_code, "goods", 5000, (BOX,), package_kind=kind),)
    seen = recognition(about(5000), packed=lying_at(density))
    comparison, _ = compare(Declared(items, (DeclaredContainer(BOX),)), sight(seen, modality), ALLOWED)
    return row(comparison, "packed_density")


@pytest.mark.parametrize(
    ("density", "verdict"),
    [(0.1, Verdict.AGREES), (0.25, Verdict.AGREES), (0.4, Verdict.DOUBTFUL), (0.9, Verdict.DISAGREES)],
)
def test_tissue_cannot_lie_dense(density: float, verdict: Verdict) -> None:
    assert judged(TISSUE, density).verdict is verdict


def test_goods_may_leave_gaps_that_a_radiograph_does_not_show() -> None:
    assert judged(TILES, 0.4).verdict is Verdict.AGREES


def test_goods_that_look_far_too_light_are_doubtful_and_no_more() -> None:
    found = judged(TILES, 0.1)

    assert (found.verdict, found.reason.code) == (Verdict.DOUBTFUL, "lighter_than_goods")


@pytest.mark.parametrize(
    ("hs_code", "density", "code"),
    [(TILES, 0.4, "density_looser"), (TILES, 1.6, "density_fits"), (TISSUE, 0.28, "density_closer")],
)
def test_what_is_only_let_pass_is_not_said_to_lie_as_such_goods_do(hs_code: str, density: float, code: str) -> None:
    found = judged(hs_code, density)
    low, high = (float(end) for end in found.declared.split(" – "))

    assert (found.verdict, found.reason.code) == (Verdict.AGREES, code)
    assert (low <= density <= high) is (code == "density_fits")
    assert (f"as goods of heading {hs_code[:4]} lie" in found.reason.text) is (code == "density_fits")


def test_loose_grain_leaves_no_gaps() -> None:
    assert judged(GRAIN, 0.27, kind="BG").verdict is Verdict.AGREES
    assert judged(GRAIN, 0.27, kind="VR").verdict is Verdict.DOUBTFUL


def test_a_parcel_may_be_mostly_air() -> None:
    assert judged(TILES, 0.05, Modality.CT).verdict is Verdict.AGREES


def test_items_share_the_room_that_they_take() -> None:
    items = (DeclaredItem(1, TISSUE, "tissue", 1000, (BOX,)), DeclaredItem(2, TILES, "tiles", 9000, (BOX,)))
    seen = sight(recognition(about(10_000), packed=lying_at(0.5)))
    comparison, _ = compare(Declared(items, (DeclaredContainer(BOX),)), seen, ALLOWED)
    low, high = (float(end) for end in row(comparison, "packed_density").declared.split(" – "))

    assert 0.05 < low < 0.5 < high < 1.95


def test_without_a_volume_there_is_nothing_to_say() -> None:
    comparison, _ = compare(declared(5000), sight(recognition(about(5000))), ALLOWED)

    assert [each for each in comparison.rows if each.what == "packed_density"] == []


def test_of_an_unknown_container_nothing_is_said() -> None:
    both = Declared(declared(5000).items, (DeclaredContainer(BOX), DeclaredContainer(OTHER_BOX)))
    comparison, _ = compare(both, sight(recognition(about(5000), packed=lying_at(3)), number=None), ALLOWED)

    assert [each for each in comparison.rows if each.what == "packed_density"] == []
