"""Assesses consignments whenever something is learned of them, and tells what was judged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from customhouse.kernel.errors import NotFound
from customhouse.kernel.events import Message, Subscription
from customhouse.kernel.ids import new_id
from customhouse.kernel.transaction import Transaction
from customhouse.policy.model import Fact, Level
from customhouse.policy.package import PolicyPackage
from customhouse.policy.service import replay
from customhouse.risk import store
from customhouse.risk.events import RiskAssessed
from customhouse.risk.facts import digest, facts_of
from customhouse.risk.judgement import LANES, check_fits, judge
from customhouse.risk.lottery import Lottery
from customhouse.risk.model import Ask, Assessment, Judgement, Learned, Stage
from customhouse.risk.sources import Sources

STAGES = {
    "declaration.lodged": Stage.LODGED,
    "declaration.amended": Stage.AMENDED,
    "scan.recognised": Stage.SCANNED,
    "alarm.raised": Stage.ALARMED,
    "alarm.retracted": Stage.ALARMED,
    "alarm.resolved": Stage.ALARMED,
    "gate.read": Stage.AT_GATE,
    "parties.screened": Stage.SCREENED,
}
# News of one more incident: the fact it bears on, and its own field with the value that the fact then has.
_INCIDENTS = {"alarm.raised": ("open_alarm", "severity"), "gate.read": ("gate_outcome", "outcome")}
# These answer a question somebody waits for; the others are kept only where they change something.
_ALWAYS_KEPT = frozenset({Stage.LODGED, Stage.AMENDED, Stage.SCANNED})


@dataclass(frozen=True)
class Risk:
    policy: PolicyPackage
    lottery: Lottery
    sources: Sources

    def __post_init__(self) -> None:
        check_fits(self.policy)

    def subscriptions(self) -> tuple[Subscription, ...]:
        return (Subscription("risk", tuple(STAGES), self.hear),)

    def hear(self, tx: Transaction, message: Message) -> None:
        """Assess again what the news is about. A gate reading may be about no consignment we know."""
        if message.subject:
            fact, field = _INCIDENTS.get(message.kind, ("", ""))
            incident = (fact, str(message.payload[field])) if fact else None
            self.assess(tx, message.subject, STAGES[message.kind], incident)

    def assess(
        self, tx: Transaction, consignment_id: str, stage: Stage, incident: tuple[str, str] | None = None
    ) -> Assessment | None:
        """Judge a consignment by all that is known now; None where nothing is declared (any more).

        `incident` is a fact and its value that were brought about once more: what it asks for is asked anew, for a
        control done before cannot answer it.
        """
        facts = self._facts(tx, consignment_id)
        if facts is None:
            return None
        before = self.latest(tx, consignment_id)
        assessment = self._judged(tx, consignment_id, stage, facts, before)
        if incident is not None and incident in facts.items():
            assessment = replace(assessment, asks=self._asked_anew(assessment.asks, incident[0]))
        if before is not None and stage not in _ALWAYS_KEPT and _says_the_same(assessment, before):
            return before
        self._keep(tx, assessment)
        return assessment

    def _facts(self, tx: Transaction, consignment_id: str) -> dict[str, Fact] | None:
        said = self.sources.says.said(tx, consignment_id)
        if said is None:
            return None
        learned = Learned(
            said,
            self.sources.sees.seen(tx, consignment_id),
            self.sources.witnesses.witnessed(tx, consignment_id),
            self.sources.screens.screened(tx, consignment_id),
        )
        return facts_of(learned, self.policy, tx.now)

    def _judged(
        self,
        tx: Transaction,
        consignment_id: str,
        stage: Stage,
        facts: dict[str, Fact],
        before: Assessment | None,
    ) -> Assessment:
        number = before.draw.number if before else self.lottery.number(consignment_id, self.policy.hash)
        was_drawn = before is not None and before.draw.is_drawn
        judgement = judge(self.policy, facts, number, tx.now, was_drawn=was_drawn)
        return Assessment(
            id=new_id(),
            consignment_id=consignment_id,
            number=before.number + 1 if before else 1,
            stage=stage,
            lane=judgement.lane,
            previous_lane=before.lane if before else None,
            asks=_asks(judgement, before, stage),
            rows=judgement.rows,
            grounds=judgement.grounds,
            policy_hash=self.policy.hash,
            input_hash=digest(facts),
            facts=facts,
            draw=judgement.draw,
            selection_probability=judgement.selection_probability,
            assessed_at=tx.now,
        )

    def _asked_anew(self, asks: tuple[Ask, ...], fact: str) -> tuple[Ask, ...]:
        rows = {row.id for row in self.policy.tables[LANES].rows if fact in row.cells}
        return tuple(replace(ask, fresh=ask.fresh or ask.row in rows) for ask in asks)

    def latest(self, tx: Transaction, consignment_id: str) -> Assessment | None:
        return store.find_latest(tx.connection, [consignment_id]).get(consignment_id)

    def latest_of(self, tx: Transaction, consignment_ids: Sequence[str]) -> dict[str, Assessment]:
        return store.find_latest(tx.connection, consignment_ids)

    def history(self, tx: Transaction, consignment_id: str) -> list[Assessment]:
        """All assessments of a consignment, newest first."""
        return store.find_all(tx.connection, consignment_id)

    def get(self, tx: Transaction, assessment_id: str) -> Assessment:
        found = store.find_one(tx.connection, assessment_id)
        if found is None:
            raise NotFound("There is no such assessment.")
        return found

    def replayed(self, tx: Transaction, assessment_id: str) -> Judgement:
        """Make an old judgement again, from the policy and the facts that were kept with it."""
        kept = self.get(tx, assessment_id)
        content = store.find_policy(tx.connection, kept.policy_hash)
        if content is None:
            raise NotFound("The policy of this assessment was not kept.")
        policy = replay(content)
        facts = store.typed(kept.facts, policy.tables[LANES])
        return judge(policy, facts, kept.draw.number, kept.assessed_at, was_drawn=kept.draw.is_drawn)

    def may_follow(self, tx: Transaction, consignment_id: str, enterprise_id: str | None) -> bool:
        """Whether an enterprise lodged the consignment, and so may be told the reasons meant for traders."""
        return enterprise_id is not None and self.sources.says.declarant_of(tx, consignment_id) == enterprise_id

    def _keep(self, tx: Transaction, assessment: Assessment) -> None:
        store.keep_policy(tx.connection, self.policy.hash, self.policy.content, tx.now)
        store.insert_assessment(tx.connection, assessment)
        tx.announce(
            RiskAssessed(
                subject=assessment.consignment_id,
                # Judged now, however old the news it judges: no judgement stands before its cause was known.
                occurred_at=tx.now,
                assessment_id=assessment.id,
                stage=assessment.stage,
                lane=assessment.lane,
                previous_lane=assessment.previous_lane,
                reasons=tuple(ground.reason for ground in assessment.reasons(Level.OFFICER)),
                policy_hash=assessment.policy_hash,
            )
        )


def _asks(judgement: Judgement, before: Assessment | None, stage: Stage) -> tuple[Ask, ...]:
    """What is asked for. An amended declaration makes every ask fresh: what was checked may no longer be so."""
    known = {(ask.what, ask.row) for ask in before.asks} if before and stage is not Stage.AMENDED else set()
    return tuple(Ask(what, row, code, (what, row) not in known) for what, row, code in judgement.asks)


def _says_the_same(one: Assessment, other: Assessment) -> bool:
    return not any(ask.fresh for ask in one.asks) and (one.lane, one.rows, one.policy_hash, one.input_hash) == (
        other.lane,
        other.rows,
        other.policy_hash,
        other.input_hash,
    )
