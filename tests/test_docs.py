"""The docs keep step with the program: links resolve, blocks of code run or parse, tables hold what the code holds."""

import ast
import json
import os
import pkgutil
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

import customhouse
from customhouse.access.model import PERMISSIONS, Permission, Role
from customhouse.app.house import House
from customhouse.cli import program
from customhouse.cli.opening import upgraded
from customhouse.kernel.events import Event
from customhouse.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(*languages: str) -> list[tuple[str, str]]:
    """Every block of code in these languages, with its page."""
    return [
        (name_of(page), body)
        for page in PAGES
        for language, body in BLOCK.findall(page.read_text(encoding="utf-8"))
        if language in languages
    ]


def headings(page: Path) -> set[str]:
    """What a link to a part of the page may say."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, part = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (part and part not in headings(target)):
            broken.append(link)

    assert broken == []


def test_the_index_names_every_page_and_every_decision_by_its_title() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    pages = [page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md") if page != DOCS / "README.md"]

    titles = [page.read_text(encoding="utf-8").partition("\n")[0] for page in DOCS.glob("decisions/*.md")]

    assert [page for page in pages if f"({page})" not in index] == []
    assert [title for title in titles if f"[{title.partition('. ')[2]}]" not in index] == []


@pytest.mark.parametrize(("page", "body"), blocks("json"))
def test_json_in_the_docs_is_json(page: str, body: str) -> None:
    assert json.loads(body)


def test_yaml_and_python_in_the_docs_are_what_they_say() -> None:
    assert all(yaml.safe_load(body) for _, body in blocks("yaml"))
    assert all(ast.parse(body).body for _, body in blocks("python"))


@pytest.mark.parametrize(("page", "body"), blocks("sh", "bash"))
def test_shell_in_the_docs_is_shell(page: str, body: str) -> None:
    checked = subprocess.run(["bash", "-n"], input=body, capture_output=True, text=True, check=False)

    assert checked.stderr == ""


# Commands in the docs, held against the program's own description of them.


def command_lines() -> list[tuple[str, str]]:
    """Every line of shell that calls `customhouse`, and every such call in the text."""
    in_blocks = [(page, line) for page, body in blocks("sh", "bash", "") for line in body.splitlines()]
    in_text = [
        (name_of(page), code) for page in PAGES for code in re.findall(r"`([^`\n]+)`", page.read_text(encoding="utf-8"))
    ]
    started = re.compile(r"^(?:[A-Z_]+=\S+ )*customhouse (?=[a-z])(?!.*\|)")
    return sorted({(page, line[found.end() :]) for page, line in in_blocks + in_text if (found := started.match(line))})


def parsed(words: list[str]) -> str:
    """The command that is meant; raises when the program knows no such one or option, or wants more arguments."""
    command: Any = get_command(program())
    while words and (inner := getattr(command, "commands", {})):
        command = inner[words.pop(0)]
    if words or not getattr(command, "commands", {}):
        with command.make_context(command.name, words, resilient_parsing=not words):
            pass
    return str(command.name)


@pytest.mark.parametrize(("page", "line"), command_lines())
def test_every_command_in_the_docs_is_one(page: str, line: str) -> None:
    assert parsed([word for word in shlex.split(line.partition(" #")[0]) if word not in {"…", "..."}])


@pytest.mark.parametrize(("page", "line"), [(p, x) for p, b in blocks("sh", "") for x in b.splitlines()])
def test_every_make_target_in_the_docs_is_one(page: str, line: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    found = re.match(r"make ([a-z-]+)", line)

    assert found is None or found.group(1) in targets


# Reference pages.


def reference(name: str) -> str:
    return (DOCS / "reference" / f"{name}.md").read_text(encoding="utf-8")


def all_commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for name, inner in command.commands.items():
        if hasattr(inner, "commands"):
            yield from all_commands(inner, (*path, name))
        else:
            yield " ".join((*path, name)), inner


@pytest.mark.parametrize(("name", "command"), list(all_commands(get_command(program()))))
def test_every_command_and_option_is_on_the_page(name: str, command: Any) -> None:
    _, found, section = reference("commands").partition(f"\n## customhouse {name}\n")
    section = section.partition("\n## ")[0]
    options = [option for parameter in command.params for option in parameter.opts if option.startswith("--")]

    assert found
    assert [option for option in options if f"`{option}`" not in section and option != "--help"] == []


def test_no_command_is_on_the_page_that_the_program_does_not_have() -> None:
    told = set(re.findall(r"^## customhouse (.+)$", reference("commands"), re.MULTILINE))

    assert told == {name for name, _ in all_commands(get_command(program()))}


def test_every_role_and_permission_is_on_the_page_as_in_the_program() -> None:
    head = "| permission | " + " | ".join(role.value.replace("_", " ") for role in Role) + " |"
    rows = [f"| `{one.value}` |" + "".join(_cell(one, role) for role in Role) for one in Permission]

    assert [row for row in [head, *rows] if row not in reference("permissions")] == []


def _cell(permission: Permission, role: Role) -> str:
    return " ✓ |" if permission in PERMISSIONS[role] else " |"


def test_every_permission_is_explained() -> None:
    explained = re.findall(r"^\| `(\w+)` \| [a-z]", reference("permissions"), re.MULTILINE)

    assert sorted(explained) == sorted(permission.value for permission in Permission)


def test_every_event_is_on_the_page_with_its_fields_and_listeners(tmp_path: Path) -> None:
    for module in pkgutil.walk_packages(customhouse.__path__, "customhouse."):
        if module.name.endswith(".events"):
            import_module(module.name)
    house = House.build(Settings(data=tmp_path, database_url="sqlite://"))
    house.database.close()
    kinds = [event for event in Event.__subclasses__() if event.__module__.startswith("customhouse.")]
    rows = {_row(event, house) for event in kinds}

    assert rows == set(re.findall(r"^\| `[a-z]+\.[a-z_]+` \|.*$", reference("events"), re.MULTILINE))


def _row(event: type[Event], house: House) -> str:
    own = ", ".join(f"`{field.name}`" for field in fields(event) if field.name not in {"subject", "occurred_at"})
    heard = ", ".join(each.consumer for each in house.subscriptions if event.kind in each.kinds)
    return f"| `{event.kind}` | {event.__module__.split('.')[1]} | {own} | {heard} |"


def test_every_setting_is_on_the_page_with_its_default() -> None:
    told = dict(re.findall(r"^\| `CUSTOMHOUSE_(\w+)` \| (\S+) \|", reference("settings"), re.MULTILINE))

    assert {name.lower() for name in told} == set(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        shown = told[name.upper()].strip("`")
        assert shown == ("none" if field.default in ("", None) else str(field.default))


# A page whose commands are run.


def test_what_is_backed_up_can_be_restored(tmp_path: Path) -> None:
    page = (DOCS / "how-to" / "back-up-and-restore.md").read_text(encoding="utf-8")
    house = House.build(Settings(data=tmp_path / ".data", database_url=""))
    house.database.close()
    upgraded(Settings(data=tmp_path / ".data", database_url=""))
    sha256 = house.blobs.put(b"as it came")
    script = "set -e\n" + "".join(body for language, body in BLOCK.findall(page) if language == "sh")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    ran = subprocess.run(
        ["bash"], input=script, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "restored" / "blobs" / sha256[:2] / sha256[2:4] / sha256).read_bytes() == b"as it came"
    assert (tmp_path / "restored" / "site.secret").read_bytes() == (tmp_path / ".data" / "site.secret").read_bytes()
