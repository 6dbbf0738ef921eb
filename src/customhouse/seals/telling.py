"""What the rooms above are told of a consignment's journeys: plain facts to judge by."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from customhouse.seals.model import TAMPER_RULES, Alarm, AlarmState, Journey


@dataclass(frozen=True)
class SealFacts:
    """All journeys of a consignment taken together; `journey_state` is of the latest.

    `open_alarms` counts by severity. `standing_rules` are those of alarms neither retracted nor explained away,
    whether open or closed: what the seal has really witnessed.
    """

    journeys: int
    journey_state: str | None
    open_alarms: Mapping[str, int]
    standing_rules: tuple[str, ...]
    is_tampered: bool
    has_late_alarm: bool
    gate_outcome: str | None


def facts_of(journeys: Sequence[Journey], alarms: Sequence[Alarm], gate_outcome: str | None) -> SealFacts:
    standing = [alarm for alarm in alarms if alarm.state is not AlarmState.RETRACTED and not alarm.explained_away]
    return SealFacts(
        journeys=len(journeys),
        journey_state=journeys[-1].state.value if journeys else None,
        open_alarms=dict(Counter(alarm.severity.value for alarm in alarms if alarm.is_open)),
        standing_rules=tuple(sorted({alarm.rule.value for alarm in standing})),
        is_tampered=any(alarm.rule in TAMPER_RULES for alarm in standing),
        has_late_alarm=any(alarm.late for alarm in standing),
        gate_outcome=gate_outcome,
    )
