"""The measures against numbers worked out by hand or published, and what must hold of any."""

import numpy as np
import pytest

from customhouse.imaging.adaptation import measures
from customhouse.imaging.adaptation.pictures.twins import groups_of, thumbnail
from customhouse.imaging.adaptation.site_heads.logistic import best_temperature, fit, folds, softmax
from customhouse.imaging.adaptation.site_heads.strangeness import learn, share_less_strange
from customhouse.imaging.registry.shares import Share
from tests.imaging.adaptation.folders import stripes

RANDOM = np.random.default_rng(0)


def test_the_interval_of_a_share_is_that_of_wilson() -> None:
    assert Share(90, 100).interval == pytest.approx((0.8256, 0.9448), abs=1e-3)
    assert Share(0, 10).interval == pytest.approx((0.0, 0.2775), abs=1e-3)
    assert Share(0, 0).interval == (0.0, 1.0)


def test_the_area_under_the_curve_counts_ties_half() -> None:
    scores, positive = np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, True, False, False])

    assert measures.auc(scores, positive) == pytest.approx(0.875)


def test_the_curve_keeps_to_the_false_alarms_asked_for() -> None:
    scores = np.concatenate([RANDOM.normal(1, 1, 200), RANDOM.normal(0, 1, 300)])
    positive = np.arange(500) < 200

    threshold, found = measures.curve_of(scores, positive).at(0.1)

    assert (scores[~positive] >= threshold).mean() <= 0.1
    assert (scores[positive] >= threshold).mean() == pytest.approx(found)


def test_pictures_of_other_sizes_do_not_help_the_matched_area() -> None:
    """All positives are small, scores tell size alone: matched in size nothing is left of it."""
    sizes = np.array([100.0] * 20 + [900.0] * 20 + [100.0] * 20)
    positive = np.arange(60) < 20
    scores = -sizes

    assert measures.auc(scores, positive) > 0.7
    assert measures.matched_auc(scores, positive, sizes) == (0.5, 20)


def test_average_precision_is_one_only_where_every_true_box_comes_first() -> None:
    scores = np.array([0.9, 0.8, 0.7])

    assert measures.average_precision(scores, np.array([True, True, False]), 2) == pytest.approx(1)
    assert measures.average_precision(scores, np.array([True, False, True]), 2) == pytest.approx((1 + 2 / 3) / 2)
    assert measures.average_precision(scores, np.array([True, False, False]), 2) == pytest.approx(0.5)


def test_a_true_box_is_found_once() -> None:
    box = np.array([[0.0, 0, 10, 10]])
    found = np.array([[0.0, 0, 10, 10], [1, 0, 11, 10]])

    assert measures.matched(found, np.array([0.5, 0.9]), box).tolist() == [False, True]


def test_who_is_as_sure_as_right_has_no_calibration_error() -> None:
    sure = np.repeat([0.25, 0.75], 400)
    right = np.concatenate([np.arange(400) < 100, np.arange(400) < 300])

    assert measures.calibration_error(measures.reliability(sure, right)) == pytest.approx(0)


def test_the_temperature_brings_an_overconfident_head_down() -> None:
    truth = RANDOM.integers(0, 2, 400)
    honest = np.log(np.array([0.8, 0.2]))[np.where(RANDOM.random(400) < 0.8, truth, 1 - truth)[:, None] ^ [0, 1]]

    assert best_temperature((5 * honest).astype(np.float32), truth) == pytest.approx(5, rel=0.2)


def test_a_head_finds_the_line_between_two_clouds() -> None:
    truth = RANDOM.integers(0, 3, 300)
    rows = (RANDOM.normal(0, 0.3, (300, 8)) + np.eye(8)[truth] * 2).astype(np.float32)

    said = softmax(fit(rows[:200], truth[:200], 3, 1e-3).logits(rows[200:]))

    assert (said.argmax(axis=1) == truth[200:]).mean() > 0.98


def test_folds_keep_groups_whole_and_measure_everybody_once() -> None:
    groups, truth = np.repeat(np.arange(30), 3), np.repeat(np.arange(30) % 2, 3)

    split = folds(groups, truth, 3, 0)

    assert sorted(np.concatenate([held for _, held in split])) == list(range(90))
    assert all(set(groups[a]).isdisjoint(groups[b]) for a, b in split)


def test_what_is_unlike_all_that_was_learned_is_strange() -> None:
    rows = RANDOM.normal(0, 1, (200, 20)).astype(np.float32)
    strange = learn(rows[:150], np.zeros(150, dtype=np.int64), 1)
    usual = tuple(np.quantile(strange.of(rows[150:]), np.linspace(0, 1, 101)))

    far = strange.of(np.full((1, 20), 9, np.float32))

    assert share_less_strange(float(far[0]), usual) == 1
    assert 0.2 < share_less_strange(float(np.median(strange.of(rows[150:]))), usual) < 0.8


def test_a_picture_and_its_recompressed_smaller_copy_are_twins_and_others_are_not() -> None:
    from PIL import Image  # noqa: PLC0415 - here alone

    pictures = [stripes(np.random.default_rng(seed), seed % 2 == 0) for seed in range(6)]
    smaller = np.asarray(Image.fromarray(pictures[0]).resize((70, 70), Image.Resampling.BOX))
    coloured = [np.repeat(each[..., None], 3, axis=2) for each in (*pictures, smaller)]

    groups = groups_of([thumbnail(each) for each in coloured])

    assert groups[6] == groups[0]
    assert len(set(groups)) == 6


def test_the_interval_of_an_area_has_a_width_where_all_were_told_apart() -> None:
    low, high = measures.auc_interval(1.0, 8, 8)

    assert (round(low, 2), high) == (0.76, 1.0)
    assert measures.auc_interval(0.0, 8, 8) == pytest.approx((0.0, 1 - low))


def test_the_interval_of_an_area_narrows_with_pictures_and_holds_the_value() -> None:
    few, many = measures.auc_interval(0.8, 20, 20), measures.auc_interval(0.8, 500, 500)

    assert few[0] < many[0] < 0.8 < many[1] < few[1]
