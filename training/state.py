"""What a training holds and keeps, so that it goes on where it was stopped; for both networks of radiographs."""

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor, nn

from training.devices import Device

N = TypeVar("N", bound=nn.Module)


@dataclass
class State(Generic[N]):
    """All that a training needs to go on.

    Attributes:
        mean: the running mean of the weights, which is what is exported.
        best: the mean's weights where they did best on packings of which nothing is learned.
        device: where all of it computes; not kept, for it may go on elsewhere.
    """

    net: N
    mean: N
    optimiser: torch.optim.Optimizer
    device: Device
    step: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    best: dict[str, Tensor] | None = None
    best_score: float = -1.0

    @classmethod
    def of(cls, net: N, rate: float, decay: float, device: Device) -> "State[N]":
        """At the beginning; `decay` is that of the weights by the optimiser."""
        # Before the optimiser is made: it keeps its sums where the weights were when it first saw them.
        net = net.to(device.place, memory_format=torch.channels_last)
        return cls(net, copy.deepcopy(net), torch.optim.AdamW(net.parameters(), rate, weight_decay=decay), device)

    def save(self, path: Path) -> None:
        """Whole or not at all."""
        held: dict[str, Any] = {"net": self.net.state_dict(), "mean": self.mean.state_dict()}
        held |= {"optimiser": self.optimiser.state_dict(), "step": self.step}
        held |= {"best": self.best or self.mean.state_dict(), "best_score": self.best_score}
        held |= {"seconds": self.seconds, "cpu_seconds": self.cpu_seconds}
        part = path.with_suffix(".part")
        torch.save(held, part)
        part.rename(path)

    def load(self, path: Path) -> None:
        held = torch.load(path, weights_only=True, map_location="cpu")
        self.net.load_state_dict(held["net"])
        self.mean.load_state_dict(held["mean"])
        self.optimiser.load_state_dict(held["optimiser"])
        self.best, self.best_score = held["best"], held["best_score"]
        self.step, self.seconds, self.cpu_seconds = held["step"], held.get("seconds", 0.0), held["cpu_seconds"]

    def judged(self, score: float) -> None:
        """Keep the weights if they have never done better."""
        if score > self.best_score:
            self.best_score = score
            self.best = {name: value.detach().clone() for name, value in self.mean.state_dict().items()}

    def follow(self, decay: float) -> None:
        """Bring the running mean after the net, quicker at first."""
        kept = min(decay, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for own, new in zip(self.mean.state_dict().values(), self.net.state_dict().values(), strict=True):
                if own.dtype.is_floating_point:
                    own.lerp_(new, 1 - kept)
                else:
                    own.copy_(new)
