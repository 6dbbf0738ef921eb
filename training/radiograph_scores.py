"""How well a network in training reads whole containers: mIoU, accuracy on goods, anomalies of images."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from customhouse.imaging.networks.radiograph_channels import Planes
from training.cargo import input_of, kept
from training.cargo_scans import CLASSES
from training.radiograph_batches import halved
from training.radiograph_net import STRIDE, RadiographNet

TOP = 12  # pixels whose mean is the anomaly of an image


@dataclass(frozen=True)
class Scores:
    """`confusion` counts pixels (truth, told); `commonest` is what naming the commonest of goods would score."""

    confusion: NDArray[np.int64]
    anomalies: tuple[tuple[float, bool], ...]

    @property
    def ious(self) -> dict[str, float]:
        both = np.diag(self.confusion)
        either = self.confusion.sum(axis=0) + self.confusion.sum(axis=1) - both
        present = self.confusion.sum(axis=1) > 0
        return {CLASSES[n]: float(both[n] / either[n]) for n in np.flatnonzero(present)}

    @property
    def miou(self) -> float:
        return float(np.mean([iou for code, iou in self.ious.items() if code != CLASSES[0]]))

    @property
    def accuracy(self) -> float:
        goods = self.confusion[1:]
        return float(np.diag(self.confusion)[1:].sum() / max(1, goods.sum()))

    @property
    def commonest(self) -> float:
        goods = self.confusion[1:].sum(axis=1)
        return float(goods.max() / max(1, goods.sum()))

    @property
    def mistaken(self) -> tuple[float, float]:
        """Share of pixels told goods for none or none for goods; what always saying none would mistake."""
        whole = max(1, self.confusion.sum())
        wrong = self.confusion[0, 1:].sum() + self.confusion[1:, 0].sum()
        return float(wrong / whole), float(self.confusion[1:].sum() / whole)

    @property
    def auc(self) -> float:
        return auc(self.anomalies)

    def summary(self) -> dict[str, Any]:
        return {"miou": self.miou, "accuracy": self.accuracy, "commonest": self.commonest, "anomaly_auc": self.auc}


def auc(told: tuple[tuple[float, bool], ...]) -> float:
    """Of pairs of one with and one without, the share in which the one with is told the stranger."""
    yes, no = (np.array([score for score, is_so in told if is_so is wanted]) for wanted in (True, False))
    if not len(yes) or not len(no):
        return float("nan")
    return float(((yes[:, None] > no).mean() + (yes[:, None] >= no).mean()) / 2)


def filled(image: Planes) -> Planes:
    """With open beam at the right and below, to sides that the network takes."""
    lacking = [(0, -size % STRIDE) for size in image.shape[1:]]
    return np.pad(image, [(0, 0), *lacking])


@torch.no_grad()
def answers(net: RadiographNet, image: Planes) -> tuple[Planes, Planes]:
    """Class logits and anomaly logits at half the size."""
    rows, columns = image.shape[1] // 2, image.shape[2] // 2
    device = next(net.parameters()).device
    given = torch.from_numpy(filled(image))[None].to(device).to(memory_format=torch.channels_last)
    classes, anomaly = (each.float().cpu().numpy()[0] for each in net(given))
    return classes[:, :rows, :columns], anomaly[0, :rows, :columns]


def strangeness(anomaly: Planes) -> float:
    """The mean logit of the strangest pixels."""
    flat = anomaly.ravel()
    return float(np.partition(flat, -min(TOP, flat.size))[-min(TOP, flat.size) :].mean())


def scores(net: RadiographNet, paths: list[Path]) -> Scores:
    net.eval()
    confusion = np.zeros((len(CLASSES), len(CLASSES)), np.int64)
    anomalies = []
    for path in paths:
        container = kept(path)
        strange, hidden = [], False
        for example in container.examples:
            classes, anomaly = answers(net, input_of(container, example))
            rows, columns = anomaly.shape
            truth = example.labels[: 2 * rows : 2, : 2 * columns : 2].ravel().astype(np.int64)
            told = classes.argmax(axis=0).ravel()
            confusion += np.bincount(truth * len(CLASSES) + told, minlength=confusion.size).reshape(confusion.shape)
            strange.append(strangeness(anomaly))
            hidden |= bool(halved(example.anomaly).any())
        anomalies.append((max(strange), hidden))
    return Scores(confusion, tuple(anomalies))
