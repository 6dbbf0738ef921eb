"""Finds how much a place and its stretch of the container count in naming goods, and puts it into the network's card.

    python -m training.radiographs.stretches --cache build/cargo

On containers packed as neither network nor trees have seen any (the split `unseen`), as the shipped files read them.
With it go the limit below which goods are unknown, and how often what is told is right. Exponents are learned on the
half that is read worst, for the reason in `radiograph_calibration.harder_half`.
"""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from scipy.optimize import minimize

from customhouse.imaging.adaptation.measures import calibration_error, reliability
from customhouse.imaging.networks.cards import MODELS, Figure, Model, load_model, write_card
from customhouse.imaging.networks.radiographs.context import GRID, ask_trees, log_shares, place_maps, trees_of
from customhouse.imaging.networks.radiographs.looking import NAME, by_network, with_trees
from customhouse.imaging.networks.radiographs.regions import FINER
from customhouse.imaging.networks.radiographs.stretches import SLOTS, log_of, places_of, seen_along
from training.cargo import FOLDER, Container, available, input_of, kept
from training.radiographs.calibration import NAMED_RIGHT, harder_half, least_sure
from training.radiographs.lessons import CHECKED

REACH = 0.058  # of the length, 70 cm in 12 m: half of it and half as much again are as good
PLACES_EACH = 120  # of a view
MOST = 300
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Read:
    """Some places of goods.

    Attributes:
        place, stretch: logarithms of the probabilities of classes of goods, (places, classes), without `none`.
        truth: class number of each, from 0 for the first class of goods.
        of: the container of each.
    """

    place: Floats
    stretch: Floats
    truth: NDArray[np.intp]
    of: NDArray[np.intp]

    def among(self, some: NDArray[np.bool_]) -> "Read":
        return Read(self.place[some], self.stretch[some], self.truth[some], self.of[some])

    def named(self, exponents: tuple[float, float]) -> Floats:
        """Log probabilities by both."""
        return np.asarray(log_shares((exponents[0] * self.place + exponents[1] * self.stretch).T).T)


def read(paths: list[Path], model: Model) -> Read:
    dice = np.random.default_rng(4)
    rows = [_read(kept(path), number, model, dice) for number, path in enumerate(track(paths, "Reading containers…"))]
    return Read(*(np.concatenate([getattr(each, name) for each in rows]) for name in Read.__annotations__))


def _read(container: Container, number: int, model: Model, dice: np.random.Generator) -> Read:
    trees, views = trees_of(model), []
    for example in container.examples:
        image = input_of(container, example)
        maps = place_maps(image)
        answer = by_network(example.plate, image, maps, model)
        answer = answer if trees is None else with_trees(answer, ask_trees(maps, trees.path), trees, model)
        views.append((example, answer.probabilities[:, ::FINER, ::FINER]))
    stretches = seen_along([(example.plate, maps) for example, maps in views], REACH)
    taken: list[tuple[Floats, Floats, NDArray[np.intp]]] = []
    for example, maps in views:
        labels = example.labels[::GRID, ::GRID]
        y, x = np.nonzero((labels > 0) & (maps[0] < 0.5))
        some = dice.choice(len(y), min(PLACES_EACH, len(y)), replace=False)
        y, x = y[some], x[some]
        at = np.clip(places_of(example.plate, maps.shape[2]), 0, SLOTS - 1)[x]
        taken.append((log_of(maps)[:, y, x].T, stretches[:, at].T, labels[y, x].astype(np.intp) - 1))
    place, stretch, truth = (np.concatenate(each) for each in zip(*taken, strict=True))
    return Read(place, stretch, truth, np.full(len(truth), number))


def exponents_of(found: Read) -> tuple[float, float]:
    """By which the truth is likeliest, each container counting alike."""
    weight = (1 / np.bincount(found.of)[found.of]).astype(np.float32)
    at = np.arange(len(found.truth))

    def surprise(exponents: NDArray[np.float64]) -> float:
        told = found.named((abs(exponents[0]), abs(exponents[1])))[at, found.truth]
        return float(-(told * weight).sum() / weight.sum())

    place, stretch = np.abs(minimize(surprise, np.array([0.3, 1.0]), method="Nelder-Mead", options={"maxiter": 60}).x)
    return round(float(place), 4), round(float(stretch), 4)


def told_right(found: Read, named: Floats) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The probability of the likeliest class of each place, and whether that is right."""
    return np.exp(named.max(axis=1)).astype(np.float64), named.argmax(axis=1) == found.truth


def figures_of(told: NDArray[np.float64], right: NDArray[np.bool_], alone: float, data: str) -> tuple[Figure, ...]:
    error = round(calibration_error(reliability(told, right)), 4)
    return (
        Figure(
            "goods named right by the stretch", round(float(right.mean()), 4), data, count=len(right), baseline=alone
        ),
        Figure("calibration error", error, data, count=len(right), target=0.05, at_most=True),
    )


def into_card(model: Model, found: Read, exponents: tuple[float, float]) -> None:
    """The exponents, and what follows from them; figures of another measure stay."""
    told, right = told_right(found, found.named(exponents))
    alone = round(float(told_right(found, found.named((1.0, 0.0)))[1].mean()), 4)
    data = f"simulated, {len(set(found.of.tolist()))} containers of the split `unseen`, places of goods"
    own = figures_of(told, right, alone, data)
    others = (each for each in model.card.figures if each.name not in {one.name for one in own} or each.data != data)
    place, stretch = exponents
    card = replace(
        model.card,
        preparation=model.card.preparation | {"stretches": {"place": place, "stretch": stretch, "reach": REACH}},
        thresholds=model.card.thresholds | {"unknown": least_sure(told, right, NAMED_RIGHT)},
        reliability=reliability(told, right),
        reliability_of=f"the likeliest class's probability, {data}",
        figures=(*own, *others),
    )
    write_card(card, model.path.parent)
    print(f"exponents {exponents}, unknown below {card.thresholds['unknown']}, calibration error {own[1].value}")
    print(f"right {own[0].value}, by places alone {alone}; {len(right)} {data}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=FOLDER)
    parser.add_argument("--models", type=Path, default=MODELS)
    asked = parser.parse_args()
    model = load_model(asked.models / f"{NAME}.card.json")
    found = read(available(asked.cache, "unseen")[CHECKED:][:MOST], model)
    logits = np.concatenate([np.full((len(found.truth), 1), -9, np.float32), found.place], axis=1)
    harder = harder_half(logits, found.truth + 1, found.of)
    into_card(model, found, exponents_of(found.among(harder)))


if __name__ == "__main__":
    main()
