"""Members of a network learn apart; each is kept, so that a run that was stopped goes on with the next."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import torch
from torch import nn

from training.devices import Device

N = TypeVar("N", bound=nn.Module)
Curve = list[dict[str, float]]


@dataclass(frozen=True)
class Member(Generic[N]):
    """On the CPU; what it spent is in seconds."""

    net: N
    curve: Curve
    cpu_s: float
    gpu_s: float


def taken_up(kept: Path, net: N, told: Any) -> Member[N] | None:
    """As it was learned before by `told`; None where it was not, or by something else."""
    if not kept.exists():
        return None
    state = torch.load(kept, weights_only=True, map_location="cpu")
    if state["told"] != told:
        return None
    net.load_state_dict(state["net"])
    return Member(net, state["curve"], state["cpu_s"], state.get("gpu_s", 0.0))


def learned(kept: Path, net: N, told: Any, learn: Callable[[N], Curve], device: Device) -> Member[N]:
    """Learned now on this device, and kept whole or not at all."""
    net = net.to(device.place)
    cpu, clock = time.process_time(), time.monotonic()
    curve = learn(net)
    cpu_s, gpu_s = time.process_time() - cpu, device.is_gpu * (time.monotonic() - clock)
    held = {"net": net.cpu().state_dict(), "curve": curve, "cpu_s": cpu_s, "gpu_s": gpu_s, "told": told}
    torch.save(held, kept.with_suffix(".part"))
    kept.with_suffix(".part").replace(kept)
    return Member(net, curve, cpu_s, gpu_s)
