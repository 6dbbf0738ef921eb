"""The room of seals with its database, driven as the app drives it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.errors import NotFound
from customhouse.kernel.events import Event
from customhouse.kernel.ids import new_id
from customhouse.kernel.transaction import Transaction
from customhouse.seals.events import SealReportsRecorded
from customhouse.seals.gate import Reading, reading_identity
from customhouse.seals.model import Journey, Observation, Rule, Sign
from customhouse.seals.ports import Sealable
from customhouse.seals.sealing import Sealing
from customhouse.seals.service import Seals
from customhouse.seals.store import Passage
from tests.seals.building import CORRIDOR, DESTINATION, DEVICE, ORIGIN, SEALED, SEALED_AT, at

CONTAINER = "MSKU1234565"
CONSIGNMENT = new_id()
CUT = (SEALED | int(Sign.ROPE_CUT | Sign.ROPE_OUT)) & ~int(Sign.ROPE_IN)


class OneConsignment:
    """A consignment with one container, as the room below would tell it."""

    def sealable(self, tx: Transaction, consignment_id: str) -> Sealable:
        if consignment_id != CONSIGNMENT:
            raise NotFound("There is no such declaration.")
        return Sealable(consignment_id, "26XM7K3QH5T2B0001", frozenset({CONTAINER, "MSKU7654321"}))


class House:
    """The room with its database, driven as the app drives it: a transaction a message, its news heard after it."""

    def __init__(self, database: Database, clock: FixedClock, folder: Path) -> None:
        sites = {site.id: site for site in (ORIGIN, DESTINATION)}
        self.seals = Seals(OneConsignment(), FolderBlobs(folder), None, sites, SEALED_AT)
        self.database, self.clock = database, clock
        self.news: list[Event] = []
        clock.at = SEALED_AT
        self.do(self.seals.adopt_corridors, [CORRIDOR])

    def do(self, what: Any, *arguments: Any) -> Any:
        with self.database.begin("officer-7") as tx:
            result = what(tx, *arguments)
            self.news += tx.announced
        return result

    def bind(self, **changes: Any) -> Journey:
        sealing = Sealing(CONSIGNMENT, CONTAINER, "XM-000123", DEVICE, CORRIDOR.id, "AB12 CDE", tag_id="E280-1")
        journey: Journey = self.do(self.seals.bind, replace(sealing, **changes))
        return journey

    def hear(self, *reports: Observation) -> None:
        """Record the reports, and let the room hear of them as the bus would tell it."""
        with self.database.begin("system:seal-gateway") as tx:
            self.seals.record(tx, reports)
            touched = [event for event in tx.announced if isinstance(event, SealReportsRecorded)]
        for event in touched:
            for journey_id in event.journey_ids:
                self.do(self.seals._look, journey_id)

    def now(self, minute: float) -> None:
        self.clock.at = at(minute)

    def journey(self, journey_id: str) -> Journey:
        journey: Journey = self.do(self.seals.journey, journey_id)
        return journey

    def alarms(self) -> dict[Rule, Any]:
        with self.database.read("test") as tx:
            return {alarm.rule: alarm for alarm in self.seals.alarms(tx, "all", None).items}

    def read_gate(self, minute: float, **changes: Any) -> Passage:
        reading = make_reading(minute, **changes)
        passage: Passage = self.do(self.seals.read_gate, reading)
        return passage

    def kinds(self) -> list[str]:
        return [event.kind for event in self.news]


def make_reading(minute: float, **changes: Any) -> Reading:
    values: dict[str, Any] = {
        "id": reading_identity(str(minute), str(changes)),
        "site_id": "XMEHM",
        "gate": "XMEHM-G1",
        "read_at": at(minute),
        "plate": "AB12CDE",
        "container_number": "MSKU 123456-5",
        "seal_epc": "XM-000123",
        "seal_number": "",
        "tag_id": "E280-1",
        "seal_state": "intact",
    }
    return Reading(**{**values, **changes})
