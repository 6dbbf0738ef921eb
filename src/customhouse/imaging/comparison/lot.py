"""Whether a container stands out from the others of its lot."""

from customhouse.imaging.comparison.sight import Part, Sight, Tolerances
from customhouse.imaging.model import Row, Verdict
from customhouse.kernel.reasons import Reason


def odd_one(part: Part, sight: Sight, allowed: Tolerances) -> list[Row]:
    """An odd container is a reason to look beside its neighbours, not a contradiction of what is declared."""
    if sight.lot_z is None:
        return []
    params = {"deviations": f"{sight.lot_z:.1f}", "limit": f"{allowed.odd_doubtful:.1f}", "goods": part.goods}
    if sight.lot_z < allowed.odd_doubtful:
        text = "It looks like the other containers of the lot."
        verdict, reason = Verdict.AGREES, Reason("lot_alike", text, params)
    else:
        text = (
            f"It stands out from the other containers of the lot, {params['deviations']} deviations from their middle."
        )
        verdict, reason = Verdict.DOUBTFUL, Reason("lot_odd", text, params)
    return [Row(None, "lot", f"< {params['limit']}", params["deviations"], "-", verdict, reason)]
