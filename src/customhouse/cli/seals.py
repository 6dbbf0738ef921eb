"""`customhouse seals`: what a frame of a seal says."""

from typing import Annotated

import typer
from rich.table import Table

from customhouse.adapters.seal_devices.decode import describe
from customhouse.cli.speaking import console, plain_errors, print_json

app = typer.Typer(help="Electronic seals.", no_args_is_help=True)


@app.callback()
def seals() -> None:
    """Keeps `decode` a command of its own, with room for others."""


@app.command()
def decode(
    frame: Annotated[str, typer.Argument(help="What a seal sent: hex digits, or the text as it came.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False,
) -> None:
    """Say what a seal's frame means: JT701D, P45 text, eSeal, JT/T 808. Passwords in it are never shown."""
    with plain_errors():
        frames = describe(frame)
    if as_json:
        print_json(frames)
        return
    for fields in frames:
        table = Table("field", "value", title=str(fields.get("protocol")), title_justify="left")
        for name, value in fields.items():
            table.add_row(name, str(value))
        console.print(table)
