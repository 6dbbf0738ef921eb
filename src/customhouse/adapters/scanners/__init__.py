"""Readers of scanners' files, a module or a room a technology; `read` finds the right one by the content."""

from collections.abc import Sequence

from customhouse.imaging.model import Scan
from customhouse.imaging.reading import Limits, ScanFile
from customhouse.imaging.reporting import ThreatReport


def read(files: Sequence[ScanFile], limits: Limits | None = None, /) -> Scan:
    """Return the scan that the files of one post hold. Raises `Unreadable` and nothing else."""
    # Imported when the first file comes: the server only watches folders and must not carry every codec in memory.
    from customhouse.adapters.scanners.technologies import read_scan  # noqa: PLC0415 - see above

    return read_scan(files, limits or Limits())


def write_report(threat_report: ThreatReport) -> bytes:
    """Return a scan's findings as a DICOS Threat Detection Report."""
    from customhouse.adapters.scanners.dicos.report import write  # noqa: PLC0415 - as above: when the first is asked for

    return write(threat_report)
