"""Painted markings as masks: in a line, in rows or in a column, with the check digit in its frame."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"))
OWN = "own"  # the outline font that comes with Pillow: always at hand
LAYOUTS = ("line", "split_line", "rows", "column", "two_columns")

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True)
class Lettering:
    """How a number is painted.

    Attributes:
        stretch: width of the letters against those of the font.
        stencil: whether bars across the letters are left unpainted.
        framed: whether the check digit stands in a box, as ISO 6346 has it.
    """

    font: str = OWN
    size: int = 64
    stretch: float = 1.0
    stencil: bool = False
    framed: bool = True
    weight: int = 1


def at_hand(name: str) -> bool:
    return name == OWN or _found(name) is not None


def _found(name: str) -> Path | None:
    return next((path for folder in FONT_FOLDERS if folder.is_dir() for path in folder.rglob(name)), None)


def _font(lettering: Lettering) -> Font:
    path = None if lettering.font == OWN else _found(lettering.font)
    return ImageFont.load_default(lettering.size) if path is None else ImageFont.truetype(path, lettering.size)


def _word(text: str, lettering: Lettering, *, framed: bool = False) -> Image.Image:
    """White on black, cropped to the ink."""
    font, size = _font(lettering), lettering.size
    sheet = Image.new("L", (size * (len(text) + 2) * 2, size * 3), 0)
    pen = ImageDraw.Draw(sheet)
    step = float(size)
    for sign in text:
        pen.text((step, size), sign, 255, font=font, stroke_width=lettering.weight, stroke_fill=255)
        step += pen.textlength(sign, font=font) + size * 0.12 + lettering.weight
    inked = sheet.crop(sheet.getbbox())
    inked = inked.resize((max(1, round(inked.width * lettering.stretch)), inked.height), Image.Resampling.BICUBIC)
    if lettering.stencil:
        ImageDraw.Draw(inked).line((0, inked.height // 2, inked.width, inked.height // 2), 0, max(2, size // 22))
    if not framed:
        return inked
    gap = round(size * 0.16)
    box = Image.new("L", (inked.width + 2 * gap, inked.height + 2 * gap), 0)
    box.paste(inked, (gap, gap))
    ImageDraw.Draw(box).rectangle((0, 0, box.width - 1, box.height - 1), outline=255, width=max(2, size // 18))
    return box


def _beside(parts: list[Image.Image], gap: int) -> Image.Image:
    height = max(part.height for part in parts)
    sheet = Image.new("L", (sum(p.width for p in parts) + gap * (len(parts) - 1), height), 0)
    x = 0
    for part in parts:
        sheet.paste(part, (x, (height - part.height) // 2))
        x += part.width + gap
    return sheet


def _below(parts: list[Image.Image], gap: int, *, centred: bool = False) -> Image.Image:
    width = max(part.width for part in parts)
    sheet = Image.new("L", (width, sum(p.height for p in parts) + gap * (len(parts) - 1)), 0)
    y = 0
    for part in parts:
        sheet.paste(part, ((width - part.width) // 2 if centred else 0, y))
        y += part.height + gap
    return sheet


def marking(number: str, size_type: str, layout: str, lettering: Lettering) -> Image.Image:
    """A mask of the whole marking: owner's code, serial number, check digit, and the size-type code below."""
    owner, serial, check = number[:4], number[4:10], number[10]
    size = lettering.size
    digit = _word(check, lettering, framed=lettering.framed)
    if layout == "column":
        letters = [_word(sign, lettering) for sign in number[:10]]
        return _below([*letters, digit], round(size * 0.28), centred=True)
    if layout == "two_columns":
        left = _below([_word(sign, lettering) for sign in owner], round(size * 0.28), centred=True)
        right = _below([*(_word(sign, lettering) for sign in serial), digit], round(size * 0.28), centred=True)
        return _beside([left, right], round(size * 0.9))
    if layout == "rows":
        first = _word(owner, lettering)
        second = _beside([_word(serial, lettering), digit], round(size * 0.45))
        return _below([first, second, _word(size_type, lettering)], round(size * 0.5))
    if layout == "split_line":
        words = [_word(owner, lettering), _word(serial[:3], lettering), _word(serial[3:], lettering), digit]
        line = _beside(words, round(size * 0.5))
    else:
        line = _beside([_word(owner, lettering), _word(serial, lettering), digit], round(size * 0.5))
    return _below([line, _word(size_type, lettering)], round(size * 0.55))


def as_mask(image: Image.Image) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    return np.asarray(image, dtype=np.float32) / 255
