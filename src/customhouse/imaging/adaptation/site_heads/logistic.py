"""Multinomial logistic regression with a penalty, by L-BFGS: the whole of what a site head learns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import logsumexp

Rows = NDArray[np.float32]
STEPS, SEARCH_STEPS = 250, 60
MOST_DIRECTIONS = 600
ENOUGH = 2000  # rows that the directions are found from


@dataclass(frozen=True)
class Linear:
    """Weights (features, classes) for features as they come; `bias` takes their means and spreads in."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def logits(self, rows: Rows) -> Rows:
        out: Rows = rows @ self.weights + self.bias
        return out


@dataclass(frozen=True)
class Turned:
    """Rows brought to one spread and turned into the few directions in which they vary at all.

    With a penalty on the squares of the weights nothing is lost by it, and a fit takes a tenth of the time.
    """

    rows: Rows
    mean: Rows
    basis: Rows  # (features, directions)

    def fit(self, some: NDArray[np.int64], truth: NDArray[np.int64], classes: int, penalty: float) -> "Linear":
        """A head for the rows as they were, learned from some of them; `truth` is of all."""
        inner = _fit(self.rows[some], truth[some], classes, penalty)
        weights = self.basis @ inner.weights
        return Linear(weights.astype(np.float32), (inner.bias - self.mean @ weights).astype(np.float32))

    def try_out(
        self,
        split: list[tuple[NDArray[np.int64], NDArray[np.int64]]],
        truth: NDArray[np.int64],
        classes: int,
        penalty: float,
    ) -> Rows:
        """Logits of what each fold holds out, one fold after another."""
        said = [_fit(self.rows[a], truth[a], classes, penalty, SEARCH_STEPS).logits(self.rows[b]) for a, b in split]
        return np.concatenate(said)


def turn(rows: Rows, most: int = MOST_DIRECTIONS) -> Turned:
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    scaled = ((rows - mean) / spread).astype(np.float32)
    some = scaled[:: 1 + len(scaled) // ENOUGH]
    wide = len(some) < some.shape[1]
    values, vectors = np.linalg.eigh((some @ some.T if wide else some.T @ some).astype(np.float64))
    kept = min(most, int((values > 1e-6 * values[-1]).sum()))
    leading = vectors[:, ::-1][:, :kept].astype(np.float32)
    directions = some.T @ leading / np.sqrt(values[::-1][:kept].astype(np.float32)) if wide else leading
    return Turned(scaled @ directions, mean, directions / spread[:, None])


def fit(rows: Rows, truth: NDArray[np.int64], classes: int, penalty: float) -> Linear:
    return turn(rows).fit(np.arange(len(rows)), truth, classes, penalty)


def _fit(rows: Rows, truth: NDArray[np.int64], classes: int, penalty: float, steps: int = STEPS) -> Linear:
    count, width = rows.shape
    wanted = np.zeros((count, classes), dtype=np.float32)
    wanted[np.arange(count), truth] = 1

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(width + 1, classes).astype(np.float32)
        logits = rows @ weights[:-1] + weights[-1]
        total = logsumexp(logits, axis=1, keepdims=True)
        wrong = np.exp(logits - total) - wanted
        slope = np.vstack([rows.T @ wrong, wrong.sum(axis=0)]) / count
        slope[:-1] += penalty * weights[:-1]
        value = float((total[:, 0] - (logits * wanted).sum(axis=1)).mean())
        return value + 0.5 * penalty * float((weights[:-1] ** 2).sum()), slope.ravel().astype(np.float64)

    start = np.zeros((width + 1) * classes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxfun": 2 * steps}).x
    learned = found.reshape(width + 1, classes).astype(np.float32)
    return Linear(learned[:-1], learned[-1])


def softmax(logits: Rows, temperature: float = 1.0) -> Rows:
    scaled = logits.astype(np.float64) / temperature
    shares: Rows = np.exp(scaled - logsumexp(scaled, axis=1, keepdims=True)).astype(np.float32)
    return shares


def best_temperature(logits: Rows, truth: NDArray[np.int64]) -> float:
    """By which logits of pictures not learned from must be divided to be as sure as they are right."""

    def surprise(log_temperature: float) -> float:
        scaled = logits.astype(np.float64) / np.exp(log_temperature)
        return float((logsumexp(scaled, axis=1) - scaled[np.arange(len(truth)), truth]).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-3.0, 3.0), method="bounded").x))


def log_loss(logits: Rows, truth: NDArray[np.int64]) -> float:
    scaled = logits.astype(np.float64)
    return float((logsumexp(scaled, axis=1) - scaled[np.arange(len(truth)), truth]).mean())


def folds(
    groups: NDArray[np.int64], truth: NDArray[np.int64], count: int, seed: int
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """(learned from, measured on) of each fold: groups stay whole, classes are spread evenly. The same for a seed."""
    random = np.random.default_rng(seed)
    names, members = np.unique(groups, return_inverse=True)
    first = {int(group): int(truth[np.flatnonzero(members == group)[0]]) for group in range(len(names))}
    sizes = np.bincount(members)
    order = sorted(random.permutation(len(names)), key=lambda group: -int(sizes[group]))
    filled = np.zeros((count, int(truth.max()) + 1))
    place = np.zeros(len(names), dtype=np.int64)
    for group in order:
        label = first[int(group)]
        place[group] = min(range(count), key=lambda fold: (filled[fold, label], filled[fold].sum(), fold))
        filled[place[group], label] += sizes[group]
    everything = np.arange(len(groups))
    split = [(everything[place[members] != fold], everything[place[members] == fold]) for fold in range(count)]
    return [(learned, measured) for learned, measured in split if len(measured) and len(learned)]
