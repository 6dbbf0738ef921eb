"""`customhouse imaging`: what an operator does with the scans that are stored."""

import typer

from customhouse.cli.recognise_again import recognise_again

app = typer.Typer(help="Look after stored scans and what recognises them.", no_args_is_help=True)
app.command("recognise-again")(recognise_again)


@app.callback()
def _group() -> None:
    """Keeps this a group of commands, however few they are."""
