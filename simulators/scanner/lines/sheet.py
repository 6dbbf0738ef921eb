"""A line scan as people look at it: grey, in the colours of belt scanners, and the truth, view below view."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from simulators.scanner.bags.montage import COLOURS
from simulators.scanner.lines.exposing import AIR_COUNTS, DARK_COUNTS
from simulators.scanner.lines.sample import LineSample, LineView

Picture = NDArray[np.uint8]
GAP, PAPER, INK = 6, 245, (20, 20, 20)
HUES = np.array([(235.0, 140.0, 20.0), (40.0, 160.0, 60.0), (40.0, 80.0, 200.0)])  # organic, inorganic, metal
RATIOS = (1.35, 1.75, 2.5)  # low over high attenuation at which these are purest


def sheet(sample: LineSample) -> Image.Image:
    rows = [_row(view) for view in sample.views]
    wide = max(row.shape[1] for row in rows)
    padded = [np.pad(row, ((0, GAP), (0, wide - row.shape[1]), (0, 0)), constant_values=PAPER) for row in rows]
    picture = Image.fromarray(np.concatenate(padded))
    told, scanner = sample.declared, sample.scanner
    lines = [
        f"{sample.kind}, {len(sample.things)} things, {sample.mass_kg:.2f} kg, {scanner.kilovolts:g} kV",
        f"declared: {told.description} ({told.heading}), {told.gross_kg} kg",
        f"contraband: {', '.join(sample.contraband) or 'none'}",
    ]
    whole = Image.new("RGB", (max(picture.width, 620), picture.height + 16 * len(lines) + 4), (PAPER, PAPER, PAPER))
    whole.paste(picture, (0, 0))
    pen = ImageDraw.Draw(whole)
    for place, line in enumerate(lines):
        pen.text((4, picture.height + 2 + 16 * place), line, fill=INK)
    return whole


def _row(view: LineView) -> Picture:
    high, low = (_depth(plane) for plane in view.planes)
    grey = np.exp(-0.55 * high)
    ratio = np.where(high > 0.05, low / np.maximum(high, 0.05), RATIOS[0])
    hue = np.stack([np.interp(ratio, RATIOS, HUES[:, part]) for part in range(3)], axis=-1)
    ink = 1 - grey[..., None]
    dark = np.clip(high / 4, 0, 1)[..., None]
    coloured = 255 * (1 - ink) + hue * ink * (1 - dark)
    truth = np.where(view.labels[..., None] > 0, COLOURS[view.labels], PAPER)
    tones = np.repeat(255 * grey[..., None], 3, axis=-1)
    parts = [np.clip(part, 0, 255).astype(np.uint8) for part in (tones, coloured, truth)]
    return np.concatenate([np.pad(part, ((0, 0), (0, GAP), (0, 0)), constant_values=PAPER) for part in parts], axis=1)


def _depth(plane: NDArray[np.uint16]) -> NDArray[np.float32]:
    share = (plane.astype(np.float32) - DARK_COUNTS) / (AIR_COUNTS - DARK_COUNTS)
    return -np.log(np.clip(share, 1e-4, 1))
