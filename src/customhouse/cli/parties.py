"""`customhouse parties`: who a name may be, and the lists it is looked up in."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from customhouse.cli.opening import opened
from customhouse.cli.speaking import DISAGREES, UNREADABLE, console, errors, fail, plain_errors, print_json
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Invalid
from customhouse.policy.service import load
from customhouse.settings import Settings
from customhouse.watchlists.asking import Questions, check
from customhouse.watchlists.lists import Lists, Source
from customhouse.watchlists.model import Asked, Entry, HitLevel, Listed, Match
from customhouse.watchlists.names.model import Kind
from customhouse.watchlists.screening import judged, queries_of
from customhouse.watchlists.search.building import build
from customhouse.watchlists.shelf import Shelf
from customhouse.watchlists.taking import Taken, take

app = typer.Typer(help="Names and watch-lists.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
ListFile = Annotated[Path, typer.Argument(help="The list, as its publisher wrote it.")]
Format = Annotated[str, typer.Option("--format", help="csv, ftm, ofac, un or eu; told by the file itself if left out.")]
ACTOR = "system:cli"


@app.command("import")
def import_list(
    file: ListFile,
    name: Annotated[
        str, typer.Option("--list", help="The list's name here, such as un-sc; a new edition replaces it.")
    ],
    form: Format = "",
    as_json: AsJson = False,
) -> None:
    """Take a list in, or a new edition of it. What cannot be read is kept aside with its reason.

    The edition before counts until all is in. Exit codes: 0 taken · 4 the file cannot be read, and nothing has changed.
    """
    with plain_errors(), opened(Settings()) as database, _bar(as_json) as progress:
        found = _opened_list(file, form)
        task = progress.add_task(f"Reading {file.name}", total=found.size)
        source = Source(name, found.format, found.sha256, file.name, found.version)
        items = found.items(lambda at: progress.update(task, completed=at))
        with _unreadable(file):
            taken = take(database, ACTOR, source, items)
        progress.update(task, completed=found.size)
        _drop_past(database)
        with database.read(ACTOR) as tx:
            faults = Lists().faults(tx, taken.edition_id)[:20]
    told = {"list": name, "format": found.format, "sha256": found.sha256, **vars(taken.count)}
    if as_json:
        print_json({**told, "first_faults": [vars(fault) for fault in faults]})
        return
    console.print(_said(name, taken))
    for fault in faults:
        console.print(f"  ✗ {fault.place}: {fault.message}", markup=False, highlight=False, soft_wrap=True)


def _opened_list(file: Path, form: str = "") -> Any:
    # The readers of formats are loaded by these commands alone.
    from customhouse.adapters.watchlists import open_list  # noqa: PLC0415 - as said above

    with _unreadable(file):
        return open_list(file, form)


@contextmanager
def _unreadable(file: Path) -> Iterator[None]:
    try:
        yield
    except Invalid as why:
        if any(problem.field == "file" for problem in why.problems):
            fail(f"{file}: {'; '.join(problem.message for problem in why.problems)}", UNREADABLE)
        raise


def _said(name: str, taken: Taken) -> str:
    count = taken.count
    return f"{name}: {count.entries} entries with {count.names} names taken, {count.faults} could not be read."


def _drop_past(database: Database) -> None:
    while True:
        with database.begin(ACTOR) as tx:
            if not Lists().drop_past(tx):
                return


def _bar(quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=errors, disable=quiet or not errors.is_terminal)


@app.command("lists")
def show_lists(as_json: AsJson = False) -> None:
    """List the editions that count now."""
    with plain_errors(), opened(Settings()) as database, database.read(ACTOR) as tx:
        found = Lists().editions(tx)
    if as_json:
        print_json([vars(edition) for edition in found])
        return
    if not found:
        console.print("There are no lists yet: customhouse parties import FILE --list NAME")
        return
    table = Table("list", "edition", "format", "entries", "names", "unread", "taken in", "SHA-256")
    for each in found:
        counts = (str(each.entries), str(each.names), str(each.faults))
        table.add_row(each.name, each.version, each.format, *counts, f"{each.imported_at:%Y-%m-%d}", each.sha256[:12])
    console.print(table)


@app.command()
def screen(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    name: Annotated[str, typer.Argument(help="A name, in any script.")],
    kind: Annotated[Kind | None, typer.Option("--type", help="Person and company, if left out.")] = None,
    country: Annotated[str, typer.Option(help="ISO 3166 code of two letters.")] = "",
    born: Annotated[str, typer.Option(help="YYYY, YYYY-MM or YYYY-MM-DD.")] = "",
    imo: Annotated[str, typer.Option(help="IMO number of a ship.")] = "",
    file: Annotated[Path | None, typer.Option("--list", help="A file to look in, not the database.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say who a name may be, and why. Exit codes: 0 nobody · 3 a hit · 4 the list cannot be read."""
    kinds = (kind,) if kind else (Kind.PERSON, Kind.COMPANY, *((Kind.VESSEL,) if imo else ()))
    asked = Asked("asked", name.strip(), kinds, country=country.upper(), born=born, imo=imo)
    with plain_errors():
        settings = Settings()
        told = _asked_of_file(settings, file, asked) if file else _asked_of_database(settings, asked)
    if as_json:
        print_json([_plain(match, level) for match, level in told])
    else:
        _show(told)
    raise typer.Exit(DISAGREES if told else 0)


def _asked_of_database(settings: Settings, asked: Asked) -> list[tuple[Match, HitLevel]]:
    questions = Questions(load(settings.country_folder / "policy"), Shelf(settings.data / "watchlists"))
    with opened(settings) as database, database.read(ACTOR) as tx:
        check(asked)
        with console.status("Making the lists ready for searching…"):
            questions.shelf.renew(tx)
        return questions.ask(tx, asked)


def _asked_of_file(settings: Settings, file: Path, asked: Asked) -> list[tuple[Match, HitLevel]]:
    """The same without a database: the file is read and indexed for this one question."""
    check(asked)
    found = _opened_list(file)
    with _unreadable(file):
        entries = [item for item in found.items() if isinstance(item, Entry)]
    listed = [Listed(at, file.name, "", found.version, entry) for at, entry in enumerate(entries)]
    index = build(((each.number, each.entry) for each in listed), "")
    numbers = index.search(queries_of(asked), asked.imo, asked.registration)
    matches = [match for number in numbers if (match := judged(asked, listed[number]))]
    questions = Questions(load(settings.country_folder / "policy"), Shelf())
    with closing(Database("sqlite://")) as database, database.read(ACTOR) as tx:
        return questions.among(tx, asked, matches)


def _plain(match: Match, level: HitLevel) -> dict[str, Any]:
    listed = match.listed
    return {
        "list": listed.list_name,
        "version": listed.version,
        "entry_id": listed.entry.source_id,
        "kind": match.kind.value,
        "score": match.score,
        "level": level.value,
        "matched": match.matched,
        **match.explanation,
    }


def _show(told: list[tuple[Match, HitLevel]]) -> None:
    if not told:
        console.print("Nobody on the lists has a name like this.")
        return
    table = Table("score", "level", "name on the list", "list", "which words agree", "for and against")
    for match, level in told:
        pairs = "\n".join(
            f"{' '.join(pair['query'])} = {' '.join(pair['entry'])} ({pair['how']})"
            for pair in match.explanation["pairs"]
        )
        facts = "\n".join(
            f"{'+' if fact['bearing'] == 'supports' else '-'} {fact['name']}: {fact['query']} / {fact['entry']}"
            for fact in match.explanation["facts"]
        )
        where = f"{match.listed.list_name} {match.listed.version}\n{match.listed.entry.source_id}"
        table.add_row(f"{match.score:.2f}", level.value, match.matched, where, pairs, facts)
    console.print(table)
