"""Makes the files that the server loads of a trained radiograph network: calibrated, with its card.

    python -m training.export_radiograph --out build/radiograph --cache build/cargo

The temperature, the anomaly's scale, the thresholds, the embedding's and the novelty's numbers are found on
containers that the network has not learned from (the tune split); nothing of the evaluation is looked at.
"""

import argparse
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track
from scipy.optimize import minimize
from torch import Tensor, nn

from customhouse.imaging.networks.cards import MODELS, Figure, ModelCard, write_card
from customhouse.imaging.networks.radiograph_channels import CHANNELS, MARGIN_MM, PIXEL_MM, Planes
from customhouse.imaging.networks.radiograph_context import log_shares, neighbourly, tree_logits, weighed
from customhouse.imaging.networks.radiograph_regions import top_mean
from customhouse.imaging.networks.radiographs import LIKELY_NONE
from training.cargo import FOLDER, Example, available, input_of, kept
from training.cargo_scans import CLASSES
from training.radiograph_calibration import (
    calibration_error,
    limits_of,
    reliability,
    scale_of,
    temperature_of,
)
from training.radiograph_net import RadiographNet
from training.radiograph_scores import answers

NAME = "radiograph"
VERSION = "1.0"
TREES = "radiograph_context"
DIMENSIONS = 64
PIXELS_EACH = 250
UNKNOWN_BELOW = 0.4  # likeliest class of goods; below this none is named
ANOMALY_PLACE = 0.0  # logit above which a place is strange
SHRUNK = 0.1  # how far the covariance is drawn to that of a ball: few containers stand against many features
OPSET = 18


class Shipped(nn.Module):
    """The network with its embedding and its distance from what it was trained on, as one file."""

    def __init__(self, net: RadiographNet, learned: "Embedding") -> None:
        super().__init__()
        self.net = net
        for name in ("mean", "white", "embed", "centres"):
            self.register_buffer(name, torch.tensor(getattr(learned, name), dtype=torch.float32))

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        classes, anomaly, features = self.net(image)
        white = (features - self.mean) @ self.white
        apart = ((white[:, None] - self.centres[None]) ** 2).mean(dim=2)
        return classes, anomaly, white @ self.embed, apart.min(dim=1).values.sqrt()


@dataclass(frozen=True)
class Embedding:
    """What turns features into a vector and a distance.

    Attributes:
        white: makes the differences within a class of goods alike in all directions, (features, kept).
        embed: the directions in which the classes differ most, (kept, dimensions).
        centres: of the classes, whitened, (classes, kept).
    """

    mean: NDArray[np.float64]
    white: NDArray[np.float64]
    embed: NDArray[np.float64]
    centres: NDArray[np.float64]


def learn_embedding(features: NDArray[np.float64], groups: list[str], dimensions: int = DIMENSIONS) -> Embedding:
    """Linear discriminants of the groups (class and style of packing), held to the pooled covariance."""
    names = sorted(set(groups))
    at = np.array([names.index(group) for group in groups])
    mean = features.mean(axis=0)
    centred = features - mean
    middles = np.stack([centred[at == n].mean(axis=0) for n in range(len(names))])
    within = centred - middles[at]
    covariance = within.T @ within / len(within)
    ball = np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    values, vectors = np.linalg.eigh((1 - SHRUNK) * covariance + SHRUNK * ball)
    white = vectors[:, ::-1] / np.sqrt(values[::-1])
    centres = middles @ white
    weights = np.sqrt(np.bincount(at, minlength=len(names)))[:, None]
    _, _, directions = np.linalg.svd(centres * weights, full_matrices=True)
    return Embedding(mean, white, directions[:dimensions].T, centres)


@dataclass
class Seen:
    """What a network said of the containers of a split.

    Attributes:
        features: (views, features), of containers with goods of one kind; `groups` are their class and style.
        logits: (pixels, classes), a sample; `truth` are the class numbers there.
        trees: (pixels, classes of the trees), NaN where they were not asked.
        strange: of each container, the strangest view; `hidden` whether anything is.
    """

    features: NDArray[np.float64]
    groups: list[str]
    logits: NDArray[np.float32]
    truth: NDArray[np.intp]
    trees: NDArray[np.float32]
    strange: NDArray[np.float64]
    hidden: NDArray[np.bool_]


@dataclass
class Pixels:
    """A sample of places of the views looked at so far."""

    logits: list[NDArray[np.float32]] = field(default_factory=list)
    truth: list[NDArray[np.intp]] = field(default_factory=list)
    trees: list[NDArray[np.float32]] = field(default_factory=list)


def look(net: RadiographNet, paths: list[Path], trees: "Beside | None", words: str) -> Seen:
    """Without trees the pixels are left out: then only features and strangeness are wanted."""
    dice = np.random.default_rng(3)
    features, groups, strange, hidden, pixels = [], [], [], [], Pixels()
    for path in track(paths, words):
        container = kept(path)
        strangest, marked = -np.inf, False
        for example in container.examples:
            image = input_of(container, example)
            classes, anomaly, vector = answers(net, image)
            if container.facts["group"]:
                features.append(vector.astype(np.float64))
                groups.append(container.facts["group"])
            if trees is not None:
                _take(pixels, example, (image, classes), trees, dice)
            strangest, marked = max(strangest, top_mean(anomaly)), marked or bool(example.anomaly.any())
        strange.append(strangest)
        hidden.append(marked)
    taken = [np.concatenate(each) if each else np.zeros(0) for each in (pixels.logits, pixels.truth, pixels.trees)]
    return Seen(np.stack(features), groups, taken[0], taken[1], taken[2], np.array(strange), np.array(hidden))


@dataclass(frozen=True)
class Beside:
    """The trees, and what training/radiograph_baseline.py says of them."""

    path: Path
    facts: dict[str, Any]


def _take(
    pixels: Pixels, example: Example, said: tuple[Planes, Planes], beside: Beside, dice: np.random.Generator
) -> None:
    image, classes = said
    rows, columns = classes.shape[1:]
    labels = example.labels[: 2 * rows : 2, : 2 * columns : 2]
    raised = np.exp(classes[:, ::2, ::2] - classes[:, ::2, ::2].max(axis=0))
    goods = raised[0] / raised.sum(axis=0) < LIKELY_NONE
    told = tree_logits(image[:, : 2 * rows, : 2 * columns], goods, beside.path)
    some = dice.integers(labels.size, size=PIXELS_EACH)
    y, x = np.divmod(some, columns)
    maps = np.full((len(beside.facts["classes"]), *goods.shape), np.nan, np.float32)
    if len(told):
        maps = np.where(goods, neighbourly(told, goods), np.float32(np.nan))
    pixels.logits.append(classes[:, y, x].T)
    pixels.truth.append(labels[y, x].astype(np.intp))
    pixels.trees.append(maps[:, y // 2, x // 2].T)


@dataclass(frozen=True)
class Weighing:
    """How network and trees are weighed, and how often each alone and both together name the goods right."""

    temperature: float
    weights: tuple[float, float]
    right: dict[str, float]
    bins: tuple[tuple[float, float, int], ...]


def weighing_of(tuned: Seen, numbers: list[int]) -> Weighing:
    temperature = round(temperature_of(tuned.logits, tuned.truth), 4)
    asked = (tuned.truth > 0) & np.isfinite(tuned.trees).all(axis=1)
    truth = tuned.truth[asked] - 1
    network = log_shares(tuned.logits[asked, 1:].T / np.float32(temperature))
    trees = tuned.trees[asked].T

    def surprise(at: NDArray[np.float64]) -> float:
        both = weighed(network, trees, numbers, (abs(at[0]), abs(at[1])))
        return float(-both[truth, np.arange(len(truth))].mean())

    found = np.abs(minimize(surprise, np.array([0.5, 0.5]), method="Nelder-Mead", options={"maxiter": 40}).x)
    weights = (round(float(found[0]), 4), round(float(found[1]), 4))
    both = weighed(network, trees, numbers, weights)
    alone = weighed(np.zeros_like(network), trees, numbers, (0.0, 1.0))
    told = {"network": network, "trees": alone, "both": both}
    right = {name: float((shares.argmax(axis=0) == truth).mean()) for name, shares in told.items()}
    bins = reliability(np.exp(both.max(axis=0)).astype(np.float64), both.argmax(axis=0) == truth)
    return Weighing(temperature, weights, right, bins)


def card_of(tuned: Seen, learned: Embedding, log: dict[str, Any], beside: Beside, trained_on: str) -> ModelCard:
    numbers = [CLASSES.index(code) for code in beside.facts["classes"]]
    weighing = weighing_of(tuned, numbers)
    slope, offset = scale_of(tuned.strange, tuned.hidden)
    probability = 1 / (1 + np.exp(-(slope * tuned.strange + offset)))
    white = (tuned.features - learned.mean) @ learned.white
    apart = np.sqrt(((white[:, None] - learned.centres[None]) ** 2).mean(axis=2).min(axis=1))
    data = f"simulated, {len(tuned.strange)} containers of the split `tune`, pixels of goods"
    figures = tuple(
        Figure(f"goods named right by {name}", round(share, 4), data, count=int((tuned.truth > 0).sum()))
        for name, share in weighing.right.items()
    )
    return ModelCard(
        NAME,
        VERSION,
        "radiograph_segments",
        CLASSES,
        "Classes of commodities and hidden objects in radiographs of containers, from one or two views at one or two "
        "energies of an accelerator; a vector of 64 numbers for finding loads that look alike. The classes are named "
        f"together with the boosted trees of {beside.path.name}.",
        trained_on,
        "Learned from simulated containers alone. Knows accelerators of about 3 to 9 MeV and pixels of up to about "
        "16 mm; X-ray tubes, parcels and pictures of 8 bit are not for it.",
        thresholds={"unknown": UNKNOWN_BELOW, **limits_of(probability, tuned.hidden)},
        temperature=weighing.temperature,
        novelty=tuple(round(float(value), 4) for value in np.quantile(apart, np.linspace(0, 1, 101))),
        preparation={
            "pixel_mm": PIXEL_MM,
            "margin_mm": MARGIN_MM,
            "channels": list(CHANNELS),
            "anomaly_scale": [slope, offset],
            "anomaly_place": ANOMALY_PLACE,
            "trees": {"name": TREES, "classes": beside.facts["classes"], "weights": list(weighing.weights)},
        },
        reliability=weighing.bins,
        figures=figures,
        log={**log, "trees": beside.facts, "calibration_error_tune": round(calibration_error(weighing.bins), 4)},
    )


def trees_card(beside: Beside, trained_on: str) -> ModelCard:
    return ModelCard(
        TREES,
        VERSION,
        "radiograph_segments",
        tuple(beside.facts["classes"]),
        "Boosted trees on a place of a radiograph and its surroundings; they name goods beside the network "
        "`radiograph` where it finds any; its card says how both are weighed.",
        trained_on,
        "As those of `radiograph`.",
        log=beside.facts,
    )


def export(net: RadiographNet, learned: Embedding, path: Path) -> None:
    """Written beside and then moved: a server never opens half a network."""
    whole = Shipped(net, learned).eval()
    part = path.with_suffix(".part")
    names = ["classes", "anomaly", "embedding", "strangeness"]
    free = {
        "image": {2: "rows", 3: "columns"},
        "classes": {2: "rows2", 3: "columns2"},
        "anomaly": {2: "rows2", 3: "columns2"},
    }
    torch.onnx.export(
        whole,
        (torch.zeros(1, len(CHANNELS), 256, 512),),
        str(part),
        input_names=["image"],
        output_names=names,
        dynamic_axes=free,
        opset_version=OPSET,
        dynamo=False,
    )
    part.rename(path)


def log_of(out: Path) -> dict[str, Any]:
    lines = [json.loads(line) for line in (out / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    curve = {name: [] for name in ("miou", "accuracy", "anomaly_auc")}
    for line in lines:
        for name, points in curve.items():
            if name in line:
                points.append([line["step"], round(line[name], 4)])
    spent = [line for line in lines if "cpu_minutes" in line]
    hours = spent[-1]["cpu_minutes"] / 60 if spent else 0.0
    loss = [[line["step"], round(line["loss"], 4)] for line in spent]
    thin = max(1, len(loss) // 60)
    return {
        "steps": lines[-1]["step"],
        "batch": 8,
        "cpu_hours": round(hours, 3),
        "gpu_hours": 0.0,
        "seed": 1,
        "curves": {**curve, "loss": loss[::thin]},
        "measured_on": "tune split, simulated",
    }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--out", type=Path, default=Path("build/radiograph"))
    asked.add_argument("--cache", type=Path, default=FOLDER)
    asked.add_argument("--models", type=Path, default=MODELS)
    asked.add_argument("--learn", type=int, default=500, help="containers that the embedding is learned from")
    asked.add_argument("--tune", type=int, default=300, help="containers that the probabilities are calibrated on")
    told = asked.parse_args()
    torch.set_num_threads(1)
    net = RadiographNet(len(CHANNELS), len(CLASSES))
    held = torch.load(told.out / "radiograph.pt", weights_only=True)
    net.load_state_dict(held["mean"])
    net.eval()
    beside = Beside(told.out / f"{TREES}.onnx", json.loads((told.out / f"{TREES}.json").read_text(encoding="utf-8")))
    train = available(told.cache, "train")
    seen = look(net, train[-told.learn :], None, "Looking at the training…")
    learned = learn_embedding(seen.features, seen.groups)
    tuned = look(net, available(told.cache, "tune")[: told.tune], beside, "Calibrating…")
    told.models.mkdir(exist_ok=True)
    export(net, learned, told.models / f"{NAME}.onnx")
    shutil.copyfile(beside.path, told.models / beside.path.name)
    words = f"{len(train)} simulated containers: the first seeds of the split `train` of simulators/scanner/loads"
    card = card_of(tuned, learned, log_of(told.out), beside, words)
    write_card(card, told.models)
    write_card(trees_card(beside, words.replace(str(len(train)), str(beside.facts["containers"]))), told.models)
    for figure in card.figures:
        print(f"{figure.name}: {figure.value:.3f} ({figure.data})")


if __name__ == "__main__":
    main()
