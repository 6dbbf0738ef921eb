"""Gradient boosting on the measured features of objects alone: what the second network's cube has to add to.

`python -m training.ct.object_baseline --cache DIR --run DIR`: prints how both do on the tune split.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, roc_auc_score

from training.ct.classes import OBJECTS, THREATS
from training.ct.learn_objects import Album, answers, chances
from training.ct.nets import ObjectNet


def measures(chance: NDArray[np.floating], tune: Album) -> dict[str, float]:
    """Of (portraits, classes): right names, and how well threats stand out among objects and bags among bags."""
    known = tune.labels >= 0
    threat = chance[:, list(THREATS)].sum(1)
    truth = np.isin(tune.labels, THREATS)
    bags = np.unique(tune.bag)
    worst = [threat[tune.bag == bag].max() for bag in bags]
    holds = [bool((truth & (tune.bag == bag)).any()) for bag in bags]
    return {
        "accuracy": float((chance.argmax(1)[known] == tune.labels[known]).mean()),
        "threat_ap": float(average_precision_score(truth[known], threat[known])),
        "bag_auroc": float(roc_auc_score(holds, worst)),
    }


def boosted(album: Album, tune: Album, seed: int = 1) -> NDArray[np.float64]:
    weight = chances(album)
    known = weight > 0
    booster = HistGradientBoostingClassifier(max_iter=80, learning_rate=0.08, early_stopping=False, random_state=seed)
    booster.fit(album.rows[known], album.labels[known], sample_weight=weight[known] * known.sum())
    chance = np.zeros((len(tune.labels), len(OBJECTS)))
    chance[:, booster.classes_] = booster.predict_proba(tune.rows)
    return chance


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    asked = parser.parse_args()
    album, tune = Album.of(asked.cache / "portraits" / "train"), Album.of(asked.cache / "portraits" / "tune")
    net = ObjectNet(len(OBJECTS), tune.rows.shape[1])
    net.load_state_dict(torch.load(asked.run / "objects.pt", weights_only=True)["net"])
    own = answers(net, tune)[0].softmax(1).numpy()
    other = boosted(album, tune)
    said = {"network": measures(own, tune), "booster": measures(other, tune)}
    said["both"] = measures(np.sqrt(own * other), tune)
    (asked.run / "object_baseline.json").write_text(json.dumps(said), encoding="utf-8")
    Console().log(said)


if __name__ == "__main__":
    main()
