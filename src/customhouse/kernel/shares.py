"""The interval in which a share should lie, by what was counted; light enough for the server."""

import math

Z_95 = 1.959964  # of a two-sided interval of 95 %


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson's interval of 95 %; all there is where nothing was counted."""
    if of == 0:
        return 0.0, 1.0
    share, squared = hits / of, Z_95**2
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    half = Z_95 / (1 + squared / of) * math.sqrt(share * (1 - share) / of + squared / (4 * of**2))
    return max(0.0, middle - half), min(1.0, middle + half)
