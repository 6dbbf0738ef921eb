"""How well a network in training reads whole containers: mIoU, accuracy on goods, anomalies of images."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from customhouse.imaging.adaptation.measures import auc
from customhouse.imaging.networks.radiographs.channels import Planes
from training.cargo_scans import CLASSES
from training.devices import place_of
from training.radiographs.lessons import lessons
from training.radiographs.net import RadiographNet

TOP = 3  # places whose mean is the anomaly of an image


@dataclass(frozen=True)
class Scores:
    """`confusion` counts places (truth, told); `commonest` is what naming the commonest of goods would score."""

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
        """Share of places told goods for none or none for goods; what always saying none would mistake."""
        whole = max(1, self.confusion.sum())
        wrong = self.confusion[0, 1:].sum() + self.confusion[1:, 0].sum()
        return float(wrong / whole), float(self.confusion[1:].sum() / whole)

    @property
    def auc(self) -> float:
        scores, hidden = zip(*self.anomalies, strict=True) if self.anomalies else ((), ())
        return auc(np.array(scores, float), np.array(hidden, bool))

    def summary(self) -> dict[str, Any]:
        return {"miou": self.miou, "accuracy": self.accuracy, "commonest": self.commonest, "anomaly_auc": self.auc}


@torch.no_grad()
def answers(net: RadiographNet, maps: NDArray[np.floating]) -> tuple[Planes, Planes]:
    """Class logits and anomaly logits of the places of a view."""
    given = torch.from_numpy(maps.astype(np.float32))[None].to(place_of(net)).to(memory_format=torch.channels_last)
    classes, anomaly = (each.float().cpu().numpy()[0] for each in net(given))
    return classes, anomaly[0]


def strangeness(anomaly: Planes) -> float:
    """The mean logit of the strangest places."""
    flat = anomaly.ravel()
    return float(np.partition(flat, -min(TOP, flat.size))[-min(TOP, flat.size) :].mean())


def scores(net: RadiographNet, paths: list[Path]) -> Scores:
    """Of the lessons of whole containers."""
    net.eval()
    confusion = np.zeros((len(CLASSES), len(CLASSES)), np.int64)
    anomalies = []
    for path in paths:
        strange, hidden = [], False
        for lesson in lessons(path):
            classes, anomaly = answers(net, lesson.maps)
            truth = lesson.labels.ravel().astype(np.int64)
            told = classes.argmax(axis=0).ravel()
            confusion += np.bincount(truth * len(CLASSES) + told, minlength=confusion.size).reshape(confusion.shape)
            strange.append(strangeness(anomaly))
            hidden |= bool(lesson.hidden.any())
        anomalies.append((max(strange), hidden))
    return Scores(confusion, tuple(anomalies))
