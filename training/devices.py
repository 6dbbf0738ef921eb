"""What a training computes on: a GPU where there is one, and half precision (bf16) where the hardware has it.

Lessons are drawn on the processor whatever the device, by the same seeds, and only batches are moved. Checkpoints hold
no device: a training that was begun on one goes on on another.
"""

import argparse
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

CUDA, CPU = "cuda", "cpu"
PRECISIONS = ("bf16", "f32")
# Of processors that multiply in bf16 themselves. On others torch imitates it, slower than it would compute in f32.
CAPABILITIES = ("amx_bf16", "avx512_bf16", "bf16")


@dataclass(frozen=True)
class Device:
    """`half` where the network's layers compute in bf16; its weights and losses are single precision everywhere."""

    place: torch.device
    half: bool

    def autocast(self) -> AbstractContextManager[object]:
        return torch.autocast(self.place.type, torch.bfloat16) if self.half else nullcontext()

    def moved(self, *tensors: Tensor) -> tuple[Tensor, ...]:
        return tuple(each.to(self.place) for each in tensors)

    @property
    def told(self) -> dict[str, str]:
        """For the log of a training."""
        return {"device": str(self.place), "precision": PRECISIONS[0 if self.half else 1]}

    @property
    def is_gpu(self) -> bool:
        return self.place.type != CPU


def has_bf16(place: torch.device) -> bool:
    """Whether the hardware computes in bf16, and does not only imitate it."""
    if place.type == CUDA:
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return place.type == CPU and any(torch.cpu.get_capabilities().get(name, False) for name in CAPABILITIES)


def chosen(device: str | None = None, precision: str | None = None) -> Device:
    """What was asked for, or the best there is. Ends the program with the reason where there is no such device."""
    place = torch.device(device or (CUDA if torch.cuda.is_available() else CPU))
    if place.type == CUDA and not torch.cuda.is_available():
        sys.exit(f"torch finds no GPU for --device {device}: leave it out, or install a build of torch for your GPU.")
    return Device(place, has_bf16(place) if precision is None else precision == PRECISIONS[0])


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--device", help="as torch names it: cpu, cuda, cuda:1; a GPU where there is one, if left out")
    parser.add_argument(
        "--precision", choices=PRECISIONS, help="of the layers; bf16 where the hardware has it, if left out"
    )


def passed_on(told: argparse.Namespace) -> tuple[str, ...]:
    """The options as they were given, for a program that is started by this one."""
    given: dict[str, Any] = {"--device": told.device, "--precision": told.precision}
    return tuple(part for name, value in given.items() if value is not None for part in (name, str(value)))


def place_of(net: nn.Module) -> torch.device:
    return next(net.parameters()).device
