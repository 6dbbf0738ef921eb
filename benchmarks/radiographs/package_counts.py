"""Packages counted in radiographs of containers against the number declared, honest and not.

Every container is declared truly and with its number of packages off by 20 and by 50 %, its mass left as it is. Beside
it the only way without an image: the declared mass over what such packages usually weigh (train split).
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.declared.consignments import NUMBER, numbered_scan_of
from benchmarks.goods.measures import Share
from customhouse.imaging.comparison import Sight, Tolerances
from customhouse.imaging.comparison.amounts.package_kinds import may_be
from customhouse.imaging.comparison.amounts.packages import packages, said_of
from customhouse.imaging.comparison.sight import Part
from customhouse.imaging.model import (
    Declared,
    DeclaredContainer,
    DeclaredItem,
    Modality,
    PackagesSeen,
    Recognition,
    Verdict,
)
from customhouse.imaging.physics.radiographs.examining import recognise
from simulators.scanner.loads.sample import drawn_scene, exposed
from simulators.scanner.loads.truth import Item, Truth, declare

DATA = "simulated: containers packed and scanned by our own simulators, 8 mm pixels, two views"
SPLITS = {
    "evaluation": "held-out packing styles, scanners and seeds",
    "unseen": "styles drawn anew as tuning never had them",
    "train": "styles that the limits were tuned on, other seeds",
}
TUNED_BELOW = 1000  # seeds of train and varied below this were looked at
FACTORS = (0.5, 0.8, 1.2, 1.5)
AGAINST = (Verdict.DOUBTFUL, Verdict.DISAGREES)
USUAL = (0.05, 0.95)  # quantiles of a package's mass that pass as usual
ANCHOR = "No published figures of counting packages in such images are known to set beside these."


@dataclass(frozen=True)
class Held:
    """One container: what is true of it, what is counted, and the verdict by factor on the number declared."""

    truth: Truth
    seen: PackagesSeen | None
    verdicts: dict[float, Verdict | None]
    by_mass: dict[float, bool | None]

    @property
    def count(self) -> int:
        return sum(item.count or 0 for item in self.truth.items)


Usual = dict[tuple[str, str], tuple[float, float]]


def usual_masses(count: int) -> Usual:
    """What a package of goods of one class and one kind weighs, lowest and highest, in the train split."""
    masses: dict[tuple[str, str], list[float]] = {}
    for seed in track(range(1, count + 1), "usual masses"):
        for item in drawn_scene(seed, "train").truth().items:
            if item.count:
                masses.setdefault((item.code, item.kind), []).append(item.gross_kg / item.count)
    ends = {key: np.quantile(each, USUAL) for key, each in masses.items() if len(each) > 1}
    return {key: (float(low), float(high)) for key, (low, high) in ends.items()}


def held(split: str, seeds: Sequence[int], usual: Usual) -> Iterator[Held]:
    """Containers with goods in countable packages and nothing hidden, so that an honest declaration is a true one."""
    for seed in track(seeds, split):
        scene = drawn_scene(seed, split)
        truth = scene.truth()
        if truth.hidden or not truth.items or not all(item.count for item in truth.items):
            continue
        found = recognise(numbered_scan_of(exposed(scene)))
        items = declare(truth).items
        verdicts = {factor: _verdict(found, items, factor) for factor in (1.0, *FACTORS)}
        by_mass = {factor: _by_mass(items, factor, usual) for factor in (1.0, *FACTORS)}
        yield Held(truth, _seen(found, items), verdicts, by_mass)


def _said(items: Sequence[Item], factor: float) -> Declared:
    told = [
        DeclaredItem(
            number, item.hs, item.text, item.gross_kg, (NUMBER,),
            package_kind=item.kind, package_count=max(1, round((item.count or 0) * factor)),
        )
        for number, item in enumerate(items, 1)
    ]  # fmt: skip
    return Declared(tuple(told), (DeclaredContainer(NUMBER),))


def _verdict(found: Recognition, items: Sequence[Item], factor: float) -> Verdict | None:
    """None where the number declared is the true one after all, for it is so small."""
    said, sight = _said(items, factor), Sight(Modality.RADIOGRAPH, found, NUMBER)
    if factor != 1 and said == _said(items, 1.0):
        return None
    rows = packages(Part.of(said, sight), sight, Tolerances())
    return rows[0].verdict if rows else Verdict.CANNOT_TELL


def _seen(found: Recognition, items: Sequence[Item]) -> PackagesSeen | None:
    """What is counted for the kind declared, whatever number is declared: of the ways that fit a certain one, or the
    first. A comparison takes the one nearest to the number declared, which would be the true one here."""
    said = said_of(Part.of(_said(items, 1.0), Sight(Modality.RADIOGRAPH, found, NUMBER)))
    if said is None or said.kind is None:
        return None
    fitting = [each for each in found.packages or () if each.count is not None and may_be(each, said.kind, said.count)]
    return min(fitting, key=lambda each: not each.certain, default=None)


def _by_mass(items: Sequence[Item], factor: float, usual: Usual) -> bool | None:
    """Whether any item's packages weigh what such packages do not."""
    told = []
    for item in items:
        span = usual.get((item.code, item.kind))
        if span is not None:
            each = item.gross_kg / max(1, round((item.count or 0) * factor))
            told.append(not span[0] <= each <= span[1])
    return any(told) if told else None


def figures(found: Sequence[Held]) -> dict[str, Any]:
    counted = [each for each in found if each.seen is not None]
    off = [abs(each.seen.count / each.count - 1) for each in counted if each.seen is not None and each.seen.count]
    certain = [each for each in counted if each.seen is not None and each.seen.certain]
    rows: dict[str, Any] = {
        "containers": len(found),
        "counted": _share([each.seen is not None for each in found]),
        "exactly right, of those counted": _share([x == 0 for x in off]),
        "within 10 %": _share([x <= 0.1 for x in off]),
        "in the range": _share([_covers(each) for each in counted]),
        "certain": _share([each in certain for each in found]),
        "exactly right, of those certain": _share([each.seen.count == each.count for each in certain if each.seen]),
    }
    for verdicts, name in ((AGAINST, "doubtful or worse"), ((Verdict.DISAGREES,), "disagrees")):
        rows[f"honest, {name}"] = _share([each.verdicts[1.0] in verdicts for each in found])
    for factor in FACTORS:
        told = [each.verdicts[factor] in AGAINST for each in found if each.verdicts[factor] is not None]
        rows[f"{factor - 1:+.0%} declared, caught"] = _share(told)
        own = [each.verdicts[factor] in AGAINST for each in counted if each.verdicts[factor] is not None]
        rows[f"{factor - 1:+.0%} declared, caught of those counted"] = _share(own)
    for factor in (1.0, *FACTORS):
        spoken = [bool(each.by_mass[factor]) for each in found if each.verdicts[factor] is not None]
        name = "honest, doubtful" if factor == 1 else f"{factor - 1:+.0%} declared, caught"
        rows[f"baseline by mass: {name}"] = _share(spoken)
    return rows


def _covers(each: Held) -> bool:
    seen = each.seen
    return seen is not None and seen.low <= each.count <= (seen.high if seen.high is not None else each.count)


def _share(hits: Sequence[bool]) -> dict[str, Any]:
    share = Share(sum(hits), len(hits))
    return {"n": len(hits), "share": round(sum(hits) / len(hits), 3) if hits else None, "interval": share.interval}


def main(containers: int = 150, splits: Sequence[str] = tuple(SPLITS), first: int = 1) -> dict[str, Any]:
    usual = usual_masses(300)
    results: dict[str, Any] = {}
    for split in splits:
        start = first + (TUNED_BELOW if split in ("train", "varied") and first == 1 else 0)
        found = list(held(split, range(start, start + containers), usual))
        alone = [each for each in found if len(each.truth.items) == 1]
        results[split] = {"all": figures(found), "one goods item": figures(alone), "kinds": _kinds(alone)}
    _print(results)
    print(f"Data: {DATA}. Shares with 95 % intervals. {ANCHOR}")
    return {"claim": "packages counted against the number declared", "data": DATA, "results": results}


def _kinds(found: Sequence[Held]) -> dict[str, Any]:
    kinds = sorted({each.truth.items[0].kind for each in found})
    told = {}
    for kind in kinds:
        own = [each for each in found if each.truth.items[0].kind == kind]
        got = figures(own)
        told[kind] = {name: got[name] for name in ("counted", "exactly right, of those counted", "in the range")}
    return told


def _print(results: dict[str, Any]) -> None:
    console = Console(width=150)
    for split, told in results.items():
        table = Table(
            "",
            "all loads",
            "one goods item",
            title=f"Packages counted, simulated: {split} ({SPLITS.get(split, 'tuned on')})",
        )
        for name in told["all"]:
            table.add_row(name, *(_cell(told[which][name]) for which in ("all", "one goods item")))
        console.print(table)
        kinds = Table("kind of package", "counted", "exactly right", "in the range")
        for kind, got in told["kinds"].items():
            kinds.add_row(kind, *(_cell(each) for each in got.values()))
        console.print(kinds)


def _cell(share: Any) -> str:
    if isinstance(share, int):
        return str(share)
    if share["share"] is None:
        return "–"
    low, high = share["interval"]
    return f"{100 * share['share']:.0f} % ({100 * low:.0f}–{100 * high:.0f}), {share['n']}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--containers", type=int, default=150, help="drawn of each split; those not countable are left out"
    )
    parser.add_argument("--splits", nargs="+", default=list(SPLITS))
    parser.add_argument("--first", type=int, default=1, help="seed to begin with")
    asked = parser.parse_args()
    main(asked.containers, asked.splits, asked.first)
