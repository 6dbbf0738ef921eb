"""Names that networks give to the things in a parcel, held against what is declared; and real networks on real bags."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from customhouse.imaging.comparison import Tolerances, compare
from customhouse.imaging.comparison.scoring.terms import Seen, values
from customhouse.imaging.comparison.sight import Part
from customhouse.imaging.model import (
    Comparison,
    Declared,
    DeclaredItem,
    Finding,
    Modality,
    Place,
    Provenance,
    Recognition,
    Row,
    Severity,
    Verdict,
    Volume,
)
from customhouse.imaging.recognition.pipeline import recognise_scan
from customhouse.kernel.reasons import Reason
from simulators.scanner import parcels
from simulators.scanner.bags import make_sample
from tests.imaging.comparison.sights import about, recognition, sight

ALLOWED = Tolerances()
BOOKS, SHOES, PULLOVERS, CARTONS, KNIVES = "490199", "640399", "611020", "481910", "821191"


def thing(label: str, kg: float, probability: float = 0.9, *, number: int = 0, kind: str = "object") -> Finding:
    reason = Reason("object_seen", "seen")
    told = Finding(f"o{number}", kind, None, Severity.INFO, reason, volume_cm3=100.0, mass_kg=kg)
    return replace(told, label=label, probability=probability, model="ct-objects 7") if label else told


def parcel(kg: float, *things: Finding, novelty: float = 0.5) -> Recognition:
    numbered = tuple(replace(each, id=f"o{n}") for n, each in enumerate(things))
    return replace(recognition(about(kg), *numbered, loaded=None), novelty=novelty)


def say(*goods: tuple[str, float]) -> Declared:
    return Declared(tuple(DeclaredItem(n, code, "goods", kg) for n, (code, kg) in enumerate(goods, 1)))


def held(declared: Declared, told: Recognition, allowed: Tolerances = ALLOWED) -> Comparison:
    return compare(declared, sight(told, Modality.CT, None), allowed)[0]


def rows(comparison: Comparison, what: str = "commodity") -> list[Row]:
    return [row for row in comparison.rows if row.what == what]


def test_an_item_that_may_be_among_what_nothing_is_told_of_is_not_doubtful() -> None:
    listed = say((BOOKS, 1.5), (SHOES, 0.4))
    unnamed = held(listed, parcel(1.9, thing("paper", 1.3)))
    otherwise = held(listed, parcel(1.9, thing("paper", 1.4), thing("glass_ceramic", 0.5)))

    assert [(row.item, row.verdict) for row in rows(unnamed)] == [(1, Verdict.AGREES), (2, Verdict.CANNOT_TELL)]
    assert rows(unnamed)[1].reason.code == "commodity_may_be_untold"
    assert rows(unnamed)[1].reason.params["untold"] == "32"
    assert [(row.item, row.verdict) for row in rows(otherwise)] == [(1, Verdict.AGREES), (2, Verdict.DOUBTFUL)]


def test_cells_that_are_not_declared_are_doubtful_and_no_more_and_leave_the_score_as_it_is() -> None:
    cells, told = thing("lithium_cells", 0.05, 0.97), parcel(2.0, thing("paper", 1.9))
    noticed = held(say((BOOKS, 2.0)), replace(told, findings=(*told.findings, replace(cells, id="o9"))))
    strict = held(
        say((BOOKS, 2.0)),
        replace(told, findings=(*told.findings, replace(cells, id="o9"))),
        replace(ALLOWED, noticed=frozenset()),
    )

    assert [row.verdict for row in rows(noticed, "unexpected_object")] == [Verdict.DOUBTFUL]
    assert [row.verdict for row in rows(strict, "unexpected_object")] == [Verdict.DISAGREES]
    without = held(say((BOOKS, 2.0)), told)
    assert noticed.score is not None
    assert strict.score is not None
    assert without.score is not None
    assert noticed.score.probability == pytest.approx(without.score.probability, abs=1e-3)
    assert noticed.score.probability < strict.score.probability


@pytest.mark.parametrize("code", ["850760", "851713", "950300", "846721", "911110"])
def test_cells_belong_to_whatever_may_run_on_them(code: str) -> None:
    told = parcel(2.0, thing("electronics", 1.5), thing("lithium_cells", 0.3, 0.97))

    assert rows(held(say((code, 2.0)), told), "unexpected_object") == []


def test_shoes_in_a_parcel_of_books_make_it_doubtful_and_no_more() -> None:
    comparison = held(say((BOOKS, 2.0)), parcel(2.0, thing("plastics", 1.2), thing("clothing", 0.6)))
    [row], [undeclared] = rows(comparison), rows(comparison, "undeclared_goods")

    assert (row.verdict, row.reason.code) == (Verdict.DOUBTFUL, "commodity_not_seen")
    assert (row.declared, row.seen) == ("paper 100 %", "-")
    assert undeclared.verdict is Verdict.DOUBTFUL
    assert undeclared.seen == "plastics 60 %, clothing 30 %"
    assert undeclared.evidence == (Place(finding="o0", note="plastics"), Place(finding="o1", note="clothing"))
    assert comparison.items[0].verdict is Verdict.DOUBTFUL
    assert comparison.verdict is Verdict.DOUBTFUL


def test_books_in_a_parcel_of_books_agree_and_are_pointed_at() -> None:
    comparison = held(say((BOOKS, 2.0)), parcel(2.0, thing("paper", 1.7), thing("packaging", 0.2)))
    [row] = rows(comparison)

    assert (row.verdict, row.seen) == (Verdict.AGREES, "paper 94 %")
    assert [place.finding for place in row.evidence] == ["o0"]
    assert comparison.items[0].seen_share == pytest.approx(1.7 / 1.8, abs=0.01)
    assert rows(comparison, "undeclared_goods") == []


@pytest.mark.parametrize(("kg", "verdict"), [(0.6, Verdict.AGREES), (0.4, Verdict.DOUBTFUL)])
def test_a_quarter_of_what_is_declared_is_enough_for_a_parcel(kg: float, verdict: Verdict) -> None:
    told = parcel(2.0, thing("paper", kg), thing("plastics", 2.0 - kg))

    assert [row.verdict for row in rows(held(say((BOOKS, 2.0)), told))] == [verdict]


def test_policy_may_show_the_names_of_things_and_let_them_count_for_nothing() -> None:
    told, shown_alone = parcel(2.0, thing("plastics", 1.9)), replace(ALLOWED, parcel_kinds_settle=False)
    comparison = held(say((BOOKS, 2.0)), told, shown_alone)
    found = [*rows(comparison), *rows(comparison, "undeclared_goods")]

    assert {(row.verdict, row.reason.code) for row in found} == {(Verdict.CANNOT_TELL, "kinds_settle_nothing")}


def test_policy_for_containers_says_nothing_of_parcels() -> None:
    told = parcel(2.0, thing("plastics", 1.9))

    assert [row.verdict for row in rows(held(say((BOOKS, 2.0)), told, replace(ALLOWED, kinds_settle=False)))] == [
        Verdict.DOUBTFUL
    ]


@pytest.mark.parametrize(
    "told",
    [
        parcel(2.0, thing("unknown", 1.9, 0.99)),
        parcel(2.0, thing("", 1.9)),
        parcel(2.0, thing("plastics", 1.9, 0.49)),
        parcel(2.0, thing("plastics", 0.1)),
        parcel(2.0, thing("packaging", 1.9)),
        parcel(2.0, thing("air", 1.9)),
    ],
    ids=["unknown", "not named", "hardly named", "little named", "packaging alone", "air"],
)
def test_where_nothing_or_little_is_named_the_names_are_silent(told: Recognition) -> None:
    comparison = held(say((BOOKS, 2.0)), told)

    assert [*rows(comparison), *rows(comparison, "undeclared_goods")] == []
    assert comparison.items[0].seen_share is None


def test_where_less_than_half_is_named_nothing_is_settled() -> None:
    [row] = rows(held(say((BOOKS, 2.0)), parcel(2.0, thing("plastics", 0.8))))

    assert (row.verdict, row.reason.code) == (Verdict.CANNOT_TELL, "commodity_unknown")


def test_a_scan_unlike_the_training_settles_nothing() -> None:
    [row] = rows(held(say((BOOKS, 2.0)), parcel(2.0, thing("plastics", 1.9), novelty=1.0)))

    assert (row.verdict, row.reason.code) == (Verdict.CANNOT_TELL, "image_strange")


def test_what_is_controlled_has_a_row_of_its_own_and_is_no_kind_of_goods() -> None:
    comparison = held(say((PULLOVERS, 2.0)), parcel(2.0, thing("clothing", 1.3), thing("firearm", 0.6, 0.95)))

    assert [row.verdict for row in rows(comparison)] == [Verdict.AGREES]
    assert rows(comparison, "undeclared_goods") == []
    assert [row.verdict for row in rows(comparison, "unexpected_object")] == [Verdict.DISAGREES]


def test_what_is_controlled_is_the_goods_where_such_goods_are_declared() -> None:
    [row] = rows(held(say((KNIVES, 2.0)), parcel(2.0, thing("blade", 1.9))))

    assert (row.verdict, row.seen) == (Verdict.AGREES, "blade 95 %")


def test_packaging_is_the_goods_where_cartons_are_declared() -> None:
    [row] = rows(held(say((CARTONS, 2.0)), parcel(2.0, thing("packaging", 1.9))))

    assert (row.verdict, row.seen) == (Verdict.AGREES, "packaging 95 %")


def test_a_suspicion_within_a_thing_is_not_weighed_twice() -> None:
    knife = thing("blade", 1.9, kind="suspected_object")
    [row] = rows(held(say((KNIVES, 2.0)), parcel(2.0, thing("metal_goods", 1.9), knife)))

    assert row.seen == "metal_goods 95 %"


def test_each_goods_item_claims_its_own_things() -> None:
    told = parcel(2.0, thing("paper", 1.0), thing("clothing", 0.9))
    books, pullovers, knives = rows(held(say((BOOKS, 0.9), (PULLOVERS, 0.8), (KNIVES, 0.3)), told))

    assert [books.verdict, pullovers.verdict, knives.verdict] == [Verdict.AGREES, Verdict.AGREES, Verdict.DOUBTFUL]
    assert [place.finding for place in books.evidence] == ["o0"]
    assert [place.finding for place in pullovers.evidence] == ["o1"]


def test_names_that_contradict_raise_the_score_only_where_they_count() -> None:
    declared, told = say((BOOKS, 2.0)), sight(parcel(2.0, thing("plastics", 1.9)), Modality.CT, None)
    part = Part.of(declared, told)
    heard = values(Seen(declared, part, told, ALLOWED))
    unheard = values(Seen(declared, part, told, replace(ALLOWED, parcel_kinds_settle=False)))

    assert heard["commodity_mismatch"] is not None
    assert heard["commodity_mismatch"] > 1
    assert heard["undeclared_share"] == pytest.approx(0.95)
    assert (unheard["commodity_mismatch"], unheard["undeclared_share"]) == (None, None)


@cache
def mail() -> Recognition:
    """An envelope of garments, padlocks and cables, as no network has met it."""
    made = make_sample(10_012, "unseen")
    assert made.declared.heading == "610910"
    return recognise_scan(Volume(made.high, made.spacing_mm, True, Provenance("simulated"), made.low, made.peaks_kev))


@pytest.mark.parametrize(("code", "verdict"), [("610910", Verdict.AGREES), ("490199", Verdict.DOUBTFUL)])
def test_the_shipped_networks_tell_a_bag_of_garments_from_one_of_books(code: str, verdict: Verdict) -> None:
    told = mail()
    assert told.contents is not None
    [row] = rows(held(say((code, told.contents.kg)), told))

    assert row.verdict is verdict
    assert {place.note for place in row.evidence} == ({"clothing"} if code == "610910" else set())


@cache
def shown(pack: Callable[[int], parcels.Parcel]) -> Recognition:
    made = pack(15).scan()
    return recognise_scan(Volume(made.volume, (made.voxel_mm,) * 3, True, Provenance("simulated"), None, (160.0,)))


@pytest.mark.parametrize(
    ("pack", "code", "verdicts"),
    [
        (parcels.books, BOOKS, {Verdict.AGREES}),
        (parcels.books, SHOES, {Verdict.CANNOT_TELL}),
        (parcels.shoes_and_clothes, SHOES, {Verdict.CANNOT_TELL}),
        (parcels.pistol_in_clothes, PULLOVERS, {Verdict.AGREES}),
    ],
)
def test_the_demo_parcels_are_told_as_before(
    pack: Callable[[int], parcels.Parcel], code: str, verdicts: set[Verdict]
) -> None:
    told = shown(pack)
    assert told.contents is not None

    assert {row.verdict for row in rows(held(say((code, told.contents.kg)), told))} == verdicts
