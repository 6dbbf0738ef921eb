"""Copies of scans with a threat in them: drawn by lot, made beside the work, kept apart from the scans themselves."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from customhouse.imaging import store
from customhouse.imaging.model import Modality, ScanState, Severity, Subject
from customhouse.imaging.projection.library import Threat, threat, threats
from customhouse.imaging.recogniser import Insertion, Place, Projected
from customhouse.imaging.records import COMPARISON, FINDINGS, RECOGNITION, KeptArtefact, KeptScan
from customhouse.imaging.registry.model import RegisteredModel
from customhouse.imaging.service import Imaging
from customhouse.kernel.errors import NotFound
from customhouse.kernel.ids import new_id
from customhouse.kernel.transaction import Transaction

SHARE = "imaging.tip_share_percent"
WAITING, READY, FAILED = "waiting", "ready", "failed"
NOTABLE = (Severity.MEDIUM, Severity.HIGH)
PLACES = TypeAdapter(tuple[Place, ...])
Lot = Callable[[], float]
_DICE = random.SystemRandom()  # nobody may foresee which image carries a threat


@dataclass(frozen=True)
class Projection:
    """A copy of a scan with a threat in it; `places` is the truth."""

    id: str
    scan_id: str
    threat: Threat
    seed: int
    state: str
    places: tuple[Place, ...]
    failure: str
    row: dict[str, Any]

    def shown_as(self, scan: KeptScan) -> KeptScan:
        """The scan as if the threat had been in it when it was scanned."""
        artefacts = [KeptArtefact(a["name"], a["sha256"], tuple(a["shape"])) for a in self.row["artefacts"] or ()]
        artefacts += [kept for name, kept in scan.artefacts.items() if name.startswith("photo")]
        return replace(
            scan,
            recognition=RECOGNITION.validate_python(self.row["recognition"]),
            comparison=COMPARISON.validate_python(self.row["comparison"]),
            findings=FINDINGS.validate_python(self.row["findings"] or ()),
            artefacts={artefact.name: artefact for artefact in artefacts},
        )


@dataclass(frozen=True)
class Offered:
    """A threat of the library, and whether it is drawn here."""

    threat: Threat
    is_offered: bool
    changed_by: str | None = None


@dataclass(frozen=True)
class Projections:
    imaging: Imaging
    lot: Lot = _DICE.random

    # The library

    def library(self, tx: Transaction) -> list[Offered]:
        kept_back = store.withheld_threats(tx.connection)
        return [Offered(t, t.code not in kept_back, kept_back.get(t.code, {}).get("by")) for t in threats()]

    def offer(self, tx: Transaction, code: str, *, offered: bool) -> Offered:
        """Draw a threat from now on, or no more. Raises `NotFound`."""
        known = threat(code)
        if offered:
            store.offer_threat(tx.connection, known.code)
        else:
            store.withhold_threat(tx.connection, {"code": known.code, "since": tx.now, "by": tx.actor})
        return Offered(known, offered, None if offered else tx.actor)

    # From the lot to the copy

    def draw(self, tx: Transaction, scan_id: str) -> str | None:
        """Let the lot say whether a copy of this scan is to be made; return its id. Only of what looks clean."""
        share = float(self.imaging.policy.number(SHARE, tx.now)) if self.imaging.policy.has(SHARE, tx.now) else 0.0
        if self.lot() * 100 >= share:
            return None
        scan = self.imaging.get(tx, scan_id)
        fitting = [each.threat for each in self.library(tx) if each.is_offered and fits(each.threat, scan)]
        if not is_clean(scan) or not fitting or store.list_projections(tx.connection, scan_id):
            return None
        row = {
            "id": new_id(),
            "scan_id": scan_id,
            "threat": fitting[int(self.lot() * len(fitting)) % len(fitting)].code,
            "seed": int(self.lot() * (1 << 31)),
            "state": WAITING,
            "asked_at": tx.now,
        }
        store.insert_projection(tx.connection, row)
        return str(row["id"])

    def waiting(self, tx: Transaction) -> list[str]:
        return store.projections_in(tx.connection, WAITING)

    def make(
        self, projection: Projection, scan: KeptScan, folder: Path, models: Sequence[RegisteredModel] = ()
    ) -> tuple[Projected, list[KeptArtefact]]:
        """Make the copy; outside of any transaction. Raises as `Recogniser.project` does.

        The site's own models are asked of it as of the scan: without their words it would be known for a copy.
        """
        files, insertion = self.imaging.files_of(scan, folder), Insertion(projection.threat.code, projection.seed)
        brief = self.imaging.brief(scan, models, folder)
        done = self.imaging.recogniser.project(files, insertion, folder, brief)
        made = done.recognised.artefacts
        return done, [KeptArtefact(one.name, self.imaging.blobs.put_file(one.path), one.shape) for one in made]

    def keep(self, tx: Transaction, projection_id: str, done: Projected, artefacts: Iterable[KeptArtefact]) -> None:
        """The copy is compared with what was declared, as the scan was; nothing of it is announced to anybody."""
        scan = self.imaging.get(tx, self.get(tx, projection_id).scan_id)
        # The copy has the photos of the scan: without them it would be known for a copy.
        photos = scan.recognition.photos if scan.recognition else None
        recognition = replace(done.recognised.recognition, photos=photos)
        compared = self.imaging.compared(tx, scan, recognition)
        row = {
            "comparison": compared["comparison"],
            "findings": compared["findings"],
            "state": READY,
            "recognition": RECOGNITION.dump_python(recognition, mode="json"),
            "artefacts": [{**vars(each), "shape": list(each.shape)} for each in artefacts],
            "places": PLACES.dump_python(done.places, mode="json"),
        }
        store.change_projection(tx.connection, projection_id, WAITING, row)

    def fail(self, tx: Transaction, projection_id: str, why: str) -> None:
        store.change_projection(tx.connection, projection_id, WAITING, {"state": FAILED, "failure": why})

    # What others read

    def get(self, tx: Transaction, projection_id: str) -> Projection:
        """Raises `NotFound`."""
        row = store.find_projection(tx.connection, projection_id)
        if row is None:
            raise NotFound("There is no such projection.")
        return _kept(row)

    def ready_of(self, tx: Transaction, scan_id: str) -> Projection | None:
        """The copy of a scan that can be shown, where there is one."""
        ready = [row for row in store.list_projections(tx.connection, scan_id) if row["state"] == READY]
        return _kept(ready[0]) if ready else None

    def fitting(self, tx: Transaction, scan: KeptScan) -> Projection | None:
        """The copy that may stand in a scan's place: of a clean scan, seen and compared as the scan is today."""
        made = self.ready_of(tx, scan.id) if is_clean(scan) else None
        if made is None or scan.recognition is None:
            return None
        seen, real = RECOGNITION.validate_python(made.row["recognition"]), scan.recognition
        alike = (seen.recogniser, seen.version, seen.models) == (real.recogniser, real.version, real.models)
        return made if alike and self.imaging.compared(tx, scan, seen)["comparison"] == made.row["comparison"] else None


def is_clean(scan: KeptScan) -> bool:
    """Recognised, still counting, and with nothing in it that asks for a look."""
    seen = scan.state is ScanState.RECOGNISED and scan.superseded_at is None and scan.modality is not Modality.PICTURE
    return seen and not any(finding.severity in NOTABLE for finding in scan.findings)


def fits(one: Threat, scan: KeptScan) -> bool:
    """What is large goes into containers and vehicles only."""
    return one.small or scan.described.subject in _LARGE


_LARGE: Sequence[str] = (Subject.CONTAINER.value, Subject.VEHICLE.value)


def _kept(row: dict[str, Any]) -> Projection:
    return Projection(
        id=row["id"],
        scan_id=row["scan_id"],
        threat=threat(row["threat"]),
        seed=row["seed"],
        state=row["state"],
        places=PLACES.validate_python(row["places"] or ()),
        failure=row["failure"] or "",
        row=row,
    )
