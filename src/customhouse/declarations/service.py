"""What is done with declarations: read, check, lodge, amend, withdraw, find."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from customhouse.access.model import Permission, User
from customhouse.declarations import store
from customhouse.declarations.checking import CodeLists, check_lodgement
from customhouse.declarations.events import DeclarationAmended, DeclarationLodged, DeclarationWithdrawn
from customhouse.declarations.facts import Fact, facts_of
from customhouse.declarations.intake import Record, read_file, read_message
from customhouse.declarations.model import (
    Declaration,
    Entry,
    Lodged,
    Lodgement,
    State,
    Submission,
    Version,
    Wanted,
    is_reference_number,
    reference_number,
)
from customhouse.declarations.reading import as_plain, canonical, read_lodgement
from customhouse.enterprises.model import History, Outcome
from customhouse.enterprises.service import Enterprises
from customhouse.kernel.blobs import Blobs
from customhouse.kernel.errors import Conflict, Invalid, NotFound, Problem
from customhouse.kernel.events import Message, Subscription
from customhouse.kernel.fields import Fields, Problems
from customhouse.kernel.ids import new_id
from customhouse.kernel.paging import PAGE_SIZE, Page, page_of
from customhouse.kernel.transaction import Transaction
from customhouse.waybills.service import Waybills

NO_SUCH = "There is no such declaration."


ReadAhead = Callable[[Iterable[tuple[str, str]]], None]
"""Told descriptions and codes that will be judged soon, while nobody waits yet for the judgement."""


def not_ahead(_items: Iterable[tuple[str, str]]) -> None:
    """Where nothing is gained by reading ahead."""


@dataclass(frozen=True)
class Declarations:
    lists: CodeLists
    enterprises: Enterprises
    waybills: Waybills
    blobs: Blobs
    read_ahead: ReadAhead = not_ahead

    # Reading needs no transaction: it is done before one is opened, so that nobody waits for it.

    def read(self, raw: bytes) -> Submission:
        """Read and check a message, all problems at once. Raises `Invalid` where it is no JSON at all."""
        return self._kept(self._check(Record(read_message(raw), 1)), raw)

    def read_amendment(self, raw: bytes) -> tuple[int, Submission]:
        """The same for `{"version": n, "lodgement": {...}}`."""
        problems = Problems()
        plain = read_message(raw)
        fields = Fields(plain, "", problems)
        fields.only(frozenset({"version", "lodgement"}))
        version = fields.whole("version", 1, 10**6)
        problems.raise_any()
        lodgement = plain.get("lodgement") if isinstance(plain, dict) else None
        return version, self._kept(self._check(Record(lodgement, 1)), raw)

    def read_file(self, name: str, raw: bytes) -> list[Submission]:
        """Read and check every record of a file. Raises `Invalid` where the file as a whole cannot be read."""
        records = read_file(name, raw)
        blob = self.blobs.put(raw)
        read = [replace(self._check(record), raw_blob=blob, line=record.line) for record in records]
        self.read_ahead(chain.from_iterable(map(_described, read)))
        return read

    def problems(self, tx: Transaction, submission: Submission, by: User) -> tuple[Problem, ...]:
        """All that stands against lodging this, codes and parties; empty where nothing does."""
        if submission.lodgement is None:
            return submission.problems
        lodgement = _with_declarant(submission.lodgement, by)
        noted = {problem.field for problem in submission.problems}
        against = self._against_parties(tx, lodgement, by)
        return (*submission.problems, *(problem for problem in against if problem.field not in noted))

    def lodge(self, tx: Transaction, submission: Submission, by: User) -> Lodged:
        """Give it an MRN and announce it. The same message again gives the same answer.

        Raises `Invalid` with all problems; `Conflict` where the reference is taken by other content.
        """
        lodgement = self._acceptable(tx, submission, by)
        plain, declarant_id = as_plain(lodgement), lodgement.declarant.enterprise_id or ""
        digest = hashlib.sha256(canonical(plain)).hexdigest()
        known = store.find_known(tx.connection, declarant_id, lodgement.lrn)
        if known is None:
            consignment_id = new_id()
            mrn = reference_number(consignment_id, self.lists.country, tx.now)
            row = _summary(lodgement, mrn) | {"consignment_id": consignment_id, "mrn": mrn, "version": 1}
            row |= {"declarant_id": declarant_id, "state": State.LODGED.value, "lodged_at": tx.now}
            if store.insert_declaration(tx.connection, row):
                declaration_id = _add_version(tx, (consignment_id, 1), (plain, digest), submission)
                self.waybills.keep(tx, consignment_id, lodgement.waybill)
                self.enterprises.remember(tx, _traders(lodgement), Outcome.LODGED, consignment_id, is_first=True)
                tx.announce(
                    DeclarationLodged(
                        subject=consignment_id, occurred_at=tx.now, declaration_id=declaration_id, mrn=mrn, version=1
                    )
                )
                return Lodged(consignment_id, mrn, 1, lodgement.lrn)
            known = store.find_known(tx.connection, declarant_id, lodgement.lrn)
        if known is None or known.content_hash != digest:
            raise Conflict(
                f"The reference {lodgement.lrn} is taken: amend that declaration, or take another reference."
            )
        return Lodged(known.consignment_id, known.mrn, known.version, lodgement.lrn, is_new=False)

    def amend(self, tx: Transaction, consignment_id: str, version: int, submission: Submission, by: User) -> Lodged:
        """Make a next version. Raises `Conflict` where `version` is not the latest, or amending is over."""
        before = self.get(tx, consignment_id, own=visible_to(by))
        lodgement = self._acceptable(tx, submission, by)
        _same_declaration(before, lodgement)
        plain = as_plain(lodgement)
        digest = hashlib.sha256(canonical(plain)).hexdigest()
        if store.content_hash(tx.connection, consignment_id, before.version) == digest:
            return Lodged(consignment_id, before.mrn, before.version, lodgement.lrn, is_new=False)
        _still_open(before)
        if not store.advance_version(tx.connection, consignment_id, version, _summary(lodgement, before.mrn)):
            raise Conflict(f"Version {version} is not the latest: version {before.version} is. Read it and amend that.")
        declaration_id = _add_version(tx, (consignment_id, version + 1), (plain, digest), submission)
        self.waybills.replace(tx, consignment_id, lodgement.waybill)
        tx.announce(
            DeclarationAmended(
                subject=consignment_id,
                occurred_at=tx.now,
                declaration_id=declaration_id,
                mrn=before.mrn,
                version=version + 1,
            )
        )
        return Lodged(consignment_id, before.mrn, version + 1, lodgement.lrn)

    def withdraw(self, tx: Transaction, consignment_id: str, reason: str, by: User) -> None:
        """Raises `Conflict` where it is withdrawn already or dealt with."""
        problems = Problems()
        Fields({"reason": reason}, "", problems).text("reason", 500)
        problems.raise_any()
        declaration = self.get(tx, consignment_id, own=visible_to(by))
        _still_open(declaration)
        if not store.change_state(tx.connection, consignment_id, (State.LODGED, State.WITHDRAWN), reason):
            raise Conflict("The goods were dealt with at this moment: read the declaration again.")
        tx.announce(
            DeclarationWithdrawn(subject=consignment_id, occurred_at=tx.now, mrn=declaration.mrn, reason=reason)
        )

    def close(self, tx: Transaction, consignment_id: str) -> None:
        """The consignment is dealt with: no more amending. For the room that releases and detains.

        Raises `Conflict` where it was withdrawn: nobody deals with such goods.
        """
        closed = store.change_state(tx.connection, consignment_id, (State.LODGED, State.CLOSED))
        if not closed and self.is_withdrawn(tx, consignment_id):
            raise Conflict("The declaration is withdrawn.")

    def reopen(self, tx: Transaction, consignment_id: str) -> None:
        store.change_state(tx.connection, consignment_id, (State.CLOSED, State.LODGED))

    def is_withdrawn(self, tx: Transaction, consignment_id: str) -> bool:
        return store.state_of(tx.connection, consignment_id) is State.WITHDRAWN

    def loaded_containers(self, tx: Transaction, consignment_id: str) -> frozenset[str]:
        """The containers in which goods are declared, by the latest version."""
        return self.waybills.loaded_containers(tx, consignment_id)

    def get(
        self, tx: Transaction, consignment_id: str, version: int | None = None, *, own: str | None = None
    ) -> Declaration:
        """The latest version or the one named. With `own`, others' are not found. Raises `NotFound`."""
        found = store.find_declaration(tx.connection, consignment_id, version)
        if found is None or (own is not None and found.declarant_id != own):
            raise NotFound(NO_SUCH)
        return found

    def find_by_mrn(self, tx: Transaction, mrn: str) -> Declaration | None:
        """None where no declaration has it. Raises `Invalid` for a slip of the pen."""
        if not is_reference_number(mrn):
            raise Invalid.one("mrn", "malformed", f"{mrn[:20]} is no MRN: compare it sign by sign")
        consignment_id = store.find_by_mrn(tx.connection, mrn)
        return store.find_declaration(tx.connection, consignment_id) if consignment_id else None

    def find_by_container(self, tx: Transaction, number: str) -> list[Declaration]:
        """Declarations neither closed nor withdrawn whose waybill names the container, the latest lodged first."""
        ids = store.open_among(tx.connection, self.waybills.consignments_with(tx, number))
        return [self.get(tx, consignment_id) for consignment_id in ids]

    def versions(self, tx: Transaction, consignment_id: str, *, own: str | None = None) -> Sequence[Version]:
        """Every version with the message it came in, the first first. Raises `NotFound`."""
        self.get(tx, consignment_id, own=own)
        return store.versions_of(tx.connection, consignment_id)

    def page(self, tx: Transaction, wanted: Wanted) -> Page[Entry]:
        entries = store.list_entries(tx.connection, wanted, PAGE_SIZE + 1)
        return page_of(entries, lambda entry: entry.consignment_id)

    def facts(self, tx: Transaction, consignment_id: str, version: int | None = None) -> dict[str, Fact]:
        """Plain values for a policy, as of this transaction's day."""
        declaration = self.get(tx, consignment_id, version)
        parties = declaration.lodgement.parties()
        declarant = self.enterprises.find(tx, parties["declarant"].enterprise_id)
        consignee = self.enterprises.find(tx, parties["waybill/consignee"].enterprise_id)
        history = self.enterprises.history(tx, declarant.id, except_for=consignment_id) if declarant else History()
        return facts_of(declaration, declarant, consignee, history, tx.now.date())

    def subscriptions(self) -> tuple[Subscription, ...]:
        return (Subscription("declarations.history", ("control.completed",), self._hear_of_control),)

    def _hear_of_control(self, tx: Transaction, message: Message) -> None:
        traders = _traders(self.get(tx, message.subject).lodgement)
        outcomes = {
            Outcome.CONTROLLED: True,
            Outcome.EXAMINED: message.payload["what"] == "examination",
            Outcome.IRREGULAR: message.payload["result"] == "does_not_conform",
        }
        for outcome, came in outcomes.items():
            if came:
                self.enterprises.remember(tx, traders, outcome, message.subject)

    def _check(self, record: Record) -> Submission:
        problems = Problems()
        for fault in record.faults:
            problems.note(fault.field, fault.code, fault.message)
        lodgement = read_lodgement(Fields(record.plain, "", problems))
        if isinstance(record.plain, dict):
            check_lodgement(lodgement, self.lists, problems)
        found = tuple(_placed(problem, record.places) for problem in problems.found())
        return Submission(lodgement, found, lrn=record.lrn or lodgement.lrn)

    def _kept(self, submission: Submission, raw: bytes) -> Submission:
        """Keep the message as it came, unless it will be refused."""
        if submission.problems:
            return submission
        self.read_ahead(_described(submission))
        return replace(submission, raw_blob=self.blobs.put(raw))

    def _acceptable(self, tx: Transaction, submission: Submission, by: User) -> Lodgement:
        problems = self.problems(tx, submission, by)
        if problems or submission.lodgement is None:
            raise Invalid(problems)
        return _with_declarant(submission.lodgement, by)

    def _against_parties(self, tx: Transaction, lodgement: Lodgement, by: User) -> list[Problem]:
        named = {path: party.enterprise_id for path, party in lodgement.parties().items() if party.enterprise_id}
        unknown = self.enterprises.unknown(tx, set(named.values()))
        field = "declarant/enterprise_id"
        found = []
        if "declarant" not in named:
            found.append(Problem(field, "missing", "give the number under which customs registered the declarant"))
        elif visible_to(by) not in (None, named["declarant"]):
            yours = (
                f"for {by.enterprise_id}: name that as the declarant" if by.enterprise_id else "for no enterprise yet"
            )
            found.append(Problem(field, "not_yours", f"you lodge {yours}"))
        for path, enterprise_id in named.items():
            if enterprise_id in unknown:
                message = f"the register has no enterprise {enterprise_id}: correct the number or leave it out"
                found.append(Problem(f"{path}/enterprise_id", "unknown_enterprise", message))
        return found


def _add_version(
    tx: Transaction, which: tuple[str, int], content: tuple[dict[str, Any], str], submission: Submission
) -> str:
    (consignment_id, version), (plain, digest) = which, content
    row = {"declaration_id": new_id(), "consignment_id": consignment_id, "version": version}
    row |= {"lodgement": plain, "content_hash": digest, "recorded_at": tx.now, "actor": tx.actor}
    row |= {"raw_blob": submission.raw_blob, "raw_line": submission.line}
    store.insert_version(tx.connection, row)
    return str(row["declaration_id"])


def visible_to(user: User) -> str | None:
    """Whose declarations a user may see: None is everybody's. A declarant without an enterprise sees none."""
    return None if user.may(Permission.READ_CASE) else user.enterprise_id or "nobody"


def _described(submission: Submission) -> list[tuple[str, str]]:
    """What is said of the goods, with the codes, where it may be lodged."""
    if submission.problems or submission.lodgement is None:
        return []
    return [(item.description, item.hs_code) for item in submission.lodgement.goods_items]


def _traders(lodgement: Lodgement) -> set[str]:
    """The registered enterprises whose consignment it is."""
    ids = (lodgement.declarant.enterprise_id, lodgement.waybill.consignee.enterprise_id)
    return {each for each in ids if each}


def _with_declarant(lodgement: Lodgement, by: User) -> Lodgement:
    """Who lodges for an enterprise need not name it again."""
    if lodgement.declarant.enterprise_id is not None or by.enterprise_id is None:
        return lodgement
    return replace(lodgement, declarant=replace(lodgement.declarant, enterprise_id=by.enterprise_id))


def _same_declaration(before: Declaration, after: Lodgement) -> None:
    if after.lrn != before.lodgement.lrn:
        raise Invalid.one("lrn", "must_stay", f"an amendment keeps its reference {before.lodgement.lrn}")
    if after.declarant.enterprise_id != before.declarant_id:
        raise Invalid.one("declarant/enterprise_id", "must_stay", "an amendment keeps its declarant")


def _still_open(declaration: Declaration) -> None:
    if declaration.state is State.WITHDRAWN:
        raise Conflict("The declaration is withdrawn.")
    if declaration.state is State.CLOSED:
        raise Conflict("The goods are dealt with: the declaration can no longer be changed.")


def _summary(lodgement: Lodgement, mrn: str) -> dict[str, Any]:
    waybill, items = lodgement.waybill, lodgement.goods_items
    names = (lodgement.declarant.name, waybill.consignor.name, waybill.consignee.name)
    numbers = (mrn, lodgement.lrn, waybill.number, *(container.number for container in waybill.containers))
    return {
        "lrn": lodgement.lrn,
        "procedure": lodgement.procedure.value,
        "office": lodgement.office,
        "declarant": lodgement.declarant.name,
        "consignee": waybill.consignee.name,
        "goods": items[0].description if items else "",
        "search": "\n".join((*numbers, *names)).lower(),
    }


def _placed(problem: Problem, places: dict[str, str]) -> Problem:
    """Say where in the sheet the field stands that the problem is about, or else the nearest field around it."""
    field = problem.field
    while field and field not in places:
        field = field.rpartition("/")[0]
    return replace(problem, message=f"{places[field]}: {problem.message}") if field else problem
