"""Whether a container holds goods at all: boosted trees on numbers of its whole inside, beside what physics weighs.

Pallets, dunnage and the machinery of a reefer weigh as much as a small load does, and look otherwise.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import Recognition
from customhouse.imaging.networks.cards import Model, load_model
from customhouse.imaging.networks.engine import open_network
from customhouse.imaging.networks.radiographs.channels import Planes, Plate, areal_of
from customhouse.imaging.networks.radiographs.context import GRID

NAME = "radiograph_emptiness"
ENDS, ROOF, FLOOR = 3.5, 2.0, 2.5  # places of 64 mm along the container's edges: posts, rails and what is edge-on
LEAST = (6, 12)  # places of the inside, up and along
ACROSS = (1, 3, 5, 9, 17)  # places that are averaged over: 6 cm to 1.1 m
GOODS, SURELY = 0.5, 0.9
OUT = 43  # of the features of a place: how far its densest pixel stands out of its surroundings
MATERIAL, HEIGHT = 2, 4
LITTER_KG = 1000.0  # more than this no pallets and no fittings weigh
TRACE_KG = 80.0  # less than this is next to nothing
BEYOND_DOUBT = 0.95  # of a look, from which it counts against what physics weighs
Row = list[float]


@dataclass(frozen=True)
class Inside:
    """A container's inside in places of 64 mm, each plane (rows, columns).

    Attributes:
        goods: how likely each place is to show goods.
        areal: g/cm²; `over` what of it lies over the middle of its row, `beyond` over the barest places.
        out, material, height: as the features of a place have them.
    """

    goods: Planes
    areal: Planes
    out: Planes
    material: Planes
    height: Planes

    @cached_property
    def over(self) -> Planes:
        return np.asarray(self.areal - np.median(self.areal, axis=1, keepdims=True))

    @cached_property
    def beyond(self) -> Planes:
        return np.asarray(self.areal - np.quantile(self.areal, 0.1))

    @cached_property
    def likely(self) -> NDArray[np.bool_]:
        return np.asarray(self.goods > GOODS)


def inside_of(plate: Plate, maps: Planes, none: Planes) -> Inside | None:
    """None where no container was found, or one that is too small.

    Args:
        maps: features of the places, as `place_maps` gives them.
        none: how likely each of them is to show no goods.
    """
    box = plate.box
    rows = slice(int(np.ceil(box.y / GRID + ROOF)), int((box.y + box.height) / GRID - FLOOR))
    columns = slice(int(np.ceil(box.x / GRID + ENDS)), int((box.x + box.width) / GRID - ENDS))
    if not plate.found or rows.stop - rows.start < LEAST[0] or columns.stop - columns.start < LEAST[1]:
        return None
    areal, out, material, height = (
        np.asarray(each[rows, columns], np.float32)
        for each in (areal_of(maps), maps[OUT], maps[MATERIAL], maps[HEIGHT])
    )
    return Inside(1 - np.asarray(none[rows, columns], np.float32), areal, out, material, height)


def peaks(inside: Inside) -> Row:
    """The most that any neighbourhood shows: of goods, over its row, and over the barest places."""
    planes = ((inside.goods, ACROSS), (inside.over, ACROSS), (inside.beyond, ACROSS[1:]))
    highest = ([_averaged(plane, across).max() for across in some] for plane, some in planes)
    goods, over, beyond = (np.array(each, np.float64) for each in highest)
    return [*goods, *_log(over), *_log(beyond)]


def shares(inside: Inside) -> Row:
    goods = inside.goods
    along, upward = np.quantile(goods.mean(axis=0), 0.95), np.quantile(goods.mean(axis=1), 0.9)
    return [goods.mean(), inside.likely.mean(), (goods > SURELY).mean(), *np.quantile(goods, (0.5, 0.9)), along, upward]


def weights(inside: Inside) -> Row:
    """How much matter there is, and how much of it where goods are likely."""
    over, beyond, areal = inside.over, inside.beyond, inside.areal
    sums = [(over * inside.likely).sum(), (beyond * inside.goods).sum(), np.maximum(beyond - 1, 0).sum()]
    levels = np.quantile(areal, (0.05, 0.5, 0.9, 0.99))
    return [*_log(levels), *_log(np.array(sums, np.float64)), np.median(areal, axis=1).std()]


def largest(inside: Inside) -> Row:
    """The largest piece that looks like goods: its size, height, material and how uneven it is."""
    parts, count = ndimage.label(inside.likely)
    if not count:
        return [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    sizes = np.bincount(parts.ravel())[1:]
    own = parts == sizes.argmax() + 1
    height, over = inside.height[own], inside.over[own]
    logs = _log(np.array([sizes.max(), over.mean()], np.float64))
    spread = (inside.material[own].mean(), logs[1], inside.out[own].std(), over.std())
    return [logs[0], float(count), height.min(), height.max(), *spread]


def edges(inside: Inside) -> Row:
    columns = np.median(inside.over, axis=0)
    return [inside.out.max(), *np.quantile(inside.out, (0.99, 0.9)), np.quantile(columns, 0.9), columns.std()]


MEASURES: tuple[Callable[[Inside], Row], ...] = (peaks, shares, weights, largest, edges)
EACH = 42  # numbers of a view
NUMBERS = 2 * EACH  # from the side, then from above


def numbers_of(inside: Inside | None) -> Planes:
    """(EACH,), NaN where there is nothing to measure."""
    if inside is None:
        return np.full(EACH, np.nan, np.float32)
    return np.array([number for measure in MEASURES for number in measure(inside)], np.float32)


def joined(views: Sequence[tuple[bool, Planes]]) -> Planes:
    """(NUMBERS,), of views of which each says whether it is from above; NaN for a side of which none shows the inside.

    Of two views of one side the first that shows it counts.
    """
    unseen, seen = np.full(EACH, np.nan, np.float32), [each for each in views if not np.isnan(each[1]).all()]
    sides = [next((row for above, row in seen if above is wanted), unseen) for wanted in (False, True)]
    return np.concatenate(sides)


def emptiness_of(model: Model) -> Model | None:
    """The trees that lie beside the network of places; None where there are none, or those of another network."""
    card = model.path.with_name(f"{NAME}.card.json")
    if not card.exists() or not card.with_name(f"{NAME}.onnx").exists():
        return None
    trees = _read(card)
    return trees if trees.card.preparation.get("places") == model.sha256 else None


_read = cache(load_model)


def chance_of_goods(numbers: Planes, trees: Model) -> float | None:
    """How likely the container is to hold goods, calibrated; None where its inside is not seen."""
    if np.isnan(numbers).all():
        return None
    logit = float(open_network(trees.path).run({"table": numbers[None]})["loaded"][0, 0])
    slope, offset = trees.card.preparation["scale"]
    return float(1 / (1 + np.exp(-(slope * logit + offset))))


def settled(seen: Recognition, chance: float | None, trees: Model) -> Recognition:
    """Whether there are goods, by what physics weighs and what the trees see."""
    if chance is None:
        return seen
    kg = None if seen.contents is None else seen.contents.kg
    loaded = decided(seen.loaded, chance, kg, trees.card.thresholds)
    # What physics takes for empty it does not count packages in.
    packages = None if seen.loaded is False and loaded is not False else seen.packages
    return replace(seen, loaded=loaded, goods_probability=round(chance, 4), packages=packages)


def decided(by_mass: bool | None, chance: float, kg: float | None, limits: Mapping[str, float]) -> bool | None:
    """As `by_both`, by how likely goods look."""
    is_sure = max(chance, 1 - chance) >= BEYOND_DOUBT
    return by_both(by_mass, by_look(chance, limits), kg, is_sure=is_sure)


def by_look(chance: float, limits: Mapping[str, float]) -> bool | None:
    """None between the limits of the card."""
    if chance < limits["empty"]:
        return False
    return True if chance >= limits["loaded"] else None


def by_both(by_mass: bool | None, looks_loaded: bool | None, kg: float | None, *, is_sure: bool = True) -> bool | None:
    """Goods that are seen are goods, however light; what looks empty is, unless it weighs more than fittings do.

    Where physics says the opposite, or weighs next to nothing of what looks loaded, and the look is not beyond doubt,
    it is not settled. What cannot be weighed is never called empty: plates of steel on the floor look like the floor.

    Args:
        by_mass: what physics says.
        looks_loaded: what the trees say.
        kg: of the contents; None where they were not weighed.
        is_sure: whether what the trees say is beyond doubt.
    """
    if looks_loaded is None:
        return by_mass
    weighs_nothing = kg is not None and kg < TRACE_KG
    if not is_sure and (by_mass is not looks_loaded if by_mass is not None else looks_loaded and weighs_nothing):
        return None
    if looks_loaded or by_mass is False:
        return looks_loaded
    return False if kg is not None and kg < LITTER_KG else None


def _averaged(plane: Planes, across: int) -> Planes:
    return np.asarray(ndimage.uniform_filter(plane, across))


def _log(values: NDArray[np.float64] | Planes) -> NDArray[np.float64]:
    return np.asarray(np.log1p(np.maximum(values, 0)), np.float64)
