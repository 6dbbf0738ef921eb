"""Small folders of labelled pictures, drawn, and quick to learn from."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from simulators.scanner.site_pictures import Shapes, shapes_of, write_bags, write_boxes, write_classes

SHAPES: Shapes = shapes_of(None)


def stripes(random: np.random.Generator, across: bool, side: int = 96) -> NDArray[np.uint8]:
    """A texture that is told at a glance: lines across, or lines down."""
    y, x = np.mgrid[:side, :side]
    wave = 60 * np.sin((y if across else x) / random.uniform(2, 4) + random.uniform(0, 6))
    return np.clip(150 + wave + random.normal(0, 20, (side, side)), 0, 255).astype(np.uint8)


def save(pixels: NDArray[np.generic], path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return path


def striped(folder: Path, count: int = 14, names: tuple[str, str] = ("across", "down"), seed: int = 0) -> Path:
    random = np.random.default_rng(seed)
    for number in range(count):
        for name, across in zip(names, (True, False), strict=True):
            save(stripes(random, across), folder / name / f"{number}.png")
    return folder


def classes(folder: Path) -> Path:
    write_classes(folder, SHAPES, (9, 5), 1)
    return folder


def bags(folder: Path) -> Path:
    write_bags(folder, SHAPES, (9, 5), 2)
    return folder


def boxed(folder: Path, count: int = 12) -> Path:
    write_boxes(folder, SHAPES, (count, 4), 3)
    return folder
