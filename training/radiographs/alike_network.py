"""What turns the pooled features of a load into a vector and a distance: learned in one step, written as ONNX."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Floats = NDArray[np.float64]
DIMENSIONS = 64
SHRUNK = 0.1  # how far the covariance is drawn to that of a ball: few containers stand against many features


@dataclass(frozen=True)
class Alike:
    """Linear discriminants.

    Attributes:
        mean, spread: of the features, by which they are brought to one scale.
        white: makes the differences within a group alike in all directions, (features, features).
        embed: the directions in which the groups differ most, (features, dimensions).
        centres: of the groups, whitened, (groups, features).
    """

    mean: Floats
    spread: Floats
    white: Floats
    embed: Floats
    centres: Floats

    def whitened(self, features: Floats) -> Floats:
        return np.asarray((features - self.mean) / self.spread @ self.white)

    def strangeness(self, features: Floats) -> Floats:
        """The distance from the nearest group."""
        apart = ((self.whitened(features)[:, None] - self.centres[None]) ** 2).mean(axis=2)
        return np.asarray(np.sqrt(apart.min(axis=1)))


def learn_alike(features: Floats, groups: Sequence[str], dimensions: int = DIMENSIONS) -> Alike:
    """From loads and the class and style of each."""
    names = sorted(set(groups))
    at = np.array([names.index(group) for group in groups])
    mean, spread = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-4)
    even = (features - mean) / spread
    middles = np.stack([even[at == n].mean(axis=0) for n in range(len(names))])
    within = even - middles[at]
    covariance = within.T @ within / len(within)
    ball = np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    values, vectors = np.linalg.eigh((1 - SHRUNK) * covariance + SHRUNK * ball)
    white = vectors / np.sqrt(values)
    centres = middles @ white
    weights = np.sqrt(np.bincount(at, minlength=len(names)))[:, None]
    _, _, directions = np.linalg.svd(centres * weights, full_matrices=True)
    return Alike(mean, spread, white, directions[:dimensions].T, centres)


def write_alike(learned: Alike, path: Path) -> None:
    """`pooled` (loads, features) to `embedding` (loads, dimensions), not yet of unit length, and `strangeness`."""
    features = len(learned.mean)
    white = learned.white / learned.spread[:, None]
    held = {
        "white": white,
        "offset": -(learned.mean @ white),
        "embed": learned.embed,
        "back": -2 * learned.centres.T,
        "lengths": (learned.centres**2).sum(axis=1)[None],
        "features": np.array(float(features)),
        "axis": np.array([1], np.int64),
        "least": np.array(0.0),
    }
    nodes = [
        helper.make_node("MatMul", ["pooled", "white"], ["turned"]),
        helper.make_node("Add", ["turned", "offset"], ["at"]),
        helper.make_node("MatMul", ["at", "embed"], ["embedding"]),
        # The square of a distance is the square of the one, less twice the product, and the square of the other.
        helper.make_node("Mul", ["at", "at"], ["squares"]),
        helper.make_node("ReduceSum", ["squares", "axis"], ["own"], keepdims=1),
        helper.make_node("MatMul", ["at", "back"], ["products"]),
        helper.make_node("Add", ["products", "lengths"], ["partly"]),
        helper.make_node("Add", ["partly", "own"], ["apart"]),
        helper.make_node("ReduceMin", ["apart", "axis"], ["nearest"], keepdims=0),
        helper.make_node("Div", ["nearest", "features"], ["share"]),
        helper.make_node("Max", ["share", "least"], ["sound"]),
        helper.make_node("Sqrt", ["sound"], ["strangeness"]),
    ]
    initial = [
        numpy_helper.from_array(array if array.dtype == np.int64 else array.astype(np.float32), name)
        for name, array in held.items()
    ]
    given = [helper.make_tensor_value_info("pooled", TensorProto.FLOAT, ["loads", features])]
    told = [
        helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["loads", learned.embed.shape[1]]),
        helper.make_tensor_value_info("strangeness", TensorProto.FLOAT, ["loads"]),
    ]
    graph = helper.make_graph(nodes, "alike", given, told, initial)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9), path)
