"""A share with its interval, light enough for the server."""

import math
from dataclasses import dataclass

Z_95 = 1.959964
WANTED_HALF_WIDTH = 0.05


@dataclass(frozen=True)
class Share:
    """So many of so many, with the 95 % interval of Wilson; not a number where there are none."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        if self.of == 0:
            return 0.0, 1.0
        share, squared = self.hits / self.of, Z_95**2
        middle = (share + squared / (2 * self.of)) / (1 + squared / self.of)
        spread = math.sqrt(share * (1 - share) / self.of + squared / (4 * self.of**2))
        half = Z_95 / (1 + squared / self.of) * spread
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def more_needed(self) -> int:
        """How many more must be seen until the interval is about ±5 %."""
        low, high = self.interval
        share = min(max(self.value, 0.05), 0.95) if self.of else 0.5
        if self.of and (high - low) / 2 <= WANTED_HALF_WIDTH:
            return 0
        return max(1, math.ceil(Z_95**2 * share * (1 - share) / WANTED_HALF_WIDTH**2) - self.of)
