"""What a maker's form says, without the people in it."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PureWindowsPath

from customhouse.adapters.scanners.images.sidecar import ContainerPart, Scanner, SideCar
from customhouse.imaging.model import Operation, Provenance, Reported, Scan, Subject
from customhouse.imaging.reading import ScanFile, Unreadable
from customhouse.waybills.container_code import plain as plain_number

CONTAINER = re.compile(r"[A-Z]{4}\d{7}")


@dataclass(frozen=True)
class Form:
    """Facts of a scan. Number plates, names, log-ins and comments are not among them: they stay in the raw file.

    Attributes:
        images: names of the files that show the X-ray image, in the order in which they are to be shown.
        others: names of files that are kept and not shown: camera photographs, previews, the maker's binaries.
    """

    name: str
    images: tuple[str, ...]
    others: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()
    scanned_at: str | None = None
    declaration: str | None = None
    maker: str = ""
    model: str = ""
    operations: tuple[Operation, ...] = ()
    reported: tuple[Reported, ...] = ()
    notes: tuple[str, ...] = ()

    def sidecar(self) -> SideCar:
        """As our own side-car would say it. Of two containers none is taken for the one in the image."""
        number = self.containers[0] if len(self.containers) == 1 else None
        return SideCar(
            format="customhouse-scan/1",
            subject=Subject.CONTAINER if self.containers else Subject.UNKNOWN,
            container=ContainerPart(number=number),
            mrn=None if self.declaration is None else self.declaration[:40],
            scanner=Scanner(maker=self.maker, model=self.model),
            scanned_at=None if self.scanned_at is None else self.scanned_at[:40],
        )

    def pick(self, file: ScanFile, posted: Sequence[ScanFile]) -> list[ScanFile]:
        """The posted files that hold the image. Raises `Unreadable` where the form names what was not posted."""
        by_name = {plain(each.name): each for each in posted}
        if not self.images:
            raise Unreadable("not_an_image", f"{file.name} names no image; export it with its JPEG.")
        missing = [name for name in self.images if plain(name) not in by_name]
        if missing:
            raise Unreadable(
                "missing_file", f"{file.name} names {missing[0]}, which was not posted; post the form with its images."
            )
        return [by_name[plain(name)] for name in dict.fromkeys(self.images)]

    def onto(self, scan: Scan, unused: Sequence[ScanFile]) -> Scan:
        """The scan with what the form says of it."""
        notes = [*scan.provenance.notes, *self.notes]
        if len(self.containers) > 1:
            notes.append(f"the form names {len(self.containers)} containers: {', '.join(self.containers)}")
        if unused:
            notes.append(f"kept and not shown: {len(unused)} other file(s) of the export")
        given: Provenance = replace(
            scan.provenance,
            format=f"{self.name} · {scan.provenance.format}",
            operations=self.operations,
            reported=self.reported,
            notes=tuple(notes),
        )
        return replace(scan, provenance=given)


def plain(name: str) -> str:
    """A file's own name, as makers' systems compare it: no folder, no case."""
    return PureWindowsPath(name).name.lower()


def container_number(text: str | None) -> str | None:
    """An ISO 6346 number as it is written, without blanks; None for anything else, a plate among them."""
    number = plain_number(text) or ""
    return number if CONTAINER.fullmatch(number) else None


def moment(text: str | None) -> float:
    """Seconds to order steps by; what is no time comes last. As texts, 23Z would come after 23.5Z."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return math.inf
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def distinct(numbers: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(number for number in numbers if number))
