"""Whether a load that should be all alike looks even along the container."""

from customhouse.imaging.comparison.sight import Part, Sight, Tolerances
from customhouse.imaging.model import Modality, Row, Verdict
from customhouse.imaging.physics.signature import NAMES, UNEVEN
from customhouse.kernel.reasons import Reason


def unevenness(part: Part, sight: Sight) -> float | None:
    """0 as even as can be, 1 wild; None unless one kind of uniform goods is declared and a container is seen."""
    numbers, looks = sight.recognition.signature, part.looks
    if sight.modality is not Modality.RADIOGRAPH or len(numbers) != len(NAMES) or sight.recognition.loaded is not True:
        return None
    if looks is None or len({item.hs_code[:4] for item in part.items}) != 1 or not looks[0][1].is_uniform:
        return None
    return numbers[UNEVEN]


def evenness(part: Part, sight: Sight, allowed: Tolerances) -> list[Row]:
    """An uneven load is a reason to look, never a contradiction."""
    found = unevenness(part, sight)
    if found is None:
        return []
    params = {"goods": part.goods, "percent": f"{100 * found:.0f}", "most": f"{100 * allowed.uneven:.0f}"}
    item = part.items[0].number if len(part.items) == 1 else None
    if found <= allowed.uneven:
        text = f"The load looks even, as goods of heading {part.goods} do."
        verdict, reason = Verdict.AGREES, Reason("load_even", text, params)
    else:
        text = f"The load looks uneven; goods of heading {part.goods} are all alike."
        verdict, reason = Verdict.CANNOT_TELL, Reason("load_uneven", text, params)
    return [Row(item, "evenness", f"≤ {params['most']}", params["percent"], "-", verdict, reason)]
