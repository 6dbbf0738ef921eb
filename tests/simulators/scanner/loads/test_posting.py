"""The files of a sample go the product's own road: read, normalised, weighed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from customhouse.adapters.scanners import read
from customhouse.imaging.model import Scan
from customhouse.imaging.reading import ScanFile
from simulators.scanner.loads import CargoSample, make_sample, radiograph_of
from simulators.scanner.loads.posting import check_digit, container_number
from simulators.scanner.loads.sample import drawn_scene, exposed


def posted(sample: CargoSample, folder: Path) -> Scan:
    files = []
    for file in radiograph_of(sample):
        (folder / file.name).write_bytes(file.content)
        files.append(ScanFile(file.name, folder / file.name))
    return read(files)


def test_the_product_reads_the_planes_as_they_were_made(tmp_path: Path) -> None:
    sample = make_sample(2, "train", pixel_mm=24)

    scan = posted(sample, tmp_path)

    for made, found in zip(sample.views, scan.views, strict=True):
        assert found.name == made.name
        assert found.pixel_mm == pytest.approx((made.pixel_mm, made.pixel_mm))
        assert np.array_equal(found.transmission, made.planes)


def test_the_side_car_says_which_container_it_is(tmp_path: Path) -> None:
    sample = next(one for seed in range(9) if (one := make_sample(seed, "train", pixel_mm=48)).truth.size_type)

    container = posted(sample, tmp_path).container

    assert container is not None
    assert container.number == container_number(sample.seed)
    assert container.size_type == sample.truth.size_type
    assert container.tare_kg == pytest.approx(sample.truth.tare_kg, abs=1)


def test_the_check_digit_is_that_of_the_standard() -> None:
    assert check_digit("CSQU305438") == 3  # the standard's own example
    assert container_number(305438) == f"SIMU305438{check_digit('SIMU305438')}"


def test_a_van_is_posted_as_a_vehicle(tmp_path: Path) -> None:
    scene = next(one for seed in range(80) if not (one := drawn_scene(seed, "train", pixel_mm=48)).size_type)
    sample = exposed(replace(scene, plan=replace(scene.plan, seed=7)))

    assert posted(sample, tmp_path).subject == "vehicle"
