"""The shipped radiograph network in the real pipeline, on simulated containers that it has not learned from."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from customhouse.imaging.model import Energy, Radiograph, Recognition, Subject
from customhouse.imaging.networks.cards import Model
from customhouse.imaging.networks.radiographs.looking import joined, look, novelty_of, shipped_model
from customhouse.imaging.networks.radiographs.regions import on_the_map
from customhouse.imaging.physics.radiographs import examining as radiograph
from customhouse.imaging.reading import Limits
from customhouse.imaging.recognition import pipeline
from tests.imaging.phantoms import make_container_radiograph, make_parcel_radiograph
from training.cargo_scans import CLASSES, CargoSample, sample_of, scan_of

SEED, CODE = 3, "minerals_bulk"


@pytest.fixture(scope="module")
def model() -> Model:
    found = shipped_model()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def sample() -> CargoSample:
    return sample_of(SEED, "tune", 16.0)


@pytest.fixture(scope="module")
def scan(sample: CargoSample) -> Radiograph:
    return scan_of(sample)


@pytest.fixture(scope="module")
def seen(scan: Radiograph) -> Recognition:
    return pipeline.recognise_scan(scan)


def test_the_card_names_the_classes_of_the_appearance_table(model: Model) -> None:
    assert model.card.classes == CLASSES
    assert "simulated" in model.card.trained_on
    assert model.path.stat().st_size < 10_000_000


def test_goods_are_named(seen: Recognition, sample: CargoSample) -> None:
    [item] = sample.truth.items

    assert max(seen.commodities, key=lambda code: seen.commodities[code]) == item.code == CODE
    assert sum(seen.commodities.values()) == pytest.approx(1.0, abs=0.01)


def test_regions_lie_within_their_views(seen: Recognition, scan: Radiograph) -> None:
    assert seen.regions
    for region in seen.regions:
        rows, columns = scan.views[region.view].transmission.shape[1:]
        assert 0 <= region.box.x < region.box.x + region.box.width <= columns + 2
        assert 0 <= region.box.y < region.box.y + region.box.height <= rows + 2
        assert 0 < region.probability <= 1


def test_the_models_that_spoke_are_named(seen: Recognition, model: Model) -> None:
    used, *beside = seen.models

    assert [each.name.removeprefix("radiograph_") for each in beside] == ["context", "alike", "hidden", "emptiness"]
    assert (used.name, used.version, used.sha256) == (model.card.name, model.card.version, model.sha256)
    assert seen.novelty is not None
    assert 0 <= seen.novelty <= 1
    assert np.linalg.norm(seen.embedding) == pytest.approx(1.0, abs=1e-3)


def test_where_the_files_beside_it_are_missing_the_network_speaks_alone(
    scan: Radiograph, model: Model, tmp_path: Path
) -> None:
    alone = replace(model, path=Path(shutil.copy(model.path, tmp_path)))
    seen, _ = look(scan, radiograph.recognise(scan), alone)

    assert [each.name for each in seen.models] == ["radiograph"]
    assert seen.commodities
    assert (seen.novelty, seen.embedding) == (None, ())


def test_one_energy_and_one_view_are_enough_to_be_asked(scan: Radiograph) -> None:
    high = replace(scan.views[0], transmission=scan.views[0].transmission[:1])
    wedges = tuple(wedge for wedge in scan.wedges if wedge.energy == 0)
    seen = pipeline.recognise_scan(replace(scan, views=(high,), energies=scan.energies[:1], wedges=wedges))

    assert seen.commodities
    assert {region.view for region in seen.regions} == {0}


def test_without_energies_or_pixel_size_the_network_is_not_asked(scan: Radiograph) -> None:
    no_energy = pipeline.recognise_scan(replace(scan, energies=(Energy(), Energy()), wedges=()))
    no_pixel = pipeline.recognise_scan(replace(scan, views=tuple(replace(view, pixel_mm=None) for view in scan.views)))

    for seen in (no_energy, no_pixel):
        assert seen.models == ()
        assert seen.commodities == {}
    assert "energy_unknown" in {note.code for note in no_energy.notes}
    assert "pixel_size_unknown" in {note.code for note in no_pixel.notes}


def test_of_a_parcel_physics_alone_speaks() -> None:
    seen = pipeline.recognise_scan(make_parcel_radiograph(np.full((60, 90), 8.0), np.zeros((60, 90))))

    assert "network_for_cargo_only" in {note.code for note in seen.notes}
    assert seen.models == ()


def test_an_empty_container_holds_no_commodities() -> None:
    seen = pipeline.recognise_scan(make_container_radiograph())

    assert sum(share for code, share in seen.commodities.items() if code != "unknown") < 0.5
    assert seen.loaded is False
    assert "unlike_training" not in {note.code for note in seen.notes}


def test_the_maps_cover_the_views(scan: Radiograph, tmp_path: Path) -> None:
    done = pipeline.recognise(lambda *_: scan, [], Limits(), tmp_path)
    names = {artefact.name for artefact in done.artefacts}

    assert {"commodity.view0.png", "anomaly.view0.png", "commodity.view1.png", "anomaly.view1.png"} <= names
    for index, view in enumerate(scan.views):
        labels = np.asarray(Image.open(tmp_path / f"commodity.view{index}.png"))
        rows, columns = view.transmission.shape[1:]
        assert labels.shape[1] / labels.shape[0] == pytest.approx(columns / rows, rel=0.02)
        assert set(np.unique(labels)) <= {*range(len(CLASSES)), 255}


def test_answers_on_the_grid_are_drawn_up_to_the_maps() -> None:
    grid = np.arange(6, dtype=np.float32).reshape(1, 2, 3)

    assert on_the_map(grid, (3, 5))[0].tolist() == [[0, 0, 1, 1, 2], [0, 0, 1, 1, 2], [3, 3, 4, 4, 5]]


def test_novelty_is_the_share_that_was_less_strange() -> None:
    quantiles = tuple(float(n) for n in range(101))

    assert novelty_of([10.5, 49.5], quantiles) == pytest.approx(0.5, abs=0.01)
    assert novelty_of([500.0], quantiles) == 1.0
    assert novelty_of([3.0], ()) is None


def test_a_view_without_goods_is_not_strange_for_that() -> None:
    quantiles = tuple(float(n) for n in range(101))

    assert novelty_of([float("nan"), 49.5], quantiles) == pytest.approx(0.5, abs=0.01)
    assert novelty_of([float("nan")], quantiles) is None
    assert joined([np.zeros(0), np.array([0.0, 4.0])]) == (0.0, 1.0)


def test_views_are_joined_to_a_vector_of_unit_length() -> None:
    assert joined([np.array([3.0, 0.0]), np.array([0.0, 4.0])]) == (0.6, 0.8)
    assert joined([np.zeros(3)]) == ()


def test_a_scan_of_a_tube_is_left_to_physics(scan: Radiograph) -> None:
    tube = replace(scan, energies=(Energy("high", 320.0), Energy("low", 160.0)), wedges=(), subject=Subject.CONTAINER)

    assert pipeline.recognise_scan(tube).models == ()


def test_pixels_too_coarse_to_name_goods_are_left_to_physics(scan: Radiograph) -> None:
    coarse = replace(scan, views=tuple(replace(view, pixel_mm=(24.0, 24.0)) for view in scan.views))
    seen = pipeline.recognise_scan(coarse)

    assert "pixels_too_coarse" in {note.code for note in seen.notes}
    assert seen.models == ()


@pytest.mark.parametrize("pixel_mm", [0.02, 3.0, 900.0])
def test_an_image_that_no_container_fits_into_is_left_to_physics(pixel_mm: float) -> None:
    """A wrong size of a pixel in the side-car neither breaks the recognition nor fills the memory."""
    scan = make_container_radiograph()
    views = tuple(
        replace(view, pixel_mm=(pixel_mm, pixel_mm), transmission=view.transmission[:, ::2, ::2]) for view in scan.views
    )
    seen = pipeline.recognise_scan(replace(scan, views=views))

    assert "network_for_cargo_sizes" in {note.code for note in seen.notes}
    assert seen.models == ()
