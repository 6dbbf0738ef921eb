"""What makes a network's numbers probabilities: a temperature, a scale of strangeness, limits at set false alarms."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from customhouse.imaging.adaptation.measures import reliability
from customhouse.imaging.networks.radiographs.context import log_shares, weighed

Floats = NDArray[np.float64]
NAMED_RIGHT = 0.8  # of the places whose goods are named; of the others it is said that they are not known
FALSE_ALARMS = {"anomaly": 0.05, "anomaly_medium": 0.02, "anomaly_high": 0.005}


def temperature_of(logits: NDArray[np.float32], truth: NDArray[np.integer]) -> float:
    """What the logits (pixels, classes) are divided by so that the truth is likeliest."""

    def surprise(temperature: float) -> float:
        scaled = logits / np.float32(temperature)
        top = scaled.max(axis=1, keepdims=True)
        whole = top[:, 0] + np.log(np.exp(scaled - top).sum(axis=1))
        return float((whole - scaled[np.arange(len(truth)), truth]).mean())

    return float(minimize_scalar(surprise, bounds=(0.3, 5.0), method="bounded").x)


def scale_of(logits: Floats, truth: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset of the logistic curve from strangeness to probability, lightly held to slope 1."""

    def surprise(at: Floats) -> float:
        margin = np.where(truth, 1, -1) * (at[0] * logits + at[1])
        return float(np.logaddexp(0, -margin).mean() + 1e-3 * (at[0] - 1) ** 2)

    found = minimize(surprise, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return round(float(found[0]), 4), round(float(found[1]), 4)


def limits_of(probability: Floats, truth: NDArray[np.bool_]) -> dict[str, float]:
    """The probabilities that so many of the images without anything hidden exceed."""
    clean = probability[~truth]
    return {name: round(float(np.quantile(clean, 1 - share)), 4) for name, share in FALSE_ALARMS.items()}


def least_sure(told: Floats, right: NDArray[np.bool_], wanted: float) -> float:
    """The probability from which so many of what is told are right; the highest there is where never so many are."""
    order = np.argsort(-told)
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares >= wanted)
    return round(float(told[order][enough[-1] if enough.size else 0]), 3)


@dataclass(frozen=True)
class Weighing:
    """How network and trees are weighed, and how often each alone and both together name goods right.

    Attributes:
        unknown: probability of the likeliest goods below which none are named.
    """

    temperature: float
    weights: tuple[float, float]
    right: dict[str, float]
    bins: tuple[tuple[float, float, int], ...]
    count: int
    unknown: float


def harder_half(network: NDArray[np.float32], truth: NDArray[np.intp], of: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Places of the containers whose goods the network names right less often than those of the middle one.

    What a border packs lies further from the training than what the generator keeps from it: probabilities that are
    true of the harder half are nearer to true there.
    """
    goods = truth > 0
    right = (network[:, 1:].argmax(axis=1) + 1 == truth) & goods
    count = np.bincount(of, goods)
    share = np.where(count > 0, np.bincount(of, right) / np.maximum(count, 1), np.nan)
    return np.asarray((share <= np.nanmedian(share))[of])


def weighing_of(
    network: NDArray[np.float32],
    trees: NDArray[np.float32],
    truth: NDArray[np.intp],
    numbers: list[int],
    taken: NDArray[np.bool_],
) -> Weighing:
    """From logits (pixels, classes) of both; the trees' are of the classes `numbers`.

    Args:
        taken: pixels that temperature and weights are learned from; what is right is told of all.
    """
    temperature = round(temperature_of(network[taken], truth[taken]), 4)
    own = log_shares(network.T / np.float32(temperature))
    some, at = truth[taken], np.arange(int(taken.sum()))

    def surprise(weights: Floats) -> float:
        both = weighed(own[:, taken], trees[taken].T, numbers, (abs(weights[0]), abs(weights[1])))
        return float(-both[some, at].mean())

    found = np.abs(minimize(surprise, np.array([0.4, 0.6]), method="Nelder-Mead", options={"maxiter": 40}).x)
    weights = (round(float(found[0]), 4), round(float(found[1]), 4))
    both = weighed(own, trees.T, numbers, weights)
    alone = weighed(np.zeros_like(own), trees.T, numbers, (0.0, 1.0))
    goods = truth > 0
    right = {
        name: float((shares[1:, goods].argmax(axis=0) + 1 == truth[goods]).mean())
        for name, shares in {"network": own, "trees": alone, "both": both}.items()
    }
    among = log_shares(both[1:, goods])
    told, is_right = np.exp(among.max(axis=0)).astype(np.float64), among.argmax(axis=0) + 1 == truth[goods]
    unknown = least_sure(told, is_right, NAMED_RIGHT)
    return Weighing(temperature, weights, right, reliability(told, is_right), int(goods.sum()), unknown)


def strange_weights(odd: NDArray[np.float32]) -> tuple[float, float, float]:
    """Of the network's and the trees' anomaly logits, and what is added: logistic, from (pixels, 3)."""
    truth = odd[:, 2] > 0

    def surprise(at: Floats) -> float:
        margin = np.where(truth, 1, -1) * (abs(at[0]) * odd[:, 0] + abs(at[1]) * odd[:, 1] + at[2])
        return float(np.logaddexp(0, -margin).mean())

    found = minimize(surprise, np.array([0.5, 0.5, -2.0]), method="Nelder-Mead").x
    return round(float(abs(found[0])), 4), round(float(abs(found[1])), 4), round(float(found[2]), 4)
