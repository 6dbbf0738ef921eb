"""The terms of the score: each a number for one kind of evidence, larger where it speaks against the declaration; of an
authorised declarant, where it speaks for it.

None means that the scan, the paper or the site does not show it. A term never guesses.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from customhouse.commodities.appearance.model import Appearance
from customhouse.imaging.comparison.amounts.mass import hides_mass
from customhouse.imaging.comparison.amounts.packages import apart, said_of, seen_as
from customhouse.imaging.comparison.amounts.quantity import counted
from customhouse.imaging.comparison.amounts.units import unit_mass_factor
from customhouse.imaging.comparison.amounts.weighbridge import weighed_goods
from customhouse.imaging.comparison.looks.assigning import Assignment, assigned, expected_classes
from customhouse.imaging.comparison.looks.commodity import tells_kinds
from customhouse.imaging.comparison.looks.dense import suspects
from customhouse.imaging.comparison.looks.evenness import unevenness
from customhouse.imaging.comparison.looks.kinship import BACKGROUND
from customhouse.imaging.comparison.looks.material import Mix, expected_of, says_nothing, unexplained
from customhouse.imaging.comparison.looks.objects import DECLARED_AS, unexpected
from customhouse.imaging.comparison.looks.packing import expected_density
from customhouse.imaging.comparison.papers import containers_unlike, mass_factor, package_factor, seals_unlike
from customhouse.imaging.comparison.sight import Part, Sight, Tolerances
from customhouse.imaging.model import Declared, Mass, Modality

FARTHEST_Z = 8.0
LEAST_LOOK = 1e-3  # of goods that look like nothing that was declared
FINDS_ANOMALIES, FINDS_OBJECTS = "radiograph_segments", "ct_objects"
IMAGE, TEXT, DOCUMENT, ENTERPRISE, LOGISTICS = "image", "text", "document", "enterprise", "logistics"


@dataclass(frozen=True)
class Seen:
    """All that a term may look at."""

    declared: Declared
    part: Part
    sight: Sight
    allowed: Tolerances


Term = Callable[[Seen], float | None]


def commodity_mismatch(seen: Seen) -> float | None:
    """How much less the declared goods look like what is seen than goods of any kind, in nats."""
    found = _shared_out(seen)
    return None if found is None or found.untold > 0.5 else found.mismatch


def load_unlike(seen: Seen) -> float | None:
    """How much less the load as a whole looks like the declared goods than like goods of any class, in nats.

    It is weighed by how often it was wrong on packing never learned, so policy may let it count where kinds of goods,
    place by place, settle nothing.
    """
    recognition = seen.sight.recognition
    looks, expected = recognition.looks, expected_classes(seen.part)
    if seen.part.declared_empty or not seen.part.whole or expected is None or not looks:
        return None
    strange = (recognition.novelty or 0.0) >= seen.allowed.unlike
    if not seen.allowed.look_counts or not recognition.contents_mix or strange:
        return None
    likely = sum(share * looks.get(name, 0.0) for name, share in expected.items())
    return -math.log((likely + LEAST_LOOK) / BACKGROUND)


def undeclared_share(seen: Seen) -> float | None:
    found = _shared_out(seen)
    return None if found is None else sum(left for _, left in found.unclaimed)


def _shared_out(seen: Seen) -> Assignment | None:
    return (
        None
        if seen.part.declared_empty or not tells_kinds(seen.sight, seen.allowed)
        else assigned(seen.part, seen.sight)
    )


def material_unexplained(seen: Seen) -> float | None:
    told = _materials(seen)
    return None if told is None else unexplained(*told)


def metal_unexpected(seen: Seen) -> float | None:
    told = _materials(seen)
    return None if told is None else max(0.0, told[0].metal - told[1]["metal"][1])


def _materials(seen: Seen) -> tuple[Mix, dict[str, tuple[float, float]]] | None:
    looks, mix = _looks(seen), seen.sight.recognition.contents_mix
    if looks is None or not mix or not seen.part.whole:
        return None
    expected = expected_of(seen.part, looks)
    return None if says_nothing(expected, seen.allowed) else (Mix.of(mix), expected)


def _looks(seen: Seen) -> list[tuple[float, Appearance]] | None:
    return None if seen.part.declared_empty or seen.sight.recognition.loaded is False else seen.part.looks


def mass_above(seen: Seen) -> float | None:
    """Standard deviations of seen and declared together by which more is seen."""
    mass = _mass(seen)
    if mass is None:
        return None
    high = seen.part.high_kg
    return _z(mass.kg - high, (mass.kg - mass.low_kg) / 2, high, seen)


def mass_below(seen: Seen) -> float | None:
    mass = _mass(seen)
    if mass is None or hides_mass(mass):
        return None
    low = seen.part.low_kg
    return _z(low - mass.kg, (mass.high_kg - mass.kg) / 2, low, seen)


def _mass(seen: Seen) -> Mass | None:
    if seen.part.declared_empty or not seen.part.whole or seen.part.high_kg <= 0:
        return None
    return seen.sight.recognition.contents


def _z(gap: float, sigma: float, declared: float, seen: Seen) -> float:
    """Paper is as sure as a third of what the policy allows: a share of the mass, or what is never a finding."""
    allowed = seen.allowed
    least = allowed.parcel_mass_kg if seen.sight.modality is Modality.CT else allowed.mass_kg
    paper = max(allowed.mass_share * declared, least) / 3
    return max(0.0, min(FARTHEST_Z, gap / math.hypot(sigma, paper, 1e-6)))


def density_above(seen: Seen) -> float | None:
    """Logarithm of the packed density over the most that such goods lie at."""
    told = _density(seen)
    return None if told is None else max(0.0, math.log(told[0] / told[2]))


def density_below(seen: Seen) -> float | None:
    told = _density(seen)
    return None if told is None else max(0.0, math.log(told[1] / told[0]))


def density_unusual(seen: Seen) -> float | None:
    """Distance from the middle of the range, in logarithms, either way."""
    told = _density(seen)
    return None if told is None else abs(math.log(told[0] / math.sqrt(told[1] * told[2])))


def _density(seen: Seen) -> tuple[float, float, float] | None:
    looks, packed = _looks(seen), seen.sight.recognition.packed
    if looks is None or packed is None or packed.density <= 0 or not seen.part.whole:
        return None
    return packed.density, *expected_density(seen.part, looks)


def anomaly(seen: Seen) -> float | None:
    """The likeliest place that is unlike the load around it."""
    recognition = seen.sight.recognition
    found = [each.probability or 0.0 for each in recognition.findings if each.kind == "anomaly"]
    return max(found) if found else _none_of(seen, FINDS_ANOMALIES)


def unexpected_object(seen: Seen) -> float | None:
    """Not of those that honest parcels hold, too: of these the row alone speaks."""
    labels = (label for label in DECLARED_AS if label not in seen.allowed.noticed)
    told = (each for label in labels for each in unexpected(seen.part, seen.sight, label))
    found = [each.probability or 0.0 for each in told]
    return max(found) if found else _none_of(seen, FINDS_OBJECTS)


def _none_of(seen: Seen, task: str) -> float | None:
    """Nothing found counts as seen only where a model looked for it: a site's own pictures tell nothing of objects."""
    return 0.0 if seen.sight.recognition.serving(task) else None


def dense_object(seen: Seen) -> float | None:
    """Dense objects among goods that explain none, ln(1 + kg / 10)."""
    found = suspects(seen.part, seen.sight, seen.allowed)
    return None if found is None else math.log1p(sum(each.mass_kg or 0.0 for each in found) / 10)


def standing_out(seen: Seen) -> float | None:
    """The heaviest dense region among any goods, ln(1 + kg / 10): the only one has more to say than one of many."""
    if _looks(seen) is None or seen.sight.recognition.mass is None:
        return None
    kg = sorted((each.mass_kg or 0.0 for each in seen.sight.recognition.findings), reverse=True)
    if not kg:
        return 0.0
    others = kg[1] if len(kg) > 1 else 0.0
    return math.log1p(max(0.0, kg[0] - others) / 10)


def emptiness(seen: Seen) -> float | None:
    """Declared empty but loaded, or loaded but empty: ln(1 + kg / limit). What merely looks empty counts in its row."""
    container, contents = seen.part.container, seen.sight.recognition.contents
    loaded = seen.sight.recognition.loaded
    if container is None or contents is None:
        return None
    if not container.loaded:
        return math.log1p(contents.kg / seen.allowed.empty_max_kg)
    is_empty = loaded is False and contents.high_kg < seen.allowed.empty_max_kg
    return math.log1p(seen.part.high_kg / seen.allowed.empty_max_kg) if is_empty else 0.0


def uneven(seen: Seen) -> float | None:
    return unevenness(seen.part, seen.sight)


def odd_in_lot(seen: Seen) -> float | None:
    return None if seen.sight.lot_z is None else max(0.0, min(2 * FARTHEST_Z, seen.sight.lot_z))


def quantity_unlike(seen: Seen) -> float | None:
    """Logarithm of the factor by which the declared count lies outside what the mass seen makes of such goods."""
    found = counted(seen.part, seen.sight)
    if found is None:
        return None
    said, fewest, most = found
    return max(0.0, math.log(said) - math.log(most) if most > 0 else FARTHEST_Z, math.log(max(fewest, 1e-9) / said))


def packages_unlike(seen: Seen) -> float | None:
    """Logarithm of the factor by which the declared packages lie outside the packages counted; None where none are."""
    said = said_of(seen.part)
    found = None if said is None else seen_as(said, seen.sight.recognition.packages or ())
    return None if said is None or found is None or found.count is None else apart(said, found)


def unit_mass(seen: Seen) -> float | None:
    """The same of a declared unit's mass, the worst item: the paper against itself."""
    factors = [factor for item in seen.part.items if (factor := unit_mass_factor(item)) is not None]
    return max((math.log(factor) for factor in factors), default=None)


def description_misfit(seen: Seen) -> float | None:
    """1 less the probability that the heading is a right one for the description; the worst item."""
    return max((1 - item.fits for item in seen.part.items if item.fits is not None), default=None)


def description_vague(seen: Seen) -> float | None:
    """1 less the probability of the likeliest heading; the worst item."""
    told = [1 - max(item.likely.values()) for item in seen.part.items if item.likely]
    return max(told, default=None)


def paper_mass_unlike(seen: Seen) -> float | None:
    """The transport document's gross mass against the declared one: the logarithm of the factor between them."""
    return mass_factor(seen.declared)


def paper_packages_unlike(seen: Seen) -> float | None:
    return package_factor(seen.declared)


def paper_containers_unlike(seen: Seen) -> float | None:
    return containers_unlike(seen.declared)


def paper_seals_unlike(seen: Seen) -> float | None:
    return seals_unlike(seen.declared)


def paper_goods_unlike(seen: Seen) -> float | None:
    """1 less the probability that a declared heading is a right one for the transport document's words."""
    return None if seen.declared.paper is None else seen.declared.paper.misfit


def weighed_unlike(seen: Seen) -> float | None:
    """The weighbridge against the declared mass, in standard deviations, either way."""
    goods = weighed_goods(seen.part, seen.sight)
    if goods is None or not seen.part.whole:
        return None
    kg, half = goods
    low, high = (0.0, 0.0) if seen.part.declared_empty else (seen.part.low_kg, seen.part.high_kg)
    return _z(max(kg - high, low - kg), half / 2, high, seen)


def trader_unknown(seen: Seen) -> float | None:
    known = seen.declared.standing.get("trader_known")
    return None if known is None else 1 - known


def trader_new(seen: Seen) -> float | None:
    """Years short of two since the declarant was registered."""
    months = seen.declared.standing.get("trader_months")
    return None if months is None or not seen.declared.standing.get("trader_known") else max(0.0, 2 - months / 12)


def irregularities(seen: Seen) -> float | None:
    """ln(1 + the declarant's other consignments that were found irregular)."""
    found = seen.declared.standing.get("irregularities")
    return None if found is None else math.log1p(found)


def authorised(seen: Seen) -> float | None:
    return seen.declared.standing.get("authorised")


TERMS: tuple[tuple[str, Term], ...] = (
    (IMAGE, commodity_mismatch),
    (IMAGE, load_unlike),
    (IMAGE, undeclared_share),
    (IMAGE, material_unexplained),
    (IMAGE, metal_unexpected),
    (IMAGE, mass_above),
    (IMAGE, mass_below),
    (IMAGE, density_above),
    (IMAGE, density_below),
    (IMAGE, density_unusual),
    (IMAGE, anomaly),
    (IMAGE, unexpected_object),
    (IMAGE, dense_object),
    (IMAGE, standing_out),
    (IMAGE, emptiness),
    (IMAGE, uneven),
    (IMAGE, odd_in_lot),
    (IMAGE, quantity_unlike),
    (IMAGE, packages_unlike),
    (TEXT, unit_mass),
    (TEXT, description_misfit),
    (TEXT, description_vague),
    (DOCUMENT, paper_mass_unlike),
    (DOCUMENT, paper_packages_unlike),
    (DOCUMENT, paper_containers_unlike),
    (DOCUMENT, paper_seals_unlike),
    (DOCUMENT, paper_goods_unlike),
    (LOGISTICS, weighed_unlike),
    (ENTERPRISE, trader_unknown),
    (ENTERPRISE, trader_new),
    (ENTERPRISE, irregularities),
    (ENTERPRISE, authorised),
)


def values(seen: Seen) -> dict[str, float | None]:
    return {term.__name__: term(seen) for _, term in TERMS}
