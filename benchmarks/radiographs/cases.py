"""Simulated containers of the evaluation, looked at by the product, and what was right and wrong about each."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import Box, Finding, Radiograph
from customhouse.imaging.networks.cards import Model
from customhouse.imaging.networks.radiographs.anomalies import anomalies_of, probability_of, top_mean
from customhouse.imaging.networks.radiographs.channels import Planes, Plate, inputs_of, plate_of
from customhouse.imaging.networks.radiographs.context import ask_trees, place_maps, trees_of
from customhouse.imaging.networks.radiographs.hidden import hidden_of
from customhouse.imaging.networks.radiographs.looking import (
    answers_of,
    by_network,
    joined,
    whole_inside,
    with_hidden,
    with_inside,
    with_trees,
)
from customhouse.imaging.networks.radiographs.regions import Answer
from customhouse.imaging.networks.radiographs.stretches import stretches_of, together
from customhouse.imaging.physics.beams.setting import setting_of
from customhouse.imaging.physics.radiographs import examining as radiograph
from customhouse.imaging.physics.radiographs.pixels import OPAQUE_BELOW
from simulators.scanner.loads import make_lot
from training.cargo_scans import CLASSES, Sample, main_group, scan_of

SAMPLED = 300  # pixels of goods of a view, for the calibration and the baseline
SQUARE_METRE = 1000  # pixels of 32 mm
VEHICLES = CLASSES.index("vehicles")
T = TypeVar("T")


@dataclass(frozen=True)
class Case:
    """One container.

    Attributes:
        confusion: pixels of both views, (truth, told).
        sampled: of some pixels of goods: truth, told by the network, by the trees, by both, and by both of the stretch.
        sure, right: the probability of the likeliest class at these pixels, and whether that is the true one.
        anomaly: the probability that something is hidden.
        anomaly_by_places, anomaly_by_trees: the same as the network of places and its trees say it, without the finer
            one beside it; and as the trees say it alone.
        found: whether a finding touches what is hidden.
        called: the code of the reason that the likeliest such finding gives; empty where none does.
        goods_share, goods_share_by_trees: of the inside, taken up by goods as both and as the trees alone say.
        holds_vehicle, vehicle, vehicle_by_trees: whether one is in it, among the goods or hidden; and how likely the
            likeliest places are to be one, as both and as the trees alone say.
        seen_loaded: whether there are goods, as physics alone decides; None where that is not settled.
        inside: numbers of the whole inside, by which trees tell goods from an empty container.
        opaque: share of the container through which nothing comes.
        group: class and style of the goods.
        novelty: how far the load lies from what was learned, by its strangest view; NaN without a load.
    """

    seed: int
    confusion: NDArray[np.int64]
    sampled: NDArray[np.int16]
    sure: NDArray[np.float32]
    right: NDArray[np.bool_]
    anomaly: float
    anomaly_by_places: float
    anomaly_by_trees: float
    kinds: tuple[str, ...]
    found: bool
    called: str
    loaded: bool
    seen_loaded: bool | None
    inside: NDArray[np.float32]
    goods_share: float
    goods_share_by_trees: float
    holds_vehicle: bool
    vehicle: float
    vehicle_by_trees: float
    cargo_kg: float
    seen_kg: float | None
    opaque: float
    group: str
    embedding: NDArray[np.float32]
    by_physics: NDArray[np.float32]
    novelty: float


def case_of(sample: Sample, seed: int, model: Model, changed: Radiograph | None = None) -> Case:
    """Look at a container, or at a changed image of it; at this, physics does not look."""
    scan = scan_of(sample) if changed is None else changed
    setting = setting_of(scan)
    assert setting is not None
    plates = [plate_of(view, scan) for view in scan.views]
    images = inputs_of(plates, setting)
    trios = [trio_of(plate, image, model) for plate, image in zip(plates, images, strict=True)]
    by_places, by_trees = [both for *_, both in trios], [trees for _, trees, _ in trios]
    answers = [hidden_beside(answer, image, model) for answer, image in zip(by_places, images, strict=True)]
    watching = hidden_of(model) or model
    truths = [_truth(seen.labels, answer) for seen, answer in zip(sample.views, answers, strict=False)]
    hidden = [_truth(seen.anomaly, answer) > 0 for seen, answer in zip(sample.views, answers, strict=False)]
    physics = radiograph.recognise(scan) if changed is None else None
    named = together(by_places, stretches_of(model.card))
    told = [(*trio, each) for trio, each in zip(trios, named, strict=True)]
    sampled, sure, right = _sampled(truths, told, seed)
    touching = [
        finding
        for view, (answer, mask) in enumerate(zip(answers, hidden, strict=True))
        for finding in _touching(answer, mask, view, watching)
    ]
    likeliest = max(touching, key=lambda finding: finding.probability or 0.0, default=None)
    truth = sample.truth
    return Case(
        seed,
        sum((_confusion(t, a.probabilities) for t, a in zip(truths, named, strict=True)), np.zeros((1, 1), np.int64)),
        sampled,
        sure,
        right,
        _most_hidden(answers, watching),
        _most_hidden(by_places, model),
        _most_hidden(by_trees, model),
        tuple(each.kind for each in truth.hidden),
        likeliest is not None,
        likeliest.reason.code if likeliest else "",
        truth.loaded,
        physics.loaded if physics else None,
        whole_inside(answers),
        float(answers[0].is_goods[answers[0].inside].mean()),
        float(by_trees[0].is_goods[by_trees[0].inside].mean()),
        any((seen.labels == VEHICLES).any() for seen in sample.views) or "vehicle" in sample.anomaly_kind,
        max(_likeliest(answer, VEHICLES) for answer in by_places),
        max(_likeliest(answer, VEHICLES) for answer in by_trees),
        truth.cargo_kg,
        physics.contents.kg if physics and physics.contents else None,
        _opaque(plates[0]),
        main_group(sample),
        np.array(joined([answer.embedding for answer in answers]), np.float32),
        by_physics(answers[0]),
        strangest(answers),
    )


def strangest(answers: list[Answer]) -> float:
    """How far the load lies from what was learned; NaN where no view shows enough of one."""
    return max((answer.strangeness for answer in answers if np.isfinite(answer.strangeness)), default=float("nan"))


def _most_hidden(answers: list[Answer], model: Model) -> float:
    return max(probability_of(top_mean(answer.strange), model) for answer in answers)


def _likeliest(answer: Answer, number: int) -> float:
    """The mean probability of a class where it is likeliest, over some square metre."""
    flat = answer.probabilities[number].ravel()
    return float(np.partition(flat, -SQUARE_METRE)[-SQUARE_METRE:].mean())


def hidden_beside(answer: Answer, image: Planes, model: Model) -> Answer:
    """Strangeness as the product tells it."""
    fine = hidden_of(model)
    return answer if fine is None else with_hidden(answer, image, fine, model.label)


def _truth(plane: NDArray[np.uint8], answer: Answer) -> NDArray[np.uint8]:
    """The generator's labels at the places of the answer's maps."""
    rows, columns = answer.strange.shape
    place, step = answer.plate.place, answer.plate.step
    y = np.minimum(((place.y + 2 * np.arange(rows) + 0.5) * step[1]).astype(int), plane.shape[0] - 1)
    x = np.minimum(((place.x + 2 * np.arange(columns) + 0.5) * step[0]).astype(int), plane.shape[1] - 1)
    return plane[np.ix_(y, x)]


def _confusion(truth: NDArray[np.uint8], probabilities: Planes) -> NDArray[np.int64]:
    told = probabilities.argmax(axis=0)
    size = len(CLASSES)
    counts = np.bincount(truth.ravel().astype(np.int64) * size + told.ravel(), minlength=size * size)
    return counts.reshape(size, size)


def _touching(answer: Answer, mask: NDArray[np.bool_], view: int, model: Model) -> Iterator[Finding]:
    """Findings whose middle lies in what is hidden, or within 25 cm of it."""
    near = ndimage.binary_dilation(mask, iterations=10) if mask.any() else mask
    for finding in anomalies_of(answer, view, model):
        assert finding.box is not None
        y, x = _middle(finding.box, answer.plate)
        if near[min(y, mask.shape[0] - 1), min(x, mask.shape[1] - 1)]:
            yield finding


def _middle(box: Box, plate: Plate) -> tuple[int, int]:
    x = ((box.x + box.width / 2) / plate.step[0] - plate.place.x) / 2
    y = ((box.y + box.height / 2) / plate.step[1] - plate.place.y) / 2
    return max(0, int(y)), max(0, int(x))


Trio = tuple[Answer, Answer, Answer]


def trio_of(plate: Plate, image: Planes, model: Model) -> Trio:
    """What the network says of each place alone, the trees alone, and both together."""
    maps = place_maps(image)
    alone, trees = by_network(plate, image, maps, model), trees_of(model)
    if trees is None:
        alone = with_inside(alone, maps)
        return alone, alone, alone
    said = ask_trees(maps, trees.path)
    only = replace(trees, weights=(0.0, 1.0), strange_weights=(0.0, 1.0, 0.0))
    both = with_inside(with_trees(alone, said, trees, model), maps)
    return alone, with_trees(alone, said, only, model), both


def _sampled(
    truths: list[NDArray[np.uint8]], ways: Sequence[Sequence[Answer]], seed: int
) -> tuple[NDArray[np.int16], NDArray[np.float32], NDArray[np.bool_]]:
    dice, rows, sure = np.random.default_rng(seed), [np.zeros((0, 5), np.int16)], [np.zeros(0, np.float32)]
    right = [np.zeros(0, np.bool_)]
    for truth, way in zip(truths, ways, strict=True):
        goods = np.flatnonzero(truth > 0)
        if goods.size == 0:
            continue
        some = dice.choice(goods, min(SAMPLED, goods.size), replace=False)
        told = [each.probabilities.reshape(len(CLASSES), -1)[:, some] for each in way]
        rows.append(np.stack([truth.ravel()[some], *(each.argmax(axis=0) for each in told)], axis=1).astype(np.int16))
        among = told[-1][1:] / np.maximum(1 - told[-1][:1], 1e-3)
        sure.append(among.max(axis=0))
        right.append(among.argmax(axis=0) + 1 == truth.ravel()[some])
    return np.concatenate(rows), np.concatenate(sure), np.concatenate(right)


def _opaque(plate: Plate) -> float:
    box = plate.box
    inside = plate.transmission[0, box.y : box.y + box.height, box.x : box.x + box.width]
    return float((inside < OPAQUE_BELOW).mean())


def by_physics(answer: Answer) -> NDArray[np.float32]:
    """What a lot can be compared by without a network: mass, how it lies, how even it is, its materials."""
    goods, box = answer.goods, answer.plate.box
    inside = goods[answer.inside]
    loaded = inside[inside > 2]
    profile = goods.sum(axis=0)[box.x // 2 : (box.x + box.width) // 2]
    parts = [float(part.mean()) for part in np.array_split(profile, 8)]
    facts = [inside.sum() / 1e4, (inside > 2).mean() * 10, *(np.array(parts) / 300)]
    if loaded.size:
        facts += [*(np.quantile(loaded, [0.1, 0.25, 0.5, 0.75, 0.9]) / 10), loaded.std() / 10]
    else:
        facts += [0.0] * 6
    return np.array(facts, np.float32)


@dataclass(frozen=True)
class Lot:
    """The vectors of a lot's loaded containers by network and by physics; which is odd, None where none is."""

    by_network: NDArray[np.float32]
    by_physics: NDArray[np.float32]
    odd: int | None


def lot_of(seed: int, size: int, pixel_mm: float, model: Model) -> Lot:
    samples = make_lot(seed, size, odd=True, split="evaluation", pixel_mm=pixel_mm)
    codes = [sample.truth.items[0].code if sample.truth.items else "" for sample in samples]
    usual = max(set(codes), key=codes.count)
    odd = [n for n, sample in enumerate(samples) if sample.truth.hidden or codes[n] != usual]
    vectors, physical, told = [], [], []
    for number, sample in enumerate(samples):
        scan = scan_of(sample)
        setting = setting_of(scan)
        assert setting is not None
        answers = answers_of([plate_of(view, scan) for view in scan.views], setting, model)
        vector = joined([answer.embedding for answer in answers])
        if vector:  # a container without a load has none, and is held against nothing
            vectors.append(vector)
            physical.append(by_physics(answers[0]))
            told.append(number)
    own = [told.index(number) for number in odd if number in told]
    return Lot(np.array(vectors, np.float32), np.array(physical), own[0] if own else None)


def kept(path: Path, look: Callable[[], T]) -> T:
    """What was found before, or is found now and kept for the next time."""
    if path.exists():
        found: T = pickle.loads(path.read_bytes())
        return found
    found = look()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(pickle.dumps(found))
    part.rename(path)
    return found
