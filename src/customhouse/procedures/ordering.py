"""Which controls follow from an assessment or an analyst's decision, pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from customhouse.procedures.model import Dossier, Outcome, What
from customhouse.risk.model import Ask
from customhouse.risk.model import What as Asked


@dataclass(frozen=True)
class Order:
    """A control to order, or causes to add to the one that is ordered already."""

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
        rows = tuple(ask.row for ask in asks if ask.what == what.value and _is_unanswered(ask, what, dossier))
        if rows:
            orders.append(Order(what, as_code(rows[0]), rows))
    return orders


def _is_unanswered(ask: Ask, what: What, dossier: Dossier) -> bool:
    owed = dossier.owed(what)
    if owed is not None and ask.row in owed.causes:
        return False
    answered = any(ask.row in control.causes for control in dossier.controls if control.what is what)
    return ask.fresh or not answered


def as_code(row: str) -> str:
    """A row's id as the word by which a catalogue knows it."""
    return row.replace("-", "_")


def asks_for_review(asks: Sequence[Ask]) -> tuple[str, ...]:
    """The rows that want an analyst to look at the image."""
    return tuple(ask.row for ask in asks if ask.what is Asked.IMAGE_REVIEW)


# What an analyst's decision leads to, beyond settling the review itself.
FOLLOWING: dict[Outcome, Order] = {
    Outcome.SUSPICIOUS: Order(What.EXAMINATION, "image_suspicious", ("image_suspicious",)),
    Outcome.REFER: Order(What.EXAMINATION, "image_referred", ("image_referred",)),
    Outcome.RESCAN: Order(What.SCAN, "image_rescan", ("image_rescan",)),
}
