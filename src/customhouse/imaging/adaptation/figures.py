"""The numbers of a head, each with its interval, what it was measured on, and what could be had without looking."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.adaptation import measures
from customhouse.imaging.adaptation.adapting import Made
from customhouse.imaging.adaptation.pictures.layouts import Kind
from customhouse.imaging.adaptation.site_heads.box_learning import precisions
from customhouse.imaging.adaptation.site_heads.heads import STRANGE
from customhouse.imaging.networks.cards import Figure
from customhouse.imaging.registry.shares import Share
from customhouse.kernel.file_names import readable

FALSE_ALARMS = 0.1
CALIBRATED = 0.05  # calibration error that is aimed at
# What others reached, on other pictures: an order of magnitude, no comparison.
ANCHORS = {
    Kind.CLASSES: "frozen EfficientNet-Lite0 and logistic regression on crops of one laboratory (GDXray-like): 99.7 % "
    "right of 300 pictures in 3 classes, 98.4 % of 700 in 4",
    Kind.POSITIVE_NEGATIVE: "none for whole pictures matched in size; detectors trained from end to end on SIXray "
    "reach an mAP50 of 0.85 to 0.91 (arXiv 2507.17508)",
    Kind.BOXES: "detectors trained from end to end on tens of thousands of pictures: mAP50 of 0.72 to 0.93 on five "
    "public sets, 0.55 to 0.65 across scanners (arXiv 2507.17508)",
}


def figures_of(made: Made) -> tuple[Figure, ...]:
    told = [*_of_pictures(made), *_of_sign(made), *_of_boxes(made)]
    return tuple(figure for figure in told if not np.isnan(figure.value))


def data_of(made: Made, how: str) -> str:
    return readable(f"{made.wish.about + ', ' if made.wish.about else ''}folder {made.wish.folder.name}, {how}")


def _share(name: str, share: Share, data: str, baseline: float | None = None) -> Figure:
    low, high = share.interval
    return Figure(name, share.value, data, low, high, share.of, baseline)


def said(made: Made) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """(true class, class said, probability of it) of each held-out picture."""
    assert made.measured is not None  # noqa: S101 - asked only of heads that tell pictures apart
    shares = made.measured.probabilities
    return made.truth[made.measured.places], shares.argmax(axis=1), shares.max(axis=1)


def _of_pictures(made: Made) -> Iterator[Figure]:
    if made.measured is None or made.file_alone is None:
        return
    truth, label, sure = said(made)
    data = data_of(made, made.measured.how)
    right = label == truth
    alone = made.file_alone.probabilities.argmax(axis=1) == made.truth[made.file_alone.places]
    yield _share("accuracy", Share(int(right.sum()), len(right)), data, float(alone.mean()))
    commonest = int(np.bincount(truth).max())
    yield Figure("accuracy of always saying the commonest class", commonest / len(truth), data, count=len(truth))
    yield _share("called unknown", Share(int((made.measured.novelty >= STRANGE).sum()), len(right)), data)
    for number, name in enumerate(made.classes):
        mine = truth == number
        yield replace(_share("found", Share(int((right & mine).sum()), int(mine.sum())), data), of=name)
    rows = measures.reliability(sure, right)
    error = measures.calibration_error(rows)
    yield Figure("calibration error", error, data, count=len(right), target=CALIBRATED, at_most=True)


def told_by_files(made: Made) -> float:
    """How well sizes and bytes of the files tell the classes apart by themselves, 0.5 where they do not.

    The area under the curve of two classes, and of more the mean share found of each, brought to the same scale: where
    one class is rare, a guess is mostly right and tells nothing.
    """
    if made.file_alone is None:
        return 0.5
    truth, shares = made.truth[made.file_alone.places], made.file_alone.probabilities
    if len(made.classes) == 2:
        return measures.auc(shares[:, 1], truth == 1)
    found = float(np.mean([(shares[truth == each].argmax(axis=1) == each).mean() for each in np.unique(truth)]))
    chance = 1 / len(np.unique(truth))
    return 0.5 + max(0.0, found - chance) / (1 - chance) / 2


def _of_sign(made: Made) -> Iterator[Figure]:
    """Of heads that say yes or no."""
    if made.measured is None or made.file_alone is None or made.classes != ("negative", "positive"):
        return
    places, data = made.measured.places, data_of(made, made.measured.how)
    positive, scores = made.truth[places] == 1, made.measured.probabilities[:, 1]
    alone = made.file_alone
    without = measures.auc(alone.probabilities[:, 1], made.truth[alone.places] == 1)
    value = measures.auc(scores, positive)
    ones, zeros = int(positive.sum()), int((~positive).sum())
    low, high = measures.auc_interval(value, ones, zeros)
    yield Figure("AUC", value, data, low, high, len(scores), without)
    matched, count = measures.matched_auc(scores, positive, made.survey.shapes[places].prod(axis=1))
    low, high = measures.auc_interval(matched, count, zeros)
    yield Figure("AUC among pictures of the same size", matched, data, low, high, count)
    _, found = measures.curve_of(scores, positive).at(FALSE_ALARMS)
    yield _share(f"found at {FALSE_ALARMS:.0%} false alarms", Share(round(found * ones), ones), data)


def _of_boxes(made: Made) -> Iterator[Figure]:
    if not made.found:
        return
    data, classes = data_of(made, made.boxes_how), made.layout.classes
    each = precisions(made.found, classes)
    count = sum(truths for _, truths in each.values())
    mean = float(np.mean([value for value, _ in each.values()])) if each else float("nan")
    low, high = _spread(made)
    yield Figure("mAP50", mean, data, low, high, count)
    for name, (value, truths) in each.items():
        yield Figure("AP50", value, data, count=truths, of=name)
    crops = np.concatenate([found.crop_labels == found.true_labels for found in made.found])
    yield _share("class of true boxes", Share(int(crops.sum()), len(crops)), data)
    scores = np.concatenate([found.scores for found in made.found])
    hits = np.concatenate([found.hits for found in made.found])
    if len(scores):
        error = measures.calibration_error(measures.reliability(scores, hits))
        yield Figure("calibration error of boxes", error, data, count=len(scores), target=CALIBRATED, at_most=True)


def _spread(made: Made, rounds: int = 200) -> tuple[float, float]:
    """95 % of the mean average precision, pictures drawn again and again from those measured."""
    random, classes = np.random.default_rng(made.wish.seed), made.layout.classes
    values = []
    for _ in range(rounds):
        drawn = [made.found[i] for i in random.integers(0, len(made.found), len(made.found))]
        each = precisions(drawn, classes)
        values.append(float(np.mean([value for value, _ in each.values()])) if each else 0.0)
    return float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))
