"""The files that a scanner would post of a sample: a 16-bit TIFF of all planes and the side-car that explains it."""

import json
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

import numpy as np
import tifffile

from simulators.scanner.files import WEDGES, ScanFile
from simulators.scanner.loads.exposure import Scanner
from simulators.scanner.loads.sample import CargoSample
from simulators.scanner.materials import Material
from simulators.scanner.radiograph import transmission
from simulators.scanner.spectra import linac

BESIDE_A_WEDGE = 0.9  # of the open beam, on average around a step wedge: what scatters into its shadow


def radiograph_of(
    sample: CargoSample, *, name: str = "", number: str = "", scanned_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
) -> list[ScanFile]:
    """A multi-page TIFF, view by view and energy by energy, and its side-car.

    Args:
        name: of the files, without ending; made from split and seed where empty.
        number: of the container (ISO 6346); made from the seed where empty, with its check digit.
    """
    name = name or f"{sample.split}-{sample.seed}"
    held = BytesIO()
    with tifffile.TiffWriter(held) as pages:
        for view in sample.views:
            for plane in view.planes:
                pages.write(plane, photometric="minisblack", compression="zlib", predictor=False, metadata=None)
    told = _side_car(sample, f"{name}.tif", number or container_number(sample.seed), scanned_at)
    return [
        ScanFile(f"{name}.tif", held.getvalue(), "image/tiff"),
        ScanFile(f"{name}.json", json.dumps(told, indent=1).encode(), "application/json"),
    ]


def container_number(seed: int) -> str:
    """A container number of the owner SIM with its check digit (ISO 6346)."""
    body = f"SIMU{seed % 1_000_000:06d}"
    return f"{body}{check_digit(body)}"


def check_digit(body: str) -> int:
    """The last digit of a container number, from the ten signs before it (ISO 6346)."""
    values = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (v for v in range(10, 39) if v % 11), strict=True))
    total = sum((values[sign] if sign.isalpha() else int(sign)) * 2**place for place, sign in enumerate(body))
    return total % 11 % 10


def _side_car(sample: CargoSample, picture: str, number: str, scanned_at: datetime) -> dict[str, object]:
    scanner, truth = sample.scanner, sample.truth
    order = [(view, energy) for view in range(2) for energy in range(2)]
    told: dict[str, object] = {
        "format": "customhouse-scan/1",
        "kind": "radiograph",
        "subject": "container" if truth.size_type else "vehicle",
        "energies": [{"name": name, "mev": mev} for name, mev in zip(("high", "low"), scanner.megavolts, strict=True)],
        "views": [{"name": view.name, "pixel_mm": [view.pixel_mm, view.pixel_mm]} for view in sample.views],
        "planes": [
            {"file": picture, "page": page, "view": view, "energy": energy} for page, (view, energy) in enumerate(order)
        ],
        "normalisation": {"air": 65535, "dark": 0},
        "calibration": [
            {"energy": energy, "material": name, "mm": list(steps), "minus_log_t": _wedge(mev, stuff, steps, scanner)}
            for energy, mev in enumerate(scanner.megavolts)
            for name, stuff, steps in WEDGES
        ],
        "scanner": {
            "maker": "Simulated",
            "model": "Line scanner {:g}/{:g}".format(*scanner.megavolts),
            "serial": "SIM",
        },
        "scanned_at": scanned_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    if truth.size_type:
        told["container"] = {"number": number, "size_type": truth.size_type, "tare_kg": round(truth.tare_kg)}
    return told


def _wedge(megavolts: float, material: Material, steps_mm: tuple[float, ...], scanner: Scanner) -> list[float]:
    """What this scanner reads behind steps of a material, its scatter included: minus the logarithm."""
    arrived = np.exp(-np.asarray(_ideal(megavolts, material, steps_mm)))
    read = (arrived + scanner.scatter * BESIDE_A_WEDGE) / (1 + scanner.scatter)
    return [round(float(depth), 5) for depth in -np.log(read / read[0])]


@cache
def _ideal(megavolts: float, material: Material, steps_mm: tuple[float, ...]) -> tuple[float, ...]:
    steps = np.asarray(steps_mm, np.float32)[None, :] * np.float32(material.density / 1000)
    arrived = transmission({material: steps}, linac(megavolts), steps.shape)[0]
    return tuple(float(depth) for depth in -np.log(arrived))
