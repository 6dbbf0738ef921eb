"""What is known of sources, what is taken from them, and what others read of it."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from customhouse.kernel.blobs import Blobs
from customhouse.kernel.errors import Invalid, NotFound
from customhouse.kernel.ids import new_id
from customhouse.kernel.paging import Page, page_of
from customhouse.kernel.transaction import Transaction
from customhouse.sourcing import store
from customhouse.sourcing.events import ReferenceImported, ReferenceWithdrawn
from customhouse.sourcing.intake import Opened, Progress, Spool, check_edition, read_into, spool
from customhouse.sourcing.manifest import Manifest
from customhouse.sourcing.model import (
    Feed,
    Import,
    ImportState,
    Provenance,
    Reader,
    RowFault,
    Source,
    SourcedText,
    Standing,
    TextKind,
)

HISTORY = 50
BELOW = 200


@dataclass(frozen=True)
class Sourcing:
    manifest: Manifest
    readers: Mapping[str, Reader]
    blobs: Blobs

    # What is taken.

    @contextmanager
    def open_file(
        self, source_id: str, path: Path, *, accept_changed: bool = False, progress: Progress = lambda _share: None
    ) -> Iterator[Opened]:
        """Check a file against the manifest and its contract, before a transaction is opened.

        Raises `NotFound` for an unknown source, `AnotherEdition`, or `Invalid` for what is not such a file.
        """
        source = self.manifest.get(source_id)
        measured = check_edition(source, path, accept_changed=accept_changed)
        with spool() as texts, spool() as faults:
            opened = Opened(source, path, measured.sha256, measured.size, Spool(texts), Spool(faults))
            read_into(opened, self.readers[source.reader], measured.lines, progress)
            yield opened

    def take(self, tx: Transaction, opened: Opened) -> Import:
        """Put the rows of an opened file in force, in place of those taken from the same source before."""
        before = store.import_in_force(tx.connection, opened.source.id)
        if before is not None:
            store.end_import(tx.connection, before, ImportState.REPLACED, tx.now, tx.actor)
        taken = Import(
            id=new_id(),
            source=opened.source,
            file_name=opened.path.name[:200],
            sha256=self.blobs.put_file(opened.path),
            content_sha256=opened.content_sha256,
            size=opened.size,
            taken=opened.texts.count,
            quarantined=opened.faults.count,
            state=ImportState.IN_FORCE,
            imported_at=tx.now,
            imported_by=tx.actor,
        )
        store.insert_import(tx.connection, taken)
        store.insert_texts(tx.connection, taken.id, opened.texts.rows())
        store.insert_quarantine(tx.connection, taken.id, opened.faults.rows())
        tx.announce(
            ReferenceImported(
                subject=taken.source.id,
                occurred_at=tx.now,
                import_id=taken.id,
                sha256=taken.sha256,
                taken=taken.taken,
                quarantined=taken.quarantined,
            )
        )
        return taken

    def withdraw(self, tx: Transaction, source_id: str) -> Import:
        """Take a source out of force; its file and the record of it stay. Raises `NotFound`."""
        found = self._in_force(tx, source_id)
        store.end_import(tx.connection, found, ImportState.WITHDRAWN, tx.now, tx.actor)
        tx.announce(ReferenceWithdrawn(subject=source_id, occurred_at=tx.now, import_id=found.id))
        return replace(found, state=ImportState.WITHDRAWN, ended_at=tx.now, ended_by=tx.actor)

    def furnish(self, tx: Transaction, pack: Path) -> None:
        """Take the files that a country pack brings itself; those in force already are left as they are.

        Raises `HouseError` for a file that is missing or unfit.
        """
        for source in self.manifest:
            if not source.folder:
                continue
            path = pack / source.folder / source.file
            if not path.is_file():
                raise Invalid.one(source.id, "no_file", f"the country pack has no file {source.folder}/{source.file}")
            now = store.import_in_force(tx.connection, source.id)
            if now is None or now.sha256 != check_edition(source, path, accept_changed=True).sha256:
                with self.open_file(source.id, path) as ready:
                    self.take(tx, ready)

    # What there is.

    def standings(self, tx: Transaction) -> Sequence[Standing]:
        """Every source of the manifest, and those in force that the manifest no longer has."""
        in_force = {one.source.id: one for one in store.imports_in_force(tx.connection)}
        known = [Standing(source, in_force.get(source.id)) for source in self.manifest]
        gone = [one for source_id, one in in_force.items() if source_id not in self.manifest]
        return [*known, *(Standing(one.source, one, in_manifest=False) for one in gone)]

    def history(self, tx: Transaction, source_id: str) -> Sequence[Import]:
        """The imports of a source, the latest first. Raises `NotFound` for a source nobody knows."""
        found = store.imports_of(tx.connection, source_id, HISTORY)
        if not found:
            self.manifest.get(source_id)
        return found

    def source(self, tx: Transaction, source_id: str) -> Source:
        """As the manifest says, or as it said when the source was taken. Raises `NotFound`."""
        if source_id in self.manifest:
            return self.manifest.get(source_id)
        history = self.history(tx, source_id)
        return history[0].source

    def quarantine(self, tx: Transaction, source_id: str, cursor: str | None = None) -> Page[tuple[int, RowFault]]:
        """Rows of the import in force that were not taken, in the order of the file. Raises `NotFound`."""
        found = self._in_force(tx, source_id)
        after = int(cursor) if cursor and cursor.isdecimal() else -1
        rows = store.quarantine_of(tx.connection, found.id, after, 51)
        return page_of(rows, lambda row: str(row[0]))

    # What others read.

    def texts(
        self, tx: Transaction, kinds: Collection[TextKind] = (), feeds: Collection[Feed] = ()
    ) -> Iterator[SourcedText]:
        """Every row in force of these kinds, from sources that feed any of these purposes; all where none is named."""
        among = {
            one.id: one.source.id
            for one in store.imports_in_force(tx.connection)
            if not feeds or not set(feeds).isdisjoint(one.source.feeds)
        }
        return store.stream_texts(tx.connection, among, sorted(kinds))

    def stamp(self, tx: Transaction) -> str:
        """A hash that changes exactly when the rows in force, or what is said of their sources, change."""
        digest = hashlib.sha256()
        for one in store.imports_in_force(tx.connection):
            feeds = ",".join(sorted(one.source.feeds))
            digest.update(f"{one.source.id} {one.content_sha256} {one.source.hs_edition} {feeds}\n".encode())
        return digest.hexdigest()

    def texts_of(self, tx: Transaction, code: str, language: str | None = None) -> Sequence[SourcedText]:
        """What sources call a code: of codes padded with noughts and of those that are not, the same."""
        return store.texts_of_codes(tx.connection, _alike(code), TextKind.NOMENCLATURE, language)

    def texts_below(self, tx: Transaction, code: str, language: str) -> Sequence[SourcedText]:
        """What sources call the codes below one, in the order of the codes."""
        return store.texts_below(tx.connection, code, language, BELOW) if code.isdecimal() and code.isascii() else ()

    def editions(self, tx: Transaction) -> Sequence[str]:
        """Editions of the Harmonized System to which texts of nomenclature in force belong."""
        return sorted(self._by_edition(tx))

    def outline(self, tx: Transaction, edition: str) -> Mapping[str, str]:
        """English texts of an edition's chapters, headings and subheadings, by code: one source's, the first one's."""
        found: dict[str, str] = {}
        for one in self._by_edition(tx).get(edition, ()):
            own = "" if one.source.hs_edition == edition else None
            for code, text in store.outline_of(tx.connection, one.id, [e for e in (edition, own) if e is not None]):
                found.setdefault(code, text)
        return found

    def _by_edition(self, tx: Transaction) -> Mapping[str, Sequence[Import]]:
        found: dict[str, list[Import]] = {}
        for one in store.imports_in_force(tx.connection):
            if Feed.NOMENCLATURE in one.source.feeds:
                for edition in store.editions_of(tx.connection, one.id):
                    found.setdefault(edition or one.source.hs_edition, []).append(one)
        return found

    def became(self, tx: Transaction, code: str) -> Sequence[SourcedText]:
        """The codes that this one became in later editions, where a correlation table in force says so."""
        return store.texts_of_codes(tx.connection, [code], TextKind.CORRELATION)

    def provenance(self, tx: Transaction, source_id: str, row: str) -> Provenance:
        """Where a row in force leads back to. Raises `NotFound` where nothing of the source is in force."""
        found = self._in_force(tx, source_id)
        about = found.source
        return Provenance(
            source=source_id,
            row=row,
            title=about.title,
            publisher=about.publisher,
            licence=about.licence,
            attribution=about.attribution,
            edition=about.edition if found.is_known_edition else f"{found.sha256[:12]} (not {about.edition})",
            address=about.address,
            file_name=found.file_name,
            imported_at=found.imported_at,
        )

    def _in_force(self, tx: Transaction, source_id: str) -> Import:
        found = store.import_in_force(tx.connection, source_id)
        if found is None:
            raise NotFound(f"Nothing of a source {source_id[:40]!r} is in force.")
        return found


def _alike(code: str) -> list[str]:
    """A code, and its forms with and without noughts at the end: 0101.21, 0101.21.00 and 0101.21.00.00 say the same."""
    short = code
    while len(short) > 2 and short.endswith("00"):
        short = short[:-2]
    return [short.ljust(digits, "0") for digits in range(len(short), 11, 2)]
