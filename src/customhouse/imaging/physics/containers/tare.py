"""What a container weighs with its contents, and what its tare says of them."""

from dataclasses import replace

from customhouse.imaging.model import Mass, Radiograph
from customhouse.imaging.physics.containers import container

# What lets nothing through weighs at least what would just do so. On simulated containers of packing kept from the
# networks it weighed 1.8 times that at the median, and in nine of ten no more than 3.5 times.
OPAQUE_TIMES, OPAQUE_MOST = 1.8, 3.5
SURE_KG = 60.0  # half range of a tare that the scan names


def with_container(total: Mass, contents: Mass, opaque: Mass, scan: Radiograph) -> Mass:
    """The container with its contents.

    Its roof, floor and posts lie edge-on and let little through: half of the tare is seen. Where the tare is known, it
    is added to the contents; else all that is seen is reckoned as its contents are where it is opaque, and is never
    lighter than these.

    Args:
        total: of all that is seen of it, each place weighed as if it were goods.
        opaque: the part of that which lets nothing through, inside.
    """
    tare, is_cut = _tare(scan), any(reason.code == "container_cut_off" for reason in contents.reasons)
    if tare is not None and not is_cut:
        kg, half = tare
        low, high = contents.low_kg + kg - half, contents.high_kg + kg + half
        return replace(contents, kg=contents.kg + kg, low_kg=low, high_kg=high)
    kg, high = total.kg + (OPAQUE_TIMES - 1) * opaque.kg, total.high_kg + (OPAQUE_MOST - 2) * opaque.kg
    return replace(total, kg=max(kg, contents.kg), high_kg=max(high, contents.high_kg))


def joined_with_tare(goods: Mass, total: Mass, scan: Radiograph) -> Mass:
    """Where the walls cannot be read off the image, the tare is a second way to the mass of the goods."""
    tare = _tare(scan)
    if tare is None or total.reasons:
        return goods  # the opaque parts are mostly roof and floor: taking the whole tare off would take too much
    kg, half = tare
    by_tare = Mass(max(0.0, total.kg - kg), max(0.0, total.low_kg - kg - half), max(0.0, total.high_kg - kg + half))
    return _joined(by_tare, goods)


def _tare(scan: Radiograph) -> tuple[float, float] | None:
    """As the scan names it or as its type usually has, and half its range, kg."""
    named = scan.container.tare_kg
    return (named, SURE_KG) if named is not None else container.tare_of(scan.container.size_type)


def _joined(first: Mass, second: Mass) -> Mass:
    """Two estimates of one mass: weighted by how sure they are; where they disagree, both stay in the range."""
    widths = [max(1.0, mass.high_kg - mass.low_kg) for mass in (first, second)]
    weights = [1 / width**2 for width in widths]
    kg = (first.kg * weights[0] + second.kg * weights[1]) / sum(weights)
    surest = first if widths[0] <= widths[1] else second
    low, high = min(kg, surest.low_kg), max(kg, surest.high_kg)
    if first.high_kg < second.low_kg or second.high_kg < first.low_kg:
        low, high = min(first.low_kg, second.low_kg), max(first.high_kg, second.high_kg)
    return Mass(kg, low, high, first.reasons)
