"""Writes what examinations and readers taught as a folder that `adapt` can learn from: pictures with their truth."""

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from PIL import Image

from customhouse.imaging.adaptation.pictures.layouts import OF_VOLUMES
from customhouse.imaging.adaptation.pictures.projecting import placed, projected
from customhouse.imaging.model import Finding, Picture, Scan, Volume
from customhouse.imaging.records import KeptScan
from customhouse.imaging.registry.model import Labelled
from customhouse.imaging.registry.teaching.forms import Form
from customhouse.imaging.registry.teaching.lessons import UNNAMED, Place, class_of, places_in, quiet
from customhouse.kernel.errors import Invalid

ReadScan = Callable[[KeptScan], Scan]
View = NDArray[np.generic]
TOLD = "The pictures are views of CT volumes along their axes: what is learned from them looks at CT alone.\n"
OTHERS = {
    False: "it is a volume; those are learned from apart: write them by --volumes",
    True: "it is no volume, and only volumes were asked for",
}
UNSAFE = re.compile(r"[^\w .-]")  # in the name of a folder: a head from elsewhere may call its classes anything


@dataclass(frozen=True)
class Written:
    """`left_out` names each scan that is not in the folder, and why."""

    counts: dict[str, int]
    left_out: tuple[tuple[str, str], ...]


def export(labelled: Iterable[Labelled], read: ReadScan, form: Form, into: Path, *, volumes: bool = False) -> Written:
    """Every view of every picture and radiograph, or of every volume: a head looks at one or the other.

    Whole or not at all. Raises `Invalid` where the folder holds something.
    """
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise Invalid.one("out", "taken", f"{into} is not empty: name a new folder")
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent, prefix=".exporting-") as side:
        folder = Path(side) / "made"
        folder.mkdir()
        sheet = _Sheet(folder, form)
        for each in labelled:
            try:
                scan = read(each.scan)
                views = _views(scan) if isinstance(scan, Volume) is volumes else []
            except Exception as error:  # noqa: BLE001 - one scan that does not open must not cost the others
                sheet.left_out.append((each.scan.id, str(error) or type(error).__name__))
                continue
            if views:
                sheet.add(_flat(each, scan), views)
            else:
                sheet.left_out.append((each.scan.id, OTHERS[volumes]))
        sheet.close()
        if volumes:
            (folder / OF_VOLUMES).write_text(TOLD, encoding="utf-8")
        if into.exists():
            into.rmdir()
        shutil.move(folder, into)
    return Written(dict(sheet.counts), tuple(sheet.left_out))


@dataclass
class _Sheet:
    """The folder as it grows; `counts` is of views by what each is written as."""

    folder: Path
    form: Form
    counts: Counter[str] = field(default_factory=Counter)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)

    def add(self, each: Labelled, views: Sequence[View]) -> None:
        written = self._boxes(each, views) if self.form is Form.BOXES else self._whole(each, views)
        if written < len(views):
            self.left_out.append((each.scan.id, _unknown(each, len(views) - written, len(views))))

    def close(self) -> None:
        if self.form is Form.BOXES:
            told = {"names": list(self.names), "harmless": quiet(self.places)}
            (self.folder / "data.yaml").write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")

    def _whole(self, each: Labelled, views: Sequence[View]) -> int:
        said = class_of(each)
        if said is None:
            return 0
        if self.form is Form.POSITIVE_NEGATIVE:
            said = "negative" if said == "clean" else "positive"
        for number, pixels in enumerate(views):
            self._picture(each, number, pixels, said)
        self.counts[said] += len(views)
        return len(views)

    def _boxes(self, each: Labelled, views: Sequence[View]) -> int:
        written = 0
        for number, pixels in enumerate(views):
            places = places_in(each, number)
            if places is None:
                continue
            name = self._picture(each, number, pixels, "images")
            text = self.folder / "labels" / f"{name}.txt"
            text.parent.mkdir(exist_ok=True)
            text.write_text("".join(self._line(place, pixels.shape) for place in places), encoding="utf-8")
            self.places += places
            self.counts["positive" if places else "negative"] += 1
            written += 1
        return written

    def _picture(self, each: Labelled, view: int, pixels: View, folder: str) -> str:
        target = self.folder / (UNSAFE.sub("_", folder).strip(". ") or UNNAMED) / f"{each.scan.id}-{view}.png"
        target.parent.mkdir(exist_ok=True)
        Image.fromarray(pixels).save(target)
        return target.stem

    def _line(self, place: Place, shape: tuple[int, ...]) -> str:
        number, box = self.names.setdefault(place.label, len(self.names)), place.box
        rows, columns = shape[:2]
        x, y = (box.x + box.width / 2) / columns, (box.y + box.height / 2) / rows
        return f"{number} {x:.6f} {y:.6f} {box.width / columns:.6f} {box.height / rows:.6f}\n"


def _unknown(each: Labelled, count: int, of: int) -> str:
    if each.label is not None:
        return f"something was found in it, but nobody marked where in {count} of its {of} views"
    return f"in {count} of its {of} views the recogniser suspects what nobody judged, or what was accepted has no place"


def _flat(each: Labelled, scan: Scan) -> Labelled:
    """Of a volume: with its findings where they lie in each of its views; without a box where that is not known."""
    if not isinstance(scan, Volume):
        return each

    def seen(finding: Finding) -> list[Finding]:
        if finding.box_mm is None:
            return [finding]
        return [replace(finding, view=view, box=box) for view, box in enumerate(placed(finding.box_mm, scan))]

    findings = tuple(part for finding in each.scan.findings for part in seen(finding))
    words = tuple(replace(word, finding=part) for word in each.words for part in seen(word.finding))
    return replace(each, scan=replace(each.scan, findings=findings), words=words)


def _views(scan: Scan) -> Sequence[View]:
    """8 bit as shown, or 16 bit as measured at the highest energy; of a volume as radiographs along its axes."""
    if isinstance(scan, Volume):
        return projected(scan)
    if isinstance(scan, Picture):
        return [np.asarray(view.colours) for view in scan.views]
    return [np.asarray(view.transmission[0]) for view in scan.views]
