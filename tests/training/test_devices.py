"""A training computes where it is told to, as finely as the hardware is quick, and goes on where it was stopped."""

import argparse
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="only who trains needs torch")

from training.devices import Device, add_options, chosen, has_bf16, passed_on  # noqa: E402 - needs torch
from training.radiographs.log import gpu_hours  # noqa: E402 - the same
from training.state import State  # noqa: E402 - the same

CPU = torch.device("cpu")


def test_what_was_asked_for_is_passed_on_and_nothing_else() -> None:
    parser = argparse.ArgumentParser()
    add_options(parser)

    assert passed_on(parser.parse_args([])) == ()
    assert passed_on(parser.parse_args(["--precision", "f32", "--device", "cpu"])) == (
        "--device",
        "cpu",
        "--precision",
        "f32",
    )


def test_half_precision_is_taken_where_the_hardware_has_it_or_where_it_is_asked_for() -> None:
    assert chosen("cpu") == Device(CPU, has_bf16(CPU))
    assert [chosen("cpu", precision).half for precision in ("bf16", "f32")] == [True, False]


@pytest.mark.skipif(not Path("/proc/cpuinfo").exists(), reason="only Linux says there what its processor can do")
def test_the_processor_says_the_same_of_itself() -> None:
    flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())

    assert has_bf16(CPU) is bool(flags & {"avx512_bf16", "amx_bf16", "bf16"})


@pytest.mark.skipif(torch.cuda.is_available(), reason="here is a GPU")
def test_without_a_gpu_the_processor_is_taken_and_who_asks_for_one_is_told() -> None:
    assert chosen().place == CPU
    with pytest.raises(SystemExit, match="torch finds no GPU for --device cuda:1"):
        chosen("cuda:1")


def test_a_training_goes_on_as_if_it_had_not_been_stopped(tmp_path: Path) -> None:
    def begun() -> "State[torch.nn.Module]":
        torch.manual_seed(1)
        return State.of(torch.nn.Conv2d(2, 2, 1), 0.1, 0.0, chosen("cpu", "f32"))

    def step(state: "State[torch.nn.Module]") -> None:
        state.optimiser.zero_grad()
        state.net(torch.ones(1, 2, 3, 3)).square().sum().backward()
        state.optimiser.step()
        state.follow(0.9)
        state.step += 1

    stopped, through, goes_on = begun(), begun(), begun()
    step(stopped)
    stopped.save(tmp_path / "kept.pt")
    goes_on.load(tmp_path / "kept.pt")
    for state in (goes_on, through, through):
        step(state)

    for name, value in through.net.state_dict().items():
        np.testing.assert_array_equal(goes_on.net.state_dict()[name].numpy(), value.numpy())


def test_hours_of_the_gpu_are_those_of_the_starts_that_had_one() -> None:
    log = [
        {"step": 0, "seed": 1},
        {"step": 9, "minutes": 30.0},
        {"step": 9, "seed": 1, "device": "cuda"},
        {"step": 20, "minutes": 90.0},
        {"step": 25, "minutes": 120.0},
        {"step": 25, "seed": 1, "device": "cpu"},
        {"step": 30, "minutes": 600.0},
    ]

    assert gpu_hours(log) == pytest.approx(1.5)
    assert gpu_hours(log[:2]) == 0
