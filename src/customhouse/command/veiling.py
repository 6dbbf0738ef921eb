"""A timeline for whom may still read its images: without what was found in them, and what others said of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from customhouse.access.model import User
from customhouse.command.model import Entry
from customhouse.kernel.transaction import Transaction
from customhouse.procedures.readings.curtain import Veil

Veils = Callable[[Transaction, User, str], Mapping[str, Veil]]
OPINIONS = ("review.opened", "review.decided", "findings.revealed", "finding.judged")


def no_veils(_tx: Transaction, _user: User, _consignment_id: str) -> Mapping[str, Veil]:
    return {}


def veiled(entries: Sequence[Entry], veils: Mapping[str, Veil]) -> list[Entry]:
    """`veils` by scan."""
    told = []
    for entry in entries:
        veil = veils.get(str(entry.facts.get("scan_id", "")), Veil())
        if veil.opinions and entry.kind in OPINIONS:
            continue
        if veil.findings and entry.kind == "scan.recognised":
            told.append(replace(entry, facts={"scan_id": entry.facts["scan_id"]}))
        elif not (_is_of_scans(entry) and _hides_findings(veils)):
            told.append(entry)
    return told


def _is_of_scans(entry: Entry) -> bool:
    """An assessment whose reasons name what was seen."""
    return entry.kind == "risk.assessed" and entry.facts.get("stage") == "scanned"


def _hides_findings(veils: Mapping[str, Veil]) -> bool:
    return any(veil.findings for veil in veils.values())
