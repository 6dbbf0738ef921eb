"""Every engine says the same of the same image. `tiny_2d.onnx` and `tiny_3d.onnx` are untrained, drawn by chance."""

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from customhouse.imaging.networks.cards import MODELS
from customhouse.imaging.networks.engine import (
    CPU,
    GPU,
    PROBE,
    OnnxRuntimeNetwork,
    OpenVinoNetwork,
    engine_for,
    gpu_hindrance,
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
OF_TREES = {TREES, MODELS / "radiograph_emptiness.onnx"}


@needs_openvino
@pytest.mark.parametrize("path", sorted(set(MODELS.glob("*.onnx")) - OF_TREES), ids=lambda path: path.stem)
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


def test_a_gpu_is_used_or_the_log_says_once_why_not(caplog: pytest.LogCaptureFixture) -> None:
    import onnxruntime  # noqa: PLC0415 - skipped above where it is not installed

    gpu_hindrance.cache_clear()
    with caplog.at_level("INFO"):
        opened = [OnnxRuntimeNetwork(NETWORKS[2], 1) for _ in range(2)]
    said = [record.getMessage() for record in caplog.records if record.name.endswith("networks.engine")]
    has_cuda = GPU in onnxruntime.get_available_providers()

    assert {network.provider for network in opened} == {CPU if gpu_hindrance() else GPU}
    assert len(said) == 1
    assert said[0].startswith("Networks run on the processor: " if gpu_hindrance() else "Networks run on the GPU")
    if not has_cuda:
        assert gpu_hindrance().endswith("is built for them alone (docs/how-to/use-a-gpu.md)")


def test_what_tells_whether_a_gpu_can_be_used_is_a_network_that_runs() -> None:
    import onnxruntime  # noqa: PLC0415 - skipped above where it is not installed

    session = onnxruntime.InferenceSession(PROBE, providers=[CPU])

    assert session.run(None, {"x": np.ones(1, np.float32)})[0] == 1


def test_where_all_gpus_are_hidden_there_is_a_reason_not_to_use_one() -> None:
    """`CUDA_VISIBLE_DEVICES` hides GPUs from any process: what is left must be the processor."""
    code = "from customhouse.imaging.networks.engine import gpu_hindrance; print(gpu_hindrance())"
    hidden = {**os.environ, "CUDA_VISIBLE_DEVICES": ""}
    run = subprocess.run([sys.executable, "-c", code], env=hidden, capture_output=True, text=True, check=True)

    assert run.stdout.strip()


@pytest.mark.parametrize("broken", ["preload_dlls", "InferenceSession"])
@pytest.mark.parametrize("error", ["EPFail", "RuntimeException", "NotImplemented", "InvalidGraph"])
def test_a_gpu_that_fails_in_whatever_way_leaves_the_processor_and_says_why(
    monkeypatch: pytest.MonkeyPatch, broken: str, error: str
) -> None:
    """The errors are the engine's own; a GPU that raises them on demand is not to be had."""
    import onnxruntime  # noqa: PLC0415 - skipped above where it is not installed
    from onnxruntime.capi import onnxruntime_pybind11_state as errors  # noqa: PLC0415 - the same

    def fails(*_: object, **__: object) -> None:
        raise getattr(errors, error)("the driver is\n too old")

    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: [GPU, CPU])
    monkeypatch.setattr(onnxruntime, "preload_dlls", lambda: None)
    monkeypatch.setattr(onnxruntime, broken, fails)
    gpu_hindrance.cache_clear()
    try:
        assert gpu_hindrance() == "CUDA refuses (the driver is too old)"
    finally:
        gpu_hindrance.cache_clear()
