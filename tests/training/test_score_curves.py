"""How the score's curves are learned: from which evidence, how steep, and how sure it may be of it."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from benchmarks.declared.consignments import HONEST, KINDS, Case
from customhouse.imaging.comparison.scoring.score import FILES, WEIGHTS, Curve, Weights, score_of
from customhouse.imaging.comparison.sight import Sight
from customhouse.imaging.model import Declared, DeclaredItem, Modality
from tests.imaging.comparison.sights import about, recognition
from training.comparison.fit import SOURCES
from training.comparison.score_curves import Plan, fitted, ways_of

COMMODITY, _, QUANTITY, *_ = KINDS
STATED = Curve(((0, 0.0), (1, -1.0)), "set by people")
PLAN = Plan(
    *("tests", "1", Path("weights.json")),
    {QUANTITY: "quantity", "mass × 0.5": "quantity", COMMODITY: "commodity"},
    {"quantity": 0.5, "commodity": 0.5},
    {"authorised": STATED},
    "only tests",
)
DICE = np.random.default_rng(3)


def parcel(kind: str, seed: int, factor: float = 1.0, fits: float = 0.9) -> Case:
    """2 kg are seen, or nearly."""
    kg = 2.0 * float(DICE.normal(1, 0.05))
    item = DeclaredItem(1, "490199", "printed books", 2.0 * factor, likely={"4901": fits}, fits=fits)
    return Case(kind, "tests", seed, Declared((item,)), Sight(Modality.CT, recognition(about(kg), loaded=None)))


def parcels(first: int, count: int) -> list[Case]:
    return [
        *(parcel(HONEST, n, fits=float(DICE.uniform(0.6, 1))) for n in range(first, first + count)),
        *(parcel("mass × 0.5", n, 0.5) for n in range(first, first + count)),
        *(parcel(COMMODITY, n, fits=float(DICE.uniform(0, 0.5))) for n in range(first, first + count)),
    ]


@pytest.fixture(scope="module")
def weights() -> Weights:
    return fitted(PLAN, parcels(0, 40), parcels(100, 20))


def rise(weights: Weights, way: str, term: str) -> float:
    curve = weights.kinds[way].curves.get(term)
    return 0.0 if curve is None else curve.points[-1][1] - curve.points[0][1]


def probability(case: Case, weights: Weights) -> float:
    return score_of(case.values(), 0.5, weights).probability


def test_each_way_of_being_wrong_learns_from_the_evidence_that_tells_it(weights: Weights) -> None:
    assert set(weights.kinds) == {"quantity", "commodity"}
    for way, other, term in (
        ("quantity", "commodity", "mass_above"),
        ("commodity", "quantity", "description_misfit"),
    ):
        assert rise(weights, way, term) > 1
        assert rise(weights, other, term) < 0.3 * rise(weights, way, term)
    [(_, least), (_, most)] = weights.stated["authorised"].points
    assert (weights.scale * least, weights.scale * most) == pytest.approx((0, -1), abs=1e-3)
    for kind in weights.kinds.values():
        for curve in kind.curves.values():
            assert all(low[1] <= high[1] for low, high in itertools.pairwise(curve.points))


def test_honest_and_false_ones_are_told_apart_by_what_was_learned(weights: Weights) -> None:
    fresh = parcels(200, 20)
    honest, false = ([probability(c, weights) for c in fresh if (c.kind == HONEST) is own] for own in (True, False))

    assert np.quantile(honest, 0.9) < np.quantile(false, 0.1)
    assert np.mean(honest) < 0.2
    assert np.mean(false) > 0.8


def test_kinds_of_cases_are_counted_by_their_way_of_being_wrong() -> None:
    some = [parcel(kind, 1) for kind in (HONEST, QUANTITY, "mass × 0.5", COMMODITY)]

    assert ways_of(PLAN, some).tolist() == [HONEST, "quantity", "quantity", "commodity"]


@pytest.mark.parametrize("name", SOURCES)
def test_what_ships_is_of_its_plan(name: str) -> None:
    plan = SOURCES[name].plan
    shipped = WEIGHTS.validate_json(plan.file.read_bytes())

    assert plan.file in FILES.values()
    assert shipped.name == plan.name
    assert {way: kind.share for way, kind in shipped.kinds.items()} == pytest.approx(dict(plan.mix))
    assert sum(plan.mix.values()) == pytest.approx(1)
    assert set(plan.codes.values()) == set(plan.mix)
    assert set(shipped.stated) == set(plan.stated)
    assert "simulated" in shipped.trained_on
