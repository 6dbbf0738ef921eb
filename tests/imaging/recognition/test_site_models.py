"""What the site's own models say counts for a scan as a whole, and is measured picture by picture."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from customhouse.imaging.model import Picture, Provenance, Recognition
from customhouse.imaging.model.scan import PictureView
from customhouse.imaging.recogniser import SiteModel
from customhouse.imaging.recognition.site_models import with_site_models
from tests.imaging.registry.heads import changed, posted

PAIRS = 12
NOTHING_SEEN = Recognition("physics-first", "1", (), None, None, None, {})


@pytest.fixture
def model(tmp_path: Path) -> SiteModel:
    """A serving head to which each picture is strange to another degree."""
    some = np.random.default_rng(7).normal(size=(1280, 4)).astype(np.float32)
    brought = posted()
    nowhere = {"strange_origin": np.zeros(4, np.float32), "strange_centres": np.zeros((1, 4), np.float32)}
    content = changed(brought, strange_basis=some, **nowhere)
    path = tmp_path / "head.npz"
    path.write_bytes(content)
    card = replace(brought.card, novelty=tuple(float(step) for step in np.linspace(0, 40, 4001)))
    return SiteModel("m-1", card, path, "digest of this head", challenger=False)


def pictures() -> list[NDArray[np.uint8]]:
    random = np.random.default_rng(3)
    return [random.integers(0, 255, (64, 64, 3), dtype=np.uint8) // np.uint8(1 + n % 7) for n in range(2 * PAIRS)]


def seen(model: SiteModel, *views: NDArray[np.uint8]) -> tuple[float, float]:
    """(novelty of the scan, novelty of the words)."""
    scan = Picture(tuple(PictureView(str(at), view) for at, view in enumerate(views)), Provenance("PNG", {}, None, ()))
    recognition, [words] = with_site_models(scan, NOTHING_SEEN, [model])
    assert recognition.novelty is not None
    return recognition.novelty, words.novelty


def test_a_scan_is_as_strange_as_its_strangest_view_and_drift_is_told_from_one_view_of_each(model: SiteModel) -> None:
    views = pictures()
    alone = [seen(model, view)[1] for view in views]
    pairs = [(alone[at], alone[at + 1], *seen(model, views[at], views[at + 1])) for at in range(0, 2 * PAIRS, 2)]

    assert all(scan == max(first, second) for first, second, scan, _ in pairs)
    assert {word == first for first, _, _, word in pairs} == {True, False}
    assert {word == max(first, second) for first, second, _, word in pairs} == {True, False}
