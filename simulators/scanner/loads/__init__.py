"""Simulated container radiographs with their whole truth: commodities, anomalies, masses and what is declared.

`make_sample(seed, split)` and `make_lot(seed, n, odd)` are what training and benchmarks call; everything is
drawn from the seed. Needs numba (the extra `simulation`).
"""

from simulators.scanner.loads.posting import radiograph_of
from simulators.scanner.loads.sample import CLASSES, FALSE_KINDS, CargoSample, CargoView, make_lot, make_sample

__all__ = ["CLASSES", "FALSE_KINDS", "CargoSample", "CargoView", "make_lot", "make_sample", "radiograph_of"]
