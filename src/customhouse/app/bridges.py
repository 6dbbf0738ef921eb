"""Where one room's port meets another room's service: a few lines each, so that neither needs to know the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from customhouse.commodities.descriptions import Descriptions
from customhouse.declarations.model import Declaration, State
from customhouse.declarations.service import Declarations
from customhouse.imaging.model import ScanState
from customhouse.imaging.records import KeptScan
from customhouse.imaging.registry.model import Label, Labelled, Source, Truth, Word
from customhouse.imaging.registry.service import Registry
from customhouse.imaging.service import Imaging
from customhouse.kernel.errors import NotFound
from customhouse.kernel.events import Message, Subscription
from customhouse.kernel.ids import new_id
from customhouse.kernel.transaction import Transaction
from customhouse.procedures.model import Control, ControlState, Dossier, Outcome, Result, Review, What
from customhouse.procedures.readings.model import FindingVerdict, Judged
from customhouse.procedures.readings.service import Readings
from customhouse.procedures.service import Procedures
from customhouse.risk.model import Said, Screened, Seen, Witnessed
from customhouse.risk.service import Risk
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
        return Seen(seen.verdict, seen.severity, Decimal(str(seen.score)), Decimal(str(seen.novelty)))


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


@dataclass(frozen=True)
class LabelsFromResults:
    """What imaging learns of results: an examination says what was true of the scans, a reading what was thought."""

    registry: Registry
    imaging: Imaging
    risk: Risk
    procedures: Procedures

    def subscriptions(self) -> tuple[Subscription, ...]:
        return (Subscription("imaging.labels", ("control.completed", "review.decided"), self.hear),)

    def hear(self, tx: Transaction, message: Message) -> None:
        told = message.payload
        if message.kind == "review.decided":
            review = self.procedures.review(tx, told["review_id"])
            if review.decision is not None and review.decision.outcome in _TOLD:
                self._learn(tx, message, review.scan_id, Source.REVIEW, _TOLD[review.decision.outcome], review)
        elif told["what"] == What.EXAMINATION.value:
            dossier = self.procedures.dossier(tx, message.subject)
            control = next(each for each in dossier.controls if each.id == told["control_id"])
            self._learn_all(tx, message, dossier, control)

    def _learn_all(self, tx: Transaction, message: Message, dossier: Dossier, control: Control) -> None:
        truth = Truth.CLEAN if control.result is Result.CONFORMS else Truth.IRREGULAR
        drawn = any(assessment.draw.is_drawn for assessment in self.risk.history(tx, message.subject))
        note = " ".join(filter(None, (control.found, control.note)))
        for scan in self._examined(tx, message.subject, message.payload.get("containers", ())):
            if scan.state is ScanState.RECOGNISED and scan.superseded_at is None:
                mine = [each for each in dossier.reviews if each.scan_id == scan.id and each.decision is not None]
                review = mine[-1] if mine and truth is Truth.IRREGULAR else None
                self._learn(tx, message, scan.id, Source.EXAMINATION, truth, review, drawn=drawn, note=note)

    def _examined(self, tx: Transaction, consignment_id: str, named: Sequence[str]) -> list[KeptScan]:
        """Those of what was opened; of several containers, of the one that the examiner names, and else of none."""
        scans = self.imaging.scans_of(tx, consignment_id)
        declared = self.imaging.declarations.get(tx, consignment_id).lodgement.waybill.containers
        of_scan = self.imaging.containers_of_scans(tx, consignment_id)
        containers = {each.number for each in declared} | {number for number in of_scan.values() if number}
        if len(containers) <= 1:
            return scans
        return [scan for scan in scans if [of_scan.get(scan.id)] == list(named)]

    def _learn(  # noqa: PLR0913 - a label is all of these
        self, tx: Transaction, message: Message, scan_id: str, source: Source, truth: Truth,
        review: Review | None, *, drawn: bool = False, note: str = "",
    ) -> None:  # fmt: skip
        decision = review.decision if review is not None else None
        suspicion = decision is not None and truth is Truth.IRREGULAR
        label = Label(
            id=new_id(),
            scan_id=scan_id,
            consignment_id=message.subject,
            source=source,
            truth=truth,
            codes=decision.reason_codes if decision is not None and suspicion else (),
            marks=tuple(vars(mark) for mark in decision.marks) if decision is not None and suspicion else (),
            is_random=drawn,
            note=note or (decision.note if decision is not None else ""),
            at=message.recorded_at,
            by=message.payload["by"],
        )
        self.registry.learn(tx, label)


@dataclass(frozen=True)
class Lessons:
    """What the site's scans teach: `withheld` are those that somebody is still to read unprejudiced."""

    labelled: tuple[Labelled, ...]
    withheld: tuple[str, ...]


@dataclass(frozen=True)
class LessonsOfSite:
    """What results say of scans and what readers say of findings, together."""

    registry: Registry
    imaging: Imaging
    readings: Readings

    def lessons(self, tx: Transaction, *, reviews: bool = False) -> Lessons:
        """Of examined scans; with `reviews` also of those that were only read."""
        known = {each.scan.id: each for each in self.registry.labelled(tx, reviews=reviews)}
        words = self.readings.words(tx)
        for scan_id in words if reviews else ():
            if scan_id not in known:
                known[scan_id] = Labelled(self.imaging.get(tx, scan_id), None)
        withheld = self.readings.still_to_read(tx, list(known))
        told = [self._with(tx, each, words.get(each.scan.id, ())) for each in known.values()]
        counting = [each for each in told if each.label is not None or each.words]
        free = [each for each in counting if each.scan.id not in withheld]
        return Lessons(tuple(free), tuple(each.scan.id for each in counting if each.scan.id in withheld))

    def _with(self, tx: Transaction, each: Labelled, words: Sequence[Judged]) -> Labelled:
        """With the last word on each of its findings as it was when that was said; they may be others since."""
        if not words or each.scan.superseded_at is not None:
            return each
        earlier = self.imaging.earlier(tx, each.scan.id)
        said: list[Word] = []
        for word in words:
            before = [past.findings for past in earlier if past.replaced_at > word.at]
            shown = {finding.id: finding for finding in (before[-1] if before else each.scan.findings)}
            finding = shown.get(word.finding_id)
            if finding is not None and all(finding != later.finding for later in said):
                said.append(Word(finding, None if word.verdict is FindingVerdict.REJECTED else word.label))
        return replace(each, words=tuple(said))


# What a reading says of the scan; one that asks for another look says nothing yet.
_TOLD = {Outcome.CLEAR: Truth.CLEAN, Outcome.SUSPICIOUS: Truth.IRREGULAR}
