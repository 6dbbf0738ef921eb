"""Line scans of bags, parcels, mail and small pallets at two energies, with their truth.

`make_sample` and `make_pallet` are the ways in. Needs numba (the extra `simulation`).
"""

from simulators.scanner.lines.files import as_dicos, as_tiff
from simulators.scanner.lines.sample import LineSample, LineView, make_pallet, make_sample

__all__ = ["LineSample", "LineView", "as_dicos", "as_tiff", "make_pallet", "make_sample"]
