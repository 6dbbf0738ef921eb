"""Which controls follow from an assessment or an analyst's decision, pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from customhouse.procedures.model import Dossier, Outcome, What
from customhouse.risk.model import Ask
from customhouse.risk.model import What as Asked


@dataclass(frozen=True)
class Order:
    """A control to order, or causes to add to the one that is ordered already. `why` is a reason's code."""

    what: What
    why: str
    causes: tuple[str, ...]


def orders_for(asks: Sequence[Ask], dossier: Dossier) -> list[Order]:
    """What an assessment asks for that is not yet ordered or done.

    A control answers an ask for good, until the ask comes fresh: its row did not hold before, or the
    declaration was amended.
    """
    orders = []
    for what in What:
        unanswered = [ask for ask in asks if ask.what == what.value and _is_unanswered(ask, what, dossier)]
        if unanswered:
            orders.append(Order(what, unanswered[0].code, tuple(ask.row for ask in unanswered)))
    return orders


def _is_unanswered(ask: Ask, what: What, dossier: Dossier) -> bool:
    owed = dossier.owed(what)
    if owed is not None and ask.row in owed.causes:
        return False
    answered = any(ask.row in control.causes for control in dossier.controls if control.what is what)
    return ask.fresh or not answered


def review_for(asks: Sequence[Ask]) -> Order | None:
    """The scan whose image an analyst must look at, where a row wants one."""
    wanted = [ask for ask in asks if ask.what is Asked.IMAGE_REVIEW]
    return Order(What.SCAN, wanted[0].code, tuple(ask.row for ask in wanted)) if wanted else None


# What an analyst's decision leads to, beyond settling the review itself.
FOLLOWING: dict[Outcome, Order] = {
    Outcome.SUSPICIOUS: Order(What.EXAMINATION, "image_suspicious", ("image_suspicious",)),
    Outcome.REFER: Order(What.EXAMINATION, "image_referred", ("image_referred",)),
    Outcome.RESCAN: Order(What.SCAN, "image_rescan", ("image_rescan",)),
}
