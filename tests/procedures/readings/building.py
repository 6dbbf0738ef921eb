"""A bench with a real scan on it: imaging with its physics, procedures over it, and copies with threats on demand."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import update

from customhouse.imaging.model import Finding, Severity
from customhouse.imaging.projection.copies import Projection, Projections
from customhouse.imaging.projection.projector import Projector
from customhouse.imaging.recogniser import Place
from customhouse.imaging.records import FINDINGS
from customhouse.imaging.service import Reference
from customhouse.imaging.store import scans
from customhouse.kernel.database import Database
from customhouse.kernel.events import Message
from customhouse.kernel.ids import new_id
from customhouse.kernel.outbox import outbox
from customhouse.kernel.reasons import Reason
from customhouse.policy.model import Dated, Parameter, Value
from customhouse.policy.package import PolicyPackage
from customhouse.procedures.model import Decision, Mark, Outcome, Review
from customhouse.procedures.readings.service import Readings
from customhouse.procedures.service import Procedures
from customhouse.risk.model import Seen
from tests.imaging.rooms import Room, container_files, make_room
from tests.procedures.building import ANNA, House
from tests.risk.building import make_said


def with_values(policy: PolicyPackage, **values: Value) -> PolicyPackage:
    """The policy with other values of `imaging.<name>`."""
    changed = dict(policy.parameters)
    for name, value in values.items():
        known: Parameter = changed[f"imaging.{name}"]
        changed[known.key] = replace(known, values=(Dated(known.values[0].since, value, "test"),))
    return replace(policy, parameters=changed)


@dataclass
class Bench:
    """`lots` of the projections: nought lets every clean scan be drawn."""

    database: Database
    folder: Path
    house: House
    values: dict[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.room: Room = make_room(self.database, self.folder)
        policy = with_values(self.house.procedures.policy, **{"tip_share_percent": Decimal(100), **self.values})
        imaging = replace(self.room.imaging, policy=policy)
        self.procedures: Procedures = replace(self.house.procedures, policy=policy, imaged=imaging)
        self.house.procedures = self.procedures
        self.projections = Projections(imaging, lambda: 0.0)
        self.readings = Readings(self.procedures, self.projections)
        self.projector = Projector(self.database, self.projections)

    def scan(self, folder: Path, goods_kg: float = 3000.0) -> tuple[str, str]:
        """A container is scanned and an analyst has to look; return consignment and scan."""
        consignment_id, mrn = self.room.lodge(3000)
        self.house.told.says[consignment_id] = make_said()
        self.house.tell("declaration.lodged", consignment_id, declaration_id="d", mrn=mrn, version=1)
        post = self.room.imaging.open_post(container_files(folder, goods_kg))
        with self.database.begin("scanner") as tx:
            taken = self.room.imaging.receive(tx, post, Reference(consignment_id=consignment_id), "XMMER")
        self.room.workshop.work_off()
        self.house.told.sees[consignment_id] = Seen("disagrees", "none")
        told = {"scan_id": taken.id, "verdict": "disagrees", "reasons": [], "findings": 0}
        self.house.tell("scan.recognised", consignment_id, **told)
        return consignment_id, taken.id

    def project(self, scan_id: str) -> Projection:
        """Let the lot fall on a scan, and its copy be made."""
        with self.database.begin("system:imaging") as tx:
            drawn = self.projections.draw(tx, scan_id)
        assert drawn is not None
        self.projector.work_off()
        with self.database.read("test") as tx:
            return self.projections.get(tx, drawn)

    def do(self, use_case: Any, *arguments: Any, **named: Any) -> Any:
        with self.database.begin("somebody") as tx:
            return use_case(tx, *arguments, **named)

    def take(self, user: Any = ANNA) -> Review:
        review: Review | None = self.do(self.readings.next, user)
        assert review is not None
        return review

    def shown(self, scan_id: str, user: Any = ANNA) -> Any:
        with self.database.read("test") as tx:
            return self.readings.shown(tx, user, self.room.imaging.get(tx, scan_id))

    def plant_finding(self, scan_id: str) -> str:
        """Write a finding into a scan that has none; return its id."""
        finding = Finding("planted", "dense_object", None, Severity.LOW, Reason("dense", "Dense."), label="firearm")
        kept = FINDINGS.dump_python((finding,), mode="json")
        with self.database.begin("test") as tx:
            tx.connection.execute(update(scans).where(scans.c.id == scan_id).values(findings=kept))
        return finding.id

    def hear(self, kind: str, subject: str, payload: dict[str, Any]) -> None:
        """Let the readings hear of something, as the bus would bring it."""
        message = Message(new_id(), kind, subject, self.house.clock.at, self.house.clock.at, "somebody", payload)
        with self.database.begin("system:bus") as tx:
            self.readings.hear(tx, message)

    def settled(self) -> None:
        self.house.clock.advance(timedelta(seconds=6))
        self.do(self.procedures.settle, self.house.clock.at)

    def state_of(self, consignment_id: str) -> Any:
        """All that anybody but the score keeper can know of a consignment."""
        with self.database.read("test") as tx:
            dossier = self.procedures.dossier(tx, consignment_id)
            reviews = tuple(replace(r, claimed_until=None) for r in dossier.reviews)
            scans = self.room.imaging.scans_of(tx, consignment_id)
            facts = self.room.imaging.facts(tx, consignment_id)
            news = tx.connection.execute(outbox.select().order_by(outbox.c.position)).all()
            assessments = self.procedures.risk.history(tx, consignment_id)
        return replace(dossier, reviews=reviews), scans, facts, news, assessments


def mark_on(place: Place, **changes: Any) -> Mark:
    box = place.box
    return Mark(**{"view": place.view, "x": box.x, "y": box.y, "width": box.width, "height": box.height, **changes})


def suspicious(*marks: Mark) -> Decision:
    return Decision(Outcome.SUSPICIOUS, ("dense_object",), marks)
