"""Declared against seen: a pure judgement, each row with its reason, and an honest don't-know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from customhouse.imaging.goods import holds_metal, usual_density
from customhouse.imaging.model import (
    Comparison,
    Declared,
    DeclaredContainer,
    DeclaredItem,
    Finding,
    Mass,
    Modality,
    Recognition,
    Row,
    Severity,
    Verdict,
)
from customhouse.kernel.reasons import Reason

WORST = (Verdict.DISAGREES, Verdict.DOUBTFUL, Verdict.CANNOT_TELL, Verdict.AGREES)
DOUBT = 1.5  # a difference up to this many tolerances is doubtful, beyond it disagrees
FULL_WIDTH_CM, PACKED_TIGHTER = 235.0, 1.5  # inside a container, and how much denser than usual goods may be packed
WIDEST = 0.5  # a half range wider than this share of the mass says too little


@dataclass(frozen=True)
class Tolerances:
    """What the policy allows: shares as fractions, masses in kg, volumes in cm³, densities in g/cm³."""

    mass_share: float = 0.15
    mass_kg: float = 150.0
    parcel_mass_kg: float = 0.3
    empty_max_kg: float = 250.0
    dense_cm3: float = 400.0
    parcel_dense_cm3: float = 8.0
    dense_density: float = 3.0
    dense_high_kg: float = 20.0
    parcel_dense_high_kg: float = 0.2
    light_density: float = 0.6


@dataclass(frozen=True)
class Sight:
    """One scan as it is compared: how it was taken, and which container it shows, where that is known."""

    modality: Modality
    recognition: Recognition
    container_number: str | None = None


def compare(declared: Declared | None, sight: Sight, allowed: Tolerances) -> tuple[Comparison, tuple[Finding, ...]]:
    """Return the comparison, and the findings with the severity that they have among such goods."""
    findings = sight.recognition.findings
    if declared is None:
        reason = Reason("nothing_declared", "Nothing is declared for this scan, so there is nothing to compare.")
        row = Row(None, "declaration", "-", "-", "-", Verdict.CANNOT_TELL, reason)
        return Comparison(Verdict.CANNOT_TELL, (row,)), findings
    part = _Part.of(declared, sight)
    rows = [_mass(part, sight, allowed)]
    if part.container is not None:
        rows += _empty(part.container, sight, allowed)
    judged, dense = _dense(part.items, sight, allowed)
    rows += dense
    # A container declared empty has no goods to weigh against: its own row says all.
    rows = [row for row in rows if not (part.declared_empty and row.what == "mass")]
    verdict = next((each for each in WORST if any(row.verdict is each for row in rows)), Verdict.CANNOT_TELL)
    return Comparison(verdict, tuple(rows)), judged


@dataclass(frozen=True)
class _Part:
    """The part of the declaration in this scan; a range of masses where items are spread over containers."""

    items: tuple[DeclaredItem, ...]
    container: DeclaredContainer | None
    low_kg: float
    high_kg: float
    whole: bool

    @classmethod
    def of(cls, declared: Declared, sight: Sight) -> "_Part":
        containers = declared.containers
        container = next((c for c in containers if c.number == sight.container_number), None)
        if container is None and len(containers) == 1 and sight.modality is not Modality.CT:
            container = containers[0]
        if container is None or len(containers) <= 1:
            whole = sum(item.gross_mass_kg for item in declared.items)
            return cls(declared.items, container, whole, whole, len(containers) <= 1)
        inside = tuple(i for i in declared.items if not i.container_numbers or container.number in i.container_numbers)
        only = sum(i.gross_mass_kg for i in inside if i.container_numbers == (container.number,))
        return cls(inside, container, only, sum(item.gross_mass_kg for item in inside), True)

    @property
    def declared_empty(self) -> bool:
        return self.container is not None and not self.container.loaded


def _mass(part: _Part, sight: Sight, allowed: Tolerances) -> Row:
    seen = sight.recognition.contents
    said = _range(part.low_kg, part.high_kg)
    if seen is None:
        reason = _first(sight.recognition.notes, Reason("mass_not_seen", "The scan gives no mass."))
        return Row(None, "gross_mass_kg", said, "-", "-", Verdict.CANNOT_TELL, reason)
    verdict, reason = _mass_verdict(part, seen, sight, allowed)
    return Row(None, "gross_mass_kg", said, _kg(seen.kg), f"{_kg(seen.low_kg)} – {_kg(seen.high_kg)}", verdict, reason)


def _mass_verdict(part: _Part, seen: Mass, sight: Sight, allowed: Tolerances) -> tuple[Verdict, Reason]:
    params = {"declared": _range(part.low_kg, part.high_kg)}
    params |= {"seen": _kg(seen.kg), "low": _kg(seen.low_kg), "high": _kg(seen.high_kg)}
    if not part.whole:
        text = "The consignment has several containers and the scan does not say which one it shows."
        return Verdict.CANNOT_TELL, Reason("container_unknown", text, params)
    least = allowed.mass_kg if sight.modality is Modality.RADIOGRAPH else allowed.parcel_mass_kg
    tolerance = max(allowed.mass_share * part.high_kg, least)
    over, under = seen.low_kg - part.high_kg, part.low_kg - seen.high_kg
    gap = max(over, under)
    if gap > tolerance:
        bound, word, code = ("least " + params["low"], "more", "mass_above")
        if under > over:
            bound, word, code = ("most " + params["high"], "less", "mass_below")
        text = (
            f"About {params['seen']} kg are seen, at the {bound} kg: {word} than the {params['declared']} kg declared."
        )
        return (Verdict.DISAGREES if gap > DOUBT * tolerance else Verdict.DOUBTFUL), Reason(code, text, params)
    half = (seen.high_kg - seen.low_kg) / 2
    if half > max(WIDEST * max(seen.kg, part.high_kg), tolerance):
        text = f"Between {params['low']} and {params['high']} kg are seen: too wide a range to compare."
        return Verdict.CANNOT_TELL, _first(seen.reasons, Reason("mass_too_uncertain", text, params))
    shown = f"{params['seen']} kg are seen ({params['low']} to {params['high']})"
    text = f"About {shown}, {params['declared']} kg are declared."
    return Verdict.AGREES, Reason("mass_agrees", text, params)


def _empty(container: DeclaredContainer, sight: Sight, allowed: Tolerances) -> Iterable[Row]:
    """Declared empty but loaded, or the other way round."""
    seen, loaded = sight.recognition.contents, sight.recognition.loaded
    said = "loaded" if container.loaded else "empty"
    if seen is None or loaded is None:
        if not container.loaded:
            reason = Reason("emptiness_not_seen", "The scan does not settle whether the container is empty.")
            yield Row(None, "loaded", said, "-", "-", Verdict.CANNOT_TELL, reason)
        return
    params = {"kg": _kg(seen.kg), "limit": _kg(allowed.empty_max_kg), "container": container.number}
    shown = "loaded" if loaded else "empty"
    if not container.loaded:
        verdict, reason = _declared_empty(seen, allowed, params)
    elif not loaded and seen.high_kg < allowed.empty_max_kg:
        text = "The container is declared loaded, and no goods are seen in it."
        verdict, reason = Verdict.DISAGREES, Reason("loaded_but_empty", text, params)
    else:
        verdict, reason = (
            Verdict.AGREES,
            Reason("loaded_as_declared", "The container holds goods, as declared.", params),
        )
    yield Row(None, "loaded", said, shown, f"{_kg(seen.low_kg)} – {_kg(seen.high_kg)} kg", verdict, reason)


def _declared_empty(seen: Mass, allowed: Tolerances, params: dict[str, str]) -> tuple[Verdict, Reason]:
    if seen.low_kg > allowed.empty_max_kg:
        text = f"The container is declared empty, and about {params['kg']} kg of goods are seen in it."
        return Verdict.DISAGREES, Reason("empty_but_loaded", text, params)
    if seen.kg > allowed.empty_max_kg:
        text = f"The container is declared empty, and possibly {params['kg']} kg are seen in it."
        return Verdict.DOUBTFUL, Reason("perhaps_not_empty", text, params)
    return Verdict.AGREES, Reason("empty_as_declared", "The container is empty, as declared.", params)


def _dense(items: Sequence[DeclaredItem], sight: Sight, allowed: Tolerances) -> tuple[tuple[Finding, ...], list[Row]]:
    """Dense objects among goods that are light and hold no metal by nature."""
    findings = sight.recognition.findings
    densities = [usual_density(item.hs_code) for item in items]
    known = [density for density in densities if density is not None]
    light = len(known) == len(items) > 0 and max(known) <= allowed.light_density
    if not light or any(holds_metal(item.hs_code) for item in items) or sight.modality is Modality.PICTURE:
        return findings, []  # on a picture nothing was looked for, so that nothing found says nothing
    is_parcel = sight.modality is Modality.CT
    suspects = {each.id for each in findings if _is_suspect(each, max(known), allowed, is_parcel)}
    high_kg = allowed.parcel_dense_high_kg if is_parcel else allowed.dense_high_kg
    judged = tuple(
        replace(each, severity=Severity.HIGH if (each.mass_kg or 0) >= high_kg else Severity.MEDIUM)
        if each.id in suspects
        else each
        for each in findings
    )
    return judged, [_dense_row(items, [each for each in judged if each.id in suspects], max(known))]


def _is_suspect(finding: Finding, usual: float, allowed: Tolerances, is_parcel: bool) -> bool:
    if finding.kind not in ("dense_object", "opaque_region"):
        return False
    large = (finding.volume_cm3 or 0) >= (allowed.parcel_dense_cm3 if is_parcel else allowed.dense_cm3)
    dense = finding.kind == "opaque_region" or (finding.density or 0) >= allowed.dense_density
    # A plate across the beam is dense though it looks shallow: such goods could not add up to it from wall to wall.
    too_much = not is_parcel and (finding.areal_g_cm2 or 0) > FULL_WIDTH_CM * usual * PACKED_TIGHTER
    return large and (dense or too_much)


def _dense_row(items: Sequence[DeclaredItem], suspects: Sequence[Finding], usual: float) -> Row:
    goods = ", ".join(sorted({item.hs_code[:4] for item in items}))
    item = items[0].number if len(items) == 1 else None
    said = f"light goods ({goods}), up to {usual:g} g/cm³"
    if not suspects:
        reason = Reason("no_dense_object", "Nothing much denser than such goods is seen.", {"goods": goods})
        return Row(item, "dense_object", said, "none", "-", Verdict.AGREES, reason)
    whole = sum(each.mass_kg or 0 for each in suspects)
    params = {"count": str(len(suspects)), "kg": _kg(whole), "goods": goods}
    text = f"{params['count']} dense object(s) of about {params['kg']} kg among light goods of heading {goods}."
    verdict = Verdict.DISAGREES
    seen = f"{len(suspects)}, {_kg(whole)} kg"
    return Row(item, "dense_object", said, seen, "-", verdict, Reason("dense_in_light_goods", text, params))


def _first(reasons: Sequence[Reason], otherwise: Reason) -> Reason:
    return reasons[0] if reasons else otherwise


def _kg(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _range(low: float, high: float) -> str:
    return _kg(high) if high - low < 0.005 else f"{_kg(low)} – {_kg(high)}"
