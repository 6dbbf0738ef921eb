"""Finds things in a picture: a linear head on means of the frozen maps over windows, and a step that fits the box.

A mean is linear, so a window is judged by sums over a map that was multiplied by the weights once: tens of thousands of
windows cost little more than one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from customhouse.imaging.adaptation.measures import overlaps
from customhouse.imaging.adaptation.pictures.opening import Pixels
from customhouse.imaging.adaptation.site_heads.features import Eye
from customhouse.imaging.adaptation.site_heads.logistic import Linear, softmax

Maps = NDArray[np.float32]
Boxes = NDArray[np.float32]  # (n, 4): left, top, right, bottom, in cells of the map

CELL = 16  # pixels of the network's picture
RING = 0.35  # of a box's size, that its surroundings reach beyond it
SURE_ENOUGH = 0.05  # least probability of a window to be looked at closer
SAME_THING = 0.45  # share of overlap from which the less sure of two windows is dropped
CLOSER = 250  # windows of a picture that are looked at closer
KEPT = 60  # findings of a picture
SHAPES = 4  # numbers that say how a box is shaped
PARTS = 6  # four quarters, the whole, and the surroundings


@dataclass(frozen=True)
class Detection:
    """A finding, in shares of the picture's width and height."""

    label: str
    probability: float
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class BoxHead:
    """`judge` has the classes and, last, nothing; `anchors` (n, 2) are widths and heights, `fitting` moves a box.

    `scale` and `shift` make the sureness of a finding that of being right, as found on pictures not learned from.
    """

    classes: tuple[str, ...]
    reduce: Linear
    judge: Linear
    fitting: Linear
    anchors: NDArray[np.float32]
    side: int
    scale: float = 1.0
    shift: float = 0.0

    def map_of(self, eye: Eye, pixels: Pixels) -> Maps:
        """(directions, rows, columns) at a sixteenth of the network's picture."""
        return reduced(stacked(eye.maps(pixels, self.side)), self.reduce)

    def look(self, eye: Eye, pixels: Pixels, thresholds: Mapping[str, float] | None = None) -> tuple[Detection, ...]:
        found, shares, labels = self.find(self.map_of(eye, pixels))
        least = thresholds or {}
        told = [
            Detection(self.classes[label], float(share), *_shares(box))
            for box, share, label in zip(found, shares, labels, strict=True)
            if share >= least.get(self.classes[label], SURE_ENOUGH)
        ]
        return tuple(told)

    def find(self, maps: Maps) -> tuple[Boxes, NDArray[np.float32], NDArray[np.int64]]:
        """(boxes as shares of the picture, probabilities, class numbers), the surest first."""
        summed = sums(maps)
        windows = every_window(self.anchors, maps.shape[1:])
        shares = softmax(self._quick(maps, windows))[:, :-1]
        surest = np.argsort(-shares.max(axis=1), kind="stable")[:CLOSER]
        surest = surest[shares[surest].max(axis=1) >= SURE_ENOUGH]
        closer = self.fitted(summed, windows[surest], maps.shape[1:])
        shares = softmax(self.judge.logits(described(summed, closer)))[:, :-1]
        boxes, kept, labels = _apart(closer, shares)
        rows, columns = maps.shape[1:]
        sure = expit(self.scale * logit(np.clip(kept, 1e-4, 1 - 1e-4)) + self.shift).astype(np.float32)
        inside: Boxes = (boxes / np.array([columns, rows, columns, rows])).astype(np.float32)
        return inside, sure, labels

    def fitted(self, summed: NDArray[np.float64], boxes: Boxes, shape: tuple[int, ...]) -> Boxes:
        """Moved and stretched to where the thing seems to end."""
        if not len(boxes):
            return boxes
        moves = np.clip(self.fitting.logits(described(summed, boxes)), -0.7, 0.7)
        return moved(boxes, moves, shape)

    def _quick(self, maps: Maps, windows: Boxes) -> NDArray[np.float32]:
        """The same logits as of `described` windows, by sums over the judged map."""
        depth = len(maps)
        weights = self.judge.weights
        logits = boxes_shapes(windows) @ weights[PARTS * depth :] + self.judge.bias
        flat = maps.reshape(depth, -1)
        for part, places in enumerate(parts(windows)):
            judged = (weights[part * depth : (part + 1) * depth].T @ flat).reshape(-1, *maps.shape[1:])
            logits += part_means(sums(judged), places).T
        out: NDArray[np.float32] = logits.astype(np.float32)
        return out

    def arrays(self) -> dict[str, NDArray[Any]]:
        kept: dict[str, NDArray[Any]] = {
            "anchors": self.anchors,
            "box_numbers": np.array([self.side, self.scale, self.shift]),
        }
        for name in ("reduce", "judge", "fitting"):
            linear: Linear = getattr(self, name)
            kept |= {f"{name}_weights": linear.weights, f"{name}_bias": linear.bias}
        return kept

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], classes: tuple[str, ...]) -> "BoxHead":
        made = {
            name: Linear(arrays[f"{name}_weights"], arrays[f"{name}_bias"]) for name in ("reduce", "judge", "fitting")
        }
        side, scale, shift = (float(number) for number in arrays["box_numbers"])
        return cls(classes, **made, anchors=arrays["anchors"], side=int(side), scale=scale, shift=shift)


def stacked(maps: Mapping[str, Maps]) -> Maps:
    """Both maps at a sixteenth: (channels, rows, columns)."""
    middle, head = maps["middle"][0], maps["head"][0]
    wide = head.repeat(2, axis=1).repeat(2, axis=2)[:, : middle.shape[1], : middle.shape[2]]
    return np.concatenate([middle, wide])


def reduced(maps: Maps, reduce: Linear) -> Maps:
    flat = maps.reshape(len(maps), -1).T
    return np.ascontiguousarray(reduce.logits(flat).T.reshape(-1, *maps.shape[1:]))


def sums(maps: NDArray[np.floating]) -> NDArray[np.float64]:
    """Sums over all above and to the left: (channels, rows + 1, columns + 1)."""
    out = np.zeros((len(maps), maps.shape[1] + 1, maps.shape[2] + 1))
    out[:, 1:, 1:] = maps.cumsum(axis=1, dtype=np.float64).cumsum(axis=2)
    return out


def parts(boxes: Boxes) -> list[Boxes | tuple[Boxes, Boxes]]:
    """The quarters, the whole, and the surroundings (as the wider box and the box)."""
    left, top, right, bottom = boxes.T
    x, y = (left + right) / 2, (top + bottom) / 2
    quarters = [(left, top, x, y), (x, top, right, y), (left, y, x, bottom), (x, y, right, bottom)]
    made = [np.stack(quarter, axis=1).astype(np.float32) for quarter in quarters]
    more_x, more_y = RING * (right - left) + 1, RING * (bottom - top) + 1
    wider = np.stack([left - more_x, top - more_y, right + more_x, bottom + more_y], axis=1).astype(np.float32)
    return [*made, boxes, (wider, boxes)]


def part_means(summed: NDArray[np.float64], part: Boxes | tuple[Boxes, Boxes]) -> NDArray[np.float64]:
    """(channels, n): the mean over each box, or over what the first has and the second has not."""
    if isinstance(part, tuple):
        (outer, outer_size), (inner, inner_size) = _total(summed, part[0]), _total(summed, part[1])
        return (outer - inner) / np.maximum(outer_size - inner_size, 0.5)
    total, size = _total(summed, part)
    return total / np.maximum(size, 1e-3)


def _total(summed: NDArray[np.float64], boxes: Boxes) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rows, columns = summed.shape[1] - 1, summed.shape[2] - 1
    left, right = (np.clip(boxes[:, index], 0, columns) for index in (0, 2))
    top, bottom = (np.clip(boxes[:, index], 0, rows) for index in (1, 3))
    total = _at(summed, bottom, right) - _at(summed, top, right) - _at(summed, bottom, left) + _at(summed, top, left)
    return total, ((right - left) * (bottom - top)).astype(np.float64)


def _at(summed: NDArray[np.float64], y: NDArray[np.floating], x: NDArray[np.floating]) -> NDArray[np.float64]:
    """Between cells it is as if each were filled evenly."""
    row = np.minimum(y.astype(np.int64), summed.shape[1] - 2)
    column = np.minimum(x.astype(np.int64), summed.shape[2] - 2)
    down, along = y - row, x - column
    upper = summed[:, row, column] * (1 - along) + summed[:, row, column + 1] * along
    lower = summed[:, row + 1, column] * (1 - along) + summed[:, row + 1, column + 1] * along
    between: NDArray[np.float64] = upper * (1 - down) + lower * down
    return between


def boxes_shapes(boxes: Boxes) -> NDArray[np.float32]:
    """(n, 4): logarithms of width, height and their squares, about their usual size."""
    sizes = np.log(np.maximum(boxes[:, 2:] - boxes[:, :2], 0.1)) - 1.5
    return np.concatenate([sizes, sizes**2], axis=1).astype(np.float32)


def described(summed: NDArray[np.float64], boxes: Boxes) -> NDArray[np.float32]:
    """(n, PARTS × channels + SHAPES)."""
    if not len(boxes):
        return np.zeros((0, PARTS * len(summed) + SHAPES), dtype=np.float32)
    means = [part_means(summed, part).T for part in parts(boxes)]
    return np.concatenate([*means, boxes_shapes(boxes)], axis=1).astype(np.float32)


def every_window(anchors: NDArray[np.float32], shape: tuple[int, ...]) -> Boxes:
    """Windows of each size, a third of their shorter side apart, wholly or nearly within the picture."""
    rows, columns = shape
    made = []
    for width, height in anchors:
        step = max(1.0, float(min(width, height)) / 3)
        x, y = np.meshgrid(
            np.arange(0, max(step, columns - width + step), step), np.arange(0, max(step, rows - height + step), step)
        )
        left, top = np.minimum(x.ravel(), max(0, columns - width)), np.minimum(y.ravel(), max(0, rows - height))
        made.append(np.stack([left, top, np.minimum(left + width, columns), np.minimum(top + height, rows)], axis=1))
    return np.concatenate(made).astype(np.float32)


def moved(boxes: Boxes, moves: NDArray[np.floating], shape: tuple[int, ...]) -> Boxes:
    """`moves` are (x, y) of the centre in sizes of the box, and logarithms of how much it grows."""
    size, centre = boxes[:, 2:] - boxes[:, :2], (boxes[:, 2:] + boxes[:, :2]) / 2
    centre, size = centre + moves[:, :2] * size, size * np.exp(moves[:, 2:])
    edges = np.concatenate([centre - size / 2, centre + size / 2], axis=1)
    edges[:, ::2] = np.clip(edges[:, ::2], 0, shape[1])
    edges[:, 1::2] = np.clip(edges[:, 1::2], 0, shape[0])
    out: Boxes = edges.astype(np.float32)
    return out


def _apart(boxes: Boxes, shares: NDArray[np.float32]) -> tuple[Boxes, NDArray[np.float32], NDArray[np.int64]]:
    """Of windows on the same thing, the surest of each class."""
    taken: list[tuple[float, int, int]] = []
    for label in range(shares.shape[1]):
        order = [int(i) for i in np.argsort(-shares[:, label], kind="stable") if shares[i, label] >= SURE_ENOUGH]
        while order:
            best, rest = order[0], order[1:]
            taken.append((float(shares[best, label]), best, label))
            near = overlaps(boxes[[best]], boxes[rest])[0] if rest else np.zeros(0)
            order = [index for index, share in zip(rest, near, strict=True) if share < SAME_THING]
    taken = sorted(taken, key=lambda each: -each[0])[:KEPT]
    indices = [index for _, index, _ in taken]
    kept = np.array([share for share, _, _ in taken], dtype=np.float32)
    return boxes[indices], kept, np.array([label for _, _, label in taken], dtype=np.int64)


def _shares(box: Boxes) -> tuple[float, float, float, float]:
    left, top, right, bottom = (float(edge) for edge in box)
    return left, top, right - left, bottom - top
