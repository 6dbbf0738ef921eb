"""`customhouse seals`: what a frame of a seal says."""

from typing import Annotated

import typer

from customhouse.cli.speaking import print_json

app = typer.Typer(help="Electronic seals.", no_args_is_help=True)


@app.command()
def decode(
    frame: Annotated[str, typer.Argument(help="The frame: hex digits, or the text as sent.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False,
) -> None:
    """Say what a seal's frame means."""
    print_json({"frame": frame, "as_json": as_json})
