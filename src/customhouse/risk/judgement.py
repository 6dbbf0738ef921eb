"""The judgement itself, pure: policy, facts and a drawn number in; lane, asks and reasons out."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from customhouse.kernel.errors import Invalid, Problem
from customhouse.policy.model import ColumnType, Decision, Fact, Ground, Table
from customhouse.policy.package import PolicyPackage
from customhouse.risk.facts import FACTS
from customhouse.risk.model import Draw, Judgement, Lane, What, worst

LANES = "lanes"
RANDOM = "random"
_NEEDED = {LANES: {"lane", "controls"}, RANDOM: {"lane", "controls", "share_percent"}}


def judge(
    policy: PolicyPackage, facts: Mapping[str, Fact], number: Decimal, at: datetime, *, was_drawn: bool = False
) -> Judgement:
    """Judge facts. Who was drawn stays drawn: otherwise a new policy or an amendment could undo the lot."""
    decision = policy.decide(LANES, facts, at)
    chance = policy.decide(RANDOM, facts, at)
    share = chance.outputs["share_percent"]
    assert isinstance(share, Decimal), "check_fits has seen to it"  # noqa: S101 - for the type checker
    draw = Draw(number, share, was_drawn or number * 100 < share)
    decisions = (decision, chance) if draw.is_drawn else (decision,)
    lane = worst(*(Lane(str(each.outputs["lane"])) for each in decisions))
    asks = tuple(ask for each in decisions for ask in _asks(each))
    rows = tuple(hit.row for each in decisions for hit in each.hits)
    by_rule = any(ask[0] is What.EXAMINATION for ask in _asks(decision))
    probability = Decimal(1) if by_rule else share / 100
    return Judgement(lane, asks, rows, _grounds(decisions), draw, probability)


def check_fits(policy: PolicyPackage) -> None:
    """Raise `Invalid` unless the policy has the tables and columns that judging needs, and asks no unknown fact."""
    problems = [problem for name in _NEEDED for problem in _misfits(policy, name)]
    if problems:
        raise Invalid(problems)


def _misfits(policy: PolicyPackage, name: str) -> list[Problem]:
    if name not in policy.tables:
        return [Problem(f"tables/{name}.yaml", "table_missing", f"the policy needs a table {name}")]
    table = policy.tables[name]
    problems = [
        Problem(
            table.place, "fact_unknown", f"no room knows the fact {column.name}; known are {', '.join(sorted(FACTS))}"
        )
        for column in table.inputs
        if column.name not in FACTS
    ]
    missing = _NEEDED[name] - {column.name for column in table.outputs}
    if missing:
        problems.append(Problem(table.place, "output_missing", f"the table {name} must decide {', '.join(missing)}"))
        return problems
    return problems + _misfitting_outputs(table)


_FORMS: dict[str, tuple[ColumnType, frozenset[str]]] = {
    "lane": (ColumnType.SCALE, frozenset(Lane)),
    "controls": (ColumnType.CODES, frozenset(What)),
    "share_percent": (ColumnType.NUMBER, frozenset()),
}


def _misfitting_outputs(table: Table) -> list[Problem]:
    problems = []
    for column in table.outputs:
        if column.name not in _FORMS:
            continue
        kind, words = _FORMS[column.name]
        if column.type is not kind or not words.issuperset(column.values) or (words and not column.values):
            say = f"{column.name} must be a {kind}" + (f" of {', '.join(sorted(words))}" if words else "")
            problems.append(Problem(table.place, "output_unfit", say))
    return problems


def _asks(decision: Decision) -> list[tuple[What, str, str]]:
    asks = []
    for hit in decision.hits:
        controls = hit.outputs["controls"]
        if isinstance(controls, tuple):
            asks += [(What(control), hit.row, hit.grounds[0].reason.code) for control in controls]
    return asks


def _grounds(decisions: tuple[Decision, ...]) -> tuple[Ground, ...]:
    grounds = {(g.level, g.reason.code): g for each in decisions for g in each.grounds}
    return tuple(grounds.values())
