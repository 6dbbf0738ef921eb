"""How well images are read: projected threats found, two readers held together, looks held against decisions."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from customhouse.kernel.transaction import Transaction
from customhouse.procedures.model import Outcome, Purpose, Review
from customhouse.procedures.readings.model import SCORED, TipReading
from customhouse.procedures.readings.scores import Agreement, Score, Share, agreement, score, share
from customhouse.procedures.readings.service import Readings
from customhouse.procedures.second import STOPS

LEAST = "imaging.tip_least_readings"
USUAL_LEAST = 20  # where the country pack says nothing


@dataclass(frozen=True)
class Scores:
    """Of projected threats. `people` by user id, `weeks` by the Monday they begin with, in their order."""

    whole: Score
    people: dict[str, Score]
    classes: dict[str, Score]
    weeks: dict[str, Score]
    least: int


@dataclass(frozen=True)
class Switches:
    """First looks and final decisions: how many stood, and which way the others went after the findings were shown."""

    looks: int
    changed: Share
    to_stop: int
    to_clear: int


@dataclass(frozen=True)
class Quality:
    readings: Readings

    def tip_scores(self, tx: Transaction, days: int, user_id: str | None) -> Scores:
        found = self.readings.tips(tx, tx.now - timedelta(days=days), user_id)
        counted = [reading for reading in found if reading.outcome in SCORED]
        policy = self.readings.procedures.policy
        least = int(policy.number(LEAST, tx.now)) if policy.has(LEAST, tx.now) else USUAL_LEAST
        return Scores(
            score(counted, least if user_id else 0),
            # Of a class or a week with few readings the rate is often that of one person.
            _by(counted, lambda reading: reading.user_id, least),
            _by(counted, lambda reading: reading.object_class, least),
            _by(counted, _week, least),
            least,
        )

    def agreement(self, tx: Transaction, days: int) -> Agreement:
        """Of second readings in effect; who wanted another image or opinion said neither clear nor stop."""
        since = tx.now - timedelta(days=days)
        seconds = self.readings.procedures.decided_since(tx, since, Purpose.SECOND)
        both = [(_stops(first), _stops(second)) for second, first in seconds if first is not None]
        return agreement([(one, other) for one, other in both if one is not None and other is not None])

    def switches(self, tx: Transaction, days: int) -> Switches:
        """Of readings that began with a look before the findings were shown."""
        since, procedures = tx.now - timedelta(days=days), self.readings.procedures
        purposes = (Purpose.READING, Purpose.SECOND)
        looked = [r for p in purposes for r, _ in procedures.decided_since(tx, since, p) if r.first_look is not None]
        pairs = [(r.first_look is not Outcome.CLEAR, _stops(r)) for r in looked]
        known = [(before, after) for before, after in pairs if after is not None]
        to_stop, to_clear = known.count((False, True)), known.count((True, False))
        return Switches(len(known), share(to_stop + to_clear, len(known)), to_stop, to_clear)


def _stops(review: Review) -> bool | None:
    outcome = review.decision.outcome if review.decision else None
    if outcome is Outcome.CLEAR:
        return False
    return True if outcome in STOPS else None


def _week(reading: TipReading) -> str:
    at: datetime = reading.ended_at or reading.shown_at
    return (at - timedelta(days=at.weekday())).date().isoformat()


def _by(readings: Sequence[TipReading], key: Callable[[TipReading], str], least: int) -> dict[str, Score]:
    groups: dict[str, list[TipReading]] = defaultdict(list)
    for reading in readings:
        groups[key(reading)].append(reading)
    return {name: score(group, least) for name, group in sorted(groups.items())}
