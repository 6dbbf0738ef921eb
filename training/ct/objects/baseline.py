"""Boosted trees on the measures of objects: what the second network has to beat, on the very same rows.

`python -m training.ct.objects.baseline --cache DIR --run DIR`: prints how both do on the splits tune and unseen. With
`--out FILE` the trees are kept, and `benchmarks/ct/recognition.py` holds the network against them, bag by bag.
"""

import argparse
import json
import pickle
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from sklearn.ensemble import HistGradientBoostingClassifier

from training.bags import CHOOSING, TAUGHT
from training.ct.classes import OBJECTS
from training.ct.objects.album import Album
from training.ct.objects.learn import chances, figures


def grown(album: Album, rounds: int, seed: int = 1) -> HistGradientBoostingClassifier:
    weight, known = chances(album), album.known
    trees = HistGradientBoostingClassifier(
        max_iter=rounds, learning_rate=0.08, max_leaf_nodes=15, min_samples_leaf=10, l2_regularization=1.0,
        max_features=0.3, early_stopping=False, random_state=seed,
    )  # fmt: skip
    return trees.fit(album.rows[known], album.labels[known], sample_weight=weight[known] * known.sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=80)
    parser.add_argument("--out", type=Path, help="where the trees are kept")
    asked = parser.parse_args()
    begun = time.process_time()
    album, tune = Album.splits(asked.cache, TAUGHT), Album.splits(asked.cache, CHOOSING)
    trees = grown(album, asked.rounds)
    if asked.out:
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        asked.out.write_bytes(pickle.dumps(trees))
    chance = np.zeros((len(tune.labels), len(OBJECTS)))
    chance[:, trees.classes_] = trees.predict_proba(tune.rows)
    network = json.loads((asked.run / "objects.json").read_text(encoding="utf-8"))
    said = {"network": network["tune"] | {"rows": network["rows"], "cpu_s": round(network["cpu_h"] * 3600)}}
    said["trees"] = figures(chance, tune) | {"rows": len(album.labels), "cpu_s": round(time.process_time() - begun)}
    (asked.run / "object_baseline.json").write_text(json.dumps(said), encoding="utf-8")
    Console().log(said)


if __name__ == "__main__":
    main()
