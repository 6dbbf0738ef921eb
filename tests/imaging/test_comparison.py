"""Declared against seen: every verdict, and that a worse fact never gives a better one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.imaging.comparison import WORST, Sight, Tolerances, compare
from customhouse.imaging.model import (
    Comparison,
    Declared,
    DeclaredContainer,
    DeclaredItem,
    Finding,
    Mass,
    Material,
    Modality,
    Recognition,
    Row,
    Severity,
    Verdict,
)
from customhouse.kernel.reasons import Reason

BOX = "CSQU3054383"
OTHER_BOX = "MSKU9070323"
ALLOWED = Tolerances()


def recognition(mass: Mass | None, *findings: Finding, loaded: bool | None = True) -> Recognition:
    return Recognition("test", "1", findings, mass, mass, loaded, {})


def sight(seen: Recognition, modality: Modality = Modality.RADIOGRAPH, number: str | None = BOX) -> Sight:
    return Sight(modality, seen, number)


def declared(kg: float, hs_code: str = "690721", *, loaded: bool = True) -> Declared:
    items = (DeclaredItem(1, hs_code, "goods", kg, (BOX,)),) if kg else ()
    return Declared(items, (DeclaredContainer(BOX, "22G1", loaded),))


def about(kg: float, share: float = 0.1) -> Mass:
    return Mass(kg, kg * (1 - share), kg * (1 + share))


def dense(kg: float, density: float = 7.0, cm3: float = 3000.0) -> Finding:
    reason = Reason("denser_than_surroundings", "denser")
    return Finding(
        "v0-0", "dense_object", Material.METAL, Severity.LOW, reason, volume_cm3=cm3, mass_kg=kg, density=density
    )


def row(comparison: Comparison, what: str) -> Row:
    [found] = [each for each in comparison.rows if each.what == what]
    return found


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (about(10_000), Verdict.AGREES),
        (about(12_000), Verdict.AGREES),
        (about(13_300), Verdict.DOUBTFUL),
        (about(20_000), Verdict.DISAGREES),
        (about(4_000), Verdict.DISAGREES),
        (about(12_000, 0.9), Verdict.CANNOT_TELL),
        (None, Verdict.CANNOT_TELL),
    ],
)
def test_mass_seen_against_mass_declared(seen: Mass | None, verdict: Verdict) -> None:
    comparison, _ = compare(declared(10_000), sight(recognition(seen)), ALLOWED)

    assert row(comparison, "gross_mass_kg").verdict is verdict
    assert comparison.verdict is verdict


def test_a_small_difference_is_no_finding_whatever_its_share() -> None:
    comparison, _ = compare(declared(100), sight(recognition(about(210, 0.01))), ALLOWED)

    assert comparison.verdict is Verdict.AGREES


def test_a_container_declared_empty_that_holds_goods_disagrees() -> None:
    comparison, _ = compare(declared(0, loaded=False), sight(recognition(about(4000))), ALLOWED)

    assert row(comparison, "loaded").reason.code == "empty_but_loaded"
    assert comparison.verdict is Verdict.DISAGREES


def test_an_empty_container_declared_empty_agrees() -> None:
    comparison, _ = compare(declared(0, loaded=False), sight(recognition(Mass(0, 0, 40), loaded=False)), ALLOWED)

    assert comparison.verdict is Verdict.AGREES


def test_an_empty_container_declared_loaded_disagrees() -> None:
    comparison, _ = compare(declared(9000), sight(recognition(Mass(0, 0, 40), loaded=False)), ALLOWED)

    assert row(comparison, "loaded").reason.code == "loaded_but_empty"


@pytest.mark.parametrize(
    ("hs_code", "what", "severity"),
    [("640399", "disagrees", Severity.HIGH), ("848180", None, Severity.LOW), ("690721", None, Severity.LOW)],
    ids=["among shoes", "among valves", "among tiles"],
)
def test_a_dense_object_counts_only_among_light_goods(hs_code: str, what: str | None, severity: Severity) -> None:
    comparison, findings = compare(declared(10_000, hs_code), sight(recognition(about(10_000), dense(25))), ALLOWED)
    rows = [each.verdict.value for each in comparison.rows if each.what == "dense_object"]

    assert rows == ([what] if what else [])
    assert findings[0].severity is severity


def test_light_goods_among_heavy_ones_say_nothing_of_dense_objects() -> None:
    mixed = Declared((*declared(5000, "640399").items, *declared(5000, "720851").items), declared(1).containers)
    comparison, _ = compare(mixed, sight(recognition(about(10_000), dense(25))), ALLOWED)

    assert comparison.verdict is Verdict.AGREES


def test_a_plate_across_the_beam_is_dense_though_it_looks_shallow() -> None:
    plate = replace(dense(200, density=2.0), areal_g_cm2=150.0)
    comparison, _ = compare(declared(5000, "481810"), sight(recognition(about(5000), plate)), ALLOWED)

    assert row(comparison, "dense_object").verdict is Verdict.DISAGREES


def test_a_parcel_is_weighed_in_grams() -> None:
    parcel = Declared((DeclaredItem(1, "490199", "books", 2.0),))
    heavy, _ = compare(parcel, sight(recognition(about(3.2)), Modality.CT, None), ALLOWED)
    honest, _ = compare(parcel, sight(recognition(about(2.1)), Modality.CT, None), ALLOWED)

    assert (heavy.verdict, honest.verdict) == (Verdict.DISAGREES, Verdict.AGREES)


def test_one_of_several_containers_is_compared_with_its_own_items() -> None:
    items = (DeclaredItem(1, "690721", "tiles", 9000, (BOX,)), DeclaredItem(2, "690721", "tiles", 4000, (OTHER_BOX,)))
    both = Declared(items, (DeclaredContainer(BOX), DeclaredContainer(OTHER_BOX)))
    one, _ = compare(both, sight(recognition(about(9000))), ALLOWED)
    unknown, _ = compare(both, sight(recognition(about(9000)), number=None), ALLOWED)

    assert one.verdict is Verdict.AGREES
    assert unknown.verdict is Verdict.CANNOT_TELL


def test_items_spread_over_containers_leave_a_range() -> None:
    items = (DeclaredItem(1, "690721", "tiles", 9000, (BOX, OTHER_BOX)),)
    both = Declared(items, (DeclaredContainer(BOX), DeclaredContainer(OTHER_BOX)))
    comparison, _ = compare(both, sight(recognition(about(3000))), ALLOWED)

    assert comparison.verdict is Verdict.AGREES


def test_without_a_declaration_there_is_nothing_to_compare() -> None:
    comparison, _ = compare(None, sight(recognition(about(1000))), ALLOWED)

    assert comparison.verdict is Verdict.CANNOT_TELL


@given(kg=st.floats(1000, 20_000), further=st.floats(0, 20_000))
def test_more_surplus_never_looks_better(kg: float, further: float) -> None:
    def rank(seen_kg: float) -> int:
        comparison, _ = compare(declared(kg), sight(recognition(about(seen_kg))), ALLOWED)
        return WORST.index(comparison.verdict)

    assert rank(kg + further) >= rank(kg + further * 1.5)
