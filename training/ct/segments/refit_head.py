"""Fits the first network's head anew on what its body gives: thousands of steps for the price of a hundred.

`python -m training.ct.segments.refit_head --cache DIR --run DIR --gather N`: passes patches through the body once and
keeps some voxels of each; without `--gather`: fits the head on all that was gathered, and puts it into the run's
checkpoint. Gathering may run in several processes at once, each with its own `--seed`.
"""

import argparse
import json
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from torch import Tensor
from torch.nn import functional

from training.ct.classes import OBJECTS
from training.ct.nets import SegmentNet
from training.ct.segments.learn import TUNE_PATCHES, batch_of, held_out, judged, lessons, voxels_of
from training.ct.segments.patches import Patches
from training.devices import Device, add_options, chosen, place_of

VOXELS = 2500  # of each patch
BATCH = 8192
RATE = 4e-3


def opened(run: Path, device: Device) -> tuple[SegmentNet, dict[str, Any]]:
    state = torch.load(run / "last.pt", weights_only=True, map_location="cpu")
    net = SegmentNet(len(OBJECTS))
    net.load_state_dict(state["net"])
    return net.to(device.place, memory_format=torch.channels_last_3d).eval(), state


@torch.no_grad()
def gather(net: SegmentNet, cache: Path, run: Path, how: tuple[int, int], device: Device) -> None:
    count, seed = how
    patches, dice = Patches(1000 + seed), torch.Generator().manual_seed(seed)
    patches.add(lessons(cache))
    rows, truth, begun = [], [], time.process_time()
    for _ in track(range(count), description="gathering"):
        high, low, both, labels = batch_of([patches.draw()])
        at = voxels_of(labels[0], VOXELS, dice)[None]
        with device.autocast():
            rows.append(net.joined(*device.moved(high, low, both, at))[0].half().cpu())
        truth.append(labels.flatten()[at[0]].to(torch.uint8))
    folder = run / "head"
    folder.mkdir(exist_ok=True)
    spent = time.process_time() - begun
    torch.save({"rows": torch.cat(rows), "labels": torch.cat(truth), "cpu_s": spent}, folder / f"{seed}.pt")


def fit(net: SegmentNet, rows: Tensor, labels: Tensor, steps: int) -> float:
    """Returns the last loss. In single precision everywhere: the head is small."""
    place = place_of(net)
    optimiser = torch.optim.AdamW(net.head.parameters(), lr=RATE, weight_decay=1e-4)
    dice, losses = torch.Generator().manual_seed(1), []
    for step in range(steps):
        share = step / steps
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / 50) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * share)))
        at = torch.randint(len(rows), (BATCH,), generator=dice)
        row, label = rows[at].float().to(place), labels[at].long().to(place)
        loss = functional.cross_entropy(net.head(row), label, label_smoothing=0.02)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return float(np.mean(losses[-100:]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--gather", type=int, default=0, help="patches to pass through the body")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--held", type=int, default=TUNE_PATCHES, help="patches of tune bags that it is judged on")
    add_options(parser)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    device = chosen(asked.device, asked.precision)
    net, state = opened(asked.run, device)
    if asked.gather:
        gather(net, asked.cache, asked.run, (asked.gather, asked.seed), device)
        return
    begun = time.process_time()
    parts = [torch.load(path, weights_only=True) for path in sorted((asked.run / "head").glob("*.pt"))]
    rows, labels = torch.cat([part["rows"] for part in parts]), torch.cat([part["labels"] for part in parts])
    loss = fit(net, rows, labels, asked.steps)
    state["net"] = net.state_dict()
    state["cpu_s"] += time.process_time() - begun
    note = {"step": state["step"], "cpu_s": round(state["cpu_s"]), "head_rows": len(rows), "loss": round(loss, 4)}
    note |= {name: round(value, 3) for name, value in judged(net, held_out(asked.cache, asked.held), device).items()}
    state["curve"].append(note)
    torch.save(state, asked.run / "last.pt")
    log = json.loads((asked.run / "log.json").read_text(encoding="utf-8"))
    log |= {"cpu_s": round(state["cpu_s"]), "curve": state["curve"]}
    if all("cpu_s" in part for part in parts):
        log["gather_cpu_s"] = round(sum(part["cpu_s"] for part in parts), 1)
    (asked.run / "log.json").write_text(json.dumps(log, indent=1), encoding="utf-8")
    Console().log({name: note[name] for name in list(note)[:6]})


if __name__ == "__main__":
    main()
