"""Learning to tell goods from none: rows with a plain truth, one view hidden, and the file as a server reads it."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn")
pytest.importorskip("onnx")

from customhouse.imaging.networks.cards import Model, load_model
from customhouse.imaging.networks.radiograph_emptiness import EACH, NAME, NUMBERS, chance_of_goods
from training import emptiness, emptiness_lessons
from training.emptiness_lessons import Lessons


def made(count: int, seed: int) -> Lessons:
    """Loaded where the first number of the side is high; that from above says the same less clearly."""
    dice = np.random.default_rng(seed)
    loaded = dice.random(count) < 0.5
    table = dice.normal(size=(count, NUMBERS)).astype(np.float32)
    table[:, 0] += 6 * loaded
    table[:, EACH] += 3 * loaded
    return Lessons(table, loaded, 1000.0 * loaded)


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Model:
    folder = tmp_path_factory.mktemp("trees")
    taught, others = made(400, 1), made(300, 2)
    model = emptiness.learned(taught)
    found = emptiness.calibrated(model.decision_function(others.table), others.loaded)
    emptiness.write_trees({"loaded": model}, NUMBERS, folder / f"{NAME}.onnx")
    emptiness.write_card(emptiness.card_of(found, taught, 1.0), folder)
    return load_model(folder / f"{NAME}.card.json")


def test_both_views_tell_and_each_alone(trees: Model) -> None:
    rows = made(200, 3)
    for hidden, least in ((slice(0, 0), 0.97), (slice(EACH, NUMBERS), 0.95), (slice(0, EACH), 0.85)):
        table = rows.table.copy()
        table[:, hidden] = np.nan
        said = np.array([chance_of_goods(row, trees) for row in table], float)
        assert ((said > 0.5) == rows.loaded).mean() >= least


def test_few_of_the_loaded_lie_below_the_limit_of_what_is_empty(trees: Model) -> None:
    rows = made(1000, 4)
    said = np.array([chance_of_goods(row, trees) for row in rows.table], float)

    assert (said[rows.loaded] < trees.card.thresholds["empty"]).mean() < 0.03
    assert (said[~rows.loaded] < trees.card.thresholds["empty"]).mean() > 0.8
    assert "simulated" in trees.card.trained_on


def test_containers_are_made_once_and_those_that_are_neither_left_out(tmp_path: Path) -> None:
    emptiness_lessons.fill(tmp_path, "train", range(2))
    first = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "train").iterdir()}
    emptiness_lessons.fill(tmp_path, "train", range(2))

    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "train").iterdir()} == first
    rows = emptiness_lessons.lessons(tmp_path, "train")
    assert rows.table.shape == (len(first), NUMBERS)
    assert np.isfinite(rows.table).any(axis=1).all()
    assert (rows.kg[~rows.loaded] < 2000).all()
