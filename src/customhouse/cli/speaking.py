"""How the command line speaks: words for people, JSON for programs, an exit code for both."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from rich.console import Console
from sqlalchemy.exc import OperationalError

from customhouse.kernel.errors import HouseError, Invalid

FAILED, DISAGREES, UNREADABLE = 1, 3, 4
console = Console()
errors = Console(stderr=True)


def print_json(value: Any) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def fail(message: str, code: int = FAILED) -> NoReturn:
    errors.print(f"[bold red]customhouse:[/] {message}", highlight=False)
    raise typer.Exit(code)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what can go wrong for a user into a sentence and an exit code."""
    try:
        yield
    except Invalid as error:
        for problem in error.problems:
            errors.print(f"  {problem.field}: {problem.message}", highlight=False, markup=False)
        fail(error.message)
    except HouseError as error:
        fail(error.message)
    except OperationalError as error:
        fail(f"the database does not answer: {str(error.orig).splitlines()[0]}")
    except OSError as error:
        fail(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
