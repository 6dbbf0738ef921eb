"""Runs networks. ONNX Runtime is an optional package: without it physics alone speaks."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


class EngineMissing(Exception):
    """No package is installed that can run networks; its message says which to install."""


class Network:
    """One open ONNX file. Threads are few: a pool of recognisers scales by its workers."""

    def __init__(self, path: Path, threads: int) -> None:
        try:
            import onnxruntime  # noqa: PLC0415 - optional, and slow to import
        except ImportError:
            raise EngineMissing("Networks need the package onnxruntime: pip install 'customhouse[recognition]'.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.log_severity_level = 3
        wanted = ("CUDAExecutionProvider", "CPUExecutionProvider")
        usable = [name for name in wanted if name in onnxruntime.get_available_providers()]
        self._session = onnxruntime.InferenceSession(str(path), options, providers=usable)
        self._outputs = [each.name for each in self._session.get_outputs()]

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> Arrays:
        """The outputs by name."""
        given = {name: np.ascontiguousarray(array) for name, array in inputs.items()}
        return dict(zip(self._outputs, self._session.run(self._outputs, given), strict=True))


@cache
def open_network(path: Path, threads: int = 1) -> Network:
    """Raises `EngineMissing`."""
    return Network(path, threads)
