"""Reading images: what an analyst is shown, first looks, projected threats, words on findings, and the figures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from customhouse.access.model import Permission, User
from customhouse.commodities.appearance.labels import labels
from customhouse.imaging.projection.copies import SHARE, Projections
from customhouse.imaging.projection.library import Threat
from customhouse.imaging.recogniser import Place
from customhouse.imaging.records import KeptScan
from customhouse.imaging.showing.scans import Shown
from customhouse.kernel.errors import Conflict, Invalid, NotFound
from customhouse.kernel.events import Message, Subscription
from customhouse.kernel.ids import new_id
from customhouse.kernel.transaction import Transaction
from customhouse.procedures.events import FindingJudged
from customhouse.procedures.model import Decision, Outcome, Purpose, Reveal, Review, ReviewState
from customhouse.procedures.readings import store
from customhouse.procedures.readings.curtain import Veil, may_still_be_read, veil_of
from customhouse.procedures.readings.model import (
    FindingVerdict,
    Judged,
    TipOutcome,
    TipReading,
    scored,
)
from customhouse.procedures.reviewing import check_decision, check_looked
from customhouse.procedures.service import Procedures

# A case that was withdrawn or decided shows no copy any more; one whose lease lapsed does, until somebody takes it.
UNDECIDED = (ReviewState.OPEN, ReviewState.ASSIGNED)
ASKED_AT_ONCE = 500  # scans: a statement names only so many
FIRST_LOOKS = (Outcome.CLEAR, Outcome.SUSPICIOUS)


@dataclass(frozen=True)
class Told:
    """What an analyst is told at once after a projected threat; the real image comes next."""

    outcome: TipOutcome
    threat: Threat
    places: tuple[Place, ...]
    seconds: float


@dataclass(frozen=True)
class Readings:
    procedures: Procedures
    projections: Projections

    # What is shown to whom

    def shown(self, tx: Transaction, user: User, scan: KeptScan) -> Shown:
        """The scan for this person's eyes: with the threat that is projected for them, without what is still hidden."""
        if not user.may(Permission.REVIEW_IMAGES):
            return Shown(scan)
        veil = self.veils(tx, user, [scan.id])[scan.id]
        reading = self._projected_for(tx, user).get(scan.id)
        if reading is not None:
            scan = self.projections.get(tx, reading.projection_id).shown_as(scan)
        return Shown(scan, veil.findings, veil.opinions)

    def veils(self, tx: Transaction, user: User, scan_ids: Sequence[str]) -> dict[str, Veil]:
        """By scan, what is hidden from this person."""
        if not user.may(Permission.REVIEW_IMAGES):
            return {scan_id: Veil() for scan_id in scan_ids}
        reveal, projected = self.procedures.ai_reveal(tx), self._projected_for(tx, user)
        of_scans = self.procedures.reviews_of_scans(tx, scan_ids)
        return {each: veil_of(_as_looked(of_scans[each], projected.get(each)), user, reveal) for each in scan_ids}

    def seen_by(self, tx: Transaction, user: User, reviews: Sequence[Review]) -> list[Review]:
        """Reviews as this person may see them, without those whose very existence would tell of another reader."""
        if not user.may(Permission.REVIEW_IMAGES):
            return list(reviews)
        veils = self.veils(tx, user, list({review.scan_id for review in reviews}))
        projected = self._projected_for(tx, user)
        seen = []
        for review in reviews:
            if _is_kept_from(review, user, veils[review.scan_id]):
                continue
            [looked] = _as_looked([review], projected.get(review.scan_id))
            severity = "none" if looked.is_unresolved else looked.severity
            seen.append(replace(looked, severity=severity, purpose=Purpose.READING, of_review=None))
        return seen

    def hides_findings(self, tx: Transaction, user: User, consignment_id: str) -> bool:
        """Whether there is a scan of this consignment whose findings this person may not see yet."""
        return any(veil.findings for veil in self.veils_of(tx, user, consignment_id).values())

    def veils_of(self, tx: Transaction, user: User, consignment_id: str) -> dict[str, Veil]:
        """By scan of a consignment, what is hidden from this person."""
        return self.veils(tx, user, self.projections.imaging.ids_of_scans(tx, consignment_id))

    def _projected_for(self, tx: Transaction, user: User) -> dict[str, TipReading]:
        """By scan, the copies that are shown to this person now."""
        return {each.scan_id: each for each in store.open_tips_of(tx.connection, user.id, UNDECIDED)}

    def _open(self, tx: Transaction, review: Review, user: User) -> TipReading | None:
        return next((r for r in store.open_tips(tx.connection, review.id) if r.user_id == user.id), None)

    # What analysts do

    def next(self, tx: Transaction, user: User) -> Review | None:
        """The next review; a copy with a threat may be shown in its place, the first time somebody takes it."""
        store.lapse_tips_of_closed(tx.connection, UNDECIDED, tx.now)
        in_hand = {review.id for review in self.procedures.in_hand(tx, user)}
        review = self.procedures.next_review(tx, user)
        if review is None:
            return None
        for stale in store.open_tips(tx.connection, review.id):
            if stale.user_id != user.id:
                self._end(tx, stale, TipOutcome.LAPSED)
        if review.id not in in_hand:
            self._forget_words(tx, review.id)  # of a reader whose time ran out
            if self._open(tx, review, user) is None:
                self._begin(tx, user, review)
        return review

    def _forget_words(self, tx: Transaction, review_id: str) -> None:
        """What was said of findings in a reading that came to no decision."""
        judged = store.judgements_of(tx.connection, review_id, untold=True)
        store.drop_judgements(tx.connection, review_id, [one.finding_id for one in judged])

    def _begin(self, tx: Transaction, user: User, review: Review) -> None:
        policy = self.procedures.policy
        if review.purpose is Purpose.ADJUDICATION or not policy.has(SHARE, tx.now) or not policy.number(SHARE, tx.now):
            return
        if self.projections.ready_of(tx, review.scan_id) is None:
            return
        scan = self.projections.imaging.get(tx, review.scan_id)
        made = self.projections.fitting(tx, scan)
        if made is None or store.is_shown(tx.connection, made.id):
            return
        store.insert_tip(
            tx.connection,
            TipReading(
                id=new_id(),
                review_id=review.id,
                scan_id=review.scan_id,
                projection_id=made.id,
                user_id=user.id,
                threat=made.threat.code,
                object_class=made.threat.object_class,
                modality=scan.modality.value,
                shown_at=tx.now,
            ),
        )

    def decide(
        self, tx: Transaction, user: User, review_id: str, decision: Decision, seen: str | None = None
    ) -> Review | Told:
        """Decide what is shown: the real image, or the copy in its place, which changes nothing but the score.

        `seen` is the key of the images that were looked at; a decision on others than are shown now is refused.
        """
        review = self.procedures.held(tx, user, review_id)
        if seen is not None and seen != self.shown(tx, user, self.projections.imaging.get(tx, review.scan_id)).key:
            raise Conflict("The image has changed since it was opened: look at it again, then decide.")
        reading = self._open(tx, review, user)
        if reading is None:
            return self.procedures.decide(tx, user, review_id, decision)
        check_looked(self.procedures.ai_reveal(tx), reading.first_look)
        check_decision(decision, review, {code.code: code for code in self.procedures.reason_codes})
        made = self.projections.get(tx, reading.projection_id)
        outcome, astray = scored(decision, made.places)
        ended = self._end(tx, replace(reading, decision=decision, false_marks=astray), outcome)
        self.procedures.renew_lease(tx, user, review_id)
        return Told(outcome, made.threat, made.places, ended.seconds or 0.0)

    def look_first(self, tx: Transaction, user: User, review_id: str, first_look: Outcome) -> Review:
        """Keep the look without the recogniser, then show what it found. An audited event, but of real images only."""
        if first_look not in FIRST_LOOKS:
            raise Invalid.one("outcome", "first_look_unfit", "a first look says clear or suspicious")
        review = self.procedures.held(tx, user, review_id)
        reading = self._open(tx, review, user)
        if reading is None:
            return self.procedures.look_first(tx, user, review_id, first_look)
        if self.procedures.ai_reveal(tx) is not Reveal.AFTER_FIRST_LOOK or reading.first_look is not None:
            raise Conflict("The findings are shown already; a first look comes before them.")
        store.update_tip(tx.connection, replace(reading, first_look=first_look, first_look_at=tx.now))
        return review

    def hand_back(self, tx: Transaction, user: User, review_id: str) -> None:
        review = self.procedures.held(tx, user, review_id)
        reading = self._open(tx, review, user)
        if reading is not None:
            self._end(tx, reading, TipOutcome.HANDED_BACK)
        self._forget_words(tx, review_id)
        self.procedures.hand_back(tx, user, review_id)

    def _end(self, tx: Transaction, reading: TipReading, outcome: TipOutcome) -> TipReading:
        ended = replace(reading, outcome=outcome, ended_at=tx.now)
        store.update_tip(tx.connection, ended)
        return ended

    # Words on findings

    def judge(
        self, tx: Transaction, user: User, review_id: str, finding_id: str, verdict: FindingVerdict, label: str = ""
    ) -> Judged:
        """Accept, reject or relabel a finding of the image in hand. Again is instead.

        Who is shown the findings only after the decision says it then; once that is in effect it is told at once.
        """
        review = self._spoken_of(tx, user, review_id)
        shown = self.shown(tx, user, self.projections.imaging.get(tx, review.scan_id))
        if shown.hides_findings:
            raise Conflict("The findings are not shown yet: look at the image first.")
        finding = next((each for each in shown.scan.findings if each.id == finding_id), None)
        if finding is None:
            raise NotFound("This image has no such finding.")
        if verdict is FindingVerdict.RELABELLED and label not in labels():
            raise Invalid.one("label", "label_unknown", "choose a label from the list")
        said = {FindingVerdict.ACCEPTED: finding.label, FindingVerdict.RELABELLED: label}.get(verdict, "")
        judged = Judged(finding_id, verdict, said, tx.now)
        reading = self._open(tx, review, user)
        if reading is None:
            is_told = review.state is ReviewState.DECIDED
            store.put_judgement(tx.connection, review, judged, user.id, told=is_told)
            if is_told:
                tx.announce(_told_of(judged, review.consignment_id, review_id, review.scan_id, user.id))
        else:
            others = tuple(one for one in reading.judged if one.finding_id != finding_id)
            store.update_tip(tx.connection, replace(reading, judged=(*others, judged)))
        return judged

    def unjudge(self, tx: Transaction, user: User, review_id: str, finding_id: str) -> None:
        """Take a word on a finding back. Raises `Conflict` where it was told already."""
        review = self._spoken_of(tx, user, review_id)
        if review.state is ReviewState.DECIDED:
            raise Conflict("This word is told already: say another in its place.")
        reading = self._open(tx, review, user)
        if reading is None:
            store.drop_judgements(tx.connection, review_id, [finding_id])
        else:
            others = tuple(one for one in reading.judged if one.finding_id != finding_id)
            store.update_tip(tx.connection, replace(reading, judged=others))

    def _spoken_of(self, tx: Transaction, user: User, review_id: str) -> Review:
        late = self.procedures.ai_reveal(tx) is Reveal.AFTER_DECISION
        return self.procedures.held(tx, user, review_id, or_decided=late)

    def judged(self, tx: Transaction, user: User, review_id: str) -> list[Judged]:
        """What was said of the findings of the image that is shown."""
        review = self.procedures.review(tx, review_id)
        reading = self._open(tx, review, user)
        if reading is not None:
            return list(reading.judged)
        if not self.seen_by(tx, user, [review]):
            raise NotFound("There is no such review.")
        veil = self.veils(tx, user, [review.scan_id])[review.scan_id]
        own = user.id in (review.assigned_to, review.decided_by)
        if veil.findings or (veil.opinions and not own):
            return []
        return store.judgements_of(tx.connection, review_id)

    def subscriptions(self) -> tuple[Subscription, ...]:
        return (Subscription("readings", ("review.decided",), self.hear),)

    def hear(self, tx: Transaction, message: Message) -> None:
        """A decision takes effect, and with it what its reader said of the findings."""
        told = message.payload
        for judged in store.judgements_of(tx.connection, told["review_id"], untold=True):
            tx.announce(_told_of(judged, message.subject, told["review_id"], told["scan_id"], told["by"]))
        store.mark_told(tx.connection, told["review_id"])

    # What is learned from

    def words(self, tx: Transaction) -> dict[str, list[Judged]]:
        """By scan, all that was told of its findings, newest first; one id may be of several, each recognised anew."""
        found: dict[str, list[Judged]] = {}
        for scan_id, judged in store.told_judgements(tx.connection):
            found.setdefault(scan_id, []).append(judged)
        return found

    def still_to_read(self, tx: Transaction, scan_ids: Sequence[str]) -> set[str]:
        """Scans of which somebody may yet read the image, and so must not learn what others said of it."""
        found: set[str] = set()
        for at in range(0, len(scan_ids), ASKED_AT_ONCE):
            of_scans = self.procedures.reviews_of_scans(tx, scan_ids[at : at + ASKED_AT_ONCE])
            found |= {each for each, reviews in of_scans.items() if any(may_still_be_read(one) for one in reviews)}
        return found

    # What the figures are made of

    def tips(self, tx: Transaction, since: datetime, user_id: str | None) -> list[TipReading]:
        """Ended readings of projected threats, oldest first; of one analyst or of all."""
        return store.ended_tips(tx.connection, since, user_id)


def _told_of(judged: Judged, consignment_id: str, review_id: str, scan_id: str, by: str) -> FindingJudged:
    return FindingJudged(
        subject=consignment_id,
        occurred_at=judged.at,
        review_id=review_id,
        scan_id=scan_id,
        finding_id=judged.finding_id,
        verdict=judged.verdict.value,
        label=judged.label,
        by=by,
    )


def _is_kept_from(review: Review, user: User, veil: Veil) -> bool:
    """Adjudications, what others said of an image still to be read, and that one's own reading is being repeated."""
    own = user.id in (review.assigned_to, review.decided_by)
    repeats = review.purpose is Purpose.SECOND and review.is_unresolved and user.id in review.excluded
    return review.purpose is Purpose.ADJUDICATION or repeats or (veil.opinions and _tells(review) and not own)


def _tells(review: Review) -> bool:
    """Whether it shows what somebody has said of the image."""
    return review.decision is not None or review.decided_by is not None or review.first_look is not None


def _as_looked(reviews: Sequence[Review], projected: TipReading | None) -> list[Review]:
    """While a copy is shown, looks are kept with it and not with the review."""
    if projected is None:
        return list(reviews)
    looked, at = projected.first_look, projected.first_look_at
    return [
        replace(r, first_look=looked, first_look_at=at, revealed_at=at) if r.id == projected.review_id else r
        for r in reviews
    ]
