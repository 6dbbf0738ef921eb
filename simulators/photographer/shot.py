"""One photograph: a corrugated wall, its paint, dirt and light, seen from aside by a camera that is not perfect."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from simulators.photographer.lettering import OWN, Lettering, as_mask, at_hand, marking

Colour = tuple[int, int, int]
Pixels = NDArray[np.float32]


@dataclass(frozen=True)
class Style:
    """What photographs are drawn from. Seeds, fonts, paints and layouts of different styles do not overlap in kind.

    Attributes:
        paints: (wall, letters), red-green-blue.
        slant: how far corners move, as a share of the picture.
        frames: how many have their check digit in a frame, as ISO 6346 has it, 0 to 1.
        harm: how much wear, dirt, glare, blur and noise there is, 1 for what a yard does to a container.
    """

    name: str
    fonts: tuple[str, ...]
    paints: tuple[tuple[Colour, Colour], ...]
    layouts: tuple[str, ...]
    stretches: tuple[float, float]
    seed_base: int
    slant: float = 0.10
    stencils: float = 0.0
    corrugations: tuple[float, float] = (0.06, 0.16)
    quality: tuple[int, int] = (45, 92)
    sizes: tuple[int, int] = (1100, 2000)
    harm: float = 1.0
    frames: float = 0.8


TUNING = Style(
    "tuning",
    (OWN, "DejaVuSans-Bold.ttf", "DejaVuSansCondensed-Bold.ttf"),
    (
        ((40, 70, 130), (235, 235, 230)),
        ((150, 45, 35), (240, 236, 225)),
        ((205, 205, 200), (25, 25, 30)),
        ((60, 110, 80), (230, 230, 220)),
        ((215, 160, 40), (30, 28, 26)),
    ),
    ("line", "split_line", "rows", "column"),
    (0.8, 1.05),
    1_000_000,
)
EVALUATION = Style(
    "evaluation",
    ("NotoSans-Bold.ttf", "DejaVuSansMono-Bold.ttf", "NotoSansDisplay-Bold.ttf", "NotoSansCJK-Bold.ttc"),
    (
        ((120, 60, 100), (225, 222, 230)),
        ((70, 130, 160), (245, 245, 245)),
        ((200, 90, 30), (250, 245, 235)),
        ((170, 180, 160), (50, 30, 30)),
        ((35, 40, 45), (215, 210, 190)),
        ((230, 228, 220), (20, 50, 110)),
    ),
    ("line", "split_line", "rows", "column", "two_columns"),
    (0.7, 1.0),
    9_000_000,
    slant=0.13,
    stencils=0.15,
    corrugations=(0.05, 0.22),
)


# A camera of its own at a gate, good light: what the demo posts.
GATE = Style(
    "gate",
    (OWN,),
    (((40, 70, 130), (235, 235, 230)), ((150, 45, 35), (240, 236, 225))),
    ("rows",),
    (0.9, 1.0),
    5_000_000,
    slant=0.05,
    quality=(85, 92),
    sizes=(1400, 1600),
    harm=0.25,
    frames=0.0,
)


@dataclass(frozen=True)
class Photo:
    """`number` and `size_type` are the truth; `layout`, `font` and `height` (of a letter, pixels) tell how it is shown.

    `size_type` is empty where the layout does not paint it.
    """

    content: bytes
    number: str
    size_type: str
    layout: str
    font: str
    height: float


def photograph(number: str, size_type: str, style: Style, seed: int, layout: str | None = None) -> Photo:
    """The same style and seed give the same bytes on one machine; another one may have other fonts."""
    dice = np.random.default_rng(style.seed_base + seed)
    fonts = [font for font in style.fonts if at_hand(font)] or [OWN]
    font = str(dice.choice(fonts))
    layout = layout or str(dice.choice(style.layouts))
    width = int(dice.integers(*style.sizes))
    height = round(width * (1.5 if "column" in layout else 0.72))
    wall, ink = style.paints[int(dice.integers(len(style.paints)))]
    lettering = Lettering(
        font,
        size=96,
        stretch=float(dice.uniform(*style.stretches)),
        stencil=bool(dice.random() < style.stencils),
        framed=bool(dice.random() < style.frames),
        weight=int(dice.integers(0, 4)),
    )
    painted = marking(number, size_type, layout, lettering)
    share = float(dice.uniform(0.6, 0.9)) if "column" in layout else float(dice.uniform(0.25, 0.7))
    scale = min(share * width / painted.width, share * height / painted.height)
    mask = Image.new("L", (width, height), 0)
    small = painted.resize((max(1, round(painted.width * scale)), max(1, round(painted.height * scale))), 1)
    x, y = (int(dice.integers(int(0.08 * full), max(int(0.08 * full) + 1, int(0.92 * full) - own)))
            for full, own in ((width, small.width), (height, small.height)))  # fmt: skip
    mask.paste(small, (x, y))
    picture = _painted(as_mask(mask), wall, ink, style, dice)
    shown = _seen(Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)), style.slant, dice)
    content = _developed(shown, style, dice)
    told = "" if "column" in layout else size_type
    return Photo(content, number, told, layout, font, scale * lettering.size * 0.72)


def _painted(mask: Pixels, wall: Colour, ink: Colour, style: Style, dice: Any) -> Pixels:
    _, columns = mask.shape
    x = np.arange(columns, dtype=np.float32)
    period = columns / float(dice.uniform(14, 34))
    wave = np.clip(1.6 * np.sin(2 * np.pi * x / period), -1, 1)  # flat crests and valleys, steep sides
    shade = 1 + float(dice.uniform(*style.corrugations)) * np.gradient(wave) * period / 6
    worn = _clouds(mask.shape, 90, dice) > float(dice.uniform(1.2, 2.6)) / style.harm  # chipped paint
    paint = (mask * (1 - 0.85 * worn))[..., None]
    flat = (1 - paint) * np.array(wall, np.float32) + paint * np.array(ink, np.float32)
    dirt = style.harm * float(dice.uniform(0, 0.3)) * np.clip(_clouds(mask.shape, 7, dice) * 0.5 + 0.3, 0, 1)[..., None]
    flat = (1 - dirt) * flat + dirt * np.array((92, 74, 56), np.float32)
    light = 1 + 0.12 * _clouds(mask.shape, 2, dice)[..., None]
    glare = (
        style.harm
        * float(dice.uniform(0, 90))
        * (dice.random() < 0.4)
        * np.exp(-_distance(mask.shape, dice))[..., None]
    )
    dim = 1 - style.harm * (1 - float(dice.uniform(0.45, 1.1)))
    return np.asarray(flat * shade[None, :, None] * light * dim + glare, np.float32)


def _clouds(shape: tuple[int, int], cells: int, dice: Any) -> Pixels:
    """Smooth noise of unit spread, about so many cells across."""
    small = Image.fromarray(dice.normal(0, 1, (max(2, cells), max(2, cells))).astype(np.float32))
    grown = np.asarray(small.resize((shape[1], shape[0]), Image.Resampling.BICUBIC), np.float32)
    return grown / max(1e-6, float(grown.std()))


def _distance(shape: tuple[int, int], dice: Any) -> Pixels:
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    y, x, reach = dice.uniform(0, shape[0]), dice.uniform(0, shape[1]), dice.uniform(0.1, 0.3) * shape[1]
    return np.asarray(((rows - y) ** 2 + (columns - x) ** 2) / reach**2, np.float32)


def _seen(picture: Image.Image, slant: float, dice: Any) -> Image.Image:
    """From aside: the corners move; what is beyond the wall is a grey yard."""
    w, h = picture.size
    corners = np.array([(0, 0), (w, 0), (w, h), (0, h)], float)
    moved = corners + dice.uniform(-slant, slant, (4, 2)) * (w, h) * 0.5
    coefficients = _projection(corners, moved)
    return picture.transform(
        (w, h), Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC, fillcolor=(128, 128, 126)
    )


def _projection(target: NDArray[np.float64], source: NDArray[np.float64]) -> tuple[float, ...]:
    """Eight coefficients that take each target corner to its source corner."""
    rows = []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    return tuple(np.linalg.solve(np.array(rows), source.ravel()))


def _developed(picture: Image.Image, style: Style, dice: Any) -> bytes:
    """Out of focus, noisy, compressed."""
    blurred = picture.filter(ImageFilter.GaussianBlur(style.harm * float(dice.uniform(0, 1.8))))
    pixels = np.asarray(blurred, np.float32) + dice.normal(
        0, style.harm * float(dice.uniform(0, 9)), (*blurred.size[::-1], 1)
    )
    sink = BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(
        sink, "JPEG", quality=int(dice.integers(*style.quality))
    )
    return sink.getvalue()
