"""The state machine of a consignment, as data: its moves, and what must hold for each.

lodged ── under_control ── in_transit        released ⇄ reopened
   └───────────┴───────────────┴──────────▶ detained ──┘     (withdrawn from wherever goods are not dealt with)
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from customhouse.procedures.model import Control, ControlState, Dossier, Leg, Result, ReviewState, State


@dataclass(frozen=True)
class Circumstances:
    """All that a move may depend on.

    Attributes:
        assessed: a lane was set.
        owed: a control is ordered and not done, or an analyst has not settled an image.
        unjudged: a scan is recognised and the policy has not yet said whether it clears it.
        failed: a control did not conform, and no examination has taken up its question.
        critical_alarm: a critical alarm of the seal is unresolved.
        moving: the goods are on a sealed journey.
        transit: the procedure declared is transit.
        gate_passed: every container with goods travelled under seal, and the gates at the ends of all journeys let
            the goods pass, or a control since then found nothing wrong.
        withdrawn: the declarant withdrew the declaration.
    """

    assessed: bool = False
    owed: bool = False
    unjudged: bool = False
    failed: bool = False
    critical_alarm: bool = False
    moving: bool = False
    transit: bool = False
    gate_passed: bool = False
    withdrawn: bool = False


@dataclass(frozen=True)
class Move:
    name: str
    from_: tuple[State, ...]
    to: State
    when: tuple[str, ...] = ()  # circumstances that must hold
    unless: tuple[str, ...] = ()  # and those that must not

    def is_open(self, state: State, now: Circumstances) -> bool:
        return (
            state in self.from_
            and all(getattr(now, name) for name in self.when)
            and not any(getattr(now, name) for name in self.unless)
        )


_BEFORE_RELEASE = (State.LODGED, State.UNDER_CONTROL, State.IN_TRANSIT, State.REOPENED)
_IN_THE_WAY = ("owed", "unjudged", "failed", "critical_alarm", "moving")

# In order of precedence: the first that is open is taken.
MOVES: tuple[Move, ...] = (
    Move("withdraw", _BEFORE_RELEASE, State.WITHDRAWN, when=("withdrawn",)),
    Move("detain", _BEFORE_RELEASE, State.DETAINED, when=("failed",)),
    Move("take up again", (State.DETAINED,), State.REOPENED, unless=("failed",)),
    Move("reopen for a control", (State.RELEASED,), State.REOPENED, when=("owed",)),
    Move("reopen for an alarm", (State.RELEASED,), State.REOPENED, when=("critical_alarm",)),
    Move("release", _BEFORE_RELEASE, State.RELEASED, when=("assessed",), unless=(*_IN_THE_WAY, "transit")),
    Move(
        "release at the end of transit",
        _BEFORE_RELEASE,
        State.RELEASED,
        when=("assessed", "transit", "gate_passed"),
        unless=_IN_THE_WAY,
    ),
    Move("depart", (State.LODGED, State.UNDER_CONTROL), State.IN_TRANSIT, when=("moving",)),
    Move("arrive", (State.IN_TRANSIT,), State.UNDER_CONTROL, unless=("moving",)),
    Move("control", (State.LODGED,), State.UNDER_CONTROL, when=("owed",)),
)

CIRCUMSTANCES = tuple(field.name for field in fields(Circumstances))


def next_move(state: State, now: Circumstances) -> Move | None:
    return next((move for move in MOVES if move.is_open(state, now)), None)


def circumstances(dossier: Dossier) -> Circumstances:
    """What holds for a consignment, from its case, controls and reviews."""
    case = dossier.case
    return Circumstances(
        assessed=case.is_assessed,
        owed=any(control.is_owed for control in dossier.controls) or any(r.is_in_the_way for r in dossier.reviews),
        unjudged=any(review.state is ReviewState.WAITING for review in dossier.reviews),
        failed=any(control.failed for control in dossier.controls),
        critical_alarm=bool(case.open_critical),
        moving=case.is_moving,
        transit=case.procedure == "transit",
        gate_passed=_all_sealed(dossier) and all(_has_passed(leg, dossier.controls) for leg in case.legs),
    )


def _all_sealed(dossier: Dossier) -> bool:
    sealed = {leg.container_number for leg in dossier.case.legs}
    return bool(sealed) and dossier.containers <= sealed


def _has_passed(leg: Leg, controls: Iterable[Control]) -> bool:
    """Where the gate asked for a check or stopped the goods, a control done since then answers it."""
    if leg.gate_at is None:
        return False
    return leg.gate_outcome == "pass" or any(_done_since(control, leg.gate_at) for control in controls)


def _done_since(control: Control, at: datetime) -> bool:
    conforms = control.state is ControlState.DONE and control.result is Result.CONFORMS
    return conforms and control.completed_at is not None and control.completed_at >= at
