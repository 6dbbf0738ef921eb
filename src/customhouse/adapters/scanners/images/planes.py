"""From raw 16-bit planes and a side-car to a radiograph in transmission."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from customhouse.adapters.scanners.images.padding import without_padding
from customhouse.adapters.scanners.images.sidecar import Normalisation, PlanePart, SideCar
from customhouse.imaging.model import OPEN_BEAM, Energy, Radiograph, View, Wedge
from customhouse.imaging.reading import Unreadable

SMALLEST = 8  # pixels a side: less is no image
RADIOGRAPH_VIEWS = 2
MOST_TOLD = 4  # planes that a refusal names


@dataclass(frozen=True)
class RawPlane:
    """One grey image as the file holds it. `white_is_dense` as TIFF's MinIsWhite says."""

    file: str
    page: int
    channel: int
    pixels: NDArray[np.uint16]


def radiograph(planes: Sequence[RawPlane], sidecar: SideCar, file_format: str) -> Radiograph:
    """Raises `Unreadable` when planes and side-car do not fit each other."""
    if sidecar.kind == "ct":
        raise Unreadable("bad_sidecar", "The side-car says ct, but the image is a radiograph; correct kind.")
    check_views(len(sidecar.views))
    _same_size(planes)
    found = _by_view_and_energy(planes, sidecar)
    order = _highest_first([part.energy() for part in sidecar.energies])
    views, notes = [], []
    for index, part in enumerate(sidecar.views):
        name = part.name or f"view {index + 1}"
        measured = np.stack([_transmission(found[index, energy], sidecar.normalisation, energy) for energy in order])
        transmission, padded = without_padding(measured)
        views.append(View(name, transmission, part.pixel_mm))
        notes += [] if padded is None else [f"{name}: {padded}"]
    energies = tuple(sidecar.energies[energy].energy() for energy in order)
    wedges = tuple(_renumbered(wedge, order) for wedge in sidecar.wedges())
    provenance = sidecar.provenance(file_format, tuple(notes))
    return Radiograph(tuple(views), energies, provenance, sidecar.subject, sidecar.container_facts(), wedges)


def check_views(count: int) -> None:
    """Raises `Unreadable` where there are more than physics and viewer take."""
    if count > RADIOGRAPH_VIEWS:
        text = f"A radiograph has one or two views and this one has {count}: post two, and each further view as a scan "
        raise Unreadable("too_many_views", f"{text}of its own, of the same consignment.")


def _same_size(planes: Sequence[RawPlane]) -> None:
    if min(min(plane.pixels.shape) for plane in planes) < SMALLEST:
        raise Unreadable("empty", f"The image is smaller than {SMALLEST} pixels; post the whole image.")


def _by_view_and_energy(planes: Sequence[RawPlane], sidecar: SideCar) -> dict[tuple[int, int], NDArray[np.uint16]]:
    wanted = [(view, energy) for view in range(len(sidecar.views)) for energy in range(len(sidecar.energies))]
    parts = sidecar.planes or tuple(_in_order(planes, wanted))
    found: dict[tuple[int, int], NDArray[np.uint16]] = {}
    named: list[RawPlane] = []
    for part in parts:
        if (part.view, part.energy) not in wanted or (part.view, part.energy) in found:
            raise Unreadable(
                "wrong_energies",
                f"The side-car's planes name view {part.view}, energy {part.energy} twice, or it has no such one.",
            )
        named.append(_plane(planes, part))
        found[part.view, part.energy] = named[-1].pixels
    if missing := [key for key in wanted if key not in found]:
        view, energy = missing[0]
        raise Unreadable("wrong_energies", f"There is no plane for view {view}, energy {energy}; post it as well.")
    _check_unnamed(planes, named)
    for view in range(len(sidecar.views)):
        if len({found[view, energy].shape for energy in range(len(sidecar.energies))}) > 1:
            raise Unreadable("mixed_sizes", f"The planes of view {view} differ in size; export them at one size.")
    return found


def _check_unnamed(planes: Sequence[RawPlane], named: Sequence[RawPlane]) -> None:
    """Refuse what would go unseen: a plane that nothing names, unless it is empty or shows what a named one shows."""
    unseen = [
        plane
        for plane in planes
        if not any(plane is each for each in named)
        and plane.pixels.min() < plane.pixels.max()
        and not any(np.array_equal(plane.pixels, each.pixels) for each in named)
    ]
    if unseen:
        first = "; ".join(f"{plane.file}, page {plane.page}, channel {plane.channel}" for plane in unseen[:MOST_TOLD])
        more = f" and {len(unseen) - MOST_TOLD} more" if len(unseen) > MOST_TOLD else ""
        what = "what is not named is not looked at. Name each in planes, or post the image without the rest."
        raise Unreadable("unnamed_planes", f"The side-car names no view and energy for {first}{more}: {what}")


def _in_order(planes: Sequence[RawPlane], wanted: Sequence[tuple[int, int]]) -> Iterator[PlanePart]:
    if len(planes) != len(wanted):
        raise Unreadable(
            "wrong_energies",
            f"The post holds {len(planes)} planes where {len(wanted)} were expected; say in a side-car which is which.",
        )
    for plane, (view, energy) in zip(planes, wanted, strict=True):
        yield PlanePart(file=plane.file, page=plane.page, channel=plane.channel, view=view, energy=energy)


def _plane(planes: Sequence[RawPlane], part: PlanePart) -> RawPlane:
    for plane in planes:
        if part.file in (None, plane.file) and (plane.page, plane.channel) == (part.page, part.channel):
            return plane
    where = f"{part.file or 'the image'}, page {part.page}, channel {part.channel}"
    raise Unreadable("wrong_energies", f"The side-car names {where}, which was not posted; correct planes.")


def _highest_first(energies: Sequence[Energy]) -> list[int]:
    """The order of planes inside the house; of two with one tube voltage, the more filtered is the higher."""
    if len(energies) == 1:
        return [0]
    if any(energy.peak_kev is None for energy in energies):
        raise Unreadable("wrong_energies", "Two energies need kv or mev each, or nobody knows which is the higher one.")

    def hardness(index: int) -> tuple[float, float, bool]:
        energy = energies[index]
        return energy.peak_kev or 0.0, sum(slab.mm for slab in energy.filters or ()), "high" in energy.name.lower()

    if hardness(0) == hardness(1):
        raise Unreadable("wrong_energies", "The two energies are the same; give each its own kv, mev or filters.")
    return sorted((0, 1), key=hardness, reverse=True)


def _renumbered(wedge: Wedge, order: Sequence[int]) -> Wedge:
    if wedge.energy not in order:
        raise Unreadable("bad_sidecar", f"calibration names energy {wedge.energy}, which energies does not list.")
    return Wedge(order.index(wedge.energy), wedge.material, wedge.mm, wedge.minus_log_t)


def _transmission(raw: NDArray[np.uint16], given: Normalisation, energy: int) -> NDArray[np.uint16]:
    dark = _for_energy(given.dark, energy)
    air = air_level(raw) if given.air == "auto" else _for_energy(given.air, energy)
    if air - dark < 255:
        raise Unreadable(
            "bad_sidecar", "normalisation: air must exceed dark by at least 255 counts, or nothing is measured."
        )
    if (dark, air) == (0, OPEN_BEAM):
        return np.ascontiguousarray(raw, dtype=np.uint16)
    # A table of all raw values is quicker than arithmetic on millions of pixels, and takes no memory to speak of.
    values = np.arange(65536, dtype=np.float64)
    table = np.rint(np.clip((values - dark) / (air - dark), 0, 1) * OPEN_BEAM).astype(np.uint16)
    scaled: NDArray[np.uint16] = table[raw]
    return scaled


def _for_energy(value: float | str | tuple[float, ...], energy: int) -> float:
    if isinstance(value, tuple):
        if energy >= len(value):
            raise Unreadable("bad_sidecar", f"normalisation has no value for energy {energy}; give one per energy.")
        return value[energy]
    return float(value)


def air_level(raw: NDArray[np.uint16]) -> float:
    """The raw value of the open beam: the brightest level that at least one pixel in a hundred has."""
    histogram = np.bincount(raw.ravel() >> 6, minlength=1024)
    smooth = np.convolve(histogram, np.ones(5), mode="same")
    crowded = np.flatnonzero(smooth >= 0.01 * raw.size)
    if len(crowded) == 0:
        return float(np.percentile(raw, 99.9))
    # The topmost crowded stretch is the open beam with its noise; its peak is the level.
    top = crowded[-1]
    stretch = crowded[crowded >= top - 48]
    peak = stretch[np.argmax(smooth[stretch])]
    near = raw[np.abs((raw >> 6).astype(np.int32) - peak) <= 8]
    return float(np.median(near))
