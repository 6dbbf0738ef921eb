"""The one command line: `customhouse`. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 disagrees, hit, 4 unreadable."""

import atexit
import gc
import os
import sys
from collections.abc import Collection, Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import Annotated

import typer

import customhouse

# Each command, the module that holds it, and its name there. Only what is asked for is imported: all of them together
# are half the program, and take seconds.
COMMANDS = (
    ("demo", "demo", "demo"),
    ("serve", "serve", "serve"),
    ("migrate", "serve", "migrate"),
    ("recognise", "recognise", "recognise"),
    ("recogniser", "recogniser", "recogniser"),
    ("goods", "goods", "app"),
    ("imaging", "imaging", "app"),
    ("seals", "seals", "app"),
    ("parties", "parties", "app"),
    ("users", "users", "app"),
    ("data", "reference", "app"),
    ("waybill", "waybill", "app"),
    ("check-policy", "serve", "check_policy"),
    ("openapi", "serve", "openapi"),
    ("bench", "serve", "bench"),
)
INTERRUPTED = 130  # the exit code that a shell gives what Ctrl-C stopped
NAMES = tuple(name for name, _, _ in COMMANDS)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"customhouse {customhouse.__version__}")
        raise typer.Exit


def _root(
    _shown: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """What holds of every command."""


def program(names: Collection[str] = NAMES) -> typer.Typer:
    """The command line with these commands."""
    app = typer.Typer(
        name="customhouse",
        help="An open smart-customs platform: what was declared, what the scanner saw, how the seal travelled, and why."
        "\n\nStart with `customhouse demo`. Settings come from the environment: docs/reference/settings.md.\n\n"
        "Exit codes: 0 done · 1 failed · 2 wrong usage · 3 the image, or the description of goods, disagrees with what "
        "was declared, or a name is on a list · 4 unreadable file.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    app.callback()(_root)
    for name, module, held in COMMANDS:
        if name not in names:
            continue
        command = getattr(import_module(f"customhouse.cli.{module}"), held)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def main() -> None:
    # On matrices as small as ours a second thread of NumPy's costs more than it gains; what scales here is processes.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    atexit.register(gc.freeze)  # at the end nothing is sought out to be freed: the system takes it all, seconds sooner
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # as of stderr: a file's name need not be UTF-8
    try:
        command = program(asked_for(sys.argv[1:]))
    except KeyboardInterrupt:  # while it loads, nothing is begun that would have to be ended
        sys.exit(INTERRUPTED)
    command()


def asked_for(arguments: Sequence[str]) -> Collection[str]:
    """The commands that these arguments may mean: one, or all where help or a wrong name wants them listed."""
    first = arguments[0] if arguments else ""
    if first == "--version":
        return ()
    return (first,) if first in NAMES else NAMES
