"""Simulated bags, parcels and mail in CT held against declarations: what words, image and both catch.

Each bag is declared line by line, as postal forms ask for: as it is, as another bag's list, with its own words under
another's headings, and with its masses off by stated factors; bags that hide something are declared as if they did not.
Beside it: what the names that the networks give to honest things add. Nothing is learned here. Seeds begin beyond those
that the networks' limits were set on. What was recognised is kept, and not recognised again by the same recogniser.

    python -m benchmarks.declared.bags --bags 60
"""

import argparse
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.declared.consignments import (
    HONEST,
    KINDS,
    PAPER_NOISE,
    Case,
    Drawn,
    Meaning,
    Scanned,
    read_descriptions,
    recogniser,
    scanned,
)
from benchmarks.declared.containers import (
    KEPT,
    WAYS,
    by_rules,
    by_weights,
    kinds_of,
    margins,
    print_caught,
    print_margins,
    share_of,
)
from customhouse.commodities.appearance.objects import PACKAGING
from customhouse.imaging.comparison import Sight, Tolerances, compare
from customhouse.imaging.comparison.looks.objects import DECLARED_AS, unexpected
from customhouse.imaging.comparison.looks.spots import is_harmless, is_named
from customhouse.imaging.comparison.scoring.score import shipped
from customhouse.imaging.comparison.scoring.terms import LOGISTICS
from customhouse.imaging.comparison.sight import Part
from customhouse.imaging.model import Declared, DeclaredItem, Modality, Provenance, Recognition, Verdict, Volume
from customhouse.imaging.recognition.pipeline import recognise_scan
from simulators.scanner.bags import make_sample
from simulators.scanner.bags.scenes import Declared as Said
from simulators.scanner.bags.scenes import Line, Thing

DATA = "simulated: bags, parcels and mail packed, scanned and declared by our own simulators; split"
SPLITS = ("evaluation", "tune")  # of `unseen`, the score has learned
FIRST = 10_001  # seeds below it set the networks' limits
USUAL = 60
COMMODITY, TRUE_WORDS, _, HIDDEN, _ = KINDS
FACTORS = (0.5, 0.8, 1.5)  # of the true mass, declared
SHARED = 0.25  # of a bag's goods, by mass, may be of the chapters of the list that it is falsely declared as
Lines = tuple[Line, ...]
CELLS = ("lithium_cells",)
HALF = replace(Tolerances(), parcel_commodity_seen=0.5)
UNHEARD = replace(Tolerances(), parcel_kinds_settle=False)
BY_CT = {way: groups for way, groups in WAYS.items() if LOGISTICS not in groups}
AGAINST = (Verdict.DOUBTFUL, Verdict.DISAGREES)
ROWS, SILENT = ("commodity", "undeclared_goods"), "silent"
WORDS = (*(verdict.value for verdict in (Verdict.AGREES, Verdict.DOUBTFUL, Verdict.CANNOT_TELL)), SILENT)


@dataclass(frozen=True)
class Bag:
    """What is true of a bag, and what an honest trader would lodge."""

    kind: str
    declared: Said
    contraband: tuple[str, ...]
    things: tuple[Thing, ...]


def _bag(split: str, seed: int) -> tuple[Recognition, Bag]:
    made = make_sample(seed, split)
    volume = Volume(made.high, made.spacing_mm, True, Provenance("simulated"), made.low, made.peaks_kev)
    return recognise_scan(volume), Bag(made.kind, made.declared, made.contraband, made.things)


BAGS = Drawn("bag-", _bag, TypeAdapter(Bag))


def cases(found: Sequence[Scanned[Bag]], meaning: Meaning) -> Iterator[Case]:
    """Every way in which each bag is declared. One that holds cells alone, as honest devices do, is honest."""
    for each in found:
        honest = lines_of(each.truth.declared)
        if each.truth.contraband not in {(), CELLS}:
            yield _case(HIDDEN, each, honest, meaning)
            continue
        yield _case(HONEST, each, honest, meaning)
        other = _another(each, found)
        if other:
            kg = sum(line.net_kg for line in honest) / sum(line.net_kg for line in other)
            yield _case(COMMODITY, each, _times(other, kg), meaning)
            headings = itertools.cycle(line.heading for line in other)
            words = tuple(replace(line, heading=next(headings)) for line in honest)
            yield _case(TRUE_WORDS, each, words, meaning)
        for factor in FACTORS:
            yield _case(f"mass × {factor:g}", each, _times(honest, factor), meaning)


def lines_of(said: Said) -> Lines:
    """Gross masses: each kind of goods bears its share of the packing."""
    net = sum(line.net_kg for line in said.lines)
    if net <= 0:
        raise SystemExit("A bag was kept before its goods were listed line by line: name an empty --folder.")
    return _times(said.lines, said.gross_kg / net)


def _times(lines: Lines, factor: float) -> Lines:
    return tuple(replace(line, net_kg=line.net_kg * factor) for line in lines)


def _another(own: Scanned[Bag], found: Sequence[Scanned[Bag]]) -> Lines:
    """The lines of another bag that names hardly any of this one's goods, by chapters; none where all do."""
    goods = own.truth.declared.lines

    def is_other(lines: Lines) -> bool:
        chapters = {line.heading[:2] for line in lines}
        shared = sum(line.net_kg for line in goods if line.heading[:2] in chapters)
        return shared <= SHARED * sum(line.net_kg for line in goods)

    others = [lines_of(each.truth.declared) for each in found if is_other(each.truth.declared.lines)]
    dice = np.random.default_rng([own.seed, 41])
    return others[int(dice.integers(len(others)))] if others else ()


def _case(kind: str, each: Scanned[Bag], lines: Lines, meaning: Meaning) -> Case:
    dice = np.random.default_rng([each.seed, 42])
    noise = float(np.clip(dice.normal(1, PAPER_NOISE), 0.95, 1.05))
    items = []
    for number, line in enumerate(lines, 1):
        likely, fits = meaning(line.description, line.heading)
        item = DeclaredItem(number, line.heading, line.description, line.net_kg * noise, likely=dict(likely), fits=fits)
        items.append(item)
    sight = Sight(Modality.CT, each.recognition)
    return Case(kind, each.split, each.seed, Declared(tuple(items)), sight, " ".join(each.truth.contraband))


def by_names(found: Sequence[Case], allowed: Tolerances | None = None) -> dict[str, dict[str, Any]]:
    """What the rows of kinds of goods say, by how the bag is declared."""
    limits = allowed or Tolerances()
    said: dict[str, list[tuple[str, bool]]] = {}
    for case in found:
        rows = [row for row in compare(case.declared, case.sight, limits)[0].rows if row.what in ROWS]
        own = next((row.verdict.value for row in rows if row.item is not None), SILENT)
        said.setdefault(case.kind, []).append((own, any(row.verdict in AGAINST for row in rows)))
    return {
        kind: {word: sum(own == word for own, _ in rows) for word in WORDS}
        | {"against": share_of(np.array([against for _, against in rows]))}
        for kind, rows in said.items()
    }


def by_threats(found: Sequence[Case]) -> dict[str, dict[str, Any]]:
    """In how many bags the networks name some threat that is not declared, however surely, by what the bags hide."""
    said: dict[str, list[bool]] = {HONEST: [], HIDDEN: []}
    for case in found:
        if case.kind in said:
            part = Part.of(case.declared, case.sight)
            said[case.kind].append(any(unexpected(part, case.sight, label) for label in DECLARED_AS))
    return {kind: share_of(np.array(named, bool)) for kind, named in said.items()}


def by_naming(seen: Sequence[Scanned[Bag]]) -> dict[str, float]:
    """Means over bags, as the comparison reads them and packing material left out: the share of the mass that is named
    as harmless things, and how much of that is in the bag."""
    named, right = [], []
    for each in seen:
        found = [one for one in each.recognition.findings if one.mass_kg and is_named(one)]
        told = masses((one.label, one.mass_kg or 0.0) for one in found if is_harmless(one))
        packing = sum(one.mass_kg or 0.0 for one in found if one.label == PACKAGING)
        true = masses((thing.label, thing.mass_kg) for thing in each.truth.things)
        kg = sum(told.values())
        whole = (each.recognition.contents.kg if each.recognition.contents else 0.0) - packing
        named.append(kg / max(kg, whole, 1e-9))
        right.append(sum(min(mass, true[label]) for label, mass in told.items()) / max(kg, 1e-9))
    return {"named": round(float(np.mean(named)), 3), "right": round(float(np.mean(right)), 3)}


def masses(parts: Iterable[tuple[str, float]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for label, kg in parts:
        sums[label] += kg  # type: ignore[assignment]  # a Counter of kilogrammes
    return sums


def measured(split: str, bags: int, folder: Path, meaning: Meaning) -> dict[str, Any]:
    seeds = track(range(FIRST, FIRST + bags), f"bags ({split})")
    seen = list(scanned(BAGS, split, seeds, folder))
    found = list(cases(seen, meaning))
    weights = shipped(Modality.CT)
    results: dict[str, Any] = {"verdicts, no score": by_rules(found)}
    results["verdicts, names not heard"] = by_rules(found, UNHEARD)
    scored, right, _ = by_weights(found, weights, BY_CT)
    silent, *_ = by_weights(found, weights, BY_CT, UNHEARD)
    results |= scored | {f"{way}, names not heard": got for way, got in silent.items() if way != "text only"}
    return {
        "split": split,
        "bags": len(seen),
        "declarations": len(found),
        "naming": by_naming(seen),
        "results": results,
        "calibration": right,
        "names": by_names(found),
        "names, half": by_names(found, HALF),
        "threats": by_threats(found),
        "margins": margins(found, weights),
        "kinds": kinds_of(found),
    }


def main(bags: int = USUAL, splits: Sequence[str] = SPLITS[:1], folder: Path = KEPT) -> dict[str, Any]:
    meaning, told = read_descriptions(), []
    for split in splits:
        got = measured(split, bags, folder, meaning)
        _print(got)
        told.append(got | {"margins": {way: margin.plain() for way, margin in got["margins"].items()}})
    weights = shipped(Modality.CT)
    print(f"Weights {weights.name} {weights.version}, learned on other bags; recogniser {recogniser()}.")
    return {
        "claim": "false declarations of bags in CT caught at 5 % false alarms",
        "data": f"{DATA} {', '.join(splits)}",
        "weights": f"{weights.name} {weights.version}",
        "recogniser": recogniser(),
        "results": told,
    }


def _print(got: dict[str, Any]) -> None:
    print(f"Data: {DATA} {got['split']}, {got['bags']} bags, {got['declarations']} declarations of them.")
    print_caught(got["results"], got["calibration"], got["kinds"])
    print_margins(got["margins"], "bags")
    table = Table("declared", *WORDS, "a row against it", title="What the names of things say of the goods item")
    for kind, row in got["names"].items():
        table.add_row(kind, *(str(row[word]) for word in WORDS), _share(row["against"]))
    Console(width=170).print(table)
    named, right = (100 * got["naming"][each] for each in ("named", "right"))
    print(f"Named as harmless things: {named:.0f} % of a bag's mass, {right:.0f} % of that rightly.")
    against = (f"{kind} {_share(got['names, half'][kind]['against'])}" for kind in (HONEST, COMMODITY))
    print(f"A row against it, were half an item's share asked for and not a quarter: {', '.join(against)}.")
    threats = (f"{kind} {_share(share)}" for kind, share in got["threats"].items())
    print(f"Bags in which some threat is named that is not declared: {', '.join(threats)}.")


def _share(share: dict[str, Any]) -> str:
    if share["share"] is None:
        return "–"
    low, high = (100 * end for end in share["interval"])
    return f"{share['n'] * share['share']:.0f} of {share['n']}, {100 * share['share']:.0f} % ({low:.0f}–{high:.0f})"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bags", type=int, default=USUAL, help="of each split")
    parser.add_argument("--split", action="append", choices=SPLITS, help="may be repeated; evaluation if left out")
    parser.add_argument("--folder", type=Path, default=KEPT, help="keeps what was recognised")
    asked = parser.parse_args()
    main(asked.bags, asked.split or SPLITS[:1], asked.folder)
