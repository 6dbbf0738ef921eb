"""What the live map is told of journeys and alarms: where they are and how they do, not their papers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from customhouse.access.service import Access
from customhouse.kernel.transaction import Transaction
from customhouse.seals.model import Alarm, Journey
from customhouse.seals.service import Seals

# A journey stays on the map for a while after its end, so that the night shift sees what the day shift closed.
SHOWN_AFTER_END = timedelta(hours=12)


@dataclass(frozen=True)
class PictureReader:
    seals: Seals
    access: Access

    def __call__(self, tx: Transaction, since: datetime | None) -> dict[str, list[dict[str, Any]]]:
        """Journeys and alarms touched since a moment; all that are shown, for None."""
        if since is None:
            journeys = self.seals.under_way(tx, tx.now - SHOWN_AFTER_END)
            alarms = self.seals.alarms_of(tx, [journey.id for journey in journeys])
            return {"journeys": _journeys(journeys), "alarms": self._alarms(tx, alarms, journeys)}
        journeys, alarms = self.seals.changed_since(tx, since)
        known = {journey.id: journey for journey in journeys}
        for alarm in alarms:
            if alarm.journey_id not in known:
                known[alarm.journey_id] = self.seals.journey(tx, alarm.journey_id)
        return {"journeys": _journeys(journeys), "alarms": self._alarms(tx, alarms, known.values())}

    def _alarms(self, tx: Transaction, alarms: Iterable[Alarm], journeys: Iterable[Journey]) -> list[dict[str, Any]]:
        of = {journey.id: journey for journey in journeys}
        shown = [alarm for alarm in alarms if alarm.journey_id in of]
        names = self.access.names(
            tx, {by for alarm in shown for by in (alarm.acknowledged_by, alarm.resolved_by) if by}
        )
        return [_alarm(alarm, of[alarm.journey_id], names) for alarm in shown]


def _journeys(journeys: Iterable[Journey]) -> list[dict[str, Any]]:
    return [_journey(journey) for journey in journeys]


def _journey(journey: Journey) -> dict[str, Any]:
    last = journey.last
    position = last.position if last else None
    return {
        "id": journey.id,
        "consignment_id": journey.consignment_id,
        "mrn": journey.mrn,
        "plate": journey.plate,
        "container_number": journey.container_number,
        "corridor_id": journey.corridor_id,
        "lon": position.longitude if position else None,
        "lat": position.latitude if position else None,
        "state": journey.state.value,
        "severity": journey.severity.value if journey.severity else None,
        "course": last.course_deg if last else None,
        "speed_kmh": last.speed_kmh if last else None,
        "progress": journey.progress,
        "last_seen": last.device_time.isoformat() if last else None,
        "due_at": journey.due_at.isoformat(),
        "eta": journey.eta.isoformat() if journey.eta else None,
        "updated_at": journey.updated_at.isoformat(),
    }


def _alarm(alarm: Alarm, journey: Journey, names: Mapping[str, str]) -> dict[str, Any]:
    position = alarm.position
    return {
        "id": alarm.id,
        "journey_id": alarm.journey_id,
        "consignment_id": alarm.consignment_id,
        "mrn": journey.mrn,
        "plate": journey.plate,
        "rule": alarm.rule.value,
        "severity": alarm.severity.value,
        "state": alarm.state.value,
        "late": alarm.late,
        "raised_at": alarm.started_at.isoformat(),
        "ended_at": alarm.ended_at.isoformat() if alarm.ended_at else None,
        "known_at": alarm.known_at.isoformat(),
        "repeats": alarm.repeats,
        "reason": {"code": alarm.reason.code, "text": alarm.reason.text, "params": alarm.reason.params},
        "actions": list(alarm.actions),
        "position": {"latitude": position.latitude, "longitude": position.longitude} if position else None,
        "acknowledged_by": alarm.acknowledged_by,
        "acknowledged_by_name": names.get(alarm.acknowledged_by or ""),
        "acknowledged_at": alarm.acknowledged_at.isoformat() if alarm.acknowledged_at else None,
        "resolved_by": alarm.resolved_by,
        "resolved_by_name": names.get(alarm.resolved_by or ""),
        "resolved_at": alarm.resolved_at.isoformat() if alarm.resolved_at else None,
        "outcome": alarm.outcome.value if alarm.outcome else None,
        "note": alarm.note,
        "updated_at": alarm.updated_at.isoformat(),
    }
