"""What the third network for CT learns from: crops drawn scene by scene, shown as other scanners would show them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.ct.classes import OBJECTS, THREATS

BATCH = 32
TRUE = 0.2  # share of the threats drawn that are things as they truly are
WHITE, SCALE, APART = 0.04, 0.03, (0.8, 1.25)  # noise, scale and how far the energies lie apart on other scanners
ONE_ENERGY = 0.1
DOUBT = 0.25  # noise on what the second network says

Scene = dict[str, Any]  # as `training.ct.crops` keeps it, with its name
Place = tuple[int, int]  # number of a scene, and of a crop in it


@dataclass
class Scenes:
    """All scenes of some folders that have crops; `look` takes up what is new."""

    folders: tuple[Path, ...]
    known: dict[Path, Scene] = field(default_factory=dict)

    @classmethod
    def of(cls, *folders: Path) -> list[Scene]:
        scenes = cls(folders)
        scenes.look()
        return scenes.every

    def look(self) -> bool:
        """Whether anything was new."""
        paths = [path for folder in self.folders for path in sorted(folder.glob("*.npz"))]
        fresh = [path for path in paths if path not in self.known]
        for path in fresh:
            with np.load(path) as said:
                self.known[path] = {name: said[name] for name in said.files} | {"name": path.stem}
        return bool(fresh)

    @property
    def every(self) -> list[Scene]:
        return [scene for scene in self.known.values() if len(scene.get("labels", ()))]


@dataclass
class Lessons:
    """Draws batches, half threats and half harmless things, the suspicious of these more often."""

    scenes: list[Scene]
    dice: np.random.Generator

    def __post_init__(self) -> None:
        # By source (0 candidates, 1 things as they truly are) and class: of each thing, its crops.
        self.threats: dict[tuple[int, int], list[list[Place]]] = {}
        self.harmless: list[tuple[int, NDArray[np.intp], NDArray[np.float64]]] = []
        for number, scene in enumerate(self.scenes):
            labels, is_threat = scene["labels"], np.isin(scene["labels"], THREATS)
            for source in (0, 1):
                own = np.flatnonzero(is_threat & (scene["true"] == source))
                for thing in np.unique(scene["instances"][own]):
                    places = [(number, int(n)) for n in own if scene["instances"][n] == thing]
                    self.threats.setdefault((source, int(labels[places[0][1]])), []).append(places)
            plain = np.flatnonzero(~is_threat & (labels >= 0))
            if len(plain):
                chance = torch.from_numpy(scene["logits"][plain]).softmax(1)[:, list(THREATS)].sum(1).numpy() + 0.05
                self.harmless.append((number, plain, (chance / chance.sum()).astype(np.float64)))

    @property
    def things(self) -> int:
        return sum(len(things) for things in self.threats.values())

    def batch(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Planes, about, logits of the second network, and labels; threats first."""
        places = [self._threat() for _ in range(BATCH // 2)] + [self._plain() for _ in range(BATCH - BATCH // 2)]
        drawn = [self._drawn(self.scenes[number], at) for number, at in places]
        planes, about, before, labels = (torch.from_numpy(np.stack(each)) for each in zip(*drawn, strict=True))
        return planes.contiguous(memory_format=torch.channels_last_3d), about, before, labels

    def _plain(self) -> Place:
        number, plain, weight = self.harmless[int(self.dice.integers(len(self.harmless)))]
        return number, int(self.dice.choice(plain, p=weight / weight.sum()))

    def _threat(self) -> Place:
        source = int(self.dice.random() < TRUE)
        classes = [key for key in self.threats if key[0] == source] or list(self.threats)
        weights = np.sqrt([len(self.threats[key]) for key in classes])
        things = self.threats[classes[int(self.dice.choice(len(classes), p=weights / weights.sum()))]]
        places = things[int(self.dice.integers(len(things)))]
        return places[int(self.dice.integers(len(places)))]

    def _drawn(self, scene: Scene, at: int) -> tuple[NDArray[Any], ...]:
        dice, planes, both = self.dice, scene["planes"][at].astype(np.float32), float(scene["both"][at])
        order = (0, *(1 + int(axis) for axis in dice.permutation(3)))
        flips = tuple(slice(None, None, -1 if dice.random() < 0.5 else 1) for _ in range(3))
        planes = np.ascontiguousarray(planes.transpose(order)[(slice(None), *flips)])
        if dice.random() < 0.5:
            planes[1] = planes[0] + (planes[1] - planes[0]) * np.float32(dice.uniform(*APART))
            planes[:2] *= np.float32(dice.normal(1, SCALE))
        if dice.random() < 0.5:
            noise = np.float32(abs(dice.normal(0, WHITE)))
            planes[:2] += noise * dice.standard_normal(planes[:2].shape, np.float32)
        if dice.random() < ONE_ENERGY:
            planes[1], both = planes[0], 0.0
        before = scene["logits"][at] + np.float32(DOUBT) * dice.standard_normal(len(OBJECTS), np.float32)
        about = np.array([np.log(scene["pitches"][at]), both], np.float32)
        return planes, about, before.astype(np.float32), np.int64(scene["labels"][at])
