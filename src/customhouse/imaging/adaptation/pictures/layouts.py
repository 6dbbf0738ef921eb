"""What a folder of labelled pictures holds: class folders, positive and negative pictures, or boxes of YOLO labels."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from customhouse.kernel.errors import Invalid
from customhouse.kernel.file_names import readable

ENDINGS = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff")
# Pictures by their names, too, which nobody should believe to be learned from.
NOT_READ = (
    ".avif", ".dcm", ".dcs", ".dicom", ".gif", ".heic", ".heif", ".j2k", ".jp2", ".jpe", ".jpx", ".jxl", ".jfif",
    ".nrrd", ".pbm", ".pgm", ".ppm", ".svg", ".tga", ".webp",
)  # fmt: skip
SPLITS = {
    "train": "train", "training": "train", "test": "test", "testing": "test",
    "val": "valid", "valid": "valid", "validation": "valid",
}  # fmt: skip
POSITIVE = {"positive", "positives", "pos", "p", "threat", "prohibited"}
NEGATIVE = {"negative", "negatives", "neg", "n", "clean", "normal", "safe", "benign"}
HARMLESS = NEGATIVE | {"other", "others", "background", "none", "nothing", "empty", "harmless", "ok", "good"}
FEWEST = 8  # pictures of a class: with fewer nothing can be learned and nothing measured
FEWEST_WITH_BOXES = 6  # pictures: in every third of them, and in half of what is left, there must be some
OF_VOLUMES = "of-volumes.txt"  # in a folder whose pictures are views of volumes, as `projecting` makes them
_NUMBERED = re.compile(r"^([PN])[_-]?\d+$", re.IGNORECASE)
ACCEPTED = (
    "a folder with a sub-folder of pictures for each class; folders `positive` and `negative`, or files P1.jpg and "
    "N1.jpg; folders `images` and `labels` with YOLO labels. Each may lie below train/ and test/"
)


class Kind(StrEnum):
    CLASSES = "classes"
    POSITIVE_NEGATIVE = "positive_negative"
    BOXES = "boxes"

    @property
    def told(self) -> str:
        return {
            Kind.CLASSES: "class folders",
            Kind.POSITIVE_NEGATIVE: "positive and negative pictures",
            Kind.BOXES: "pictures with YOLO labels",
        }[self]


@dataclass(frozen=True)
class LabelledBox:
    """A true box, in shares of the picture's width and height."""

    label: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Sample:
    """A picture and what is true of it. `split` is train, valid, test, or empty where the folder has none."""

    path: Path
    label: str
    split: str = ""
    boxes: tuple[LabelledBox, ...] = ()


@dataclass(frozen=True)
class Refused:
    """A file that is left out, and why."""

    path: Path
    why: str


@dataclass(frozen=True)
class Layout:
    """`classes` in the order in which a head has its outputs; `harmless` are those that the folder itself calls so.

    `of_volumes` where the pictures are views of volumes: what is learned from them looks at volumes alone.
    """

    kind: Kind
    folder: Path
    classes: tuple[str, ...]
    samples: tuple[Sample, ...]
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()
    of_volumes: bool = False

    def is_harmless(self, name: str) -> bool:
        return name in self.harmless or name.lower() in HARMLESS

    @property
    def is_split(self) -> bool:
        return any(sample.split == "test" for sample in self.samples)

    def without(self, refused: Iterable[Refused]) -> "Layout":
        gone = {each.path: each for each in refused}
        left = tuple(sample for sample in self.samples if sample.path not in gone)
        return replace(self, samples=left, refused=(*self.refused, *gone.values()))


def layout_of(folder: Path) -> Layout:
    """Raises `Invalid` where the folder has none of the layouts, or too few pictures to learn from."""
    from customhouse.imaging.adaptation.pictures import yolo  # noqa: PLC0415 - it builds on this module

    if not folder.is_dir():
        raise Invalid.one("data", "not_found", f"there is no folder {folder}")
    found = yolo.layout_of(folder) or _by_names(folder) or _by_folders(folder)
    if found is None:
        others = f" It holds {_counted(unread)} files, which are not read." if (unread := unread_below(folder)) else ""
        raise Invalid.one("data", "no_layout", f"{folder} has no layout that is known.{others} Known are {ACCEPTED}.")
    check_enough(found)
    return replace(found, of_volumes=(folder / OF_VOLUMES).is_file())


def check_enough(layout: Layout) -> None:
    """Raises `Invalid` naming the classes that have too few pictures left."""
    taught = [sample for sample in layout.samples if sample.split != "test"]
    if layout.is_split and not taught:
        raise Invalid.one("data", "no_training", "all pictures lie below test/: there is nothing to learn from")
    counts = Counter(label for sample in taught for label in labels_of(sample))
    few = [f"{name} ({counts[name]})" for name in layout.classes if counts[name] < FEWEST]
    if layout.kind is Kind.BOXES:
        if sum(len(sample.boxes) for sample in taught) < FEWEST:
            raise Invalid.one("data", "too_few", f"there are fewer than {FEWEST} labelled boxes to learn from")
        if (held := sum(bool(sample.boxes) for sample in taught)) < FEWEST_WITH_BOXES:
            text = f"the labelled boxes lie in {held} of the pictures to learn from, and at least {FEWEST_WITH_BOXES}"
            text += " must hold some"
            raise Invalid.one("data", "too_few", text)
    elif len(layout.classes) < 2:
        text = "; ".join(("there is one class only: a head tells at least two apart", *layout.notes))
        raise Invalid.one("data", "one_class", text)
    elif few:
        where = " to learn from" if layout.is_split else ""
        text = f"at least {FEWEST} readable pictures of each class{where} are needed; too few of {', '.join(few)}"
        raise Invalid.one("data", "too_few", text)


def labels_of(sample: Sample) -> set[str]:
    return {box.label for box in sample.boxes} or ({sample.label} if sample.label else set())


def pictures_in(folder: Path) -> list[Path]:
    """Directly in a folder; hidden files and folders are passed over."""
    return sorted(p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in ENDINGS and p.name[0] != ".")


def pictures_below(folder: Path) -> list[Path]:
    return _below(folder, ENDINGS)


def unread_below(folder: Path) -> list[Refused]:
    """Pictures of kinds that are not read."""
    return [
        Refused(path, f"pictures of this kind ({path.suffix.lower()}) are not read; bring JPEG, PNG, BMP or TIFF")
        for path in _below(folder, NOT_READ)
    ]


def _below(folder: Path, endings: Sequence[str]) -> list[Path]:
    found = []
    for place, below, names in os.walk(folder):
        below[:] = [name for name in below if not name.startswith(".")]
        paths = (Path(place, name) for name in names if not name.startswith("."))
        found += [path for path in paths if path.suffix.lower() in endings and path.is_file()]
    return sorted(found)


def _counted(refused: Iterable[Refused]) -> str:
    counts = Counter(each.path.suffix.lower() for each in refused)
    return ", ".join(f"{count} {ending}" for ending, count in sorted(counts.items()))


def split_folders(folder: Path) -> list[tuple[str, Path]]:
    """The folders of a fixed split, or the folder itself."""
    named = [(SPLITS[p.name.lower()], p) for p in sorted(folder.iterdir()) if p.is_dir() and p.name.lower() in SPLITS]
    return named or [("", folder)]


def _by_names(folder: Path) -> Layout | None:
    """Files P….jpg and N….jpg side by side."""
    samples = []
    refused: list[Refused] = []
    for split, inner in split_folders(folder):
        pictures = pictures_in(inner)
        named = [(path, _NUMBERED.match(path.stem)) for path in pictures]
        if not pictures or sum(found is not None for _, found in named) < 0.9 * len(pictures):
            return None
        samples += [
            Sample(path, "positive" if found[1].upper() == "P" else "negative", split)
            for path, found in named
            if found is not None
        ]
        refused += unread_below(inner)
    return Layout(Kind.POSITIVE_NEGATIVE, folder, ("negative", "positive"), tuple(samples), tuple(refused))


def _by_folders(folder: Path) -> Layout | None:
    samples: list[Sample] = []
    refused: list[Refused] = []
    unread: dict[str, list[Refused]] = {}
    for split, inner in split_folders(folder):
        for each in sorted(p for p in inner.iterdir() if p.is_dir() and not p.name.startswith(".")):
            for below, part in split_folders(each):  # the split may lie inside the classes, too
                samples += [Sample(path, readable(each.name), split or below) for path in pictures_below(part)]
                unread.setdefault(readable(each.name), []).extend(unread_below(part))
        why = "it lies beside the class folders, so nothing says what it shows"
        refused += [Refused(path, why) for path in pictures_in(inner)]
        refused += [each for each in unread_below(inner) if each.path.parent == inner]
    refused += [each for those in unread.values() for each in those]
    names = sorted({sample.label for sample in samples})
    if not names:
        return None
    notes = tuple(
        f"the folder {name} is no class, since of its pictures none is of a kind that is read ({_counted(those)})"
        for name, those in unread.items()
        if those and name not in names
    )
    if len(names) == 2 and (signs := _signs(names)):
        samples = [replace(sample, label=signs[sample.label]) for sample in samples]
        classes = ("negative", "positive")
        return Layout(Kind.POSITIVE_NEGATIVE, folder, classes, tuple(samples), tuple(refused), notes)
    return Layout(Kind.CLASSES, folder, tuple(names), tuple(samples), tuple(refused), notes)


def _signs(names: list[str]) -> dict[str, str]:
    """What two folders mean, where their names say so."""
    signs = {}
    for name in names:
        if name.lower() in POSITIVE | NEGATIVE:
            signs[name] = "positive" if name.lower() in POSITIVE else "negative"
    return signs if set(signs.values()) == {"positive", "negative"} else {}
