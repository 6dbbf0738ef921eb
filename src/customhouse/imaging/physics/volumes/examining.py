"""The recognition of volumes: classes by calibrated windows, connected objects with volume, density and mass."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.model import BoxMm, Finding, Mass, Material, Packed, Recognition, Severity, Volume
from customhouse.imaging.physics import NAME, VERSION, signature
from customhouse.imaging.physics.volumes.faults import Checked, as_it_is
from customhouse.imaging.physics.volumes.relative import relative_labels
from customhouse.imaging.physics.volumes.voxels import (
    Labels,
    Mask,
    Part,
    Region,
    occupied,
    parts,
    without_edges,
    without_surface,
)
from customhouse.imaging.physics.volumes.windows import BEGINS, Windows, tell, windows
from customhouse.kernel.reasons import Reason

LEAST_CM3 = 0.15
LEAST_VOXELS = 8
MOST_OBJECTS = 60
HEAVIEST = 12  # of these places go to what weighs most among all that is smaller
LEAST_AIR = 0.05  # share of the volume that must be empty for its air to be measured
LEAST_SLICES = 8  # fewer are hardly a volume: blur along them is as long as they are
SCALE = 0.03  # of the scanner's own calibration to water
TRAY_MM = 30.0


@dataclass(frozen=True)
class Reading:
    """What is measured of a volume; `tables` is None where it is not calibrated."""

    scan: Volume
    labels: Labels
    tables: Windows | None
    voxel_cm3: float | None


@dataclass(frozen=True)
class Seen:
    """An object that became a finding: where it lies in the whole volume, and which voxels of that are its own."""

    finding: Finding
    region: Region
    mask: Mask


@dataclass(frozen=True)
class Examined:
    recognition: Recognition
    labels: Labels
    objects: tuple[Seen, ...]  # without the trays


def recognise(scan: Volume) -> tuple[Recognition, Labels]:
    """Return what a volume shows, and the class of each voxel."""
    examined = examine(scan)
    return examined.recognition, examined.labels


def examine(scan: Volume, checked: Checked | None = None) -> Examined:
    """As `recognise`, with the objects themselves, for those who look at each again.

    `checked` is what `as_it_is` says of the scan, where it was asked before.
    """
    scan, fault = checked or as_it_is(scan)
    spacing = scan.spacing_mm
    voxel_cm3 = None if spacing is None else math.prod(spacing) / 1000
    tables = windows(scan.peaks_kev[0], int(scan.values.max())) if scan.calibrated else None
    if tables is not None:
        # One look-up a voxel; the view as unsigned is the value + 32768 once the sign bit is turned.
        raw = tables.material[scan.values.view(np.uint16) ^ np.uint16(0x8000)]
    else:
        raw = relative_labels(scan.values)
    window = occupied(raw, margin=2)
    labels = np.zeros_like(raw)
    labels[window] = without_edges(raw[window])
    reading = Reading(scan, labels, tables, voxel_cm3)
    least = LEAST_VOXELS if voxel_cm3 is None else max(LEAST_VOXELS, round(LEAST_CM3 / voxel_cm3))
    found = sorted(_measured(reading, parts(labels[window], least), window), key=lambda each: each.voxels, reverse=True)
    trays = [each for each in found if each.is_tray]
    every = [each for each in found if not each.is_tray]
    objects = _listed(every)
    mass, mix, packed = _contents(reading, found)
    findings = [_finding(reading, number, each) for number, each in enumerate((*trays[:2], *objects))]
    notes = (*(() if fault is None else (fault,)), *_notes(reading, found), *_unlisted(len(every) - len(objects)))
    shares = (_mix(reading) if found else {}, notes, mix, packed)
    like = signature.of_volume(scan.values, labels, spacing) if scan.calibrated else ()
    recognition = Recognition(NAME, VERSION, tuple(findings), mass, mass, None, *shares, signature=like)
    own = findings[len(trays[:2]) :]
    seen = tuple(Seen(said, each.region, each.part.mask) for said, each in zip(own, objects, strict=True))
    return Examined(recognition, labels, seen)


def _listed(every: list["Measured"]) -> list["Measured"]:
    """The largest, and the heaviest of the rest: a small dense thing is not lost among many larger ones."""
    first = MOST_OBJECTS - HEAVIEST
    rest = range(first, len(every))
    heaviest = sorted(rest, key=lambda n: every[n].voxels * (every[n].grams_per_cm3 or 1.0), reverse=True)[:HEAVIEST]
    return every[:first] + [every[n] for n in sorted(heaviest)]


def _unlisted(count: int) -> tuple[Reason, ...]:
    if count <= 0:
        return ()
    text = (
        f"Not listed: {count} smaller or lighter pieces, usually fragments of things (edges, folds, clasps) rather "
        "than things of their own."
    )
    return (Reason("objects_unlisted", text, {"count": str(count)}),)


@dataclass(frozen=True)
class Measured:
    """A part with its sums. `region` lies in the whole volume."""

    part: Part
    region: Region
    voxels: float
    grams_per_cm3: float | None
    half_range: float | None
    relative: float | None
    ratio: float | None
    clipped: bool
    is_tray: bool


def _measured(reading: Reading, found: Iterable[Part], window: Region) -> list[Measured]:
    result = []
    for part in found:
        spans = [slice(window[a].start + part.region[a].start, window[a].start + part.region[a].stop) for a in range(3)]
        region = (spans[0], spans[1], spans[2])
        result.append(_one(reading, part, region))
    return result


def _one(reading: Reading, part: Part, region: Region) -> Measured:
    values = reading.scan.values[region][part.mask]
    tray = _is_tray(reading, region, part)
    if reading.tables is None:
        return Measured(part, region, float(values.size), None, None, None, None, False, tray)
    place = values.view(np.uint16) ^ np.uint16(0x8000)
    grams = float(reading.tables.density[place].sum(dtype=np.float64))
    half = float(reading.tables.half_range[place].mean(dtype=np.float64))
    # The inner half of the values: the rest is the blurred surface.
    core = np.partition(values, values.size // 2)[values.size // 2 :] if values.size > 1 else values
    relative = float(1 + core.mean(dtype=np.float64) / 1000)
    clipped = reading.tables.is_clipped(values)
    # A surface voxel is filled only so far as it reads like the inside.
    surface = part.mask & ~without_surface(part.mask)
    filled = np.clip((1 + reading.scan.values[region][surface] / 1000) / max(relative, 0.05), 0.0, 1.0)
    voxels = values.size - int(surface.sum()) + float(filled.sum(dtype=np.float64))
    measured = (grams / max(voxels, 1e-9), half, relative, _ratio(reading, part, region))
    return Measured(part, region, voxels, *measured, clipped, tray)


def _ratio(reading: Reading, part: Part, region: Region) -> float | None:
    if reading.scan.second is None:
        return None
    high = 1 + float(reading.scan.values[region][part.mask].mean(dtype=np.float64)) / 1000
    low = 1 + float(reading.scan.second[region][part.mask].mean(dtype=np.float64)) / 1000
    return low / high if high > 0.05 else None


def _is_tray(reading: Reading, region: Region, part: Part) -> bool:
    """A flat thing low in the image that runs through it from end to end: the belt, the tray or the table."""
    spacing, shape = reading.scan.spacing_mm, reading.scan.values.shape
    if spacing is None or shape[0] < 8:
        return False
    deep, tall, wide = (part_.stop - part_.start for part_ in region)
    through = deep >= 0.98 * shape[0] and wide >= 0.55 * shape[2]
    thickness = float(part.mask.sum()) / max(1, deep * wide) * spacing[1]
    low = region[1].start > 0.5 * shape[1]
    return bool(through and low and thickness < TRAY_MM and tall * spacing[1] < 4 * TRAY_MM)


def _contents(reading: Reading, found: Sequence[Measured]) -> tuple[Mass | None, dict[str, float], Packed | None]:
    """Everything but the tray, summed over voxels: parting into objects loses none of it."""
    if reading.tables is None or reading.voxel_cm3 is None:
        return None, {}, None
    window = _around([each.region for each in found if not each.is_tray])
    if window is None:
        return Mass(0.0, 0.0, 0.0), {}, None
    taken = np.zeros(reading.labels.shape, bool)
    taken[window] = reading.labels[window] > 0
    for tray in found:
        if tray.is_tray:
            taken[tray.region] &= ~tray.part.mask
    values = reading.scan.values
    place = (values.view(np.uint16) ^ np.uint16(0x8000))[taken]
    counts = np.bincount(place, minlength=65536)
    litre = reading.voxel_cm3 / 1000
    kg = float((counts * reading.tables.density).sum()) * litre
    # Materials err together within a class, so their half ranges add up; the scale errs by itself.
    half = math.hypot(float((counts * reading.tables.half_range).sum()) * litre, SCALE * kg)
    air = _air_level(reading, window)
    # What is too light to count as a class (padding, wool) shows as air that is not quite empty.
    rest = values[window][reading.labels[window] == 0]
    between = max(0.0, float((rest - air).sum(dtype=np.float64)) / 1000 * litre) if rest.size else 0.0
    light = counts[: int(1000 * BEGINS[Material.INORGANIC]) - 1000 + 32768].sum()
    kg += between - (air + 1000) / 1000 * float(light) * litre
    clip = reading.tables.clip
    ended = 0 if clip is None else int(counts[clip + 32768 :].sum())
    reasons = (_clipped(clip),) if clip is not None and ended else ()
    high = kg + half + between + ended * reading.tables.beyond * litre
    mass = Mass(max(0.0, kg), max(0.0, kg - half - between), high, reasons)
    cm3 = math.prod(part.stop - part.start for part in window) * reading.voxel_cm3
    return mass, _shares(reading.labels[taken], reading.tables.density[place]), _packed(mass, cm3)


def _shares(labels: Labels, weights: NDArray[np.floating] | None) -> dict[str, float]:
    """By class; without weights, of the volume."""
    sums = np.bincount(labels, weights=weights, minlength=6)[1:]
    whole = float(sums.sum())
    if whole <= 0:
        return {}
    return {Material(code).word: round(float(part) / whole, 4) for code, part in enumerate(sums, 1) if part > 0}


def _packed(mass: Mass, cm3: float) -> Packed | None:
    """In the box around all that is not tray."""
    if cm3 <= 0:
        return None
    density, low, high = (round(kg * 1000 / cm3, 4) for kg in (mass.kg, mass.low_kg, mass.high_kg))
    return Packed(density, low, high, round(cm3 / 1e6, 6))


def _around(regions: Sequence[Region]) -> Region | None:
    if not regions:
        return None
    spans = [slice(min(r[axis].start for r in regions), max(r[axis].stop for r in regions)) for axis in range(3)]
    return spans[0], spans[1], spans[2]


def _air_level(reading: Reading, window: Region) -> float:
    """What the scanner reads in empty air beside the objects: noise that is cut off at -1024 lifts it."""
    outside = reading.labels == 0
    outside[window] = False
    if outside.mean() < LEAST_AIR:
        return -1000.0
    level = float(reading.scan.values[outside].mean(dtype=np.float64))
    return min(max(level, -1030.0), -940.0)


def _clipped(clip: int) -> Reason:
    text = f"The scanner's values end at {clip} HU: metal is at least that dense, how much more is not seen."
    return Reason("values_clipped", text, {"hu": str(clip)})


def _notes(reading: Reading, found: Sequence[Measured]) -> tuple[Reason, ...]:
    notes = []
    if reading.tables is None:
        text = "The volume is not in Hounsfield units: classes are relative to each other, and no mass can be given."
        notes.append(Reason("uncalibrated", text))
    elif reading.scan.peaks_kev[0] is None:
        notes.append(Reason("voltage_unknown", "The tube voltage is unknown; a usual one was assumed for metals."))
    # Specks of noise lie above air here and there; what hangs together is something.
    if not found:
        notes.append(Reason("nothing_seen", "The volume holds nothing but air."))
    slices = reading.labels.shape[0]
    if slices < LEAST_SLICES:
        text = f"The volume has few slices, {slices}: what they cut is seen, not what it is a part of."
        notes.append(Reason("few_slices", text, {"slices": str(slices)}))
    return tuple(notes)


def _mix(reading: Reading) -> dict[str, float]:
    """Shares of the mass by class, or of the volume where there is no mass."""
    seen = reading.labels > 0
    weights = None
    if reading.tables is not None:
        weights = reading.tables.density[reading.scan.values[seen].view(np.uint16) ^ np.uint16(0x8000)]
    return _shares(reading.labels[seen], weights)


def _finding(reading: Reading, number: int, each: Measured) -> Finding:
    volume = None if reading.voxel_cm3 is None else each.voxels * reading.voxel_cm3
    mass = None if volume is None or each.grams_per_cm3 is None else volume * each.grams_per_cm3 / 1000
    if each.relative is None:
        material, ambiguous = each.part.group[0], True
    else:
        material, ambiguous = tell(each.relative, each.ratio, reading.scan.peaks_kev, each.clipped)
    kind, severity = _kind(each, material)
    low, high = mass_range(mass, volume, each.half_range, clipped=each.clipped)
    return Finding(
        f"o{number}",
        kind,
        material,
        severity,
        _reason(kind, material, volume, each),
        ambiguous,
        None,
        None,
        _box_mm(reading, each.region),
        None if volume is None else round(volume, 2),
        None if mass is None else round(mass, 4),
        None if each.grams_per_cm3 is None else round(each.grams_per_cm3, 3),
        mass_low_kg=low,
        mass_high_kg=high,
    )


def mass_range(
    kg: float | None, cm3: float | None, half_range: float | None, *, clipped: bool
) -> tuple[float | None, float | None]:
    """Where the mass of one object should lie: its material is one of several, and the scale errs by itself.

    Args:
        half_range: of its density, in g/cm³.
        clipped: denser than the scale of the image goes, so that it may weigh any amount more.
    """
    if kg is None or cm3 is None or half_range is None:
        return None, None
    half = math.hypot(cm3 * half_range / 1000, SCALE * kg)
    return round(max(0.0, kg - half), 4), None if clipped else round(kg + half, 4)


def _kind(each: Measured, material: Material) -> tuple[str, Severity]:
    if each.is_tray:
        return "tray", Severity.INFO
    is_dense = material >= Material.METAL and each.grams_per_cm3 is not None
    return ("dense_object", Severity.LOW) if is_dense else ("object", Severity.INFO)


def _reason(kind: str, material: Material, volume: float | None, each: Measured) -> Reason:
    density, least = each.grams_per_cm3, ""
    if density is not None and each.clipped and kind == "dense_object":
        density, least = max(0.0, density - (each.half_range or 0.0)), "at least "
    params = {"material": material.word}
    words = "very dense matter" if material is Material.DENSE else material.word.replace("_", " ")
    text = f"A connected object of {words}"
    if volume is not None:
        params["cm3"] = f"{volume:.1f}"
        text += f", {volume:.1f} cm³"
    if density is not None:
        params["density"] = f"{density:.2f}"
        text += f", {least}{density:.2f} g/cm³"
    return Reason(f"{kind}_{'clipped' if least else 'seen'}", text + ".", params)


def _box_mm(reading: Reading, region: Region) -> BoxMm | None:
    spacing = reading.scan.spacing_mm
    if spacing is None:
        return None
    z, y, x = (round(part.start * size, 2) for part, size in zip(region, spacing, strict=True))
    depth, height, width = (
        round((part.stop - part.start) * size, 2) for part, size in zip(region, spacing, strict=True)
    )
    return BoxMm(x, y, z, width, height, depth)
