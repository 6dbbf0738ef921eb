"""How well CT volumes that are like nothing learned are told by their novelty from ordinary bags.

`python -m benchmarks.ct.unlike [--bags N]`: bags of the frozen evaluation as they are, as a scanner that is
set otherwise or spoilt would show them, and volumes that are no baggage at all. The measure is what a recognition calls
its novelty; that what cannot be a volume at all is told by rules is not counted here.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy import ndimage

from benchmarks.ct.look import scan_of
from benchmarks.ct.measures import auroc, share_words
from benchmarks.ct.recognition import cache_of
from benchmarks.ct.sets import made
from customhouse.imaging.model import Volume
from customhouse.imaging.model.grading import UNLIKE
from customhouse.imaging.networks.cards import Model, shipped
from customhouse.imaging.networks.engine import open_network
from customhouse.imaging.networks.volumes.looking import SEGMENTS, doubt_of
from customhouse.imaging.networks.volumes.naming import strangeness
from customhouse.imaging.networks.volumes.segments import Gridded, segment
from simulators.scanner.bags import shapes
from training.bags import kept

BAGS = 12
AIR_HU, FILLED_HU = -1000.0, -850.0
DATA = "simulated bags of the frozen evaluation, as they are and changed, and phantoms; simulated alone, no real image"
Field = NDArray[np.float32]


@dataclass(frozen=True)
class Random:
    """Both energies show the same forms, each with noise of its own."""

    form: np.random.Generator
    own: np.random.Generator

    @classmethod
    def of(cls, seed: int, energy: int) -> "Random":
        return cls(np.random.default_rng(seed), np.random.default_rng([seed, energy]))

    def noise(self, hu: float, shape: tuple[int, ...]) -> Field:
        return self.own.standard_normal(shape, np.float32) * np.float32(hu)


def _noisy(field: Field, random: Random) -> Field:
    return field + random.noise(250, field.shape)


def _bent(field: Field, _: Random) -> Field:
    bent: Field = (np.maximum(field - AIR_HU, 0) / 1000) ** np.float32(0.6) * 1000 + AIR_HU
    return bent


def _scaled(field: Field, _: Random) -> Field:
    return (field - AIR_HU) * 0.6 + AIR_HU


def _blurred(field: Field, _: Random) -> Field:
    blurred: Field = ndimage.gaussian_filter(field, 3.0)
    return blurred


def _texture(field: Field, random: Random) -> Field:
    """No things at all: where the bag was, smooth noise."""
    smooth = ndimage.gaussian_filter(random.form.standard_normal(field.shape, np.float32), 2.0)
    return np.where(field > FILLED_HU, smooth / smooth.std() * 600, AIR_HU).astype(np.float32)


def _body(_: Field, random: Random) -> Field:
    """A chest: soft tissue around two lungs and a spine."""
    y, x = (np.linspace(-1, 1, count)[:, None] for count in (100, 110))
    slice_ = np.full((100, 110), AIR_HU, np.float32)
    for (cy, cx), (ry, rx), value in (
        ((0, 0), (0.7, 0.9), 40),
        ((-0.05, -0.4), (0.45, 0.3), -800),
        ((-0.05, 0.4), (0.45, 0.3), -800),
        ((0.45, 0), (0.12, 0.12), 700),
    ):
        slice_[((y - cy) / ry) ** 2 + ((x.T - cx) / rx) ** 2 < 1] = value
    return np.broadcast_to(slice_, (110, 100, 110)) + random.noise(20, (110, 100, 110))


def _block(_: Field, random: Random) -> Field:
    """A cast body of metal with bores, as a laboratory scans engines."""
    values = np.full((90, 110, 110), AIR_HU, np.float32)
    values[15:75, 15:95, 15:95] = 6000
    y, x = np.ogrid[:110, :110]
    for _bore in range(8):
        cy, cx, radius = *random.form.uniform(25, 85, 2), random.form.uniform(5, 12)
        values[20:70, (y - cy) ** 2 + (x - cx) ** 2 < radius**2] = AIR_HU
    smooth: Field = ndimage.gaussian_filter(values, 1.0)
    return smooth + random.noise(60, values.shape)


CHANGES: dict[str, Callable[[Field, Random], Field]] = {
    "noise of 250 HU": _noisy,
    "values bent (gamma 0.6)": _bent,
    "values scaled by 0.6": _scaled,
    "blurred by three voxels": _blurred,
    "smooth noise in the bag's outline": _texture,
    "a chest": _body,
    "a cast block of metal with bores": _block,
}
SIZES = {"voxels said to be twice as large": 2.0, "voxels said to be half as large": 0.5}


def unlike(scan: Volume, seed: int) -> Iterator[tuple[str, Volume]]:
    """The volume as no scanner of the training shows one."""
    for name, change in CHANGES.items():
        fields = (
            None if each is None else change(each.astype(np.float32), Random.of(seed, energy))
            for energy, each in enumerate((scan.values, scan.second))
        )
        values, second = (None if each is None else _whole(each) for each in fields)
        assert values is not None
        yield name, replace(scan, values=values, second=second)
    assert scan.spacing_mm is not None
    for name, times in SIZES.items():
        z, y, x = (each * times for each in scan.spacing_mm)
        yield name, replace(scan, spacing_mm=(z, y, x))


def _whole(field: Field) -> NDArray[np.int16]:
    return np.rint(field).clip(-32768, 32767).astype(np.int16)


def novelty_of(scan: Volume, model: Model) -> float:
    """As `networks.volumes.looking.look` says it, by the first network alone."""
    grid = Gridded.of(scan, float(model.card.preparation["pitch_mm"]))
    return strangeness(model.card, doubt_of(grid, segment(open_network(model.path), grid)))


def main(count: int = BAGS, cache: Path | None = None) -> dict[str, Any]:
    console, model = Console(width=120), shipped()[SEGMENTS]
    cache = cache or cache_of(shapes.find())
    made(cache, "bag", count)
    usual, found = list[float](), dict[str, list[float]]()
    for bag in track(kept(cache, "evaluation", "bag")[:count], description="bags as they are, and unlike"):
        scan = scan_of(bag)
        usual.append(novelty_of(scan, model))
        for name, changed in unlike(scan, int(bag.record["seed"])):
            found.setdefault(name, []).append(novelty_of(changed, model))
    table = Table(
        "volumes", "area against bags as they are", "marked as unlike", title="CT volumes unlike the training"
    )
    said: dict[str, Any] = {"as they are": {"marked": _marked(usual)}}
    table.add_row("bags as they are", "", share_words(*_marked(usual)))
    for name, each in found.items():
        area, marked = auroc(each, usual), _marked(each)
        table.add_row(name, area.words, share_words(*marked))
        said[name] = {"auroc": area.said, "marked": marked}
    console.print(table)
    console.print(f"Data: {DATA}; {count} bags. Aim: area ≥ 0.85. Marked from a novelty of {UNLIKE} on.")
    return {"claim": "novelty of CT volumes", "data": DATA, "sets": said}


def _marked(novelties: Sequence[float]) -> tuple[int, int]:
    return sum(each >= UNLIKE for each in novelties), len(novelties)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bags", type=int, default=BAGS)
    parser.add_argument("--cache", type=Path)
    asked = parser.parse_args()
    main(asked.bags, asked.cache)
