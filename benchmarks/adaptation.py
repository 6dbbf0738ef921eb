"""How well site heads learn: `imaging adapt` on simulated folders, and on folders of real pictures that are named.

`python -m benchmarks.adaptation [FOLDER …]` measures real folders in any layout that `adapt` knows, each by
itself: simulated and real never share a figure.
"""

import argparse
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

from customhouse.imaging.adaptation.adapting import Wish, adapt
from customhouse.imaging.adaptation.figures import ANCHORS, figures_of
from customhouse.imaging.adaptation.report import shown
from simulators.scanner.site_pictures import shapes_of, write_bags, write_boxes, write_classes

SHAPES = Path(__file__).resolve().parents[2] / "shared" / "data" / "shapes" / "weapons.npz"
SEED = 20_261  # no other run of this repository makes pictures from it
# (writer, pictures of each kind in train and in test)
SIMULATED = {"crops": (write_classes, (100, 50)), "bags": (write_bags, (120, 60)), "boxes": (write_boxes, (160, 60))}
USUAL_PART = 0.4
DATA = f"simulated, seed {SEED}; shapes in the test sets are not in the training sets"
Item = TypeVar("Item")


class Quiet:
    def say(self, line: str) -> None:
        """Nothing: the table is what is wanted."""

    def watch(self, _what: str, _count: int, items: Iterable[Item]) -> Iterator[Item]:
        yield from items


def measured(folder: Path, about: str) -> dict[str, Any]:
    began = time.perf_counter()
    made = adapt(Wish(folder, "measured", about, SEED), Quiet())
    seconds = time.perf_counter() - began
    table = Table(title=f"{folder.name} ({about}): {made.layout.kind.told}, {seconds:.0f} s", title_justify="left")
    for heading in ("figure", "value", "95 %", "of", "by the file alone"):
        table.add_column(heading, justify="left" if heading == "figure" else "right")
    figures = figures_of(made)
    for figure in figures:
        table.add_row(figure.name, *shown(figure))
    Console().print(table)
    print(f"Published, on other pictures: {ANCHORS[made.layout.kind]}\n")
    return {"seconds": round(seconds), "about": about, "figures": [vars(figure) for figure in figures]}


def main(part: float = USUAL_PART) -> dict[str, Any]:
    """Simulated folders only, with this part of their pictures."""
    if not SHAPES.exists():
        print(f"Real gun shapes are absent ({SHAPES.name}): guns are drawn, plain and all alike; take the figures so.")
    shapes = shapes_of(SHAPES if SHAPES.exists() else None)
    results = {}
    with tempfile.TemporaryDirectory(prefix="customhouse-adaptation-") as side:
        for name, (write, counts) in SIMULATED.items():
            folder = Path(side) / name
            write(folder, shapes, (max(8, round(counts[0] * part)), max(8, round(counts[1] * part))), SEED)
            results[name] = measured(folder, "simulated")
    if part < 1:
        print(f"Only {part:g} of the pictures: the documented figures rest on all of them (--part 1).")
    return {"data": DATA, "part": part, "results": results}


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folders", nargs="*", type=Path)
    asked.add_argument("--part", type=float, default=USUAL_PART, help="of the simulated pictures")
    told = asked.parse_args()
    for given in told.folders:
        measured(given, "real, as given")
    if not told.folders:
        main(told.part)
