"""A watch-lists room over a real database, with declarations below it; and entries to fill it with."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from customhouse.declarations.service import Declarations
from customhouse.kernel.database import Database
from customhouse.kernel.events import Message
from customhouse.kernel.outbox import outbox
from customhouse.policy.service import load
from customhouse.watchlists.librarian import Librarian
from customhouse.watchlists.lists import Source
from customhouse.watchlists.model import Entry, Fault, Hit
from customhouse.watchlists.names.model import Kind
from customhouse.watchlists.service import Watchlists
from customhouse.watchlists.shelf import Shelf
from customhouse.watchlists.taking import Taken, take
from tests.declarations.builders import TRADER, make_declarations, make_lodgement, make_party, make_waybill, message
from tests.declarations.builders import register as register_enterprises

POLICY = load(Path(__file__).resolve().parents[2] / "countries" / "meridia" / "policy")
VETER = Entry("X-1", Kind.COMPANY, ("ООО «Северный Ветер»", "Severny Veter LLC"), countries=("RU",))
HALCYON = Entry("X-2", Kind.VESSEL, ("Halcyon Dawn",), imo="9300013")
SOROKOPUD = Entry("X-3", Kind.PERSON, ("Vadim Arkadyevich Sorokopud",), countries=("RU",), born=("1971",))


def make_source(name: str = "test-list", version: str = "1") -> Source:
    return Source(name, "csv", "0" * 64, f"{name}.csv", version)


@dataclass
class Room:
    database: Database
    declarations: Declarations
    watchlists: Watchlists
    librarian: Librarian

    def take(self, *items: Entry | Fault, name: str = "test-list", version: str = "1") -> Taken:
        return take(self.database, "test", make_source(name, version), items)

    def lodge(self, consignor: str = "Azulejos del Sur", lrn: str = "2026-0417", **waybill: Any) -> str:
        """Lodge a consignment that this party sends, and pass on the news of it."""
        plain = make_lodgement(lrn=lrn, waybill=make_waybill(consignor=make_party(consignor, country="RU"), **waybill))
        with self.database.begin("test") as tx:
            register_enterprises(tx)
            lodged = self.declarations.lodge(tx, self.declarations.read(message(plain)), TRADER)
        self.hear("declaration.lodged", lodged.consignment_id)
        return lodged.consignment_id

    def amend(self, consignment_id: str, consignor: str, version: int = 1) -> None:
        plain = make_lodgement(waybill=make_waybill(consignor=make_party(consignor, country="RU")))
        with self.database.begin("test") as tx:
            self.declarations.amend(tx, consignment_id, version, self.declarations.read(message(plain)), TRADER)
        self.hear("declaration.amended", consignment_id)

    def hear(self, kind: str, consignment_id: str) -> None:
        now = self.database.clock.now()
        with self.database.begin("system:watchlists") as tx:
            self.watchlists.hear(tx, Message("m", kind, consignment_id, now, now, "test", {}))

    def hits(self, consignment_id: str) -> list[Hit]:
        with self.database.read("test") as tx:
            return self.watchlists.hits_of(tx, consignment_id)

    def level(self, consignment_id: str) -> str:
        with self.database.read("test") as tx:
            return self.watchlists.level(tx, consignment_id).value

    def news(self, kind: str) -> list[dict[str, Any]]:
        with self.database.read("test") as tx:
            rows = tx.connection.execute(outbox.select().order_by(outbox.c.position)).mappings().all()
        return [{**row["payload"], "subject": row["subject"]} for row in rows if row["kind"] == kind]


def make_room(database: Database, folder: Path, entries: Iterable[Entry] = (VETER, HALCYON, SOROKOPUD)) -> Room:
    declarations = make_declarations(folder)
    watchlists = Watchlists(declarations, POLICY, Shelf(folder / "watchlists"))
    room = Room(database, declarations, watchlists, Librarian(database, watchlists))
    if listed := list(entries):
        room.take(*listed)
    return room
