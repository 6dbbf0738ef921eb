"""The files a scanner hands over: a 16-bit TIFF of all planes, and the side-car that says what they are."""

import json
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import tifffile

from simulators.scanner.materials import PLASTIC, STEEL
from simulators.scanner.radiograph import AIR_COUNTS, BEAMS, DARK_COUNTS, Radiograph, step_wedge

# The wedges the scanner drives past each morning, mm.
WEDGES = (
    ("steel", STEEL, (0.0, 10.0, 20.0, 40.0, 80.0, 120.0, 160.0, 200.0, 260.0)),
    ("polyethylene", PLASTIC, (0.0, 50.0, 100.0, 200.0, 400.0, 600.0, 800.0, 1000.0, 1200.0)),
)


@dataclass(frozen=True)
class ScanFile:
    """A file as it is posted."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Passage:
    """What the scanner's operator terminal knows of the pass.

    Attributes:
        subject: `container` or `vehicle`.
        container_number: as the camera read it.
    """

    name: str
    subject: str
    container_number: str
    size_type: str
    tare_kg: int
    scanned_at: datetime


def radiograph_files(views: tuple[Radiograph, ...], passage: Passage) -> list[ScanFile]:
    """One multi-page TIFF, view by view and energy by energy, with its side-car."""
    held = BytesIO()
    with tifffile.TiffWriter(held) as pages:
        for view in views:
            for plane in view.planes:
                pages.write(plane, photometric="minisblack", compression="zlib", predictor=False, metadata=None)
    picture = f"{passage.name}.tif"
    side_car = json.dumps(_side_car(picture, views, passage), indent=1)
    return [
        ScanFile(picture, held.getvalue(), "image/tiff"),
        ScanFile(f"{passage.name}.json", side_car.encode(), "application/json"),
    ]


def _side_car(picture: str, views: tuple[Radiograph, ...], passage: Passage) -> dict[str, object]:
    beams = views[0].megavolts
    order = [(view, energy) for view in range(len(views)) for energy in range(len(beams))]
    return {
        "format": "customhouse-scan/1",
        "kind": "radiograph",
        "subject": passage.subject,
        "energies": [{"name": name, "mev": mev} for name, mev in zip(("high", "low"), beams, strict=True)],
        "views": [{"name": view.name, "pixel_mm": [view.pixel_mm, view.pixel_mm]} for view in views],
        "planes": [
            {"file": picture, "page": page, "view": view, "energy": energy} for page, (view, energy) in enumerate(order)
        ],
        "normalisation": {"air": AIR_COUNTS, "dark": DARK_COUNTS},
        "calibration": [
            {"energy": energy, "material": name, "mm": list(steps), "minus_log_t": list(step_wedge(beam, stuff, steps))}
            for energy, beam in enumerate(BEAMS)
            for name, stuff, steps in WEDGES
        ],
        "container": {"number": passage.container_number, "size_type": passage.size_type, "tare_kg": passage.tare_kg},
        "scanner": {"maker": "Simulated", "model": "Drive-through 6/4", "serial": "SIM-XR-1"},
        "scanned_at": passage.scanned_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def ct_side_car(name: str, scanned_at: datetime) -> ScanFile:
    """What a parcel CT adds to its DICOM file: that it is a parcel."""
    told = {
        "format": "customhouse-scan/1",
        "kind": "ct",
        "subject": "parcel",
        "scanner": {"maker": "Simulated", "model": "Parcel CT", "serial": "SIM-CT-1"},
        "scanned_at": scanned_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return ScanFile(f"{name}.json", json.dumps(told).encode(), "application/json")
