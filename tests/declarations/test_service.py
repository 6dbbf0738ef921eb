"""A declaration from lodging to withdrawal, on both databases."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from customhouse.access.model import User
from customhouse.declarations import store
from customhouse.declarations.events import DeclarationAmended, DeclarationLodged, DeclarationWithdrawn
from customhouse.declarations.model import Lodged, State, Wanted, is_reference_number
from customhouse.declarations.service import Declarations, visible_to
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Conflict, Invalid, NotFound
from customhouse.kernel.events import Message
from customhouse.kernel.ids import new_id
from tests.declarations.builders import (
    BOX,
    EMPTY_BOX,
    OFFICER,
    OTHER,
    TRADER,
    make_container,
    make_declarations,
    make_item,
    make_lodgement,
    make_party,
    make_waybill,
    message,
    register,
)


@pytest.fixture
def declarations(tmp_path: Path, database: Database) -> Declarations:
    with database.begin("system:test") as tx:
        register(tx)
    return make_declarations(tmp_path)


def lodge(declarations: Declarations, database: Database, by: User = TRADER, **changes: Any) -> Lodged:
    submission = declarations.read(message(make_lodgement(**changes)))
    with database.begin(by.id) as tx:
        return declarations.lodge(tx, submission, by)


def amend(declarations: Declarations, database: Database, lodged: Lodged, version: int, **changes: Any) -> Lodged:
    number, submission = declarations.read_amendment(
        message({"version": version, "lodgement": make_lodgement(**changes)})
    )
    with database.begin(TRADER.id) as tx:
        return declarations.amend(tx, lodged.consignment_id, number, submission, TRADER)


def problems_of(declarations: Declarations, database: Database, by: User = TRADER, **changes: Any) -> dict[str, str]:
    with database.read(by.id) as tx:
        found = declarations.problems(tx, declarations.read(message(make_lodgement(**changes))), by)
    return {problem.field: problem.code for problem in found}


def test_what_is_lodged_is_read_back_exactly_and_announced(declarations: Declarations, database: Database) -> None:
    submission = declarations.read(message(make_lodgement()))
    with database.begin(TRADER.id) as tx:
        lodged = declarations.lodge(tx, submission, TRADER)
        [event] = tx.announced
    with database.read(OFFICER.id) as tx:
        found = declarations.get(tx, lodged.consignment_id)

    assert isinstance(event, DeclarationLodged)
    assert (event.subject, event.mrn, event.version) == (lodged.consignment_id, lodged.mrn, 1)
    assert found.lodgement == submission.lodgement
    assert found.lodgement.goods_items[0].gross_mass_kg == Decimal("18450.5")
    assert (found.state, found.version, found.declarant_id) == (State.LODGED, 1, "XME00007")
    assert lodged.mrn.startswith("26XM")
    assert is_reference_number(lodged.mrn)


def test_the_message_is_kept_as_it_came(declarations: Declarations, database: Database) -> None:
    raw = json.dumps(make_lodgement(), indent=2).encode()
    with database.begin(TRADER.id) as tx:
        lodged = declarations.lodge(tx, declarations.read(raw), TRADER)
        [version] = declarations.versions(tx, lodged.consignment_id)

    assert declarations.blobs.get(version.raw_blob) == raw
    assert version.actor == TRADER.id


def test_the_same_message_again_gives_the_same_answer_and_no_second_declaration(
    declarations: Declarations, database: Database
) -> None:
    first = lodge(declarations, database)
    reordered = dict(reversed(make_lodgement().items()))
    with database.begin(TRADER.id) as tx:
        again = declarations.lodge(tx, declarations.read(message(reordered)), TRADER)

        assert tx.announced == []
    assert again == Lodged(first.consignment_id, first.mrn, 1, first.lrn, is_new=False)


def test_a_reference_taken_by_other_content_is_a_conflict(declarations: Declarations, database: Database) -> None:
    lodge(declarations, database)

    with pytest.raises(Conflict, match="2026-0417 is taken"):
        lodge(declarations, database, office="XMDEV")


def test_two_declarants_may_use_the_same_reference(declarations: Declarations, database: Database) -> None:
    first = lodge(declarations, database)
    second = lodge(declarations, database, OTHER, declarant=make_party("Agents", "XME00008"))

    assert first.consignment_id != second.consignment_id


def test_a_breach_is_refused_and_nothing_is_kept(declarations: Declarations, database: Database) -> None:
    with pytest.raises(Invalid) as error:
        lodge(declarations, database, office="ESVLC", goods_items=[make_item(hs_code="999999")])
    with database.read(TRADER.id) as tx:
        page = declarations.page(tx, Wanted())

    assert {problem.code for problem in error.value.problems} == {"unknown_office", "unknown_hs_code"}
    assert page.items == ()


def test_an_enterprise_that_the_register_does_not_have_is_a_problem_among_the_others(
    declarations: Declarations, database: Database
) -> None:
    bill = make_waybill(consignee=make_party(enterprise_id="XME99999"))
    found = problems_of(declarations, database, waybill=bill, office="ESVLC")

    assert found == {"waybill/consignee/enterprise_id": "unknown_enterprise", "office": "unknown_office"}


def test_a_declarant_whose_account_names_no_enterprise_lodges_for_nobody(
    declarations: Declarations, database: Database
) -> None:
    nobody = replace(TRADER, enterprise_id=None)

    assert problems_of(declarations, database, nobody) == {"declarant/enterprise_id": "not_yours"}


def test_a_trader_lodges_for_its_own_enterprise_and_need_not_name_it(
    declarations: Declarations, database: Database
) -> None:
    unnamed = make_party("Pennine Forwarding")

    assert problems_of(declarations, database, OTHER) == {"declarant/enterprise_id": "not_yours"}
    assert problems_of(declarations, database, declarant=unnamed) == {}
    assert lodge(declarations, database, declarant=unnamed).mrn


def test_an_amendment_makes_a_version_and_keeps_the_one_before(declarations: Declarations, database: Database) -> None:
    lodged = lodge(declarations, database)
    amended = amend(declarations, database, lodged, 1, goods_items=[make_item(gross_mass_kg="19000")])
    with database.read(OFFICER.id) as tx:
        latest = declarations.get(tx, lodged.consignment_id)
        first = declarations.get(tx, lodged.consignment_id, 1)
        versions = declarations.versions(tx, lodged.consignment_id)

    assert (amended.version, amended.mrn) == (2, lodged.mrn)
    assert latest.lodgement.goods_items[0].gross_mass_kg == Decimal(19000)
    assert first.lodgement.goods_items[0].gross_mass_kg == Decimal("18450.5")
    assert (first.version, first.latest_version) == (1, 2)
    assert [version.version for version in versions] == [1, 2]


def test_amending_a_version_that_is_no_longer_the_latest_is_a_conflict(
    declarations: Declarations, database: Database
) -> None:
    lodged = lodge(declarations, database)
    amend(declarations, database, lodged, 1, office="XMDEV")

    with pytest.raises(Conflict, match="version 2 is"):
        amend(declarations, database, lodged, 1, goods_items=[make_item(gross_mass_kg="19000")])


def test_an_amendment_sent_twice_makes_one_version(declarations: Declarations, database: Database) -> None:
    lodged = lodge(declarations, database)
    first = amend(declarations, database, lodged, 1, office="XMDEV")
    again = amend(declarations, database, lodged, 1, office="XMDEV")

    assert (first.version, again.version, again.is_new) == (2, 2, False)


@pytest.mark.parametrize("changes", [{"lrn": "other"}, {"declarant": make_party("Agents", "XME00008")}])
def test_an_amendment_cannot_change_whose_declaration_it_is(
    declarations: Declarations, database: Database, changes: dict[str, Any]
) -> None:
    lodged = lodge(declarations, database)

    with pytest.raises(Invalid):
        amend(declarations, database, lodged, 1, **changes)


def test_of_release_and_withdrawal_the_first_holds(declarations: Declarations, database: Database) -> None:
    closed, withdrawn = (lodge(declarations, database, lrn=lrn).consignment_id for lrn in ("ONE", "TWO"))
    with database.begin("system:test") as tx:
        declarations.close(tx, closed)
        declarations.withdraw(tx, withdrawn, "The vessel was diverted.", TRADER)

        assert not store.change_state(tx.connection, closed, (State.LODGED, State.WITHDRAWN), "late")
        with pytest.raises(Conflict, match="withdrawn"):
            declarations.close(tx, withdrawn)


def test_a_withdrawn_declaration_says_why_and_is_neither_amended_nor_withdrawn_again(
    declarations: Declarations, database: Database
) -> None:
    lodged = lodge(declarations, database)
    with database.begin(TRADER.id) as tx:
        declarations.withdraw(tx, lodged.consignment_id, "The vessel was diverted.", TRADER)
        [event] = tx.announced
        found = declarations.get(tx, lodged.consignment_id)

    assert isinstance(event, DeclarationWithdrawn)
    assert (found.state, found.withdrawn_reason) == (State.WITHDRAWN, "The vessel was diverted.")
    with pytest.raises(Conflict, match="withdrawn"):
        amend(declarations, database, lodged, 1, office="XMDEV")
    with database.begin(TRADER.id) as tx, pytest.raises(Conflict):
        declarations.withdraw(tx, lodged.consignment_id, "again", TRADER)


def test_a_closed_declaration_is_not_amended_until_it_is_reopened(
    declarations: Declarations, database: Database
) -> None:
    lodged = lodge(declarations, database)
    with database.begin("system:procedures") as tx:
        declarations.close(tx, lodged.consignment_id)
    with pytest.raises(Conflict, match="dealt with"):
        amend(declarations, database, lodged, 1, office="XMDEV")
    with database.begin("system:procedures") as tx:
        declarations.reopen(tx, lodged.consignment_id)

    assert amend(declarations, database, lodged, 1, office="XMDEV").version == 2


def test_others_declarations_are_not_found_by_a_trader(declarations: Declarations, database: Database) -> None:
    lodged = lodge(declarations, database)
    with database.begin(OTHER.id) as tx:
        with pytest.raises(NotFound):
            declarations.get(tx, lodged.consignment_id, own=visible_to(OTHER))
        with pytest.raises(NotFound):
            declarations.withdraw(tx, lodged.consignment_id, "not mine", OTHER)

        assert declarations.page(tx, Wanted(declarant_id=visible_to(OTHER))).items == ()
        assert len(declarations.page(tx, Wanted(declarant_id=visible_to(OFFICER))).items) == 1


def test_a_declarant_without_an_enterprise_sees_nothing() -> None:
    assert visible_to(User("u", "u", "U", TRADER.role)) == "nobody"


def test_a_consignment_is_found_by_its_mrn_and_by_its_container_the_latest_first(
    declarations: Declarations, database: Database
) -> None:
    first, second, third = (lodge(declarations, database, lrn=f"lrn-{number}") for number in range(3))
    with database.begin(TRADER.id) as tx:
        declarations.withdraw(tx, second.consignment_id, "a mistake", TRADER)
        found = declarations.find_by_mrn(tx, first.mrn)
        boxes = declarations.find_by_container(tx, BOX)

        assert found is not None
        assert found.consignment_id == first.consignment_id
        assert [each.consignment_id for each in boxes] == [third.consignment_id, first.consignment_id]
        assert declarations.find_by_container(tx, EMPTY_BOX) == []


def test_an_mrn_with_a_slip_of_the_pen_is_told_apart_from_one_that_nobody_has(
    declarations: Declarations, database: Database
) -> None:
    lodged = lodge(declarations, database)
    with database.read(OFFICER.id) as tx:
        with pytest.raises(Invalid):
            declarations.find_by_mrn(tx, lodged.mrn[:-1] + str((int(lodged.mrn[-1]) + 1) % 10))

        assert declarations.find_by_mrn(tx, "26XM0000000000009") is None


def test_a_container_declared_empty_is_not_among_those_with_goods(
    declarations: Declarations, database: Database
) -> None:
    bill = make_waybill(containers=[make_container(), make_container(EMPTY_BOX, loaded=False)])
    lodged = lodge(declarations, database, waybill=bill)

    with database.read(OFFICER.id) as tx:
        assert declarations.loaded_containers(tx, lodged.consignment_id) == {BOX}


def test_after_an_amendment_only_the_containers_it_names_find_it(
    declarations: Declarations, database: Database
) -> None:
    lodged = lodge(declarations, database)
    bill = make_waybill(containers=[make_container(EMPTY_BOX)])
    amend(declarations, database, lodged, 1, waybill=bill, goods_items=[make_item(container_numbers=[EMPTY_BOX])])
    with database.read(OFFICER.id) as tx:
        assert declarations.find_by_container(tx, BOX) == []
        assert len(declarations.find_by_container(tx, EMPTY_BOX)) == 1


def test_a_list_is_read_page_by_page_without_a_gap(declarations: Declarations, database: Database) -> None:
    ids = [lodge(declarations, database, lrn=f"lrn-{number}").consignment_id for number in range(120)]
    seen: list[str] = []
    cursor = None
    with database.read(OFFICER.id) as tx:
        for _ in range(3):
            page = declarations.page(tx, Wanted(before=cursor))
            seen += [entry.consignment_id for entry in page.items]
            cursor = page.next_cursor

    assert seen == sorted(ids, reverse=True)
    assert cursor is None


@pytest.mark.parametrize("words", ["2026-0417", "csqu305", "pennine", "azulejos", "wscl2604"])
def test_a_list_is_searched_by_references_names_and_containers(
    declarations: Declarations, database: Database, words: str
) -> None:
    lodge(declarations, database)
    with database.read(OFFICER.id) as tx:
        assert len(declarations.page(tx, Wanted(search=words)).items) == 1
        assert declarations.page(tx, Wanted(search="100%")).items == ()
        assert declarations.page(tx, Wanted(state=State.WITHDRAWN)).items == ()


def test_the_facts_tell_what_was_said_and_by_whom(
    declarations: Declarations, database: Database, clock: FixedClock
) -> None:
    earlier = lodge(declarations, database, lrn="earlier")
    told = {"control_id": "c", "what": "examination", "result": "does_not_conform", "by": "u"}
    control = Message(new_id(), "control.completed", earlier.consignment_id, clock.now(), clock.now(), "u", told)
    clock.advance(timedelta(days=1))
    lodged = lodge(declarations, database)
    with database.begin("system:declarations") as tx:
        [subscription] = declarations.subscriptions()
        subscription.handle(tx, control)
        subscription.handle(tx, control)
        facts = declarations.facts(tx, lodged.consignment_id)

    assert facts["hs_codes"] == ("690721",)
    assert facts["origins"] == ("ES",)
    assert facts["gross_mass_kg"] == Decimal("18450.5")
    assert (facts["invoice_amount"], facts["invoice_currency"]) == (Decimal("21600.00"), "EUR")
    assert (facts["mode"], facts["declared_empty"]) == ("sea", False)
    assert (facts["trader_known"], facts["authorised"]) == (True, False)
    assert facts["trader_months"] == Decimal(82)
    assert (facts["trader_lodged"], facts["trader_irregular"]) == (1, 1)


def test_amending_is_announced(declarations: Declarations, database: Database) -> None:
    lodged = lodge(declarations, database)
    number, submission = declarations.read_amendment(
        message({"version": 1, "lodgement": make_lodgement(office="XMDEV")})
    )
    with database.begin(TRADER.id) as tx:
        declarations.amend(tx, lodged.consignment_id, number, submission, TRADER)
        [event] = tx.announced

    assert isinstance(event, DeclarationAmended)
    assert (event.version, event.mrn) == (2, lodged.mrn)


def test_the_same_message_lodged_by_many_at_once_makes_one_declaration(
    declarations: Declarations, database: Database
) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: lodge(declarations, database), range(16)))

    assert len({lodged.mrn for lodged in answers}) == 1
    assert [lodged.is_new for lodged in answers].count(True) == 1


def test_of_two_amendments_at_once_one_wins_and_the_other_is_told(
    declarations: Declarations, database: Database
) -> None:
    lodged = lodge(declarations, database)

    def attempt(mass: int) -> int:
        try:
            return amend(declarations, database, lodged, 1, goods_items=[make_item(gross_mass_kg=str(mass))]).version
        except Conflict:
            return 0

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(attempt, range(19_000, 19_004)))

    assert outcomes == [0, 0, 0, 2]
