"""Opens every picture of a folder once: what cannot be used is listed, twins are found, one size is chosen for all."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.adaptation.pictures.layouts import Kind, Layout, Refused, Sample, check_enough
from customhouse.imaging.adaptation.pictures.opening import Pixels, Unfit, has_drawn_boxes, is_coloured, opened
from customhouse.imaging.adaptation.pictures.twins import groups_of, thumbnail
from customhouse.kernel.errors import Invalid
from customhouse.kernel.file_names import readable

Watch = Callable[[str, int, Iterable[Sample]], Iterator[Sample]]  # what is done, how many, over what
MOST_DRAWN = 0.1  # share of pictures with drawn boxes from which the whole folder is refused
DRAWN = "boxes are drawn into it: a head would learn the drawing, not the goods"
FEWEST_APART = 4  # different pictures of a class: folds within folds each hold some back
MOST_NAMED = 5
# Shortest and longest side of the square that all are brought to: an object alone needs less than a whole bag.
SIDES = {Kind.CLASSES: (224, 448), Kind.POSITIVE_NEGATIVE: (224, 704), Kind.BOXES: (320, 960)}


@dataclass(frozen=True)
class Survey:
    """What is to be learned from, and how every picture is brought to one form.

    Attributes:
        groups: of each sample of the layout; twins share one.
        shapes: (rows, columns) of each picture as it came.
        bytes: of each file.
        side: of the square that each is brought to before anything else.
        colour: whether all are coloured; one grey picture among them makes all grey.
    """

    layout: Layout
    groups: NDArray[np.int64]
    shapes: NDArray[np.int64]
    bytes: NDArray[np.int64]
    side: int
    colour: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Look:
    shape: tuple[int, int]
    coloured: bool
    drawn: bool
    thumb: NDArray[np.uint8]


def survey(layout: Layout, watch: Watch) -> Survey:
    """Raises `Invalid` where too little is left, or boxes are drawn into many of the pictures."""
    looks: list[_Look] = []
    refused: list[Refused] = []
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(_look, (sample.path for sample in layout.samples))
        for sample, answer in zip(watch("looking at", len(layout.samples), layout.samples), answers, strict=False):
            if isinstance(answer, _Look) and not answer.drawn:
                looks.append(answer)
            else:
                why = DRAWN if isinstance(answer, _Look) else answer
                refused.append(Refused(sample.path, why))
    _check_drawn(refused, len(layout.samples))
    layout = layout.without(refused)
    check_enough(layout)
    shapes = np.array([look.shape for look in looks])
    colour = all(look.coloured for look in looks)
    notes = _notes(looks, colour)
    groups = groups_of([look.thumb for look in looks])
    layout, groups, shapes, more = _without_straddlers(layout, groups, shapes)
    _check_apart(layout, groups)
    sizes = np.array([sample.path.stat().st_size for sample in layout.samples])
    more += _same_in_two_classes(layout, groups)
    return Survey(layout, groups, shapes, sizes, _side(layout, shapes), colour, (*notes, *more))


def _look(path: Path) -> "_Look | str":
    try:
        pixels: Pixels = opened(path)
    except (Unfit, OSError) as error:
        return str(error)
    rows, columns = pixels.shape[:2]
    coloured = is_coloured(pixels)
    return _Look((rows, columns), coloured, has_drawn_boxes(pixels), thumbnail(pixels))


def _check_drawn(refused: list[Refused], count: int) -> None:
    drawn = [each for each in refused if each.why == DRAWN]
    if len(drawn) > MOST_DRAWN * count:
        text = (
            f"in {len(drawn)} of {count} pictures boxes are drawn (the first is {drawn[0].path.name}): this is a copy "
            "that a program has marked. Take the pictures as the scanner made them."
        )
        raise Invalid.one("data", "drawn_boxes", text)


def _notes(looks: list[_Look], colour: bool) -> list[str]:
    coloured = sum(look.coloured for look in looks)
    if coloured and not colour:
        return [
            f"{coloured} of {len(looks)} pictures are coloured; all are taken as grey, so that colour tells nothing"
        ]
    return []


def _without_straddlers(
    layout: Layout, groups: NDArray[np.int64], shapes: NDArray[np.int64]
) -> tuple[Layout, NDArray[np.int64], NDArray[np.int64], list[str]]:
    """Leave out what would be learned from although its twin is in the fixed test set."""
    twins = len(groups) - len(np.unique(groups))
    notes = [f"{twins} pictures are nearly the same as another one; twins stay together"] if twins else []
    tested = {int(group) for sample, group in zip(layout.samples, groups, strict=True) if sample.split == "test"}
    straddling = [
        sample.split != "test" and int(group) in tested for sample, group in zip(layout.samples, groups, strict=True)
    ]
    if any(straddling):
        why = "its twin is in the test set"
        gone = [Refused(each.path, why) for each, is_one in zip(layout.samples, straddling, strict=True) if is_one]
        kept = ~np.array(straddling)
        layout, groups, shapes = layout.without(gone), groups[kept], shapes[kept]
        check_enough(layout)
        notes.append(f"{len(gone)} pictures are not learned from: their twins are in the test set")
    return layout, groups, shapes, notes


def _check_apart(layout: Layout, groups: NDArray[np.int64]) -> None:
    """Raises `Invalid` where all pictures of a class are so alike that none can be held back to measure."""
    for name in layout.classes if layout.kind is not Kind.BOXES else ():
        apart = {int(g) for s, g in zip(layout.samples, groups, strict=True) if s.label == name and s.split != "test"}
        if len(apart) < FEWEST_APART:
            text = (
                f"the pictures of {name} are nearly the same as one another: {len(apart)} are different, and at least "
                f"{FEWEST_APART} must be for some to be held back. Bring pictures of other things"
            )
            raise Invalid.one("data", "too_alike", text)


def _same_in_two_classes(layout: Layout, groups: NDArray[np.int64]) -> list[str]:
    """Files that are the same byte for byte and stand in two classes: one of them is in the wrong place."""
    by_group: dict[int, list[Sample]] = {}
    for sample, group in zip(layout.samples, groups, strict=True):
        by_group.setdefault(int(group), []).append(sample)
    notes = []
    for twins in by_group.values():
        if len({sample.label for sample in twins}) < 2:
            continue
        first: dict[bytes, Sample] = {}
        for sample in twins:
            other = first.setdefault(hashlib.sha256(sample.path.read_bytes()).digest(), sample)
            if other.label != sample.label:
                names = [readable(str(each.path.relative_to(layout.folder))) for each in (other, sample)]
                notes.append(f"{names[0]} and {names[1]} are the same picture in two classes: take one away")
    return [*notes[:MOST_NAMED], *([f"and {len(notes) - MOST_NAMED} more like it"] if len(notes) > MOST_NAMED else [])]


def _side(layout: Layout, shapes: NDArray[np.int64]) -> int:
    """Small enough that nine in ten are made smaller: what was enlarged is blurred, and would be told by it."""
    least, most = SIDES[layout.kind]
    sides = np.sqrt(shapes.prod(axis=1))
    return int(np.clip(np.percentile(sides, 10), least, most))
