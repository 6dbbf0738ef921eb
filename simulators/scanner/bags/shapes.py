"""Real weapons' shapes, where a copy of them is at hand.

`weapons.npz` holds voxel shapes segmented from baggage CT (ChristophReich1996/3D_Baggage_Segmentation, MIT).
Set WEAPON_SHAPES to its path, or have it in `shared/data/shapes` beside this clone. Without it the parametric firearms
stand in.
"""

import os
from functools import cache
from pathlib import Path
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

PLACES = ("../shared/data/shapes/weapons.npz", "../../shared/data/shapes/weapons.npz")
VARIABLE = "WEAPON_SHAPES"
TRAINED_SHARE = 2 / 3
SPREAD_VOXELS = 1.8
BODY_SHARE = 0.7  # of the usual density of voxels, above which is body
HALVED = 2
Shapes = tuple[NDArray[np.float32], ...]


def find() -> Path | None:
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    root = Path(__file__).resolve().parents[3]
    return next((root / place for place in PLACES if (root / place).exists()), None)


def are_real(path: Path | None) -> TypeGuard[Path]:
    """Whether such a file gives firearms real shapes; one that is named and is not there gives none."""
    return path is not None and path.exists()


def words(path: Path | None) -> str:
    """Which firearms bags are packed with, for whoever reads figures that rest on them."""
    if are_real(path):
        return f"firearms have real weapons' shapes ({path.name})"
    why = f"{path} is not there" if path else f"no file of real ones is at hand, and {VARIABLE} names none"
    return f"firearms of plain solids stand in ({why}): other figures than with real weapons' shapes"


@cache
def weapons(path: Path | None, kept: bool) -> Shapes:
    """Occupancies (z, y, x), a voxel `HALVED` of the file's; two thirds of the distinct shapes are to train on."""
    if not are_real(path):
        return ()
    with np.load(path) as held:
        names = sorted(name for name in held.files if not name.endswith("_shape"))
        shapes = [_shape(held[name], held[f"{name}_shape"]) for name in names]
    groups = _distinct(shapes)
    cut = round(len(groups) * TRAINED_SHARE)
    chosen = groups[cut:] if kept else groups[:cut]
    return tuple(_soft(shape) for shape in chosen)


def _shape(bits: NDArray[np.uint8], size: NDArray[np.int16]) -> NDArray[np.bool_]:
    whole = tuple(int(side) for side in size)
    return np.unpackbits(bits)[: int(np.prod(whole))].reshape(whole).astype(bool)


def _distinct(shapes: list[NDArray[np.bool_]]) -> list[NDArray[np.bool_]]:
    """One of each set of copies, ordered by how long for their width they are, every third put last.

    So both sides hold long and short ones, and no weapon is on both.
    """
    seen: dict[tuple[tuple[int, ...], int], NDArray[np.bool_]] = {}
    for shape in shapes:
        seen.setdefault((tuple(sorted(shape.shape)), int(shape.sum())), shape)
    ordered = sorted(seen.values(), key=_slenderness)
    return [s for i, s in enumerate(ordered) if i % 3 != 2] + [s for i, s in enumerate(ordered) if i % 3 == 2]


def _slenderness(shape: NDArray[np.bool_]) -> float:
    points = np.argwhere(shape).astype(np.float64)
    spread = np.linalg.eigvalsh(np.cov(points.T))
    return float(np.sqrt(spread[2] / spread[1]))


def _soft(shape: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The body that a segmentation's scattered voxels stand for, at half the resolution.

    Metal artefacts left them sparse, a tenth of the body or so: they are spread until they touch. Axes set so that the
    longest is x and the shortest z, as things lie.
    """
    lying = shape.transpose(np.argsort(np.ptp(np.argwhere(shape), axis=0)))
    spread = gaussian_filter(np.pad(lying, 4).astype(np.float32), SPREAD_VOXELS)
    usual = float(np.median(spread[spread > 0.25 * spread.max()]))
    body = 1 / (1 + np.exp(-(spread - BODY_SHARE * usual) / (0.12 * usual)))
    return np.ascontiguousarray(body[::HALVED, ::HALVED, ::HALVED], np.float32)
