"""Folders in the form of YOLO: `images` and `labels`, a text file of boxes for each picture, names in `data.yaml`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from customhouse.imaging.adaptation.pictures.layouts import (
    SPLITS,
    Kind,
    LabelledBox,
    Layout,
    Refused,
    Sample,
    pictures_below,
    pictures_in,
    split_folders,
    unread_below,
)
from customhouse.kernel.errors import Invalid
from customhouse.kernel.file_names import readable

LARGEST_TEXT = 1 << 20
_NO_LABELS = re.compile(r"classes\.txt|readme.*", re.IGNORECASE)
PREDICTED = 6  # columns of a box that a program predicted: the sixth is its confidence


@dataclass
class _Reading:
    names: dict[int, str]
    samples: list[Sample] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    without_file: int = 0

    def name(self, number: int) -> str:
        return self.names.setdefault(number, f"class {number}")


def layout_of(folder: Path) -> Layout | None:
    """None where the folder is of another form. Raises `Invalid` for boxes that a program predicted."""
    pairs = list(_pairs(folder))
    if not any(any(labels.glob("*.txt")) for _, _, labels in pairs):
        _check_pictures_are_beside(folder)
        return None
    names, harmless = _names(folder)
    reading = _Reading(names)
    named, alone = set(reading.names.values()), 0
    for split, images, labels in pairs:
        for picture in pictures_below(images):
            _read(reading, picture, labels / picture.relative_to(images).with_suffix(".txt"), split)
        reading.refused += unread_below(images)
        alone += _without_picture(images, labels)
    reading.refused += _outside(folder, pairs)
    used = {box.label for sample in reading.samples for box in sample.boxes}
    classes = tuple(name for _, name in sorted(reading.names.items()) if name in used)
    empty = sum(not sample.boxes for sample in reading.samples)
    notes = [f"{empty} pictures have no box and count as negatives ({reading.without_file} have no label file)"]
    if alone:
        notes.append(f"{alone} label files have no picture of their name")
    if unused := sorted(set(reading.names.values()) - used):
        notes.append(f"named in data.yaml and never labelled: {', '.join(unused)}")
    if named and (beyond := sorted(used - named)):
        notes.append(f"labelled and not named in data.yaml: {', '.join(beyond)}; each counts as a class of its own")
    samples, refused = tuple(reading.samples), tuple(reading.refused)
    return Layout(Kind.BOXES, folder, classes, samples, refused, tuple(notes), harmless)


def _pairs(folder: Path) -> Iterator[tuple[str, Path, Path]]:
    """(split, folder of pictures, folder of labels) in each of the usual arrangements."""
    for split, inner in split_folders(folder):
        images, labels = inner / "images", inner / "labels"
        if images.is_dir() and labels.is_dir():
            below = [p for p in sorted(images.iterdir()) if p.is_dir() and p.name.lower() in SPLITS]
            for each in below:
                yield SPLITS[each.name.lower()], each, labels / each.name
            if not below:
                yield split, images, labels
        elif any(_labels_beside(inner)):
            yield split, inner, inner


def _check_pictures_are_beside(folder: Path) -> None:
    """Raises `Invalid` where labels lie without the folder of their pictures: these would be taken for classes."""
    for _, inner in split_folders(folder):
        labels, images = inner / "labels", inner / "images"
        if any(labels.rglob("*.txt")) and not pictures_below(labels) and not images.is_dir():
            text = f"{labels} holds labels, and there is no folder `images` beside it with their pictures"
            raise Invalid.one("data", "no_images", text)


def _outside(folder: Path, pairs: Sequence[tuple[str, Path, Path]]) -> list[Refused]:
    """Pictures between the folder itself and those of its pictures."""
    apart = {images for _, images, labels in pairs if images != labels}
    above = {each for images in apart for each in images.parents if each == folder or folder in each.parents}
    found = {path for each in above for path in pictures_in(each)}
    return [Refused(path, "it lies outside of the folder of pictures that belongs to labels") for path in sorted(found)]


def _without_picture(images: Path, labels: Path) -> int:
    """How many label files no picture has the name of; a list of classes is none."""
    pictured = {each.relative_to(images).with_suffix("") for each in pictures_below(images)}
    texts = (each for each in labels.rglob("*.txt") if not _NO_LABELS.fullmatch(each.name))
    return sum(each.relative_to(labels).with_suffix("") not in pictured for each in texts)


def _labels_beside(folder: Path) -> Iterator[Path]:
    for text in folder.glob("*.txt"):
        if any(text.with_suffix(ending).exists() for ending in (".jpg", ".jpeg", ".png", ".JPG", ".PNG", ".tif")):
            yield text


def _names(folder: Path) -> tuple[dict[int, str], tuple[str, ...]]:
    """By number, and which of them are said to be harmless."""
    for name in ("data.yaml", "data.yml", "dataset.yaml"):
        if (folder / name).is_file():
            try:
                given = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
                given = given if isinstance(given, dict) else {}
                said = given.get("names", [])
                pairs = said.items() if isinstance(said, dict) else enumerate(said)
                names = {int(number): readable(str(word)) for number, word in pairs}
                return names, tuple(readable(str(word)) for word in _listed(given.get("harmless")))
            except (OSError, ValueError, TypeError, yaml.YAMLError) as error:
                raise Invalid.one("data", "bad_names", f"{name} cannot be read ({error}); correct it")
    for name in ("classes.txt", "obj.names"):
        if (folder / name).is_file():
            words = (folder / name).read_text(encoding="utf-8", errors="replace").split("\n")
            return {number: word.strip() for number, word in enumerate(words) if word.strip()}, ()
    return {}, ()


def _listed(said: object) -> list[object]:
    if said is not None and not isinstance(said, list):
        raise TypeError("harmless is no list of names")
    return said or []


def _read(reading: _Reading, picture: Path, text: Path, split: str) -> None:
    if not text.is_file():
        reading.without_file += 1
        reading.samples.append(Sample(picture, "", split))
        return
    try:
        lines = _lines(text)
        boxes = tuple(_box(reading, line.split(), text) for line in lines if line.strip())
    except (ValueError, OSError) as error:
        reading.refused.append(Refused(picture, f"its labels in {text.name} cannot be read: {error}"))
        return
    reading.samples.append(Sample(picture, "", split, boxes))


def _lines(text: Path) -> list[str]:
    if text.stat().st_size > LARGEST_TEXT:
        raise ValueError("the file is too long for a list of boxes")
    return text.read_text(encoding="utf-8-sig").splitlines()


def _box(reading: _Reading, columns: list[str], text: Path) -> LabelledBox:
    if len(columns) == PREDICTED:
        words = f"{text.name} has a sixth column, so its boxes were predicted by a program; give true boxes"
        raise Invalid.one("data", "predicted_boxes", words)
    if len(columns) < 5:
        raise ValueError(f"a line has {len(columns)} columns, not 5")
    values = [float(column) for column in columns[1:]]
    if not columns[0].isascii() or not columns[0].removesuffix(".0").isdigit():
        raise ValueError(f"a class has the number {columns[0][:20]!r}; numbers count from 0")
    if len(values) == 4:
        x, y, width, height = values
        left, top, right, bottom = x - width / 2, y - height / 2, x + width / 2, y + height / 2
    elif len(values) % 2:
        raise ValueError(f"an outline has {len(values)} values; two make a point")
    else:  # the outline of a region: its box is what is used
        left, right, top, bottom = min(values[::2]), max(values[::2]), min(values[1::2]), max(values[1::2])
    if not all(-0.05 <= edge <= 1.05 for edge in (left, top, right, bottom)):
        raise ValueError("a box lies outside of the picture; values are shares of its size, 0 to 1")
    left, top, right, bottom = (min(1.0, max(0.0, edge)) for edge in (left, top, right, bottom))
    if right - left <= 0 or bottom - top <= 0:
        raise ValueError("a box has no size")
    return LabelledBox(reading.name(int(columns[0].removesuffix(".0"))), left, top, right - left, bottom - top)
