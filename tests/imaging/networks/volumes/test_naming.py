"""The third network's word: asked of what may be a threat, kept beside what the second alone says."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from customhouse.imaging.model import Grading, Severity
from customhouse.imaging.networks.cards import Model, ModelCard, shipped
from customhouse.imaging.networks.objects.cuts import Fields
from customhouse.imaging.networks.objects.rows import Measured, measured
from customhouse.imaging.networks.volumes.candidates import Candidate
from customhouse.imaging.networks.volumes.looking import OBJECTS, Namers, grade_of
from customhouse.imaging.networks.volumes.naming import ASKED, ASKED_MOST, AT_ONCE, Named, Opened, name_all
from customhouse.imaging.networks.volumes.segments import Gridded, Segments

CARD = replace(shipped()[OBJECTS].card, temperature=1.0, novelty=())
FOOD, FIREARM, BLADE = (CARD.classes.index(code) for code in ("food", "firearm", "blade"))
LIMITS = {ASKED: 0.1, "suspected": 0.5, "likely": 0.8, "suspected_weapon": 0.4}
THIRD = replace(CARD, name="ct-crops", task="ct_crops", thresholds=LIMITS)
SHAPE = (24, 24, 24)


class Saying:
    """Stands for an open file: says for each row or crop what it was told to say; remembers what it was given."""

    def __init__(self, *shares: Mapping[int, float]) -> None:
        self.shares, self.given, self.at = shares, list[Mapping[str, NDArray[Any]]](), 0

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        self.given.append(inputs)
        count = len(next(iter(inputs.values())))
        logits = np.full((count, len(CARD.classes)), -20.0, np.float32)
        for row, own in zip(logits, self.shares[self.at : self.at + count], strict=True):
            for code, share in own.items():
                row[code] = np.log(share)
        self.at += count
        return {"logits": logits, "strange": np.zeros(count, np.float32)}


def things(count: int) -> tuple[list[Measured], tuple[Gridded, Segments]]:
    high = np.ones(SHAPE, np.float32)
    whole = tuple(slice(0, side) for side in SHAPE)
    grid = Gridded(high, high * 1.2, True, 2.5, (whole[0], whole[1], whole[2]), (0.0, 0.0, 0.0))
    nothing = np.zeros(SHAPE, np.uint8)
    box = (slice(2, 8), slice(2, 8), slice(2, 8))
    every = [measured(Candidate(box, np.ones((6, 6, 6), bool)), Fields.of(grid)) for _ in range(count)]
    return every, (grid, Segments(nothing, nothing, nothing, nothing))


def test_only_what_may_be_a_threat_is_looked_at_again() -> None:
    found, looked = things(3)
    second = Saying({FOOD: 0.95, FIREARM: 0.05}, {FOOD: 0.8, FIREARM: 0.2}, {FOOD: 0.4, FIREARM: 0.6})
    third = Saying({FOOD: 0.3, FIREARM: 0.7}, {FOOD: 0.9, BLADE: 0.1})
    plain, raised, lowered = name_all(Opened(second, CARD), Opened(third, THIRD), found, looked)

    assert (plain.label, plain.before) == ("food", None)
    assert (raised.label, raised.threat_label, raised.threat) == ("firearm", "firearm", pytest.approx(0.7, abs=1e-4))
    assert (lowered.label, lowered.threat_label, lowered.threat) == ("food", "blade", pytest.approx(0.1, abs=1e-4))
    assert [each.before and each.before.label for each in (raised, lowered)] == ["food", "firearm"]
    [given] = third.given
    assert given["planes"].shape == (2, 3, 32, 32, 32)
    np.testing.assert_allclose(np.exp(given["before"][:, FIREARM]), [0.2, 0.6], rtol=1e-5)


def test_without_the_third_the_second_s_word_stands() -> None:
    found, looked = things(1)
    [named] = name_all(Opened(Saying({FOOD: 0.4, FIREARM: 0.6}), CARD), None, found, looked)

    assert (named.label, named.threat, named.before) == ("firearm", pytest.approx(0.6, abs=1e-4), None)


def test_many_are_looked_at_in_parts() -> None:
    count = AT_ONCE + 3
    found, looked = things(count)
    shares = [{FOOD: 1 - n / 100, FIREARM: n / 100} for n in range(11, 11 + count)]
    third = Saying(*({BLADE: n / 100, FOOD: 1 - n / 100} for n in range(1, count + 1)))
    named = name_all(Opened(Saying(*shares), CARD), Opened(third, THIRD), found, looked)

    assert [len(given["planes"]) for given in third.given] == [AT_ONCE, 3]
    np.testing.assert_allclose([each.threat for each in named], np.arange(1, count + 1) / 100, atol=1e-4)


def test_of_very_many_only_the_likeliest_are_looked_at() -> None:
    count = ASKED_MOST + 5
    found, looked = things(count)
    shares = [{FOOD: 1 - n / 200, FIREARM: n / 200} for n in range(30, 30 + count)]
    third = Saying(*({FOOD: 0.9, BLADE: 0.1} for _ in range(count)))
    named = name_all(Opened(Saying(*shares), CARD), Opened(third, THIRD), found, looked)

    assert [each.before is None for each in named] == [True] * 5 + [False] * ASKED_MOST


def test_where_nothing_is_suspicious_nobody_is_asked_again() -> None:
    found, looked = things(2)
    third = Saying()
    named = name_all(Opened(Saying({FOOD: 1.0}, {FOOD: 1.0}), CARD), Opened(third, THIRD), found, looked)

    assert ([each.before for each in named], third.given) == ([None, None], [])


def test_nothing_found_asks_nobody() -> None:
    silent = Opened(Saying(), CARD)

    assert name_all(silent, Opened(Saying(), THIRD), [], things(0)[1]) == []


def model(card: ModelCard) -> Model:
    return replace(shipped()[OBJECTS], card=card)


def test_a_finding_is_signed_by_who_said_it_and_held_against_the_last_one_s_limits() -> None:
    namers = Namers(model(CARD), model(THIRD))
    alone = Named(Candidate((slice(0, 1),) * 3, np.ones((1, 1, 1), bool)), "food", 0.9, 0.55, "blade", 0.55, 0.1)
    again = replace(alone, before=alone)

    assert (namers.by(alone), namers.by(again)) == (f"ct-objects {CARD.version}", f"ct-crops {CARD.version}")
    assert Namers(model(CARD), None).by(again) == f"ct-objects {CARD.version}"
    assert namers.card.thresholds == LIMITS
    graded = grade_of(again, namers.card, Grading())
    assert graded is not None
    assert (graded[0], graded[1].limit) == (Severity.MEDIUM, 0.5)
    assert Namers.of({OBJECTS: model(CARD)}).card is CARD
