"""Trees written as ONNX say what scikit-learn says."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx", reason="only who trains needs the package onnx")
Boosting = pytest.importorskip("sklearn.ensemble").HistGradientBoostingClassifier

from customhouse.imaging.networks.engine import open_network  # noqa: E402 - after what may be missing
from training.tree_network import write_trees  # noqa: E402 - the same


def test_trees_come_out_as_they_went_in(tmp_path: Path) -> None:
    dice = np.random.default_rng(1)
    table = dice.normal(size=(600, 5)).astype(np.float32)
    table[dice.random(table.shape) < 0.1] = np.nan  # not measured
    truth = (table[:, 0] > 0).astype(int) + 2 * (table[:, 1] + table[:, 2] > 0.3)
    model = Boosting(max_iter=12, max_leaf_nodes=7, early_stopping=False).fit(table, truth)
    two = Boosting(max_iter=5, early_stopping=False).fit(table, truth > 1)
    write_trees({"classes": model, "anomaly": two}, 5, tmp_path / "trees.onnx")

    said = open_network(tmp_path / "trees.onnx").run({"table": table})

    np.testing.assert_allclose(said["classes"], model.decision_function(table), atol=1e-4)
    np.testing.assert_allclose(said["anomaly"][:, 0], two.decision_function(table), atol=1e-4)
