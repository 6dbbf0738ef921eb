"""From a share of belief to a chance of being right, as it came out on texts that were held out."""

from dataclasses import dataclass

import numpy as np

from customhouse.commodities.language.retrieval.postings import Floats

_LEAST = 25  # cases a step must rest on


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rising line through `said` and `came_true`."""

    said: Floats
    came_true: Floats

    def __call__(self, shares: Floats) -> Floats:
        return np.asarray(np.interp(shares, self.said, self.came_true), np.float32)


UNCALIBRATED = Calibration(np.array([0, 1], np.float32), np.array([0, 1], np.float32))


def learn(said: Floats, right: Floats) -> Calibration:
    """Isotonic regression by pooling adjacent violators, over steps of at least `_LEAST` cases."""
    if len(said) < 4 * _LEAST:
        return UNCALIBRATED
    order = np.argsort(said, kind="stable")
    parts = np.array_split(order, min(40, len(order) // _LEAST))
    pools = [[float(said[part].mean()), float(right[part].mean()), float(len(part))] for part in parts]
    risen: list[list[float]] = []
    for pool in pools:
        risen.append(pool)
        while len(risen) > 1 and risen[-2][1] >= risen[-1][1]:
            a, b = risen[-2:]
            weight = a[2] + b[2]
            risen[-2:] = [[(a[i] * a[2] + b[i] * b[2]) / weight for i in (0, 1)] + [weight]]
    # The ends are drawn to 0 and to a top that keeps one failure in mind that was not seen.
    top = (risen[-1][1] * risen[-1][2] + 0.5) / (risen[-1][2] + 1)
    xs = [0.0, *(pool[0] for pool in risen), 1.0]
    ys = [0.0, *(min(pool[1], top) for pool in risen), top]
    return Calibration(np.array(xs, np.float32), np.array(ys, np.float32))
