"""A policy's own tests: a sentence, the facts given, the answer expected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from customhouse.policy.grammar import FLAGS
from customhouse.policy.model import Column, ColumnType, Fact, Value
from customhouse.policy.package import NotInPolicy, PolicyPackage
from customhouse.policy.tree import Fault, Node, read


@dataclass(frozen=True)
class Trial:
    """One test. It asks a table, or, where `parameter` is set, for that parameter's value; null expects none."""

    name: str
    place: str
    at: date
    table: str
    parameter: str
    facts: Mapping[str, Node]
    expected: Node


@dataclass(frozen=True)
class Verdict:
    trial: Trial
    failure: str = ""  # empty when the trial passed

    @property
    def passed(self) -> bool:
        return not self.failure


def read_trials(folder: Path) -> list[Trial]:
    """Read `tests/*.yaml` of a policy folder."""
    files = sorted((folder / "tests").glob("*.yaml"))
    return [trial for path in files for trial in _trials(read(path, f"tests/{path.name}"))]


def _trials(root: Node) -> Iterator[Trial]:
    fields = root.fields(("at", "cases"), ("table", "background"))
    background = fields["background"].branch() if "background" in fields else {}
    for case in fields["cases"].items():
        parts = case.fields(("name", "output"), ("input", "at", "parameter"))
        given = parts["input"].branch() if "input" in parts else {}
        yield Trial(
            name=parts["name"].text(),
            place=str(case.place),
            at=_date(parts.get("at", fields["at"])),
            table=fields["table"].text() if "table" in fields else "",
            parameter=parts["parameter"].text() if "parameter" in parts else "",
            facts={**background, **given},
            expected=parts["output"],
        )


def tried(trial: Trial, package: PolicyPackage) -> Verdict:
    """Run one trial."""
    try:
        answer = _answer(trial, package)
    except (NotInPolicy, Fault, ValueError) as error:
        return Verdict(trial, str(error))
    wrong = [
        f"{name} is {answer.get(name, 'not told')}, expected {value}"
        for name, value in _expected(trial).items()
        if answer.get(name) != value
    ]
    return Verdict(trial, "; ".join(wrong))


def _answer(trial: Trial, package: PolicyPackage) -> dict[str, str]:
    if trial.parameter:
        is_open = trial.parameter in package.parameters and not package.has(trial.parameter, trial.at)
        return {"value": "" if is_open else _plain(package.parameter(trial.parameter, trial.at))}
    if trial.table not in package.tables:
        raise NotInPolicy(f"the policy has no table {trial.table}")
    table = package.tables[trial.table]
    facts = {}
    for name, node in trial.facts.items():
        column = table.input(name)
        if column is None:
            raise node.fault("column_unknown", f"{name} is not an input of the table {table.name}")
        facts[name] = _fact(node, column)
    decision = package.decide(trial.table, facts, trial.at)
    reasons = ", ".join(ground.reason.code for ground in decision.grounds)
    return {"row": decision.row, "reasons": reasons, **{n: _plain(v) for n, v in decision.outputs.items()}}


def _expected(trial: Trial) -> dict[str, str]:
    if isinstance(trial.expected.value, dict):
        return {name: ", ".join(node.texts()) for name, node in trial.expected.value.items()}
    if trial.expected.value is None:
        return {"value": ""}
    return {"value": ", ".join(trial.expected.texts())}


def _fact(node: Node, column: Column) -> Fact:
    readers: dict[ColumnType, Any] = {
        ColumnType.FLAG: lambda: FLAGS[node.text()],
        ColumnType.NUMBER: lambda: Decimal(node.text()),
        ColumnType.CODES: node.texts,
    }
    try:
        fact: Fact = readers.get(column.type, node.text)()
    except (KeyError, ArithmeticError):
        raise node.fault("bad_value", f"{node.text()!r} is not a {column.type}") from None
    return fact


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _date(node: Node) -> date:
    try:
        return date.fromisoformat(node.text())
    except ValueError:
        raise node.fault("bad_date", f"{node.text()!r} is not a date such as 2026-01-31") from None
