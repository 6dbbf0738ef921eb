"""What counts as looked at: a model counts for what it looks for, and for nothing else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from customhouse.imaging.comparison import Tolerances
from customhouse.imaging.comparison.scoring.terms import (
    TERMS,
    Seen,
    anomaly,
    commodity_mismatch,
    load_unlike,
    unexpected_object,
)
from customhouse.imaging.comparison.sight import Part
from customhouse.imaging.model import Finding, ModelUsed, Severity
from customhouse.kernel.reasons import Reason
from tests.imaging.comparison.sights import ALLOWED, about, declared, recognition, sight

CATALOGUES = Path(__file__).parents[4] / "web" / "src" / "i18n"
SITE = ModelUsed("site-pictures", "1", "0" * 64, task="picture_site")
CARGO = ModelUsed("radiograph", "1", "1" * 64, task="radiograph_segments")
BAGS = ModelUsed("ct-objects", "1", "2" * 64, task="ct_objects")


def seen_by(*models: ModelUsed, findings: tuple[Finding, ...] = ()) -> Seen:
    told, looked = declared(10_000), sight(replace(recognition(about(10_000), *findings), models=models))
    return Seen(told, Part.of(told, looked), looked, ALLOWED)


def finding(kind: str, label: str) -> Finding:
    return Finding("n-0", kind, None, Severity.MEDIUM, Reason("told", "told"), label=label, probability=0.7)


@pytest.mark.parametrize(
    ("models", "expected"),
    [
        ((), (None, None)),
        ((SITE,), (None, None)),
        ((CARGO, SITE), (0.0, None)),
        ((BAGS,), (None, 0.0)),
        ((replace(CARGO, challenger=True),), (None, None)),
    ],
)
def test_nothing_found_counts_only_where_a_model_looked_for_it(
    models: tuple[ModelUsed, ...], expected: tuple[float | None, float | None]
) -> None:
    seen = seen_by(*models)

    assert (anomaly(seen), unexpected_object(seen)) == expected


def test_what_any_model_found_counts() -> None:
    seen = seen_by(SITE, findings=(finding("anomaly", ""), finding("site_box", "firearm")))

    assert (anomaly(seen), unexpected_object(seen)) == (0.7, 0.7)


def load(looks: dict[str, float], novelty: float = 0.5, allowed: Tolerances = ALLOWED) -> Seen:
    """Ceramic tiles declared, and what the load looks like."""
    told = replace(recognition(about(10_000), mix={"inorganic": 1.0}), looks=looks, novelty=novelty)
    looked = sight(told)
    return Seen(declared(10_000), Part.of(declared(10_000), looked), looked, allowed)


def test_a_load_that_looks_like_what_is_declared_speaks_for_it() -> None:
    alike, unlike = load_unlike(load({"ceramics_stone": 0.6})), load_unlike(load({"beverages": 0.6}))

    assert alike is not None
    assert unlike is not None
    assert alike < 0 < unlike


def test_the_look_of_a_load_counts_also_where_policy_lets_kinds_settle_nothing() -> None:
    seen = load({"beverages": 0.6}, allowed=Tolerances(kinds_settle=False))

    assert load_unlike(seen) is not None
    assert commodity_mismatch(seen) is None


@pytest.mark.parametrize("seen", [load({}), load({"beverages": 0.6}, novelty=0.999)])
def test_a_load_that_no_network_knows_looks_like_nothing(seen: Seen) -> None:
    assert load_unlike(seen) is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_has_a_word_for_every_term(language: str) -> None:
    words = json.loads((CATALOGUES / language / "imaging.json").read_text(encoding="utf-8"))

    assert [term.__name__ for _, term in TERMS if f"score.term.{term.__name__}" not in words] == []
