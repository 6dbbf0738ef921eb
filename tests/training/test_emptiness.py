"""Learning to tell goods from none: rows with a plain truth, one view hidden, and the file as a server reads it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn")
pytest.importorskip("onnx")

from customhouse.imaging.networks.cards import Model, load_model
from customhouse.imaging.networks.radiographs.emptiness import EACH, NAME, NUMBERS, chance_of_goods
from training.emptiness import learn as emptiness
from training.emptiness import lessons as emptiness_lessons
from training.emptiness.lessons import Lessons


def made(count: int, seed: int) -> Lessons:
    """Loaded where the first number of the side is high; that from above says the same less clearly."""
    dice = np.random.default_rng(seed)
    loaded = dice.random(count) < 0.5
    table = dice.normal(size=(count, NUMBERS)).astype(np.float32)
    table[:, 0] += 4 * loaded
    table[:, EACH] += 2.5 * loaded
    return Lessons(table, loaded)


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Model:
    folder = tmp_path_factory.mktemp("trees")
    taught, others = made(400, 1), made(300, 2)
    model = emptiness.learned(taught)
    found = emptiness.calibrated(model.decision_function(others.table), others.loaded)
    emptiness.write_trees({"loaded": model}, NUMBERS, folder / f"{NAME}.onnx")
    emptiness.write_card(emptiness.card_of(found, taught, "0" * 64, 1.0), folder)
    return load_model(folder / f"{NAME}.card.json")


def test_both_views_tell_and_each_alone(trees: Model) -> None:
    rows = made(200, 3)
    for hidden, least in ((slice(0, 0), 0.95), (slice(EACH, NUMBERS), 0.92), (slice(0, EACH), 0.8)):
        table = rows.table.copy()
        table[:, hidden] = np.nan
        said = np.array([chance_of_goods(row, trees) for row in table], float)
        assert ((said > 0.5) == rows.loaded).mean() >= least


def test_the_limits_are_those_of_so_many_containers_and_never_looser_than_may_be() -> None:
    loaded = np.arange(2000) < 1000
    mixed = np.random.default_rng(5).normal(np.where(loaded, 2.0, -2.0), 1.2)
    close = emptiness.calibrated(mixed, loaded)
    apart = emptiness.calibrated(np.where(loaded, 9.0, -9.0) + 0.001 * mixed, loaded)

    assert close.limits["empty"] < emptiness.UNSURE[0]
    assert (close.probability[loaded] < close.limits["empty"]).mean() > 0.5 * emptiness.LOADED_BELOW
    assert (close.probability[loaded] < close.limits["empty"]).mean() <= emptiness.LOADED_BELOW
    assert (close.probability[~loaded] >= close.limits["loaded"]).mean() <= emptiness.EMPTY_ABOVE
    assert apart.limits == {"empty": emptiness.UNSURE[0], "loaded": emptiness.UNSURE[1]}


def test_the_card_says_on_what_and_how_often_the_limits_are_wrong(trees: Model) -> None:
    told = {figure.name: figure for figure in trees.card.figures}

    assert told["loaded told empty"].value <= emptiness.LOADED_BELOW
    assert told["loaded told empty"].count == 300 - (told["empties told empty"].count or 0)
    assert told["empties told empty"].value > 0.5
    assert "limits were found on" in told["loaded told empty"].data


def test_containers_are_made_once_and_those_that_are_neither_left_out(tmp_path: Path) -> None:
    network, seeds = emptiness_lessons.network(), range(10, 12)  # the second holds nothing and hides something
    emptiness_lessons.fill(tmp_path, "train", seeds)
    folder = emptiness_lessons.folder_of(tmp_path, network, "train")
    first = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    emptiness_lessons.fill(tmp_path, "train", seeds)

    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == first
    assert len(first) == 2
    assert emptiness_lessons.lessons(tmp_path, network, "train").table.shape == (1, NUMBERS)
    other = replace(network, sha256="1" * 64)
    assert len(emptiness_lessons.lessons(tmp_path, other, "train").table) == 0
