"""Makes the files that the server loads of a trained radiograph network and its trees: calibrated, with their cards.

    python -m training.radiographs.export --out build/radiograph --cache build/cargo

The temperature, the weights of network and trees, the anomaly's scale and the thresholds are found on containers packed
as neither has seen any (the split `unseen`); nothing of the evaluation is looked at.
"""

import argparse
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track

from customhouse.imaging.adaptation.measures import calibration_error
from customhouse.imaging.networks.cards import MODELS, Figure, ModelCard, write_card
from customhouse.imaging.networks.radiographs.anomalies import top_mean
from customhouse.imaging.networks.radiographs.channels import CHANNELS, MARGIN_MM, PIXEL_MM, Planes
from customhouse.imaging.networks.radiographs.context import FEATURES, ask_trees, pooled, table_of
from customhouse.imaging.networks.radiographs.regions import FINER, on_the_map
from customhouse.imaging.networks.training_log import Count, TrainingLog
from training.cargo import FOLDER
from training.cargo_scans import CLASSES
from training.radiographs.alike_network import Alike, learn_alike, write_alike
from training.radiographs.baseline import LOADS
from training.radiographs.baseline import NAME as TREES
from training.radiographs.calibration import (
    Weighing,
    harder_half,
    limits_of,
    scale_of,
    strange_weights,
    weighing_of,
)
from training.radiographs.lessons import CHECKED, TAUGHT, Lesson, lessons, places
from training.radiographs.log import alike_log, lines_of, log_of, network_curves, trees_log
from training.radiographs.net import RadiographNet
from training.radiographs.scores import answers

NAME, ALIKE = "radiograph", "radiograph_alike"
VERSION = "2.3"
OPSET = 18
PLACES_EACH = 250
ANOMALY_PLACE = -0.7  # logit above which a place belongs to something strange


@dataclass
class Seen:
    """What network and trees said of the containers of a split.

    Attributes:
        network, trees: logits of classes, (places, classes), a sample; `truth` are the class numbers there.
        odd: (places, 3): anomaly logit of network and of trees, and whether something is hidden there.
        maps: of each view: the container's number, and both anomaly maps.
        hidden: of each container.
    """

    network: list[NDArray[np.float32]] = field(default_factory=list)
    trees: list[NDArray[np.float32]] = field(default_factory=list)
    truth: list[NDArray[np.intp]] = field(default_factory=list)
    odd: list[NDArray[np.float32]] = field(default_factory=list)
    maps: list[tuple[int, Planes, Planes]] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)


def look(net: RadiographNet, paths: list[Path], trees: Path) -> Seen:
    seen, dice = Seen(), np.random.default_rng(3)
    for number, path in enumerate(track(paths, "Calibrating…")):
        views = lessons(path)
        for lesson in views:
            _take(seen, number, lesson, (net, trees), dice)
        seen.hidden.append(any(bool(lesson.hidden.any()) for lesson in views))
    return seen


def _take(
    seen: Seen, number: int, lesson: Lesson, asked: tuple[RadiographNet, Path], dice: np.random.Generator
) -> None:
    """Adds what is said of a view."""
    net, trees = asked
    classes, anomaly = answers(net, lesson.maps)
    said = ask_trees(lesson.maps.astype(np.float32), trees)
    y, x = np.divmod(dice.integers(lesson.labels.size, size=PLACES_EACH), lesson.labels.shape[1])
    seen.network.append(classes[:, y, x].T)
    seen.trees.append(said.classes[:, y, x].T)
    seen.truth.append(lesson.labels[y, x].astype(np.intp))
    seen.odd.append(np.stack([anomaly[y, x], said.strange[y, x], lesson.hidden[y, x]], axis=1))
    seen.maps.append((number, anomaly.astype(np.float16), said.strange.astype(np.float16)))


def loads_of(paths: list[Path]) -> list[list[Planes]]:
    """Of each container with goods, the pooled features of its views with goods."""
    found = []
    for path in track(paths, "Looking at loads…"):
        views = [(table_of(each.maps.astype(np.float32)), each.labels > 0) for each in lessons(path)]
        if any(goods.any() for _, goods in views):
            found.append([pooled(table, goods) for table, goods in views if goods.any()])
    return found


@dataclass(frozen=True)
class Calibrated:
    """What the split `unseen` says of network and trees, and of how many containers that is."""

    weighing: Weighing
    odd: tuple[float, float, float]
    scale: tuple[float, float]
    limits: dict[str, float]
    count: int


def calibrated(seen: Seen, numbers: list[int]) -> Calibrated:
    network, trees, truth = (np.concatenate(each) for each in (seen.network, seen.trees, seen.truth))
    of = np.repeat([number for number, _, _ in seen.maps], PLACES_EACH)
    weighing = weighing_of(network, trees, truth, numbers, harder_half(network, truth, of))
    odd = strange_weights(np.concatenate(seen.odd))
    hidden = np.array(seen.hidden)
    strange = np.full(len(hidden), -np.inf)
    for number, own, theirs in seen.maps:
        both = odd[0] * own.astype(np.float32) + odd[1] * theirs.astype(np.float32) + odd[2]
        strange[number] = max(
            strange[number], top_mean(on_the_map(both, (FINER * both.shape[0], FINER * both.shape[1])))
        )
    slope, offset = scale_of(strange, hidden)
    probability = 1 / (1 + np.exp(-(slope * strange + offset)))
    return Calibrated(weighing, odd, (slope, offset), limits_of(probability, hidden), len(hidden))


def card_of(
    found: Calibrated, novelty: NDArray[np.float64], log: TrainingLog, words: str, classes: Sequence[str]
) -> ModelCard:
    """`classes` are those of the trees."""
    weighing = found.weighing
    data = f"simulated, {found.count} containers of the split `unseen`, places of goods"
    error = round(calibration_error(weighing.bins), 4)
    figures = (
        *(
            Figure(f"goods named right by {name}", round(share, 4), data, count=weighing.count)
            for name, share in weighing.right.items()
        ),
        Figure("calibration error", error, data, count=weighing.count, target=0.05, at_most=True),
    )
    return ModelCard(
        NAME,
        VERSION,
        "radiograph_segments",
        CLASSES,
        "Classes of commodities and hidden objects in radiographs of containers, from one or two views at one or two "
        "energies of an accelerator; a vector of 64 numbers for finding loads that look alike. A network and "
        "boosted trees are asked of every place, and their words weighed together.",
        words,
        "Learned from simulated containers alone. Knows accelerators of about 3 to 9 MeV and pixels of up to about "
        "20 mm; X-ray tubes, parcels and pictures of 8 bit are not for it.",
        thresholds={"unknown": weighing.unknown, **found.limits},
        temperature=weighing.temperature,
        novelty=tuple(round(float(value), 4) for value in np.quantile(novelty, np.linspace(0, 1, 101))),
        preparation={
            "pixel_mm": PIXEL_MM,
            "margin_mm": MARGIN_MM,
            "channels": list(CHANNELS),
            "anomaly_scale": list(found.scale),
            "anomaly_place": ANOMALY_PLACE,
            "trees": {
                "name": TREES,
                "classes": list(classes),
                "weights": list(weighing.weights),
                "strange_weights": list(found.odd),
            },
        },
        reliability=weighing.bins,
        reliability_of=f"the likeliest class's probability, {data}",
        figures=figures,
        log=log,
    )


def part_card(name: str, classes: tuple[str, ...], description: str, words: str, log: TrainingLog) -> ModelCard:
    return ModelCard(name, VERSION, "radiograph_segments", classes, description, words, "As of `radiograph`.", log=log)


def export(net: RadiographNet, path: Path) -> None:
    """Written beside and then moved: a server never opens half a network."""
    part = path.with_suffix(".part")
    free = {2: "rows", 3: "columns"}
    torch.onnx.export(
        net,
        (torch.zeros(1, FEATURES, 48, 200),),
        str(part),
        input_names=["maps"],
        output_names=["classes", "anomaly"],
        dynamic_axes={"maps": free, "classes": free, "anomaly": free},
        opset_version=OPSET,
        dynamo=False,
    )
    part.rename(path)


def ship(alike: Alike, beside: Path, cards: list[ModelCard], models: Path) -> None:
    write_alike(alike, models / f"{ALIKE}.onnx")
    shutil.copyfile(beside, models / beside.name)
    for card in cards:
        write_card(card, models)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--out", type=Path, default=Path("build/radiograph"))
    asked.add_argument("--cache", type=Path, default=FOLDER)
    asked.add_argument("--models", type=Path, default=MODELS)
    asked.add_argument("--most", type=int, default=300, help="containers that the probabilities are calibrated on")
    told = asked.parse_args()
    torch.set_num_threads(1)
    net = RadiographNet(FEATURES, len(CLASSES))
    net.load_state_dict(torch.load(told.out / "radiograph.pt", weights_only=True, map_location="cpu")["best"])
    net.eval()
    beside = told.out / f"{TREES}.onnx"
    facts = json.loads(beside.with_suffix(".json").read_text(encoding="utf-8"))
    with np.load(told.out / LOADS) as stored:
        alike = learn_alike(stored["loads"].astype(np.float64), stored["groups"].tolist())
    seen = look(net, places(told.cache, "unseen")[CHECKED:][: told.most], beside)
    found = calibrated(seen, [CLASSES.index(code) for code in facts["classes"]])
    told.models.mkdir(exist_ok=True)
    export(net, told.models / f"{NAME}.onnx")
    counts = [len(places(told.cache, split)) for split in TAUGHT]
    words = (
        f"{counts[0]} simulated containers of the split `train` and {counts[1]} of `varied` of simulators/scanner/loads"
    )
    loads = loads_of(places(told.cache, "tune")[: told.most])
    novelty = np.array([alike.strangeness(np.stack(views).astype(np.float64)).max() for views in loads])
    taught = [Count(f"containers of the split `{split}`", n) for split, n in zip(TAUGHT, counts, strict=True)]
    lines = lines_of(told.out)
    log = log_of(lines, network_curves(lines), taught)
    trees = "Boosted trees on a place of a radiograph and its surroundings; asked beside the network `radiograph`."
    vector = "Linear discriminants of a load's pooled features: its vector, and how far it lies from what is known."
    cards = [
        card_of(found, novelty, log, words, facts["classes"]),
        part_card(TREES, tuple(facts["classes"]), trees, words, trees_log(facts)),
        part_card(ALIKE, (), vector, words, alike_log(len(alike.centres), alike.embed.shape[1])),
    ]
    ship(alike, beside, cards, told.models)
    for figure in cards[0].figures:
        print(f"{figure.name}: {figure.value:.3f} ({figure.data})")
    print(f"weights {found.weighing.weights}, strangeness {found.odd}, limits {found.limits}")


if __name__ == "__main__":
    main()
