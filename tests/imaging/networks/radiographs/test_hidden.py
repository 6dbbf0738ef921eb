"""The shipped network for what is hidden, on phantoms and on simulated containers in the real pipeline."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from customhouse.imaging.model import Radiograph
from customhouse.imaging.networks.cards import Model
from customhouse.imaging.networks.radiographs import hidden
from customhouse.imaging.networks.radiographs.anomalies import top_mean
from customhouse.imaging.networks.radiographs.channels import Planes, inputs_of, plate_of
from customhouse.imaging.networks.radiographs.hidden import (
    CHANNELS,
    KINDS,
    MOST_OUT,
    beside_places,
    evened,
    hidden_of,
    logits_of,
    planes_of,
    strange_of,
)
from customhouse.imaging.networks.radiographs.looking import look, shipped_model
from customhouse.imaging.physics.beams.setting import setting_of
from customhouse.imaging.physics.radiographs import examining as radiograph
from customhouse.imaging.recognition import pipeline
from training.cargo_scans import sample_of, scan_of

CHANNELS_BEFORE = 10


@pytest.fixture(scope="module")
def model() -> Model:
    first = shipped_model()
    assert first is not None
    found = hidden_of(first)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def scan() -> Radiograph:
    return scan_of(sample_of(3, "tune", 16.0))


def image(rows: int = 80, columns: int = 120) -> Planes:
    """Even goods."""
    made = np.zeros((CHANNELS_BEFORE, rows, columns), np.float32)
    made[0], made[1], made[3] = 0.4, 0.6, 1.0
    return made


def strangeness(view: Planes, model: Model) -> float:
    return top_mean(strange_of(evened(logits_of(view, model), model.card.preparation)))


def test_the_card_says_what_the_network_is_for(model: Model) -> None:
    assert model.card.classes == KINDS
    assert model.card.task == "radiograph_hidden"
    assert model.card.preparation["channels"] == list(CHANNELS)
    assert "simulated" in model.card.trained_on
    assert model.path.stat().st_size < 2_000_000


def test_what_is_even_stands_out_nowhere_and_what_is_not_within_bounds() -> None:
    made = image()
    made[1, 40, 60] = 3.0
    planes = planes_of(made)

    assert planes.shape == (len(CHANNELS), 80, 120)
    assert planes[6:, :5, :5] == pytest.approx(0, abs=1e-4)
    assert planes[6, 40, 60] == MOST_OUT
    assert planes.dtype == np.float32


@pytest.mark.parametrize(("rows", "columns"), [(80, 120), (81, 119), (17, 33), (5, 3)])
def test_any_size_of_image_is_answered_at_half_of_it(model: Model, rows: int, columns: int) -> None:
    said = logits_of(image(rows, columns), model)

    assert said.shape == (len(KINDS), -(-rows // 2), -(-columns // 2))
    assert np.isfinite(said).all()


def test_the_kinds_are_brought_to_one_scale_and_any_of_them_counts() -> None:
    logits = np.zeros((2, 1, 3), np.float32)
    logits[0, 0, 1], logits[1, 0, 2] = 10.0, 10.0
    strange = strange_of(evened(logits, {"kinds": [[1.0, -5.0], [0.5, -5.0]]}))

    assert strange.tolist()[0] == pytest.approx([-5 + np.log(2), 5.0, np.log(1 + np.exp(-5))], abs=1e-3)


def test_what_the_network_of_places_finds_strange_counts_as_goods_where_the_card_says_how_much() -> None:
    kinds = np.full((len(KINDS), 1, 3), -6.0, np.float32)
    places = np.array([[-4.0, 0.0, 4.0]], np.float32)
    preparation = {"places": [1.5, -1.0], "beside": "radiograph 2.3"}
    told = beside_places(kinds, places, preparation, "radiograph 2.3")

    assert told[KINDS.index("goods")] == pytest.approx(np.logaddexp(-6, [[-7.0, -1.0, 5.0]]), abs=1e-4)
    assert np.array_equal(np.delete(told, KINDS.index("goods"), 0), np.delete(kinds, KINDS.index("goods"), 0))
    assert np.array_equal(beside_places(kinds, places, {}, "radiograph 2.3"), kinds)
    assert np.array_equal(beside_places(kinds, places, preparation, "radiograph 3.0"), kinds)


def test_where_the_network_is_missing_the_first_one_tells_what_is_strange(
    scan: Radiograph, model: Model, tmp_path: Path
) -> None:
    first = shipped_model()
    assert first is not None
    for name in (first.card.name, "radiograph_context", "radiograph_alike"):
        for end in (".onnx", ".card.json"):
            shutil.copy(first.path.with_name(f"{name}{end}"), tmp_path)
    without = replace(first, path=tmp_path / first.path.name)
    physics = radiograph.recognise(scan)
    (alone, maps), (beside, finer) = look(scan, physics, without), look(scan, physics)

    assert hidden.NAME not in {each.name for each in alone.models}
    assert hidden.NAME in {each.name for each in beside.models}
    assert beside.commodities == alone.commodities
    assert all(each.model == model.label for each in beside.findings if each.kind == "anomaly")
    for one, other in zip(maps, finer, strict=True):
        assert one.anomaly.shape == other.anomaly.shape
        assert not np.array_equal(one.anomaly, other.anomaly)


def test_one_energy_and_one_view_are_enough_to_be_asked(scan: Radiograph) -> None:
    high = replace(scan.views[0], transmission=scan.views[0].transmission[:1])
    wedges = tuple(wedge for wedge in scan.wedges if wedge.energy == 0)
    seen = pipeline.recognise_scan(replace(scan, views=(high,), energies=scan.energies[:1], wedges=wedges))

    assert hidden.NAME in {each.name for each in seen.models}


def test_a_cask_of_lead_in_even_goods_is_stranger_than_the_goods(scan: Radiograph, model: Model) -> None:
    setting = setting_of(scan)
    assert setting is not None
    plate = plate_of(scan.views[0], scan)
    box, planes = plate.box, plate.transmission.copy()
    planes[:] = np.float32(0.95)
    goods = (slice(box.y + box.height // 2, box.y + box.height - 12), slice(box.x + 20, box.x + box.width - 20))
    planes[(slice(None), *goods)] = np.array([[[0.30]], [[0.25]]], np.float32)
    dense = planes.copy()
    rows, columns = goods[0].start + 20, goods[1].start + 60
    dense[:, rows : rows + 16, columns : columns + 14] *= np.float32(0.04)
    clean, hiding = (
        strangeness(inputs_of([replace(plate, transmission=each)], setting)[0], model) for each in (planes, dense)
    )

    assert hiding > clean
