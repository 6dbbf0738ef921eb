"""A scan and its findings written as DICOS files, for systems that read no other."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from customhouse.adapters.scanners.dicos import images
from customhouse.adapters.scanners.dicos.report import about_of, write
from customhouse.imaging.model import Scan
from customhouse.imaging.reporting import ThreatReport


@dataclass(frozen=True)
class Export:
    """Where to write DICOS: the report as one file, the images into a folder. Neither, where neither is asked for."""

    report: Path | None = None
    images: Path | None = None

    def write(self, scan: Scan, report: ThreatReport) -> Iterator[Path]:
        """Images first, so that a report never refers to what could not be written."""
        about = about_of(report)
        if self.images is not None:
            made = list(images.files(scan, about))
            self.images.mkdir(parents=True, exist_ok=True)
            for name, content in made:
                yield _placed(self.images / name, content)
            report = replace(report, instances=images.instances(scan, about))
        if self.report is not None:
            yield _placed(self.report, write(report))


def _placed(path: Path, content: bytes) -> Path:
    """Whole or not at all."""
    side = path.with_name(f".{path.name}.part")
    side.write_bytes(content)
    side.replace(path)
    return path
