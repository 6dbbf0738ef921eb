"""Rows of measures of objects, as `training.ct.objects.measure` left them, of one split or of several."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Album:
    """Rows of splits. `bag` numbers the bag that each is from; a label below nought means that nobody could say."""

    rows: NDArray[np.float32]
    labels: NDArray[np.int16]
    instances: NDArray[np.int32]
    true: NDArray[np.uint8]
    bag: NDArray[np.int32]
    names: tuple[str, ...]

    @classmethod
    def of(cls, *folders: Path) -> "Album":
        """Names of bags are split and stem; a split that was not measured has none."""
        return cls.from_files([path for folder in folders for path in sorted(folder.glob("*.npz"))])

    @classmethod
    def from_files(cls, paths: Sequence[Path]) -> "Album":
        parts: dict[str, list[NDArray[Any]]] = {}
        for number, path in enumerate(paths):
            with np.load(path) as said:
                count = len(said["labels"])
                if not count:
                    continue
                for name in ("rows", "labels", "instances", "true"):
                    parts.setdefault(name, []).append(said[name])
                parts.setdefault("bag", []).append(np.full(count, number, np.int32))
        whole = {name: np.concatenate(each) for name, each in parts.items()}
        return cls(**whole, names=tuple(f"{path.parent.name}/{path.stem}" for path in paths))

    @classmethod
    def splits(cls, cache: Path, names: Sequence[str]) -> "Album":
        return cls.of(*(cache / "rows" / name for name in names))

    def is_loose(self, bag: int) -> bool:
        """Whether it is no bag but one thing alone."""
        return self.names[bag].rpartition("/")[2].startswith("object-")

    @property
    def known(self) -> NDArray[np.bool_]:
        return self.labels >= 0
