"""How unlike what was learned a picture is: its distance to the nearest class in the directions that vary, and how far
it lies beside all of them: a picture of nothing that was learned mostly does."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
MOST_DIRECTIONS = 48
ENOUGH = 1500  # pictures that the directions are found from
SHRINKAGE = 0.1


@dataclass(frozen=True)
class Strangeness:
    """`basis` (features, directions) takes features to where distances are counted; `centres` lie there.

    Attributes:
        beside: what tells how far a picture lies beside the directions; None of heads that were made before it counted.
    """

    basis: Rows
    origin: Rows
    centres: Rows
    beside: "Beside | None" = None

    def of(self, rows: Rows) -> Rows:
        """(n,), 1 where a picture lies as far from its class as those learned from do on average."""
        placed = rows @ self.basis - self.origin
        nearest = ((placed[:, None, :] - self.centres[None]) ** 2).mean(axis=2).min(axis=1)
        squares = nearest if self.beside is None else (nearest + self.beside.of(rows)) / 2
        return np.asarray(np.sqrt(squares), np.float32)


@dataclass(frozen=True)
class Beside:
    """`mean` and `spread` are of the features, `directions` are at right angles and of unit length."""

    mean: Rows
    spread: Rows
    directions: Rows
    usual: float

    def of(self, rows: Rows) -> Rows:
        """(n,), the square of how far beside the directions; 1 of what was learned from, on average."""
        return _left(rows, self.mean, self.spread, self.directions) / np.float32(self.usual)


def _left(rows: Rows, mean: Rows, spread: Rows, directions: Rows) -> Rows:
    scaled = (rows - mean) / spread
    left: Rows = (scaled**2).sum(axis=1) - ((scaled @ directions) ** 2).sum(axis=1)
    return np.maximum(left, np.float32(0))


def learn(rows: Rows, truth: NDArray[np.int64], classes: int) -> Strangeness:
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    scaled = (rows - mean) / spread
    count = min(MOST_DIRECTIONS, max(2, len(rows) // 8))
    some = scaled[:: 1 + len(scaled) // ENOUGH]
    # Of the products of the rows where these are fewer than the features: the same directions, much sooner.
    wide = len(some) < some.shape[1]
    leading = np.linalg.eigh(some @ some.T if wide else some.T @ some)[1][:, ::-1][:, :count]
    directions = some.T @ leading if wide else leading
    directions /= np.linalg.norm(directions, axis=0) + 1e-9
    placed = scaled @ directions
    centres = np.stack([placed[truth == each].mean(axis=0) if (truth == each).any() else np.zeros(count)
                        for each in range(classes)])  # fmt: skip
    inner = placed - centres[truth]
    widths = np.sqrt((1 - SHRINKAGE) * inner.var(axis=0) + SHRINKAGE * inner.var(axis=0).mean() + 1e-6)
    basis = (directions / widths / spread[:, None]).astype(np.float32)
    usual = max(1e-6, float(_left(rows, mean, spread, directions).mean()))
    beside = Beside(mean, spread, np.asarray(directions, np.float32), usual)
    return Strangeness(basis, (mean @ basis).astype(np.float32), (centres / widths).astype(np.float32), beside)


def share_less_strange(value: float, quantiles: tuple[float, ...]) -> float:
    """Of held-out pictures, 0 to 1; `quantiles` are theirs, 0 to 100 %."""
    return float(np.searchsorted(np.asarray(quantiles), value, side="right") / len(quantiles)) if quantiles else 0.0
