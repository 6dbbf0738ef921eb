"""Bags from seeds: truth that agrees with itself, splits that share nothing, files a viewer opens."""

import csv
from importlib.resources import files
from pathlib import Path

import numpy as np
import pydicom
import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from simulators.scanner.bags import (
    OBJECTS,
    SPLITS,
    THREATS,
    BagSample,
    as_volume_file,
    catalogue,
    make_crowded,
    make_enriched,
    make_object,
    make_sample,
    make_stranger,
    scan_again,
    shapes,
    strangers,
    varied,
)
from simulators.scanner.bags import __main__ as command
from simulators.scanner.bags.firearms import HANDGUN, HANDGUNS
from simulators.scanner.bags.making import Maker

NO_SHAPES = Path("no-such-file.npz")  # so that a test gives the same with and without the real weapons


@pytest.fixture(scope="module", params=[(3, "train"), (6, "evaluation")])
def sample(request: pytest.FixtureRequest) -> BagSample:
    seed, split = request.param
    return make_sample(seed, split, weapons=NO_SHAPES)


def test_the_classes_are_those_of_the_appearance_table_in_its_order() -> None:
    table = files("customhouse").joinpath("commodities", "appearance", "objects.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))

    assert tuple(row["code"] for row in rows) == OBJECTS
    assert tuple(row["code"] for row in rows if row["threat"] == "yes") == THREATS


def test_all_volumes_of_a_bag_lie_over_each_other(sample: BagSample) -> None:
    shape = sample.labels.shape

    assert sample.high.shape == sample.low.shape == sample.instances.shape == shape
    assert (sample.high.dtype, sample.labels.dtype, sample.instances.dtype) == (np.int16, np.uint8, np.uint16)
    assert all(side % 8 == 0 for side in shape)
    assert sample.labels.max() < len(OBJECTS)


def test_every_voxel_with_a_name_belongs_to_a_thing_of_that_class(sample: BagSample) -> None:
    assert ((sample.labels > 0) == (sample.instances > 0)).all()
    numbers = {thing.instance for thing in sample.things}
    assert set(np.unique(sample.instances)) - {0} == numbers
    for thing in sample.things:
        (z0, y0, x0), (z1, y1, x1) = thing.box
        where = sample.instances == thing.instance
        assert set(np.unique(sample.labels[where])) == {OBJECTS.index(thing.label)}
        assert where[z0:z1, y0:y1, x0:x1].sum() == where.sum()


def test_the_trader_declares_what_it_weighs_and_no_contraband(sample: BagSample) -> None:
    assert sample.declared.gross_kg == pytest.approx(sum(thing.mass_kg for thing in sample.things), abs=0.01)
    assert sample.declared.heading.isdigit()
    assert len(sample.declared.heading) == 6
    assert sample.contraband == tuple(c for c in THREATS if c in {thing.label for thing in sample.things})


def test_things_stand_out_of_the_air_around_them(sample: BagSample) -> None:
    assert np.median(sample.high[sample.labels == 0]) < -900
    assert sample.high[sample.labels > 0].mean() > -850


def test_a_seed_repeats_a_bag_bit_for_bit() -> None:
    first, again = (make_sample(5, "tune", weapons=NO_SHAPES) for _ in range(2))

    assert (first.high == again.high).all()
    assert (first.low == again.low).all()
    assert (first.labels == again.labels).all()
    assert first.things == again.things
    assert first.declared == again.declared


def test_splits_give_other_bags_for_the_same_seed() -> None:
    bags = [make_sample(5, split, weapons=NO_SHAPES) for split in SPLITS]

    assert len({tuple(thing.mass_kg for thing in bag.things) for bag in bags}) == len(SPLITS)


def test_a_split_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="train, tune, evaluation, varied or unseen"):
        make_sample(1, "test")


def test_every_threat_has_forms_on_both_sides_and_some_of_its_own_in_evaluation() -> None:
    seen, kept = catalogue.threats(kept=False), catalogue.threats(kept=True)

    assert set(seen) == set(kept) == set(THREATS)
    for label in THREATS:
        own = {entry.form for entry in kept[label]} - {entry.form for entry in seen[label]}
        assert own, label
        assert len(seen[label]) >= 2


@pytest.mark.parametrize("label", OBJECTS[2:])
@pytest.mark.parametrize("kept", [False, True])
def test_every_form_can_be_built_and_has_mass(label: str, kept: bool) -> None:
    offered = {**catalogue.harmless(kept)}
    for code, entries in catalogue.threats(kept).items():
        offered[code] = offered.get(code, ()) + entries
    for entry in offered[label]:
        for seed in range(3):
            built = entry.form(Maker(np.random.default_rng(seed), kept))
            lower, upper = built.box(np.eye(3))

            assert label in built.labels, entry.form.__name__
            assert 10 < (upper - lower).max() < 520, entry.form.__name__
            assert any(solid.stuff and solid.stuff.density > 0.02 for solid in built.solids)


@pytest.mark.parametrize("label", ["blade", "firearm", "clothing", "liquid"])
def test_a_thing_alone_is_named_and_stands_in_air(label: str) -> None:
    alone = make_object(2, "train", label=label, weapons=NO_SHAPES)

    assert OBJECTS[alone.label] == label
    assert (alone.labels == alone.label).sum() > 20
    assert set(np.unique(alone.labels)) <= {0, alone.label}
    assert np.median(alone.high[alone.labels == 0]) == pytest.approx(-1000, abs=60)


def test_a_class_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no thing is of class 'dragon'"):
        make_object(1, "train", label="dragon")


def test_a_crowded_bag_hides_more_than_the_plain_one_of_its_seed_and_repeats_itself() -> None:
    plain, crowded = (make(20_007, "varied", weapons=NO_SHAPES) for make in (make_sample, make_crowded))
    hidden = [sum(thing.label in THREATS for thing in bag.things) for bag in (plain, crowded)]

    assert hidden[1] >= 5 > hidden[0]
    assert (make_crowded(20_007, "varied", weapons=NO_SHAPES).high == crowded.high).all()


def test_a_crowded_bag_has_five_to_nine_things_to_hide() -> None:
    hidden = np.array(varied.stock(unseen=False, crowded=True).hidden)

    assert hidden.sum() == pytest.approx(1)
    assert np.flatnonzero(hidden).tolist() == [5, 6, 7, 8, 9]


def test_only_bags_to_learn_from_are_crowded() -> None:
    with pytest.raises(ValueError, match="in varied alone, not in 'evaluation'"):
        make_crowded(1, "evaluation")


def test_an_enriched_bag_holds_what_it_was_asked_to_hide_and_repeats_itself() -> None:
    bag, again = (make_enriched(2, (HANDGUN, "blade"), weapons=NO_SHAPES) for _ in range(2))
    threats = [thing for thing in bag.things if thing.label in THREATS]

    assert {"firearm", "blade"} <= set(bag.contraband)
    assert any(thing.name in HANDGUNS for thing in threats if thing.label == "firearm")
    assert (bag.high == again.high).all()


def test_what_finds_no_room_in_any_packing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulators.scanner.bags.sample.PACKINGS", 0)

    with pytest.raises(ValueError, match="blade found no room in 0 packings of seed 2"):
        make_enriched(2, ("blade",), weapons=NO_SHAPES)


def test_strangers_are_of_no_class_and_all_their_forms_can_be_built() -> None:
    thing = make_stranger(3)

    assert thing.thing.label not in OBJECTS
    assert set(np.unique(thing.labels)) == {0, len(OBJECTS)}
    assert (thing.labels == thing.label).sum() > 20
    for form in strangers.FORMS:
        for seed in range(3):
            lower, upper = form(Maker(np.random.default_rng(seed), kept=True)).box(np.eye(3))
            assert 20 < (upper - lower).max() < 400, form.__name__


def test_a_bag_scanned_again_is_the_same_bag_and_a_tenth_of_the_dose_makes_it_noisier() -> None:
    first = make_sample(2, "evaluation")
    changes = (lambda own: own, lambda own: own, lambda own: own.with_dose(0.1))
    usual, again, faint = (pictures[0].astype(float) for pictures in scan_again(2, "evaluation", changes))
    things = first.labels > 0

    assert usual.shape == first.high.shape
    assert np.corrcoef(usual[things], first.high[things])[0, 1] > 0.98
    assert (faint - usual).std() > 1.5 * (again - usual).std()


def test_real_weapons_are_on_one_side_only() -> None:
    path = shapes.find()
    if path is None:
        pytest.skip("the real weapons' shapes are not here; set WEAPON_SHAPES to their file")
    seen, kept = shapes.weapons(path, kept=False), shapes.weapons(path, kept=True)
    sizes = [{(tuple(sorted(shape.shape)), round(float(shape.sum()))) for shape in side} for side in (seen, kept)]

    assert len(seen) >= 2 * len(kept) - 1
    assert len(kept) >= 12
    assert not sizes[0] & sizes[1]


def test_a_bag_is_written_as_dicom_of_both_voltages(tmp_path: Path, sample: BagSample) -> None:
    paths = as_volume_file(sample, tmp_path / "made")
    high, low = (pydicom.dcmread(path) for path in paths)

    assert (high.pixel_array == sample.high).all()
    assert (low.pixel_array == sample.low).all()
    assert tuple(round(kv) for kv in sample.peaks_kev) == (high.KVP, low.KVP)
    assert high.SeriesInstanceUID != low.SeriesInstanceUID
    assert high.StudyInstanceUID == low.StudyInstanceUID


def test_the_command_draws_a_bag(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(command.main)
    done = CliRunner().invoke(app, ["4", "--out", str(tmp_path / "pictures"), "--dicom"])

    assert done.exit_code == 0, done.output
    with Image.open(tmp_path / "pictures" / "train-4.png") as picture:
        assert picture.width > 500
    assert (tmp_path / "pictures" / "train-4-low.dcm").exists()
    refused = CliRunner().invoke(app, ["4", "--out", str(tmp_path), "--split", "exam"])
    assert refused.exit_code == 2
    assert "train" in refused.output
