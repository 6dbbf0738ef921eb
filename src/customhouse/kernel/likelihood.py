"""Calibrated probabilities in words. The one table of ranges is `likelihood.json`; the pages read the same file."""

import json
from pathlib import Path

STEPS: tuple[tuple[float, str], ...] = tuple(
    (step["from"], step["name"]) for step in json.loads(Path(__file__).with_suffix(".json").read_bytes())
)


def step_of(probability: float) -> str:
    """The code of the first step that the probability reaches, as pages and other programs know it."""
    return next((name for least, name in STEPS if probability >= least), STEPS[-1][1])


def in_words(probability: float) -> str:
    """The same in English."""
    return step_of(probability).replace("_", " ")
