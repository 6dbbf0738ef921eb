"""Learns the networks for CT from nothing: `python -m training.ct --work DIR --models DIR [--quick] [--varied N]`.

Every step leaves its result on disk and is taken up where it was left, so the same command goes on after a stop.
`--quick` makes little, learns for some four minutes of computing and fails where learning does not beat chance by a
clear margin.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from training.bags import CHOOSING
from training.ct.classes import OBJECTS
from training.devices import add_options, passed_on

MARGIN = 3.0  # times chance that a quick run must reach, in Dice over all classes


@dataclass(frozen=True)
class Size:
    bags: int
    objects: int
    varied: int  # bags, as many crowded ones and as many loose objects; none leaves unseen away too
    tune: int  # bags; half as many of unseen
    laid: int
    head: int
    minutes: float
    steps: int
    object_steps: int
    members: int
    refit: int  # steps
    held: int  # patches that the first network is judged on
    calibrated: int  # patches
    cubes: int  # files of cubes for the third network, and bags, of each of `CROPS`
    crop_steps: int


# What the third network learns from: of the things that the others know, and of those drawn anew.
CROPS = tuple(
    (kind, "--split", split)
    for split, kinds in (("train", ("cubes", "bag")), ("varied", ("cubes", "crowded", "bag")))
    for kind in kinds
)
FULL = Size(3000, 3000, 1000, 300, 3000, 3000, 240.0, 60_000, 8000, 4, 1500, 24, 120, 800, 24_000)
QUICK = Size(8, 30, 0, 4, 3, 40, 8.0, 40, 600, 1, 600, 8, 20, 3, 300)


def steps(work: Path, models: Path, size: Size, threads: int, device: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """In this order: each is a module and its arguments; `device` are the options of those that learn."""
    cache, run = str(work / "cache"), str(work / "run")
    where, on = ("--cache", cache), ("--threads", str(threads))
    both, out = (*where, "--run", run), ("--models", str(models))
    first = str(models / "ct-segments.onnx")

    def bags(split: str, kind: str, count: int) -> tuple[str, ...]:
        what = ("--split", split, "--kind", kind, "--count", str(count), "--workers", str(threads))
        return ("training.bags", "--folder", cache, *what)

    def rows(split: str, kind: str, most: int) -> tuple[str, ...]:
        what = ("--split", split, "--kind", kind, "--most", str(most))
        return ("training.ct.objects.measure", *where, "--segments", first, *what, *on)

    kinds = ("bag", "crowded", "object")
    anew = (*(("varied", kind, size.varied) for kind in kinds), ("unseen", "bag", size.tune // 2))
    held = ("--held", str(size.held), *device)
    many = ("--count", str(size.cubes))
    objects = ("--steps", str(size.object_steps), "--members", str(size.members))
    return (
        bags("train", "bag", size.bags),
        bags("train", "object", size.objects),
        bags("tune", "bag", size.tune),
        *((bags(*each) for each in anew) if size.varied else ()),
        ("training.ct.segments.learn", *both, "--steps", str(size.steps), "--minutes", str(size.minutes), *on, *held),
        ("training.ct.segments.refit_head", *both, "--gather", str(size.head), *held),
        ("training.ct.segments.refit_head", *both, "--steps", str(size.refit), *held),
        ("training.ct.publish", "segments", *both, *out, "--bags", str(size.tune), "--patches", str(size.calibrated)),
        rows("train", "bag", size.bags),
        rows("train", "object", size.objects),
        rows("train", "laid", size.laid),
        rows("tune", "bag", size.tune),
        *((rows(*each) for each in (*anew, ("varied", "laid", size.varied // 2))) if size.varied else ()),
        ("training.ct.objects.learn", *both, *on, *objects, *device),
        ("training.ct.publish", "objects", *both, *out),
        *(("training.ct.crops.rows", *what, *where, *many, *on) for what in CROPS),
        *(("training.ct.crops.rows", "scenes", *where, *out, "--split", split, *on) for split in CHOOSING),
        ("training.ct.crops.learn", *both, *on, "--steps", str(size.crop_steps), *device),
        ("training.ct.crops.publish", *both, *out),
    )


def proven(work: Path) -> bool:
    """Whether the quick run's networks beat chance by `MARGIN`."""
    curve = json.loads((work / "run" / "log.json").read_text(encoding="utf-8"))["curve"]
    objects = json.loads((work / "run" / "objects.json").read_text(encoding="utf-8"))["tune_accuracy"]
    cubes = json.loads((work / "run" / "crops.json").read_text(encoding="utf-8"))["curve"][-1]["named"]
    dice, chance = curve[-1]["all"], 1 / len(OBJECTS)
    Console().print(
        f"Dice over all classes {dice:.3f}, objects named rightly {objects:.3f}, things in cubes {cubes:.3f}; chance "
        f"{chance:.3f}, asked for {MARGIN:g} times that."
    )
    return bool(min(dice, objects, cubes) >= MARGIN * chance)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--varied", type=int, help="bags whose things are drawn anew, to learn objects from too")
    add_options(parser)
    asked = parser.parse_args()
    size = QUICK if asked.quick else FULL
    size = size if asked.varied is None else replace(size, varied=asked.varied)
    for step in steps(asked.work, asked.models, size, asked.threads, passed_on(asked)):
        Console().rule(" ".join(step[:2]))
        subprocess.run([sys.executable, "-m", *step], check=True)  # noqa: S603 - our own modules
    if asked.quick and not proven(asked.work):
        sys.exit("The networks have not learned: see above.")


if __name__ == "__main__":
    main()
