"""What is done with seals: bind, record, watch, alarm, check at the gate, tell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from customhouse.kernel.blobs import Blobs
from customhouse.kernel.errors import Conflict, Invalid, NotFound
from customhouse.kernel.events import Message, Subscription
from customhouse.kernel.identifiers import bare
from customhouse.kernel.ids import new_id
from customhouse.kernel.paging import PAGE_SIZE, Page, page_of
from customhouse.kernel.transaction import Transaction
from customhouse.seals import store
from customhouse.seals.cursors import moment, whole
from customhouse.seals.events import (
    AlarmAcknowledged,
    AlarmResolved,
    GateRead,
    JourneyEnded,
    SealBound,
    SealReportsRecorded,
)
from customhouse.seals.gate import Reading, Standing, decide, pointed_at
from customhouse.seals.limits import Parameters, limits_at
from customhouse.seals.log.store import append, latest_report, page_of_reports
from customhouse.seals.model import (
    Alarm,
    AlarmOutcome,
    AlarmState,
    Journey,
    JourneyState,
    Observation,
    Site,
)
from customhouse.seals.ports import Consignments
from customhouse.seals.sealing import LATELY, Circumstances, Sealing, problems_of
from customhouse.seals.store import Passage
from customhouse.seals.telling import SealFacts, facts_of
from customhouse.seals.watch.corridor import Corridor
from customhouse.seals.watch.course import SEALING_SLACK, Fix
from customhouse.seals.watch.judgement import longest_gap
from customhouse.seals.watching import Looked, Watch

# For so long after its end a journey still hears what its seal sends: a buffer may be read out weeks later.
HEARS_FOR = timedelta(days=90)
# A transport may be read again at the gate, in the next lane or after a check, within this time.
_READ_AGAIN = timedelta(days=1)
_CLOCKS_DIFFER = timedelta(minutes=2)
_SWEPT_AT_ONCE = 200
_REPORTS_A_PAGE = 200


@dataclass(frozen=True)
class Seals:
    consignments: Consignments
    blobs: Blobs
    policy: Parameters | None
    sites: Mapping[str, Site]
    listening_since: datetime | None = None

    @property
    def watch(self) -> Watch:
        return Watch(self.policy, self.sites, self.listening_since)

    # Corridors

    def adopt_corridors(self, tx: Transaction, corridors: Iterable[Corridor]) -> None:
        """Take over a country pack's corridors that are not known yet. A known one keeps its line: journeys use it."""
        known = {corridor.id for corridor in store.all_corridors(tx.connection)}
        for corridor in corridors:
            if corridor.id not in known:
                store.insert_corridor(tx.connection, corridor, tx.actor, tx.now)

    def add_corridor(self, tx: Transaction, corridor: Corridor) -> Corridor:
        if store.find_corridor(tx.connection, corridor.id) is not None:
            raise Conflict(
                f"There is a corridor {corridor.id}: journeys were sealed for it. Give the new one another id."
            )
        store.insert_corridor(tx.connection, corridor, tx.actor, tx.now)
        return corridor

    def corridors(self, tx: Transaction) -> list[Corridor]:
        return store.all_corridors(tx.connection)

    # Journeys

    def bind(self, tx: Transaction, sealing: Sealing) -> Journey:
        """Bind a closed seal to a container and begin its journey.

        Raises `Invalid` with every problem, `NotFound` for the consignment, `Conflict` for a seal that is on its way.
        """
        goods = self.consignments.sealable(tx, sealing.consignment_id)
        corridor = store.find_corridor(tx.connection, sealing.corridor_id)
        problems = list(problems_of(sealing, goods, self._circumstances(tx, sealing, corridor)))
        if problems or corridor is None:
            raise Invalid(problems)
        for other in store.active_with(
            tx.connection, sealing.device_id, sealing.seal_number, bare(sealing.container_number)
        ):
            raise Conflict(
                f"Seal or container are on their way since {other.sealed_at:%Y-%m-%d %H:%M} UTC: end that journey."
            )
        sealed_at = sealing.sealed_at or tx.now
        journey = Journey(
            id=new_id(),
            consignment_id=sealing.consignment_id,
            mrn=goods.mrn,
            container_number=bare(sealing.container_number),
            plate=sealing.plate.strip().upper(),
            seal_number=sealing.seal_number.strip(),
            device_id=sealing.device_id,
            tag_id=sealing.tag_id,
            corridor_id=corridor.id,
            from_site=corridor.from_site,
            to_site=corridor.to_site,
            sealed_at=sealed_at,
            bound_at=tx.now,
            due_at=sealed_at + corridor.time_limit,
            photo=None if sealing.photo is None else self.blobs.put(sealing.photo),
            bound_by=tx.actor,
            state=JourneyState.SEALED,
            progress=0.0,
            eta=None,
            last=None,
            severity=None,
            reports=0,
            ended_at=None,
            ended_how=None,
            updated_at=tx.now,
        )
        if not store.insert_journey(tx.connection, journey, None):
            raise Conflict("Seal or container have left at this moment on another journey: look at it first.")
        tx.announce(_bound(journey))
        # What the seal said between its closing and now is already in the log.
        return self.watch.look(tx, journey).journey

    def _circumstances(self, tx: Transaction, sealing: Sealing, corridor: Corridor | None) -> Circumstances:
        at = sealing.sealed_at or tx.now
        last = latest_report(tx.connection, sealing.device_id, at - LATELY, at)
        origin = self.sites.get(corridor.from_site) if corridor else None
        return Circumstances(corridor, origin, last, limits_at(self.policy, tx.now), tx.now)

    def journey(self, tx: Transaction, journey_id: str) -> Journey:
        """Raises `NotFound`."""
        return _found(store.find_journey(tx.connection, journey_id), "journey")

    def journeys(self, tx: Transaction, state: str, cursor: str | None) -> Page[Journey]:
        """`state` is active, ended or all; the newest first."""
        rows = store.list_journeys(tx.connection, state, cursor, PAGE_SIZE + 1)
        return page_of(rows, lambda journey: journey.id)

    def journeys_of(self, tx: Transaction, consignment_id: str) -> list[Journey]:
        return store.journeys_of(tx.connection, consignment_id)

    def track(self, tx: Transaction, journey_id: str) -> tuple[Fix, ...]:
        """Every report of a journey in the order of the seal's time, judged."""
        return self.watch.judged(tx, self.journey(tx, journey_id))[0].course.fixes

    def reports(self, tx: Transaction, journey_id: str, cursor: str | None) -> Page[Observation]:
        """The reports as they came, frame by frame."""
        journey = self.journey(tx, journey_id)
        after = (whole(cursor.partition(".")[0]), whole(cursor.partition(".")[2])) if cursor else (-1, 0)
        span = (journey.sealed_at - SEALING_SLACK, journey.ended_at)
        rows = page_of_reports(tx.connection, journey.device_id, span, after, _REPORTS_A_PAGE + 1)
        return page_of(rows, lambda report: f"{report.at_s}.{report.mark}", _REPORTS_A_PAGE)

    # Reports

    def record(self, tx: Transaction, batch: Sequence[Observation]) -> None:
        """Keep what seals said. Only reports that concern a journey are news."""
        append(tx.connection, batch)
        by_device: dict[str, list[Observation]] = {}
        for report in batch:
            by_device.setdefault(report.device_id, []).append(report)
        watched = store.watched(tx.connection, by_device, tx.now - HEARS_FOR)
        concerned = {journey.journey_id for journey in watched if _concerns(journey, by_device[journey.device_id])}
        if concerned:
            tx.announce(SealReportsRecorded(subject="", occurred_at=tx.now, journey_ids=tuple(sorted(concerned))))

    def subscriptions(self) -> tuple[Subscription, ...]:
        return (Subscription("seals.watch", (SealReportsRecorded.kind,), self._hear_of_reports),)

    def sweep(self, tx: Transaction) -> int:
        """Look at the journeys that the clock alone may have changed; return how many. Call it every few seconds."""
        due = store.journeys_to_check(tx.connection, tx.now, _SWEPT_AT_ONCE)
        for journey_id in sorted(due):
            self._look(tx, journey_id)
        return len(due)

    def has_due(self, tx: Transaction) -> bool:
        """Whether `sweep` would find anything."""
        return bool(store.journeys_to_check(tx.connection, tx.now, 1))

    def _hear_of_reports(self, tx: Transaction, message: Message) -> None:
        for journey_id in SealReportsRecorded.read(message).journey_ids:
            journey = self._locked(tx, journey_id)
            # Many batches of one seal may wait; the first look sees what all of them brought.
            if self.watch.has_news(tx, journey):
                self.watch.look(tx, journey)

    def _look(self, tx: Transaction, journey_id: str) -> Looked:
        return self.watch.look(tx, self._locked(tx, journey_id))

    def _locked(self, tx: Transaction, journey_id: str) -> Journey:
        return _found(store.find_journey(tx.connection, journey_id, lock=True), "journey")

    # Alarms

    def alarms(self, tx: Transaction, state: str, cursor: str | None) -> Page[Alarm]:
        """The latest known first. The cursor is the moment and the id of the last one seen."""
        before = (moment(cursor.partition("|")[0]), cursor.partition("|")[2]) if cursor else None
        rows = store.list_alarms(tx.connection, state, before, PAGE_SIZE + 1)
        return page_of(rows, lambda alarm: f"{alarm.known_at.isoformat()}|{alarm.id}")

    def alarms_of(self, tx: Transaction, journey_ids: Sequence[str]) -> list[Alarm]:
        return store.alarms_of_journeys(tx.connection, journey_ids) if journey_ids else []

    def acknowledge(self, tx: Transaction, alarm_id: str) -> Alarm:
        """Somebody takes it on. Raises `Conflict` when it is no longer open."""
        alarm = self._held(tx, alarm_id)
        if alarm.state is not AlarmState.OPEN:
            raise Conflict(f"The alarm is {alarm.state.value} already.")
        taken = replace(alarm, state=AlarmState.ACKNOWLEDGED, acknowledged_by=tx.actor, acknowledged_at=tx.now)
        self._keep(tx, taken)
        tx.announce(AlarmAcknowledged(subject=alarm.consignment_id, occurred_at=tx.now, alarm_id=alarm.id))
        return taken

    def resolve(self, tx: Transaction, alarm_id: str, outcome: AlarmOutcome, note: str) -> Alarm:
        """Somebody closes it and says how it ended. Raises `Conflict` when it is closed already."""
        alarm = self._held(tx, alarm_id)
        if not alarm.is_open:
            raise Conflict(f"The alarm is {alarm.state.value} already.")
        closed = replace(
            alarm, state=AlarmState.RESOLVED, resolved_by=tx.actor, resolved_at=tx.now, outcome=outcome, note=note
        )
        self._keep(tx, closed)
        tx.announce(
            AlarmResolved(
                subject=alarm.consignment_id, occurred_at=tx.now, alarm_id=alarm.id, outcome=outcome.value, note=note
            )
        )
        return closed

    def _held(self, tx: Transaction, alarm_id: str) -> Alarm:
        alarm = _found(store.find_alarm(tx.connection, alarm_id), "alarm")
        self._locked(tx, alarm.journey_id)  # whoever judges the journey meanwhile must not undo what a person does
        return _found(store.find_alarm(tx.connection, alarm_id, lock=True), "alarm")

    def _keep(self, tx: Transaction, alarm: Alarm) -> None:
        store.keep_alarms(tx.connection, [replace(alarm, updated_at=tx.now)], {alarm.id})
        self._look(tx, alarm.journey_id)

    # The gate

    def read_gate(self, tx: Transaction, reading: Reading) -> Passage:
        """Decide on a transport at a gate and keep what was read. The same reading gets the same answer.

        At its destination a journey ends with its reading, whatever the outcome: the goods are in customs' hands.
        """
        known = store.find_passage(tx.connection, reading.id)
        if known is not None:
            return known
        limits = limits_at(self.policy, tx.now)
        self._check_reading(reading, tx.now, limits.offline_reading_max)
        journey, others = pointed_at(reading, store.journeys_since(tx.connection, reading.read_at - _READ_AGAIN))
        if journey is None:
            standing = Standing(reading, None, (), (), timedelta(0), None, None, limits)
            return self._passed(tx, standing)
        journey = self._locked(tx, journey.id)
        ends = journey.is_active and reading.site_id == journey.to_site and not others
        if ends:
            journey = replace(journey, ended_at=reading.read_at, ended_how="gate")
        looked = self.watch.look(tx, journey)
        standing = self._standing(reading, looked, others)
        passage = self._passed(tx, standing)
        if ends:
            how = f"gate_{passage.outcome}"
            ended = replace(looked.journey, ended_how=how)
            store.keep_journey(tx.connection, ended, looked.judgement.check_at)
            tx.announce(
                JourneyEnded(
                    subject=journey.consignment_id, occurred_at=reading.read_at, journey_id=journey.id, how=how
                )
            )
        return passage

    def passages(self, tx: Transaction, site_id: str | None) -> list[Passage]:
        """The last readings, the latest first."""
        return store.list_passages(tx.connection, site_id, PAGE_SIZE)

    def _check_reading(self, reading: Reading, now: datetime, oldest: timedelta) -> None:
        if reading.site_id not in self.sites:
            raise Invalid.one("site_id", "unknown_site", f"There is no site {reading.site_id}; see /api/sites.")
        if reading.read_at > now + _CLOCKS_DIFFER:
            raise Invalid.one("read_at", "in_the_future", "The reading lies in the future: set the reader's clock.")
        if reading.read_at < now - oldest:
            hours = oldest.total_seconds() / 3600
            raise Invalid.one("read_at", "too_old", f"A reading is accepted within {hours:.0f} h: read again.")

    def _standing(self, reading: Reading, looked: Looked, others: tuple[Journey, ...]) -> Standing:
        course = looked.judgement.course
        last = next((fix for fix in reversed(course.placed) if fix.at <= reading.read_at), None)
        where = last.position if last else None
        site = self.sites[reading.site_id]
        return Standing(
            reading=reading,
            journey=looked.journey,
            others=others,
            alarms=looked.alarms,
            gap=longest_gap(course, reading.read_at),
            report_age=reading.read_at - last.at if last else None,
            away_m=where.distance_m(site.position) if where else None,
            limits=limits_at(self.policy, looked.journey.sealed_at),
        )

    def _passed(self, tx: Transaction, standing: Standing) -> Passage:
        outcome, reasons = decide(standing)
        journey, reading = standing.journey, standing.reading
        consignment_id = journey.consignment_id if journey else ""
        passage = Passage(reading, outcome.value, reasons, journey.id if journey else None, consignment_id)
        store.insert_passage(tx.connection, passage, tx.actor, tx.now)
        tx.announce(
            GateRead(
                subject=consignment_id,
                occurred_at=reading.read_at,
                journey_id=passage.journey_id,
                reading_id=reading.id,
                outcome=passage.outcome,
                reasons=reasons,
                site_id=reading.site_id,
            )
        )
        return passage

    # For the rooms above

    def facts(self, tx: Transaction, consignment_id: str) -> SealFacts:
        """What was witnessed of a consignment, as facts to judge by."""
        journeys = store.journeys_of(tx.connection, consignment_id)
        alarms = self.alarms_of(tx, [journey.id for journey in journeys])
        passages = store.passages_of(tx.connection, consignment_id)
        return facts_of(journeys, alarms, passages[-1].outcome if passages else None)

    def under_way(self, tx: Transaction, ended_since: datetime) -> list[Journey]:
        """Journeys that are not over, and those that ended at or after a moment."""
        return store.journeys_since(tx.connection, ended_since)

    def changed_since(self, tx: Transaction, at: datetime) -> tuple[list[Journey], list[Alarm]]:
        """Journeys and alarms touched at or after a moment, for the live map."""
        return store.journeys_changed_since(tx.connection, at), store.alarms_changed_since(tx.connection, at)


def _concerns(journey: store.Watched, reports: Sequence[Observation]) -> bool:
    """Whether any of these may belong to the journey; the judgement looks closer."""
    since_s = (journey.sealed_at - SEALING_SLACK).timestamp()
    if journey.ended_at is None:
        return any(report.at_s >= since_s for report in reports)
    until_s = journey.ended_at.timestamp()
    return any(report.at_s >= since_s and report.at_s <= until_s for report in reports)


def _bound(journey: Journey) -> SealBound:
    return SealBound(
        subject=journey.consignment_id,
        occurred_at=journey.sealed_at,
        journey_id=journey.id,
        seal_number=journey.seal_number,
        device_id=journey.device_id,
        container_number=journey.container_number,
        corridor_id=journey.corridor_id,
        from_site=journey.from_site,
        to_site=journey.to_site,
        due_at=journey.due_at,
    )


T = TypeVar("T")


def _found(thing: T | None, name: str) -> T:
    if thing is None:
        raise NotFound(f"There is no such {name}.")
    return thing
