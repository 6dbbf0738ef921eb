"""How the command line speaks: words for people, JSON for programs, an exit code for both."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from sqlalchemy.exc import ArgumentError, DBAPIError

from customhouse.cli import INTERRUPTED
from customhouse.kernel.errors import HouseError, Invalid
from customhouse.kernel.malformed import problems_of

FAILED, WRONG_USAGE, DISAGREES, UNREADABLE = 1, 2, 3, 4
console = Console()
errors = Console(stderr=True)


def print_json(value: Any) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def fail(message: str, code: int = FAILED) -> NoReturn:
    errors.print("[bold red]customhouse:[/]", end=" ")
    errors.print(message, highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(code)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what can go wrong for a user into a sentence and an exit code; a bug of ours stays a stack trace."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except EXPECTED as error:
        if isinstance(error, Invalid) and len(error.problems) > 1:
            for problem in error.problems:
                errors.print(f"  {problem.field}: {problem.message}", highlight=False, markup=False, soft_wrap=True)
            fail(f"{len(error.problems)} problems, as told above")
        fail(*_in_words(error))


# Of what is read from outside only settings are left to pydantic; all else has its own words.
EXPECTED = (HouseError, ValidationError, ArgumentError, DBAPIError, OSError)


def _in_words(error: Exception) -> tuple[str, int]:
    if isinstance(error, ValidationError):
        told = [f"CUSTOMHOUSE_{_name(each.field)}: {each.message}" for each in problems_of(error.errors())]
        return "; ".join(told), WRONG_USAGE
    if isinstance(error, ArgumentError):  # its own text may hold the URL, and so a password
        return "CUSTOMHOUSE_DATABASE_URL must begin with sqlite:/// or postgresql://", WRONG_USAGE
    if isinstance(error, DBAPIError):
        return f"the database does not answer: {str(error.orig).splitlines()[0]}", FAILED
    return str(error), FAILED


def _name(field: str) -> str:
    return field.replace("/", "_").upper()
