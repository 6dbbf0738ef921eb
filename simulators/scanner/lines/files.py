"""A line scan as the files a scanner hands over: a TIFF with its side-car, or DICOS DX with a short one."""

import json
from datetime import UTC, datetime
from io import BytesIO

import numpy as np
import tifffile

from simulators.scanner.files import ScanFile
from simulators.scanner.lines.digital_xray import Plane, digital_xray
from simulators.scanner.lines.exposing import AIR_COUNTS, DARK_COUNTS, step_wedges
from simulators.scanner.lines.sample import LineSample

TAKEN_AT = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
ENERGIES = ("high", "low")
FORM = "customhouse-scan/1"


def as_tiff(sample: LineSample, name: str = "parcel", taken_at: datetime = TAKEN_AT) -> list[ScanFile]:
    """`NAME.tif`, view by view and energy by energy in raw counts, and `NAME.json`: open beam, offset, wedges."""
    held = BytesIO()
    with tifffile.TiffWriter(held) as pages:
        for view in sample.views:
            for plane in view.planes:
                pages.write(plane, photometric="minisblack", compression="zlib", predictor=False, metadata=None)
    order = [(view, energy) for view in range(len(sample.views)) for energy in range(len(ENERGIES))]
    told = {
        "energies": [_energy(sample, rank, word) for rank, word in enumerate(ENERGIES)],
        "views": [{"name": view.name, "pixel_mm": list(view.pixel_mm)} for view in sample.views],
        "planes": [
            {"file": f"{name}.tif", "page": page, "view": view, "energy": energy}
            for page, (view, energy) in enumerate(order)
        ],
        "normalisation": {"air": AIR_COUNTS, "dark": DARK_COUNTS},
    }
    return [ScanFile(f"{name}.tif", held.getvalue(), "image/tiff"), _side_car(sample, name, taken_at, told)]


def as_dicos(sample: LineSample, name: str = "parcel", taken_at: datetime = TAKEN_AT) -> list[ScanFile]:
    """One DICOS DX object a view and energy, as transmission, and a side-car with what DICOS has no room for."""
    files = []
    for number, view in enumerate(sample.views):
        for energy, counts in enumerate(view.planes):
            share = (counts.astype(np.float32) - DARK_COUNTS) / (AIR_COUNTS - DARK_COUNTS)
            stored = np.rint(np.clip(share, 0, 1) * 65535).astype(np.uint16)
            plane = Plane(name, view.name, number, energy, sample.scanner.kilovolts, view.pixel_mm, taken_at)
            content = digital_xray(plane, stored)
            files.append(ScanFile(f"{name}-{view.name}-{ENERGIES[energy]}.dcs", content, "application/dicom"))
    return [*files, _side_car(sample, name, taken_at, {})]


def _energy(sample: LineSample, rank: int, word: str) -> dict[str, object]:
    """The metal in the beam and the layer that reads it; the side-car has no word for a scintillator in the way."""
    scanner = sample.scanner
    sandwich = scanner.sandwich
    behind = (("Cu", sandwich.copper_mm),) if rank == 0 else ()
    name, mm = sandwich.rear if rank == 0 else sandwich.front
    filters = [{"material": metal, "mm": thick} for metal, thick in (*scanner.filters_mm, *behind)]
    return {"name": word, "kv": scanner.kilovolts, "filters": filters, "detector": {"material": name, "mm": mm}}


def _side_car(sample: LineSample, name: str, taken_at: datetime, told: dict[str, object]) -> ScanFile:
    scanner = sample.scanner
    said = {
        "format": FORM,
        "kind": "radiograph",
        "subject": "baggage" if sample.kind == "suitcase" else "parcel",
        **told,
        "scanner": {"maker": "Simulated", "model": f"Line scanner {scanner.kilovolts:g} kV", "serial": "SIM-LS-1"},
        "scanned_at": taken_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    if scanner.wedges:
        said["calibration"] = step_wedges(scanner)
    return ScanFile(f"{name}.json", json.dumps(said).encode(), "application/json")
