"""What physics says of parcels, suitcases, mail and small pallets behind one tube: mass, materials, metal.

Line scans of the split `evaluation` (bags, things, mixes, scanners and pallets that were never looked at while the
recogniser was mended), each read three ways: with the scanner's step wedges, with its beam named in the side-car, and
as DICOS, which says neither.

    python -m benchmarks.radiographs.line_scans --bags 60 --pallets 20
"""

import argparse
import tempfile
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from customhouse.adapters.scanners import read
from customhouse.commodities.appearance.composition import effective_z
from customhouse.imaging.model import Radiograph, Recognition
from customhouse.imaging.reading import ScanFile
from customhouse.imaging.recognition.pipeline import recognise_scan
from customhouse.kernel.shares import wilson
from simulators.scanner import files as scanner_files
from simulators.scanner.bags.catalogue import OBJECTS
from simulators.scanner.bags.substances import mixes
from simulators.scanner.lines import LineSample, as_dicos, as_tiff, make_pallet, make_sample
from simulators.scanner.rays.attenuation import mixture
from simulators.scanner.rays.hardening import WATER
from simulators.scanner.rays.tubes import spectrum

BAGS, PALLETS = 15, 5
FULL = (60, 20)  # that the documented figures rest on
SPLIT = "evaluation"
DATA = "simulated line scans of 140 to 320 kV (split `evaluation`: things, mixes, packing and scanners held out)"
ANCHOR = "No published figures for the mass of parcels behind one tube were found; customs weigh parcels on scales."
FAMILIES = ("organic", "inorganic", "metal", "dense")
BEGINS = (8.65, 19.2, 44.5)  # of the last three, by effective atomic number: the middles of what is seen as either
METALLIC = ("firearm", "firearm_part", "ammunition", "blade", "precious_metal", "shielding")
ROUNDS = 2000
OVERLAP = 0.5  # of the pixels that a thing takes most of, within the boxes of findings
WITHIN = 0.1


@dataclass(frozen=True)
class Case:
    """One scan read one way.

    Attributes:
        error: of the mass, as a share of it; `plain_error` of the baseline.
        apart: half the sum of differences between told and true shares of the mass by family; 0 is right, 1 wrong.
        plain_apart: the same for whoever says that everything is organic.
        false_dense: share called dense where less than 1 % is.
        metallic: contraband of metal in it, and how much of it a finding points at.
    """

    load: str
    way: str
    error: float
    plain_error: float
    covered: bool
    half_range: float
    apart: float
    plain_apart: float
    false_dense: float | None
    metallic: tuple[int, int]
    findings: int


def _wedges(sample: LineSample) -> list[scanner_files.ScanFile]:
    return as_tiff(replace(sample, scanner=replace(sample.scanner, wedges=True)))


def _named(sample: LineSample) -> list[scanner_files.ScanFile]:
    return as_tiff(replace(sample, scanner=replace(sample.scanner, wedges=False)))


def _neither(sample: LineSample) -> list[scanner_files.ScanFile]:
    return as_dicos(replace(sample, scanner=replace(sample.scanner, wedges=False)))


WAYS: dict[str, Callable[[LineSample], list[scanner_files.ScanFile]]] = {
    "step wedges": _wedges,
    "beam named": _named,
    "DICOS, neither": _neither,
}


def looked_at(bags: int, pallets: int) -> list[Case]:
    wanted = [("bags", make_sample, seed) for seed in range(bags)]
    wanted += [("pallets", make_pallet, seed) for seed in range(pallets)]
    return [
        case for load, make, seed in track(wanted, "Scanning parcels…") for case in cases_of(load, make(seed, SPLIT))
    ]


def cases_of(load: str, sample: LineSample) -> Iterator[Case]:
    truth = true_shares(sample)
    for way, written in WAYS.items():
        scan = opened(written(sample))
        said = recognise_scan(scan)
        if said.mass is None:
            raise ValueError(f"no mass was given: {[note.code for note in said.notes]}")
        mass = said.mass
        yield Case(
            load,
            way,
            mass.kg / sample.mass_kg - 1,
            plain_mass(scan, sample) / sample.mass_kg - 1,
            mass.low_kg <= sample.mass_kg <= mass.high_kg,
            (mass.high_kg - mass.low_kg) / 2 / mass.kg,
            apart(truth, said.mix),
            apart(truth, {"organic": 1.0}),
            said.mix.get("dense", 0.0) if truth["dense"] < 0.01 else None,
            pointed_at(sample, said),
            len(said.findings),
        )


def opened(made: list[scanner_files.ScanFile]) -> Radiograph:
    with tempfile.TemporaryDirectory() as name:
        for file in made:
            (Path(name) / file.name).write_bytes(file.content)
        scan = read([ScanFile(file.name, Path(name) / file.name) for file in made])
    if not isinstance(scan, Radiograph):
        raise TypeError("a line scan is a radiograph")
    return scan


def plain_mass(scan: Radiograph, sample: LineSample) -> float:
    """The baseline: all goods are water, attenuated as at the beam's mean energy; of the first view."""
    beam = spectrum(sample.scanner.exposures[0].tube)
    per_gram = float(mixture(WATER, np.array([beam.mean_kev]))[0])
    view = scan.views[0]
    depth = -np.log(np.maximum(view.transmission[0].astype(np.float64), 1) / 65535)
    pixel_cm2 = (view.pixel_mm[0] * view.pixel_mm[1]) / 100 if view.pixel_mm else 0.0
    return float(depth[depth > 0.02].sum()) / per_gram * pixel_cm2 / 1000


def true_shares(sample: LineSample) -> dict[str, float]:
    """Of the mass, by the family of what each thing is mostly made of."""
    shares = dict.fromkeys(FAMILIES, 0.0)
    for thing in sample.things:
        shares[_family(thing.material, SPLIT == "evaluation")] += thing.mass_kg / sample.mass_kg
    return shares


@cache
def _family(material: str, kept: bool) -> str:
    first = mixes(kept)[material][0].fractions
    z = effective_z(" ".join(f"{symbol} {share:.6f}" for symbol, share in first))
    return FAMILIES[bisect(BEGINS, z)]


def apart(truth: dict[str, float], told: dict[str, float]) -> float:
    return sum(abs(truth.get(word, 0.0) - told.get(word, 0.0)) for word in (*FAMILIES, "untold")) / 2


def pointed_at(sample: LineSample, said: Recognition) -> tuple[int, int]:
    """Classes of metallic contraband that take most of some pixels, and those that findings point at in any view."""
    there = found = 0
    for code in (code for code in sample.contraband if code in METALLIC):
        masks = [view.labels == OBJECTS.index(code) for view in sample.views]
        if not any(mask.any() for mask in masks):
            continue
        there += 1
        for number, mask in enumerate(masks):
            covered = np.zeros_like(mask)
            for finding in said.findings:
                if finding.view == number and finding.box is not None:
                    box = finding.box
                    covered[box.y : box.y + box.height, box.x : box.x + box.width] = True
            if mask.any() and (mask & covered).sum() >= OVERLAP * mask.sum():
                found += 1
                break
    return there, found


def middle(values: list[float]) -> tuple[float, float, float]:
    """The median and the interval of 95 % in which it should lie, by drawing again."""
    held = np.array(values)
    drawn = np.median(np.random.default_rng(5).choice(held, (ROUNDS, len(held))), axis=1)
    low, high = np.percentile(drawn, (2.5, 97.5))
    return float(np.median(held)), float(low), float(high)


def summed(cases: list[Case]) -> dict[str, Any]:
    errors = [abs(case.error) for case in cases]
    covered, near = sum(case.covered for case in cases), sum(error <= WITHIN for error in errors)
    dense = [case.false_dense for case in cases if case.false_dense is not None]
    there, found = (sum(case.metallic[part] for case in cases) for part in (0, 1))
    return {
        "scans": len(cases),
        "median_error": middle(errors),
        "bias": float(np.median([case.error for case in cases])),
        "baseline_median_error": middle([abs(case.plain_error) for case in cases]),
        "within_10_percent": (near / len(cases), *wilson(near, len(cases))),
        "range_holds": (covered / len(cases), *wilson(covered, len(cases))),
        "half_range": float(np.median([case.half_range for case in cases])),
        "shares_apart": float(np.mean([case.apart for case in cases])),
        "baseline_shares_apart": float(np.mean([case.plain_apart for case in cases])),
        "false_dense": float(np.mean(dense)) if dense else None,
        "metallic": (there, found, *wilson(found, there)),
        "findings": float(np.mean([case.findings for case in cases])),
    }


def show(results: dict[str, dict[str, dict[str, Any]]], console: Console) -> None:
    mass = Table("load", "read with", "scans", "median error", "mass as of water", "bias", "within 10 %", "range holds",
                 "half range", title="Mass of line scans, simulated")  # fmt: skip
    kinds = Table("load", "read with", "shares apart", "all organic", "called dense that is not", "metal pointed at",
                  "findings a scan", title="Materials and metal, simulated")  # fmt: skip
    for load, ways in results.items():
        for way, got in ways.items():
            mass.add_row(load, way, str(got["scans"]), _percent(got["median_error"]),
                         _percent(got["baseline_median_error"]), f"{100 * got['bias']:+.1f} %",
                         _percent(got["within_10_percent"]), _percent(got["range_holds"]),
                         f"± {100 * got['half_range']:.0f} %")  # fmt: skip
            there, found, low, high = got["metallic"]
            dense = "–" if got["false_dense"] is None else f"{100 * got['false_dense']:.1f} %"
            kinds.add_row(load, way, f"{got['shares_apart']:.2f}", f"{got['baseline_shares_apart']:.2f}", dense,
                          f"{found}/{there} ({100 * low:.0f}–{100 * high:.0f} %)",
                          f"{got['findings']:.1f}")  # fmt: skip
    console.print(mass)
    console.print(kinds)
    console.print(f"Data: {DATA}. Intervals of 95 %, over scans. {ANCHOR}")


def _percent(told: tuple[float, float, float]) -> str:
    value, low, high = (100 * part for part in told)
    return f"{value:.1f} % ({low:.1f}–{high:.1f})"


def main(bags: int = BAGS, pallets: int = PALLETS) -> dict[str, Any]:
    cases = looked_at(bags, pallets)
    results = {
        load: {way: summed([case for case in cases if (case.load, case.way) == (load, way)]) for way in WAYS}
        for load in dict.fromkeys(case.load for case in cases)
    }
    show(results, Console())
    if bags < FULL[0] or pallets < FULL[1]:
        print(f"Only {bags} bags and {pallets} pallets: the documented figures rest on {FULL[0]} and {FULL[1]}.")
    return {"claim": "line scans of parcels by physics", "data": DATA, "anchor": ANCHOR, "results": results}


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--bags", type=int, default=BAGS)
    asked.add_argument("--pallets", type=int, default=PALLETS)
    told = asked.parse_args()
    main(told.bags, told.pallets)
