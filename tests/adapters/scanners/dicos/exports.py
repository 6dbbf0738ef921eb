"""Builders of DICOS files and of what goes into them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from customhouse.adapters.scanners.dicos import images
from customhouse.adapters.scanners.dicos.elements import About
from customhouse.imaging.model import (
    Box,
    Finding,
    Material,
    Radiograph,
    Scan,
    Severity,
    Verdict,
    Volume,
)
from customhouse.imaging.reading import ScanFile
from customhouse.imaging.recognition import pipeline
from customhouse.imaging.reporting import ThreatReport
from customhouse.kernel.reasons import Reason
from tests.imaging.phantoms import make_parcel_radiograph, make_volume, save

TAKEN = datetime(2026, 11, 2, 9, 14, tzinfo=UTC)
ABOUT = About("ab" * 32, TAKEN, TAKEN, False, "PARCEL-7", "XMPMS", "Example", "Tunnel 5", "0007")


def bag() -> Volume:
    """Water with a dense block in it."""
    return make_volume([((10, 20, 20), (30, 40, 40), 0.0), ((24, 34, 34), (10, 10, 10), 6000.0)])


def parcel() -> Radiograph:
    rows, columns = np.mgrid[0:60, 0:80]
    return make_parcel_radiograph(np.where((rows > 10) & (columns > 15), 3.0, 0.0), np.zeros((60, 80)))


def write_images(folder: Path, scan: Scan, about: About = ABOUT) -> list[ScanFile]:
    return [save(folder, name, content) for name, content in images.files(scan, about)]


def finding(
    name: str = "o1", severity: Severity = Severity.HIGH, kind: str = "dense_object", **changes: Any
) -> Finding:
    reason = Reason(f"{kind}_seen", "A connected object of metal, 2.3 cm³.")
    plain: dict[str, Any] = {"view": 0, "box": Box(10, 20, 30, 40), "mass_kg": 1.5, "density": 7.8, "volume_cm3": 192.0}
    return Finding(name, kind, Material.METAL, severity, reason, **(plain | changes))


def make_report(
    scan: Scan, findings: Sequence[Finding] | None = None, verdict: Verdict | None = None, **changes: Any
) -> ThreatReport:
    """As the house makes one; the findings are the recogniser's own unless given."""
    seen = pipeline.recognise_scan(scan)
    plain: dict[str, Any] = {
        "content_hash": ABOUT.of,
        "described": pipeline.describe(scan),
        "instances": scan.provenance.instances,
        "recogniser": seen.recogniser,
        "version": seen.version,
        "findings": seen.findings if findings is None else tuple(findings),
        "verdict": verdict,
        "container_number": None,
        "began_at": TAKEN,
        "ended_at": TAKEN + timedelta(seconds=2),
        "site": "XMPMS",
    }
    return ThreatReport(**(plain | changes))
