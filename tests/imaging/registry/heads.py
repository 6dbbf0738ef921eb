"""Heads without any learning, for what is done with them: each says one thing of every picture."""

import io
from datetime import timedelta
from typing import Any

import numpy as np

from customhouse.imaging.networks.cards import Figure, ModelCard
from customhouse.imaging.registry.model import Label, Posted, Source, Truth
from customhouse.kernel.ids import new_id
from tests.conftest import NOON

SURE = 3.0  # of the logit: a probability of 0.95


def posted(says: str = "positive", version: str = "1", name: str = "site-pictures") -> Posted:
    """A head that says `positive` or `negative` of everything, and finds nothing strange."""
    bias = np.array([0, SURE] if says == "positive" else [SURE, 0], np.float32)
    arrays = {
        "weights": np.zeros((1280, 2), np.float32),
        "bias": bias,
        "strange_basis": np.zeros((1280, 2), np.float32),
        "strange_origin": np.zeros(2, np.float32),
        "strange_centres": np.full((1, 2), float(len(version)), np.float32),
    }
    how = {"side": 64, "sides": [64, 64], "colour": False, "recipe": ["small"], "box_classes": [], "harmless": []}
    card = ModelCard(
        name=name,
        version=version,
        task="picture_site",
        classes=("negative", "positive"),
        description="Says one thing of everything.",
        trained_on="nothing: made for tests",
        limits="Knows nothing.",
        novelty=tuple(float(step) for step in range(1, 102)),
        preparation=how,
        reliability=((0.3, 0.2, 10), (0.9, 0.95, 40)),
        figures=(Figure("AUC", 0.9, "made for tests", 0.8, 0.95, 50, 0.5),),
        curve=((0, 0), (0.1, 0.8), (1, 1)),
        confusion=((40, 5), (2, 3)),
    )
    return Posted(card, packed(**arrays))


def packed(**arrays: Any) -> bytes:
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, **arrays)
    return content.getvalue()


def changed(brought: Posted, **arrays: Any) -> bytes:
    """The head's file with other numbers."""
    with np.load(io.BytesIO(brought.content)) as kept:
        return packed(**{**kept, **arrays})


def label(
    scan_id: str,
    truth: Truth = Truth.IRREGULAR,
    *,
    random: bool = True,
    source: Source = Source.EXAMINATION,
    days: int = 0,
) -> Label:
    return Label(
        new_id(), scan_id, "c-1", source, truth, ("weapon_or_part",) if truth is Truth.IRREGULAR else (), (), random,
        "", NOON - timedelta(days=days), "u-1",
    )  # fmt: skip
