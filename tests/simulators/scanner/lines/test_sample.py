"""Line scans from seeds: truth that agrees with itself, files that the product reads, masses it can weigh."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from customhouse.adapters.scanners import read
from customhouse.imaging.model import Radiograph, Subject
from customhouse.imaging.physics.radiographs.examining import recognise
from customhouse.imaging.reading import ScanFile
from simulators.scanner import bags, files
from simulators.scanner.bags import OBJECTS
from simulators.scanner.lines import LineSample, as_dicos, as_tiff, make_pallet, make_sample
from simulators.scanner.lines import __main__ as command
from simulators.scanner.lines.exposing import AIR_COUNTS, DARK_COUNTS

NO_SHAPES = Path("no-such-file.npz")
COARSE_MM = 4.0


@pytest.fixture(scope="module")
def parcel() -> LineSample:
    return make_sample(5, "train", voxel_mm=COARSE_MM, weapons=NO_SHAPES)


@pytest.fixture(scope="module")
def pallet() -> LineSample:
    return make_pallet(3, "train", voxel_mm=8.0, weapons=NO_SHAPES)


def opened(made: Sequence[files.ScanFile], folder: Path) -> Radiograph:
    for file in made:
        (folder / file.name).write_bytes(file.content)
    scan = read([ScanFile(file.name, folder / file.name) for file in made])

    assert isinstance(scan, Radiograph)
    return scan


def test_a_seed_gives_the_same_scan_and_another_split_another(parcel: LineSample) -> None:
    again = make_sample(5, "train", voxel_mm=COARSE_MM, weapons=NO_SHAPES)
    other = make_sample(5, "tune", voxel_mm=COARSE_MM, weapons=NO_SHAPES)

    assert all((a.planes[0] == b.planes[0]).all() for a, b in zip(parcel.views, again.views, strict=True))
    assert other.declared != parcel.declared


def test_it_is_the_bag_that_the_ct_scanner_sees(parcel: LineSample) -> None:
    seen = bags.make_sample(5, "train", voxel_mm=COARSE_MM, weapons=NO_SHAPES)

    assert seen.things == parcel.things
    assert seen.declared == parcel.declared


def test_all_planes_of_a_view_lie_over_each_other(parcel: LineSample) -> None:
    for view in parcel.views:
        assert {plane.shape for plane in view.planes} == {view.labels.shape} == {view.present.shape}
        assert view.labels.max() < len(OBJECTS)
        named = view.labels > 0
        assert ((view.present[named] >> view.labels[named].astype(np.uint32)) & 1).all()


def test_a_split_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="train, tune, evaluation, varied or unseen"):
        make_sample(1, "test")


def test_a_pallet_holds_its_cartons_and_their_mass(pallet: LineSample) -> None:
    names = [thing.name for thing in pallet.things]

    assert names[0] == "pallet"
    assert names.count("carton") >= 4
    assert pallet.declared.gross_kg == pytest.approx(pallet.mass_kg, abs=0.06)
    assert len({thing.instance for thing in pallet.things}) == len(pallet.things)


def test_a_tiff_and_its_side_car_come_back_as_they_were_measured(parcel: LineSample, tmp_path: Path) -> None:
    scan = opened(as_tiff(parcel), tmp_path)

    assert scan.subject in (Subject.PARCEL, Subject.BAGGAGE)
    assert [energy.peak_kev for energy in scan.energies] == [160.0, 160.0]
    assert bool(scan.wedges) == parcel.scanner.wedges
    for view, own in zip(scan.views, parcel.views, strict=True):
        share = (own.planes[1].astype(float) - DARK_COUNTS) / (AIR_COUNTS - DARK_COUNTS)
        assert view.transmission[1] == pytest.approx(np.clip(share, 0, 1) * 65535, abs=1.1)
        assert view.pixel_mm == own.pixel_mm


def test_dicos_says_the_same_as_the_tiff(parcel: LineSample, tmp_path: Path) -> None:
    (tmp_path / "tiff").mkdir()
    by_tiff, by_dicos = opened(as_tiff(parcel), tmp_path / "tiff"), opened(as_dicos(parcel), tmp_path)

    assert by_dicos.provenance.format == "DICOS DX"
    assert [energy.peak_kev for energy in by_dicos.energies] == [160.0, 160.0]
    for one, other in zip(by_tiff.views, by_dicos.views, strict=True):
        assert (one.name, one.pixel_mm) == (other.name, other.pixel_mm)
        assert one.transmission.astype(int) == pytest.approx(other.transmission.astype(int), abs=1)


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_the_product_weighs_a_parcel_within_the_range_it_gives(seed: int, tmp_path: Path) -> None:
    sample = make_sample(seed, "train", voxel_mm=COARSE_MM, weapons=NO_SHAPES)
    mass = recognise(opened(as_tiff(sample), tmp_path)).mass

    assert mass is not None
    assert mass.low_kg <= sample.mass_kg <= mass.high_kg


def test_the_command_draws_and_writes_what_is_asked_for(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(command.main)
    said = CliRunner().invoke(app, ["18", "--split", "tune", "--out", str(tmp_path), "--tiff", "--dicos"])

    assert said.exit_code == 0, said.output
    with Image.open(tmp_path / "tune-18.png") as picture:
        assert picture.width >= 620
    assert (tmp_path / "tune-18-tiff" / "tune-18.json").exists()
    assert list((tmp_path / "tune-18-dicos").glob("*.dcs"))


def test_the_command_refuses_a_split_that_is_none(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(command.main)
    said = CliRunner().invoke(app, ["1", "--split", "other", "--out", str(tmp_path)])

    assert said.exit_code == 2
    assert "train, tune, evaluation" in said.output
