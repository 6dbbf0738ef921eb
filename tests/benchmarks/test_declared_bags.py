"""The benchmark of bags against declarations: how each bag is declared, what is counted, and what is kept."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydantic import TypeAdapter

from benchmarks.declared.bags import (
    BY_CT,
    COMMODITY,
    FACTORS,
    HALF,
    HIDDEN,
    TRUE_WORDS,
    UNHEARD,
    Bag,
    by_names,
    by_naming,
    by_threats,
    cases,
)
from benchmarks.declared.consignments import HONEST, Case, Drawn, Scanned, scanned
from benchmarks.declared.containers import by_weights, caught, kinds_of
from customhouse.imaging.comparison.scoring.score import shipped
from customhouse.imaging.model import Finding, Modality, Recognition, Severity
from customhouse.kernel.reasons import Reason
from simulators.scanner.bags.scenes import Declared, Line, Thing
from tests.imaging.comparison.sights import about, recognition


def named(label: str, kg: float) -> Finding:
    told = Finding("o0", "object", None, Severity.INFO, Reason("object_seen", "seen"), mass_kg=kg)
    return replace(told, label=label, probability=0.9, model="ct-objects 7")


def bag(seed: int, label: str, said: tuple[str, str], *contraband: str, kg: float = 2.0) -> Scanned[Bag]:
    things = (Thing(1, label, label, "", kg, 100.0, ((0, 0, 0), (1, 1, 1))),)
    truth = Bag("parcel", Declared(*said, kg, (Line(*said, kg),)), contraband, things)
    return Scanned("unseen", seed, recognition(about(kg), named(label, kg), loaded=None), truth)


BOOKS, SHIRTS = ("printed books", "490199"), ("cotton garments", "610910")
SEEN = [
    *(bag(1, "paper", BOOKS), bag(2, "clothing", SHIRTS), bag(3, "paper", BOOKS, "blade")),
    bag(4, "electronics", ("smartphones", "851713"), "lithium_cells"),
]


def meaning(text: str, code: str) -> tuple[dict[str, float], float]:
    own = dict([BOOKS, SHIRTS]).get(text, code)
    return {own[:4]: 0.9}, 0.9 if own == code else 0.1


def found() -> list[Case]:
    return list(cases(SEEN, meaning))


def test_a_clean_bag_is_declared_truly_and_falsely_and_one_that_hides_something_as_if_it_did_not() -> None:
    by_seed: dict[int, list[str]] = {}
    for case in found():
        by_seed.setdefault(case.seed, []).append(case.kind)

    falsely = [COMMODITY, TRUE_WORDS, *(f"mass × {factor:g}" for factor in FACTORS)]
    assert by_seed == {1: [HONEST, *falsely], 2: [HONEST, *falsely], 3: [HIDDEN], 4: [HONEST, *falsely]}
    assert kinds_of(found()) == [COMMODITY, TRUE_WORDS, HIDDEN, *falsely[2:]]


def test_another_bags_declaration_is_of_another_chapter_and_keeps_the_mass() -> None:
    honest, commodity, true_words, half, *_ = (case.declared.items[0] for case in found() if case.seed == 1)

    assert (honest.hs_code, honest.description) == ("490199", "printed books")
    assert commodity.hs_code in ("610910", "851713")
    assert commodity.gross_mass_kg == true_words.gross_mass_kg == honest.gross_mass_kg == pytest.approx(2, rel=0.05)
    assert (true_words.hs_code, true_words.description) == (commodity.hs_code, "printed books")
    assert half.gross_mass_kg == pytest.approx(honest.gross_mass_kg / 2)


def test_names_speak_against_another_bags_goods_and_not_against_its_own() -> None:
    said = by_names(found())

    assert (said[HONEST]["agrees"], said[HONEST]["against"]["share"]) == (3, 0.0)
    assert (said[COMMODITY]["doubtful"], said[COMMODITY]["against"]["share"]) == (3, 1.0)
    assert said[COMMODITY]["against"]["n"] == 3


def test_half_an_items_share_is_asked_for_where_it_is_said() -> None:
    mixed = [
        replace(each, recognition=recognition(about(2.0), named(own, 0.7), named("food", 1.3), loaded=None))
        for each, own in zip(SEEN[:2], ("paper", "clothing"), strict=True)
    ]
    told = list(cases(mixed, meaning))

    assert by_names(told)[HONEST]["agrees"] == 2
    assert by_names(told, HALF)[HONEST]["doubtful"] == 2


def test_bags_in_which_a_threat_is_named_are_counted_by_what_they_hide() -> None:
    alarmed = [
        replace(each, recognition=recognition(about(2.0), named("blade", 0.1), loaded=None)) for each in SEEN[1:3]
    ]
    shares = by_threats(list(cases([SEEN[0], *alarmed], meaning)))

    assert {kind: (share["n"], share["share"]) for kind, share in shares.items()} == {
        HONEST: (2, 0.5),
        HIDDEN: (1, 1.0),
    }


def test_names_that_are_not_heard_add_nothing_to_the_image() -> None:
    weights = shipped(Modality.CT)
    heard, *_ = by_weights(found(), weights, BY_CT)
    unheard, *_ = by_weights(found(), weights, BY_CT, UNHEARD)

    assert heard["image only"][COMMODITY]["share"] == 1.0
    assert unheard["image only"][COMMODITY]["share"] == 0.0
    assert heard["text only"] == unheard["text only"]


def test_each_kind_that_there_is_is_counted_against_the_honest() -> None:
    told = found()
    rows = caught(told, np.array([float(case.kind == HIDDEN) for case in told]))

    assert (rows[HIDDEN]["share"], rows[HIDDEN]["n"]) == (1.0, 1)
    assert (rows[COMMODITY]["share"], rows["false_alarms"]["n"]) == (0.0, 3)
    assert "empty or loaded" not in rows


@pytest.mark.parametrize("kinds", [{HONEST}, {HIDDEN, COMMODITY}])
def test_shares_are_not_told_of_honest_ones_alone_nor_without_any(kinds: set[str]) -> None:
    with pytest.raises(SystemExit, match="are honest: shares need"):
        by_weights([case for case in found() if case.kind in kinds], shipped(Modality.CT), BY_CT)


def test_naming_is_right_as_far_as_the_bag_holds_such_things() -> None:
    wrong = replace(SEEN[0], recognition=recognition(about(2.0), named("paper", 1.0), named("food", 0.5), loaded=None))

    assert by_naming(SEEN[:2]) == {"named": 1.0, "right": 1.0}
    assert by_naming([wrong]) == {"named": 0.75, "right": pytest.approx(0.667)}


def test_what_was_recognised_is_kept_with_its_truth_and_not_made_again(tmp_path: Path) -> None:
    made: list[int] = []

    def make(_split: str, seed: int) -> tuple[Recognition, Bag]:
        made.append(seed)
        return SEEN[0].recognition, SEEN[0].truth

    drawn = Drawn("bag-", make, TypeAdapter(Bag))
    first = list(scanned(drawn, "unseen", [1], tmp_path))
    again = list(scanned(drawn, "unseen", [1, 2], tmp_path))

    assert made == [1, 2]
    assert first[0] == again[0] == replace(SEEN[0], seed=1)
