"""Builds a small house: real risk and procedures on a real database, the rooms below told what to say."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from customhouse.access.model import Role, User
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.events import Event, Message
from customhouse.kernel.ids import new_id
from customhouse.kernel.transaction import Transaction
from customhouse.policy.country import load_country
from customhouse.policy.model import Level
from customhouse.procedures.model import Control, Decision, Dossier, Mark, Outcome, Result, Review, State, What
from customhouse.procedures.reviewing import Dispatch
from customhouse.procedures.service import Procedures
from customhouse.risk.model import Said, Seen, Witnessed
from customhouse.risk.service import STAGES, Risk
from tests.risk.building import MERIDIA, Told, make_risk, make_said

PACK = load_country(Path(__file__).resolve().parents[2] / "countries" / "meridia")
SUSPICIOUS = Decision(Outcome.SUSPICIOUS, ("dense_object",), (Mark(0, 10, 20, 30, 40),))
CLEAR = Decision(Outcome.CLEAR)
UNDO = timedelta(seconds=6)


def make_user(name: str, role: Role = Role.IMAGE_ANALYST) -> User:
    return User(id=name, name=name, display_name=name.title(), role=role)


ANNA, BRUNO, CLARA = (make_user(name) for name in ("anna", "bruno", "clara"))
EXAMINER = make_user("ewa", Role.FIELD_OFFICER)
DUTY = make_user("dov", Role.DUTY_OFFICER)


@dataclass
class ToldDeclarations:
    """Stands for the declarations: names the containers, remembers which are closed and which withdrawn."""

    closed: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    containers: frozenset[str] = frozenset({"MSKU1234565"})

    def loaded_containers(self, _tx: Transaction, _consignment_id: str) -> frozenset[str]:
        return self.containers

    def is_withdrawn(self, _tx: Transaction, consignment_id: str) -> bool:
        return consignment_id in self.withdrawn

    def close(self, _tx: Transaction, consignment_id: str) -> None:
        self.closed.add(consignment_id)

    def reopen(self, _tx: Transaction, consignment_id: str) -> None:
        self.closed.discard(consignment_id)


@dataclass
class ToldScans:
    """Stands for imaging: says of which container a scan is."""

    containers: dict[str, str] = field(default_factory=dict)

    def containers_of_scans(self, _tx: Transaction, _consignment_id: str) -> dict[str, str]:
        return self.containers


def first(reviews: Sequence[Review]) -> Review:
    return reviews[0]


@dataclass
class House:
    """Carries news from risk to procedures as the bus does, and keeps the kinds of all that was announced."""

    database: Database
    clock: FixedClock
    told: Told = field(default_factory=Told)
    declared: ToldDeclarations = field(default_factory=ToldDeclarations)
    imaged: ToldScans = field(default_factory=ToldScans)
    announced: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    lot: float = 1.0  # nothing is read a second time, unless a test says so

    def __post_init__(self) -> None:
        self.risk: Risk = make_risk(self.told)
        rooms = (self.risk, self.declared, self.imaged)
        self.procedures = Procedures(MERIDIA, *rooms, PACK.reason_codes, Dispatch(first), lambda: self.lot)

    def tell(self, kind: str, subject: str, **payload: Any) -> None:
        """Let something have happened, and everything that follows from it."""
        waiting = [Message(new_id(), kind, subject, self.clock.at, self.clock.at, "somebody", payload)]
        while waiting:
            message = waiting.pop(0)
            for kinds, hear in self._listeners():
                if message.kind in kinds:
                    with self.database.begin("system:bus") as tx:
                        hear(tx, message)
                        waiting += self._sent(tx)

    def act(self, use_case: Any, *arguments: Any, **named: Any) -> Any:
        """Call a use case in a transaction of its own, and carry on what it announces."""
        with self.database.begin("somebody") as tx:
            answer = use_case(tx, *arguments, **named)
            self._sent(tx)
        return answer

    def lodge(self, said: Said | None = None) -> str:
        consignment_id = new_id()
        self.told.says[consignment_id] = said or make_said()
        self.tell("declaration.lodged", consignment_id, declaration_id="d", mrn="26XM0000000000017", version=1)
        return consignment_id

    def scan(
        self,
        consignment_id: str,
        verdict: str = "agrees",
        severity: str = "none",
        container: str = "",
        seen: Seen | None = None,
    ) -> str:
        scan_id = new_id()
        self.imaged.containers[scan_id] = container
        self.told.sees[consignment_id] = seen or Seen(verdict, severity)
        self.tell("scan.recognised", consignment_id, scan_id=scan_id, verdict=verdict, reasons=[], findings=0)
        return scan_id

    def bind(self, consignment_id: str, journey: str = "j", container: str = "MSKU1234565") -> None:
        self.tell("seal.bound", consignment_id, journey_id=journey, container_number=container, to_site="XMEHM")

    def alarm(self, consignment_id: str, severity: str = "critical", *, late: bool = False, id_: str = "a") -> None:
        self._witness(consignment_id, open_alarm=severity, late_alarm=late)
        self.tell("alarm.raised", consignment_id, alarm_id=id_, rule="rope_cut", severity=severity, late=late)

    def resolve(self, consignment_id: str, id_: str = "a") -> None:
        self._witness(consignment_id, open_alarm="none", late_alarm=False)
        self.tell("alarm.resolved", consignment_id, alarm_id=id_, outcome="explained", note="")

    def gate(self, consignment_id: str, outcome: str = "pass", journey: str = "j", site: str = "XMEHM") -> None:
        self._witness(consignment_id, gate_outcome=outcome)
        self.tell("gate.read", consignment_id, journey_id=journey, reading_id="r", outcome=outcome, site_id=site)

    def _witness(self, consignment_id: str, **changes: Any) -> None:
        before = self.told.witnesses.get(consignment_id, Witnessed())
        self.told.witnesses[consignment_id] = replace(before, **changes)

    def take(self, user: User = ANNA) -> Review:
        review: Review | None = self.act(self.procedures.next_review, user)
        assert review is not None
        return review

    def decide(self, review: Review, decision: Decision, user: User = ANNA) -> None:
        """Decide, and wait until the decision has taken effect."""
        self.act(self.procedures.decide, user, review.id, decision)
        self.clock.advance(UNDO)
        self.act(self.procedures.settle, self.clock.at)

    def result(self, consignment_id: str, what: What, result: Result = Result.CONFORMS, found: str = "") -> None:
        control = self.owed(consignment_id, what)
        assert control is not None
        self.act(self.procedures.record_result, EXAMINER, control.id, result, found=found)

    def dossier(self, consignment_id: str) -> Dossier:
        with self.database.read("somebody") as tx:
            return self.procedures.dossier(tx, consignment_id)

    def risk_of(self, consignment_id: str) -> tuple[str, list[str]]:
        """The lane, and the codes of the reasons of the image that officers are told."""
        with self.database.read("somebody") as tx:
            found = self.risk.latest(tx, consignment_id)
        assert found is not None
        codes = [reason.code for reason in (ground.reason for ground in found.reasons(Level.OFFICER))]
        return found.lane.value, [code for code in codes if code.startswith(("scan_", "finding_"))]

    def state(self, consignment_id: str) -> State:
        return self.dossier(consignment_id).case.state

    def owed(self, consignment_id: str, what: What) -> Control | None:
        return self.dossier(consignment_id).owed(what)

    def owes(self, consignment_id: str) -> set[str]:
        return {control.what.value for control in self.dossier(consignment_id).controls if control.is_owed}

    def _listeners(self) -> list[tuple[tuple[str, ...], Any]]:
        [subscription] = self.procedures.subscriptions()
        return [(tuple(STAGES), self.risk.hear), (subscription.kinds, subscription.handle)]

    def _sent(self, tx: Transaction) -> list[Message]:
        self.events += tx.announced
        self.announced += [event.kind for event in tx.announced]
        return [
            Message(new_id(), event.kind, event.subject, event.occurred_at, tx.now, tx.actor, event.payload())
            for event in tx.announced
        ]
