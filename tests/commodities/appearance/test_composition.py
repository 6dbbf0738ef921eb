"""What a beam sees of a composition, against values known from elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.commodities.appearance.composition import (
    coarse_spans,
    effective_z,
    families_of,
    family_spans,
    mass_fractions,
    usual_shares,
    z_span,
)
from customhouse.commodities.appearance.model import Family, Span
from customhouse.commodities.appearance.table import table

MATERIALS = table().materials
LOOSE = Span(0.1, 0.2, 0.4)


def test_water_is_a_ninth_hydrogen() -> None:
    assert mass_fractions("H2O") == pytest.approx({"H": 0.1119, "O": 0.8881}, abs=1e-4)


@pytest.mark.parametrize(
    ("formula", "z"),
    [("Fe", 26), ("Pb", 82), ("C", 6), ("H2O", 6.6), ("NaCl", 14.6), ("C2H3Cl", 11.4), ("C 1", 6)],
)
def test_an_element_has_its_own_number_and_a_compound_one_between(formula: str, z: float) -> None:
    assert effective_z(formula) == pytest.approx(z, abs=0.05)


@pytest.mark.parametrize(
    ("material", "family"),
    [("cellulose", "organic"), ("glass", "inorganic"), ("pvc", "inorganic"), ("steel", "metal"), ("lead", "dense")],
)
def test_a_material_is_seen_as_the_family_that_scanners_show(material: str, family: str) -> None:
    assert MATERIALS[material].seen_as == {Family(family)}


def test_between_two_families_a_material_may_be_seen_as_either() -> None:
    assert MATERIALS["aluminium"].seen_as == {Family.INORGANIC, Family.METAL}
    assert families_of(20) == {Family.INORGANIC, Family.METAL}


def test_fridges_are_metal_plastic_and_foam() -> None:
    spans = coarse_spans(table().rows["8418"].made_of, MATERIALS)

    assert spans[Family.METAL].low > 0.25
    assert spans[Family.ORGANIC].high > 0.5


def test_goods_packed_tight_are_not_light() -> None:
    made_of = {"sugar": (1.0, 1.0)}

    assert family_spans(made_of, MATERIALS, Span(0.85, 0.9, 1.0))[Family.LIGHT_ORGANIC].high == 0
    assert family_spans(made_of, MATERIALS, LOOSE)[Family.LIGHT_ORGANIC].usual == 1


shares = st.dictionaries(
    st.sampled_from(sorted(MATERIALS)),
    st.tuples(st.floats(0, 0.5), st.floats(0.5, 1)),
    min_size=2,
    max_size=5,
).map(lambda made: {name: (low / len(made), high) for name, (low, high) in made.items()})


@given(shares)
def test_the_usual_mix_lies_within_the_ranges(made_of: dict[str, tuple[float, float]]) -> None:
    usual, z, spans = usual_shares(made_of), z_span(made_of, MATERIALS), coarse_spans(made_of, MATERIALS)

    assert sum(usual.values()) == pytest.approx(1)
    assert all(low - 1e-9 <= usual[name] <= high + 1e-9 for name, (low, high) in made_of.items())
    assert z.low - 1e-6 <= z.usual <= z.high + 1e-6
    assert sum(span.low for span in spans.values()) <= 1 + 1e-9 <= sum(span.high for span in spans.values()) + 1e-8
