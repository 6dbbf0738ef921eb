"""A scanned bag as the files a CT scanner hands over: one DICOM object a voltage."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from simulators.scanner.bags.sample import BagSample
from simulators.scanner.dicom import Series, multi_frame

TAKEN_AT = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def as_volume_file(
    sample: BagSample, folder: Path, name: str = "bag", taken_at: datetime = TAKEN_AT
) -> tuple[Path, Path]:
    """Write `NAME-high.dcm` and `NAME-low.dcm`, Enhanced CT in Hounsfield units; the folder is made."""
    folder.mkdir(parents=True, exist_ok=True)
    series = Series(sample.high, sample.spacing_mm, name, taken_at, round(sample.peaks_kev[0]))
    high, low = folder / f"{name}-high.dcm", folder / f"{name}-low.dcm"
    high.write_bytes(multi_frame(series))
    low.write_bytes(multi_frame(replace(series, volume=sample.low, kilovolts=round(sample.peaks_kev[1]))))
    return high, low
