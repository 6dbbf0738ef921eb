"""Crops of suspicious objects for the third network, taken on the very way that a scan goes at run time.

`python -m training.ct.crops --cache DIR --split varied`: every scene goes through physics and the first two
networks; each candidate that may be a threat as the second sees it is kept, with what it truly is. The scenes are to be
ones that neither network has learned from, so that the third meets their honest mistakes.
"""

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from customhouse.imaging.networks.cards import MODELS, Model, shipped
from customhouse.imaging.networks.engine import open_network
from customhouse.imaging.networks.objects.crops import Crops
from customhouse.imaging.networks.objects.cuts import Fields
from customhouse.imaging.networks.objects.rows import measured, row_of
from customhouse.imaging.networks.volumes.looking import OBJECTS as SECOND
from customhouse.imaging.networks.volumes.looking import SEGMENTS as FIRST
from customhouse.imaging.networks.volumes.naming import calibrated
from training.bags import SPLITS, TAUGHT, kept
from training.ct.classes import OBJECTS, THREATS
from training.ct.measure import ONE_ENERGY, Loose, look, true_things, truth_of

GATE = 0.1  # probability of all threats from which a candidate is kept
TRUE_SHARE = 0.25  # of the true things of a bag that are no threats and are kept too


def crops_of(models: dict[str, Model], planes: NDArray[np.int16], seed: int, *, training: bool) -> dict[str, Any]:
    """In training, things as they truly are come beside, and some scans have lost their lower energy."""
    dice = np.random.default_rng([31, seed])
    networks = [open_network(models[name].path) for name in (FIRST, SECOND)]
    looked = look(networks[0], planes, one=training and dice.random() < ONE_ENERGY)
    fields = Fields.of(looked.grid)
    taken = [(each, None, 0) for each in looked.found]
    if training:
        taken += [
            (each, truth, 1)
            for each, truth in true_things(looked, dice)
            if truth.label in THREATS or dice.random() < TRUE_SHARE
        ]
    if not taken:
        return {}
    rows = np.stack([row_of(measured(each, fields), looked.segments, len(OBJECTS)) for each, _, _ in taken])
    said = networks[1].run({"row": rows})
    threat = calibrated(said["logits"], models[SECOND].card.temperature)[:, list(THREATS)].sum(1)
    at = [n for n in range(len(taken)) if threat[n] >= GATE or taken[n][2]]
    truths = [taken[n][1] or truth_of(taken[n][0], looked) for n in at]
    crops = Crops.of([taken[n][0] for n in at], looked.grid)
    return {
        "planes": crops.planes,
        "pitches": crops.pitches,
        "both": np.full(len(at), crops.both),
        "logits": said["logits"][at],
        "strange": said["strange"][at],
        "labels": np.array([truth.label for truth in truths], np.int16),
        "instances": np.array([truth.instance for truth in truths], np.int32),
        "true": np.array([taken[n][2] for n in at], np.uint8),
        "candidates": np.array(len(taken)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=MODELS, help="with the first two networks")
    parser.add_argument("--split", choices=SPLITS, default="varied")
    parser.add_argument("--kind", choices=("bag", "object", "laid"), default="bag")
    parser.add_argument("--most", type=int, default=1000)
    parser.add_argument("--part", default="1/1", help="which part of how many, as 2/4")
    asked = parser.parse_args()
    part, of = (int(each) for each in asked.part.split("/"))
    models = dict(shipped(asked.models))
    folder = asked.cache / "crops" / asked.split
    folder.mkdir(parents=True, exist_ok=True)
    bags = kept(asked.cache, asked.split, "object" if asked.kind == "object" else "bag")[: asked.most]
    loose = Loose(kept(asked.cache, asked.split, "object")) if asked.kind == "laid" else None
    for bag in track(bags[part - 1 :: of], description=f"{asked.split}: crops of {asked.kind}s"):
        target = folder / f"{asked.kind}-{bag.path.stem}.npz"
        if target.exists():
            continue
        begun, planes, seed = time.process_time(), np.array(bag.planes), int(bag.record["seed"])
        if loose is not None:
            loose.lay(planes, np.random.default_rng([11, seed]))
        said = crops_of(models, planes, seed, training=asked.split in TAUGHT)
        said["cpu_s"] = np.array(time.process_time() - begun)
        with target.with_suffix(".part").open("wb") as sink:
            np.savez(sink, **said)
        target.with_suffix(".part").replace(target)


if __name__ == "__main__":
    main()
