"""`customhouse goods`: what a description can mean, whether it fits a code, and what goods of a code look like."""

import csv
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from customhouse.app.goods_index import indexed, prepare_here
from customhouse.cli.goods_telling import (
    plain_appearance,
    plain_fit,
    plain_reading,
    say_appearance,
    say_fit,
    say_reading,
    write_rows,
)
from customhouse.cli.speaking import DISAGREES, UNREADABLE, console, errors, fail, plain_errors, print_json
from customhouse.commodities.asking import Bench, FitAnswer, Item, ReadAnswer
from customhouse.commodities.language.model import FitVerdict
from customhouse.settings import Settings

app = typer.Typer(help="Descriptions of goods: candidates, fit, expected appearance.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
From = Annotated[
    Path | None,
    typer.Option("--from", help="Folder with files of reference sources, read instead of what the site imported."),
]
File = Annotated[
    Path | None,
    typer.Option("--file", help="CSV with a column text (for check also code), or - for the input stream."),
]
AT_ONCE = 32
MOST_ROWS = 200_000


@app.command()
def classify(
    texts: Annotated[list[str] | None, typer.Argument(help="Descriptions, each in quotes.")] = None,
    file: File = None,
    source: From = None,
    limit: Annotated[int, typer.Option(help="Candidates at each level.", min=1, max=10)] = 5,
    as_json: AsJson = False,
) -> None:
    """Say which goods a description can mean: candidates with confidence, path and evidence.

    With --file the answer is CSV, one row for each of the file's.
    """
    with plain_errors():
        items = _items(texts, file, code=None)
        bench, found = _bench(source), list[ReadAnswer]()
        with _bar("classify", len(items)) as step:
            for some in _batches(items):
                found += bench.classify(some, limit)
                step(len(some))
    if as_json:
        print_json([plain_reading(each) for each in found])
    elif file is not None:
        write_rows(sys.stdout, found)
    else:
        for each in found:
            say_reading(console, each)


@app.command()
def check(
    texts: Annotated[list[str] | None, typer.Argument(help="Descriptions, each in quotes.")] = None,
    code: Annotated[str | None, typer.Option(help="The code declared: 6, 8 or 10 digits.")] = None,
    file: File = None,
    source: From = None,
    as_json: AsJson = False,
) -> None:
    """Say whether a description fits a code, and what it means rather.

    Exit codes: 0 nothing speaks against it · 3 a description does not fit its code.
    """
    with plain_errors():
        items = _items(texts, file, code=code)
        if any(not item.code for item in items):
            fail("name the code with --code, or give the file a column code", 2)
        bench, found = _bench(source), list[FitAnswer]()
        with _bar("check", len(items)) as step:
            for item in items:
                found.append(bench.check(item))
                step(1)
    if as_json:
        print_json([plain_fit(each) for each in found])
    elif file is not None:
        write_rows(sys.stdout, found)
    else:
        for each in found:
            say_fit(console, each)
    if any(each.fit.verdict is FitVerdict.DOES_NOT_FIT for each in found):
        raise typer.Exit(DISAGREES)


@app.command()
def appearance(
    code: Annotated[str, typer.Argument(help="A chapter, heading or code.")], as_json: AsJson = False
) -> None:
    """Say what goods of a code should look like on a scan. No server is needed."""
    with plain_errors():
        found = plain_appearance(code)
    if as_json:
        print_json(found)
    else:
        say_appearance(console, found)


@app.command()
def prepare(as_json: AsJson = False) -> None:
    """Build the index of goods descriptions that the server would prepare, ahead of its start; again is harmless."""
    with plain_errors(), _preparing() as progress:
        made = prepare_here(Settings(), progress)
    if as_json:
        print_json(vars(made) | {"seen": None})
    else:
        counted = ", ".join(f"{name} {count:,}" for name, count in made.sources.items())
        console.print(f"The index stands: {counted}; {made.embedding or 'words alone, no embedding'}.", highlight=False)


def _bench(source: Path | None) -> Bench:
    """The index of this site, or one of the files of a folder; prepared first where it is not there yet."""
    with _preparing() as progress:
        bench = indexed(Settings(), source, progress)
    if bench.is_bare:
        errors.print("No reference data is imported: answers rest on the installed nomenclature and trade names alone.")
    return bench


def _items(texts: Sequence[str] | None, file: Path | None, *, code: str | None) -> list[Item]:
    if bool(texts) == (file is not None):
        fail("give either descriptions or --file", 2)
    if texts:
        return [Item(text, code or "") for text in texts]
    assert file is not None  # noqa: S101 - for the type checker: one of the two is given
    try:
        return _rows(file, code)
    except (UnicodeDecodeError, csv.Error) as error:
        fail(f"{file} cannot be read as CSV in UTF-8: {error}", UNREADABLE)


def _rows(file: Path, code: str | None) -> list[Item]:
    opened = sys.stdin if str(file) == "-" else file.open(encoding="utf-8-sig", newline="")
    with opened as stream:
        rows = csv.DictReader(stream)
        if "text" not in (rows.fieldnames or ()):
            fail(f"{file} has no column text: its first line must name the columns", UNREADABLE)
        items = [Item(row["text"] or "", (code or row.get("code") or "").strip()) for row in rows]
    if len(items) > MOST_ROWS:
        fail(f"{file} has {len(items):,} rows: give at most {MOST_ROWS:,} at once", UNREADABLE)
    return items


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


@contextmanager
def _bar(name: str, total: int) -> Iterator[Callable[[float], None]]:
    """On the error stream, where a person sees it and no program reads it; it is called with what is done more."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True) as bars:
        task = bars.add_task(name, total=total)
        yield lambda more: bars.advance(task, more)


@contextmanager
def _preparing() -> Iterator[Callable[[float], None]]:
    """A bar that is told how far it is in all, from 0 to 1."""
    with _bar("prepare the index", 1) as step:
        told = 0.0

        def progress(share: float) -> None:
            nonlocal told
            step(share - told)
            told = share

        yield progress
        progress(1.0)
