"""What is inserted looks as the scanner would have seen it: true attenuation, in both views, no sharper, no cleaner."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customhouse.imaging.model import OPEN_BEAM, Energy, Modality, Radiograph, View, Volume
from customhouse.imaging.physics.beams.beam import beams
from customhouse.imaging.projection import radiographs, volumes
from customhouse.imaging.projection.grain import Grain, blur_of, grain_of
from customhouse.imaging.projection.library import BUILDS, threat, threats
from customhouse.imaging.projection.picture import picture_of
from customhouse.imaging.projection.refusing import NoPlace
from customhouse.imaging.projection.solids import Part, Solid, block, lattice, plate, rod, turned, voxelled
from customhouse.imaging.recogniser import Insertion
from customhouse.imaging.recognition.pipeline import inserted
from tests.imaging.phantoms import make_container_radiograph, make_parcel_radiograph, make_volume

GOODS = np.full((238, 590), 15.0)
CODES = [each.code for each in threats()]


def two_views() -> Radiograph:
    side = make_container_radiograph(GOODS)
    top = replace(side.views[0], name="top")
    return replace(side, views=(side.views[0], top))


def test_every_threat_of_the_library_can_be_built_and_has_its_picture() -> None:
    assert set(BUILDS) == set(CODES)
    for each in threats():
        laid = voxelled(each.solid(np.random.default_rng(1)), np.eye(3), 6.0)

        assert sum(float(density.sum()) for density in laid.densities.values()) > 0, each.code
        assert picture_of(each.code).startswith(b"\x89PNG"), each.code


def test_a_solid_weighs_what_its_measures_say() -> None:
    steel = Part("steel", 7.87, block((0, 0, 0), (100, 40, 20)))
    hole = Part("air", 0.0, rod("x", (-50, 0, 0), 100, 5))
    laid = voxelled(Solid((steel, hole), (52, 22, 12)), np.eye(3), 0.5)
    grams = float(laid.densities["steel"].sum()) * laid.pitch_mm**3 / 1000

    assert grams == pytest.approx(7.87 * (10 * 4 * 2 - 10 * math.pi * 0.25), rel=0.02)


def test_a_blade_thinner_than_a_voxel_keeps_its_mass() -> None:
    blade = Solid((Part("steel", 7.87, plate([(0, 20), (0, -20), (-200, -20), (-200, 20)], 2.6)),), (201, 21, 3))
    for seed in range(3):
        laid = voxelled(blade, turned(np.random.default_rng(seed), flat=False), 6.0)
        grams = float(laid.densities["steel"].sum()) * laid.pitch_mm**3 / 1000

        assert grams == pytest.approx(7.87 * 20 * 4 * 0.26, rel=0.2)


def test_turning_a_solid_leaves_its_mass() -> None:
    solid = threat("lead_pot").solid(np.random.default_rng(4))
    masses = []
    for seed in range(3):
        laid = voxelled(solid, turned(np.random.default_rng(seed), flat=False), 1.5)
        masses.append(float(laid.densities["lead"].sum()) * laid.pitch_mm**3)

    assert max(masses) / min(masses) < 1.04


def test_blocks_in_rows_and_outlines_are_where_they_are_said_to_be() -> None:
    x = np.array([-12.0, 0.0, 12.0, 17.0, 19.0])
    zero = np.zeros_like(x)

    assert lattice((3, 1, 1), (12, 10, 10), (10, 8, 8))(x, zero, zero).tolist() == [True, True, True, True, False]
    assert plate([(0, 0), (10, 0), (0, 10)], 4)(np.array([2.0, 9.0]), np.array([2.0, 9.0]), zero[:2]).tolist() == [
        True,
        False,
    ]


def test_what_is_inserted_multiplies_by_its_own_transmission_at_each_energy() -> None:
    scan = make_parcel_radiograph(np.full((260, 260), 4.0), np.zeros((260, 260)))
    made = radiographs.insert(scan, threat("bullion"), 5)
    [(_, box)] = made.boxes
    middle = (box.y + box.height // 2, box.x + box.width // 2)
    before, after = (
        np.maximum(view.transmission[:, middle[0], middle[1]], 1) for view in (*scan.views, *made.scan.views)
    )
    low_energy_suffers_more = after[1] / before[1] <= after[0] / before[0] + 0.02

    assert after[0] < 0.2 * before[0]
    assert low_energy_suffers_more


def test_a_plate_of_steel_attenuates_as_the_beam_says() -> None:
    scan = make_container_radiograph(GOODS)
    [beam] = beams(scan.energies, scan.wedges)
    areal = {"steel": np.full((20, 20), 7.87 * 3, np.float32)}
    behind = np.full((20, 20), 0.3, np.float32)
    through = radiographs._through(beam, areal, behind)
    load = np.interp(-math.log(0.3), beam.behind("water", np.linspace(0, 100, 4000)), np.linspace(0, 100, 4000))
    alone = beam.minus_log_t({"steel": np.array([23.61]), "water": np.array([load])})[0] + math.log(0.3)

    assert -math.log(float(through[10, 10])) == pytest.approx(alone, rel=0.01)


def test_it_lies_at_one_place_along_the_belt_in_both_views() -> None:
    made = radiographs.insert(two_views(), threat("cigarette_cases"), 3)
    (_, side), (_, top) = made.boxes

    assert [view for view, _ in made.boxes] == [0, 1]
    assert abs((side.x + side.width / 2) - (top.x + top.width / 2)) <= 8
    assert abs(side.width - top.width) <= 8  # what is tilted is a little longer from one side


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(code=st.sampled_from(CODES), seed=st.integers(0, 10_000))
def test_outside_of_its_place_no_pixel_is_touched_and_the_scan_itself_never(code: str, seed: int) -> None:
    scan = make_container_radiograph(GOODS)
    kept = scan.views[0].transmission.copy()
    try:
        made = radiographs.insert(scan, threat(code), seed)
    except NoPlace:
        return
    [(_, box)] = made.boxes
    changed = np.argwhere(made.scan.views[0].transmission[0] != kept[0])
    low, high = changed.min(axis=0), changed.max(axis=0)

    assert np.array_equal(scan.views[0].transmission, kept)
    assert box.y - 8 <= low[0]
    assert high[0] <= box.y + box.height + 8
    assert box.x - 8 <= low[1]
    assert high[1] <= box.x + box.width + 8


def test_the_same_seed_makes_the_same_copy() -> None:
    one, other = (radiographs.insert(make_container_radiograph(GOODS), threat("revolver"), 9) for _ in range(2))

    assert one.boxes == other.boxes
    assert np.array_equal(one.scan.views[0].transmission, other.scan.views[0].transmission)


def test_noise_and_sharpness_are_read_off_the_scan() -> None:
    dice = np.random.default_rng(2)
    bright = np.linspace(0.1, 0.9, 400)[None, :].repeat(200, axis=0)
    noisy = bright + dice.normal(0, 1, bright.shape) * np.sqrt(4e-5 * bright + 1e-6)
    step = np.where(np.arange(200) < 100, 0.8, 0.3)[None, :].repeat(60, axis=0)
    edges = np.exp(-0.5 * (np.arange(-8, 9) / 1.5) ** 2)
    soft = np.apply_along_axis(lambda row: np.convolve(row, edges / edges.sum(), "same"), 1, step)[:, 20:-20]
    grain = grain_of(noisy.astype(np.float32))

    assert grain.photons == pytest.approx(4e-5, rel=0.35)
    assert blur_of(soft.astype(np.float32)) == pytest.approx(1.5, rel=0.2)


def test_behind_what_is_inserted_there_is_the_noise_that_few_photons_have() -> None:
    grain, signal, through = Grain(5e-5, 1e-6), np.full(4, 0.6, np.float32), np.full(4, 0.25, np.float32)
    kept = through**2 * (grain.photons * signal + grain.electronic)
    added = grain.variance_to_add(signal * through, through)

    assert kept + added == pytest.approx(grain.photons * signal * through + grain.electronic)


def test_an_image_without_energy_or_pixel_size_is_taken_for_a_usual_one() -> None:
    scan = make_container_radiograph(GOODS)
    bare = replace(
        scan, views=(View("side", scan.views[0].transmission),), energies=(Energy("unknown", None),), wedges=()
    )

    assert radiographs.insert(bare, threat("cigarette_cases"), 3).boxes


def test_where_nothing_is_nothing_is_inserted() -> None:
    scan = make_container_radiograph(GOODS)
    air = np.full_like(scan.views[0].transmission, OPEN_BEAM)
    with pytest.raises(NoPlace):
        radiographs.insert(replace(scan, views=(replace(scan.views[0], transmission=air),)), threat("knife"), 1)


def bag(millimetres: float = 2.0) -> Volume:
    cloth = ((4, 8, 8), (72, 84, 104), -880.0)
    return make_volume([cloth], shape=(80, 100, 120), spacing=(millimetres,) * 3)


def test_in_a_volume_it_lies_within_the_bag_at_its_own_hounsfield_values() -> None:
    scan = bag()
    made = volumes.insert(scan, threat("cartridges"), 2)
    at = made.box_mm
    inside = made.scan.values[
        int(at.z / 2) : int((at.z + at.depth) / 2),
        int(at.y / 2) : int((at.y + at.height) / 2),
        int(at.x / 2) : int((at.x + at.width) / 2),
    ]

    assert made.scan.modality is Modality.CT
    assert at.x >= 16
    assert at.x + at.width <= 2 * 112
    assert inside.max() == 3071
    assert int(made.scan.values[:4].max()) < -700


def test_an_organic_block_reads_as_its_density_and_keeps_the_grain_of_the_scan() -> None:
    made = first_that_fits(bag(millimetres=3.5), "explosive_block")
    z, y, x = (int((low + size / 2) / 3.5) for low, size in zip(*corner_and_size(made), strict=True))
    core = made.scan.values[z - 3 : z + 3, y - 2 : y + 2, x - 4 : x + 4]

    assert 250 < float(np.median(core)) < 900
    assert 8 < float(core.std()) < 80


def first_that_fits(scan: Volume, code: str) -> volumes.InsertedVolume:
    for seed in range(20):
        try:
            return volumes.insert(scan, threat(code), seed)
        except NoPlace:
            continue
    raise AssertionError(f"{code} fits nowhere")


def corner_and_size(made: volumes.InsertedVolume) -> tuple[tuple[float, ...], tuple[float, ...]]:
    at = made.box_mm
    return (at.z, at.y, at.x), (at.depth, at.height, at.width)


def test_a_picture_and_an_uncalibrated_volume_are_left_alone() -> None:
    scan = replace(bag(), calibrated=False)
    with pytest.raises(NoPlace, match="Hounsfield"):
        inserted(scan, Insertion("pistol", 1))
