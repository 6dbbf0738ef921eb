"""Runs networks, by the best engine that is installed: docs/decisions/0013-two-engines.md says which is best when.

All of them are optional packages: without one physics alone speaks. They give the same outputs within a thousandth,
unless a model's card allows bf16 (`"lowest_precision": "bf16"` in its preparation), where that does it no harm.
"""

import base64
import json
import logging
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
VOLUME_AXES = 5  # batch, channels and three of space
GPU, CPU = "CUDAExecutionProvider", "CPUExecutionProvider"  # as ONNX Runtime names them
# The smallest network there is, which hands on its input: whether a GPU can be used is known when one has been opened.
PROBE = base64.b64decode("CAg6OwoQCgF4EgF5IghJZGVudGl0eRIFcHJvYmVaDwoBeBIKCggIARIECgIIAWIPCgF5EgoKCAgBEgQKAggBQgQKABAR")
log = logging.getLogger(__name__)


class EngineMissing(Exception):
    """No package is installed that can run networks; its message says which to install."""


class Network(Protocol):
    """One open ONNX file. Threads are few: a pool of recognisers scales by its workers."""

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> Arrays:
        """The outputs by name."""
        ...


class OnnxRuntimeNetwork:
    """On a GPU where there is one that it can use; `provider` is what it computes on, as ONNX Runtime names it."""

    def __init__(self, path: Path, threads: int) -> None:
        import onnxruntime  # noqa: PLC0415 - optional, and slow to import

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.log_severity_level = 3
        wanted = [CPU] if gpu_hindrance() else [GPU, CPU]
        self._session = onnxruntime.InferenceSession(str(path), options, providers=wanted)
        self._outputs = [each.name for each in self._session.get_outputs()]
        self.provider = str(self._session.get_providers()[0])

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> Arrays:
        given = {name: np.ascontiguousarray(array) for name, array in inputs.items()}
        return dict(zip(self._outputs, self._session.run(self._outputs, given), strict=True))


class OpenVinoNetwork:
    """On the CPU. Left to itself it would compute in bf16 wherever the processor can, whatever that does to a model."""

    def __init__(self, path: Path, threads: int) -> None:
        import openvino  # noqa: PLC0415 - optional, and slow to import

        core = openvino.Core()
        can = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        precision = "bf16" if may_be_bf16(path) and "BF16" in can else "f32"
        config = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": precision}
        self._compiled = core.compile_model(str(path), "CPU", config)
        self._outputs = [_name_of(port) for port in self._compiled.outputs]

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> Arrays:
        given = {name: np.ascontiguousarray(array) for name, array in inputs.items()}
        said = self._compiled(given)
        return {name: said[number] for number, name in enumerate(self._outputs)}


def _name_of(port: Any) -> str:
    """The name in the ONNX file: a port that was merged with another one has the names of both."""
    own = str(port.node.friendly_name).partition("/sink_port")[0]
    return own if own in port.names else str(port.any_name)


def may_be_bf16(path: Path) -> bool:
    """Whether the card beside the network says that it was found good enough in bf16."""
    card = path.with_name(f"{path.stem}.card.json")
    try:
        return bool(json.loads(card.read_bytes())["preparation"].get("lowest_precision") == "bf16")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


@cache
def gpu_hindrance() -> str:
    """Why networks do not run on a GPU, empty where they do; each process says it once in its log."""
    reason = _gpu_hindrance()
    if reason:
        log.info("Networks run on the processor: %s.", reason)
    else:
        log.info("Networks run on the GPU, by ONNX Runtime (%s).", GPU)
    return reason


def _gpu_hindrance() -> str:
    if find_spec("onnxruntime") is None:
        return "the package onnxruntime-gpu is not installed"
    import onnxruntime  # noqa: PLC0415 - optional, and slow to import

    if GPU not in onnxruntime.get_available_providers():
        return f"ONNX Runtime {onnxruntime.__version__} is built for them alone (docs/how-to/use-a-gpu.md)"
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        onnxruntime.preload_dlls()  # those of the packages of NVIDIA, where they are installed
        session = onnxruntime.InferenceSession(PROBE, options, providers=[GPU], enable_fallback=0)
    except Exception as refusal:  # noqa: BLE001 - ONNX Runtime's errors have no base of their own; the processor is left
        return f"CUDA refuses ({' '.join(str(refusal).split()) or type(refusal).__name__})"
    return "" if GPU in session.get_providers() else "the libraries of CUDA and cuDNN cannot be loaded"


@cache
def _read_by_openvino(path: Path) -> tuple[bool, str]:
    """Whether the network sees volumes, and why OpenVINO cannot run it: empty where it can."""
    import openvino  # noqa: PLC0415 - optional, and slow to import

    try:
        model = openvino.Core().read_model(str(path))
    except RuntimeError as refusal:
        # It ends in its reason, such as an operation that it has not: decision trees are none of its own.
        lines = [line.strip(" -") for line in str(refusal).splitlines()]
        return False, next((line for line in reversed(lines) if line), "it gives no reason")
    return any(
        port.partial_shape.rank.is_static and len(port.partial_shape) >= VOLUME_AXES for port in model.inputs
    ), ""


@cache
def engine_for(path: Path) -> type[OnnxRuntimeNetwork] | type[OpenVinoNetwork]:
    """Of two engines the better one, or the only one that can run this network. Raises `EngineMissing`."""
    if not gpu_hindrance():
        return OnnxRuntimeNetwork
    has_runtime = find_spec("onnxruntime") is not None
    if find_spec("openvino") is not None:
        sees_volumes, refusal = _read_by_openvino(path)
        if not refusal:
            is_better = may_be_bf16(path) or sees_volumes
            return OpenVinoNetwork if is_better or not has_runtime else OnnxRuntimeNetwork
        log.info("%s runs on ONNX Runtime: OpenVINO cannot run it (%s).", path.stem, refusal)
    if has_runtime:
        return OnnxRuntimeNetwork
    raise EngineMissing("Networks need the package onnxruntime: pip install 'customhouse[recognition]'.")


@cache
def open_network(path: Path, threads: int = 1) -> Network:
    """Raises `EngineMissing`."""
    return engine_for(path)(path, threads)
