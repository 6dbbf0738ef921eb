"""Takes posted scans in, finds the consignment that each is of, and keeps aside what cannot be read."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from customhouse.declarations.service import Declarations
from customhouse.imaging import store
from customhouse.imaging.events import ScanQuarantined, ScanReceived
from customhouse.imaging.model import ScanState
from customhouse.imaging.reading import Unreadable
from customhouse.imaging.recogniser import Described
from customhouse.imaging.records import DESCRIBED, KeptScan, Quarantined, RawFile, kept_quarantine, kept_scan
from customhouse.imaging.reporting import content_hash
from customhouse.kernel.errors import Invalid, NotFound
from customhouse.kernel.ids import new_id
from customhouse.kernel.transaction import Transaction
from customhouse.waybills.container_code import LONGEST, plain


@dataclass(frozen=True)
class Post:
    """The files of one post, kept already, and what they hold: `described`, or why they cannot be read."""

    files: tuple[RawFile, ...]
    described: Described | None
    refusal: Unreadable | None = None


@dataclass(frozen=True)
class Reference:
    """What a scan is said to be of: at most one of these is needed; none leaves the scan without a consignment.

    Attributes:
        weighed_kg: of the container with its goods on a weighbridge; goes before what the side-car says.
    """

    consignment_id: str | None = None
    mrn: str | None = None
    container_number: str | None = None
    weighed_kg: float | None = None


@dataclass(frozen=True)
class Receiving:
    declarations: Declarations

    def receive(self, tx: Transaction, post: Post, of: Reference, site_id: str) -> KeptScan | Quarantined:
        """Take a post in. The same files for the same consignment are the same scan.

        Raises `Invalid` when the reference is to nothing.
        """
        if post.described is None:
            return self._quarantine(tx, post, of, site_id)
        of = _in_plain(of)
        consignment_id = self._consignment(tx, of, post.described)
        content = content_hash(file.sha256 for file in post.files)
        known = store.find_by_content(tx.connection, consignment_id, content)
        if known is not None:
            return kept_scan(known)
        row = {
            "id": new_id(),
            "consignment_id": consignment_id,
            "content_hash": content,
            "container_number": of.container_number or post.described.container_number,
            "site_id": site_id,
            "modality": post.described.modality.value,
            "state": ScanState.RECEIVED.value,
            "received_at": tx.now,
            "received_by": tx.actor,
            "files": [vars(file) for file in post.files],
            "described": DESCRIBED.dump_python(post.described, mode="json"),
            "deaths": 0,
            "weighed_kg": of.weighed_kg if of.weighed_kg is not None else post.described.weighed_kg,
        }
        store.insert_scan(tx.connection, row)
        tx.announce(
            ScanReceived(
                subject=consignment_id,
                occurred_at=tx.now,
                scan_id=str(row["id"]),
                modality=post.described.modality.value,
                blob=post.files[0].sha256,
                file_name=post.files[0].name,
                site_id=site_id,
            )
        )
        return kept_scan(store.find_scan(tx.connection, str(row["id"])) or row)

    def _quarantine(self, tx: Transaction, post: Post, of: Reference, site_id: str) -> Quarantined:
        refusal = post.refusal or Unreadable("damaged", "The file cannot be read.")
        try:
            consignment_id = self._consignment(tx, _in_plain(of), None)
        except Invalid:
            consignment_id = ""  # kept all the same: the file comes before the form
        row: dict[str, Any] = {
            "id": new_id(),
            "consignment_id": consignment_id,
            "site_id": site_id,
            "received_at": tx.now,
            "received_by": tx.actor,
            "files": [vars(file) for file in post.files],
            "code": refusal.code,
            "message": refusal.message,
        }
        store.insert_quarantined(tx.connection, row)
        first = post.files[0] if post.files else RawFile("", "", 0)
        tx.announce(
            ScanQuarantined(
                subject=consignment_id,
                occurred_at=tx.now,
                quarantine_id=row["id"],
                reason=refusal.code,
                blob=first.sha256,
                file_name=first.name,
            )
        )
        return kept_quarantine(row)

    def _consignment(self, tx: Transaction, of: Reference, described: Described | None) -> str:
        if of.consignment_id:
            try:
                return self.declarations.get(tx, of.consignment_id).consignment_id
            except NotFound:
                raise Invalid.one("consignment_id", "unknown", "There is no such consignment; correct the reference.")
        if of.mrn:
            found = self.declarations.find_by_mrn(tx, of.mrn)
            if found is None:
                raise Invalid.one("mrn", "unknown", "No declaration has this MRN; correct it.")
            return found.consignment_id
        if of.container_number:
            declared = self.declarations.find_by_container(tx, of.container_number)
            if not declared:
                raise Invalid.one("container_number", "unknown", "No open declaration names this container.")
            return declared[0].consignment_id
        return self._by_own_reading(tx, described) if described is not None else ""

    def _by_own_reading(self, tx: Transaction, described: Described) -> str:
        """By what the scanner itself says; where that leads nowhere, the scan is still a scan."""
        # A slip of the pen in one of them is no fault of the other.
        with suppress(Invalid):
            if described.mrn and (found := self.declarations.find_by_mrn(tx, described.mrn)) is not None:
                return found.consignment_id
        with suppress(Invalid):
            number = described.container_number
            declared = self.declarations.find_by_container(tx, number) if number else []
            return declared[0].consignment_id if declared else ""
        return ""


def _in_plain(of: Reference) -> Reference:
    """With the container's number as it is kept and compared. Raises `Invalid`."""
    number = plain(of.container_number)
    if number is not None and len(number) > LONGEST:
        text = f"A container number has {LONGEST} characters, such as MSKU1234565; correct it."
        raise Invalid.one("container_number", "too_long", text)
    return replace(of, container_number=number)
