"""Learns to tell containers that hold goods from those that hold none, and writes the trees with their card.

    python -m training.emptiness.learn --cache build/emptiness

Learned from the splits `train` and `varied`; the scale of the probability and the limits are found on `unseen`, packed
as none that is learned from.
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from customhouse.imaging.adaptation.measures import auc, reliability
from customhouse.imaging.networks.cards import MODELS, Figure, ModelCard, write_card
from customhouse.imaging.networks.radiographs.channels import Planes
from customhouse.imaging.networks.radiographs.emptiness import EACH, NAME, NUMBERS
from customhouse.imaging.networks.training_log import Count, Spent, TrainingLog
from customhouse.kernel.shares import wilson
from training.emptiness.lessons import FOLDER, Lessons, lessons, network
from training.radiographs.calibration import scale_of
from training.radiographs.log import MAKING, now
from training.tree_network import write_trees

VERSION = "1.0"
ROUNDS, SEED = 200, 1
# Share of the loaded that may look emptier than the limit of what is told empty: of a split of which a third hold few
# goods, which at a border are rare.
LOADED_BELOW = 0.01
EMPTY_ABOVE = 0.02  # share of the empties that may look fuller than the limit of what is told loaded
UNSURE = (0.2, 0.8)  # what lies between is never told, however well the split can be told apart


def learned(taught: Lessons) -> HistGradientBoostingClassifier:
    """Every container thrice: both views, and each alone, as a scanner of one view shows it."""
    sides = (slice(0, 0), slice(0, EACH), slice(EACH, NUMBERS))
    table = np.concatenate([_hidden(taught.table, side) for side in sides])
    model = HistGradientBoostingClassifier(
        max_iter=ROUNDS,
        learning_rate=0.06,
        max_leaf_nodes=8,
        min_samples_leaf=15,
        l2_regularization=3.0,
        max_features=0.4,
        early_stopping=False,
        random_state=SEED,
    )
    return model.fit(table, np.tile(taught.loaded, len(sides)))


def _hidden(table: Planes, side: slice) -> Planes:
    left = table.copy()
    left[:, side] = np.nan
    return left


@dataclass(frozen=True)
class Calibrated:
    """Slope and offset of the logit, the card's limits, and what `unseen` says of both."""

    scale: tuple[float, float]
    limits: dict[str, float]
    probability: NDArray[np.float64]
    loaded: NDArray[np.bool_]


def calibrated(logits: NDArray[np.float64], loaded: NDArray[np.bool_]) -> Calibrated:
    slope, offset = scale_of(logits, loaded)
    probability = 1 / (1 + np.exp(-(slope * logits + offset)))
    limits = {
        "empty": min(UNSURE[0], _at(probability[loaded], LOADED_BELOW)),
        "loaded": max(UNSURE[1], _at(probability[~loaded], 1 - EMPTY_ABOVE)),
    }
    return Calibrated((slope, offset), limits, probability, loaded)


def _at(chances: NDArray[np.float64], share: float) -> float:
    """A probability that really occurred, rounded down: of few containers no share lies between two of them."""
    return float(np.floor(1e4 * np.quantile(chances, share, method="lower")) / 1e4)


def card_of(found: Calibrated, taught: Lessons, places: str, seconds: float) -> ModelCard:
    """`places` is the hash of the network whose words the trees look at."""
    data = (
        f"simulated, the {len(found.loaded)} containers of the split `unseen` that scale and limits were found on, "
        "most of them empty or light"
    )
    empties, goods = found.probability[~found.loaded], found.probability[found.loaded]
    told = {
        "empties told empty": (empties < found.limits["empty"]),
        "loaded told empty": (goods < found.limits["empty"]),
        "loaded told loaded": (goods >= found.limits["loaded"]),
        "empties told loaded": (empties >= found.limits["loaded"]),
    }
    figures = (
        Figure("goods or none, area under the curve", round(auc(found.probability, found.loaded), 4), data),
        *(Figure(name, round(float(some.mean()), 4), data, *_interval(some)) for name, some in told.items()),
    )
    return ModelCard(
        NAME,
        VERSION,
        "radiograph_emptiness",
        ("loaded",),
        "Whether a container holds goods, by numbers of its whole inside from the side and from above; asked beside "
        "the network `radiograph`. Pallets, dunnage and a reefer's machinery are no goods.",
        f"{len(taught.loaded)} simulated containers of simulators/scanner/loads, {int((~taught.loaded).sum())} "
        "without goods, and many with few",
        "As of `radiograph`. Thin plates on the floor look like the floor: what is not weighed is never called empty.",
        thresholds=found.limits,
        preparation={"scale": list(found.scale), "places": places},
        reliability=reliability(found.probability, found.loaded),
        reliability_of=f"the probability that a container holds goods, {data}",
        figures=figures,
        log=TrainingLog(
            steps=ROUNDS,
            seeds=(SEED,),
            spent=(Spent("learning the trees", round(seconds / 3600, 4), 0.0), MAKING),
            learned_from=(
                Count("containers without goods", int((~taught.loaded).sum())),
                Count("containers with goods", int(taught.loaded.sum())),
            ),
            notes=("A step is a round of boosting. Each container is shown thrice: by both views, and by each alone.",),
            written_at=now(),
        ),
    )


def _interval(some: NDArray[np.bool_]) -> tuple[float, float, int]:
    """95 %, and of how many."""
    low, high = wilson(int(some.sum()), len(some))
    return round(low, 4), round(high, 4), len(some)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cache", type=Path, default=FOLDER)
    asked.add_argument("--models", type=Path, default=MODELS)
    told = asked.parse_args()
    begun = time.process_time()
    beside = network()
    taught, others = lessons(told.cache, beside, "train", "varied"), lessons(told.cache, beside, "unseen")
    model = learned(taught)
    found = calibrated(model.decision_function(others.table), others.loaded)
    card = card_of(found, taught, beside.sha256, time.process_time() - begun)
    told.models.mkdir(parents=True, exist_ok=True)
    write_trees({"loaded": model}, NUMBERS, told.models / f"{NAME}.onnx")
    write_card(card, told.models)
    for figure in card.figures:
        print(f"{figure.name}: {figure.value:.3f} ({figure.data})")
    print(f"scale {found.scale}, limits {found.limits}")


if __name__ == "__main__":
    main()
