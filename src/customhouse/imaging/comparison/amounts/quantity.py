"""The count declared against the count that the mass seen makes of such goods."""

import math

from customhouse.commodities.appearance.expecting import appearance_of
from customhouse.imaging.comparison.amounts.mass import hides_mass
from customhouse.imaging.comparison.amounts.units import COUNTED, usual_unit
from customhouse.imaging.comparison.sight import Part, Sight, Tolerances
from customhouse.imaging.model import Row, Verdict
from customhouse.kernel.reasons import Reason


def counted(part: Part, sight: Sight) -> tuple[float, float, float] | None:
    """Declared count, and the fewest and most pieces that weigh what is seen; None where nothing is countable."""
    seen = sight.recognition.contents
    if len(part.items) != 1 or seen is None or not part.whole or part.declared_empty or seen.kg <= 0:
        return None
    item = part.items[0]
    unit = COUNTED.get(item.unit)
    look = appearance_of(item.hs_code, likely=item.likely)
    if unit is None or look is None or not item.quantity or part.low_kg < part.high_kg:
        return None
    usual = usual_unit(look, unit[0])
    if usual is None:
        return None
    net = (item.net_mass_kg or item.gross_mass_kg) / max(item.gross_mass_kg, 1e-9)
    most = math.inf if hides_mass(seen) else seen.high_kg / usual.low_kg
    return item.quantity * unit[1], seen.low_kg * net / usual.high_kg, most


def quantity(part: Part, sight: Sight, allowed: Tolerances) -> list[Row]:
    found = counted(part, sight)
    if found is None:
        return []
    said, fewest, most = found
    params = {"said": _words(said), "fewest": _words(fewest), "most": _words(most)}
    shown = f"{params['fewest']} – {params['most']}"
    if fewest / allowed.unit_mass_factor <= said <= most * allowed.unit_mass_factor:
        text = f"The mass seen is that of {shown} such pieces; {params['said']} are declared."
        verdict, reason = Verdict.AGREES, Reason("quantity_fits", text, params)
    else:
        code = "quantity_too_many" if said > most else "quantity_too_few"
        text = f"{params['said']} pieces are declared; the mass seen is that of {shown} such pieces."
        verdict, reason = Verdict.DOUBTFUL, Reason(code, text, params)
    return [Row(part.items[0].number, "quantity", params["said"], shown, "-", verdict, reason)]


def _words(count: float) -> str:
    if math.isinf(count):
        return "∞"
    return f"{count:.0f}" if count >= 10 else f"{count:.2g}"
