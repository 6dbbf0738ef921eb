"""The paper against the declaration: only what both say is compared, and words by what they mean."""

import math
from dataclasses import replace
from typing import Any

import pytest

from customhouse.declarations.reading import of_plain
from customhouse.imaging.comparison.papers import containers_unlike, mass_factor, package_factor, seals_unlike
from customhouse.imaging.declared import on_paper
from customhouse.imaging.model import Declared, OnPaper
from customhouse.waybills.documents.paper import Paper, PaperGoods
from tests.declarations.builders import make_item, make_lodgement
from tests.imaging.comparison.sights import BOX, OTHER_BOX, declared

NOTHING = OnPaper()


def held(paper: OnPaper | None, **changes: Any) -> Declared:
    plain = declared(1000)
    return replace(plain, items=tuple(replace(item, **changes) for item in plain.items), paper=paper)


def sealed(*seals: str) -> Declared:
    plain = held(OnPaper(seals={BOX: frozenset({"WS104417"})}))
    return replace(plain, containers=tuple(replace(each, seal_numbers=seals) for each in plain.containers))


@pytest.mark.parametrize("measure", [mass_factor, package_factor, containers_unlike, seals_unlike])
@pytest.mark.parametrize("paper", [None, NOTHING], ids=["no paper", "a silent one"])
def test_what_no_paper_says_is_not_compared(measure: Any, paper: OnPaper | None) -> None:
    assert measure(held(paper, package_count=4)) is None


@pytest.mark.parametrize("gross_kg", [500.0, 2000.0])
def test_twice_and_half_are_as_far_apart(gross_kg: float) -> None:
    assert mass_factor(held(OnPaper(gross_kg))) == pytest.approx(0.6931, abs=1e-4)


@pytest.mark.parametrize("gross_kg", [math.inf, math.nan])
def test_a_mass_that_is_no_number_is_not_compared(gross_kg: float) -> None:
    assert mass_factor(held(OnPaper(gross_kg))) is None


@pytest.mark.parametrize("gross_kg", [0.0, 5e-324, 1e300])
def test_masses_however_far_apart_can_be_compared(gross_kg: float) -> None:
    assert math.isfinite(mass_factor(held(OnPaper(gross_kg))) or math.nan)


@pytest.mark.parametrize(
    "changes", [{"package_count": None}, {"package_count": 0}, {"package_count": 4, "package_kind": "VL"}]
)
def test_packages_that_nobody_counts_are_not_compared(changes: dict[str, Any]) -> None:
    assert package_factor(held(OnPaper(packages=4), **changes)) is None


def test_containers_are_compared_both_ways() -> None:
    both = held(OnPaper(containers=frozenset({BOX, OTHER_BOX})))

    assert containers_unlike(held(OnPaper(containers=frozenset({BOX})))) == 0
    assert containers_unlike(both) == 0.5
    assert containers_unlike(held(OnPaper(containers=frozenset({OTHER_BOX})))) == 1


@pytest.mark.parametrize(("seals", "value"), [((), None), (("ws-104417", "WS2"), 0), (("WS2",), 1)])
def test_one_seal_in_common_is_enough(seals: tuple[str, ...], value: float | None) -> None:
    assert seals_unlike(sealed(*seals)) == value


def misfit(*goods: PaperGoods) -> float | None:
    lodgement = of_plain(make_lodgement())

    def meaning(text: str, code: str) -> tuple[dict[str, float], float | None]:
        assert code == lodgement.goods_items[0].hs_code
        return {}, {"floor tiles": 0.9, "frozen shrimps": 0.05}.get(text)

    return on_paper(Paper(goods=goods), lodgement, meaning).misfit


def test_words_of_the_paper_are_held_against_the_declared_headings() -> None:
    item = make_item()

    assert misfit() is None
    assert misfit(PaperGoods("something nobody can read")) is None
    assert misfit(PaperGoods(item["description"].upper())) == 0
    assert misfit(PaperGoods("something nobody can read", item["hs_code"])) == 0
    assert misfit(PaperGoods("floor tiles")) == pytest.approx(0.1)
    assert misfit(PaperGoods("floor tiles"), PaperGoods("frozen shrimps")) == pytest.approx(0.95)
