"""Prints laid-out pages: as a PDF with text, and as a scan with its tilt, noise and uneven light."""

import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from simulators.trader.papers.pages import HEIGHT, WIDTH, Sheet

# The first that is there is taken; without a Chinese one only Latin pages can be drawn.
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/System/Library/Fonts/PingFang.ttc",
)


def has_chinese_font() -> bool:
    return any(Path(name).exists() for name in FONTS if "DejaVu" not in name)


def pdf(sheets: Sequence[Sheet]) -> bytes:
    """A PDF with selectable text. Chinese is written with a font that readers bring along, as many programs do."""
    bodies = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    fonts = (
        b"<< /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> "
        b"/F2 << /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [ << "
        b"/Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) "
        b"/Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor << "
        b"/Type /FontDescriptor /FontName /STSong-Light /Flags 6 "
        b"/FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >> ] >> >>"
    )
    kids = []
    for sheet in sheets:
        stream = _stream(sheet)
        kids.append(len(bodies) + 1)
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources << /Font %s >> >>"
        bodies.append(page % (int(WIDTH), int(HEIGHT), len(bodies) + 2, fonts))
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    bodies[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), listed)
    return _file(bodies)


def _file(bodies: Sequence[bytes]) -> bytes:
    sink, offsets = io.BytesIO(), []
    sink.write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    for number, body in enumerate(bodies, 1):
        offsets.append(sink.tell())
        sink.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = sink.tell()
    sink.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1))
    for offset in offsets:
        sink.write(b"%010d 00000 n \n" % offset)
    sink.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start))
    return sink.getvalue()


def _stream(sheet: Sheet) -> bytes:
    parts = [b"0.5 w"]
    for left, top, right, bottom in sheet.boxes:
        parts.append(f"{left:.1f} {HEIGHT - bottom:.1f} {right - left:.1f} {bottom - top:.1f} re S".encode())
    for x, top, size, words in sheet.texts:
        try:
            name, shown = b"F1", b"<" + words.encode("cp1252").hex().encode() + b">"
        except UnicodeEncodeError:
            name, shown = b"F2", b"<" + words.encode("utf-16-be").hex().encode() + b">"
        baseline = HEIGHT - top - size
        parts.append(b"BT /%s %.1f Tf %.1f %.1f Td %s Tj ET" % (name, size, x, baseline, shown))
    return b"\n".join(parts)


@lru_cache(maxsize=64)
def _font(pixels: int) -> ImageFont.FreeTypeFont:
    path = next(name for name in FONTS if Path(name).exists())
    return ImageFont.truetype(path, pixels)


def drawn(sheet: Sheet, dpi: int = 200) -> Image.Image:
    scale = dpi / 72
    image = Image.new("RGB", (round(WIDTH * scale), round(HEIGHT * scale)), "white")
    pen = ImageDraw.Draw(image)
    for box in sheet.boxes:
        pen.rectangle([side * scale for side in box], outline="black", width=max(1, round(scale / 2)))
    for x, top, size, words in sheet.texts:
        pen.text((x * scale, top * scale), words, fill=(20, 20, 30), font=_font(max(8, round(size * scale))))
    return image


def scanned(sheet: Sheet, dpi: int = 200, tilt: float = 0.0, noise: float = 6.0, seed: int = 0) -> Image.Image:
    """As it comes from a flatbed: turned by `tilt` degrees, a little soft, grey noise, darker towards an edge."""
    turned = drawn(sheet, dpi).rotate(tilt, resample=Image.Resampling.BICUBIC, fillcolor="white")
    soft = turned.filter(ImageFilter.GaussianBlur(0.5 * dpi / 200))
    dice = np.random.default_rng(seed)
    pixels = np.asarray(soft, dtype=np.float32)  # (height, width, colours)
    shade = np.linspace(0, 12, pixels.shape[1], dtype=np.float32)[None, :, None]
    grain = dice.normal(0, noise, pixels.shape[:2]).astype(np.float32)[:, :, None]
    return Image.fromarray(np.clip(pixels - shade + grain, 0, 255).astype(np.uint8))


def saved(image: Image.Image, kind: str = "PNG", dpi: int = 200) -> bytes:
    """`kind` is PNG, JPEG, TIFF, or PDF for a scan without text."""
    sink = io.BytesIO()
    if kind == "PDF":
        image.save(sink, "PDF", resolution=float(dpi))
    else:
        image.save(sink, kind)
    return sink.getvalue()
