"""The arithmetic of the goods benchmark: shares with their intervals, AUC, calibration, accuracy at coverage."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from customhouse.imaging.adaptation import measures
from customhouse.imaging.adaptation.measures import auc_between
from customhouse.kernel.shares import wilson

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Share:
    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.of)

    def plain(self) -> dict[str, float]:
        low, high = self.interval
        return {"share": round(self.value, 4), "low": round(low, 4), "high": round(high, 4), "n": self.of}

    def __str__(self) -> str:
        low, high = self.interval
        return f"{100 * self.value:.1f} [{100 * low:.0f}–{100 * high:.0f}]"


def within(ranked: Sequence[Sequence[str]], truth: Sequence[str], most: int) -> Share:
    return Share(sum(right in found[:most] for found, right in zip(ranked, truth, strict=True)), len(truth))


def auc_interval(right: Values, wrong: Values, rounds: int = 200) -> tuple[float, float]:
    """95 %, by drawing the cases anew."""
    dice = np.random.default_rng(11)
    drawn = [auc_between(dice.choice(right, len(right)), dice.choice(wrong, len(wrong))) for _ in range(rounds)]
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(low), float(high)


def reliability(said: Values, right: Values, steps: int = 10) -> tuple[float, list[dict[str, float]]]:
    """Expected calibration error over equal steps of confidence, and the table it is made from."""
    rows = measures.reliability(said, right, steps)
    table = [
        {"from": min(int(told * steps), steps - 1) / steps, "said": round(told, 3), "came_true": round(came, 3), "n": n}
        for told, came, n in rows
    ]
    return measures.calibration_error(rows), table


def at_coverage(said: Values, right: Values, shares: Sequence[float]) -> dict[str, float]:
    """Accuracy over the most confident share of texts."""
    order = np.argsort(-said, kind="stable")
    return {
        f"{share:.0%}": round(float(right[order[: max(1, round(share * len(order)))]].mean()), 4) for share in shares
    }
