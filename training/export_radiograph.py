"""Makes the files that the server loads of a trained radiograph network: calibrated, with its card.

    python -m training.export_radiograph --out build/radiograph --cache build/cargo

The temperature, the anomaly's scale, the thresholds, the embedding's and the novelty's numbers are found on
containers that the network has not learned from (the tune split); nothing of the evaluation is looked at.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track
from torch import Tensor, nn

from customhouse.imaging.networks.cards import MODELS, ModelCard, write_card
from customhouse.imaging.networks.radiograph_channels import CHANNELS, MARGIN_MM, PIXEL_MM
from customhouse.imaging.networks.radiograph_regions import top_mean
from training.cargo import FOLDER, available, input_of, kept
from training.cargo_scans import CLASSES
from training.radiograph_calibration import (
    calibration_error,
    limits_of,
    probabilities,
    reliability,
    scale_of,
    temperature_of,
)
from training.radiograph_net import RadiographNet
from training.radiograph_scores import answers

NAME = "radiograph"
VERSION = "1.0"
DIMENSIONS = 64
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
    values, vectors = np.linalg.eigh(
        covariance + 1e-4 * np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    )
    white = vectors[:, ::-1] / np.sqrt(values[::-1])
    centres = middles @ white
    weights = np.sqrt(np.bincount(at, minlength=len(names)))[:, None]
    _, _, directions = np.linalg.svd(centres * weights, full_matrices=True)
    return Embedding(mean, white, directions[:dimensions].T, centres)


@dataclass
class Seen:
    """What a network said of the containers of a split."""

    features: NDArray[np.float64]  # (views, features), loaded containers only
    groups: list[str]  # class and style of the goods, one for each view
    logits: NDArray[np.float32]  # (pixels, classes), a sample
    truth: NDArray[np.intp]
    strange: NDArray[np.float64]  # (containers,)
    hidden: NDArray[np.bool_]


def look(net: RadiographNet, paths: list[Path], pixels_each: int, words: str) -> Seen:
    dice = np.random.default_rng(3)
    features, groups, strange, hidden = [], [], [], []
    logits, truth = [np.zeros((0, len(CLASSES)), np.float32)], [np.zeros(0, np.intp)]
    for path in track(paths, words):
        container = kept(path)
        strangest, marked = -np.inf, False
        for example in container.examples:
            classes, anomaly, vector = answers(net, input_of(container, example))
            rows, columns = anomaly.shape
            labels = example.labels[: 2 * rows : 2, : 2 * columns : 2]
            if container.facts["group"]:
                features.append(vector.astype(np.float64))
                groups.append(container.facts["group"])
            some = dice.integers(labels.size, size=pixels_each)
            logits.append(classes.reshape(len(CLASSES), -1)[:, some].T)
            truth.append(labels.ravel()[some].astype(np.intp))
            strangest, marked = max(strangest, top_mean(anomaly)), marked or bool(example.anomaly.any())
        strange.append(strangest)
        hidden.append(marked)
    return Seen(
        np.stack(features), groups, np.concatenate(logits), np.concatenate(truth), np.array(strange), np.array(hidden)
    )


def card_of(tuned: Seen, learned: Embedding, log: dict[str, Any], trained_on: str) -> ModelCard:
    goods = tuned.truth > 0
    temperature = temperature_of(tuned.logits, tuned.truth)
    told = probabilities(tuned.logits, temperature)
    among = told[goods, 1:] / np.maximum(1 - told[goods, :1], 1e-3)
    right = among.argmax(axis=1) + 1 == tuned.truth[goods]
    bins = reliability(among.max(axis=1).astype(np.float64), right)
    slope, offset = scale_of(tuned.strange, tuned.hidden)
    probability = 1 / (1 + np.exp(-(slope * tuned.strange + offset)))
    white = (tuned.features - learned.mean) @ learned.white
    apart = np.sqrt(((white[:, None] - learned.centres[None]) ** 2).mean(axis=2).min(axis=1))
    return ModelCard(
        NAME,
        VERSION,
        "radiograph_segments",
        CLASSES,
        "Classes of commodities and hidden objects in radiographs of containers, from one or two views at one or two "
        "energies of an accelerator; a vector of 64 numbers for finding loads that look alike.",
        trained_on,
        "Learned from simulated containers alone. Knows accelerators of about 3 to 9 MeV and pixels of up to about "
        "15 mm; X-ray tubes, parcels and pictures of 8 bit are not for it.",
        thresholds={"unknown": 0.4, **limits_of(probability, tuned.hidden)},
        temperature=round(temperature, 4),
        novelty=tuple(round(float(value), 4) for value in np.quantile(apart, np.linspace(0, 1, 101))),
        preparation={
            "pixel_mm": PIXEL_MM,
            "margin_mm": MARGIN_MM,
            "channels": list(CHANNELS),
            "anomaly_scale": [slope, offset],
            "anomaly_place": 0.0,
        },
        reliability=bins,
        log={**log, "calibration_error_tune": round(calibration_error(bins), 4)},
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
    train = available(told.cache, "train")
    seen = look(net, train[-told.learn :], 1, "Looking at the training…")
    learned = learn_embedding(seen.features, seen.groups)
    tuned = look(net, available(told.cache, "tune")[: told.tune], 250, "Calibrating…")
    told.models.mkdir(exist_ok=True)
    export(net, learned, told.models / f"{NAME}.onnx")
    words = f"{len(train)} simulated containers: the first seeds of the split `train` of simulators/scanner/loads"
    write_card(card_of(tuned, learned, log_of(told.out), words), told.models)


if __name__ == "__main__":
    main()
