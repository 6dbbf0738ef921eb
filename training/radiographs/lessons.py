"""Containers as network and trees see them: the features of every place, what is there, and whether it is hidden.

`python -m training.radiographs.lessons --cache build/cargo` makes them of the containers in the cache, each view once,
as another scanner might have shown it; it goes on where it was stopped.
"""

import argparse
import json
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from customhouse.imaging.model import Box
from customhouse.imaging.networks.radiographs.channels import (
    PIXEL_MM,
    Planes,
    aligned,
    channels,
    has_two,
    heights_of,
    physical,
)
from customhouse.imaging.networks.radiographs.context import GRID, place_maps
from training.cargo import FOLDER, Container, Example, available, input_of, kept
from training.cargo_augment import disturbed, drawn_stretch, insert_metal, retextured, stretched

TAUGHT = ("train", "varied")  # the splits that are learned from
SPLITS = ("tune", "unseen", *TAUGHT)
CHECKED = 60  # containers that the training looks at on the way; calibration looks at others
MARKED = 0.15  # of a place's pixels from which it counts as hidden goods


@dataclass(frozen=True)
class Chances:
    """How often something is done to a view that is learned from."""

    disturbed: float = 0.5
    one_energy: float = 0.12
    one_view: float = 0.2
    uncalibrated: float = 0.2
    metal: float = 0.3
    stretched: float = 0.4
    retextured: float = 0.35


CHANCES = Chances()


@dataclass(frozen=True)
class Lesson:
    """One view on the grid of places.

    Attributes:
        maps: features, (FEATURES, rows, columns), as `place_maps` gives them.
        labels: class numbers, 0 for none.
        hidden: whether something hidden lies there.
        group: class and style of the goods where nearly all of the container are of one kind; else empty.
        from_above: whether the view is from above.
    """

    maps: NDArray[np.floating]
    labels: NDArray[np.uint8]
    hidden: NDArray[np.bool_]
    group: str
    from_above: bool


def lessons_of(container: Container, dice: np.random.Generator | None) -> list[Lesson]:
    """Of every view; without dice just as the scanner shows it."""
    made = []
    for view in container.examples:
        example = view if dice is None or dice.random() > CHANCES.stretched else drawn_out(view, drawn_stretch(dice))
        image = input_of(container, example) if dice is None else image_of(container, example, dice)
        labels = example.labels[::GRID, ::GRID]
        hidden = marked_of(example.anomaly)
        made.append(Lesson(place_maps(image), labels, hidden, container.facts["group"], example.plate.from_above))
    return made


def drawn_out(example: Example, by: tuple[float, float]) -> Example:
    """The view with packages, and the container, longer or shorter and higher or lower than they are."""
    plate, (up, along) = example.plate, by
    planes = np.stack([stretched(plane, by) for plane in plate.transmission])
    box = plate.box
    moved = Box(round(box.x * along), round(box.y * up), round(box.width * along), round(box.height * up))
    labels, anomaly = stretched(example.labels, by), stretched(example.anomaly, by)
    whole = planes.shape[1:]
    inner = Box(moved.x, moved.y, min(moved.width, whole[1] - moved.x), min(moved.height, whole[0] - moved.y))
    return replace(example, plate=replace(plate, transmission=planes, box=inner), labels=labels, anomaly=anomaly)


def image_of(container: Container, example: Example, dice: np.random.Generator, chances: Chances = CHANCES) -> Planes:
    """The channels of a view, disturbed; now and then metal is put among the goods, and marked in `anomaly`."""
    plate, (rows, columns) = example.plate, example.labels.shape
    setting = container.settings[int(dice.random() < chances.uncalibrated)]
    image = plate.transmission
    if dice.random() < chances.metal:
        image = image.copy()
        example.anomaly[insert_metal(image, example.labels > 0, container.settings[0].beams, PIXEL_MM, dice) > 0] = 1
    image = retextured(image, dice) if dice.random() < chances.retextured else image
    image = disturbed(image, dice) if dice.random() < chances.disturbed else image
    image = image[:1] if dice.random() < chances.one_energy else image
    other = None if dice.random() < chances.one_view else example.other
    lines = aligned(other, plate.box, columns)
    two = has_two(image, setting)
    return channels(physical(image, setting), two, heights_of(plate.box, rows), plate.from_above, lines)


def marked_of(anomaly: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """On the grid: places with anything hidden within them."""
    rows, columns = (-(-size // GRID) * GRID for size in anomaly.shape)
    whole = np.zeros((rows, columns), np.uint8)
    whole[: anomaly.shape[0], : anomaly.shape[1]] = anomaly
    return whole.reshape(rows // GRID, GRID, columns // GRID, GRID).mean(axis=(1, 3)) > MARKED


def fill(cache: Path, split: str, most: int, part: tuple[int, int] = (0, 1)) -> None:
    """Make what is lacking of the first `most` containers; `part` shares the work: (number, of how many)."""
    folder = cache / "places" / split
    folder.mkdir(parents=True, exist_ok=True)
    for path in track(available(cache, split)[:most][part[0] :: part[1]], f"Looking at places ({split})…"):
        target = folder / path.name
        if not target.exists():
            dice = np.random.default_rng(zlib.crc32(path.stem.encode())) if split in TAUGHT else None
            keep(lessons_of(kept(path), dice), target)


def keep(lessons: list[Lesson], path: Path) -> None:
    """Whole or not at all."""
    arrays: dict[str, Any] = {}
    for n, each in enumerate(lessons):
        arrays |= {f"maps{n}": each.maps.astype(np.float16), f"labels{n}": each.labels}
        arrays[f"hidden{n}"] = each.hidden
    facts = {"group": lessons[0].group, "from_above": [each.from_above for each in lessons]}
    part = path.with_suffix(".part")
    with part.open("wb") as sink:
        np.savez(sink, facts=np.array(json.dumps(facts)), **arrays)
    part.rename(path)


def lessons(path: Path) -> list[Lesson]:
    with np.load(path) as stored:
        facts = json.loads(str(stored["facts"]))
        return [
            Lesson(stored[f"maps{n}"], stored[f"labels{n}"], stored[f"hidden{n}"], facts["group"], above)
            for n, above in enumerate(facts["from_above"])
        ]


def places(cache: Path, split: str) -> list[Path]:
    return sorted((cache / "places" / split).glob("*.npz"))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cache", type=Path, default=FOLDER)
    asked.add_argument("--split", choices=SPLITS, action="append", help="of these alone")
    asked.add_argument("--most", type=int, default=10**9, help="of the containers of each split")
    asked.add_argument("--part", default="0/1", help="share the work among processes: 0/2 and 1/2")
    told = asked.parse_args()
    number, count = (int(each) for each in told.part.split("/"))
    for split in told.split or SPLITS:
        fill(told.cache, split, told.most, (number, count))


if __name__ == "__main__":
    main()
