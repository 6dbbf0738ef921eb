"""A timeline for whom may still read its images: without what was found in them, and what others said of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from customhouse.access.model import User
from customhouse.command.model import Entry
from customhouse.kernel.transaction import Transaction
from customhouse.procedures.readings.curtain import Veil

Veils = Callable[[Transaction, User, str], Mapping[str, Veil]]
OF_FINDINGS = ("risk.assessed", "control.ordered")
OPINIONS = ("review.opened", "review.decided", "findings.revealed", "finding.judged")


def no_veils(_tx: Transaction, _user: User, _consignment_id: str) -> Mapping[str, Veil]:
    return {}


def veiled(entries: Sequence[Entry], veils: Mapping[str, Veil]) -> list[Entry]:
    """`veils` by scan."""
    told = []
    seen_since = min((entry.recorded_at for entry in entries if _shows_findings(entry, veils)), default=None)
    for entry in entries:
        veil = veils.get(str(entry.facts.get("scan_id", "")), Veil())
        if veil.opinions and entry.kind in OPINIONS:
            continue
        if veil.findings and entry.kind == "scan.recognised":
            told.append(replace(entry, facts={"scan_id": entry.facts["scan_id"]}))
        elif seen_since is None or entry.kind not in OF_FINDINGS or entry.recorded_at < seen_since:
            told.append(entry)
    return told


def _shows_findings(entry: Entry, veils: Mapping[str, Veil]) -> bool:
    """Whether it is the recognition of a scan whose findings are hidden; what is judged after it knows of them."""
    veil = veils.get(str(entry.facts.get("scan_id", "")), Veil())
    return veil.findings and entry.kind == "scan.recognised"
