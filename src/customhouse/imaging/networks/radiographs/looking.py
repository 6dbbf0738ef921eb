"""What the radiograph network says of a container: commodities and their places, what is strange, what it is like."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.model import Grading, Radiograph, Recognition, Subject, View
from customhouse.imaging.model.grading import AS_CARD
from customhouse.imaging.model.recognition import UNKNOWN
from customhouse.imaging.networks.cards import MODELS, Model, load_model
from customhouse.imaging.networks.engine import EngineMissing, open_network
from customhouse.imaging.networks.radiographs import emptiness
from customhouse.imaging.networks.radiographs.anomalies import anomalies_of
from customhouse.imaging.networks.radiographs.channels import Planes, Plate, areal_of, inputs_of, plate_of
from customhouse.imaging.networks.radiographs.context import (
    Said,
    Trees,
    alike_of,
    ask_trees,
    place_maps,
    pooled,
    trees_of,
    weighed,
)
from customhouse.imaging.networks.radiographs.hidden import NAME as HIDDEN
from customhouse.imaging.networks.radiographs.hidden import beside_places, evened, hidden_of, logits_of, strange_of
from customhouse.imaging.networks.radiographs.regions import (
    FINER,
    HALF,
    Answer,
    labels_of,
    looks_of,
    on_the_map,
    regions_of,
    shares_of,
)
from customhouse.imaging.networks.radiographs.stretches import stretches_of, together
from customhouse.imaging.networks.unlike import doubted, is_unlike, noted
from customhouse.imaging.physics.beams.setting import Setting, setting_of
from customhouse.kernel.reasons import Reason

NAME = "radiograph"
MOSTLY_NONE = 0.5
LEAST_LOAD = 500  # places of goods, about 2 m²; with fewer nothing is said of what the load is like
COARSEST_MM = 20.0  # size of a pixel; of larger ones nearly nothing is named right
LEAST_MM, MOST_MM = 1500.0, (60_000.0, 15_000.0)  # along and across
NOT_CARGO = Reason(
    "network_for_cargo_only", "The network knows containers behind accelerators; of this image physics alone speaks."
)
NO_ROOM = Reason(
    "network_for_cargo_sizes",
    f"The network knows images of {LEAST_MM / 1000} to {MOST_MM[0] / 1000:.0f} m in length and {LEAST_MM / 1000} to "
    f"{MOST_MM[1] / 1000:.0f} m in height, which by its pixels this is not: physics alone speaks.",
    {"least": f"{LEAST_MM / 1000}", "long": f"{MOST_MM[0] / 1000:.0f}", "high": f"{MOST_MM[1] / 1000:.0f}"},
)
TOO_COARSE = Reason(
    "pixels_too_coarse",
    f"The network needs pixels of up to {COARSEST_MM:.0f} mm; of this image physics alone speaks.",
    {"limit_mm": f"{COARSEST_MM:.0f}"},
)


@dataclass(frozen=True)
class Overlay:
    """One view's maps for the viewer: class numbers, and 0 to 255 of strangeness."""

    view: int
    plate: Plate
    classes: NDArray[np.uint8]
    anomaly: NDArray[np.uint8]


@cache
def shipped_model() -> Model | None:
    path = MODELS / f"{NAME}.card.json"
    return load_model(path) if path.exists() else None


@dataclass(frozen=True)
class Heard:
    """What the networks answer, view by view; without answers, why not: None where physics says that itself."""

    model: Model | None = None
    answers: Sequence[Answer] = ()
    hindrance: Reason | None = None


def look(
    scan: Radiograph, seen: Recognition, model: Model | None = None, grading: Grading = AS_CARD
) -> tuple[Recognition, tuple[Overlay, ...]]:
    """Add to what physics says what the network says; where it cannot tell, a note says why."""
    return added(seen, heard(scan, model), grading)


def heard(scan: Radiograph, model: Model | None = None) -> Heard:
    """Ask the networks, which need nothing of what physics sees."""
    model = model or shipped_model()
    setting = setting_of(scan)
    if model is None or setting is None or any(view.pixel_mm is None for view in scan.views):
        return Heard()
    if not setting.beams[0].is_linac or scan.subject in (Subject.PARCEL, Subject.BAGGAGE):
        return Heard(hindrance=NOT_CARGO)
    if not all(has_room(view) for view in scan.views):
        return Heard(hindrance=NO_ROOM)
    if any(max(view.pixel_mm or ()) > COARSEST_MM for view in scan.views):
        return Heard(hindrance=TOO_COARSE)
    plates = [plate_of(view, scan) for view in scan.views[:2]]
    try:
        return Heard(model, answers_of(plates, setting, model))
    except EngineMissing as missing:
        return Heard(hindrance=Reason("engine_missing", f"{missing} Physics alone speaks."))


def added(seen: Recognition, said: Heard, grading: Grading = AS_CARD) -> tuple[Recognition, tuple[Overlay, ...]]:
    """What the networks answered beside what physics sees."""
    if said.model is None:
        return seen if said.hindrance is None else replace(seen, notes=(*seen.notes, said.hindrance)), ()
    return _told(seen, said.answers, said.model, grading)


def has_room(view: View) -> bool:
    """Whether a container could be in the image, and no town: a wrong size of a pixel must not cost the memory."""
    if view.pixel_mm is None:
        return False
    sides = [count * mm for count, mm in zip(view.transmission.shape[:0:-1], view.pixel_mm, strict=True)]
    return all(LEAST_MM <= side <= most for side, most in zip(sides, MOST_MM, strict=True))


def answers_of(plates: Sequence[Plate], setting: Setting, model: Model) -> list[Answer]:
    """Ask the network, the trees beside it and the finer one for what is hidden, of every view."""
    fine, made = hidden_of(model), []
    for plate, image in zip(plates, inputs_of(plates, setting), strict=True):
        answer = by_places(plate, image, model)
        made.append(answer if fine is None else with_hidden(answer, image, fine, model.label))
    return made


def by_places(plate: Plate, image: Planes, model: Model) -> Answer:
    """The network of places, and the trees beside it where there are any."""
    maps, trees = place_maps(image), trees_of(model)
    answer = by_network(plate, image, maps, model)
    if trees is not None:
        answer = with_trees(answer, ask_trees(maps, trees.path), trees, model)
    return with_inside(answer, maps)


def by_network(plate: Plate, image: Planes, maps: Planes, model: Model) -> Answer:
    """Without trees, and without goods, there is no vector and no distance."""
    said = open_network(model.path).run({"maps": maps[None]})
    areal = areal_of(image)[::HALF, ::HALF]
    classes, strange = (on_the_map(said[name][0], areal.shape) for name in ("classes", "anomaly"))
    probabilities = _softmax(classes / np.float32(model.card.temperature))
    return Answer(plate, probabilities, strange[0], areal, np.zeros(0, np.float32), float("nan"))


def with_trees(answer: Answer, said: Said, trees: Trees, model: Model) -> Answer:
    """Classes and anomalies by network and trees together; vector and distance from the load's features."""
    shape = answer.strange.shape
    network = np.log(np.maximum(answer.probabilities, np.float32(1e-9)))
    both = np.exp(weighed(network, on_the_map(said.classes, shape), trees.classes, trees.weights))
    own, theirs, offset = trees.strange_weights
    strange = own * answer.strange + theirs * on_the_map(said.strange, shape) + offset
    answer = replace(answer, probabilities=both, strange=strange.astype(np.float32))
    goods = both[0, ::FINER, ::FINER] < MOSTLY_NONE
    if goods.sum() < LEAST_LOAD:
        return answer  # pallets and dunnage are like no load that was learned, and strange for nothing
    alike = open_network(alike_of(model))
    told = alike.run({"pooled": pooled(said.table, goods)[None]})
    return replace(answer, embedding=told["embedding"][0], strangeness=float(told["strangeness"][0]))


def with_inside(answer: Answer, maps: Planes) -> Answer:
    none = answer.probabilities[0, ::FINER, ::FINER]
    return replace(answer, inside_numbers=emptiness.numbers_of(emptiness.inside_of(answer.plate, maps, none)))


def whole_inside(answers: Sequence[Answer]) -> Planes:
    """The numbers of all views, by which goods are told from an empty container."""
    return emptiness.joined([(each.plate.from_above, each.inside_numbers) for each in answers])


def with_hidden(answer: Answer, image: Planes, fine: Model, by: str) -> Answer:
    """Strangeness by the finer network, and by what the other, `by`, finds strange among goods."""
    kinds = evened(logits_of(image, fine), fine.card.preparation)
    kinds = beside_places(kinds, answer.strange, fine.card.preparation, by)
    return replace(answer, strange=strange_of(kinds), kinds=kinds)


def _softmax(logits: Planes) -> Planes:
    raised = np.exp(logits - logits.max(axis=0))
    return np.asarray(raised / raised.sum(axis=0), dtype=np.float32)


def _told(
    seen: Recognition, answers: Sequence[Answer], model: Model, grading: Grading
) -> tuple[Recognition, tuple[Overlay, ...]]:
    card, least, watching = model.card, model.card.thresholds.get(UNKNOWN, 0.0), hidden_of(model) or model
    kg = None if seen.contents is None else seen.contents.kg
    # What the load looks like as a whole is told by its places, as the score over all evidence has learned it.
    named = together(answers, stretches_of(card))
    side = next((number for number, each in enumerate(answers) if not each.plate.from_above), 0)
    found = [anomaly for view, each in enumerate(answers) for anomaly in anomalies_of(each, view, watching, grading)]
    novelty = novelty_of([each.strangeness for each in answers], card.novelty)
    if is_unlike(novelty, grading):
        # What was never learned looks strange everywhere: that is said once, and no place of it is called suspect.
        found = [doubted(each) for each in found]
    told = replace(
        seen,
        findings=(*seen.findings, *found),
        models=(*seen.models, *(each.used for each in spoken(model))),
        commodities=shares_of(named[side], card.classes, least),
        regions=tuple(region for view, each in enumerate(named) for region in regions_of(each, view, model, kg)),
        novelty=novelty,
        embedding=joined([each.embedding for each in answers]),
        looks=looks_of(answers[side], card.classes),
    )
    told = with_emptiness(told, answers, model)
    return noted(told, grading), tuple(overlay_of(view, each, least) for view, each in enumerate(named))


def with_emptiness(seen: Recognition, answers: Sequence[Answer], model: Model) -> Recognition:
    """Whether the container holds goods, by what physics weighs and by what the trees for that see."""
    trees = emptiness.emptiness_of(model)
    if trees is None:
        return seen
    numbers = whole_inside(answers)
    return emptiness.settled(seen, emptiness.chance_of_goods(numbers, trees), trees)


def spoken(model: Model) -> tuple[Model, ...]:
    """The network and what is asked beside it."""
    names = [f"{NAME}_context", f"{NAME}_alike"] if trees_of(model) is not None else []
    names += [HIDDEN] if hidden_of(model) is not None else []
    names += [emptiness.NAME] if emptiness.emptiness_of(model) is not None else []
    cards = [model.path.with_name(f"{name}.card.json") for name in names]
    return model, *(_part(card) for card in cards if card.exists())


_part = cache(load_model)


def novelty_of(strangeness: Sequence[float], quantiles: Sequence[float]) -> float | None:
    """The share of held-out containers that were less strange by their strangest view; None without goods in any."""
    known = [each for each in strangeness if np.isfinite(each)]
    return round(float(np.searchsorted(quantiles, max(known))) / len(quantiles), 3) if quantiles and known else None


def joined(vectors: Sequence[Planes]) -> tuple[float, ...]:
    """The views' mean, of unit length; empty where it has no direction."""
    told = [vector for vector in vectors if vector.size]
    if not told:
        return ()
    mean = np.mean(told, axis=0)
    length = float(np.linalg.norm(mean))
    return tuple(round(float(value), 5) for value in mean / length) if length > 0 else ()


def overlay_of(view: int, answer: Answer, least: float) -> Overlay:
    labels = labels_of(answer, least)
    heat = np.rint(255 / (1 + np.exp(-answer.strange))).astype(np.uint8)
    return Overlay(view, answer.plate, labels, heat)
