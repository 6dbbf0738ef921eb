"""What one declared unit weighs, against what such goods weigh apiece: the paper against itself."""

from customhouse.commodities.appearance.expecting import appearance_of
from customhouse.commodities.appearance.model import Appearance, UnitMass
from customhouse.imaging.comparison.sight import Part, Sight, Tolerances
from customhouse.imaging.model import DeclaredItem, Row, Verdict
from customhouse.kernel.reasons import Reason

# Codes of UN/ECE Recommendation 20 for the table's units, and how many of the unit one of them is.
COUNTED: dict[str, tuple[str, float]] = {
    "NAR": ("NAR", 1), "H87": ("NAR", 1), "PCE": ("NAR", 1), "C62": ("NAR", 1), "DZN": ("NAR", 12), "CEN": ("NAR", 100),
    "MIL": ("MIL", 1), "PR": ("PR", 1), "NPR": ("PR", 1), "DPR": ("PR", 12), "MTK": ("MTK", 1), "LTR": ("LTR", 1),
    "HLT": ("LTR", 100), "MTQ": ("LTR", 1000),
}  # fmt: skip
WEIGHED = {"KGM": 1.0, "GRM": 0.001, "DTN": 100.0, "TNE": 1000.0}
FEW = 5  # with more items, only those are listed that stand out
APART = 0.1  # a quantity by weight may differ from the net mass by this share: drained weight, glaze, rounding


def unit_masses(part: Part, _sight: Sight, allowed: Tolerances) -> list[Row]:
    rows = [row for item in part.items if (row := _one(item, allowed)) is not None]
    return rows if len(part.items) <= FEW else [row for row in rows if row.verdict is not Verdict.AGREES]


def _one(item: DeclaredItem, allowed: Tolerances) -> Row | None:
    """None where unit and goods give nothing to check."""
    net, quantity = item.net_mass_kg, item.quantity
    if not net or not quantity:
        return None
    if item.unit in WEIGHED:
        return _weighed(item, quantity * WEIGHED[item.unit], net)
    look, counted = appearance_of(item.hs_code, likely=item.likely), COUNTED.get(item.unit)
    if look is None or counted is None:
        return None
    usual = usual_unit(look, counted[0])
    return None if usual is None else _counted(item, net / (quantity * counted[1]), usual, allowed)


def unit_mass_factor(item: DeclaredItem) -> float | None:
    """By how much one declared unit lies outside what such goods weigh apiece, 1 inside; None where nothing tells."""
    net, quantity = item.net_mass_kg, item.quantity
    if not net or not quantity:
        return None
    if item.unit in WEIGHED:
        said = quantity * WEIGHED[item.unit]
        return max(1.0, max(said, net) / min(said, net) / (1 + APART))
    look, counted = appearance_of(item.hs_code, likely=item.likely), COUNTED.get(item.unit)
    usual = None if look is None or counted is None else usual_unit(look, counted[0])
    if usual is None or counted is None:
        return None
    each = net / (quantity * counted[1])
    return max(1.0, each / usual.high_kg, usual.low_kg / each)


def usual_unit(look: Appearance, unit: str) -> UnitMass | None:
    known = {each.unit: each for each in look.unit_masses}
    if unit == "NAR" and "PR" in known and "NAR" not in known:
        # A number of shoes may count pairs or single ones.
        return UnitMass("NAR", known["PR"].low_kg / 2, known["PR"].high_kg)
    if unit == "MIL" and "NAR" in known:
        return UnitMass("MIL", known["NAR"].low_kg * 1000, known["NAR"].high_kg * 1000)
    return known.get(unit)


def _weighed(item: DeclaredItem, said_kg: float, net_kg: float) -> Row | None:
    """Only a contradiction is worth a line."""
    if abs(said_kg - net_kg) <= APART * max(said_kg, net_kg):
        return None
    params = {"said": _words(said_kg), "net": _words(net_kg)}
    text = f"The quantity is {params['said']} kg, the net mass {params['net']} kg."
    reason = Reason("quantity_not_net", text, params)
    return Row(item.number, "unit_mass", f"{params['said']} kg", f"{params['net']} kg", "-", Verdict.DOUBTFUL, reason)


def _counted(item: DeclaredItem, each_kg: float, usual: UnitMass, allowed: Tolerances) -> Row:
    low, high = usual.low_kg / allowed.unit_mass_factor, usual.high_kg * allowed.unit_mass_factor
    params = {"each": _words(each_kg), "low": _words(usual.low_kg), "high": _words(usual.high_kg), "unit": item.unit}
    params["goods"] = item.hs_code[:4]
    shown = f"{params['low']} – {params['high']} kg"
    text = f"{params['each']} kg a unit ({item.unit}) is declared; goods of heading {params['goods']} weigh {shown}."
    if low <= each_kg <= high:
        verdict, code = Verdict.AGREES, "unit_mass_fits"
    else:
        verdict, code = Verdict.DOUBTFUL, "unit_mass_high" if each_kg > high else "unit_mass_low"
    return Row(item.number, "unit_mass", f"{params['each']} kg", shown, "-", verdict, Reason(code, text, params))


def _words(kg: float) -> str:
    """From a pen of grams to a machine of tonnes, three figures or whole kilograms."""
    return f"{kg:.0f}" if kg >= 100 else f"{kg:.3g}"
