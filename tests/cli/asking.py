"""Asks the command line as a user does, in this process, and sees that no stack trace reaches the user."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from customhouse.cli import program

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def ask(*arguments: str, typed: str = "", **settings: str) -> Answer:
    """`settings` are CUSTOMHOUSE_… variables by their own name; `typed` is what the user answers to prompts."""
    environment = {f"CUSTOMHOUSE_{name.upper()}": value for name, value in settings.items()}
    result = CliRunner().invoke(program(), arguments, input=typed, env={"COLUMNS": "120", **environment})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception  # what would have been a stack trace
    return Answer(result.exit_code, result.stdout, result.stderr)
