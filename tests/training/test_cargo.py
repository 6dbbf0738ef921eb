"""The examples that the radiograph network learns from: kept whole, cut right, disturbed within reason."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from customhouse.imaging.networks.radiographs.channels import CHANNELS
from customhouse.imaging.networks.radiographs.context import FEATURES, GRID
from training.cargo import Container, available, container_of, fill, kept
from training.cargo_augment import disturbed, insert_metal, retextured
from training.cargo_scans import CLASSES, main_group, sample_of
from training.radiographs.lessons import CHANCES, drawn_out, image_of, lessons, lessons_of, marked_of, places
from training.radiographs.lessons import fill as fill_places

PLAIN = replace(CHANCES, one_energy=0, one_view=0, metal=0, disturbed=0, uncalibrated=0, retextured=0)
COARSE_MM = 24.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("cargo")
    fill(made, "tune", range(3))
    return made


@pytest.fixture(scope="module")
def container(folder: Path) -> Container:
    return kept(available(folder, "tune")[0])


def test_a_container_comes_back_as_it_was_kept(folder: Path, container: Container) -> None:
    made = container_of(sample_of(0, "tune", 15.0))

    for first, second in zip(made.examples, container.examples, strict=True):
        np.testing.assert_allclose(first.plate.transmission, second.plate.transmission, atol=1e-4)
        np.testing.assert_array_equal(first.labels, second.labels)
        np.testing.assert_array_equal(first.anomaly, second.anomaly)
        assert first.plate.box == second.plate.box
    assert made.facts["group"] == container.facts["group"]


def test_what_is_there_is_not_made_again(folder: Path) -> None:
    before = [path.stat().st_mtime_ns for path in available(folder, "tune")]
    fill(folder, "tune", range(3))

    assert [path.stat().st_mtime_ns for path in available(folder, "tune")] == before


def test_a_lesson_has_the_features_and_the_truth_of_every_place(container: Container) -> None:
    for lesson, example in zip(lessons_of(container, None), container.examples, strict=True):
        rows, columns = (-(-size // GRID) for size in example.labels.shape)

        assert lesson.maps.shape == (FEATURES, rows, columns)
        assert lesson.labels.shape == lesson.hidden.shape == (rows, columns)
        assert set(np.unique(lesson.labels)) <= {*range(len(CLASSES))}


def test_one_energy_and_one_view_leave_their_channels_empty(container: Container) -> None:
    alone = replace(PLAIN, one_energy=1, one_view=1)
    image = image_of(container, container.examples[0], np.random.default_rng(1), alone)

    assert image.shape[0] == len(CHANNELS)
    assert not image[2:4].any()
    assert not image[6:].any()


def test_a_disturbed_image_stays_a_transmission(container: Container) -> None:
    clean = container.examples[0].plate.transmission
    for seed in range(20):
        image = disturbed(clean, np.random.default_rng(seed))

        assert image.shape == clean.shape
        assert 0 <= image.min() <= image.max() <= 1


def test_texture_grows_or_fades_and_the_level_stays(container: Container) -> None:
    clean = np.maximum(container.examples[0].plate.transmission, 1e-3)
    changed = retextured(clean, np.random.default_rng(2))
    depths = [-np.log(image[0]) for image in (clean, changed)]
    edges = [np.abs(np.diff(depth, axis=1)).mean() for depth in depths]

    assert depths[1].mean() == pytest.approx(depths[0].mean(), rel=0.03)
    assert abs(edges[1] / edges[0] - 1) > 0.05


def test_a_view_drawn_out_shows_the_same_goods_over_more_places(container: Container) -> None:
    view = container.examples[0]
    longer = drawn_out(view, (1.0, 1.2))

    assert longer.labels.shape == longer.anomaly.shape == longer.plate.transmission.shape[1:]
    assert longer.labels.shape[1] == round(1.2 * view.labels.shape[1])
    assert set(np.unique(longer.labels)) == set(np.unique(view.labels))
    assert (longer.labels > 0).mean() == pytest.approx((view.labels > 0).mean(), abs=0.02)
    assert longer.plate.box.width == pytest.approx(1.2 * view.plate.box.width, abs=2)


def test_metal_is_put_where_goods_are_and_darkens_them(container: Container) -> None:
    image = np.full((2, 120, 200), 0.3, np.float32)
    loaded = np.zeros((120, 200), bool)
    loaded[40:80, 60:140] = True
    mask = insert_metal(image, loaded, container.settings[0].beams, 16.0, np.random.default_rng(4)) > 0

    assert 0 < mask.sum() < 900
    assert image[0][mask].max() < 0.3
    assert image[0][~mask].max() == pytest.approx(0.3)
    assert not insert_metal(
        image, np.zeros_like(loaded), container.settings[0].beams, 16.0, np.random.default_rng(4)
    ).any()


def test_a_place_is_hidden_goods_where_a_part_of_it_is() -> None:
    mask = np.zeros((2 * GRID, 2 * GRID + 1), np.uint8)
    mask[:2, GRID : GRID + 2] = 1

    np.testing.assert_array_equal(marked_of(mask), [[False, True, False], [False, False, False]])


def test_lessons_are_kept_and_are_the_same_for_the_same_seed(folder: Path) -> None:
    fill_places(folder, "tune", 2)
    kept_ones, made = (lessons(path) for path in places(folder, "tune")), available(folder, "tune")

    for stored, path in zip(kept_ones, made, strict=False):
        for one, other in zip(stored, lessons_of(kept(path), None), strict=True):
            np.testing.assert_allclose(one.maps, other.maps, atol=4e-3, rtol=1e-3)
            np.testing.assert_array_equal(one.labels, other.labels)
    assert len(places(folder, "tune")) == 2


def test_a_mixed_load_belongs_to_no_group() -> None:
    groups = {main_group(sample_of(seed, "train", COARSE_MM)) for seed in range(8)}

    assert len(groups) > 2
    assert all(group == "" or group.split("/")[0] in CLASSES for group in groups)
