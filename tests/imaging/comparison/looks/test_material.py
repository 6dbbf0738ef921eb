"""Materials seen against the materials that such goods are made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.imaging.comparison import WORST, compare
from customhouse.imaging.comparison.looks.material import Mix, unexplained
from customhouse.imaging.model import Declared, DeclaredContainer, DeclaredItem, Row, Verdict
from tests.imaging.comparison.sights import ALLOWED, BOX, OTHER_BOX, about, recognition, row, sight

SHOES, TISSUE, TILES, FRIDGES, CASTINGS, WORN_CLOTHES = "640399", "481810", "690721", "841821", "732510", "630900"
ARTWORK = "970310"


def judged(hs_code: str, mix: dict[str, float], **changes: str) -> Row:
    seen = recognition(about(5000), mix=mix)
    items = (DeclaredItem(1, hs_code, "goods", 5000, (BOX,), **changes),)  # type: ignore[arg-type]  # texts only
    comparison, _ = compare(Declared(items, (DeclaredContainer(BOX),)), sight(seen), ALLOWED)
    return row(comparison, "material")


@pytest.mark.parametrize(
    ("hs_code", "mix"),
    [
        (SHOES, {"organic": 0.92, "inorganic": 0.08}),
        (TISSUE, {"light_organic": 0.9, "organic": 0.1}),
        (TILES, {"inorganic": 0.9, "organic": 0.1}),
        (CASTINGS, {"metal": 0.8, "dense": 0.15, "inorganic": 0.05}),
        (FRIDGES, {"inorganic": 0.93, "dense": 0.05, "metal": 0.02}),
        (WORN_CLOTHES, {"organic": 1.0}),
    ],
    ids=["shoes", "tissue", "tiles", "castings", "plastic and steel behind each other", "worn clothes"],
)
def test_goods_that_look_like_what_they_are_agree(hs_code: str, mix: dict[str, float]) -> None:
    assert judged(hs_code, mix).verdict is Verdict.AGREES


@pytest.mark.parametrize(
    ("hs_code", "mix", "reason"),
    [
        (SHOES, {"metal": 0.8, "organic": 0.2}, "metal_not_expected"),
        (CASTINGS, {"organic": 0.95, "inorganic": 0.05}, "material_unlike"),
        (WORN_CLOTHES, {"inorganic": 0.95, "organic": 0.05}, "material_unlike"),
        (TILES, {"light_organic": 1.0}, "material_unlike"),
    ],
    ids=["metal as shoes", "organic goods as castings", "ceramics as clothes", "light goods as tiles"],
)
def test_goods_that_look_like_others_disagree_and_it_is_said_why(
    hs_code: str, mix: dict[str, float], reason: str
) -> None:
    found = judged(hs_code, mix)

    assert (found.verdict, found.reason.code) == (Verdict.DISAGREES, reason)
    assert found.reason.params["goods"] == hs_code[:4]


def test_some_metal_too_much_is_doubtful() -> None:
    assert judged(TISSUE, {"organic": 0.8, "metal": 0.2}).verdict is Verdict.DOUBTFUL


def test_what_is_too_thick_to_tell_is_not_guessed() -> None:
    found = judged(TILES, {"untold": 0.9, "inorganic": 0.1})

    assert (found.verdict, found.reason.code) == (Verdict.CANNOT_TELL, "material_not_told")


def test_agreement_says_on_how_much_it_rests() -> None:
    found = judged(TISSUE, {"organic": 0.59, "untold": 0.41})

    assert (found.verdict, found.reason.code) == (Verdict.AGREES, "material_fits_so_far")
    assert found.reason.params["percent"] == "59"


def test_metal_counts_though_the_rest_is_too_thick_to_tell() -> None:
    assert judged(SHOES, {"untold": 0.55, "metal": 0.45}).verdict is Verdict.DISAGREES


def test_a_scan_that_tells_no_materials_cannot_tell() -> None:
    assert judged(SHOES, {}).reason.code == "material_not_seen"


def test_of_works_of_art_nothing_is_expected() -> None:
    assert judged(ARTWORK, {"metal": 1.0}).reason.code == "material_open"


def test_of_goods_in_no_chapter_nothing_is_known() -> None:
    assert judged("770000", {"metal": 1.0}).reason.code == "look_unknown"


def test_cartons_and_pallets_add_organic_matter_and_loose_goods_have_none() -> None:
    mix = {"inorganic": 0.66, "organic": 0.34}

    assert judged("250100", mix).verdict is Verdict.AGREES
    assert judged("250100", mix, package_kind="VR").verdict is Verdict.DOUBTFUL


def test_items_are_mixed_by_their_masses() -> None:
    items = (DeclaredItem(1, TISSUE, "tissue", 3000, (BOX,)), DeclaredItem(2, CASTINGS, "castings", 7000, (BOX,)))
    both = Declared(items, (DeclaredContainer(BOX),))
    fits, _ = compare(both, sight(recognition(about(10_000), mix={"metal": 0.68, "organic": 0.32})), ALLOWED)
    not_, _ = compare(both, sight(recognition(about(10_000), mix={"metal": 0.05, "organic": 0.95})), ALLOWED)

    assert row(fits, "material").verdict is Verdict.AGREES
    assert row(not_, "material").verdict is Verdict.DISAGREES


def test_where_either_of_unlike_items_may_be_inside_anything_may_be() -> None:
    items = (
        DeclaredItem(1, TISSUE, "tissue", 3000, (BOX, OTHER_BOX)),
        DeclaredItem(2, CASTINGS, "castings", 7000, (BOX, OTHER_BOX)),
    )
    both = Declared(items, (DeclaredContainer(BOX), DeclaredContainer(OTHER_BOX)))
    comparison, _ = compare(both, sight(recognition(about(3000), mix={"organic": 1.0})), ALLOWED)

    assert row(comparison, "material").reason.code == "material_open"


def test_a_description_that_means_other_goods_is_heard_too() -> None:
    items = (DeclaredItem(1, SHOES, "cast iron lids", 5000, (BOX,), likely={"7325": 0.9}),)
    seen = recognition(about(5000), mix={"metal": 0.95, "organic": 0.05})
    comparison, _ = compare(Declared(items, (DeclaredContainer(BOX),)), sight(seen), ALLOWED)

    assert row(comparison, "material").verdict is not Verdict.DISAGREES


def test_the_row_carries_its_picture() -> None:
    shares = judged(SHOES, {"organic": 0.9, "metal": 0.04, "untold": 0.06}).shares

    assert shares is not None
    assert shares.seen == {"organic": 0.9, "metal": 0.04, "untold": 0.06}
    assert shares.expected["organic"][1] == 1
    assert set(shares.expected) == {"organic", "inorganic", "metal"}


@given(metal=st.floats(0, 1), further=st.floats(0, 1))
def test_more_metal_among_tissue_never_looks_better(metal: float, further: float) -> None:
    def rank(share: float) -> int:
        return WORST.index(judged(TISSUE, {"metal": share, "organic": 1 - share}).verdict)

    assert rank(max(metal, further)) <= rank(min(metal, further))


@given(st.floats(0, 1), st.floats(0, 1))
def test_what_is_seen_within_the_ranges_is_always_explained(organic: float, metal: float) -> None:
    seen = Mix(organic, max(0.0, 1 - organic - metal), min(metal, 1 - organic))

    assert unexplained(seen, {"organic": (0, 1), "inorganic": (0, 1), "metal": (0, 1)}) < 0.1
