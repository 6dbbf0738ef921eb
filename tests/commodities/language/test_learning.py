"""An index with labelled texts of its own learns from them how to weigh what it hears, and how sure to be."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from benchmarks.goods.measures import reliability, within
from benchmarks.goods.texts import FOLDER, Case, split
from customhouse.commodities.language.index import GoodsIndex
from customhouse.commodities.language.learning import calibration, fitting, ranking
from customhouse.commodities.language.retrieval import space
from customhouse.imaging.adaptation.measures import auc_between
from tests.commodities.language.goods import THRESHOLDS, nomenclature

needs_texts = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"needs the labelled texts in {FOLDER}")


@cache
def learned() -> tuple[GoodsIndex, list[Case]]:
    parts = split(["terms"])
    return GoodsIndex.build(parts.index[::3], nomenclature()), parts.test["terms"][::5]


@needs_texts
def test_held_out_terms_find_their_heading_and_confidence_holds() -> None:
    index, cases = learned()
    readings = index.read_many([case.text for case in cases], THRESHOLDS)
    said = np.array([reading.headings[0].confidence if reading.headings else 0.0 for reading in readings])
    codes = [[candidate.code for candidate in reading.headings] for reading in readings]
    truth = [case.code[:4] for case in cases]
    right = np.array([found[:1] == [code] for found, code in zip(codes, truth, strict=True)], float)

    assert within(codes, truth, 5).value >= 0.7
    assert reliability(said, right, steps=5)[0] <= 0.15


@needs_texts
def test_the_right_heading_fits_better_than_one_of_anywhere() -> None:
    index, cases = learned()
    right = np.array([index.fit(case.text, case.code, THRESHOLDS).score for case in cases])
    headings = index.library.tree.headings
    wrong = np.array([index.fit(c.text, headings[n * 7], THRESHOLDS).score for n, c in enumerate(cases)])

    assert auc_between(right, wrong) >= 0.93


def test_a_ranking_finds_the_feature_that_tells() -> None:
    dice = np.random.default_rng(1)
    cases = [dice.normal(size=(3, 6)).astype(np.float32) for _ in range(200)]
    ranker = ranking.learn(cases, [int(case[1].argmax()) for case in cases])

    assert np.abs(ranker.weights).argmax() == 1
    assert np.mean([ranker.utilities(case).argmax() == case[1].argmax() for case in cases]) >= 0.98


def test_a_calibration_mends_overconfidence_and_keeps_the_order() -> None:
    dice = np.random.default_rng(2)
    said = dice.uniform(0.02, 0.98, 4000).astype(np.float32)
    right = dice.uniform(size=4000) < said**2  # half as sure would have been enough
    lights = np.ones((4000, 3), np.float32)
    learned = calibration.learn(said, right, lights, np.zeros(4000, np.int64), np.ones(4000, np.float32))
    mended = learned(np.linspace(0.05, 0.95, 19, dtype=np.float32), lights[0])

    assert list(mended) == sorted(mended)
    assert np.abs(mended - np.linspace(0.05, 0.95, 19) ** 2).max() <= 0.08


def test_a_far_example_makes_less_sure_than_a_near_one() -> None:
    dice = np.random.default_rng(3)
    said, near = dice.uniform(0.02, 0.98, 4000).astype(np.float32), dice.uniform(size=4000).astype(np.float32)
    lights = np.stack([near, np.ones(4000), np.ones(4000)], axis=1).astype(np.float32)
    right = dice.uniform(size=4000) < said * near
    learned = calibration.learn(said, right, lights, np.zeros(4000, np.int64), np.ones(4000, np.float32))
    one = np.array([0.7], np.float32)

    assert learned(one, np.array([0.2, 1, 1], np.float32)) < learned(one, np.array([0.9, 1, 1], np.float32))


def test_calibration_follows_the_first_candidates_where_the_others_weigh_little() -> None:
    dice = np.random.default_rng(6)
    said = dice.uniform(0.02, 0.98, 4000).astype(np.float32)
    first = np.arange(4000) % 2 == 0
    right = dice.uniform(size=4000) < np.where(first, said, said / 4)
    lights, sources = np.ones((4000, 3), np.float32), np.zeros(4000, np.int64)
    even = calibration.learn(said, right, lights, sources, np.ones(4000, np.float32))
    led = calibration.learn(said, right, lights, sources, np.where(first, 1, 0.05).astype(np.float32))
    half = np.array([0.5], np.float32)

    assert led(half, lights[0])[0] == pytest.approx(0.5, abs=0.08)
    assert even(half, lights[0])[0] < 0.4


def test_texts_of_one_heading_are_drawn_together() -> None:
    dice = np.random.default_rng(7)
    headings = np.arange(1200) % 40
    tells = dice.normal(size=(40, 16))[headings] + 0.3 * dice.normal(size=(1200, 16))
    chats = 3 * dice.normal(size=(1200, 16))  # long directions that say nothing of the heading
    vectors = np.hstack([tells, chats]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    apart = space.learn(vectors, headings).take(vectors)
    as_they_are = space.learn(vectors, np.full(1200, -1)).take(vectors)

    assert neighbours_agree(apart, headings) > neighbours_agree(as_they_are, headings) + 0.1


def neighbours_agree(vectors: np.ndarray[Any, Any], headings: np.ndarray[Any, Any]) -> float:
    near = vectors @ vectors.T
    np.fill_diagonal(near, -1)
    return float((headings[near.argmax(axis=1)] == headings).mean())


def test_a_fit_model_parts_right_from_wrong() -> None:
    dice = np.random.default_rng(4)
    rows = dice.normal(size=(400, 10)).astype(np.float32)
    model = fitting.learn(list(rows), [bool(row[0] > 0) for row in rows], [1.0] * len(rows))

    assert model(rows[rows[:, 0].argmax()]) > 0.9
    assert model(rows[rows[:, 0].argmin()]) < 0.1


def test_a_fit_model_bends_where_a_straight_line_cannot() -> None:
    dice = np.random.default_rng(4)
    rows = dice.normal(size=(600, 3)).astype(np.float32)
    right = [bool(row[0] * row[1] > 0) for row in rows]
    model = fitting.learn(list(rows), right, [1.0] * len(rows))

    assert np.mean([(model(row) > 0.5) == truth for row, truth in zip(rows, right, strict=True)]) > 0.9


def test_what_weighs_nothing_teaches_nothing() -> None:
    dice = np.random.default_rng(4)
    rows = dice.normal(size=(400, 3)).astype(np.float32)
    right = [bool(row[0] > 0) for row in rows]
    misled = [*right, *[not told for told in right]]
    model = fitting.learn([*rows, *rows], misled, [1.0] * len(rows) + [0.0] * len(rows))

    assert np.mean([(model(row) > 0.5) == truth for row, truth in zip(rows, right, strict=True)]) > 0.9
