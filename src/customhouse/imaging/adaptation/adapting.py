"""The order in which a site head is made: look at the folder, see every picture, learn, measure, write."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.adaptation.pictures.layouts import FEWEST, Kind, Layout, Sample, layout_of
from customhouse.imaging.adaptation.pictures.opening import Pixels, equalised, opened
from customhouse.imaging.adaptation.pictures.surveying import Survey, survey
from customhouse.imaging.adaptation.site_heads import learning
from customhouse.imaging.adaptation.site_heads.box_learning import Found, Trainer
from customhouse.imaging.adaptation.site_heads.boxes import BoxHead
from customhouse.imaging.adaptation.site_heads.features import WIDTH, Eye
from customhouse.imaging.adaptation.site_heads.learning import Learned, Measured
from customhouse.imaging.adaptation.site_heads.logistic import Rows, folds
from customhouse.imaging.adaptation.site_heads.looking import Looked, looked_at, same_places

FEW_WITH_BOXES = 200  # pictures: with no more, every one is measured in its turn
# Sides of the small and large copy that the frozen network sees, at most.
SIDES = {Kind.CLASSES: (224, 448), Kind.POSITIVE_NEGATIVE: (320, 640), Kind.BOXES: (320, 640)}


class Telling(Protocol):
    """How the work is followed: a line now and then, and a bar over what is gone through."""

    def say(self, line: str) -> None: ...

    def watch(self, what: str, count: int, items: Iterable[Sample]) -> Iterator[Sample]: ...


@dataclass(frozen=True)
class Wish:
    """What is asked for. `about` says what the pictures are, such as "simulated"."""

    folder: Path
    name: str
    about: str = ""
    seed: int = 0
    threads: int = 1


@dataclass(frozen=True)
class FileAlone:
    """What sizes and bytes of the files tell by themselves, of the same held-out pictures."""

    places: NDArray[np.int64]
    probabilities: Rows


@dataclass(frozen=True)
class Made:
    """A head with all that was measured of it.

    Attributes:
        truth: class number of each picture, by `classes`; empty where only boxes are told.
        found: what was found in each held-out picture with known boxes.
        usual_thresholds: of boxes, by class.
        looked: where it found what speaks for their class in some of the pictures.
    """

    wish: Wish
    survey: Survey
    classes: tuple[str, ...]
    sides: tuple[int, int]
    learned: Learned
    truth: NDArray[np.int64]
    measured: Measured | None = None
    file_alone: FileAlone | None = None
    boxes: BoxHead | None = None
    thresholds: dict[str, float] = field(default_factory=dict)
    found: tuple[Found, ...] = ()
    boxes_how: str = ""
    looked: tuple[Looked, ...] = ()

    @property
    def layout(self) -> Layout:
        return self.survey.layout


def adapt(wish: Wish, telling: Telling) -> Made:
    """Learn a site head from a folder and measure it. The same folder and seed give the same head.

    Raises:
        Invalid: the folder has no known layout, too few pictures, or pictures that somebody has drawn into.
        EngineMissing: nothing is installed that can run the frozen network.
    """
    layout = layout_of(wish.folder)
    telling.say(_told(layout))
    seen = survey(layout, telling.watch)
    for note in (*layout.notes, *seen.notes):
        telling.say(note)
    if seen.layout.refused:
        telling.say(f"{len(seen.layout.refused)} files are left out; report.json lists each with its reason")
    picture = _equaliser(seen)
    sides = _sides(seen)
    rows = _rows(seen, Eye(sides, wish.threads), picture, telling)
    made = _whole(wish, seen, sides, rows, telling.say)
    if layout.kind is Kind.BOXES:
        made = _with_boxes(
            made, Trainer(Eye(sides, wish.threads), picture, telling.watch, seen.layout.classes, wish.seed)
        )
    else:
        eye = Eye(sides, wish.threads)
        looked = looked_at(made.learned, made.classes, seen.layout.samples, eye, picture, telling.watch)
        for note in same_places(looked):
            telling.say(note)
        made = replace(made, looked=looked)
    return made


def _told(layout: Layout) -> str:
    split = "with its own test set" if layout.is_split else "without a fixed split"
    return (
        f"{layout.folder}: {layout.kind.told}, {len(layout.samples)} pictures, {len(layout.classes)} classes, {split}"
    )


def _equaliser(seen: Survey) -> Callable[[Sample], Pixels]:
    def picture(sample: Sample) -> Pixels:
        return equalised(opened(sample.path), seen.side, colour=seen.colour)

    return picture


def _sides(seen: Survey) -> tuple[int, int]:
    """A small object shown larger than it came is not seen any better."""
    small, large = SIDES[seen.layout.kind]
    return small, int(np.clip(1.5 * seen.side, small, large))


def _rows(seen: Survey, eye: Eye, picture: Callable[[Sample], Pixels], telling: Telling) -> Rows:
    samples = seen.layout.samples
    rows = np.empty((len(samples), WIDTH), dtype=np.float32)
    for index, sample in enumerate(telling.watch("seeing pictures", len(samples), samples)):
        rows[index] = eye.row(picture(sample))
    return rows


def _whole(wish: Wish, seen: Survey, sides: tuple[int, int], rows: Rows, tick: Callable[[str], None]) -> Made:
    layout = seen.layout
    classes, truth = _truth(layout)
    if not classes:
        taught = np.array([sample.split != "test" for sample in layout.samples])
        learned = learning.learn_strangeness(rows[taught], seen.groups[taught], wish.seed)
        return Made(wish, seen, (), sides, learned, truth)
    is_test = np.array([sample.split == "test" for sample in layout.samples])
    lesson = learning.Lesson(truth, seen.groups, is_test, len(classes), wish.seed)
    learned, measured = learning.measure(rows, lesson, tick)
    places, said = learning.by_file_alone(_traits(seen), lesson)
    return Made(wish, seen, classes, sides, learned, truth, measured, FileAlone(places, said))


def _truth(layout: Layout) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """What pictures as wholes are told apart by: their class, or whether anything lies in them."""
    if layout.kind is not Kind.BOXES:
        return layout.classes, np.array([layout.classes.index(sample.label) for sample in layout.samples])
    held = np.array([int(_alarms(layout, sample)) for sample in layout.samples])
    taught = [int(_alarms(layout, sample)) for sample in layout.samples if sample.split != "test"]
    if min(taught.count(0), taught.count(1)) < FEWEST or len(np.unique(held)) < 2:
        return (), held
    return ("negative", "positive"), held


def _alarms(layout: Layout, sample: Sample) -> bool:
    return any(not layout.is_harmless(box.label) for box in sample.boxes)


def _traits(seen: Survey) -> Rows:
    shapes = seen.shapes.astype(np.float64)
    per_pixel = seen.bytes / shapes.prod(axis=1)
    traits = np.stack([np.log(shapes[:, 0]), np.log(shapes[:, 1]), np.log(per_pixel)], axis=1)
    scaled: Rows = ((traits - traits.mean(axis=0)) / (traits.std(axis=0) + 1e-3)).astype(np.float32)
    return scaled


def _with_boxes(made: Made, trainer: Trainer) -> Made:
    samples = made.layout.samples
    if made.layout.is_split:
        taught = [n for n, sample in enumerate(samples) if sample.split != "test"]
        held = [sample for sample in samples if sample.split == "test"]
        head, thresholds = trainer.learn([samples[n] for n in taught], made.survey.groups[taught], made.survey.side)
        found = trainer.find(head, held, "measuring boxes")
        how = f"the folder's own test set, {len(held)} pictures"
        return replace(made, boxes=head, thresholds=thresholds, found=tuple(found), boxes_how=how)
    split = folds(made.survey.groups, made.truth, 3, made.wish.seed)
    split = split if len(samples) <= FEW_WITH_BOXES else split[:1]
    found = []
    for learned, measured in split:
        some = [samples[i] for i in learned]
        head, thresholds = trainer.learn(some, made.survey.groups[learned], made.survey.side)
        found += trainer.find(head, [samples[i] for i in measured], "measuring boxes")
    if len(split) > 1:
        head, thresholds = trainer.learn(samples, made.survey.groups, made.survey.side)
    kind = "three folds" if len(split) > 1 else "one held-out third"
    how = f"{kind}, twins kept together, seed {made.wish.seed}, {len(found)} pictures"
    return replace(made, boxes=head, thresholds=thresholds, found=tuple(found), boxes_how=how)
