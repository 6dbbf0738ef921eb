"""How many simulated bags, parcels and mail an analyst would be called to, by what they hold; and at stricter limits.

    python -m benchmarks.ct.clean_bags --bags 100

Clean bags, bags in which nothing is controlled but the cells of honest devices, and bags that hide something. Those of
`tune` and `unseen` have set limits, those of `evaluation` none. A bag is stopped where a finding is of medium severity
or worse, as cards and policy's usual values have it. What was recognised is kept, as `benchmarks.declared.bags` keeps
it, and not recognised again.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.ct.measures import share_words
from benchmarks.declared.bags import BAGS, CELLS, DATA, FIRST, Bag
from benchmarks.declared.consignments import Scanned, recogniser, scanned
from benchmarks.declared.containers import KEPT
from customhouse.imaging.model import Recognition, Severity
from customhouse.imaging.model.grading import NOTICED, Suspicion

SPLITS = ("tune", "unseen", "evaluation")
USUAL = 60
STOPS = (Severity.MEDIUM, Severity.HIGH)
STRICTER = ((0.8, 0.5), (0.85, 0.6), (0.9, 0.7))  # of any threat, of a weapon; limits below the cards' own tell nothing
SHIPPED = "as shipped"
SETS = ("clean", "cells of devices alone", "something hidden")


def set_of(bag: Scanned[Bag]) -> str:
    hidden = bag.truth.contraband
    return SETS[0] if not hidden else SETS[1] if hidden == CELLS else SETS[2]


def is_stopped(seen: Recognition, limits: tuple[float, float] | None = None) -> bool:
    """As shipped, or where its likeliest threat or weapon reaches these limits."""
    if limits is None:
        return any(finding.severity in STOPS for finding in seen.findings)
    least = dict(zip((Suspicion.THREAT, Suspicion.WEAPON), limits, strict=True))
    held = (finding.held for finding in seen.findings if finding.severity in STOPS and finding.label not in NOTICED)
    return any(each is not None and each.of in least and each.probability >= least[each.of] for each in held)


def counted(bags: Sequence[Scanned[Bag]]) -> dict[str, dict[str, int]]:
    """Of each set: bags, and how many are stopped at which limits."""
    found: dict[str, dict[str, int]] = {}
    for name in SETS:
        own = [bag.recognition for bag in bags if set_of(bag) == name]
        stopped = {SHIPPED: sum(is_stopped(each) for each in own)}
        stopped |= {words(limits): sum(is_stopped(each, limits) for each in own) for limits in STRICTER}
        found[name] = {"bags": len(own)} | stopped
    return found


def words(limits: tuple[float, float]) -> str:
    return f"{limits[0]:g}, weapons {limits[1]:g}"


def main(bags: int = USUAL, splits: Sequence[str] = SPLITS, folder: Path = KEPT) -> dict[str, Any]:
    heads = (SHIPPED, *(words(limits) for limits in STRICTER))
    table = Table("split", "bags that hold", "bags", *heads, title="Bags stopped (medium severity or worse), simulated")
    told: dict[str, Any] = {}
    for split in splits:
        seeds = track(range(FIRST, FIRST + bags), f"bags ({split})")
        told[split] = counted(list(scanned(BAGS, split, seeds, folder)))
        for name, row in told[split].items():
            table.add_row(split, name, str(row["bags"]), *(share_words(row[head], row["bags"]) for head in heads))
    Console(width=170).print(table)
    print(f"Data: {DATA}s {', '.join(splits)}, seeds {FIRST} to {FIRST + bags - 1}. Recogniser {recogniser()}.")
    return {"claim": "bags that an analyst is called to", "data": f"{DATA}s {', '.join(splits)}", "results": told}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bags", type=int, default=USUAL, help="of each split")
    parser.add_argument("--split", action="append", choices=SPLITS, help="may be repeated; all if left out")
    parser.add_argument("--folder", type=Path, default=KEPT, help="keeps what was recognised")
    asked = parser.parse_args()
    main(asked.bags, asked.split or SPLITS, asked.folder)
