"""Writes what examinations taught as a folder that `adapt` can learn from: pictures with the truth beside them."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from customhouse.imaging.model import Picture, Radiograph, Scan
from customhouse.imaging.records import KeptScan
from customhouse.imaging.registry.forms import Form
from customhouse.imaging.registry.model import Label, Labelled, Truth
from customhouse.kernel.errors import Invalid

ReadScan = Callable[[KeptScan], Scan]


@dataclass(frozen=True)
class Written:
    """`left_out` names each scan that is not in the folder, and why."""

    counts: dict[str, int]
    left_out: tuple[tuple[str, str], ...]


def export(labelled: Iterable[Labelled], read: ReadScan, form: Form, into: Path) -> Written:
    """Every view of every scan. Whole or not at all. Raises `Invalid` where the folder holds something."""
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise Invalid.one("out", "taken", f"{into} is not empty: name a new folder")
    into.parent.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    left_out: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory(dir=into.parent, prefix=".exporting-") as side:
        folder = Path(side) / "made"
        folder.mkdir()
        names: dict[str, int] = {}
        for each in labelled:
            try:
                scan = read(each.scan)
            except Exception as error:  # noqa: BLE001 - one scan that does not open must not cost the others
                left_out.append((each.scan.id, str(error)))
                continue
            if not isinstance(scan, Picture | Radiograph):
                left_out.append((each.scan.id, "it is a volume: only pictures and radiographs are learned from"))
                continue
            written = _write(each, scan, form, folder, names)
            if len(written) < len(scan.views):
                left_out.append((each.scan.id, _unmarked(len(scan.views) - len(written), len(scan.views))))
            counts.update(written)
        if form is Form.BOXES:
            lines = "".join(f"  - {name}\n" for name in names)
            (folder / "data.yaml").write_text(f"names:\n{lines}", encoding="utf-8")
        if into.exists():
            into.rmdir()
        shutil.move(folder, into)
    return Written(dict(counts), tuple(left_out))


def _write(each: Labelled, scan: Picture | Radiograph, form: Form, folder: Path, names: dict[str, int]) -> list[str]:
    """The class under which each view was written. As boxes, what is irregular is written where it is marked alone."""
    written = []
    marked = {mark["view"] for mark in each.label.marks}
    for number, pixels in enumerate(_views(scan)):
        if form is Form.BOXES and each.label.truth is Truth.IRREGULAR and number not in marked:
            continue  # without boxes it would be learned from as a picture of nothing
        name = f"{each.scan.id}-{number}.png"
        said = _class(each.label, form)
        target = folder / ("images" if form is Form.BOXES else said) / name
        target.parent.mkdir(exist_ok=True)
        Image.fromarray(pixels).save(target)
        if form is Form.BOXES:
            _write_boxes(each.label, number, pixels.shape, folder / "labels" / f"{target.stem}.txt", names)
        written.append(said)
    return written


def _unmarked(count: int, of: int) -> str:
    return f"something was found in it, but nobody marked where in {count} of its {of} views"


def _views(scan: Picture | Radiograph) -> list[np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    """8 bit as shown, or 16 bit as measured at the highest energy."""
    if isinstance(scan, Picture):
        return [np.asarray(view.colours) for view in scan.views]
    return [np.asarray(view.transmission[0]) for view in scan.views]


def _class(label: Label, form: Form) -> str:
    if label.truth is Truth.CLEAN:
        return "clean" if form is Form.CLASSES else "negative"
    return (label.codes[0] if label.codes else "irregular") if form is Form.CLASSES else "positive"


def _write_boxes(label: Label, view: int, shape: tuple[int, ...], path: Path, names: dict[str, int]) -> None:
    path.parent.mkdir(exist_ok=True)
    rows, columns = shape[:2]
    lines = []
    for mark in label.marks if label.truth is Truth.IRREGULAR else ():
        if mark["view"] == view:
            number = names.setdefault(label.codes[0] if label.codes else "irregular", len(names))
            x, y = (mark["x"] + mark["width"] / 2) / columns, (mark["y"] + mark["height"] / 2) / rows
            lines.append(f"{number} {x:.6f} {y:.6f} {mark['width'] / columns:.6f} {mark['height'] / rows:.6f}\n")
    path.write_text("".join(lines), encoding="utf-8")
