"""`customhouse waybill`: what a transport document says."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from customhouse.cli.speaking import UNREADABLE, console, plain_errors, print_json
from customhouse.settings import Settings
from customhouse.waybills.documents.model import ReadConsignment, Reading
from customhouse.waybills.documents.reading import MAX_BYTES, Unreadable

app = typer.Typer(help="Transport documents: bills of lading, air waybills, manifests.", no_args_is_help=True)
# Consignments and problems that the table shows; --json has them all.
SHOWN = 20


@app.callback()
def waybill() -> None:
    """Keeps `read` a command of its own, with room for others."""


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="EDIFACT, JSON, XML, PDF or a picture; told by its content.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False,
) -> None:
    """Say what a transport document tells: each field with its place and how sure the reading is.

    A question mark stands before what a person should confirm. Exit codes: 0 read · 4 the file cannot be read.
    """
    # Lists of places and the readers' libraries are loaded by this command alone.
    from customhouse.adapters.nomenclature.geography import geography  # noqa: PLC0415 - as said above
    from customhouse.adapters.waybill_documents.process import ProcessReader  # noqa: PLC0415 - the same
    from customhouse.policy.country import load_country  # noqa: PLC0415 - the same
    from customhouse.waybills.documents.judging import judged  # noqa: PLC0415 - the same

    with plain_errors():
        with file.open("rb") as source:
            content = source.read(MAX_BYTES + 1)
        places = geography(load_country(Settings().country_folder))
        try:
            reading = judged(ProcessReader().read(content, file.name).reading, places)
        except Unreadable as refusal:
            _refuse(file, refusal, as_json=as_json)
            raise typer.Exit(UNREADABLE)
    if as_json:
        print_json({"file": file.name, "readable": True, **asdict(reading)})
    else:
        _print(file, reading)


def _refuse(file: Path, refusal: Unreadable, *, as_json: bool) -> None:
    if as_json:
        print_json({"file": file.name, "readable": False, "code": refusal.code, "message": refusal.message})
    else:
        console.print(
            f"[red]{escape(file.name)}: {escape(refusal.message)}[/] [dim]({refusal.code})[/]", highlight=False
        )


def _print(file: Path, reading: Reading) -> None:
    count = len(reading.consignments)
    title = f"[bold]{escape(file.name)}[/]: {escape(reading.message)}, {count} consignment{'' if count == 1 else 's'}"
    console.print(title, highlight=False)
    for each in reading.consignments[:SHOWN]:
        _print_consignment(each)
    if count > SHOWN:
        console.print(f"{count - SHOWN} more consignments: see them with --json")
    for problem in reading.problems[:SHOWN]:
        place = problem.where.words()
        console.print(
            f"[yellow]·[/] {escape(problem.message)}{f' [dim]({escape(place)})[/]' if place else ''}", highlight=False
        )
    if len(reading.problems) > SHOWN:
        console.print(f"{len(reading.problems) - SHOWN} more problems: see them with --json")


def _print_consignment(consignment: ReadConsignment) -> None:
    table = Table(title=consignment.title or None, title_justify="left")
    for heading in ("", "field", "value", "place", "sure", "note"):
        table.add_column(heading, overflow="fold")
    for each in consignment.fields:
        row: tuple[Any, ...] = (each.field, each.value, each.where.words(), f"{each.confidence:.0%}", each.note)
        table.add_row("?" if each.is_doubtful else "", *(escape(str(cell)) for cell in row))
    console.print(table)
    if consignment.missing:
        console.print(f"[yellow]not told:[/] {', '.join(consignment.missing)}", highlight=False, soft_wrap=True)
