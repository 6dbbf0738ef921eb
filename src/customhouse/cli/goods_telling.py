"""How `customhouse goods` tells what it found: for people, for programs, and as the rows of a table."""

import csv
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from customhouse.commodities.asking import FitAnswer, ReadAnswer
from customhouse.commodities.language.model import Candidate, Evidence, Vagueness
from customhouse.commodities.looking_api import appearance_out
from customhouse.commodities.model import Commodity
from customhouse.kernel.likelihood import in_words

Paths = Mapping[str, Sequence[Commodity]]


def plain_reading(found: ReadAnswer) -> dict[str, Any]:
    reading = found.reading
    levels = {"chapters": reading.chapters, "headings": reading.headings, "subheadings": reading.subheadings}
    question = reading.question
    return {
        "text": found.item.text,
        "sure_level": reading.sure_level,
        **{name: [_candidate(each, found.paths) for each in some] for name, some in levels.items()},
        "question": {"attribute": question.attribute, "answers": dict(question.answers)} if question else None,
        "vagueness": _vagueness(found.vagueness),
    }


def plain_fit(found: FitAnswer) -> dict[str, Any]:
    fit = found.fit
    return {
        "text": found.item.text,
        "code": fit.code,
        "path": [vars(step) for step in found.paths[fit.code]],
        "score": fit.score,
        "verdict": fit.verdict,
        "speaks_for": [_evidence(each) for each in fit.speaks_for],
        "rather": [_candidate(each, found.paths) for each in fit.rather],
        "conflicts": [
            {"attribute": each.attribute, "said": each.said, "of_code": each.of_code} for each in fit.conflicts
        ],
        "vagueness": _vagueness(found.vagueness),
    }


def plain_appearance(code: str) -> dict[str, Any]:
    """Raises `NotFound` where nothing is known of such goods."""
    return appearance_out("".join(filter(str.isdigit, code))).model_dump(mode="json")


def say_reading(console: Console, found: ReadAnswer) -> None:
    reading = found.reading
    table = Table("", "code", "confidence", "what it is", "nearest text", title=escape(reading.text[:100]))
    for name, some in (
        ("subheading", reading.subheadings),
        ("heading", reading.headings),
        ("chapter", reading.chapters),
    ):
        for candidate in some[:3]:
            near = candidate.evidence[0].example if candidate.evidence else None
            said = escape(f"{near.text[:60]} ({near.source} {near.row})") if near else ""
            table.add_row(
                name, candidate.code, in_words(candidate.confidence), _words(candidate.code, found.paths), said
            )
            name = ""  # noqa: PLW2901 - told once for its group
    if reading.headings:
        console.print(table)
        sure = f"Sure enough at the level of the {reading.sure_level}." if reading.sure_level else "Not sure of any."
        console.print(sure)
    else:
        console.print(f"{reading.text[:100]!r}: cannot tell what this is.", markup=False)
    if reading.question:
        answers = " / ".join(reading.question.answers.values())
        console.print(f"One word would settle it ({reading.question.attribute}): {answers}?", markup=False)
    _say_vagueness(console, found.vagueness)


def say_fit(console: Console, found: FitAnswer) -> None:
    fit = found.fit
    console.print(f"{fit.verdict.value.replace('_', ' ')}: {found.item.text[:100]!r} as {fit.code}", markup=False)
    console.print(f"  {_words(fit.code, found.paths)}", soft_wrap=True)
    console.print(f"  that the heading is a right one: {in_words(fit.score)} ({fit.score:.0%})")
    for conflict in fit.conflicts:
        console.print(f"  {conflict.attribute}: it says {conflict.said}, the code {conflict.of_code}", markup=False)
    for candidate in fit.rather[:3]:
        words = _words(candidate.code, found.paths)
        console.print(f"  rather {candidate.code} ({in_words(candidate.confidence)}): {words}", soft_wrap=True)
    _say_vagueness(console, found.vagueness)


def say_appearance(console: Console, found: Mapping[str, Any]) -> None:
    density = found["density"]
    console.print(
        f"Goods of {found['code']} lie {density['low']:g} to {density['high']:g} g/cm³ dense, packed;", end=" "
    )
    console.print(f"usually {density['usual']:g}.")
    table = Table("material", "of the mass")
    for family, share in found["shares"].items():
        if share["high"] > 0:
            table.add_row(family.replace("_", " "), f"{share['low']:.0%} – {share['high']:.0%}")
    console.print(table)
    classes = ", ".join(f"{each['name']} {each['weight']:.0%}" for each in found["classes"])
    console.print(f"Travels as: {classes}. Packages: {', '.join(found['packing']) or 'none'}.", markup=False)
    for part in found["parts"]:
        console.print(f"From {part['code']} {part['goods']}: {part['reason']} ({part['source']})", markup=False)


def write_rows(stream: TextIO, found: Sequence[ReadAnswer | FitAnswer]) -> None:
    """CSV for a spreadsheet: the text as it came, and the best answer at each level or the verdict."""
    rows = [_fit_row(each) if isinstance(each, FitAnswer) else _reading_row(each) for each in found]
    writer = csv.DictWriter(stream, fieldnames=list(rows[0]) if rows else ["text"])
    writer.writeheader()
    writer.writerows(rows)


def _reading_row(found: ReadAnswer) -> dict[str, Any]:
    reading = found.reading
    row: dict[str, Any] = {"text": found.item.text, "sure_level": reading.sure_level or ""}
    for name, some in (
        ("chapter", reading.chapters),
        ("heading", reading.headings),
        ("subheading", reading.subheadings),
    ):
        row[name] = some[0].code if some else ""
        row[f"{name}_confidence"] = f"{some[0].confidence:.3f}" if some else ""
    return row | {"vague": _yes(found.vagueness.is_vague), "why_vague": _why(found.vagueness)}


def _fit_row(found: FitAnswer) -> dict[str, Any]:
    fit = found.fit
    rather = fit.rather[0] if fit.rather else None
    return {
        "text": found.item.text,
        "code": fit.code,
        "verdict": fit.verdict.value,
        "score": f"{fit.score:.3f}",
        "rather": rather.code if rather else "",
        "rather_confidence": f"{rather.confidence:.3f}" if rather else "",
        "conflicts": "; ".join(f"{each.said} / {each.of_code}" for each in fit.conflicts),
        "vague": _yes(found.vagueness.is_vague),
        "why_vague": _why(found.vagueness),
    }


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def _why(vagueness: Vagueness) -> str:
    return " ".join(reason.text for reason in vagueness.reasons)


def _say_vagueness(console: Console, vagueness: Vagueness) -> None:
    if vagueness.reasons:
        console.print(f"  {'vague: ' if vagueness.is_vague else ''}{_why(vagueness)}", markup=False, soft_wrap=True)
    if vagueness.missing:
        console.print(f"  missing: {', '.join(vagueness.missing)}", markup=False)


def _words(code: str, paths: Paths) -> str:
    return escape(" › ".join(step.text for step in paths.get(code, ()))) or "no such code in the nomenclature"


def _candidate(candidate: Candidate, paths: Paths) -> dict[str, Any]:
    return {
        "code": candidate.code,
        "confidence": candidate.confidence,
        "path": [vars(step) for step in paths[candidate.code]],
        "evidence": [_evidence(each) for each in candidate.evidence],
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    example = evidence.example
    return {
        "text": example.text,
        "code": example.code,
        "language": example.language,
        "kind": example.kind,
        "source": example.source,
        "row": example.row,
        "similarity": evidence.similarity,
    }


def _vagueness(vagueness: Vagueness) -> dict[str, Any]:
    return {
        "is_vague": vagueness.is_vague,
        "reasons": [vars(reason) for reason in vagueness.reasons],
        "missing": list(vagueness.missing),
    }
