"""A share with its interval, light enough for the server."""

import math
from dataclasses import dataclass

from customhouse.kernel.shares import Z_95, wilson

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
        return wilson(self.hits, self.of)

    @property
    def more_needed(self) -> int:
        """How many more must be seen until the interval is about ±5 %."""
        low, high = self.interval
        share = min(max(self.value, 0.05), 0.95) if self.of else 0.5
        if self.of and (high - low) / 2 <= WANTED_HALF_WIDTH:
            return 0
        return max(1, math.ceil(Z_95**2 * share * (1 - share) / WANTED_HALF_WIDTH**2) - self.of)
