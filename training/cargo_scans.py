"""The generator of containers and the server's scans, side by side: a simulated container as a scan that is read."""

from typing import Any

import numpy as np

from customhouse.imaging.model import ContainerFacts, Energy, Provenance, Radiograph, Subject, View, Wedge
from simulators.scanner.files import WEDGES
from simulators.scanner.loads import CLASSES, CargoSample, make_sample
from simulators.scanner.loads.commodities import BY_CODE
from simulators.scanner.loads.varied import is_taught
from simulators.scanner.radiograph import step_wedge
from simulators.scanner.spectra import linac

__all__ = ["CLASSES", "Sample", "is_taught_packing", "made", "main_group", "sample_of", "scan_of"]
Sample = CargoSample


def sample_of(seed: int, split: str, pixel_mm: float) -> CargoSample:
    return make_sample(seed, split, pixel_mm=pixel_mm)


def scan_of(sample: CargoSample) -> Radiograph:
    """As the scanner's files say: energies, size of a pixel, step wedges, size and tare of the container."""
    megavolts = megavolts_of(sample)
    energies = tuple(Energy(name, mev * 1000) for name, mev in zip(("high", "low"), megavolts, strict=False))
    wedges = tuple(
        Wedge(number, name, steps, step_wedge(linac(mev), material, steps))
        for number, mev in enumerate(megavolts)
        for name, material, steps in WEDGES
    )
    views = tuple(
        View(view.name, np.asarray(view.planes, np.uint16), (view.pixel_mm, view.pixel_mm)) for view in sample.views
    )
    facts = ContainerFacts(None, sample.truth.size_type, sample.truth.tare_kg)
    return Radiograph(views, energies, Provenance("simulated"), Subject.CONTAINER, facts, wedges)


def megavolts_of(sample: CargoSample) -> tuple[float, ...]:
    return tuple(sample.scanner.megavolts)


def main_group(sample: CargoSample) -> str:
    """Class and style of the goods where nearly all are of one kind; else empty."""
    items = sample.truth.items
    whole = sum(item.gross_kg for item in items)
    main = max(items, key=lambda item: item.gross_kg, default=None)
    return f"{main.code}/{main.style}" if main is not None and main.gross_kg >= 0.85 * whole else ""


def is_taught_packing(group: str) -> bool:
    """Whether training packs goods of a class in the way of a style of it, as `main_group` names both."""
    code, _, name = group.partition("/")
    commodity = BY_CODE[code]
    return any(is_taught(commodity, style) for style in commodity.styles if style.name == name)


def made(sample: CargoSample) -> dict[str, Any]:
    """What is kept of the truth beside the images."""
    truth = sample.truth
    return {
        "group": main_group(sample),
        "hidden": [each.kind for each in truth.hidden],
        "cargo_kg": truth.cargo_kg,
        "loaded": truth.loaded,
        "size_type": truth.size_type,
    }
