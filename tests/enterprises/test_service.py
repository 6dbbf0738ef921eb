"""The register is taken whole, and remembers what became of consignments once each."""

from datetime import timedelta

import pytest

from customhouse.enterprises.model import Outcome
from customhouse.enterprises.service import Enterprises
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Invalid, NotFound

REGISTER = Enterprises()


def record(**changes: object) -> dict[str, object]:
    address = {"street": "14 Dock Lane", "city": "Port Mersea", "postcode": "PM1 4DL", "country": "XM"}
    fields = {"id": "XME00001", "name": "Norrland", "roles": ["importer"], "registered_on": "2009-03-16"}
    return {**fields, "address": address, **changes}


def test_a_register_taken_twice_is_there_once_with_the_newer_values(database: Database) -> None:
    with database.begin("system:test") as tx:
        REGISTER.import_register(tx, [record(), record(id="XME00002")], "first")
        count = REGISTER.import_register(tx, [record(name="Norrland & Vale", authorised_since="2018-05-01")], "second")
        found = REGISTER.get(tx, "XME00001")

        assert count == 1
        assert found.name == "Norrland & Vale"
        assert found.is_authorised(tx.now.date())
        assert REGISTER.get(tx, "XME00002").name == "Norrland"


def test_a_register_with_a_fault_is_not_taken_at_all(database: Database) -> None:
    wrong = [record(), record(id="XME00002", registered_on="soon", roles=["smuggler"]), record()]
    with database.begin("system:test") as tx, pytest.raises(Invalid) as error:
        REGISTER.import_register(tx, wrong, "test")

    fields = {problem.field for problem in error.value.problems}
    assert fields == {"1/registered_on", "1/roles/0", "2/id"}


def test_unknown_enterprises_are_named(database: Database) -> None:
    with database.begin("system:test") as tx:
        REGISTER.import_register(tx, [record()], "test")

        assert REGISTER.unknown(tx, ["XME00001", "XME99999"]) == {"XME99999"}
        with pytest.raises(NotFound):
            REGISTER.get(tx, "XME99999")


def test_an_outcome_told_twice_counts_once_and_the_case_at_hand_not_at_all(
    database: Database, clock: FixedClock
) -> None:
    with database.begin("system:test") as tx:
        REGISTER.import_register(tx, [record()], "test")
        for consignment_id in ("a", "b", "b"):
            REGISTER.remember(tx, {"XME00001"}, Outcome.LODGED, consignment_id)
        REGISTER.remember(tx, {"XME00001"}, Outcome.IRREGULAR, "a")
        history = REGISTER.history(tx, "XME00001", except_for="b")

        assert history.of(Outcome.LODGED) == 1
        assert history.of(Outcome.IRREGULAR) == 1
        assert history.of(Outcome.EXAMINED) == 0
        later = REGISTER.history(tx, "XME00001", since=clock.now() + timedelta(seconds=1))
        assert later.of(Outcome.LODGED) == 0
