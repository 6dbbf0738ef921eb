"""`customhouse data`: reference data of others: what is known, what is in force, bringing it and taking it back."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.adapters.reference_data.fetching import fetch
from customhouse.app.texts import sourcing_of
from customhouse.cli.opening import opened
from customhouse.cli.reference_telling import Outcome, cells, plain, plain_import, plain_outcome, say_got, say_imported
from customhouse.cli.speaking import FAILED, console, errors, fail, plain_errors, print_json
from customhouse.kernel.database import Database
from customhouse.kernel.errors import HouseError, Invalid
from customhouse.settings import Settings
from customhouse.sourcing.finding import Found, files_below
from customhouse.sourcing.intake import MAX_FILE
from customhouse.sourcing.manifest import commands_for
from customhouse.sourcing.model import RowFault, Source
from customhouse.sourcing.service import Sourcing

app = typer.Typer(help="Reference data of others: tariffs, labelled texts, lists.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
Sources = Annotated[list[str] | None, typer.Argument(help="Ids of sources; all where none is named.")]
ACTOR = "system:cli"


@app.command("list")
def list_sources(as_json: AsJson = False) -> None:
    """List the sources: what is in force, what is lacking, and what brings it."""
    with plain_errors():
        settings = Settings()
        sourcing = _sourcing(settings)
        with opened(settings) as database, database.read(ACTOR) as tx:
            standings, stamp = sourcing.standings(tx), sourcing.stamp(tx)
    if as_json:
        print_json({"stamp": stamp, "items": [plain(each) for each in standings]})
        return
    rows = Column("rows", justify="right", no_wrap=True)
    table = Table("source", "edition", rows, Column("in force", no_wrap=True), show_lines=True)
    for each in standings:
        table.add_row(*cells(each))
    console.print(table)
    lacking = [each.source for each in standings if each.in_force is None]
    if len(lacking) == len(standings):
        console.print("Nothing is imported: the product works on the installed nomenclature and trade names alone.")
    if lacking:
        console.print(f"Lacking: {', '.join(source.id for source in lacking)}.", highlight=False)
        console.print("`customhouse data get SOURCE` fetches one, or says where a person gets it.", highlight=False)


@app.command()
def get(
    sources: Sources = None,
    into: Annotated[Path, typer.Option(help="Folder the files go to.")] = Path("reference-data"),
    as_json: AsJson = False,
) -> None:
    """Fetch the files of sources from their publishers, where they lie there as plain files; else say how to get them.

    No database is needed: fetch on a machine that has the Internet, and import where the product runs.
    """
    with plain_errors():
        sourcing = _sourcing(Settings())
        wanted = _wanted(sourcing, sources)
        if any(source.download for source in wanted):
            into.mkdir(parents=True, exist_ok=True)
        with _bars() as bar:
            answers = [_get(source, into, bar(source.id)) for source in wanted]
    if as_json:
        print_json(answers)
    else:
        for answer in answers:
            say_got(answer)
        if any(answer["file"] for answer in answers):
            console.print(f"Import them with: customhouse data import --from {into}", markup=False, soft_wrap=True)
    if any(answer["refused"] or (sources and not answer["file"]) for answer in answers):
        raise typer.Exit(FAILED)


@app.command("import")
def import_sources(
    sources: Sources = None,
    folder: Annotated[
        Path,
        typer.Option("--from", help="Folder with the files, anywhere below it; or the file of the one source named."),
    ] = Path(),
    accept_changed: Annotated[
        bool, typer.Option("--accept-changed", help="Also take files of other editions than the known ones.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take files of known sources into the site's own store; rows that break a source's contract go into quarantine."""
    with plain_errors():
        settings = Settings()
        sourcing = _sourcing(settings)
        found = _found(folder, _wanted(sourcing, sources))
        with opened(settings) as database, _bars() as bar:
            outcomes = [_import(sourcing, database, each, bar(each.source.id), accept_changed) for each in found]
    if as_json:
        print_json([plain_outcome(each) for each in outcomes])
    else:
        say_imported(outcomes)
    if any(each.refused for each in outcomes):
        raise typer.Exit(FAILED)


@app.command()
def withdraw(source: Annotated[str, typer.Argument(help="Id of the source.")], as_json: AsJson = False) -> None:
    """Take a source out of force; its file and the record of it stay."""
    with plain_errors():
        settings = Settings()
        sourcing = _sourcing(settings)
        with opened(settings) as database, database.begin(ACTOR) as tx:
            ended = sourcing.withdraw(tx, source)
    if as_json:
        print_json(plain_import(ended))
    else:
        console.print(
            f"{ended.source.title} is withdrawn: {ended.taken:,} rows are no longer in force.", highlight=False
        )


@app.command()
def quarantine(source: Annotated[str, typer.Argument(help="Id of the source.")], as_json: AsJson = False) -> None:
    """Show the rows of a source that were not taken, and why."""
    with plain_errors():
        settings = Settings()
        sourcing = _sourcing(settings)
        faults: list[tuple[int, RowFault]] = []
        with opened(settings) as database, database.read(ACTOR) as tx:
            page = sourcing.quarantine(tx, source)
            faults += page.items
            while page.next_cursor:
                page = sourcing.quarantine(tx, source, page.next_cursor)
                faults += page.items
    if as_json:
        print_json([{"row": f.row, "code": f.code, "message": f.message, "raw": f.raw} for _, f in faults])
        return
    table = Table("row", "why", "as it came")
    for _, fault in faults:
        table.add_row(escape(fault.row), escape(fault.message), escape(fault.raw[:200]))
    console.print(table if faults else "Every row of the file was taken.")


def _sourcing(settings: Settings) -> Sourcing:
    return sourcing_of(settings, FolderBlobs(settings.data / "blobs"))


def _wanted(sourcing: Sourcing, ids: Sequence[str] | None) -> list[Source]:
    """Raises `NotFound` for one that the manifest has not."""
    return [sourcing.manifest.get(each) for each in ids] if ids else list(sourcing.manifest)


def _found(place: Path, wanted: Sequence[Source]) -> list[Found]:
    """Ends the command with words where there is nothing to import."""
    if place.is_file():
        if len(wanted) != 1:
            fail("name the one source that this file is of: customhouse data import SOURCE --from FILE")
        return [Found(wanted[0], place)]
    if not place.is_dir():
        fail(f"there is no folder or file {place}")
    found = files_below(place, wanted)
    if not found:
        fail(f"no file of a known source lies below {place}; looked for {', '.join(source.file for source in wanted)}")
    return found


def _import(
    sourcing: Sourcing, database: Database, found: Found, tell: Callable[[float], None], accept_changed: bool
) -> Outcome:
    try:
        with (
            sourcing.open_file(found.source.id, found.path, accept_changed=accept_changed, progress=tell) as ready,
            database.begin(ACTOR) as tx,
        ):
            return Outcome(found.source, found.path, sourcing.take(tx, ready), others=found.others)
    except Invalid as error:
        problems = [f"{problem.field}: {problem.message}" for problem in error.problems]
        return Outcome(found.source, found.path, refused=error.message, problems=problems)
    except (HouseError, OSError) as error:
        return Outcome(found.source, found.path, refused=str(error))


def _get(source: Source, into: Path, tell: Callable[[float], None]) -> dict[str, Any]:
    answer: dict[str, Any] = {"source": source.id, "title": source.title, "address": source.address, "file": None}
    answer |= {"known_edition": None, "refused": "", "obtain": source.obtain, "commands": list(commands_for(source))}
    if not source.download:
        return answer
    try:
        path = fetch(source.download, into / source.file, most=MAX_FILE, progress=tell)
    except (HouseError, OSError) as error:
        return answer | {"refused": str(error)}
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    return answer | {"file": str(path), "sha256": sha256, "known_edition": source.sha256 in ("", sha256)}


@contextmanager
def _bars() -> Iterator[Callable[[str], Callable[[float], None]]]:
    """A progress bar for each file, on the error stream: the output stream is the answer's."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=not errors.is_terminal) as bars:

        def bar(name: str) -> Callable[[float], None]:
            task = bars.add_task(name, total=1.0)
            return lambda share: bars.update(task, completed=share)

        yield bar
