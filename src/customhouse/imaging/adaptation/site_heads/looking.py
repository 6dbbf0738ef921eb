"""Where in a picture a head found what spoke for its class: the logit shared out over the places that made it.

A head adds up weighed means and strongest answers of the frozen network's maps, so the sharing out is exact: nothing is
covered up or guessed. Where the same small place speaks in most pictures of a class, it may be a stamp or a label.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from customhouse.imaging.adaptation.pictures.layouts import Sample
from customhouse.imaging.adaptation.pictures.opening import Pixels
from customhouse.imaging.adaptation.site_heads.box_learning import Picture, Watch
from customhouse.imaging.adaptation.site_heads.features import BLOCKS, WIDTH, Eye, Seen, columns, smoothed
from customhouse.imaging.adaptation.site_heads.learning import Learned

GRID = 16  # cells of a side of what is shown
PLACE = 4  # cells of a side of what counts as a small place: a sixteenth of the picture
OF_EACH, IN_ALL = 12, 240  # pictures of a class, and of all classes together, that are looked at
SAME_PLACE, MOST_OF_IT = 0.7, 0.4  # share of a class's pictures, and of what speaks in each, from which it is told
FEWEST = 6  # pictures of a class below which nothing is said of it

Heat = NDArray[np.float64]


@dataclass(frozen=True)
class Looked:
    """`heat` (GRID, GRID) is how much each place speaks for `label` against the other classes; it may be negative."""

    sample: Sample
    pixels: Pixels
    label: str
    heat: Heat


def looked_at(
    learned: Learned, classes: Sequence[str], samples: Sequence[Sample], eye: Eye, picture: Picture, watch: Watch
) -> tuple[Looked, ...]:
    """Some pictures of each class, evenly from all of them; nothing for a head that tells no classes apart."""
    if learned.linear is None:
        return ()
    most = max(1, min(OF_EACH, IN_ALL // len(classes)))
    some = [sample for name in classes for sample in _evenly([each for each in samples if each.label == name], most)]
    found = []
    for sample in watch("seeing where it looks", len(some), some):
        pixels = picture(sample)
        heat = heat_of(eye.seen(pixels), _against(learned, classes.index(sample.label)))
        found.append(Looked(sample, pixels, sample.label, heat))
    return tuple(found)


def _evenly(samples: Sequence[Sample], most: int) -> list[Sample]:
    count = min(most, len(samples))
    return [samples[number * len(samples) // count] for number in range(count)]


def _against(learned: Learned, label: int) -> NDArray[np.float64]:
    """(WIDTH,): by what each number of a row speaks for a class and against the mean of the others."""
    assert learned.linear is not None  # noqa: S101 - asked only of heads that tell classes apart
    weights = learned.linear.weights.astype(np.float64)
    others = np.delete(weights, label, axis=1).mean(axis=1)
    whole = np.zeros(WIDTH)
    whole[columns(learned.recipe)] = weights[:, label] - others
    return whole


def heat_of(seen: Seen, weights: NDArray[np.float64]) -> Heat:
    """(GRID, GRID); its sum is the weighed sum of the picture's row."""
    small, large, peaks, texture = (weights[BLOCKS[name]] for name in ("small", "large", "peaks", "texture"))
    means, strongest = np.split(texture, 2)
    parts = [
        _of_mean(seen.small, small / 2),
        _of_mean(seen.mirrored, small / 2)[:, ::-1],
        _of_mean(seen.head, large),
        _of_peak(seen.head, peaks),
        _of_mean(seen.middle, means),
        _of_peak(seen.middle, strongest),
    ]
    return np.asarray(np.sum([_on_grid(part) for part in parts], axis=0))


def _of_mean(maps: NDArray[np.float32], weights: NDArray[np.float64]) -> Heat:
    return np.asarray(np.tensordot(weights, maps.astype(np.float64), 1) / maps[0].size)


def _of_peak(maps: NDArray[np.float32], weights: NDArray[np.float64]) -> Heat:
    """Each channel speaks where its strongest answer is."""
    flat = smoothed(maps).reshape(len(maps), -1)
    heat: Heat = np.zeros(flat.shape[1])
    np.add.at(heat, flat.argmax(axis=1), weights * flat.max(axis=1))
    return heat.reshape(maps.shape[1:])


def _on_grid(heat: Heat) -> Heat:
    """Shared out by overlap, so that the sum stays."""
    rows, columns_ = (_overlaps(size) for size in heat.shape)
    return np.asarray(rows @ heat @ columns_.T)


def _overlaps(size: int) -> Heat:
    """(GRID, size): the share of each cell that lies in each cell of the grid."""
    ours, theirs = np.linspace(0, 1, GRID + 1), np.linspace(0, 1, size + 1)
    last = np.minimum(ours[1:, None], theirs[None, 1:])
    first = np.maximum(ours[:-1, None], theirs[None, :-1])
    return np.asarray(np.maximum(0.0, last - first) * size)


def speaking(heat: Heat) -> Heat:
    """What speaks for the class more than the usual place does, as shares of all that does."""
    above = np.maximum(heat - np.median(heat), 0.0)
    return np.asarray(above / max(1e-12, float(above.sum())))


def same_places(found: Sequence[Looked]) -> tuple[str, ...]:
    """A note for each class that is told by one and the same small place of its pictures."""
    notes = []
    for label in dict.fromkeys(each.label for each in found):
        places = np.array([_windows(speaking(each.heat)) for each in found if each.label == label])
        row, column = np.unravel_index(int(places.mean(axis=0).argmax()), places.shape[1:])
        count = int((places[:, row, column] >= MOST_OF_IT).sum())
        if len(places) >= FEWEST and count >= SAME_PLACE * len(places):
            where = (
                f"{_third(int(row), ('top', 'middle', 'bottom'))} {_third(int(column), ('left', 'centre', 'right'))}"
            )
            notes.append(
                f"{label} is told by one small place ({where}) in {count} of {len(places)} pictures looked at: "
                "a stamp, a label, or where the goods always lie? See looked.jpg"
            )
    return tuple(notes)


def _windows(shares: Heat) -> Heat:
    """The sum of each square of PLACE cells a side."""
    return np.asarray(sliding_window_view(shares, (PLACE, PLACE)).sum(axis=(2, 3)))


def _third(first: int, words: tuple[str, str, str]) -> str:
    return words[3 * first // (GRID - PLACE + 1)]
