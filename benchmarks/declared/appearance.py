"""How often the comparison of looks speaks against honest goods, and against goods declared as something else.

Simulated containers and parcels of known goods, scanned, recognised, and compared with what they are, with a random
heading, and with a random heading of the same main material. The mass is always declared truly: looks alone decide.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from customhouse.adapters.scanners import read
from customhouse.commodities.appearance.expecting import appearance_of
from customhouse.commodities.appearance.model import Family
from customhouse.commodities.appearance.table import table
from customhouse.imaging.comparison import WORST, Sight, Tolerances, compare
from customhouse.imaging.model import Declared, DeclaredContainer, DeclaredItem, Modality, Recognition, Verdict
from customhouse.imaging.reading import ScanFile
from customhouse.imaging.recognition.pipeline import recognise_scan
from simulators.scanner import cargo, dicom, parcels
from simulators.scanner.files import Passage, ct_side_car, radiograph_files
from simulators.scanner.parcels import Parcel
from simulators.scanner.scenes import Load, build
from simulators.trader.goods import SEA_GOODS

DATA = "simulated: loaded containers at 6/4 MV with step wedges, parcels in a CT; the goods are the simulators' own"
PIXEL_M = 0.014
NUMBER = "CSQU3054383"
LOOKS = ("material", "packed_density", "dense_object")
DECLARED_PER_SCAN = 6
DRAWS = 1000

# What this comparison replaces: usual densities by chapter; a dense object counted among light goods without metal.
FORMER_HEAVY = frozenset(
    {"10", "15", "16", "17", "20", "22", "25", "26", "27", "28", "29", "31", "32", "38", "47", "49"}
)
FORMER_METAL = frozenset({"66", *(str(chapter) for chapter in range(68, 95))})


@dataclass(frozen=True)
class Scanned:
    """A scan of known goods; `heading` is what they are."""

    heading: str
    modality: Modality
    recognition: Recognition


def containers(each: int) -> Iterator[Scanned]:
    """Every kind of goods, in boxes of two sizes, full and part full."""
    dice = np.random.default_rng(20)
    for goods in SEA_GOODS:
        for seed in range(each):
            packer = goods.packer if seed % 3 else cargo.part_of(goods.packer, float(dice.uniform(0.4, 0.9)))
            size = "22G1" if seed % 2 else "42G1"
            scene = build(Load(packer, size_type=size, on_lorry=False, seed=1000 + seed))
            passage = Passage("scan", "container", NUMBER, size, round(scene.truth.tare_kg), datetime.now(UTC))
            files = [(file.name, file.content) for file in radiograph_files(scene.views(PIXEL_M), passage)]
            yield Scanned(goods.hs_code[:4], Modality.RADIOGRAPH, recognised(files))


def _clothes(seed: int) -> Parcel:
    parcel = parcels.carton((310, 200, 250), seed)
    parcels.pack_clothes(parcel, 5)
    return parcel


def _wine(seed: int) -> Parcel:
    parcel = parcels.carton((260, 100, 250), seed)
    for place in (-80, 0, 80):
        parcels.pack_bottle(parcel, place, 2)
    return parcel


def _tablets(seed: int) -> Parcel:
    parcel = parcels.carton((200, 100, 270), seed)
    for layer in range(4):
        parcels.pack_tablet(parcel, 0, 20.0 * layer)
    return parcel


PARCELS: tuple[tuple[str, Callable[[int], Parcel]], ...] = (
    ("6403", parcels.shoes_and_clothes),
    ("4901", parcels.books),
    ("6110", _clothes),
    ("2204", _wine),
    ("8471", _tablets),
)


def by_post(each: int) -> Iterator[Scanned]:
    for heading, pack in PARCELS:
        for seed in range(each):
            picture = pack(2000 + seed).scan()
            now = datetime.now(UTC)
            series = dicom.Series(picture.volume, (picture.voxel_mm,) * 3, "scan", now)
            files = [("scan.dcm", dicom.multi_frame(series)), ("scan.json", ct_side_car("scan", now).content)]
            yield Scanned(heading, Modality.CT, recognised(files))


def recognised(files: list[tuple[str, bytes]]) -> Recognition:
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name) / file for file, _ in files]
        for path, (_, content) in zip(paths, files, strict=True):
            path.write_bytes(content)
        return recognise_scan(read([ScanFile(path.name, path) for path in paths]))


def verdict(scan: Scanned, heading: str) -> Verdict:
    """Of the rows about looks; goods of which they cannot tell anything are not known to agree."""
    declared, sight = _declared(scan, heading)
    rows = [row for row in compare(declared, sight, Tolerances())[0].rows if row.what in LOOKS]
    speaking = [row.verdict for row in rows if row.verdict is not Verdict.CANNOT_TELL or row.what == "material"]
    return next((each for each in WORST if each in speaking), Verdict.CANNOT_TELL)


def _declared(scan: Scanned, heading: str) -> tuple[Declared, Sight]:
    seen = scan.recognition.contents
    item = DeclaredItem(1, heading + "00", "goods", seen.kg if seen else 0.0)
    boxes = (DeclaredContainer(NUMBER),) if scan.modality is Modality.RADIOGRAPH else ()
    return Declared((item,), boxes), Sight(scan.modality, scan.recognition, NUMBER)


def former(scan: Scanned, heading: str) -> Verdict:
    """By dense objects alone, among goods of a light chapter."""
    if heading[:2] in FORMER_HEAVY | FORMER_METAL:
        return Verdict.CANNOT_TELL
    allowed, is_ct = Tolerances(), scan.modality is Modality.CT
    least = allowed.parcel_dense_cm3 if is_ct else allowed.dense_cm3
    dense = [
        each
        for each in scan.recognition.findings
        if each.kind in ("dense_object", "opaque_region")
        and (each.volume_cm3 or 0) >= least
        and (each.kind == "opaque_region" or (each.density or 0) >= allowed.dense_density)
    ]
    return Verdict.DISAGREES if dense else Verdict.AGREES


def main_family(heading: str) -> Family | None:
    look = appearance_of(heading)
    return None if look is None else max(look.coarse_shares, key=lambda family: look.coarse_shares[family].usual)


def declarations(scans: list[Scanned], same_material: bool | None) -> list[tuple[Scanned, str]]:
    """Each scan with what it is declared as: truly (None), or random headings, of the same main material or of any."""
    if same_material is None:
        return [(scan, scan.heading) for scan in scans]
    dice = np.random.default_rng(21)
    headings = sorted(code for code in table().rows if len(code) == 4)
    pairs = []
    for scan in scans:
        others = [code for code in headings if code[:2] != scan.heading[:2]]
        if same_material:
            others = [code for code in others if main_family(code) is main_family(scan.heading)]
        pairs += [(scan, str(code)) for code in dice.choice(others, DECLARED_PER_SCAN, replace=False)]
    return pairs


Rule = Callable[[Scanned, str], Verdict]


def rates(pairs: list[tuple[Scanned, str]], rule: Rule) -> dict[str, Any]:
    """Shares of verdicts, with 95 % intervals from drawing whole scans again."""
    by_scan: dict[int, list[Verdict]] = {}
    for scan, heading in pairs:
        by_scan.setdefault(id(scan), []).append(rule(scan, heading))
    groups = list(by_scan.values())
    dice = np.random.default_rng(22)
    counts = np.array([[Counter(group)[each] for each in Verdict] for group in groups])
    sizes = counts.sum(axis=1)
    drawn = dice.integers(0, len(groups), (DRAWS, len(groups)))
    shares = counts[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)[:, None]
    low, high = np.quantile(shares, [0.025, 0.975], axis=0)
    # What never happened may still happen: the rule of three, over scans.
    high = np.where(high == 0, min(1.0, 3 / len(groups)), high)
    low = np.where(low == 1, max(0.0, 1 - 3 / len(groups)), low)
    return {
        "scans": len(groups),
        "comparisons": int(sizes.sum()),
        **{
            each.value: [round(float(value), 3) for value in (counts[:, n].sum() / sizes.sum(), low[n], high[n])]
            for n, each in enumerate(Verdict)
        },
    }


def main(each: int = 8) -> dict[str, Any]:
    """`each`: containers of every kind of goods, and parcels of every kind."""
    held = Table("scans", "declared as", "rule", "n", *(each.value for each in Verdict), title="Looks, simulated")
    results: dict[str, Any] = {}
    for kind, scans in (("containers", list(containers(each))), ("parcels", list(by_post(each)))):
        for words, same in (("what they are", None), ("same main material", True), ("any heading", False)):
            for name, rule in (("looks", verdict), ("former rule", former)):
                got = results[f"{kind}, {words}, {name}"] = rates(declarations(scans, same), rule)
                cells = [
                    f"{100 * a:.0f} % ({100 * b:.0f}–{100 * c:.0f})" for a, b, c in (got[v.value] for v in Verdict)
                ]
                held.add_row(kind, words, name, f"{got['comparisons']} of {got['scans']}", *cells)
    Console(width=150).print(held)
    rows = table().rows
    coverage = {"rows": len(rows), "headings": sum(len(code) == 4 for code in rows)}
    coverage["chapters"] = coverage["rows"] - coverage["headings"]
    print(f"Table: {coverage['rows']} rows, {coverage['chapters']} of 96 chapters, {coverage['headings']} headings.")
    print(f"Data: {DATA}. Shares with 95 % intervals over scans.")
    return {"claim": "verdicts by looks alone", "data": DATA, "coverage": coverage, "results": results}


if __name__ == "__main__":
    main()
