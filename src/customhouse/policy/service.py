"""Loads a policy, proves it fit for use, and replays an old one from what was kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from customhouse.kernel.errors import Problem
from customhouse.policy.checks import check_package
from customhouse.policy.package import PolicyPackage
from customhouse.policy.reading import gathered, read_parameters, read_tables
from customhouse.policy.tree import Fault, Faults, Node, planted
from customhouse.policy.trials import Verdict, read_trials, tried


@dataclass(frozen=True)
class Checked:
    """What `check` found: nothing wrong when both are empty of failures."""

    hash: str
    problems: tuple[Problem, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def passed(self) -> bool:
        return not self.problems and all(verdict.passed for verdict in self.verdicts)


def load(folder: Path) -> PolicyPackage:
    """Read and check a policy folder; raises `Fault` with everything that is wrong in it."""
    faults = Faults()
    with faults.caught():
        return _package(gathered(folder), faults)
    raise Fault(faults.problems)


def replay(content: Mapping[str, Any]) -> PolicyPackage:
    """The package whose `content` was kept: it decides as it did when it was in use."""
    parts = {
        part: {name: planted(value, f"{part}/{name}") for name, value in files.items()}
        for part, files in content.items()
    }
    return _package(parts, Faults())


def check(folder: Path) -> Checked:
    """Load a policy and run its own tests, without raising."""
    try:
        package = load(folder)
        verdicts = tuple(tried(trial, package) for trial in read_trials(folder))
    except Fault as fault:
        return Checked("", fault.problems, ())
    return Checked(package.hash, (), verdicts)


def _package(parts: Mapping[str, Mapping[str, Node]], faults: Faults) -> PolicyPackage:
    content = {part: {name: node.plain() for name, node in files.items()} for part, files in parts.items()}
    parameters = read_parameters(parts["parameters"], faults)
    tables = read_tables(parts["tables"], faults)
    faults.raise_any()
    package = PolicyPackage(parameters, tables, content)
    check_package(package, faults)
    faults.raise_any()
    return package
