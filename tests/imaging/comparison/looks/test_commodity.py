"""Items compete for what a network tells apart; what nobody claims is undeclared."""

from dataclasses import replace

import pytest

from customhouse.imaging.comparison import compare
from customhouse.imaging.comparison.looks.assigning import assigned
from customhouse.imaging.comparison.looks.kinship import commodity_classes, kinship
from customhouse.imaging.comparison.sight import Part
from customhouse.imaging.model import (
    Box,
    CommodityRegion,
    Comparison,
    Declared,
    DeclaredContainer,
    DeclaredItem,
    Finding,
    ModelUsed,
    Recognition,
    Row,
    Severity,
    Verdict,
)
from customhouse.kernel.reasons import Reason
from tests.imaging.comparison.sights import ALLOWED, BOX, OTHER_BOX, about, recognition, sight

SHOES, COILS, MEAT = "footwear_bags", "metal_coils", "frozen_meat"


def region(label: str, share: float, x: int = 0, probability: float = 0.9, view: int = 0) -> CommodityRegion:
    return CommodityRegion(label, probability, view, Box(x, 10, 50, 40), share)


def seen(*regions: CommodityRegion, novelty: float = 0.5, findings: tuple[Finding, ...] = ()) -> Recognition:
    told = recognition(about(10_000), *findings, mix={"organic": 1.0})
    return replace(told, regions=regions, novelty=novelty, models=(ModelUsed("net", "1", "0" * 64),))


def say(*goods: tuple[str, float]) -> Declared:
    items = tuple(DeclaredItem(n, code, "goods", kg, (BOX,)) for n, (code, kg) in enumerate(goods, 1))
    return Declared(items, (DeclaredContainer(BOX, "22G1"),))


def held(declared: Declared, told: Recognition) -> Comparison:
    return compare(declared, sight(told), ALLOWED)[0]


def rows(comparison: Comparison, what: str) -> list[Row]:
    return [row for row in comparison.rows if row.what == what]


def test_each_item_claims_what_looks_like_it() -> None:
    comparison = held(say(("640399", 6000), ("720839", 4000)), seen(region(SHOES, 0.6), region(COILS, 0.4, x=60)))

    assert [item.seen_share for item in comparison.items] == pytest.approx([0.6, 0.4])
    assert [row.verdict for row in rows(comparison, "commodity")] == [Verdict.AGREES, Verdict.AGREES]
    assert rows(comparison, "undeclared_goods") == []


def test_evidence_says_where_it_lies() -> None:
    comparison = held(say(("640399", 6000), ("720839", 4000)), seen(region(SHOES, 0.6), region(COILS, 0.4, x=60)))
    places = [row.evidence for row in rows(comparison, "commodity")]

    assert [[place.box.x for place in each if place.box] for each in places] == [[0], [60]]
    assert [each[0].note for each in places] == [SHOES, COILS]


def test_what_nobody_claims_is_undeclared_goods() -> None:
    comparison = held(say(("640399", 10_000)), seen(region(SHOES, 0.6), region(COILS, 0.4, x=60)))
    [row] = rows(comparison, "undeclared_goods")

    assert row.verdict is Verdict.DOUBTFUL
    assert row.seen == "metal_coils 40 %"
    assert [place.box for place in row.evidence] == [Box(60, 10, 50, 40)]


def test_goods_that_look_like_something_else_make_their_item_doubtful_and_no_more() -> None:
    comparison = held(say(("640399", 10_000)), seen(region(COILS, 1.0)))

    assert comparison.items[0].verdict is Verdict.DOUBTFUL
    assert comparison.items[0].reason.code == "commodity_not_seen"


def test_policy_may_show_kinds_of_goods_and_let_them_count_for_nothing() -> None:
    told, shown_alone = sight(seen(region(COILS, 1.0))), replace(ALLOWED, kinds_settle=False)
    comparison = compare(say(("640399", 10_000)), told, shown_alone)[0]
    found = [*rows(comparison, "commodity"), *rows(comparison, "undeclared_goods")]

    assert {(row.verdict, row.reason.code) for row in found} == {(Verdict.CANNOT_TELL, "kinds_settle_nothing")}
    assert found[-1].seen == "metal_coils 100 %"


def test_one_energy_tells_no_kinds_of_goods() -> None:
    one = replace(seen(region(COILS, 1.0)), contents_mix={})
    [row] = rows(held(say(("640399", 10_000)), one), "commodity")

    assert (row.verdict, row.reason.code) == (Verdict.CANNOT_TELL, "kinds_need_two_energies")


def test_a_second_view_of_the_same_goods_is_not_counted_again() -> None:
    declared = say(("640399", 10_000))
    found = assigned(Part.of(declared, sight(seen())), sight(seen(region(SHOES, 1.0), region(SHOES, 1.0, view=1))))

    assert found is not None
    assert found.share_of(1) == pytest.approx(1.0)


def test_an_image_unlike_the_training_settles_nothing() -> None:
    comparison = held(say(("640399", 10_000)), seen(region(COILS, 1.0), novelty=0.999))

    assert {row.verdict for row in rows(comparison, "commodity")} == {Verdict.CANNOT_TELL}


def test_classes_that_look_alike_are_taken_for_each_other_sooner() -> None:
    kin, seen_as = kinship(), commodity_classes().seen_as

    assert kin["metal_coils", "metal_bars"] > 3 * kin["metal_coils", "furniture"]
    assert seen_as({"metal_coils": 1.0}, "metal_bars", 0.7) > seen_as({"furniture": 1.0}, "metal_bars", 0.7)
    assert sum(share for (name, _), share in kin.items() if name == "timber") == pytest.approx(1)


def firearm(probability: float) -> Finding:
    reason = Reason("object_seen", "seen")
    box = Box(5, 6, 7, 8)
    return Finding(
        "n-1", "object", None, Severity.LOW, reason, box=box, view=0, label="firearm", probability=probability
    )


@pytest.mark.parametrize(
    ("code", "probability", "verdicts"),
    [
        ("640399", 0.95, [Verdict.DISAGREES]),
        ("640399", 0.6, [Verdict.DOUBTFUL]),
        ("640399", 0.2, []),
        ("930320", 0.95, []),
    ],
    ids=["among shoes", "perhaps", "hardly", "declared"],
)
def test_an_object_counts_unless_such_goods_are_declared(
    code: str, probability: float, verdicts: list[Verdict]
) -> None:
    comparison = held(say((code, 10_000)), seen(findings=(firearm(probability),)))
    found = rows(comparison, "unexpected_object")

    assert [row.verdict for row in found] == verdicts
    assert all(row.evidence[0].finding == "n-1" for row in found)


def test_without_a_network_items_are_judged_by_physics() -> None:
    comparison = held(say(("690721", 10_000)), recognition(about(10_000), mix={"inorganic": 0.9, "organic": 0.1}))

    assert rows(comparison, "commodity") == []
    assert comparison.items[0].verdict is Verdict.AGREES
    assert comparison.items[0].seen_share is None


def test_of_several_items_the_one_that_is_wrong_is_not_guessed() -> None:
    said = say(("690721", 5000), ("640399", 5000))
    comparison = held(said, recognition(about(20_000)))

    assert [item.verdict for item in comparison.items] == [Verdict.DOUBTFUL, Verdict.DOUBTFUL]


def test_the_goods_are_shared_out_once_a_comparison() -> None:
    assigned.cache_clear()
    held(say(("640399", 6000), ("720839", 4000)), seen(region(SHOES, 0.6), region(COILS, 0.4, x=60)))

    assert (assigned.cache_info().misses, assigned.cache_info().hits) == (1, 3)


def test_a_consignment_of_hundreds_of_items_is_shared_out() -> None:
    declared = say(*[("640399", 50.0), ("720839", 50.0)] * 150)
    shares = [region(SHOES if n % 2 else COILS, 1 / 60, x=n) for n in range(60)]
    told = sight(seen(*shares))
    found = assigned(Part.of(declared, told), told)

    assert found is not None
    assert sum(claim.share for claim in found.claims) == pytest.approx(1, abs=0.35)
    assert all(claim.spot.label == (SHOES if claim.item % 2 else COILS) for claim in found.claims)


def spread(kg: float) -> Declared:
    """Shoes in one of two containers or in both: nobody says how much of them is where."""
    items = (DeclaredItem(1, "640399", "goods", kg, (BOX, OTHER_BOX)), DeclaredItem(2, "720839", "goods", kg, (BOX,)))
    return Declared(items, (DeclaredContainer(BOX, "22G1"), DeclaredContainer(OTHER_BOX, "22G1")))


def test_goods_that_may_be_in_another_container_are_not_missed_in_this_one() -> None:
    shoes, coils = rows(held(spread(5000), seen(region(COILS, 1.0))), "commodity")

    assert (shoes.verdict, shoes.reason.code) == (Verdict.CANNOT_TELL, "commodity_elsewhere")
    assert coils.verdict is Verdict.AGREES


def test_a_little_of_goods_that_are_spread_over_containers_agrees() -> None:
    shoes, _ = rows(held(spread(5000), seen(region(COILS, 0.9), region(SHOES, 0.1, x=60))), "commodity")

    assert shoes.verdict is Verdict.AGREES
