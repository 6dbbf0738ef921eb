"""Where one room's port meets another room's service: a few lines each, so that neither needs to know the other."""

from dataclasses import dataclass
from decimal import Decimal

from customhouse.commodities.descriptions import Descriptions
from customhouse.declarations.model import Declaration, State
from customhouse.declarations.service import Declarations
from customhouse.imaging.service import Imaging
from customhouse.kernel.errors import NotFound
from customhouse.kernel.events import Message, Subscription
from customhouse.kernel.transaction import Transaction
from customhouse.procedures.model import ControlState, Result, What
from customhouse.procedures.service import Procedures
from customhouse.risk.model import Said, Screened, Seen, Witnessed
from customhouse.seals.model import Severity
from customhouse.seals.ports import Sealable
from customhouse.seals.service import Seals
from customhouse.watchlists.service import Watchlists


@dataclass(frozen=True)
class SaidOfDeclarations:
    """What risk asks of what was said, and of how the goods are described."""

    declarations: Declarations
    descriptions: Descriptions

    def said(self, tx: Transaction, consignment_id: str) -> Said | None:
        declaration = self._declaration(tx, consignment_id)
        if declaration is None or declaration.state is State.WITHDRAWN:
            return None
        facts = self.declarations.facts(tx, consignment_id)
        lodgement = declaration.lodgement
        described = self.descriptions.facts(tx.now, ((i.description, i.hs_code) for i in lodgement.goods_items))
        return Said(
            procedure=lodgement.procedure.value,
            mode=lodgement.waybill.conveyance.mode.value,
            hs_codes=tuple(sorted({item.hs_code for item in lodgement.goods_items})),
            origins=tuple(sorted({item.origin for item in lodgement.goods_items})),
            amounts=tuple((item.value.amount, item.value.currency) for item in lodgement.goods_items),
            containerised=bool(lodgement.waybill.containers),
            declared_empty=facts["declared_empty"] is True,
            authorised=facts["authorised"] is True,
            trader_known=facts["trader_known"] is True,
            trader_months=int(str(facts["trader_months"])),
            irregularities=int(str(facts["trader_irregular"])),
            description_fit=described.fit,
            description_vague=described.vague,
        )

    def declarant_of(self, tx: Transaction, consignment_id: str) -> str | None:
        declaration = self._declaration(tx, consignment_id)
        return declaration.declarant_id if declaration else None

    def _declaration(self, tx: Transaction, consignment_id: str) -> Declaration | None:
        try:
            return self.declarations.get(tx, consignment_id)
        except NotFound:
            return None


@dataclass(frozen=True)
class SeenByImaging:
    """What risk asks of what was seen."""

    imaging: Imaging

    def seen(self, tx: Transaction, consignment_id: str) -> Seen:
        seen = self.imaging.facts(tx, consignment_id)
        return Seen(seen.verdict, seen.severity, Decimal(str(seen.score)))


@dataclass(frozen=True)
class WitnessedBySeals:
    """What risk asks of what was witnessed."""

    seals: Seals

    def witnessed(self, tx: Transaction, consignment_id: str) -> Witnessed:
        facts = self.seals.facts(tx, consignment_id)
        severities = [severity.value for severity in Severity if facts.open_alarms.get(severity.value)]
        return Witnessed(
            open_alarm=severities[-1] if severities else "none",
            late_alarm=facts.has_late_alarm,
            gate_outcome=facts.gate_outcome or "none",
        )


@dataclass(frozen=True)
class ScreenedByWatchlists:
    """What risk asks of who is named."""

    watchlists: Watchlists

    def screened(self, tx: Transaction, consignment_id: str) -> Screened:
        return Screened(self.watchlists.level(tx, consignment_id).value)


@dataclass(frozen=True)
class SealableDeclarations:
    """What seals ask of what was said."""

    declarations: Declarations

    def sealable(self, tx: Transaction, consignment_id: str) -> Sealable:
        declaration = self.declarations.get(tx, consignment_id)
        containers = frozenset(container.number for container in declaration.lodgement.waybill.containers)
        withdrawn = declaration.state is State.WITHDRAWN
        return Sealable(consignment_id, declaration.mrn, containers, withdrawn)


@dataclass(frozen=True)
class LearningFromReleases:
    """What commodities learns of goods that were let go: their descriptions, where somebody looked at the code."""

    descriptions: Descriptions
    declarations: Declarations
    procedures: Procedures

    def subscriptions(self) -> tuple[Subscription, ...]:
        kinds = ("goods.released", "goods.detained", "consignment.reopened", "declaration.withdrawn")
        return (Subscription("commodities", kinds, self.hear),)

    def hear(self, tx: Transaction, message: Message) -> None:
        if message.kind == "goods.released" and self._code_was_looked_at(tx, message.subject):
            items = self.declarations.get(tx, message.subject).lodgement.goods_items
            told = [(item.number, item.hs_code, item.description) for item in items]
            self.descriptions.learn(tx, message.subject, told)
        else:
            self.descriptions.forget(tx, message.subject)

    def _code_was_looked_at(self, tx: Transaction, consignment_id: str) -> bool:
        """By a person with the papers or the goods in hand; an image shows no code. Each result must conform."""
        controls = self.procedures.dossier(tx, consignment_id).controls
        looked = [c for c in controls if c.what is not What.SCAN and c.state is ControlState.DONE]
        return bool(looked) and all(control.result is Result.CONFORMS for control in looked)
