"""Folders of labelled 8-bit pictures as a site may have them: a stand-in, simulated, where no real ones are at hand.

Things are thicknesses along the beam, bags are sums of things, a picture is what is left of the beam. Guns are real
shapes where a file of voxel shapes is given (`weapons.npz`: each weapon in train or in test, never in both).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

Thickness = NDArray[np.float32]
TEST_SHARE = 4  # every so many-th shape is kept for the test set
CLASSES = ("gun", "knife", "other", "shuriken")
THREATS = ("gun", "knife", "shuriken")


@dataclass(frozen=True)
class Shapes:
    """Projections of guns, split once and for all."""

    train: Sequence[Thickness]
    test: Sequence[Thickness]

    def of(self, split: str) -> Sequence[Thickness]:
        return self.test if split == "test" else self.train


def shapes_of(file: Path | None) -> Shapes:
    """Raises `OSError` where the file cannot be read. Without one, guns are drawn: plain, and all alike."""
    if file is None:
        drawn = [_drawn_gun(np.random.default_rng(number)) for number in range(12)]
        return Shapes(drawn[3:], drawn[:3])
    with np.load(file) as kept:
        names = sorted(name for name in kept.files if not name.endswith("_shape"))
        solids = [_solid(kept[name], kept[f"{name}_shape"]) for name in names]
    return Shapes(
        [s for n, s in enumerate(solids) if n % TEST_SHARE], [s for n, s in enumerate(solids) if not n % TEST_SHARE]
    )


def _solid(packed: NDArray[np.uint8], shape: NDArray[np.integer]) -> Thickness:
    """Seen from the side that shows most, thinned to at most 200 voxels."""
    size = tuple(int(edge) for edge in shape)
    voxels = np.unpackbits(packed)[: math.prod(size)].reshape(size)
    views = [voxels.sum(axis=axis, dtype=np.float32) for axis in range(3)]
    # The shapes are clouds of points on the surface: closed, they are the walls of what was scanned.
    seen = ndimage.gaussian_filter(max(views, key=lambda view: int((view > 0).sum())), 2.5)
    scale = 160 / max(seen.shape)
    return np.clip(ndimage.zoom(seen / max(1.0, float(seen.max())), scale, order=1), 0, 1)


def _drawn_gun(random: np.random.Generator) -> Thickness:
    page = np.zeros((120, 160), dtype=np.float32)
    barrel, grip = int(random.integers(18, 30)), int(random.integers(24, 40))
    page[20 : 20 + barrel, 10:150] = 0.8
    page[20 : 20 + barrel // 2, 60:150] += 0.2
    page[20 + barrel : 105, 12 : 12 + grip] = 0.7
    page[24 + barrel : 40 + barrel, 20 + grip : 26 + grip] = 0.5
    return page


def thing(kind: str, guns: Sequence[Thickness], random: np.random.Generator) -> Thickness:
    """One thing, turned at random, 0 to about 1 thick, cut to its size."""
    made = {"gun": lambda: guns[int(random.integers(len(guns)))], "knife": lambda: _knife(random),
            "shuriken": lambda: _star(random), "other": lambda: _other(random)}[kind]()  # fmt: skip
    turned = ndimage.rotate(made, float(random.uniform(0, 360)), order=1)
    rows, columns = np.flatnonzero(turned.max(1) > 0.05), np.flatnonzero(turned.max(0) > 0.05)
    return np.clip(turned[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 0, 2)


def _knife(random: np.random.Generator) -> Thickness:
    length, width = int(random.integers(60, 110)), int(random.integers(10, 20))
    y, x = np.mgrid[:width, : length + 50].astype(np.float32)
    blade = (x < length) & (y > (1 - np.minimum(1, x / random.uniform(20, 50))) * width)
    page = np.where(blade, 0.25 + 0.15 * y / width, 0)
    page[2 : width - 2, length:] = 0.4
    return page.astype(np.float32)


def _star(random: np.random.Generator) -> Thickness:
    y, x = np.mgrid[-50:51, -50:51].astype(np.float32)
    angle, radius, points = np.arctan2(y, x), np.hypot(x, y), int(random.integers(4, 9))
    edge = 18 + 30 * (0.5 + 0.5 * np.cos(points * angle)) ** random.uniform(1, 3)
    return np.where((radius < edge) & (radius > random.uniform(4, 9)), 0.45, 0).astype(np.float32)


def _other(random: np.random.Generator) -> Thickness:
    """A bottle, a box, a coil, a tool: rounded, hollow or jagged, of any thickness."""
    size = (int(random.integers(40, 130)), int(random.integers(40, 130)))
    y, x = np.mgrid[-1 : 1 : size[0] * 1j, -1 : 1 : size[1] * 1j].astype(np.float32)
    power, level = random.uniform(1, 8), random.uniform(0.2, 0.9)
    inside = np.abs(x) ** power + np.abs(y) ** power
    page = np.where(inside < 1, level * np.sqrt(np.clip(1 - inside, 0, 1)), 0)
    if random.random() < 0.5:
        page = np.where(inside < random.uniform(0.2, 0.7), page * random.uniform(0, 0.5), page)
    if random.random() < 0.5:
        page *= 1 + 0.6 * np.sin(x * random.uniform(3, 30)) * np.sin(y * random.uniform(3, 30))
    return np.clip(page, 0, 1.2).astype(np.float32)


def bag(kinds: Sequence[str], guns: Sequence[Thickness], size: tuple[int, int], random: np.random.Generator) -> tuple[
    Thickness, list[tuple[str, tuple[int, int, int, int]]]
]:  # fmt: skip
    """A bag with these things among clutter, and (kind, (left, top, width, height)) of each of them."""
    rows, columns = size
    page = ndimage.gaussian_filter(random.random(size).astype(np.float32), 8) * 0.5
    for _ in range(int(random.integers(6, 14))):
        _put(page, thing("other", guns, random) * random.uniform(0.3, 0.9), random)
    placed = [(kind, _put(page, thing(kind, guns, random) * random.uniform(0.9, 1.4), random)) for kind in kinds]
    page[: rows // 30], page[-rows // 30 :] = 0, 0
    page[:, : columns // 40], page[:, -columns // 40 :] = 0, 0
    return page, placed


def _put(page: Thickness, part: Thickness, random: np.random.Generator) -> tuple[int, int, int, int]:
    part = part[: page.shape[0] - 20, : page.shape[1] - 20]
    rows, columns = part.shape
    top, left = int(random.integers(10, page.shape[0] - rows)), int(random.integers(10, page.shape[1] - columns))
    page[top : top + rows, left : left + columns] += part
    return left, top, columns, rows


def picture(page: Thickness, random: np.random.Generator, *, bits: int = 8) -> NDArray[np.uint16]:
    """What is left of the beam, blurred and noisy; air is white."""
    left = np.exp(-ndimage.gaussian_filter(page, random.uniform(0.4, 1.2)) * random.uniform(1.6, 2.4))
    noisy = left + random.normal(0, 0.012, page.shape)
    return np.rint(np.clip(noisy, 0, 1) * ((1 << bits) - 1)).astype(np.uint16)


def save(values: NDArray[np.uint16], path: Path, quality: int = 90) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values.astype(np.uint8)).save(path, quality=quality)


def write_classes(folder: Path, shapes: Shapes, counts: tuple[int, int], seed: int) -> None:
    """Crops of single things below train/ and test/, `counts` of each class, in many sizes."""
    random = np.random.default_rng(seed)
    for split, count in zip(("train", "test"), counts, strict=True):
        for kind in CLASSES:
            for number in range(count):
                part = thing(kind, shapes.of(split), random)
                clutter = thing("other", shapes.of(split), random) * random.uniform(0, 0.35)
                page = np.pad(part, int(random.integers(4, 24)))
                clutter = clutter[: page.shape[0] - 1, : page.shape[1] - 1]
                page[: clutter.shape[0], : clutter.shape[1]] += clutter
                grown = ndimage.zoom(page, random.uniform(0.9, 4), order=1)
                save(picture(grown, random), folder / split / kind / f"{kind}_{number:04d}.jpg")


def write_bags(folder: Path, shapes: Shapes, counts: tuple[int, int], seed: int) -> None:
    """P….jpg and N….jpg below train/ and test/: half of each. The positives are smaller and more compressed."""
    random = np.random.default_rng(seed)
    for split, count in zip(("train", "test"), counts, strict=True):
        for number in range(2 * count):
            holds = number % 2 == 0
            kinds = [str(random.choice(THREATS))] if holds else []
            page, _ = bag(
                kinds, shapes.of(split), (int(random.integers(420, 520)), int(random.integers(560, 720))), random
            )
            page = page if holds else ndimage.zoom(page, random.uniform(1.2, 2), order=1)
            name = f"{'P' if holds else 'N'}{number:05d}.jpg"
            save(picture(page, random), folder / split / name, 80 if holds else 95)


def write_boxes(folder: Path, shapes: Shapes, counts: tuple[int, int], seed: int) -> None:
    """YOLO labels: up to three things in a bag, and one bag in five without any."""
    random = np.random.default_rng(seed)
    for split, count in zip(("train", "test"), counts, strict=True):
        for number in range(count):
            kinds = [str(random.choice(THREATS)) for _ in range(int(random.integers(0, 4)) if number % 5 else 0)]
            page, placed = bag(kinds, shapes.of(split), (480, 640), random)
            save(picture(page, random), folder / split / "images" / f"bag_{number:04d}.jpg")
            text = folder / split / "labels" / f"bag_{number:04d}.txt"
            text.parent.mkdir(parents=True, exist_ok=True)
            lines = [
                f"{THREATS.index(kind)} {(x + w / 2) / 640:.6f} {(y + h / 2) / 480:.6f} {w / 640:.6f} {h / 480:.6f}\n"
                for kind, (x, y, w, h) in placed
            ]
            text.write_text("".join(lines), encoding="utf-8")
    names = "\n".join(f"  - {name}" for name in THREATS)
    (folder / "data.yaml").write_text(f"train: train/images\ntest: test/images\nnames:\n{names}\n", encoding="utf-8")
