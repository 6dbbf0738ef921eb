"""Tables of single objects: threats among them, and whether what is of no class is told from what is."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.ct.measures import Record, auroc, detected, share_words, threshold_at, worst

WHOLE = 0.3  # share of the largest candidate's voxels from which one is the thing and no fragment of it
LIKE = 0.3  # intersection over union from which a candidate shows what a thing is
UNKNOWN = "unknown"


def singles(console: Console, objects: Sequence[Record], second: Sequence[Record]) -> dict[str, Any]:
    """A loose object is a threat if anything in its volume is suspected, fragments of it too; and if it as a whole is.

    `second`: as the second network alone says.
    """
    said = _table(console, "any candidate", objects, second)
    wholes = [[_whole(each) for each in own] for own in (objects, second)]
    return said | {"whole": _table(console, "the whole thing", *wholes)}


def _table(console: Console, by: str, objects: Sequence[Record], second: Sequence[Record]) -> dict[str, Any]:
    said, alone = _single(objects), _single(second)
    table = Table(f"single objects by {by} (simulated)", "value", "second network alone", "target")
    for key, words, of, target in (
        ("found", "threats found at ≤ 1.5 % false alarms", "threats", "≥ 98 %"),
        ("stopped", "harmless ones suspected", "clean", "≤ 1.5 %"),
        ("named", "threats rightly named", "threats", ""),
    ):
        table.add_row(words, *(share_words(each[key], each[of]) for each in (said, alone)), target)
    areas = [auroc(*_worst_of(each)) for each in (objects, second)]
    table.add_row("AUROC threat against harmless", *(area.words for area in areas), "")
    console.print(table)
    said |= {"auroc": areas[0].value, "auroc_interval": areas[0].said}
    return said | {"second": alone | {"auroc": areas[1].said}}


def _whole(record: Record) -> Record:
    """With its large candidates alone: what a scanner of single things would ask of."""
    largest = max((each["voxels"] for each in record["found"]), default=0)
    return record | {"found": [each for each in record["found"] if each["voxels"] >= WHOLE * largest]}


def _worst_of(objects: Sequence[Record]) -> tuple[list[float], list[float]]:
    """Of threats, and of harmless things."""
    threats = [worst(record["found"]) for record in objects if record["things"]]
    return threats, [worst(record["found"]) for record in objects if not record["things"]]


def _single(objects: Sequence[Record]) -> dict[str, Any]:
    threats, clean = _worst_of(objects)
    threshold = threshold_at(clean, 0.015)
    hits, stopped = (sum(each >= threshold for each in own) for own in (threats, clean))
    named = sum(any(name for _, _, name in detected(record, threshold)) for record in objects)
    return {"found": hits, "named": named, "threats": len(threats), "clean": len(clean), "stopped": stopped}


def strangers(
    console: Console, unknown: Sequence[Record], familiar: Sequence[Record], held_out: Sequence[Record]
) -> dict[str, Any]:
    """By how far the candidate that is likest to the thing lies from all that was learned, as the shipped network says.

    `familiar` are things of forms that training had, `held_out` those of known classes in forms that it never had.
    """
    away = [_distances(own) for own in (unknown, familiar, held_out)]
    called = [_called(own) for own in (unknown, familiar, held_out)]
    table = Table("against", "AUROC", "things", "called unknown, they and the strangers", "target")
    table.title = f"Unknown objects in CT: single things of no class learned, {len(away[0])} of them (simulated)"
    said: dict[str, Any] = {"count": len(away[0]), "made": len(unknown), "called_unknown": called[0]}
    names = (("familiar", "known classes, forms that training had"), ("held_out", "known classes, forms never met"))
    for (key, words), others, shares in zip(names, away[1:], called[1:], strict=True):
        area = auroc(away[0], others)
        said[key] = {"auroc": area.value, **area.said, "count": len(others), "called_unknown": shares}
        both = f"{share_words(*shares)}; {share_words(*called[0])}"
        table.add_row(words, area.words, str(len(others)), both, "≥ 0.85" if key == "familiar" else "")
    console.print(table)
    return said


def _shown(records: Sequence[Record]) -> list[Record]:
    return [record["own"] for record in records if record["own"]["like"] >= LIKE]


def _distances(records: Sequence[Record]) -> list[float]:
    return [own["distance"] for own in _shown(records)]


def _called(records: Sequence[Record]) -> tuple[int, int]:
    own = _shown(records)
    return sum(each["label"] == UNKNOWN for each in own), len(own)
