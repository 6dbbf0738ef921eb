"""What `customhouse data` tells: tables and sentences for people, plain values for programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from customhouse.cli.speaking import console, errors
from customhouse.sourcing.manifest import commands_for
from customhouse.sourcing.model import Import, Source, Standing


@dataclass(frozen=True)
class Outcome:
    """What became of one file: an import, or why it is none."""

    source: Source
    path: Path
    taken: Import | None = None
    refused: str = ""
    problems: Sequence[str] = ()
    others: Sequence[Path] = ()


def cells(each: Standing) -> tuple[str, ...]:
    source, now = each.source, each.in_force
    feeds = ", ".join(source.feeds)
    about = f"[bold]{source.id}[/]\n{escape(source.title)}\n[dim]{escape(source.licence)} · {feeds}[/]"
    if now is None:
        return (about, source.edition, "", "lacking")
    aside = f"\n[dim]{now.quarantined:,} aside[/]" if now.quarantined else ""
    return (about, _edition(source, now), f"{now.taken:,}{aside}", f"{now.imported_at:%Y-%m-%d}")


def _edition(source: Source, now: Import | None) -> str:
    return source.edition if now is None or now.is_known_edition else f"not {source.edition}: {now.sha256[:12]}"


def say_got(answer: dict[str, Any]) -> None:
    if answer["refused"]:
        line = f"✗ {answer['source']}: {answer['refused']}"
    elif answer["file"]:
        changed = (
            "" if answer["known_edition"] else ": another edition than the known one; import with --accept-changed"
        )
        line = f"✓ {answer['source']}: {answer['file']}{changed}"
    else:
        how = " ".join(filter(None, (answer["obtain"], f"Its publisher presents it at {answer['address']}.")))
        line = f"· {answer['source']}: there is no plain file to fetch. {how} Then: {answer['commands'][-1]}"
    console.print(line, markup=False, highlight=False, soft_wrap=True)


def say_imported(outcomes: Sequence[Outcome]) -> None:
    table = Table("source", "file", "rows taken", "quarantine", "edition")
    for each in outcomes:
        if each.taken:
            counts = (f"{each.taken.taken:,}", f"{each.taken.quarantined:,}", _edition(each.source, each.taken))
            table.add_row(each.source.id, escape(each.path.name), *counts)
    if table.rows:
        console.print(table)
    for each in outcomes:
        _remark(each)


def _remark(each: Outcome) -> None:
    if each.taken and each.taken.quarantined:
        line = f"Why rows of {each.source.id} were not taken: customhouse data quarantine {each.source.id}"
        console.print(line, highlight=False, soft_wrap=True)
    if each.others:
        left = ", ".join(map(str, each.others))
        errors.print(f"of {each.source.id} was not taken: {left}", markup=False, soft_wrap=True)
    if each.refused:
        errors.print(f"✗ {each.source.id}: {each.refused}", markup=False, highlight=False, soft_wrap=True)
        for problem in each.problems:
            errors.print(f"    {problem}", markup=False, highlight=False, soft_wrap=True)


def plain(each: Standing) -> dict[str, Any]:
    return {
        "source": _plain_source(each.source),
        "in_force": plain_import(each.in_force) if each.in_force else None,
        "commands": list(commands_for(each.source)),
    }


def _plain_source(source: Source) -> dict[str, Any]:
    return {name: getattr(source, name) for name in source.__dataclass_fields__}


def plain_import(one: Import) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in one.__dataclass_fields__ if name != "source"}
    return {"source": one.source.id, **plain, "is_known_edition": one.is_known_edition}


def plain_outcome(each: Outcome) -> dict[str, Any]:
    imported = plain_import(each.taken) if each.taken else None
    about = {"source": each.source.id, "path": str(each.path), "import": imported}
    return about | {"refused": each.refused, "problems": list(each.problems), "others": list(map(str, each.others))}
