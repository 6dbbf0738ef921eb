"""What physics and networks see in a CT volume: names of objects, threats, or a note why the networks are silent."""

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from customhouse.commodities.appearance.objects import EMPTY
from customhouse.imaging.model import BoxMm, Finding, Grading, Held, Recognition, Severity, Volume
from customhouse.imaging.model.grading import AS_CARD, WORST_FIRST, Suspicion, graded
from customhouse.imaging.model.recognition import UNKNOWN
from customhouse.imaging.networks.cards import Model, ModelCard, shipped
from customhouse.imaging.networks.engine import EngineMissing, open_network
from customhouse.imaging.networks.objects.cuts import Fields
from customhouse.imaging.networks.objects.rows import measured
from customhouse.imaging.networks.objects.values import AIR
from customhouse.imaging.networks.unlike import noted
from customhouse.imaging.networks.volumes.candidates import Candidate, candidates, hanging, likeness, shared
from customhouse.imaging.networks.volumes.contents import contents
from customhouse.imaging.networks.volumes.grids import grid_shape, nearest
from customhouse.imaging.networks.volumes.metal import look_again
from customhouse.imaging.networks.volumes.naming import Named, Opened, name_all, strangeness
from customhouse.imaging.networks.volumes.segments import EMPTY_HU, MOST_VOXELS, Gridded, Segments, segment
from customhouse.imaging.physics.volumes.examining import Examined, examine, mass_range
from customhouse.imaging.physics.volumes.faults import Checked, as_it_is
from customhouse.imaging.physics.volumes.windows import tell, windows
from customhouse.kernel.likelihood import in_words, step_of
from customhouse.kernel.reasons import Reason

SEGMENTS, OBJECTS, CROPS = "ct-segments", "ct-objects", "ct-crops"
SUSPECTED_WEAPON = "suspected_weapon"  # a card's threshold over the probability of weapons alone
SEVERITIES = {"suspected": Severity.MEDIUM, "likely": Severity.HIGH}  # by the names of a card's thresholds
WITHIN = 0.6  # share of the smaller of two objects from which both are one thing seen twice
ALIKE_SIZE = 3.0  # times the smaller: a suspicion so much larger than an object of the physics is more than that

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Looked:
    """`objects` is the class of each voxel of the scan, in the order of the card; None where no network looked.

    `examined` is what physics alone saw.
    """

    examined: Examined
    recognition: Recognition
    objects: Bytes | None = None


@cache
def known() -> Mapping[str, Model]:
    """The shipped models; none where a file is missing or broken."""
    try:
        return shipped()
    except (OSError, ValueError):
        return {}


@dataclass(frozen=True)
class Namers:
    """The models that name objects; `third` is None where its file is missing: the second's word stands then."""

    second: Model
    third: Model | None

    @classmethod
    def of(cls, models: Mapping[str, Model]) -> "Namers":
        return cls(models[OBJECTS], models.get(CROPS))

    @property
    def card(self) -> ModelCard:
        """Whose thresholds hold: they are of the probabilities as the last of them leaves these."""
        return (self.third or self.second).card

    def by(self, named: Named) -> str:
        """Whose word it is."""
        return self.third.label if named.before is not None and self.third is not None else self.second.label


@dataclass(frozen=True)
class Answers:
    """Of physics and of all networks, as they are."""

    examined: Examined
    grid: Gridded
    segments: Segments
    named: list[Named]


def look(scan: Volume, models: Mapping[str, Model] | None = None, grading: Grading = AS_CARD) -> Looked:
    """Physics, then networks. Where these cannot look, the physics' word stands, with a note."""
    found = known() if models is None else models
    checked = as_it_is(scan)
    hindrance = _hindrance(checked[0], found)
    if hindrance is not None:
        return _alone(scan, checked, hindrance)
    first, namers = found[SEGMENTS], Namers.of(found)
    try:
        said = answers(scan, found, checked)
    except EngineMissing as missing:
        return _alone(scan, checked, Reason("engine_missing", f"{missing} Physics alone speaks."))
    findings = _findings(scan, said, namers, grading)
    strange = round(strangeness(first.card, doubt_of(said.grid, said.segments)), 4)
    used = tuple(found[name].used for name in (SEGMENTS, OBJECTS, CROPS) if name in found)
    plain = said.examined.recognition
    vector = contents(said.grid, said.segments, said.named, namers.card.classes, plain.signature)
    seen = replace(plain, findings=findings, models=used, novelty=strange, embedding=vector)
    return Looked(said.examined, noted(seen, grading), _overlay(scan, said, namers.card, grading))


def answers(scan: Volume, models: Mapping[str, Model], checked: Checked | None = None) -> Answers:
    """Raises `EngineMissing`, and `ValueError` where the scan has no scale. `checked`: as `examine` takes it.

    The first network looks on a thread of its own while all that needs no network is measured: where a second core is
    idle, that costs no time.
    """
    first, second = (_opened(models[name]) for name in (SEGMENTS, OBJECTS))
    third = _opened(models[CROPS]) if CROPS in models else None
    checked = checked or as_it_is(scan)
    grid = Gridded.of(checked[0], float(first.card.preparation["pitch_mm"]))
    with ThreadPoolExecutor(1) as aside:
        coming = aside.submit(segment, first.network, grid)
        examined, fields = examine(scan, checked), Fields.of(grid)
        rest = [measured(each, fields) for each in hanging(grid)]
        segments = coming.result()
    tracked = candidates(grid, segments, examined.objects, scan.spacing_mm or (1.0, 1.0, 1.0))
    found = [*(measured(each, fields) for each in tracked), *rest]
    named = name_all(second, third, found, (grid, segments))
    return Answers(examined, grid, segments, look_again(second, third, named, (grid, segments)))


def _opened(model: Model) -> Opened:
    return Opened(open_network(model.path), model.card)


def _hindrance(scan: Volume, models: Mapping[str, Model]) -> Reason | None:
    if SEGMENTS not in models or OBJECTS not in models:
        return Reason("networks_missing", "The trained networks for CT are not installed: physics alone speaks.")
    if not scan.calibrated or scan.spacing_mm is None:
        text = "The networks need Hounsfield units and the size of a voxel, which this volume lacks."
        return Reason("networks_need_units", text)
    pitch = float(models[SEGMENTS].card.preparation["pitch_mm"])
    if math.prod(grid_shape(scan.values.shape, scan.spacing_mm, pitch)) > MOST_VOXELS:
        return Reason("networks_too_large", "The volume is larger than the networks can look at.")
    return None


def _alone(scan: Volume, checked: Checked, reason: Reason) -> Looked:
    examined = examine(scan, checked)
    return Looked(examined, replace(examined.recognition, notes=(*examined.recognition.notes, reason)))


def doubt_of(grid: Gridded, segments: Segments) -> float:
    """How unsure the first network is of what is not air, 0 to 1: high in images unlike those it learned from."""
    filled = grid.high > AIR
    return 1 - float(segments.sure[filled].mean()) / 255 if filled.any() else 0.0


def grade_of(named: Named, card: ModelCard, grading: Grading = AS_CARD) -> tuple[Severity, Held] | None:
    """How grave the suspicion of a threat is, and by which limit; None where there is none.

    A weapon is suspected from limits of its own: a missed one costs more than any other threat. The worse of the two
    grades counts, so that neither policy's limits of objects nor its limits of weapons set the others aside. What is
    merely noticed is of low severity, however sure, unless the chance that it is another threat is a graver one.
    """
    limits = {severity: card.thresholds[name] for name, severity in SEVERITIES.items()}
    weapons = {Severity.MEDIUM: card.thresholds[SUSPECTED_WEAPON]} if SUSPECTED_WEAPON in card.thresholds else {}
    noticed = named.threat_label in grading.noticed
    rest = named.threat - (sum(named.chances.get(each, 0.0) for each in grading.noticed) if noticed else 0.0)
    grades = [
        graded(rest, Suspicion.THREAT, limits, grading.objects),
        graded(named.weapon, Suspicion.WEAPON, weapons, grading.weapons),
    ]
    if noticed and (grade := graded(named.threat, Suspicion.THREAT, limits, grading.objects)) is not None:
        grades.append((Severity.LOW, grade[1]))
    return min(filter(None, grades), key=lambda grade: WORST_FIRST.index(grade[0]), default=None)


def _findings(scan: Volume, answered: Answers, namers: Namers, grading: Grading) -> tuple[Finding, ...]:
    """The physics' findings with names, and those that only the networks see; no thing is suspected twice."""
    named = answered.named
    raised = distinct([each for each in named if grade_of(each, namers.card, grading) is not None])
    said = {each.candidate.seen.finding.id: each for each in named if each.candidate.seen is not None}
    raising, own = _placed(raised, said)
    findings = [
        _suspected(finding, raising[finding.id], namers, grading)
        if finding.id in raising
        else _renamed(finding, said.get(finding.id), namers, grading)
        for finding in answered.examined.recognition.findings
    ]
    plain = [_finding(scan, answered.grid, number, each) for number, each in enumerate(own)]
    findings += [_suspected(finding, each, namers, grading) for finding, each in zip(plain, own, strict=True)]
    return tuple(findings)


def distinct(named: Sequence[Named]) -> list[Named]:
    """The likeliest threats first, without those that are the same thing as a likelier one."""
    taken: list[Named] = []
    for each in sorted(named, key=lambda one: -one.threat):
        if not any(_same(each.candidate, other.candidate) for other in taken):
            taken.append(each)
    return taken


def _same(one: Candidate, other: Candidate) -> bool:
    smaller = min(int(one.mask.sum()), int(other.mask.sum()))
    return shared(one, other) >= WITHIN * max(1, smaller)


def _placed(raised: Sequence[Named], said: Mapping[str, Named]) -> tuple[dict[str, Named], list[Named]]:
    """Suspicions by the ids of the physics' findings that they are about; and those of what physics has not seen."""
    raising = {each.candidate.seen.finding.id: each for each in raised if each.candidate.seen is not None}
    own = []
    for each in (other for other in raised if other.candidate.seen is None):
        twin = _twin(each.candidate, {key: other for key, other in said.items() if key not in raising})
        # Two threats in what physics took for one thing are two; the same threat in it again is not.
        again = (key for key, by in raising.items() if by.threat_label == each.threat_label)
        if any(_same(each.candidate, said[key].candidate) for key in again):
            continue
        if twin is None:
            own.append(each)
        else:
            raising[twin] = each
    return raising, own


def _twin(one: Candidate, said: Mapping[str, Named]) -> str | None:
    """The physics' finding that is the same thing."""
    found = {key: each.candidate for key, each in said.items()}
    like = [key for key, other in found.items() if _same(one, other) and _alike(one, other)]
    return max(like, key=lambda key: likeness(one, found[key]), default=None)


def _alike(one: Candidate, other: Candidate) -> bool:
    smaller, larger = sorted((int(one.mask.sum()), int(other.mask.sum())))
    return larger <= ALIKE_SIZE * smaller


def _renamed(finding: Finding, named: Named | None, namers: Namers, grading: Grading) -> Finding:
    """With the name of what it is likeliest taken for, where it is looked at and no fragment."""
    if named is None:
        return finding
    label, probability = named.label, named.probability
    if grade_of(named, namers.card, grading) is not None:
        label, probability = named.threat_label, named.threat_probability
    if label == EMPTY:
        return finding
    return replace(finding, label=label, probability=round(probability, 4), model=namers.by(named))


def _suspected(finding: Finding, named: Named, namers: Namers, grading: Grading) -> Finding:
    severity, held = grade_of(named, namers.card, grading) or (Severity.INFO, None)
    params = {"object": named.threat_label, "likelihood": step_of(named.threat), "probability": f"{named.threat:.2f}"}
    what = named.threat_label.replace("_", " ")
    code, text = "suspected_object", f"Looks like {what}. That it is a threat: {in_words(named.threat)}."
    if severity is Severity.LOW and named.threat_label in grading.noticed:
        own = named.threat_probability
        params |= {"likelihood": step_of(own), "probability": f"{own:.2f}"}
        code, text = "noticed_object", f"Looks like {what}: {in_words(own)}. Honest parcels hold such things, too."
    if named.label == UNKNOWN:
        text += " It is unlike what the networks have learned."
    return replace(
        finding,
        severity=severity,
        reason=Reason(code, text, params),
        label=named.threat_label,
        probability=round(named.threat_probability, 4),
        model=namers.by(named),
        held=held,
    )


def _finding(scan: Volume, grid: Gridded, number: int, named: Named) -> Finding:
    """An object that only the networks see, measured on their grid; what it is taken for is yet to be told."""
    box, mask = named.candidate.box, named.candidate.mask
    values = np.rint((grid.high[box][mask] - 1) * 1000).clip(-32768, 32767).astype(np.int64)
    tables = windows(scan.peaks_kev[0], int(scan.values.max()))
    cm3 = values.size * grid.pitch_mm**3 / 1000
    grams_per_cm3 = float(tables.density[values + 32768].mean(dtype=np.float64))
    relative = float(np.median(grid.high[box][mask]))
    ratio = float(grid.low[box][mask].mean()) / max(1e-6, float(grid.high[box][mask].mean())) if grid.both else None
    half_range = float(tables.half_range[values + 32768].mean(dtype=np.float64))
    clipped = tables.is_clipped(values)
    material, ambiguous = tell(relative, ratio, scan.peaks_kev, clipped)
    low, high = mass_range(cm3 * grams_per_cm3 / 1000, cm3, half_range, clipped=clipped)
    return Finding(
        f"n{number}",
        "suspected_object",
        material,
        Severity.INFO,
        Reason("suspected_object", ""),
        ambiguous,
        None,
        None,
        _box_mm(grid, named.candidate),
        round(cm3, 2),
        round(cm3 * grams_per_cm3 / 1000, 4),
        round(grams_per_cm3, 3),
        mass_low_kg=low,
        mass_high_kg=high,
    )


def _box_mm(grid: Gridded, candidate: Candidate) -> BoxMm:
    z, y, x = (o + part.start * grid.pitch_mm for o, part in zip(grid.origin_mm, candidate.box, strict=True))
    depth, height, width = ((part.stop - part.start) * grid.pitch_mm for part in candidate.box)
    return BoxMm(*(round(each, 2) for each in (x, y, z, width, height, depth)))


def _overlay(scan: Volume, answered: Answers, card: ModelCard, grading: Grading) -> Bytes:
    """Classes by voxel of the scan. What the others settled of a suspicion of the first is taken over."""
    grid, labels = answered.grid, answered.segments.label.copy()
    threats = np.isin(np.arange(256), [n for n, code in enumerate(card.classes) if code in card.preparation["threats"]])
    for each in sorted(answered.named, key=lambda one: one.threat):
        own = labels[each.candidate.box]
        if grade_of(each, card, grading) is not None:
            own[each.candidate.mask] = card.classes.index(each.threat_label)
        elif each.label != UNKNOWN and each.label in card.classes:
            own[each.candidate.mask & threats[own]] = card.classes.index(each.label)
    whole = np.zeros(scan.values.shape, np.uint8)
    spacing = scan.spacing_mm or (1.0, 1.0, 1.0)
    # From the scan's voxels back to the grid's: the same nearest look-up the other way round.
    at = [
        nearest(count, grid.pitch_mm, part.stop - part.start, own_mm)
        for count, part, own_mm in zip(labels.shape, grid.window, spacing, strict=True)
    ]
    whole[grid.window] = labels[np.ix_(at[0], at[1], at[2])]
    whole[scan.values < EMPTY_HU] = 0
    return whole
