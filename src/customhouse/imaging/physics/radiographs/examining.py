"""The recognition of radiographs: container, areal density, mass, dense regions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import ndimage

from customhouse.imaging.model import (
    INNER_WIDTH_CM,
    Box,
    Finding,
    Mass,
    Material,
    Packed,
    Radiograph,
    Recognition,
    Severity,
    Subject,
    View,
)
from customhouse.imaging.physics import NAME, VERSION, signature
from customhouse.imaging.physics.beams.scatter import without_scatter
from customhouse.imaging.physics.beams.setting import Setting, scan_notes, setting_of
from customhouse.imaging.physics.containers import container
from customhouse.imaging.physics.containers.belonging import is_fixture, is_of_the_load
from customhouse.imaging.physics.containers.counting import Standing, packages_seen
from customhouse.imaging.physics.containers.loading import goods_mix, packed
from customhouse.imaging.physics.containers.tare import OPAQUE_MOST, OPAQUE_TIMES, joined_with_tare, with_container
from customhouse.imaging.physics.radiographs.anomalies import Anomaly, Sensitivity, dense_regions
from customhouse.imaging.physics.radiographs.faults import NO_SIZE, TURNED, impossible_size, thin_walls, turned
from customhouse.imaging.physics.radiographs.materials import Judged, density_of
from customhouse.imaging.physics.radiographs.pixels import Working, prepare
from customhouse.imaging.physics.radiographs.weighing import Weighed
from customhouse.kernel.reasons import Reason

CARGO_FROM_MM = 4000
DENSE_FROM = 1.5  # g/cm³: as dense as this if no deeper than narrow
METALS = (Material.METAL, Material.DENSE)
MUCH_OPAQUE = 0.01
BELOW, LONG_SHARE = 0.25, 0.3  # of a container's height; of its length, longer than any axle or bearer
UNRESOLVED = 0.12  # of the mass: thin sheets and gaps finer than a pixel let more through than goods spread evenly
WALL_DEPTH = 0.12  # −ln T of a container's two side walls


NO_OPEN_BEAM = Reason(
    "no_open_beam", "No open beam is seen in the image: its values, or what they were normalised by, may be wrong."
)
NOT_FOUND = Reason("container_not_found", "No container outline stands out; the whole image was weighed.")
FIXTURES = Reason(
    "fixtures_hide",
    "Where a refrigerated container has its machinery and its floor's rails, at its ends and its floor, something "
    "stands out that may be theirs: a dense object there is not told from them.",
)


@dataclass(frozen=True)
class Seen:
    """One view measured. `total` is of all within `area`; `contents` without the container."""

    index: int
    view: View
    area: Box  # in working pixels
    is_container: bool
    from_above: bool
    total: Mass | None
    contents: Mass | None
    loaded: bool | None
    mix: dict[str, float]
    findings: tuple[Finding, ...]
    notes: tuple[Reason, ...]
    contents_mix: dict[str, float] = field(default_factory=dict)
    packed: Packed | None = None
    signature: tuple[float, ...] = ()
    standing: Standing | None = None


@dataclass(frozen=True)
class Contents:
    """What is in the area without the container, as far as that can be told.

    Attributes:
        weighs: whether anything of the view is to be weighed.
    """

    loaded: bool | None = None
    mass: Mass | None = None
    notes: tuple[Reason, ...] = ()
    mix: dict[str, float] = field(default_factory=dict)
    packed: Packed | None = None
    weighs: bool = True


def recognise(scan: Radiograph) -> Recognition:
    """Read a radiograph by physics alone. What the scan does not say is not guessed."""
    setting = setting_of(scan)
    notes = list(scan_notes(scan, setting))
    seen = [_see(index, view, scan, setting) for index, view in enumerate(scan.views)]
    best = _best(seen)
    if setting is not None and not setting.beams[0].is_linac:
        best = _of_both(best, seen)
    notes += [note for each in seen for note in each.notes]
    notes += _disagreement(seen)
    contents = best.contents
    findings = [finding for each in seen for finding in each.findings]
    loaded = best.loaded
    found = (tuple(findings), best.total, contents, loaded, best.mix, tuple(notes))
    result = Recognition(NAME, VERSION, *found, contents_mix=best.contents_mix, packed=best.packed)
    standing = [each.standing for each in seen if each.standing is not None]
    packages = None if not standing else () if loaded is False else packages_seen(standing)
    return replace(result, signature=best.signature, packages=packages)


def _see(index: int, view: View, scan: Radiograph, setting: Setting | None) -> Seen:
    working = prepare(view)
    pixel = None if view.pixel_mm is None else (view.pixel_mm[0] * working.step, view.pixel_mm[1] * working.step)
    area, is_container, notes = _area(working, pixel, scan)
    above = is_container and container.is_from_above(area, pixel, view.name)
    standing = Standing(index, working, pixel, area, above) if is_container and pixel is not None else None
    if setting is None or pixel is None:
        rough = dense_regions(working.depth[0], area, Sensitivity(max(15, area.height // 4), 0.15))
        found = tuple(_unweighed(index, number, anomaly, working.step) for number, anomaly in enumerate(rough))
        like = _signature(working, area, pixel, is_container, {})
        return Seen(
            index, view, area, is_container, above, None, None, None, {}, found, notes, {}, None, like, standing
        )
    if setting.tells_materials:
        working = without_scatter(working, setting.beams)
    weighed = Weighed(working, setting, pixel)
    total, contents = weighed.mass(area), _contents(weighed, area, is_container, above, scan)
    if is_container and contents.mass is not None:
        total = with_container(total, contents.mass, weighed.opaque_mass(container.inside_of(area, pixel)), scan)
    sized = not any(note.code in NO_SIZE for note in contents.notes)
    if not sized:  # of what has no true size nothing has a mass, and nothing is as long as packages are
        notes, standing = tuple(note for note in notes if note != NOT_FOUND), None
    # From above every axle and beam of a chassis would be found.
    objects, fixed = ([], ()) if above or not sized else _objects(weighed, area, is_container, scan.container.size_type)
    findings = tuple(_finding(index, number, *each) for number, each in enumerate(objects))
    notes = (*notes, *contents.notes, *fixed)
    all_mass, mix = (total, weighed.mix(area)) if contents.weighs else (None, {})
    told = (all_mass, contents.mass, contents.loaded, mix, findings, notes)
    like = _signature(working, area, pixel, is_container, contents.mix or told[3])
    return Seen(index, view, area, is_container, above, *told, contents.mix, contents.packed, like, standing)


def _signature(
    working: Working,
    area: Box,
    pixel: tuple[float, float] | None,
    is_container: bool,
    mix: dict[str, float],
) -> tuple[float, ...]:
    room = container.inside_of(area, pixel) if is_container and pixel is not None else area
    return signature.of_view(working.depth, room, pixel, mix, WALL_DEPTH if is_container else 0.0)


def _area(
    working: Working, pixel: tuple[float, float] | None, scan: Radiograph
) -> tuple[Box, bool, tuple[Reason, ...]]:
    """The container where there is one, else everything that is not air."""
    depth = working.depth[0]
    threshold = max(0.05, 6 * working.noise)
    solid = ndimage.uniform_filter(depth, 3) > threshold
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if len(rows) == 0:
        return (
            Box(0, 0, depth.shape[1], depth.shape[0]),
            False,
            (Reason("nothing_seen", "The image shows nothing but air."),),
        )
    whole = Box(int(columns[0]), int(rows[0]), int(columns[-1] - columns[0] + 1), int(rows[-1] - rows[0] + 1))
    is_cargo = scan.subject in (Subject.CONTAINER, Subject.VEHICLE) or (
        scan.subject is Subject.UNKNOWN and pixel is not None and whole.width * pixel[0] > CARGO_FROM_MM
    )
    if not is_cargo:
        notes = (
            ()
            if working.air_seen
            else (Reason("no_air_seen", "The object fills the image: its edges may be cut off."),)
        )
        return whole, False, notes
    box = container.body(depth, threshold, pixel, scan.container.size_type)
    if box is None:
        return whole, False, (NOT_FOUND,)
    cut = container.cut_off(box, depth.shape[1], pixel, scan.container.size_type)
    return box, True, (*(() if working.air_seen else (NO_OPEN_BEAM,)), *(() if cut is None else (cut,)))


def _contents(weighed: Weighed, area: Box, is_container: bool, above: bool, scan: Radiograph) -> Contents:
    size_type, pixel = scan.container.size_type, weighed.pixel_mm
    if not is_container and scan.subject not in (Subject.CONTAINER, Subject.VEHICLE):
        return Contents(mass=weighed.mass(area), mix=weighed.mix(area))
    if above:
        text = "From above, the chassis lies behind the goods: not weighed."
        return Contents(notes=(Reason("chassis_in_view", text),))
    fault = _fault(weighed, area, is_container, size_type)
    if fault is not None or not is_container:
        return Contents(notes=() if fault is None else (fault,), weighs=fault is None)
    room = container.inside_of(area, pixel)
    inside = container.filling(weighed.areal, room, pixel, size_type)
    thin = thin_walls(float(inside.walls.min()), size_type) if inside.measured else None
    if thin is not None:  # what seems empty may hold goods that the values make as thin as the walls
        return Contents(inside.loaded or None, notes=(thin,), weighs=False)
    if inside.loaded is False and _lies_below(weighed, room):
        text = "Something dense lies along the floor or below it: what the container holds cannot be told."
        return Contents(notes=(Reason("floor_unsure", text),))
    return _weighed_contents(weighed, area, room, inside, scan)


def _fault(weighed: Weighed, area: Box, is_container: bool, size_type: str | None) -> Reason | None:
    if is_container and turned(weighed.working.depth[0], area, weighed.pixel_mm, size_type):
        return TURNED
    return impossible_size(area, weighed.areal.shape, weighed.pixel_mm, size_type if is_container else None)


def _weighed_contents(weighed: Weighed, area: Box, room: Box, inside: container.Filling, scan: Radiograph) -> Contents:
    share = weighed.setting.mass_share
    opaque = weighed.opaque_mass(room)
    cut = container.cut_off(area, weighed.areal.shape[1], weighed.pixel_mm, scan.container.size_type)
    goods = Mass(
        inside.goods_kg + (OPAQUE_TIMES - 1) * opaque.kg,
        max(0.0, inside.goods_kg * (1 - share) - inside.goods_spread_kg),
        inside.goods_kg * (1 + share + UNRESOLVED) + inside.goods_spread_kg + (OPAQUE_MOST - 1) * opaque.kg,
        opaque.reasons + (() if cut is None else (cut,)),
    )
    notes: tuple[Reason, ...] = ()
    if not inside.measured:
        text = "Goods fill the container everywhere: usual walls were assumed."
        # The tare is that of a whole one.
        goods = goods if cut is not None else joined_with_tare(goods, weighed.mass(area), scan)
        notes = (Reason("walls_assumed", text),)
    if not inside.loaded:  # what little there may be is the unevenness of the walls
        return Contents(inside.loaded, goods, notes)
    walls = np.full(weighed.areal.shape[0], inside.walls.min())
    walls[room.y : room.y + room.height] = inside.walls
    mix = goods_mix(weighed, container.clear_of_frame(area, weighed.pixel_mm), walls)
    return Contents(inside.loaded, goods, notes, mix, packed(goods, inside.area_cm2))


def _lies_below(weighed: Weighed, room: Box) -> bool:
    """Whether what seems to lie under an empty container may be goods on a floor that is lower than it seems."""
    first = room.y + room.height
    below = weighed.working.opaque[first : first + round(BELOW * room.height), room.x : room.x + room.width]
    return below.size > 0 and float(below.mean(axis=1).max()) > LONG_SHARE


Object = tuple[Anomaly, Judged, Mass, int]


def _objects(
    weighed: Weighed, area: Box, is_container: bool, size_type: str | None
) -> tuple[list[Object], tuple[Reason, ...]]:
    """What stands out and is none of the container or its load, and whether something else was passed over."""
    linac, pixel = weighed.setting.beams[0].is_linac, weighed.pixel_mm
    window_mm = 1100 if is_container else max(60.0, 0.3 * min(area.width * pixel[0], area.height * pixel[1]))
    window = max(15, round(window_mm / pixel[0]))
    inner = container.clear_of_frame(area, pixel) if is_container else _without_rim(area)
    regions = dense_regions(weighed.areal, inner, Sensitivity(window, 4.0 if linac else 0.5))
    deepest_cm = INNER_WIDTH_CM if is_container else 0.0
    judged = [(anomaly, weighed.judged(anomaly, deepest_cm)) for anomaly in regions]
    found = [
        (anomaly, told)
        for anomaly, told in judged
        if (told.density >= DENSE_FROM or told.opaque or told.material in METALS)
        and not (is_container and is_of_the_load(weighed.areal, (anomaly, told), regions, area, pixel))
    ]
    own = [each for each in found if not (is_container and is_fixture(each[0], area, pixel, size_type))]
    told_all = [(anomaly, told, _mass_of(weighed, anomaly, told), weighed.working.step) for anomaly, told in own]
    return told_all, () if len(own) == len(found) else (FIXTURES,)


def _mass_of(weighed: Weighed, anomaly: Anomaly, told: Judged) -> Mass:
    """What stands out; of what lets nothing through the least, whatever it is, is the lower end."""
    mass = weighed.excess(anomaly)
    return replace(mass, low_kg=min(mass.kg, weighed.least_excess_kg(anomaly))) if told.opaque else mass


def _without_rim(area: Box) -> Box:
    """The outermost pixels hold half air; beside them everything would stand out."""
    rim = 3
    return Box(area.x + rim, area.y + rim, max(1, area.width - 2 * rim), max(1, area.height - 2 * rim))


def _finding(view: int, number: int, anomaly: Anomaly, told: Judged, mass: Mass, step: int) -> Finding:
    kg = mass.kg
    density = round(told.density, 2)
    what = told.material.word if told.material is not None else "material not told"
    return Finding(
        f"v{view}-{number}",
        "opaque_region" if told.opaque else "dense_object",
        told.material,
        Severity.LOW,  # what is dense is not suspect by itself: the comparison with the declaration raises it
        _stands_out(anomaly, mass, what, told),
        told.ambiguous,
        view,
        _full(anomaly.box, step),
        None,
        round(kg * 1000 / density_of(told), 1),
        round(kg, 3),
        density,
        round(anomaly.excess + anomaly.surroundings, 1),
        mass_low_kg=None if told.opaque else round(mass.low_kg, 3),
        mass_high_kg=None if told.opaque else round(mass.high_kg, 3),
    )


def _stands_out(anomaly: Anomaly, mass: Mass, what: str, told: Judged) -> Reason:
    params = {"kg": _kg_words(mass.kg), "surroundings": f"{anomaly.surroundings:.0f}", "material": what}
    if told.opaque:
        params["least"] = _kg_words(mass.low_kg)
        text = f"Lets nothing through: at least {params['least']} kg over its surroundings, reckoned at"
        return Reason("opaque_over_surroundings", f"{text} {params['kg']} kg.", params)
    params["excess"] = f"{anomaly.excess:.0f}"
    text = f"About {params['kg']} kg more than its surroundings ({what}): {params['excess']} over"
    text = f"{text} {params['surroundings']} g/cm²"
    if told.least_density == told.density:
        return Reason("denser_than_surroundings", f"{text}.", params)
    params |= {"low": f"{told.least_density:.1f}", "high": f"{told.density:.1f}"}
    deep = "as deep as the container is wide, or as it is narrow"
    return Reason("denser_by_its_depth", f"{text}; {params['low']} to {params['high']} g/cm³, {deep}.", params)


def _kg_words(kg: float) -> str:
    return f"{kg:.1f}" if kg >= 1 else f"{kg:.2g}"


def _unweighed(view: int, number: int, anomaly: Anomaly, step: int) -> Finding:
    text = "Attenuates more than its surroundings; without energy and pixel size it cannot be weighed."
    reason = Reason("denser_unweighed", text)
    return Finding(
        f"v{view}-{number}", "dense_object", None, Severity.LOW, reason, True, view, _full(anomaly.box, step)
    )


def _full(box: Box, step: int) -> Box:
    return Box(box.x * step, box.y * step, box.width * step, box.height * step)


def _best(seen: Sequence[Seen]) -> Seen:
    """The view that weighs best: the container from the side before from above, then the narrower range."""

    def doubt(each: Seen) -> tuple[bool, bool, float]:
        mass = each.contents or each.total
        width = math.inf if mass is None else (mass.high_kg - mass.low_kg) / max(mass.kg, 1e-3)
        return not each.is_container, each.from_above, width

    return min(seen, key=doubt)


def _of_both(best: Seen, seen: Sequence[Seen]) -> Seen:
    """Near a tube one view draws too large what another draws too small: where both weigh all, their mean is nearer.

    Where they disagree, both stay in the range.
    """
    if best.is_container:
        return best
    masses = [each.total for each in seen if each.total is not None and not each.is_container]
    if len(masses) != 2 or any(mass.reasons for mass in masses):
        return best
    kg, low, high = (sum(getattr(mass, part) for mass in masses) / 2 for part in ("kg", "low_kg", "high_kg"))
    if masses[0].high_kg < masses[1].low_kg or masses[1].high_kg < masses[0].low_kg:
        low, high = min(mass.low_kg for mass in masses), max(mass.high_kg for mass in masses)
    mean = Mass(kg, low, high)
    return replace(best, total=mean, contents=mean if best.contents is not None else None)


def _disagreement(seen: Sequence[Seen]) -> list[Reason]:
    masses = [each.total for each in seen if each.total is not None and not each.from_above]
    if len(masses) == 2 and (masses[0].high_kg < masses[1].low_kg or masses[1].high_kg < masses[0].low_kg):
        params = {"first": f"{masses[0].kg:.0f}", "second": f"{masses[1].kg:.0f}"}
        text = f"The two views weigh differently: {params['first']} kg and {params['second']} kg."
        return [Reason("views_disagree", text, params)]
    return []
