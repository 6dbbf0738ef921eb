"""The verdict over each goods item: its own rows, and those about the whole where they bear on it."""

from collections.abc import Sequence

from customhouse.imaging.comparison.looks.assigning import assigned
from customhouse.imaging.comparison.sight import Part, Sight
from customhouse.imaging.model import DeclaredItem, ItemJudged, Row, Verdict
from customhouse.kernel.reasons import Reason

AGAINST = (Verdict.DISAGREES, Verdict.DOUBTFUL)
# Rows about the whole that say something of what the goods are; that a container is loaded says nothing of which.
ABOUT_GOODS = ("material", "packed_density", "commodity", "quantity")


def itemised(part: Part, sight: Sight, rows: Sequence[Row]) -> tuple[ItemJudged, ...]:
    found = assigned(part, sight)
    shares = {} if found is None else {item.number: found.share_of(item.number) for item in part.items}
    return tuple(_item(item, part, rows, shares.get(item.number)) for item in part.items)


def _item(item: DeclaredItem, part: Part, rows: Sequence[Row], share: float | None) -> ItemJudged:
    is_alone = len(part.items) == 1
    own = [n for n, row in enumerate(rows) if row.item == item.number or (is_alone and row.item is None)]
    whole = [n for n, row in enumerate(rows) if row.item is None and not is_alone and row.verdict in AGAINST]
    verdict, reason = _verdict([rows[n] for n in own], [rows[n] for n in whole])
    return ItemJudged(
        item.number, item.hs_code, verdict, reason, (*own, *whole), None if share is None else round(share, 4)
    )


def _verdict(own: Sequence[Row], whole: Sequence[Row]) -> tuple[Verdict, Reason]:
    for wanted in AGAINST:
        worst = next((row for row in own if row.verdict is wanted), None)
        if worst is not None:
            return wanted, worst.reason
    if whole:
        # Something is wrong with the load; with which of its items, the image does not say.
        return Verdict.DOUBTFUL, whole[0].reason
    agreeing = next((row for row in own if row.verdict is Verdict.AGREES and row.what in ABOUT_GOODS), None)
    if agreeing is not None:
        return Verdict.AGREES, agreeing.reason
    open_row = next((row for row in own if row.verdict is Verdict.CANNOT_TELL), None)
    text = "Nothing in the image tells this item from other goods."
    return Verdict.CANNOT_TELL, open_row.reason if open_row is not None else Reason("item_not_told", text)
