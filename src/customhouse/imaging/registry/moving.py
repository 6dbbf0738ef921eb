"""What may be proposed of a model, and what follows when it is approved: pure rules."""

from collections.abc import Sequence

from customhouse.imaging.registry.model import ModelState, Move, Outcome, RegisteredModel, What
from customhouse.kernel.errors import Conflict, Forbidden, Invalid

LEAST_REASON = 5  # letters
SHADOW_SCANS = "imaging.shadow_scans"  # the policy's parameter: scans that a challenger looks at before it may serve

_FROM = {
    What.PROMOTE: (ModelState.CHALLENGER, ModelState.RETIRED),
    What.ROLL_BACK: (ModelState.SERVING,),
    What.RETIRE: (ModelState.CHALLENGER, ModelState.SERVING),
}


def check_proposal(model: RegisteredModel, what: What, reason: str, moves: Sequence[Move]) -> None:
    """Raises `Invalid` for a reason that says nothing, `Conflict` for what the model's state does not allow."""
    if len(reason.strip()) < LEAST_REASON:
        raise Invalid.one("reason", "reason_missing", "say why: whoever approves it reads this")
    if model.shipped:
        raise Conflict("This model came with the program and changes with it alone.")
    if not fits(model, what):
        raise Conflict(f"The model is {model.state.value}: that cannot be proposed of it.")
    if any(move.outcome is Outcome.OPEN for move in moves):
        raise Conflict("Something is proposed of this model already; decide that first.")


def check_shadow(model: RegisteredModel, what: What, seen: int, least: int) -> None:
    """Raises `Conflict` where one is to serve that looked at fewer scans than `least`, one retired unseen included."""
    if what is What.PROMOTE and seen < least:
        text = f"It has looked at {seen} scans of this site; policy asks for {least} before it may serve"
        more = " It looks at every scan that comes." if model.state is ModelState.CHALLENGER else ""
        raise Conflict(f"{text} ({SHADOW_SCANS}).{more}")


def fits(model: RegisteredModel, what: What) -> bool:
    return model.state in _FROM[what]


def check_decision(move: Move, user_id: str) -> None:
    """Raises `Forbidden` for who proposed it, `Conflict` for what is decided."""
    if move.outcome is not Outcome.OPEN:
        raise Conflict("This is decided already.")
    if move.proposed_by == user_id:
        raise Forbidden("You proposed this: another person decides it.")


def follows(
    model: RegisteredModel, what: What, models: Sequence[RegisteredModel], moves: Sequence[Move]
) -> list[tuple[str, ModelState]]:
    """(model, new state) of all that an approved move changes. Of one name at most one model serves.

    Raises `Conflict` where the model is no longer in a state that allows the move, and where no version served before.
    """
    if not fits(model, what):
        raise Conflict(f"The model is {model.state.value} by now: this can only be refused; propose anew.")
    namesakes = [each for each in models if each.card.name == model.card.name and each.id != model.id]
    serving = [each for each in namesakes if each.state is ModelState.SERVING]
    if what is What.PROMOTE:
        return [(model.id, ModelState.SERVING), *((each.id, ModelState.RETIRED) for each in serving)]
    if what is What.RETIRE:
        return [(model.id, ModelState.RETIRED)]
    before = predecessor(namesakes, moves)
    if before is None:
        raise Conflict("No earlier version of this model has served here: propose to retire it instead.")
    return [(model.id, ModelState.RETIRED), (before.id, ModelState.SERVING)]


def predecessor(namesakes: Sequence[RegisteredModel], moves: Sequence[Move]) -> RegisteredModel | None:
    """The one that served last."""
    promoted = {
        move.model_id: move.decided_at
        for move in sorted(moves, key=lambda move: move.id)
        if move.what is What.PROMOTE and move.outcome is Outcome.APPROVED
    }
    served = [each for each in namesakes if each.state is ModelState.RETIRED and promoted.get(each.id)]
    return max(served, key=lambda each: str(promoted[each.id]), default=None)
