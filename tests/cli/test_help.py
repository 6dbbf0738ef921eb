"""Every command teaches itself, and wrong usage is told apart from failure."""

import re
import subprocess
import sys
from typing import Any

import pytest
from typer.main import get_command

import customhouse
from customhouse.cli import NAMES, asked_for, program
from tests.cli.asking import ROOT, ask
from tests.conftest import run_cli


def commands(command: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The path of every command, groups included."""
    inner = getattr(command, "commands", {})
    return [found for name, each in inner.items() for found in ((*path, name), *commands(each, (*path, name)))]


COMMANDS = commands(get_command(program()))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_says_what_it_does_and_what_it_takes(path: tuple[str, ...]) -> None:
    answer = ask(*path, "--help")

    assert answer.code == 0
    assert "Usage:" in answer.out
    assert re.search(r"[A-Z][a-z]+.*[.:]", answer.out)


@pytest.mark.parametrize("path", [(), *COMMANDS], ids=lambda path: " ".join(path) or "alone")
def test_an_unknown_option_is_wrong_usage(path: tuple[str, ...]) -> None:
    answer = ask(*path, "--no-such-option")

    assert answer.code == 2
    assert "no such option" in answer.err.lower()


@pytest.mark.parametrize("path", [("no-such-command",), ("users", "no-such"), ("seals", "decode"), ("recognise",)])
def test_a_command_that_is_not_whole_is_wrong_usage(path: tuple[str, ...]) -> None:
    assert ask(*path).code == 2


def test_the_exit_codes_are_told_by_the_help_and_by_the_page() -> None:
    page = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    words = " ".join(ask("--help").out.split())
    told = set(re.findall(r"(\d) (?:done|failed|wrong usage|the image|unreadable)", words))

    assert told == {"0", "1", "2", "3", "4"}
    assert all(f"| {code} |" in page for code in told)


def test_the_version_is_told() -> None:
    answer = ask("--version")

    assert answer.code == 0
    assert answer.out.strip() == f"customhouse {customhouse.__version__}"


def test_ctrl_c_while_a_command_loads_ends_it_quietly() -> None:
    interrupted = (
        "import os, signal, sys, customhouse.cli as cli\n"
        "cli.import_module = lambda _: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.argv = ['customhouse', 'demo']\n"
        "cli.main()\n"
    )
    ended = subprocess.run([sys.executable, "-c", interrupted], capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")


def test_a_benchmark_that_is_none_is_wrong_usage() -> None:
    answer = ask("bench", "--only", "nonesuch")

    assert answer.code == 2
    assert "there is lodging" in answer.err


def test_a_port_that_cannot_be_is_wrong_usage() -> None:
    assert ask("demo", "--port", "99999").code == 2


def test_a_setting_that_makes_no_sense_is_named() -> None:
    answer = ask("migrate", port="eighty")

    assert answer.code == 2
    assert "CUSTOMHOUSE_PORT" in answer.err


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [(["goods", "--help"], ["goods"]), (["--version"], []), (["--help"], NAMES), ([], NAMES), (["god"], NAMES)],
)
def test_only_the_command_that_is_asked_for_is_imported(arguments: list[str], wanted: list[str]) -> None:
    assert list(asked_for(arguments)) == list(wanted)


def test_a_command_that_needs_no_server_loads_none() -> None:
    loaded = (
        "import sys; from customhouse.cli import program; program(['recognise']); "
        "print({'fastapi', 'uvicorn'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"


def test_the_program_runs_as_its_own_process() -> None:
    done = run_cli("--help")

    assert done.returncode == 0
    assert "demo" in done.stdout
