"""What news of other rooms does to a case: each kind of it by one function, which gives the reason for what follows."""

from collections.abc import Callable, Mapping

from customhouse.kernel.events import Message
from customhouse.procedures.casework import Casework
from customhouse.procedures.model import Leg
from customhouse.risk.model import Assessment

Known = Callable[[str], Assessment]
"""An assessment by its id."""

Ear = Callable[[Casework, Message, Known], str]


def _withdrawn(work: Casework, message: Message, _known: Known) -> str:
    work.withdraw()
    return message.kind


def _recognised(work: Casework, message: Message, _known: Known) -> str:
    work.note_scan(message.payload["scan_id"])
    return message.kind


def _assessed(work: Casework, message: Message, known: Known) -> str:
    assessment = known(message.payload["assessment_id"])
    work.take_in(assessment)
    return assessment.grounds[0].reason.code


def _bound(work: Casework, message: Message, _known: Known) -> str:
    told = message.payload
    work.depart(Leg(told["journey_id"], told["container_number"], told["to_site"]))
    return message.kind


def _alarm_raised(work: Casework, message: Message, _known: Known) -> str:
    if message.payload["severity"] == "critical":
        alarms = dict.fromkeys((*work.case.open_critical, message.payload["alarm_id"]))
        work.change(open_critical=tuple(alarms))
    return f"alarm_{message.payload['rule']}"


def _alarm_over(work: Casework, message: Message, _known: Known) -> str:
    over = message.payload["alarm_id"]
    work.change(open_critical=tuple(alarm for alarm in work.case.open_critical if alarm != over))
    return message.kind


def _gate_read(work: Casework, message: Message, _known: Known) -> str:
    """Only the gate at the journey's own end counts; another site's reading is risk's to judge."""
    told = message.payload
    for leg in work.case.legs:
        if (leg.journey_id, leg.to_site) == (told["journey_id"], told["site_id"]):
            work.arrive(leg.journey_id, gate_outcome=told["outcome"], gate_at=message.recorded_at)
    return f"gate_{told['outcome']}"


def _journey_ended(work: Casework, message: Message, _known: Known) -> str:
    work.arrive(message.payload["journey_id"])
    return message.kind


EARS: Mapping[str, Ear] = {
    "declaration.withdrawn": _withdrawn,
    "scan.recognised": _recognised,
    "risk.assessed": _assessed,
    "seal.bound": _bound,
    "alarm.raised": _alarm_raised,
    "alarm.retracted": _alarm_over,
    "alarm.resolved": _alarm_over,
    "gate.read": _gate_read,
    "journey.ended": _journey_ended,
}
