"""Every engine says the same of the same image. `tiny_2d.onnx` and `tiny_3d.onnx` are untrained, drawn by chance."""

import json
import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from customhouse.imaging.networks.cards import MODELS
from customhouse.imaging.networks.engine import (
    OnnxRuntimeNetwork,
    OpenVinoNetwork,
    engine_for,
    may_be_bf16,
    open_network,
)

pytest.importorskip("onnxruntime", reason="no engine is installed: pip install 'customhouse[recognition]'")
HERE = Path(__file__).parent
NETWORKS = {2: HERE / "tiny_2d.onnx", 3: HERE / "tiny_3d.onnx"}
needs_openvino = pytest.mark.skipif(
    find_spec("openvino") is None, reason="openvino is not installed: pip install 'customhouse[openvino]'"
)


def image(axes: int, side: int = 16) -> dict[str, np.ndarray]:
    return {"image": np.random.default_rng(axes).normal(0, 1, (1, 2, *[side] * axes)).astype(np.float32)}


@pytest.mark.parametrize("axes", NETWORKS)
def test_outputs_are_told_by_their_names(axes: int) -> None:
    said = open_network(NETWORKS[axes]).run(image(axes))

    assert said["logits"].shape == (1, 3, *[16] * axes)
    assert np.linalg.norm(said["embedding"]) == pytest.approx(1, abs=1e-4)


@needs_openvino
@pytest.mark.parametrize("side", [16, 24])
@pytest.mark.parametrize("axes", NETWORKS)
def test_engines_agree_to_a_thousandth(axes: int, side: int) -> None:
    one, other = (engine(NETWORKS[axes], 1).run(image(axes, side)) for engine in (OnnxRuntimeNetwork, OpenVinoNetwork))

    assert one.keys() == other.keys()
    for name, values in one.items():
        np.testing.assert_allclose(other[name], values, atol=1e-3)


@needs_openvino
def test_answers_are_not_written_over_by_the_next_ones() -> None:
    network = OpenVinoNetwork(NETWORKS[2], 1)
    first = network.run(image(2))["logits"]
    kept = first.copy()
    network.run({"image": np.ones((1, 2, 16, 16), np.float32)})

    np.testing.assert_array_equal(first, kept)


@needs_openvino
def test_volumes_go_to_the_engine_that_is_quicker_with_them_and_images_to_the_other() -> None:
    assert engine_for(NETWORKS[3]) is OpenVinoNetwork
    assert engine_for(NETWORKS[2]) is OnnxRuntimeNetwork


@needs_openvino
def test_a_card_may_allow_bf16_and_nothing_else_does(tmp_path: Path) -> None:
    network = tmp_path / "tiny.onnx"
    shutil.copy(NETWORKS[2], network)
    card = tmp_path / "tiny.card.json"
    before = may_be_bf16(network)
    card.write_text(json.dumps({"name": "tiny", "preparation": {"lowest_precision": "bf16"}}), encoding="utf-8")

    assert (before, may_be_bf16(network)) == (False, True)
    assert engine_for(network) is OpenVinoNetwork
    np.testing.assert_allclose(
        OpenVinoNetwork(network, 1).run(image(2))["logits"],
        OnnxRuntimeNetwork(network, 1).run(image(2))["logits"],
        atol=0.05,
    )


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"preparation": null}', "not json"])
def test_a_card_that_says_nothing_of_it_allows_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "tiny.card.json").write_text(text, encoding="utf-8")

    assert not may_be_bf16(tmp_path / "tiny.onnx")


# OpenVINO has no decision trees.
TREES = MODELS / "radiograph_context.onnx"


@needs_openvino
@pytest.mark.parametrize("path", sorted(set(MODELS.glob("*.onnx")) - {TREES}), ids=lambda path: path.stem)
def test_each_shipped_model_can_be_opened_by_either_engine(path: Path) -> None:
    one, other = OnnxRuntimeNetwork(path, 1), OpenVinoNetwork(path, 1)

    assert one._outputs == other._outputs


@needs_openvino
def test_what_openvino_cannot_run_goes_to_onnx_runtime_and_the_log_says_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    network = tmp_path / "trees.onnx"
    shutil.copy(TREES, network)
    # Even where its card would have it run by OpenVINO.
    card = {"name": "trees", "preparation": {"lowest_precision": "bf16"}}
    (tmp_path / "trees.card.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(RuntimeError, match="TreeEnsembleRegressor"):
        OpenVinoNetwork(network, 1)
    with caplog.at_level("INFO"):
        opened = open_network(network)

    assert isinstance(opened, OnnxRuntimeNetwork)
    [line] = [record.getMessage() for record in caplog.records if record.name.endswith("networks.engine")]
    assert line.startswith("trees runs on ONNX Runtime: OpenVINO cannot run it (")
    assert "TreeEnsembleRegressor" in line
