"""What the goods are made of, seen against what such goods are made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from customhouse.commodities.appearance.model import Appearance, Family
from customhouse.imaging.comparison.sight import Part, Sight, Tolerances
from customhouse.imaging.model import Material, Row, Shares, Verdict
from customhouse.kernel.reasons import Reason

PACKING = 0.12  # share of the gross mass that cartons, pallets and dunnage may add: organic
# Organic goods and metal behind each other look inorganic. Of such a blend this much is metal, least and most.
BLEND_LEAST_METAL, BLEND_MOST_METAL = 0.15, 0.5
MUCH_UNTOLD = 0.1  # share of the mass from which agreement says on how much it rests
STEPS = 12
SLACK = 0.05  # of the sum of shares, between two steps of the search


@dataclass(frozen=True)
class Mix:
    """Shares of a mass. Light organic counts as organic and dense as metal: no scanner parts them surely."""

    organic: float
    inorganic: float
    metal: float
    untold: float = 0.0

    @classmethod
    def of(cls, shares: Mapping[str, float]) -> "Mix":
        def sum_of(*materials: Material) -> float:
            return sum(shares.get(material.word, 0.0) for material in materials)

        organic = sum_of(Material.LIGHT_ORGANIC, Material.ORGANIC)
        return cls(
            organic, sum_of(Material.INORGANIC), sum_of(Material.METAL, Material.DENSE), shares.get("untold", 0.0)
        )


Expected = dict[str, tuple[float, float]]
WORDS = ("organic", "inorganic", "metal")


def material(part: Part, sight: Sight, allowed: Tolerances) -> list[Row]:
    if part.declared_empty or not part.items or sight.recognition.loaded is False:
        return []
    looks, seen = part.looks, sight.recognition.contents_mix
    if looks is None:
        text = "Of these goods it is not known what they look like."
        return [_row("-", "-", (Verdict.CANNOT_TELL, Reason("look_unknown", text, {"goods": part.goods})))]
    expected = expected_of(part, looks)
    said = _words(expected)
    if not part.whole:
        text = "The consignment has several containers and the scan does not say which one it shows."
        return [_row(said, "-", (Verdict.CANNOT_TELL, Reason("container_unknown", text)))]
    if not seen:
        text = "The scan does not tell the goods' materials."
        return [_row(said, "-", (Verdict.CANNOT_TELL, Reason("material_not_seen", text)))]
    mix = Mix.of(seen)
    shown = {word: getattr(mix, word) for word in (*WORDS, "untold") if getattr(mix, word) > 0}
    judged = _judged(mix, expected, part.goods, allowed)
    return [
        _row(said, _words({word: (share, share) for word, share in shown.items()}), judged, Shares(expected, shown))
    ]


def expected_of(part: Part, looks: list[tuple[float, Appearance]]) -> Expected:
    """Ranges of all items by their masses; where it is not said how much of each is here, the ranges of any of them."""
    ranges = [(kg, _ranges(look)) for kg, look in looks]
    whole = sum(kg for kg, _ in ranges)
    if part.low_kg < part.high_kg or whole <= 0:
        mixed = {word: (min(r[word][0] for _, r in ranges), max(r[word][1] for _, r in ranges)) for word in WORDS}
    else:
        mixed = {
            word: (
                sum(kg * r[word][0] for kg, r in ranges) / whole,
                sum(kg * r[word][1] for kg, r in ranges) / whole,
            )
            for word in WORDS
        }
    return mixed if part.is_bulk else _packed(mixed)


def _ranges(look: Appearance) -> Expected:
    return {word: (look.coarse_shares[Family(word)].low, look.coarse_shares[Family(word)].high) for word in WORDS}


def _packed(mixed: Expected) -> Expected:
    packed = {word: (low * (1 - PACKING), high) for word, (low, high) in mixed.items()}
    low, high = packed["organic"]
    return {**packed, "organic": (low, high * (1 - PACKING) + PACKING)}


def unexplained(seen: Mix, expected: Expected) -> float:
    """The least share of the mass that no goods of this kind would show, over all that such goods may be made of."""
    return min((_beyond(seen, true) for true in _possible(expected)), default=0.0)


def _possible(expected: Expected) -> Iterator[Mix]:
    def steps(word: str) -> list[float]:
        low, high = expected[word]
        return [low + (high - low) * step / STEPS for step in range(STEPS + 1)]

    low, high = expected["inorganic"]
    for organic in steps("organic"):
        for metal in steps("metal"):
            inorganic = 1 - organic - metal
            if low - SLACK <= inorganic <= high + SLACK:
                yield Mix(organic, max(0.0, inorganic), metal)


def _beyond(seen: Mix, true: Mix) -> float:
    """What is seen beyond what is there, once blends of organic goods and metal are allowed for."""
    organic, metal = max(0.0, true.organic - seen.organic), max(0.0, true.metal - seen.metal)
    from_metal = min(metal, organic * BLEND_MOST_METAL / (1 - BLEND_MOST_METAL))
    from_organic = min(organic, from_metal * (1 - BLEND_LEAST_METAL) / BLEND_LEAST_METAL)
    inorganic = max(0.0, seen.inorganic - true.inorganic - from_metal - from_organic)
    return max(0.0, seen.organic - true.organic) + max(0.0, seen.metal - true.metal) + inorganic


def _judged(seen: Mix, expected: Expected, goods: str, allowed: Tolerances) -> tuple[Verdict, Reason]:
    """What is seen counts as it stands, however much is too thick to tell; only agreement needs most of it told."""
    if says_nothing(expected, allowed):
        text = f"Goods of heading {goods} may be made of anything."
        return Verdict.CANNOT_TELL, Reason("material_open", text, {"goods": goods})
    against = _unexpected_metal(seen, expected, goods, allowed) or _unlike(seen, expected, goods, allowed)
    if against is not None:
        return against
    if seen.untold > 1 - allowed.material_least_told:
        params = {"goods": goods, "percent": _percent(seen.untold)}
        text = f"{params['percent']} % of the mass is too thick to tell its material."
        return Verdict.CANNOT_TELL, Reason("material_not_told", text, params)
    if seen.untold > MUCH_UNTOLD:
        params = {"goods": goods, "percent": _percent(1 - seen.untold)}
        text = f"What can be told of the materials, {params['percent']} % of the mass, fits goods of heading {goods}."
        return Verdict.AGREES, Reason("material_fits_so_far", text, params)
    return Verdict.AGREES, Reason("material_fits", f"The materials fit goods of heading {goods}.", {"goods": goods})


def _unexpected_metal(seen: Mix, expected: Expected, goods: str, allowed: Tolerances) -> tuple[Verdict, Reason] | None:
    """The strongest sign: nothing but metal looks like metal."""
    beyond = seen.metal - expected["metal"][1]
    if beyond <= allowed.unexpected_metal:
        return None
    params = {"goods": goods, "percent": _percent(seen.metal), "most": _percent(expected["metal"][1])}
    text = f"{params['percent']} % of the mass is metal; goods of heading {goods} have at most {params['most']} %."
    verdict = Verdict.DISAGREES if beyond > 2 * allowed.unexpected_metal else Verdict.DOUBTFUL
    return verdict, Reason("metal_not_expected", text, params)


def _unlike(seen: Mix, expected: Expected, goods: str, allowed: Tolerances) -> tuple[Verdict, Reason] | None:
    share = unexplained(seen, expected)
    if share <= allowed.material_doubtful:
        return None
    word = max(WORDS, key=lambda each: getattr(seen, each) - expected[each][1])
    params = {"goods": goods, "percent": _percent(share), "material": word}
    params |= {"seen": _percent(getattr(seen, word)), "most": _percent(expected[word][1])}
    text = (
        f"At least {params['percent']} % of the mass is not of what goods of heading {goods} are made of: "
        f"{params['seen']} % looks {word}, at most {params['most']} % is expected to."
    )
    verdict = Verdict.DISAGREES if share > allowed.material_disagrees else Verdict.DOUBTFUL
    return verdict, Reason("material_unlike", text, params)


def says_nothing(expected: Expected, allowed: Tolerances) -> bool:
    """Whether goods of any one material would pass."""
    pure = (Mix(1, 0, 0), Mix(0, 1, 0), Mix(0, 0, 1))
    return all(unexplained(each, expected) <= allowed.material_doubtful for each in pure)


def _row(said: str, shown: str, judged: tuple[Verdict, Reason], shares: Shares | None = None) -> Row:
    return Row(None, "material", said, shown, "-", *judged, shares)


def _words(shares: Expected) -> str:
    def one(word: str, low: float, high: float) -> str:
        return f"{word} {_percent(low)} %" if low == high else f"{word} {_percent(low)}–{_percent(high)} %"

    return ", ".join(one(word, low, high) for word, (low, high) in shares.items() if high >= 0.005)


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"
