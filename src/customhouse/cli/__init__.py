"""The one command line: `customhouse`. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 disagrees, hit, 4 unreadable."""

from typing import Annotated

import typer

import customhouse
from customhouse.cli import demo, goods, imaging, parties, recognise, reference, seals, serve, users, waybill

app = typer.Typer(
    name="customhouse",
    help="An open smart-customs platform: what was declared, what the scanner saw, how the seal travelled, and why.\n\n"
    "Start with `customhouse demo`. Settings come from the environment: docs/reference/settings.md.\n\n"
    "Exit codes: 0 done · 1 failed · 2 wrong usage · 3 the image, or the description of goods, disagrees with what was "
    "declared, or a name is on a list · 4 unreadable file.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("migrate")(serve.migrate)
app.command("recognise")(recognise.recognise)
app.add_typer(imaging.app, name="imaging")
app.add_typer(goods.app, name="goods")
app.add_typer(seals.app, name="seals")
app.add_typer(parties.app, name="parties")
app.add_typer(users.app, name="users")
app.add_typer(reference.app, name="data")
app.add_typer(waybill.app, name="waybill")
app.command("check-policy")(serve.check_policy)
app.command("openapi")(serve.openapi)
app.command("bench")(serve.bench)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"customhouse {customhouse.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    _shown: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """What holds of every command."""


def main() -> None:
    app()
