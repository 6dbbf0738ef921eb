"""Holds a scan against what is declared now, with the other containers of its lot beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from customhouse.declarations.service import Declarations
from customhouse.imaging import store
from customhouse.imaging.comparison import Sight, compare
from customhouse.imaging.comparison.allowed import allowed_by
from customhouse.imaging.declared import Meaning, Papers, declared_of, no_papers, on_paper, standing_of
from customhouse.imaging.likeness.service import Likeness, Lot
from customhouse.imaging.likeness.spaces import FEWEST
from customhouse.imaging.model import Declared, Recognition, ScanState, Verdict
from customhouse.imaging.records import COMPARISON, FINDINGS, KeptScan, kept_scan
from customhouse.kernel.errors import NotFound
from customhouse.kernel.transaction import Transaction
from customhouse.policy.package import PolicyPackage


@dataclass(frozen=True)
class Comparing:
    declarations: Declarations
    policy: PolicyPackage
    meaning: Meaning
    likeness: Likeness
    papers: Papers = no_papers

    def row(self, tx: Transaction, scan: KeptScan, recognition: Recognition) -> dict[str, Any]:
        """What is kept of the comparison: the columns of the scan's row."""
        declared, allowed = self._declared(tx, scan.consignment_id), allowed_by(self.policy, tx.now)
        seen = replace(scan, recognition=recognition, state=ScanState.RECOGNISED)
        lot_z = self._deviations(tx, seen, declared, allowed.odd_doubtful)
        portals = scan.described.portal_readings
        sight = Sight(scan.modality, recognition, scan.container_number, scan.weighed_kg, lot_z, portals)
        comparison, findings = compare(declared, sight, allowed)
        return {
            "comparison": COMPARISON.dump_python(comparison, mode="json"),
            "findings": FINDINGS.dump_python(findings, mode="json"),
            "score": comparison.score.probability if comparison.score else None,
        }

    def note_goods(self, tx: Transaction, scan: KeptScan) -> None:
        self.likeness.note_goods(tx, scan, self._declared(tx, scan.consignment_id))

    def lot(self, tx: Transaction, consignment_id: str, scans: Sequence[KeptScan]) -> Lot:
        limit = allowed_by(self.policy, tx.now).odd_doubtful
        return self.likeness.lot(scans, self._declared(tx, consignment_id), limit)

    def changed_by(self, tx: Transaction, newest: KeptScan) -> list[str]:
        """Other scans of a lot that one more, or one less, makes odd, or no longer odd, or alone."""
        if not newest.consignment_id:
            return []
        scans = [scan for scan in _scans(tx, newest.consignment_id) if scan.superseded_at is None]
        lot = self.lot(tx, newest.consignment_id, scans)
        is_odd = {each.scan_id: each.is_odd for each in lot.members} if len(lot.members) >= FEWEST else {}
        others = [scan for scan in scans if scan.id != newest.id and scan.state is ScanState.RECOGNISED]
        return [scan.id for scan in others if _was_odd(scan) is not is_odd.get(scan.id)]

    def _deviations(self, tx: Transaction, seen: KeptScan, declared: Declared | None, limit: float) -> float | None:
        """How far a scan stands out from its lot; None where there is no lot to compare it with."""
        if seen.consignment_id is None or declared is None or len(declared.containers) < FEWEST:
            return None
        scans = [seen if each.id == seen.id else each for each in _scans(tx, seen.consignment_id)]
        lot = self.likeness.lot(scans, declared, limit)
        if len(lot.members) < FEWEST:
            return None
        return next((member.deviations for member in lot.members if member.scan_id == seen.id), None)

    def _declared(self, tx: Transaction, consignment_id: str | None) -> Declared | None:
        if consignment_id is None:
            return None
        try:
            declaration = self.declarations.get(tx, consignment_id)
            standing = standing_of(self.declarations.facts(tx, consignment_id))
        except NotFound:
            return None
        lodgement = declaration.lodgement
        told = self.papers(tx, lodgement.waybill.number, declaration.declarant_id)
        paper = None if told is None else on_paper(told, lodgement, self.meaning)
        return replace(declared_of(lodgement, self.meaning), standing=standing, paper=paper)


def _scans(tx: Transaction, consignment_id: str) -> list[KeptScan]:
    return [kept_scan(row) for row in store.list_scans(tx.connection, consignment_id)]


def _was_odd(scan: KeptScan) -> bool | None:
    """None where the scan was not yet compared with a lot."""
    rows = scan.comparison.rows if scan.comparison else ()
    return next((row.verdict is Verdict.DOUBTFUL for row in rows if row.what == "lot"), None)
