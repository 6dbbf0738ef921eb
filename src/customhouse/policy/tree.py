"""YAML as text with places. Nothing is guessed: `NO` stays Norway, `1.10` stays `1.10`, a date stays text."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from customhouse.kernel.errors import Invalid, Problem

_NULL = re.compile(r"~|null|Null|NULL|")
# All scalars as text; the parser in C, where it is there, is ten times as quick.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Place:
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Fault(Invalid):
    """Something in a policy is wrong; the field of each problem is the file and line to look at."""


@dataclass(frozen=True)
class Node:
    """A piece of YAML: nothing, a text, a list of nodes, or nodes by name."""

    value: "str | list[Node] | dict[str, Node] | None"
    place: Place

    def fault(self, code: str, message: str) -> Fault:
        return Fault.one(str(self.place), code, message)

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.fault("text_expected", "write one word or sentence here")
        return self.value

    def items(self) -> "list[Node]":
        if not isinstance(self.value, list):
            raise self.fault("list_expected", "write a list here")
        return self.value

    def texts(self) -> tuple[str, ...]:
        """A list of words; a single line with commas counts as one."""
        if isinstance(self.value, str):
            return tuple(part.strip() for part in self.value.split(",") if part.strip())
        return tuple(item.text() for item in self.items())

    def branch(self) -> "dict[str, Node]":
        if not isinstance(self.value, dict):
            raise self.fault("names_expected", "write `name: value` lines here")
        return self.value

    def fields(self, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> "dict[str, Node]":
        """The branch, after a check that it has the names required and no others."""
        branch = self.branch()
        missing = [name for name in required if name not in branch]
        unknown = [name for name in branch if name not in required + optional]
        if missing:
            raise self.fault("name_missing", f"add {', '.join(missing)}")
        if unknown:
            allowed = ", ".join(required + optional)
            raise branch[unknown[0]].fault("name_unknown", f"{unknown[0]} is not known here; known are {allowed}")
        return branch

    def plain(self) -> Any:
        """The same without places, as JSON can hold it."""
        if isinstance(self.value, dict):
            return {name: node.plain() for name, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def planted(value: Any, file: str) -> Node:
    """The node of a plain value: the way back from `Node.plain`, lines forgotten."""
    if isinstance(value, dict):
        return Node({str(name): planted(child, file) for name, child in value.items()}, Place(file, 0))
    if isinstance(value, list):
        return Node([planted(child, file) for child in value], Place(file, 0))
    return Node(None if value is None else str(value), Place(file, 0))


def read(path: Path, name: str) -> Node:
    """Read one YAML file; `name` is what its places are called by."""
    try:
        return parse(path.read_text(encoding="utf-8"), name)
    except UnicodeDecodeError as error:
        raise Fault.one(name, "not_utf8", "save the file as UTF-8") from error


def parse(text: str, name: str) -> Node:
    try:
        tokens = yaml.scan(text, Loader=_LOADER)
        if any(isinstance(token, yaml.AliasToken) for token in tokens):
            raise Fault.one(name, "alias_refused", "write the value out: YAML aliases are not read here")
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        # A text that breaks off is found wanting on the line behind its last one.
        place = Place(name, min(mark.line, text.count("\n")) + 1 if mark else 0)
        what = getattr(error, "problem", None) or "cannot be read"
        raise Fault.one(str(place), "not_yaml", f"this is not YAML: {what}") from error
    return Node(None, Place(name, 1)) if root is None else _node(root, name)


def _node(source: yaml.Node, name: str) -> Node:
    place = Place(name, source.start_mark.line + 1)
    if isinstance(source, yaml.MappingNode):
        return Node(_branch(source, name), place)
    if isinstance(source, yaml.SequenceNode):
        return Node([_node(child, name) for child in source.value], place)
    is_plain = isinstance(source, yaml.ScalarNode) and not source.style  # "null" in quotes is a word
    is_null = is_plain and _NULL.fullmatch(source.value) is not None
    return Node(None if is_null else str(source.value), place)


def _branch(source: yaml.MappingNode, name: str) -> dict[str, Node]:
    branch: dict[str, Node] = {}
    for key, child in source.value:
        place = Place(name, key.start_mark.line + 1)
        if not isinstance(key, yaml.ScalarNode):
            raise Fault.one(str(place), "name_expected", "a name must be one word")
        if key.value in branch:
            raise Fault.one(str(place), "name_twice", f"{key.value} stands here twice")
        branch[key.value] = _node(child, name)
    return branch


@dataclass
class Faults:
    """Gathers what is wrong, so that an author sees all of it at once."""

    problems: list[Problem] = field(default_factory=list)

    @contextmanager
    def caught(self) -> Iterator[None]:
        try:
            yield
        except Fault as fault:
            self.note(fault)

    def note(self, fault: Fault) -> None:
        self.problems += [problem for problem in fault.problems if problem not in self.problems]

    def raise_any(self) -> None:
        if self.problems:
            raise Fault(self.problems)
