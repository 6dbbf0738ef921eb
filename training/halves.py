"""Networks on disk at half of their size."""

import numpy as np
import onnx

SUFFIX = ".half"  # of the name that a weight has in half precision


def halved(model: onnx.ModelProto) -> onnx.ModelProto:
    """Weights kept in half precision and brought back to single when the network is opened.

    What is added or divided by stays as it is: it is small, and a mean divided by a small spread would not bear it.
    """
    graph, casts = model.graph, []
    for held in graph.initializer:
        if held.data_type == onnx.TensorProto.FLOAT and len(held.dims) > 1:
            name, half = held.name, onnx.numpy_helper.to_array(held).astype(np.float16)
            held.CopyFrom(onnx.numpy_helper.from_array(half, name + SUFFIX))
            casts.append(onnx.helper.make_node("Cast", [held.name], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    return model
