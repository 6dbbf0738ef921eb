"""Draws samples as pictures: `python -m simulators.scanner.loads SEED [SEED …] --out DIR [--split evaluation]`."""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from simulators.scanner.loads.sample import CLASSES, SPLITS, CargoSample, CargoView, make_sample


def main() -> None:
    """Write one PNG a seed: both views, their labels over them, and what is hidden outlined in red."""
    asked = argparse.ArgumentParser(prog="python -m simulators.scanner.loads", description=__doc__)
    asked.add_argument("seeds", type=int, nargs="+", metavar="SEED")
    asked.add_argument("--out", type=Path, default=Path(), help="folder for the pictures")
    asked.add_argument("--split", choices=tuple(SPLITS), default="train")
    given = asked.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for seed in given.seeds:
        sample = make_sample(seed, given.split)
        path = given.out / f"{given.split}-{seed}.png"
        Image.fromarray(picture(sample)).save(path)
        print(f"{path}: {told(sample)}")


def told(sample: CargoSample) -> str:
    """One line on what is in a sample."""
    truth = sample.truth
    goods = "; ".join(f"{item.code} ({item.style}) {item.gross_kg:.0f} kg" for item in truth.items) or "empty"
    hidden = "; ".join(f"{secret.kind}: {secret.text}, {secret.mass_kg:.0f} kg" for secret in truth.hidden)
    return f"{truth.size_type}, {goods}" + (f" | hidden: {hidden}" if hidden else "")


def picture(sample: CargoSample) -> NDArray[np.uint8]:
    """Both views, grey by attenuation, and below each its labels in colour."""
    strips = [strip for view in sample.views for strip in (_grey(view), _coloured(view))]
    wide = max(strip.shape[1] for strip in strips)
    return np.concatenate([np.pad(strip, ((0, 6), (0, wide - strip.shape[1]), (0, 0))) for strip in strips])


def _grey(view: CargoView) -> NDArray[np.uint8]:
    depth = np.clip(-np.log(np.maximum(view.planes[0], 1) / 65535) / 8, 0, 1) ** 0.6
    return np.repeat((255 - 255 * depth).astype(np.uint8)[:, :, None], 3, axis=2)


def _coloured(view: CargoView) -> NDArray[np.uint8]:
    palette = np.random.default_rng(4).integers(60, 256, (len(CLASSES), 3))
    palette[0] = 255
    grey = _grey(view).astype(np.float64) / 255
    shown = palette[view.labels] * (0.35 + 0.65 * grey)
    mark = view.anomaly.astype(bool)
    inner = mark.copy()
    for axis in (0, 1):
        for step in (-1, 1):
            inner &= np.roll(mark, step, axis)
    shown[mark & ~inner] = (255, 0, 0)
    return np.asarray(shown, np.uint8)


if __name__ == "__main__":
    main()
