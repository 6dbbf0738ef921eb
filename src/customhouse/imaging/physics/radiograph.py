"""The recognition of radiographs: container, areal density, mass, dense regions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from customhouse.imaging.model import (
    Box,
    Finding,
    Mass,
    Radiograph,
    Recognition,
    Severity,
    Subject,
    View,
)
from customhouse.imaging.physics import NAME, VERSION, container
from customhouse.imaging.physics.anomalies import Anomaly, Sensitivity, dense_regions
from customhouse.imaging.physics.areal import FloatMap, areal_scale
from customhouse.imaging.physics.beam import Beam, beams
from customhouse.imaging.physics.materials import Judged, density_of, judge
from customhouse.imaging.physics.pixels import Working, prepare
from customhouse.kernel.reasons import Reason

# Half ranges as shares of the mass, meant to hold nineteen times in twenty.
GEOMETRY = 0.03
BEAM_CALIBRATED, BEAM_LINAC, BEAM_TUBE = 0.03, 0.08, 0.12
SCATTER = 0.03
RATIO_CALIBRATED, RATIO_LINAC, RATIO_TUBE = 0.006, 0.02, 0.04
CARGO_FROM_MM = 4000
MUCH_OPAQUE = 0.01


@dataclass(frozen=True)
class Setting:
    """What the scan says about its beams, and how far it is to be trusted."""

    beams: tuple[Beam, ...]
    calibrated: bool
    contradicts: bool = False

    @property
    def tells_materials(self) -> bool:
        # At accelerator energies the ratios lie within four per cent of each other: a guessed beam tells nothing.
        return len(self.beams) == 2 and not self.contradicts and (self.calibrated or not self.beams[0].is_linac)

    @property
    def beam_share(self) -> float:
        if self.calibrated:
            return BEAM_CALIBRATED
        return BEAM_LINAC if self.beams[0].is_linac else BEAM_TUBE

    @property
    def ratio_share(self) -> float:
        if self.calibrated:
            return RATIO_CALIBRATED
        return RATIO_LINAC if self.beams[0].is_linac else RATIO_TUBE


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


def recognise(scan: Radiograph) -> Recognition:
    """Read a radiograph by physics alone. What the scan does not say is not guessed."""
    setting = _setting(scan)
    notes = list(_scan_notes(scan, setting))
    seen = [_see(index, view, scan, setting) for index, view in enumerate(scan.views)]
    best = _best(seen)
    notes += [note for each in seen for note in each.notes]
    notes += _disagreement(seen)
    contents = best.contents
    findings = [finding for each in seen for finding in each.findings]
    loaded = best.loaded
    return Recognition(NAME, VERSION, tuple(findings), best.total, contents, loaded, best.mix, tuple(notes))


def _setting(scan: Radiograph) -> Setting | None:
    if any(energy.peak_kev is None for energy in scan.energies):
        return None
    known = beams(scan.energies, scan.wedges)
    calibrated = all(beam.correction for beam in known)
    return Setting(known, calibrated, len(known) == 2 and _contradicts(scan))


def _contradicts(scan: Radiograph) -> bool:
    """Whether the plane called lower in energy passes more than the higher one: swapped, or something else."""
    thin = scan.views[0].transmission[:, ::8, ::8].astype(np.float32)
    crossed = (thin[0] > 6000) & (thin[0] < 50000)
    if crossed.sum() < 50:
        return False
    return float(np.median(thin[1][crossed] / thin[0][crossed])) > 1.01


def _scan_notes(scan: Radiograph, setting: Setting | None) -> Sequence[Reason]:
    notes = []
    if setting is None:
        notes.append(Reason("energy_unknown", "The scan does not name its energy, so no mass can be given."))
    elif setting.contradicts:
        notes.append(
            Reason(
                "energies_contradict",
                "The two energies are swapped or not what the side-car says; materials were not told apart.",
            )
        )
    elif not setting.calibrated:
        notes.append(
            Reason(
                "beam_not_calibrated",
                "No step wedge came with the scan: a usual beam is assumed, and masses are less sure.",
            )
        )
    if any(view.pixel_mm is None for view in scan.views):
        notes.append(
            Reason("pixel_size_unknown", "The size of a pixel at the object is unknown, so no mass can be given.")
        )
    return notes


def _see(index: int, view: View, scan: Radiograph, setting: Setting | None) -> Seen:
    working = prepare(view)
    pixel = None if view.pixel_mm is None else (view.pixel_mm[0] * working.step, view.pixel_mm[1] * working.step)
    area, is_container, notes = _area(working, pixel, scan)
    above = is_container and container.is_from_above(area, pixel, view.name)
    if setting is None or pixel is None:
        rough = dense_regions(working.depth[0], area, Sensitivity(max(15, area.height // 4), 0.15))
        found = tuple(_unweighed(index, number, anomaly, working.step) for number, anomaly in enumerate(rough))
        return Seen(index, view, area, is_container, above, None, None, None, {}, found, notes)
    weighed = _Weighed(working, setting, pixel)
    total, loaded, contents, more = _masses(weighed, area, is_container, above, scan)
    # From above every axle and beam of a chassis would be found.
    objects = [] if above else _objects(weighed, area, is_container)
    findings = tuple(_finding(index, number, *each) for number, each in enumerate(objects))
    mix = weighed.mix(area)
    return Seen(index, view, area, is_container, above, total, contents, loaded, mix, findings, (*notes, *more))


class _Weighed:
    """A view's areal density, computed once, and the sums that are asked of it."""

    def __init__(self, working: Working, setting: Setting, pixel_mm: tuple[float, float]) -> None:
        self.working, self.setting, self.pixel_mm = working, setting, pixel_mm
        self.cm2 = pixel_mm[0] * pixel_mm[1] / 100
        scale = areal_scale(setting.beams, setting.tells_materials)
        self.ratio = self._ratio() if len(working.depth) == 2 else np.ones_like(working.depth[0])
        self.areal, self.spread = scale.look_up(working.depth[0], self.ratio)

    def _ratio(self) -> FloatMap:
        """Low over high attenuation, each averaged first: a ratio of noisy pixels would be noise."""
        size = 7
        high, low = (ndimage.uniform_filter(plane, size) for plane in self.working.depth)
        return np.where(high > 0.03, low / np.maximum(high, 0.03), np.float32(1.2)).astype(np.float32)

    def mass(self, area: Box) -> Mass:
        window = (slice(area.y, area.y + area.height), slice(area.x, area.x + area.width))
        kg = float(self.areal[window].sum(dtype=np.float64)) * self.cm2 / 1000
        spread = float(self.spread[window].sum(dtype=np.float64)) * self.cm2 / 1000
        share = math.hypot(self.setting.beam_share, GEOMETRY, SCATTER)
        half = math.hypot(kg * share, spread)
        beyond = self.opaque_mass(area)
        return Mass(kg, max(0.0, kg - half), kg + half + beyond.kg, beyond.reasons)

    def opaque_mass(self, area: Box) -> Mass:
        """What the opaque pixels weigh at least: they may well weigh as much again."""
        window = (slice(area.y, area.y + area.height), slice(area.x, area.x + area.width))
        opaque = self.working.opaque[window]
        kg = float(self.areal[window][opaque].sum(dtype=np.float64)) * self.cm2 / 1000
        share = float(opaque.mean())
        return Mass(kg, kg, 2 * kg, (_opaque(share),) if share > 0.0005 else ())

    def judged(self, anomaly: Anomaly) -> Judged:
        """What stands out: its material from what it adds at both energies, over what lies around it."""
        box = anomaly.box
        window = (slice(box.y, box.y + box.height), slice(box.x, box.x + box.width))
        depths = [float(plane[window][anomaly.mask].mean()) for plane in self.working.depth]
        sides = min(box.width * self.pixel_mm[0], box.height * self.pixel_mm[1]) / 10
        opaque = float(self.working.opaque[window][anomaly.mask].mean())
        pixels = int(anomaly.mask.sum())
        sigma = math.hypot(self.setting.ratio_share, self.working.noise / max(0.05, depths[0]) / math.sqrt(pixels))
        beams_used = self.setting.beams if self.setting.tells_materials else self.setting.beams[:1]
        return judge(beams_used, (depths[0], depths[-1]), sigma, (anomaly.excess, sides, opaque))

    def mix(self, area: Box) -> dict[str, float]:
        """Shares of the mass by class, on a coarse grid; empty where one energy tells none apart."""
        if not self.setting.tells_materials:
            return {}
        size = max(8, min(area.width, area.height) // 24)
        grid: dict[str, float] = {}
        for y in range(area.y, area.y + area.height, size):
            for x in range(area.x, area.x + area.width, size):
                window = (slice(y, y + size), slice(x, x + size))
                mass = float(self.areal[window].sum())
                depth, ratio = float(self.working.depth[0][window].mean()), float(self.ratio[window].mean())
                told = judge(self.setting.beams, (depth, depth * ratio), self.setting.ratio_share, (0.0, 1.0, 0.0))
                word = told.material.word if told.material is not None else "untold"
                grid[word] = grid.get(word, 0.0) + max(0.0, mass)
        whole = sum(grid.values()) or 1.0
        return {word: round(mass / whole, 4) for word, mass in sorted(grid.items())}


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
        return (
            whole,
            False,
            (Reason("container_not_found", "No container outline stands out; the whole image was weighed."),),
        )
    return box, True, ()


def _masses(
    weighed: _Weighed, area: Box, is_container: bool, above: bool, scan: Radiograph
) -> tuple[Mass, bool | None, Mass | None, tuple[Reason, ...]]:
    total = weighed.mass(area)
    if not is_container:
        wanted = scan.subject in (Subject.CONTAINER, Subject.VEHICLE)
        return total, None, None if wanted else total, ()
    if above:
        return (
            total,
            None,
            None,
            (Reason("chassis_in_view", "From above, the chassis lies behind the goods: not weighed."),),
        )
    inside = container.filling(weighed.areal, container.inside_of(area, weighed.pixel_mm), weighed.pixel_mm)
    share = math.hypot(weighed.setting.beam_share, GEOMETRY, SCATTER)
    opaque = weighed.opaque_mass(container.inside_of(area, weighed.pixel_mm))
    goods = Mass(
        inside.goods_kg,
        max(0.0, inside.goods_kg * (1 - share) - inside.goods_spread_kg),
        inside.goods_kg * (1 + share) + inside.goods_spread_kg + opaque.kg,
        opaque.reasons,
    )
    if inside.measured:
        return total, inside.loaded, goods, ()
    text = "Goods fill the container everywhere: usual walls were assumed."
    return total, inside.loaded, _with_tare(total, goods, scan), (Reason("walls_assumed", text),)


def _with_tare(total: Mass, goods: Mass, scan: Radiograph) -> Mass:
    """Where the walls cannot be read off the image, the tare is a second way to the mass of the goods."""
    known = scan.container.tare_kg
    tare = (known, 60.0) if known is not None else container.tare_of(scan.container.size_type)
    if tare is None or total.reasons:
        return goods  # the opaque parts are mostly roof and floor: taking the whole tare off would take too much
    by_tare = Mass(
        max(0.0, total.kg - tare[0]), max(0.0, total.low_kg - sum(tare)), max(0.0, total.high_kg - tare[0] + tare[1])
    )
    return _joined(by_tare, goods)


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


def _objects(weighed: _Weighed, area: Box, is_container: bool) -> list[tuple[Anomaly, Judged, float, int]]:
    linac = weighed.setting.beams[0].is_linac
    window_mm = (
        1100
        if is_container
        else max(60.0, 0.3 * min(area.width * weighed.pixel_mm[0], area.height * weighed.pixel_mm[1]))
    )
    window = max(15, round(window_mm / weighed.pixel_mm[0]))
    inner = container.clear_of_frame(area, weighed.pixel_mm) if is_container else area
    regions = dense_regions(weighed.areal, inner, Sensitivity(window, 4.0 if linac else 0.5))
    judged = [(anomaly, weighed.judged(anomaly)) for anomaly in regions]
    return [
        (anomaly, told, anomaly.excess_sum * weighed.cm2 / 1000, weighed.working.step)
        for anomaly, told in judged
        if told.density >= 1.5 or told.opaque
    ]


def _finding(view: int, number: int, anomaly: Anomaly, told: Judged, kg: float, step: int) -> Finding:
    density = round(told.density, 2)
    what = told.material.word if told.material is not None else "material not told"
    at_least = "At least" if told.opaque else "About"
    return Finding(
        f"v{view}-{number}",
        "opaque_region" if told.opaque else "dense_object",
        told.material,
        Severity.LOW,  # what is dense is not suspect by itself: the comparison with the declaration raises it
        Reason(
            "denser_than_surroundings",
            f"{at_least} {kg:.1f} kg more than its surroundings ({what}): {anomaly.excess:.0f} over "
            f"{anomaly.surroundings:.0f} g/cm².",
            {
                "kg": f"{kg:.1f}",
                "excess": f"{anomaly.excess:.0f}",
                "surroundings": f"{anomaly.surroundings:.0f}",
                "material": what,
            },
        ),
        told.ambiguous,
        view,
        _full(anomaly.box, step),
        None,
        round(kg * 1000 / density_of(told), 1),
        round(kg, 3),
        density,
        round(anomaly.excess + anomaly.surroundings, 1),
    )


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


def _disagreement(seen: Sequence[Seen]) -> list[Reason]:
    masses = [each.total for each in seen if each.total is not None and not each.from_above]
    if len(masses) == 2 and (masses[0].high_kg < masses[1].low_kg or masses[1].high_kg < masses[0].low_kg):
        params = {"first": f"{masses[0].kg:.0f}", "second": f"{masses[1].kg:.0f}"}
        text = f"The two views weigh differently: {params['first']} kg and {params['second']} kg."
        return [Reason("views_disagree", text, params)]
    return []


def _opaque(share: float) -> Reason:
    percent = f"{100 * share:.1f}"
    return Reason(
        "opaque_share",
        f"{percent} % of the image lets nothing through; what is there weighs at least that much.",
        {"percent": percent},
    )
