"""Documents kept, read, confirmed: on both databases, with the real reader."""

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from customhouse.access.model import Role, User
from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.adapters.waybill_documents.process import ProcessReader
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Conflict, Invalid, NotFound
from customhouse.waybills.documents.model import DocumentKind, DocumentState, Reading
from customhouse.waybills.documents.service import Documents, Received
from simulators.trader.papers.facts import make_paper
from simulators.trader.papers.messages import STYLES, cuscar
from simulators.trader.papers.pages import lay_out
from simulators.trader.papers.printing import pdf
from tests.adapters.waybill_documents.reading import PLACES

TRADER = User("u-trader", "trader", "Trader", Role.DECLARANT, enterprise_id="XME00007")
COLLEAGUE = User("u-colleague", "colleague", "Colleague", Role.DECLARANT, enterprise_id="XME00007")
OTHER = User("u-other", "other", "Other", Role.DECLARANT, enterprise_id="XME00008")
OFFICER = User("u-officer", "officer", "Officer", Role.DUTY_OFFICER)
PAPER = make_paper(1)
READING: TypeAdapter[Reading] = TypeAdapter(Reading)
MANIFEST = cuscar(STYLES[0], [PAPER, make_paper(2)])


@pytest.fixture
def documents(tmp_path: Path) -> Documents:
    return Documents(ProcessReader(), PLACES, FolderBlobs(tmp_path / "blobs"))


def test_a_manifest_is_kept_read_and_found_again(documents: Documents, database: Database) -> None:
    received = documents.open("manifest.edi", MANIFEST)
    with database.begin("test") as tx:
        kept = documents.receive(tx, received, TRADER)
    with database.read("test") as tx:
        found = documents.get(tx, kept.id, TRADER)

    assert found == kept
    assert (found.kind, found.standard, found.consignments) == (DocumentKind.EDIFACT, "CUSCAR D.95B", 2)
    assert documents.original(found) == MANIFEST
    assert documents.consignment(found, 0).title == PAPER.number
    assert documents.listing(found)[0].startswith("UNB")


def test_what_cannot_be_read_is_kept_in_quarantine_with_the_reason(documents: Documents, database: Database) -> None:
    received = documents.open("notes.txt", b"only words")
    with database.begin("test") as tx:
        kept = documents.receive(tx, received, TRADER)

    assert (kept.state, kept.code) == (DocumentState.QUARANTINED, "unknown_format")
    assert documents.original(kept) == b"only words"
    with pytest.raises(NotFound, match="could not be read"):
        documents.reading(kept)
    with database.begin("test") as tx, pytest.raises(Conflict, match="nothing to confirm"):
        documents.confirm(tx, kept, 0, {}, TRADER)


def test_nothing_is_no_document(documents: Documents) -> None:
    with pytest.raises(Invalid, match="The file is empty"):
        documents.open("x", b"")


def test_documents_are_an_enterprises_own_and_officers_see_all(documents: Documents, database: Database) -> None:
    received = documents.open("manifest.edi", MANIFEST)
    with database.begin("test") as tx:
        kept = documents.receive(tx, received, TRADER)
        seen = {user.id: len(documents.page(tx, user, None).items) for user in (TRADER, COLLEAGUE, OTHER, OFFICER)}
        with pytest.raises(NotFound):
            documents.get(tx, kept.id, OTHER)

    assert seen == {"u-trader": 1, "u-colleague": 1, "u-other": 0, "u-officer": 1}


def test_doubtful_fields_must_be_confirmed_one_by_one(documents: Documents, database: Database) -> None:
    received = documents.open("form.pdf", pdf([lay_out(PAPER, "boxes")]))
    with database.begin("test") as tx:
        kept = documents.receive(tx, received, TRADER)
        doubtful = [each.field for each in documents.consignment(kept, 0).fields if each.is_doubtful]
        with pytest.raises(Invalid) as refused:
            documents.confirm(tx, kept, 0, {doubtful[0]: "mine"}, TRADER)

    assert [problem.field for problem in refused.value.problems] == doubtful[1:]
    assert {problem.code for problem in refused.value.problems} == {"unconfirmed"}


def test_confirmed_fields_begin_a_lodgement_and_are_kept_with_who_confirmed_them(
    documents: Documents, database: Database
) -> None:
    received = documents.open("form.pdf", pdf([lay_out(PAPER, "boxes")]))
    with database.begin("test") as tx:
        kept = documents.receive(tx, received, TRADER)
        read = {each.field: each.value for each in documents.consignment(kept, 0).fields if each.is_doubtful}
        city = "waybill/consignor/address/city"
        draft = documents.confirm(
            tx, kept, 0, read | {city: "Corrected", "waybill/conveyance/nationality": "LR"}, TRADER
        )
    with database.read("test") as tx:
        found = documents.get(tx, kept.id, TRADER)

    assert draft["waybill"]["number"] == PAPER.number
    assert draft["waybill"]["consignor"]["address"]["city"] == "Corrected"
    assert draft["waybill"]["conveyance"]["nationality"] == "LR"
    assert [item["description"] for item in draft["goods_items"]] == [item.description for item in PAPER.goods]
    assert found.state is DocumentState.CONFIRMED
    assert [(each.consignment, each.by, each.values[city]) for each in found.confirmations] == [
        (0, TRADER.id, "Corrected")
    ]


def test_fields_that_no_lodgement_has_are_refused(documents: Documents, database: Database) -> None:
    received = documents.open("manifest.edi", MANIFEST)
    with database.begin("test") as tx:
        kept = documents.receive(tx, received, TRADER)
        with pytest.raises(Invalid, match="no such field"):
            documents.confirm(tx, kept, 0, {"declarant/name": "x"}, TRADER)
        with pytest.raises(NotFound, match="no number 3"):
            documents.confirm(tx, kept, 2, {}, TRADER)


NUMBER = "waybill/number"


def unsure_of_its_number(documents: Documents, confidence: float | None) -> Received:
    """The manifest as it would be read from a worse page: its numbers doubtful, or not read at all."""
    received = documents.open("manifest.edi", MANIFEST)
    assert received.reading_blob is not None
    reading = READING.validate_json(documents.blobs.get(received.reading_blob))
    worse = []
    for each in reading.consignments:
        kept = [one for one in each.fields if one.field != NUMBER or confidence is not None]
        fields = [replace(one, confidence=confidence or 0) if one.field == NUMBER else one for one in kept]
        worse.append(replace(each, fields=tuple(fields)))
    return documents.keep(received, replace(reading, consignments=tuple(worse)))


@pytest.mark.parametrize("confidence", [None, 0.6], ids=["not read", "doubtful"])
@pytest.mark.parametrize(("user", "official"), [(OFFICER, True), (TRADER, False)], ids=["officer", "trader"])
def test_a_document_is_found_once_its_number_is_sure_or_confirmed_and_stays_customs_own(
    documents: Documents, database: Database, confidence: float | None, user: User, official: bool
) -> None:
    received = unsure_of_its_number(documents, confidence)
    with database.begin("test") as tx:
        kept = documents.receive(tx, received, user)
        before = documents.paper(tx, PAPER.number, "XME00007")
        documents.confirm(tx, kept, 0, {NUMBER: PAPER.number}, user)
        after = documents.paper(tx, PAPER.number, "XME00007")
        documents.confirm(tx, kept, 0, {NUMBER: " "}, user)
        blank = documents.paper(tx, PAPER.number, "XME00007")

    assert (before, blank) == (None, None)
    assert after is not None
    assert after.official is official
    assert kept.official is official


def test_a_long_list_comes_in_pages(documents: Documents, database: Database) -> None:
    received = documents.open("notes.txt", b"only words")
    with database.begin("test") as tx:
        for _ in range(51):
            documents.receive(tx, received, TRADER)
        first = documents.page(tx, TRADER, None)
        rest = documents.page(tx, TRADER, first.next_cursor)

    assert (len(first.items), len(rest.items), rest.next_cursor) == (50, 1, None)
