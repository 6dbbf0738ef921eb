"""The port to what turns texts into vectors whose angle tells how near they are in meaning, across languages."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt


class Embedding(Protocol):
    @property
    def name(self) -> str:
        """Which model, and its edition: vectors of one are nothing to another."""
        ...

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(n, d), each row of unit length."""
        ...
