"""Bags as people look at them: slices at both energies, the truth in colours, and a look through from above."""

import colorsys

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from simulators.scanner.bags.catalogue import OBJECTS, THREATS
from simulators.scanner.bags.sample import BagSample

Picture = NDArray[np.uint8]
SLICES = 6
GAP = 6
DARK_HU, BRIGHT_HU = -1000.0, 2000.0


def _colours() -> Picture:
    """Threats in reds and yellows, the rest in greens and blues, air black."""
    found = np.zeros((len(OBJECTS), 3), np.uint8)
    harmless = [code for code in OBJECTS[1:] if code not in THREATS]
    for codes, first, width in ((THREATS, 0.86, 0.32), (tuple(harmless), 0.25, 0.5)):
        for place, code in enumerate(codes):
            hue = (first + width * place / len(codes)) % 1.0
            value = colorsys.hsv_to_rgb(hue, 0.75 if place % 2 else 0.5, 1.0 if code in THREATS else 0.7)
            found[OBJECTS.index(code)] = [round(255 * part) for part in value]
    return found


COLOURS = _colours()


def montage(sample: BagSample) -> Image.Image:
    """Rows: high energy, low energy, truth; the last column looks through the bag from above."""
    depth = sample.high.shape[0]
    # Spread over what is filled, the first and last slices of a bag being its walls.
    filled = np.flatnonzero((sample.labels > 0).any(axis=(1, 2)))
    first, last = (int(filled[0]), int(filled[-1])) if len(filled) else (0, depth - 1)
    levels = [round(first + (last - first) * (place + 0.5) / SLICES) for place in range(SLICES)]
    rows = [
        _row([_grey(sample.high[z]) for z in levels] + [_through(sample.high)]),
        _row([_grey(sample.low[z]) for z in levels] + [_through(sample.low)]),
        _row([COLOURS[sample.labels[z]] for z in levels] + [_named_from_above(sample.labels)]),
    ]
    picture = Image.fromarray(np.concatenate(rows))
    return _captioned(picture, sample)


def _grey(level: NDArray[np.int16]) -> Picture:
    share = np.clip((level.astype(np.float32) - DARK_HU) / (BRIGHT_HU - DARK_HU), 0, 1) ** 0.6
    return np.repeat((255 * share).astype(np.uint8)[..., None], 3, axis=2)


def _through(volume: NDArray[np.int16]) -> Picture:
    depth = (volume.astype(np.float32) + 1000).clip(0).sum(axis=1)
    share = 1 - np.exp(-depth / max(1.0, float(np.percentile(depth, 97))) * 1.5)
    return np.repeat((255 * share).astype(np.uint8)[..., None], 3, axis=2)


def _named_from_above(labels: NDArray[np.uint8]) -> Picture:
    """Threats before anything else, else the uppermost thing that is no packaging."""
    shown = np.zeros(labels.shape[::2], np.uint8)
    threats = np.isin(np.arange(len(OBJECTS)), [OBJECTS.index(code) for code in THREATS])
    for y in range(labels.shape[1] - 1, -1, -1):
        level = labels[:, y]
        shown = np.where((level > 1) & (threats[level] | ~threats[shown]), level, shown)
    return COLOURS[shown]


def _row(pictures: list[Picture]) -> Picture:
    tall = max(picture.shape[0] for picture in pictures)
    padded = [np.pad(p, ((0, tall + GAP - p.shape[0]), (0, GAP), (0, 0)), constant_values=40) for p in pictures]
    return np.concatenate(padded, axis=1)


def _captioned(picture: Image.Image, sample: BagSample) -> Image.Image:
    present = [OBJECTS[index] for index in np.unique(sample.labels) if index]
    told = sample.declared
    high, low = sample.peaks_kev
    lines = [
        f"{sample.kind}, {len(sample.things)} things, {high:.0f}/{low:.0f} kV",
        f"declared: {told.description} ({told.heading}), {told.gross_kg} kg",
        f"contraband: {', '.join(sample.contraband) or 'none'}",
    ]
    whole = Image.new("RGB", (max(picture.width, 760), picture.height + 16 * (len(lines) + 1)), (20, 20, 20))
    whole.paste(picture, (0, 0))
    pen = ImageDraw.Draw(whole)
    for place, line in enumerate(lines):
        pen.text((4, picture.height + 2 + 16 * place), line, fill=(230, 230, 230))
    x = 4.0
    for code in present:
        colour = tuple(int(part) for part in COLOURS[OBJECTS.index(code)])
        pen.text((x, picture.height + 2 + 16 * len(lines)), code, fill=colour)
        x += pen.textlength(code) + 10
    return whole
