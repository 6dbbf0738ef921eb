"""The pictures of a report, drawn with Pillow: calibration, what is taken for what, and detection over false alarms."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from customhouse.imaging.adaptation.measures import Curve
from customhouse.imaging.adaptation.site_heads.looking import Looked, speaking

SIDE, EDGE = 560, 80
ACROSS, DOWN, TILE, CAPTION = 6, 100, 200, 22  # a JPEG has room for 65,535 rows of pixels
INK, SOFT, LINE, GRID, HEAT = "#16202c", "#5b6876", "#0b63c4", "#dfe5ec", "#e01e1e"


def _page(title: str, across: str, upwards: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    page = Image.new("RGB", (SIDE, SIDE), "white")
    draw = ImageDraw.Draw(page)
    draw.text((EDGE, 22), title, INK, ImageFont.load_default(18))
    draw.text((SIDE / 2, SIDE - 22), across, SOFT, ImageFont.load_default(14), anchor="mm")
    beside = Image.new("RGB", (SIDE, 24), "white")
    ImageDraw.Draw(beside).text((SIDE / 2, 12), upwards, SOFT, ImageFont.load_default(14), anchor="mm")
    page.paste(beside.rotate(90, expand=True), (6, 0))
    return page, draw


def _axes(draw: ImageDraw.ImageDraw) -> None:
    font = ImageFont.load_default(12)
    for step in range(6):
        share = step / 5
        x, y = _place(share, share)
        draw.line([(x, EDGE), (x, SIDE - EDGE)], GRID)
        draw.line([(EDGE, y), (SIDE - EDGE, y)], GRID)
        draw.text((x, SIDE - EDGE + 12), f"{share:.1f}", SOFT, font, anchor="mm")
        draw.text((EDGE - 8, y), f"{share:.1f}", SOFT, font, anchor="rm")


def _place(across: float, upwards: float) -> tuple[float, float]:
    width = SIDE - 2 * EDGE
    return EDGE + across * width, SIDE - EDGE - upwards * width


def reliability_plot(rows: Sequence[tuple[float, float, int]]) -> Image.Image:
    page, draw = _page("Sure and right", "how sure it was", "how often it was right")
    _axes(draw)
    draw.line([_place(0, 0), _place(1, 1)], SOFT, 1)
    most = max((count for _, _, count in rows), default=1)
    points = [_place(sure, right) for sure, right, _ in rows]
    if len(points) > 1:
        draw.line(points, LINE, 2)
    for (x, y), (_, _, count) in zip(points, rows, strict=True):
        radius = 4 + 10 * np.sqrt(count / most)
        draw.ellipse([x - radius, y - radius, x + radius, y + radius], LINE)
        draw.text((x, y - radius - 9), f"{count}", SOFT, ImageFont.load_default(12), anchor="mm")
    return page


def curve_plot(curve: Curve, area: float) -> Image.Image:
    page, draw = _page(f"Found over false alarms (AUC {area:.3f})", "false alarms", "found")
    _axes(draw)
    draw.line([_place(0, 0), _place(1, 1)], SOFT, 1)
    points = [_place(float(x), float(y)) for x, y in zip(curve.false_alarms, curve.detections, strict=True)]
    draw.line(points, LINE, 3, joint="curve")
    return page


def confusion_plot(table: NDArray[np.int64], classes: Sequence[str]) -> Image.Image:
    """A row for each true class; the darker, the greater its share."""
    page, draw = _page("What is taken for what", "said", "true")
    cell = (SIDE - 2 * EDGE) / len(classes)
    font, small = ImageFont.load_default(15), ImageFont.load_default(12)
    for row, name in enumerate(classes):
        total = max(1, int(table[row].sum()))
        middle = EDGE + (row + 0.5) * cell
        draw.text((EDGE - 6, middle), name[:9], SOFT, small, anchor="rm")
        draw.text((EDGE + (row + 0.5) * cell, SIDE - EDGE + 12), name[:9], SOFT, small, anchor="mm")
        for column in range(len(classes)):
            share = int(table[row, column]) / total
            left, top = EDGE + column * cell, EDGE + row * cell
            shade = tuple(int(255 - share * (255 - part)) for part in (11, 99, 196))
            draw.rectangle([left, top, left + cell, top + cell], shade, "white")
            ink = "white" if share > 0.5 else INK
            draw.text((left + cell / 2, top + cell / 2), str(int(table[row, column])), ink, font, anchor="mm")
    return page


def looked_sheet(looked: Sequence[Looked]) -> Image.Image:
    """A few pictures of each class in a row, grey, with what speaks for the class in red; the first classes of many."""
    labels = list(dict.fromkeys(each.label for each in looked))[:DOWN]
    page = Image.new("RGB", (ACROSS * TILE, len(labels) * (TILE + CAPTION)), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(14)
    for row, label in enumerate(labels):
        top = row * (TILE + CAPTION)
        draw.text((4, top + 3), label, INK, font)
        for column, each in enumerate([each for each in looked if each.label == label][:ACROSS]):
            tile = _with_heat(each)
            left = column * TILE + (TILE - tile.width) // 2
            page.paste(tile, (left, top + CAPTION + (TILE - tile.height) // 2))
    return page


def _with_heat(each: Looked) -> Image.Image:
    tile = Image.fromarray(each.pixels).convert("L").convert("RGB")
    tile.thumbnail((TILE - 4, TILE - 4))
    shares = speaking(each.heat)
    strength = np.clip(shares / max(1e-12, float(np.quantile(shares, 0.98))), 0, 1) * 170
    mask = Image.fromarray(strength.astype(np.uint8)).resize(tile.size, Image.Resampling.BICUBIC)
    return Image.composite(Image.new("RGB", tile.size, HEAT), tile, mask)
