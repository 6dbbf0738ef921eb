"""The table of how detection falls as a scanner gets further from those that the networks learned from."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.ct.curves import CURVES
from benchmarks.ct.measures import Record, auroc, share_words


def scanners(console: Console, bags: Sequence[Record]) -> dict[str, Any]:
    """Of each level: threats found and clean bags stopped as shipped, and how well bags are told apart."""
    headings = ("level", "threats found as shipped", "clean bags stopped", "AUROC of bags")
    table = Table("scanner", *headings, title=f"Other scanners: the same {len(bags)} bags at each level (simulated)")
    said: dict[str, Any] = {"bags": len(bags), "curves": {}, "others": {}}
    if not bags:
        return said
    said["usual"] = _at(bags, [bag["usual"] for bag in bags])
    table.add_row("as scanned", "", *_cells(said["usual"]))
    for curve in CURVES:
        points = said["curves"][curve.name] = [[curve.usual, said["usual"]]] if curve.usual is not None else []
        for number, level in enumerate(curve.levels):
            points.append([level, _at(bags, [bag["curves"][curve.name][number][1] for bag in bags])])
            table.add_row(f"{curve.name}, {curve.unit}", f"{level:g}", *_cells(points[-1][1]))
        points.sort(key=lambda point: point[0])
    for name in bags[0]["others"]:
        said["others"][name] = _at(bags, [bag["others"][name] for bag in bags])
        table.add_row(name, "", *_cells(said["others"][name]))
    console.print(table)
    return said


def _at(bags: Sequence[Record], seen: Sequence[Record]) -> dict[str, Any]:
    """Stopped is what is raised as shipped, a weapon by its own limit too; the curve is of the sum of all threats."""
    both = list(zip(bags, seen, strict=True))
    hits = [thing["instance"] in own["at"] for bag, own in both for thing in bag["things"]]
    clean = [own for bag, own in both if not bag["things"]]
    area = auroc([own["worst"] for bag, own in both if bag["things"]], [own["worst"] for own in clean])
    counts = {"found": sum(hits), "count": len(hits)}
    counts |= {"stopped": sum(own["raised"] for own in clean), "clean": len(clean)}
    return counts | {"auroc": area.value, "auroc_low": area.low, "auroc_high": area.high}


def _cells(at: dict[str, Any]) -> tuple[str, str, str]:
    area = f"{at['auroc']:.3f} ({at['auroc_low']:.2f}–{at['auroc_high']:.2f})"
    return share_words(at["found"], at["count"]), share_words(at["stopped"], at["clean"]), area
