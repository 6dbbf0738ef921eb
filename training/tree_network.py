"""Boosted trees of scikit-learn as an ONNX file, so that the server needs no scikit-learn."""

from pathlib import Path
from typing import Any

import onnx
from onnx import TensorProto, helper


def write_trees(models: dict[str, Any], features: int, path: Path) -> None:
    """Write fitted `HistGradientBoostingClassifier`s: `table` (rows, features) to an output of logits for each name.

    Two classes have one logit, that of the second.
    """
    table = helper.make_tensor_value_info("table", TensorProto.FLOAT, ["rows", features])
    nodes = [_node(name, model) for name, model in models.items()]
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", model._baseline_prediction.size])
        for name, model in models.items()
    ]
    graph = helper.make_graph(nodes, "trees", [table], outputs)
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("ai.onnx.ml", 3)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=9), path)


def _node(output: str, model: Any) -> Any:
    kept: dict[str, list[Any]] = {name: [] for name in NODES}
    leaves: dict[str, list[Any]] = {name: [] for name in LEAVES}
    number = 0
    for round_ in model._predictors:
        for target, tree in enumerate(round_):
            for place, node in enumerate(tree.nodes):
                _add_node(kept, number, place, node)
                if node["is_leaf"]:
                    for name, value in zip(LEAVES, (number, place, target, float(node["value"])), strict=True):
                        leaves[name].append(value)
            number += 1
    base = [float(value) for value in model._baseline_prediction.ravel()]
    return helper.make_node(
        "TreeEnsembleRegressor",
        ["table"],
        [output],
        domain="ai.onnx.ml",
        n_targets=len(base),
        base_values=base,
        aggregate_function="SUM",
        post_transform="NONE",
        **kept,
        **leaves,
    )


NODES = (
    "nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_values", "nodes_modes", "nodes_truenodeids",
    "nodes_falsenodeids", "nodes_missing_value_tracks_true",
)  # fmt: skip
LEAVES = ("target_treeids", "target_nodeids", "target_ids", "target_weights")


def _add_node(kept: dict[str, list[Any]], tree: int, place: int, node: Any) -> None:
    leaf = bool(node["is_leaf"])
    values = (
        tree,
        place,
        0 if leaf else int(node["feature_idx"]),
        0.0 if leaf else float(node["num_threshold"]),
        "LEAF" if leaf else "BRANCH_LEQ",
        0 if leaf else int(node["left"]),
        0 if leaf else int(node["right"]),
        int(node["missing_go_to_left"]),
    )
    for name, value in zip(NODES, values, strict=True):
        kept[name].append(value)
