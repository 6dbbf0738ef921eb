"""The score: what was not seen adds nothing, what is worse never lowers it, and every part of it is laid open."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.imaging.comparison import compare
from customhouse.imaging.comparison.scoring.score import FILES, Curve, Kind, Weights, score_of, shipped
from customhouse.imaging.comparison.scoring.terms import TERMS
from customhouse.imaging.model import Mass, Modality, ModelUsed, Score
from customhouse.kernel.reasons import Reason
from tests.imaging.comparison.sights import ALLOWED, about, declared, recognition, sight

NAMES = [term.__name__ for _, term in TERMS]
RISING = [name for name in NAMES if name != "authorised"]
NOTHING: dict[str, float | None] = dict.fromkeys(NAMES)


def scored(kg_seen: float, kg_said: float = 10_000) -> Score:
    comparison, _ = compare(declared(kg_said), sight(recognition(about(kg_seen))), ALLOWED)
    assert comparison.score is not None
    return comparison.score


def test_what_nobody_has_seen_leaves_what_the_policy_assumes() -> None:
    score = score_of(NOTHING, 0.05, Weights("w", "1", "tests", {"any": Kind(1.0, 0.0, {})}, {}))

    assert score.probability == pytest.approx(0.05, abs=1e-3)
    assert all(part.log_odds == 0 and part.value is None for part in score.contributions)


def test_with_the_shipped_weights_nothing_seen_moves_the_prior_by_the_calibration_alone() -> None:
    score = score_of(NOTHING, 0.05, shipped())

    assert score.probability == pytest.approx(0.0459, abs=1e-4)
    assert score.base == pytest.approx(math.log(score.probability / (1 - score.probability)), abs=0.01)
    assert all(part.log_odds == 0 for part in score.contributions)


def test_the_parts_add_up_to_the_whole() -> None:
    score = score_of({**NOTHING, "mass_above": 3.0, "authorised": 1.0}, 0.2, shipped())
    odds = score.base + sum(part.log_odds for part in score.contributions)

    assert score.probability == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-3)
    assert sum(score.kinds.values()) == pytest.approx(1, abs=0.01)


def test_evidence_against_the_words_does_not_wait_for_the_image() -> None:
    alone = score_of({**NOTHING, "description_misfit": 1.0}, 0.05, shipped())
    fitting = score_of({**NOTHING, "description_misfit": 1.0, "mass_above": 0.0, "mass_below": 0.0}, 0.05, shipped())

    assert next(iter(alone.kinds)) == "heading"
    assert fitting.probability > 0.5 * alone.probability


@given(st.sampled_from(list(FILES)), st.sampled_from(RISING), st.floats(-5, 10), st.floats(0, 10))
def test_worse_evidence_never_lowers_the_score(modality: Modality, name: str, value: float, more: float) -> None:
    before, after = (score_of({**NOTHING, name: each}, 0.05, shipped(modality)) for each in (value, value + more))

    assert after.probability >= before.probability


@pytest.mark.parametrize("modality", list(Modality))
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("kg", [2.0, None])
def test_a_tomogram_is_scored_by_curves_of_its_own_where_it_is_weighed_and_its_things_are_named(
    modality: Modality, named: bool, kg: float | None
) -> None:
    models = (ModelUsed("ct-objects", "7", "sha", task="ct_objects"),) if named else ()
    seen = replace(recognition(None if kg is None else about(kg), loaded=None), models=models)
    score = compare(declared(2.0, "490199"), sight(seen, modality, None), ALLOWED)[0].score
    own = modality is Modality.CT and named and kg is not None

    assert score is not None
    assert score.model == ("declared-against-seen-in-ct 1.0" if own else "declared-against-seen 2.5")


def test_learned_curves_are_of_a_kind_and_stated_ones_of_all() -> None:
    kinds = {
        "one": Kind(0.5, 0.0, {"mass_above": Curve(((0, 0), (1, 2)))}),
        "other": Kind(0.5, 0.0, {}),
    }
    weights = Weights("w", "1", "tests", kinds, {"authorised": Curve(((0, 0), (1, -1)), "set by people")}, 2.0)
    score = score_of({"mass_above": 1.0, "authorised": 1.0}, 0.5, weights)
    parts = {part.term: part for part in score.contributions}

    assert score.kinds["one"] == pytest.approx(math.exp(2) / (1 + math.exp(2)), abs=1e-3)
    assert parts["authorised"].log_odds == pytest.approx(-2.0)
    assert (parts["mass_above"].stated, parts["authorised"].stated) == (False, True)


def test_twice_the_mass_is_likelier_wrong_than_the_mass_declared() -> None:
    honest, false = scored(10_000), scored(20_000)

    assert false.probability > 2 * honest.probability
    assert false.contributions[0].term in {"mass_above", "density_above"}


def test_an_authorised_declarant_is_less_likely_wrong() -> None:
    told = declared(10_000)
    known = replace(told, standing={"authorised": 1.0, "trader_known": 1.0, "trader_months": 90, "irregularities": 0})
    one, other = (compare(each, sight(recognition(about(12_500))), ALLOWED)[0].score for each in (told, known))

    assert one is not None
    assert other is not None
    assert other.probability < one.probability


def test_too_little_mass_says_nothing_where_much_lets_nothing_through() -> None:

    hidden = Reason("opaque_share", "opaque", {"percent": "3.0"})
    seen = Mass(4000, 3600, 5000, (hidden,))
    comparison, _ = compare(declared(10_000), sight(recognition(seen)), ALLOWED)
    [mass] = [row for row in comparison.rows if row.what == "gross_mass_kg"]

    assert mass.reason.code == "mass_hidden"
    assert comparison.score is not None
    assert next(part for part in comparison.score.contributions if part.term == "mass_below").value is None


def test_every_term_of_the_shipped_weights_is_one_that_is_measured() -> None:
    weights = shipped()
    curves = [curve for kind in weights.kinds.values() for curve in kind.curves.items()] + list(weights.stated.items())

    assert {name for name, _ in curves} <= set(NAMES)
    assert all(len(curve.points) > 1 for _, curve in curves)
    assert sum(kind.share for kind in weights.kinds.values()) == pytest.approx(1)
