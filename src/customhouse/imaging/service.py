"""What is done with scans: taken in, recognised, compared, shown; what cannot be read is kept aside."""

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from customhouse.declarations.service import Declarations
from customhouse.imaging import store
from customhouse.imaging.comparing import Comparing
from customhouse.imaging.comparison.radiation import RADIATION
from customhouse.imaging.declared import Meaning, Papers, no_papers, says_nothing
from customhouse.imaging.events import ScanRecognised
from customhouse.imaging.grading import check_fits, grading_by
from customhouse.imaging.likeness.service import Alike, Likeness, Lot, Similar
from customhouse.imaging.model import Recognition, ScanState, Verdict
from customhouse.imaging.photos.naming import parted
from customhouse.imaging.reading import ScanFile, Unreadable
from customhouse.imaging.receiving import Post, Receiving, Reference
from customhouse.imaging.recogniser import Brief, Recognised, Recogniser, RecogniserDied
from customhouse.imaging.records import (
    REASON,
    RECOGNITION,
    EarlierRecognition,
    KeptArtefact,
    KeptScan,
    Quarantined,
    RawFile,
    SeenFacts,
    kept_earlier,
    kept_quarantine,
    kept_scan,
    worst,
)
from customhouse.imaging.registry.model import RegisteredModel
from customhouse.imaging.registry.service import Registry
from customhouse.imaging.reporting import ThreatReport, content_hash
from customhouse.imaging.today import today
from customhouse.kernel.blobs import Blobs
from customhouse.kernel.errors import Conflict, NotFound, Unavailable
from customhouse.kernel.paging import PAGE_SIZE, Page, page_of
from customhouse.kernel.reasons import Reason
from customhouse.kernel.transaction import Transaction
from customhouse.policy.package import PolicyPackage

ACTOR = "system:imaging"  # who acts where no person does
MOST_DEATHS = 2  # a scan that ends the recogniser twice is not given to it again
OPEN_STATES = (ScanState.RECEIVED, ScanState.RECOGNISING)
DONE_STATES = (ScanState.RECOGNISED, ScanState.FAILED)
NO_SUCH = "There is no such scan."


@dataclass(frozen=True)
class Imaging:
    declarations: Declarations
    blobs: Blobs
    recogniser: Recogniser
    policy: PolicyPackage
    meaning: Meaning = says_nothing
    registry: Registry | None = None
    likeness: Likeness = field(default_factory=Likeness)
    papers: Papers = no_papers

    def __post_init__(self) -> None:
        check_fits(self.policy)

    @property
    def _comparing(self) -> Comparing:
        return Comparing(self.declarations, self.policy, self.meaning, self.likeness, self.papers)

    # Opening files takes seconds and needs no transaction: it is done before one is opened.

    def open_post(self, files: Sequence[ScanFile]) -> Post:
        """Keep the files, then look into them. Nothing that was posted is lost, whatever it is.

        Raises `Unavailable` where the recogniser does not answer for reasons of its own.
        """
        own, photos = parted(files)
        kept = tuple(self._kept(file) for file in (*own, *photos))  # the scan first: it is what news of it name
        try:
            return Post(kept, self.recogniser.inspect(files))
        except Unreadable as refusal:
            return Post(kept, None, refusal)
        except RecogniserDied as death:
            text = f"The reading process failed on this file ({death}); it is kept for the scanner's maker."
            return Post(kept, None, Unreadable("reader_died", text))

    def _kept(self, file: ScanFile) -> RawFile:
        return RawFile(file.name, self.blobs.put_file(file.path), file.path.stat().st_size, file.is_photo)

    def receive(self, tx: Transaction, post: Post, of: Reference, site_id: str) -> KeptScan | Quarantined:
        """Take a post in. The same files for the same consignment are the same scan; a new mass of it is taken.

        Raises `Invalid` when the reference is to nothing.
        """
        taken = Receiving(self.declarations).receive(tx, post, of, site_id)
        if isinstance(taken, KeptScan) and of.weighed_kg not in (None, taken.weighed_kg):
            return self._weigh(tx, taken, of.weighed_kg)
        return taken

    def _weigh(self, tx: Transaction, scan: KeptScan, weighed_kg: float | None) -> KeptScan:
        """A scan that is there already was put on the weighbridge since: it is held against that too."""
        store.change_scan(tx.connection, scan.id, tuple(ScanState), {"weighed_kg": weighed_kg})
        weighed = self.get(tx, scan.id)
        if weighed.state is ScanState.RECOGNISED and weighed.superseded_at is None:
            self._compare_again(tx, weighed)
        return self.get(tx, scan.id)

    # The recogniser's side

    def unfinished(self, tx: Transaction, older_than: timedelta) -> list[str]:
        return store.unfinished(tx.connection, tx.now - older_than, OPEN_STATES)

    def begin(self, tx: Transaction, scan_id: str) -> KeptScan | None:
        """Mark a scan as being recognised; None where it is done already."""
        if not store.change_scan(tx.connection, scan_id, OPEN_STATES, {"state": ScanState.RECOGNISING.value}):
            return None
        return self.get(tx, scan_id)

    def site_models(self, tx: Transaction) -> Sequence[RegisteredModel]:
        """Those of the site's own that look at every scan."""
        return self.registry.active(tx) if self.registry else ()

    def announce_drift(self, tx: Transaction) -> int:
        return self.registry.announce_drift(tx) if self.registry else 0

    def brief(self, scan: KeptScan, models: Sequence[RegisteredModel], folder: Path) -> Brief:
        """For a recogniser: models whose files it can open, and the limits of the day of the scan."""
        at_hand = self.registry.at_hand(models, folder) if self.registry else ()
        return Brief(at_hand, grading_by(self.policy, scan.received_at))

    def look(
        self, scan: KeptScan, folder: Path, models: Sequence[RegisteredModel] = ()
    ) -> tuple[Recognised, list[KeptArtefact]]:
        """Have a scan recognised and its artefacts kept; outside of any transaction.

        Raises `Unreadable`, `RecogniserDied`, or `Unavailable` where the files are out of reach.
        """
        try:
            done = self.recogniser.recognise(self.files_of(scan, folder), folder, self.brief(scan, models, folder))
        except (Unreadable, RecogniserDied):
            self._check_in_reach(scan)  # what went away while it was read is no fault of the scan
            raise
        kept = [KeptArtefact(made.name, self.blobs.put_file(made.path), made.shape) for made in done.artefacts]
        return done, kept

    def _check_in_reach(self, scan: KeptScan) -> None:
        """Raises `Unavailable`."""
        for file in scan.raw_files:
            with contextlib.suppress(NotFound):
                self.blobs.size(file.sha256)

    def files_of(self, scan: KeptScan, folder: Path) -> list[ScanFile]:
        """The files of a scan where the recogniser can open them. Raises `Unavailable`."""
        return [self._file(file, folder) for file in scan.raw_files]

    def _file(self, file: RawFile, folder: Path) -> ScanFile:
        path = self.blobs.path(file.sha256)
        if path is None:
            path = folder / file.sha256
            with self.blobs.open(file.sha256) as source, path.open("wb") as sink:
                while chunk := source.read(1 << 20):
                    sink.write(chunk)
        if not path.exists():
            raise Unavailable("The scan's file is out of reach.", retry=True)
        return ScanFile(file.name, path, file.is_photo)

    def finish(self, tx: Transaction, scan_id: str, done: Recognised, artefacts: Iterable[KeptArtefact]) -> None:
        """Keep what was recognised, compare it, and announce it, all at once. Done twice it is done once."""
        scan = self.get(tx, scan_id)
        if scan.state not in OPEN_STATES:
            return
        row = self._recognised(tx, scan, done, artefacts)
        if store.change_scan(tx.connection, scan_id, OPEN_STATES, row):  # another server may have been quicker
            self._keep_words(tx, scan_id, done)
            kept = self.get(tx, scan_id)
            self._announce(tx, kept)
            self._stand_beside(tx, kept)

    def _stand_beside(self, tx: Transaction, scan: KeptScan) -> None:
        """Let a scan be found by others like it, and the others of its lot be compared with it."""
        self.likeness.keep(tx, scan)
        self._comparing.note_goods(tx, scan)
        self._compare_lot(tx, scan)

    def _compare_lot(self, tx: Transaction, scan: KeptScan) -> None:
        for other in self._comparing.changed_by(tx, scan):
            self._compare_again(tx, self.get(tx, other))

    def _keep_words(self, tx: Transaction, scan_id: str, done: Recognised) -> None:
        if self.registry:
            self.registry.keep_words(tx, scan_id, done.recognition, done.words)

    def _recognised(
        self, tx: Transaction, scan: KeptScan, done: Recognised, artefacts: Iterable[KeptArtefact]
    ) -> dict[str, Any]:
        return self.compared(tx, scan, done.recognition) | {
            "state": ScanState.RECOGNISED.value,
            "recognised_at": tx.now,
            "recognised_with": str(today()),
            "recognition": RECOGNITION.dump_python(done.recognition, mode="json"),
            "artefacts": [{**vars(each), "shape": list(each.shape)} for each in artefacts],
        }

    def replace(self, tx: Transaction, scan_id: str, done: Recognised, artefacts: Iterable[KeptArtefact]) -> None:
        """Put a newer recognition in the place of one that stays kept; announced where the answer changes."""
        before = self.get(tx, scan_id)
        if before.state not in DONE_STATES or before.recognised_with == str(today()):
            return  # somebody was quicker
        store.keep_earlier(tx.connection, scan_id, tx.now)
        row = self._recognised(tx, before, done, artefacts) | {"failure": None}
        store.change_scan(tx.connection, scan_id, DONE_STATES, row)
        self._keep_words(tx, scan_id, done)
        after = self.get(tx, scan_id)
        if (after.comparison, after.findings, after.failure) != (before.comparison, before.findings, before.failure):
            self._announce(tx, after)
        self._stand_beside(tx, after)

    def note_death(self, tx: Transaction, scan_id: str, death: Exception) -> bool:
        """Count a death of the recogniser on this scan, or a fault after it; True where it may be tried again."""
        how = str(death) if isinstance(death, RecogniserDied) else "what it said could not be kept"
        deaths = self.get(tx, scan_id).deaths + 1
        store.change_scan(tx.connection, scan_id, OPEN_STATES, {"deaths": deaths})
        if deaths < MOST_DEATHS:
            return True
        text = f"The recogniser ended on this scan {deaths} times ({how}); look at the image itself."
        self.fail(tx, scan_id, Reason("recogniser_died", text, {"times": str(deaths)}))
        return False

    def fail(self, tx: Transaction, scan_id: str, reason: Reason) -> None:
        row = {
            "state": ScanState.FAILED.value,
            "recognised_at": tx.now,
            "recognised_with": str(today()),
            "failure": REASON.dump_python(reason, mode="json"),
        }
        if store.change_scan(tx.connection, scan_id, OPEN_STATES, row):
            self._announce(tx, self.get(tx, scan_id))

    def supersede(self, tx: Transaction, scan_id: str) -> None:
        """An analyst could not judge this scan and wants another: what it showed counts no more. It stays kept."""
        if store.change_scan(tx.connection, scan_id, DONE_STATES, {"superseded_at": tx.now}):
            self._compare_lot(tx, self.get(tx, scan_id))

    def note_reading(self, tx: Transaction, consignment_id: str, scan_id: str, outcome: str) -> None:
        """What an analyst came to: shown beside scans that look alike."""
        store.note_reading(tx.connection, consignment_id, scan_id, outcome)

    def note_examined(self, tx: Transaction, consignment_id: str, outcome: str, opened: Sequence[str] = ()) -> None:
        """What an examiner came to, of the scans of what was opened: these containers, else all."""
        shown = self.containers_of_scans(tx, consignment_id)
        known = self._containers(tx, consignment_id) | (set(shown.values()) - {""})
        named = known & set(opened)
        told = [scan for scan, number in shown.items() if number in named or not named or len(known) <= 1]
        store.note_examined(tx.connection, told, outcome)

    def compare_again(self, tx: Transaction, consignment_id: str) -> None:
        """After an amendment: the same images against the new words; announced where the answer changes."""
        for scan in self.scans_of(tx, consignment_id):
            if scan.state is ScanState.RECOGNISED and scan.superseded_at is None:
                self._compare_again(tx, scan)

    def _compare_again(self, tx: Transaction, scan: KeptScan) -> None:
        if scan.recognition is None:
            return
        row = self.compared(tx, scan, scan.recognition)
        store.change_scan(tx.connection, scan.id, [ScanState.RECOGNISED], row)
        self._comparing.note_goods(tx, scan)
        after = self.get(tx, scan.id)
        if (after.comparison, after.findings) != (scan.comparison, scan.findings):
            self._announce(tx, after)

    def compared(self, tx: Transaction, scan: KeptScan, recognition: Recognition) -> dict[str, Any]:
        """The comparison as columns: what is seen held against what is declared now."""
        return self._comparing.row(tx, scan, recognition)

    def _announce(self, tx: Transaction, scan: KeptScan) -> None:
        verdict = scan.comparison.verdict if scan.comparison else Verdict.CANNOT_TELL
        said = scan.comparison.rows if scan.comparison else ()
        rows = [row for row in said if row.what != RADIATION]  # which is no reason for any verdict
        telling = [row.reason for row in rows if row.verdict is not Verdict.AGREES] or [row.reason for row in rows]
        reasons = (scan.failure, *telling) if scan.failure else tuple(telling)
        tx.announce(
            ScanRecognised(
                subject=scan.consignment_id or "",
                occurred_at=tx.now,
                scan_id=scan.id,
                verdict=verdict.value,
                reasons=reasons,
                findings=len(scan.findings),
                score=scan.comparison.score.probability if scan.comparison and scan.comparison.score else None,
            )
        )

    # What others read

    def get(self, tx: Transaction, scan_id: str) -> KeptScan:
        """Raises `NotFound`."""
        row = store.find_scan(tx.connection, scan_id)
        if row is None:
            raise NotFound(NO_SUCH)
        return kept_scan(row)

    def scans_of(self, tx: Transaction, consignment_id: str) -> list[KeptScan]:
        """Newest first."""
        return [kept_scan(row) for row in store.list_scans(tx.connection, consignment_id)]

    def containers_of_scans(self, tx: Transaction, consignment_id: str) -> dict[str, str]:
        """The container that each scan of a consignment shows, by the scan's id; empty where that is not known."""
        said = store.containers_of_scans(tx.connection, consignment_id)
        if all(said.values()):
            return said
        declared = self._containers(tx, consignment_id)
        return {scan.id: scan.shows(declared) or "" for scan in self.scans_of(tx, consignment_id)}

    def ids_of_scans(self, tx: Transaction, consignment_id: str) -> list[str]:
        return list(store.containers_of_scans(tx.connection, consignment_id))

    def _containers(self, tx: Transaction, consignment_id: str) -> frozenset[str]:
        """Those declared."""
        try:
            waybill = self.declarations.get(tx, consignment_id).lodgement.waybill
        except NotFound:
            return frozenset()
        return frozenset(each.number for each in waybill.containers)

    def page(self, tx: Transaction, cursor: str | None) -> Page[KeptScan]:
        rows = store.latest_scans(tx.connection, PAGE_SIZE + 1, cursor)
        return page_of([kept_scan(row) for row in rows], lambda scan: scan.id)

    def facts(self, tx: Transaction, consignment_id: str) -> SeenFacts:
        return worst(self.scans_of(tx, consignment_id))

    def similar(self, tx: Transaction, scan: KeptScan, limit: int, heading: str | None = None) -> Similar:
        """With a heading: honest scans declared as it, for how such goods look here."""
        return self.likeness.similar(tx, scan, limit, heading)

    def lot(self, tx: Transaction, consignment_id: str, scans: Sequence[KeptScan]) -> Lot:
        """The containers of a consignment beside each other; without members where there is nothing to compare."""
        return self._comparing.lot(tx, consignment_id, scans)

    def oddest(self, tx: Transaction, code: str, limit: int) -> tuple[Alike, ...]:
        """Scans of goods of a code or below it, the highest score first."""
        return self.likeness.oddest(tx, code, limit)

    def artefact_of(self, scan: KeptScan, name: str) -> KeptArtefact:
        """Raises `NotFound` where the scan has no such file, or not yet."""
        found = scan.artefacts.get(name)
        if found is None:
            raise NotFound("The scan has no such image, or is not recognised yet.")
        return found

    def earlier(self, tx: Transaction, scan_id: str) -> list[EarlierRecognition]:
        """What was said of a scan before, newest first. Raises `NotFound`."""
        self.get(tx, scan_id)
        return [kept_earlier(row) for row in store.list_earlier(tx.connection, scan_id)]

    def threat_report(self, scan: KeptScan) -> ThreatReport:
        """Of a scan as it is shown. Raises `Conflict` as long as there is nothing to report."""
        if scan.recognition is None or scan.recognised_at is None:
            raise Conflict("The scan is not recognised, so there is nothing to report yet; ask again later.")
        return ThreatReport(
            content_hash(file.sha256 for file in scan.raw_files),
            scan.described,
            scan.described.instances,
            scan.recognition.recogniser,
            scan.recognition.version,
            scan.findings,
            scan.comparison.verdict if scan.comparison else None,
            scan.container_number,
            scan.received_at,
            scan.recognised_at,
            scan.site_id,
            scan.recognition.models,
            scan.recognition.novelty,
            grading_by(self.policy, scan.received_at).unlike,
        )

    def quarantined(self, tx: Transaction) -> list[Quarantined]:
        return [kept_quarantine(row) for row in store.list_quarantined(tx.connection, 200)]
