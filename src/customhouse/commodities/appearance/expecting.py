"""The expected appearance of one goods item, from its code and from what its description may mean."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from customhouse.commodities.appearance.composition import coarse_spans, family_spans, z_span
from customhouse.commodities.appearance.model import Appearance, Bulk, Family, Part, Row, Span, UnitMass
from customhouse.commodities.appearance.table import Table, table

CODE_WEIGHT = 0.5  # of what the code says, where the description speaks too
COVER = 0.95  # the ranges hold for the likeliest rows that make up this much


def appearance_of(
    hs_code: str, *, likely: Mapping[str, float] | None = None, of: Table | None = None
) -> Appearance | None:
    """What goods of this code should look like; None where neither code nor description leads to a row.

    Args:
        likely: headings (or chapters, or longer codes) that the description may mean, by probability.
        of: the table; the shipped one where none is given.
    """
    known = of or table()
    parts = _weighed(_digits(hs_code), likely or {}, known)
    if not parts:
        return None
    held = _likeliest(parts)
    return _mixed(parts, held, known)


def _digits(code: str) -> str:
    return "".join(filter(str.isdigit, code))


def _weighed(code: str, likely: Mapping[str, float], known: Table) -> list[Part]:
    """Rows with their probability, the likeliest first; codes that share a row share its weight."""
    weights: dict[str, float] = {}
    said = {each: share for each, share in likely.items() if share > 0 and known.row_of(_digits(each))}
    told = min(1.0, sum(said.values()))
    own = known.row_of(code)
    if own is not None:
        weights[own.code] = 1 - (1 - CODE_WEIGHT) * told
    for each, share in said.items():
        row = known.row_of(_digits(each))
        if row is not None:
            part = share / max(1.0, sum(said.values())) * (1 - CODE_WEIGHT if own is not None else 1.0)
            weights[row.code] = weights.get(row.code, 0.0) + part
    whole = sum(weights.values())
    parts = [Part(known.rows[row], weight / whole) for row, weight in weights.items()]
    return sorted(parts, key=lambda part: (-part.weight, part.row.code))


def _likeliest(parts: Sequence[Part]) -> list[Part]:
    held, sum_ = [], 0.0
    for part in parts:
        if sum_ >= COVER:
            break
        held.append(part)
        sum_ += part.weight
    return held


def _mixed(parts: Sequence[Part], held: Sequence[Part], known: Table) -> Appearance:
    density = _either(held, lambda row: row.density, by_ratio=True)
    units = {part.row.unit_mass.unit: _unit(held, part.row.unit_mass.unit) for part in held if part.row.unit_mass}
    return Appearance(
        parts=tuple(parts),
        covered=sum(part.weight for part in held),
        classes=_classes(parts),
        density=density,
        solid_density=_solid(held, known),
        shares=_shares(held, lambda row: family_spans(row.made_of, known.materials, row.density)),
        coarse_shares=_shares(held, lambda row: coarse_spans(row.made_of, known.materials)),
        effective_z=_either(held, lambda row: z_span(row.made_of, known.materials)),
        packing=tuple(dict.fromkeys(kind for part in held for kind in part.row.packing)),
        unit_masses=tuple(units.values()),
        per_package=_hull([part.row.per_package for part in held]),
        per_m3=_per_m3(density, list(units.values())),
        is_uniform=len(held) == 1 and held[0].row.is_uniform,
        holds_metal=any(part.row.holds_metal for part in held),
        bulk=max((part.row.bulk for part in held), key=list(Bulk).index),
    )


def _either(held: Sequence[Part], span_of: Callable[[Row], Span], *, by_ratio: bool = False) -> Span:
    """The goods are of one row or another: the range is that of all, the usual value their weighted mean."""
    spans = [(part.weight, span_of(part.row)) for part in held]
    if len(spans) == 1:
        return spans[0][1]
    whole = sum(weight for weight, _ in spans)
    if by_ratio:  # densities differ by factors, not by steps
        usual = math.exp(sum(weight * math.log(span.usual) for weight, span in spans) / whole)
    else:
        usual = sum(weight * span.usual for weight, span in spans) / whole
    return Span(min(span.low for _, span in spans), usual, max(span.high for _, span in spans))


def _classes(parts: Sequence[Part]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in parts:
        for name, share in part.row.classes.items():
            weights[name] = weights.get(name, 0.0) + part.weight * share
    return dict(sorted(weights.items(), key=lambda each: -each[1]))


def _shares(held: Sequence[Part], spans_of: Callable[[Row], Mapping[Family, Span]]) -> dict[Family, Span]:
    spans = {part.row.code: spans_of(part.row) for part in held}

    def either(family: Family) -> Span:
        return _either(held, lambda row: spans[row.code][family])

    return {family: either(family) for family in spans[held[0].row.code]}


def _solid(held: Sequence[Part], known: Table) -> tuple[float, float]:
    """Of the materials that can be a tenth of the goods."""
    used = {name for part in held for name, (_, high) in part.row.made_of.items() if high >= 0.1}
    ranges = [known.materials[name].density for name in used]
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def _unit(held: Sequence[Part], unit: str) -> UnitMass:
    same = [part.row.unit_mass for part in held if part.row.unit_mass and part.row.unit_mass.unit == unit]
    return UnitMass(unit, min(each.low_kg for each in same), max(each.high_kg for each in same))


def _hull(ranges: Iterable[tuple[float, float] | None]) -> tuple[float, float] | None:
    known = [each for each in ranges if each is not None]
    return (min(low for low, _ in known), max(high for _, high in known)) if known else None


def _per_m3(density: Span, units: Sequence[UnitMass]) -> tuple[float, float] | None:
    pieces = [each for each in units if each.unit in ("NAR", "PR")]
    if len(pieces) != 1:
        return None
    # Heavy pieces lie neither looser nor tighter than light ones, so one density serves both ends.
    return density.usual * 1000 / pieces[0].high_kg, density.usual * 1000 / pieces[0].low_kg
