"""Container numbers read from photographs: simulated ones, drawn with seeds, fonts, paints and layouts never tuned on.

`python -m benchmarks.photos tuning` measures on the photographs that the rules were tuned on, for whoever tunes them.
"""

import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from rich.console import Console
from rich.progress import track
from rich.table import Table

from customhouse.imaging.model import MarkingKind
from customhouse.imaging.photos.looking import LEAST, SIDE
from customhouse.imaging.photos.reading import read_photos
from customhouse.imaging.reading import ScanFile
from customhouse.kernel import ocr
from customhouse.kernel.shares import wilson
from simulators.photographer import EVALUATION, TUNING, Photo, Style, photograph
from simulators.trader.containers import container_number

COUNT = 60
TWO = 20  # containers photographed twice
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SIZE_TYPES = ("22G1", "42G1", "45R1", "22U1", "45G1", "22T6", "L5G1", "25G1")
BASELINE = re.compile(r"[A-Z]{3}[UJZ][0-9]{7}")
DATA = (
    "simulated photographs (simulators/photographer): corrugation, wear, dirt, glare, perspective, blur, noise, JPEG; "
    "real photographs are harder in ways that no simulation has"
)


@dataclass
class Tally:
    """Of one way of reading."""

    exact: int = 0
    wrong: int = 0  # stated surely, and not what is painted
    unsure: int = 0  # the right number, said to be unsure
    cpu_s: list[float] = field(default_factory=list)

    def row(self, count: int) -> dict[str, Any]:
        low, high = interval(self.exact, count)
        return {
            "photos": count, "exact": self.exact, "share": round(self.exact / count, 3), "low": low, "high": high,
            "wrong_surely": self.wrong, "right_unsure": self.unsure, "cpu_s": round(float(np.mean(self.cpu_s)), 2),
        }  # fmt: skip


def interval(hits: int, count: int) -> tuple[float, float]:
    low, high = wilson(hits, count)
    return round(low, 3), round(high, 3)


def drawn(style: Style, seed: int, view: int = 0) -> Photo:
    dice = np.random.default_rng(style.seed_base * 7 + seed)
    owner = "".join(dice.choice(list(LETTERS), 3)) + "U"
    number = container_number(owner, int(dice.integers(1_000_000)))
    return photograph(number, str(dice.choice(SIZE_TYPES)), style, seed + 500_000 * view)


def files(photos: list[Photo], folder: Path) -> list[ScanFile]:
    made = []
    for index, photo in enumerate(photos):
        path = folder / f"{index}.jpg"
        path.write_bytes(photo.content)
        made.append(ScanFile(path.name, path, is_photo=True))
    return made


def ours(photos: list[Photo], tally: Tally, sizes: Counter[str]) -> bool:
    """Whether the number was read surely."""
    with tempfile.TemporaryDirectory() as folder:
        posted, began = files(photos, Path(folder)), time.process_time()
        read = read_photos(posted, Path(folder))
        tally.cpu_s.append((time.process_time() - began) / len(photos))
    sure, truth = read.sure_numbers(), photos[0].number
    tally.exact += truth in sure
    tally.wrong += any(number != truth for number in sure)
    tally.unsure += truth not in sure and any(each.value == truth for each in read.numbers())
    told = next((each.value for each in read.markings if each.kind is MarkingKind.SIZE_TYPE), "")
    if photos[0].size_type:
        sizes["painted"] += 1
        sizes["exact"] += told == photos[0].size_type
        sizes["wrong"] += told not in ("", photos[0].size_type)
    return truth in sure


def baseline(photo: Photo, tally: Tally) -> None:
    """Plain OCR, its lines joined, and the pattern of a number; the same engine, no check digit, no second look."""
    with tempfile.TemporaryDirectory() as folder:
        path = files([photo], Path(folder))[0].path
        began = time.process_time()
        lines = ocr.lines_in(np.asarray(Image.open(path).convert("RGB")), SIDE, max(0.5, LEAST))
        text = re.sub(r"[^A-Z0-9\n]", "", "\n".join(line for line, _, _ in lines).upper())
        found = {*BASELINE.findall(text), *BASELINE.findall(text.replace("\n", ""))}
        tally.cpu_s.append(time.process_time() - began)
    tally.exact += photo.number in found
    tally.wrong += any(number != photo.number for number in found)


def main(style: Style = EVALUATION, count: int = COUNT, two: int = TWO) -> dict[str, Any]:
    console = Console()
    if not ocr.is_installed():
        console.print("[yellow]photos: skipped, the extra `ocr` is not installed (pip install 'customhouse[ocr]').[/]")
        return {"data": DATA, "skipped": "no OCR"}
    own, plain, twice, sizes = Tally(), Tally(), Tally(), Counter[str]()
    layouts: dict[str, Counter[bool]] = {}
    drawn_fonts = Counter[str]()
    for seed in track(range(count), "photos", console=console, transient=True):
        photo = drawn(style, seed)
        baseline(photo, plain)
        layouts.setdefault(photo.layout, Counter())[ours([photo], own, sizes)] += 1
        drawn_fonts[photo.font] += 1
    for seed in track(range(two), "two photos each", console=console, transient=True):
        ours([drawn(style, 100_000 + seed), drawn(style, 100_000 + seed, view=1)], twice, Counter())
    rows = {"plain OCR + pattern": plain.row(count), "this reader": own.row(count)}
    if two:
        rows["this reader, two photos each"] = twice.row(two)
    per_layout = {name: {"read": tally[True], "of": tally.total()} for name, tally in sorted(layouts.items())}
    _print(console, style, rows, per_layout, sizes)
    return {
        "data": DATA, "style": style.name, "engine": ocr.name_and_version(), "rows": rows, "layouts": per_layout,
        "size_types": dict(sizes), "fonts": dict(drawn_fonts),
    }  # fmt: skip


def _print(console: Console, style: Style, rows: dict[str, Any], layouts: dict[str, Any], sizes: Counter[str]) -> None:
    table = Table(title=f"Container numbers read from photographs: simulated, {style.name}", title_justify="left")
    for heading in ("", "photographed", "read exactly", "95 %", "wrong, said surely", "right, unsure", "CPU s a photo"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, row in rows.items():
        share, range_ = f"{row['exact']} ({row['share']:.3f})", f"{row['low']:.3f} – {row['high']:.3f}"
        last = (str(row["wrong_surely"]), str(row["right_unsure"]), f"{row['cpu_s']:.2f}")
        table.add_row(name, str(row["photos"]), share, range_, *last)
    console.print(table)
    console.print("by layout: " + ", ".join(f"{name} {each['read']}/{each['of']}" for name, each in layouts.items()))
    console.print(f"size-type code: {sizes['exact']} of {sizes['painted']} exactly, {sizes['wrong']} wrong")
    console.print(f"data: {DATA}")


if __name__ == "__main__":
    main(TUNING if "tuning" in sys.argv[1:] else EVALUATION)
