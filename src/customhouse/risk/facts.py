"""From what was said, seen and witnessed to the facts that the lane table asks for."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from customhouse.policy.model import Fact
from customhouse.policy.package import PolicyPackage
from customhouse.risk.model import Learned

FACTS = frozenset(
    {"procedure", "mode", "hs_codes", "origins", "value", "value_known", "containerised", "declared_empty"}
    | {"authorised", "trader_known", "trader_months", "irregularities", "description_fit", "description_vague"}
    | {"scan_verdict", "scan_score", "scan_novelty", "finding_severity"}
    | {"open_alarm", "late_alarm", "gate_outcome", "watchlist_hit"}
)
"""All facts there are. A table that asks for another one is refused at the start."""

CENT = Decimal("0.01")


def facts_of(learned: Learned, policy: PolicyPackage, at: datetime) -> dict[str, Fact]:
    said, seen, witnessed = learned.said, learned.seen, learned.witnessed
    value, value_known = valued(said.amounts, policy, at)
    return {
        "procedure": said.procedure,
        "mode": said.mode,
        "hs_codes": _sorted(said.hs_codes),
        "origins": _sorted(said.origins),
        "value": value,
        "value_known": value_known,
        "containerised": said.containerised,
        "declared_empty": said.declared_empty,
        "authorised": said.authorised,
        "trader_known": said.trader_known,
        "trader_months": Decimal(said.trader_months),
        "irregularities": Decimal(said.irregularities),
        "description_fit": said.description_fit,
        "description_vague": said.description_vague,
        "scan_verdict": seen.verdict,
        "scan_score": seen.score,
        "scan_novelty": seen.novelty,
        "finding_severity": seen.severity,
        "open_alarm": witnessed.open_alarm,
        "late_alarm": witnessed.late_alarm,
        "gate_outcome": witnessed.gate_outcome,
        "watchlist_hit": learned.screened.level,
    }


def valued(amounts: Iterable[tuple[Decimal, str]], policy: PolicyPackage, at: datetime) -> tuple[Decimal, bool]:
    """The sum in the country's currency, and whether every amount had a customs rate."""
    total, known = Decimal(0), True
    for amount, currency in amounts:
        key = f"rates.{currency.lower()}"
        if policy.has(key, at):
            total += amount * policy.number(key, at)
        else:
            known = False
    return total.quantize(CENT), known


def plain(facts: Mapping[str, Fact]) -> dict[str, Any]:
    """Facts as JSON keeps them: numbers as text, so that no digit is lost."""
    return {name: _plain(fact) for name, fact in sorted(facts.items())}


def digest(facts: Mapping[str, Fact]) -> str:
    """SHA-256 of the facts: two assessments with the same digest, draw, policy and day have the same result."""
    canonical = json.dumps(plain(facts), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _sorted(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes)))


def _plain(fact: Fact) -> Any:
    if isinstance(fact, bool):
        return fact
    return list(fact) if isinstance(fact, tuple) else str(fact)
