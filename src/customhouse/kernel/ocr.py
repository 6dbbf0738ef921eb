"""Letters in pictures, by `rapidocr` where the extra `ocr` is installed."""

from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

Quad = tuple[tuple[float, float], ...]  # four corners, x and y, clockwise from where the text begins
FoundLine = tuple[str, float, Quad]


def is_installed() -> bool:
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def name_and_version() -> str:
    """Empty where none is installed."""
    return f"rapidocr {version('rapidocr')}" if is_installed() else ""


@lru_cache(maxsize=4)
def engine(longest_side: int) -> Any:
    """One thread, quiet; larger pictures are made smaller to `longest_side` pixels before text is looked for."""
    from rapidocr import RapidOCR  # noqa: PLC0415 - an extra: without it only pictures cannot be read

    quiet = {
        "Global.log_level": "critical",
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Global.max_side_len": longest_side,
    }
    return RapidOCR(params=quiet)


def lines_in(pixels: NDArray[np.uint8], longest_side: int, least: float = 0.5) -> list[FoundLine]:
    """The lines of text of a picture (rows, columns, red-green-blue) with their confidence, and where they are.

    Text that runs down the picture, upright or lying, is one line too.
    """
    found = engine(longest_side)(
        pixels[:, :, ::-1], use_det=True, use_cls=False, use_rec=True, text_score=least
    )  # fmt: skip
    if found.boxes is None or found.txts is None:
        return []
    quads = [tuple((float(x), float(y)) for x, y in quad) for quad in np.asarray(found.boxes)]
    return list(zip(found.txts, (float(score) for score in found.scores), quads, strict=True))


def text_of(pixels: NDArray[np.uint8], longest_side: int) -> tuple[str, float]:
    """The one line of text that fills a picture, and its confidence."""
    found = engine(longest_side)(np.ascontiguousarray(pixels[:, :, ::-1]), use_det=False, use_cls=False, use_rec=True)
    return (found.txts[0], float(found.scores[0])) if found.txts else ("", 0.0)
