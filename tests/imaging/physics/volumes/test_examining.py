"""The physics-first recogniser on volumes whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest

from customhouse.imaging.model import Material, Volume
from customhouse.imaging.physics.volumes.examining import recognise
from customhouse.imaging.physics.volumes.windows import relative_attenuation, relative_ratio, tell
from tests.conftest import SHARED
from tests.imaging.phantoms import FROM_TESTS, make_volume

WATER, ALUMINIUM, STEEL, WOOL = 0.0, 2500.0, 20000.0, -750.0
BLOCK = ((10, 20, 20), (30, 40, 50))
BLOCK_CM3 = 30 * 40 * 50 * 2 / 1000


def test_a_box_of_water_has_its_volume_density_and_mass() -> None:
    seen, _ = recognise(make_volume([(*BLOCK, WATER)]))
    [block] = seen.findings

    assert block.material is Material.ORGANIC
    assert not block.ambiguous
    assert block.volume_cm3 == pytest.approx(BLOCK_CM3, rel=0.12)
    assert block.mass_kg == pytest.approx(BLOCK_CM3 / 1000, rel=0.05)
    assert seen.mass is not None
    assert seen.mass.low_kg <= BLOCK_CM3 / 1000 <= seen.mass.high_kg


@pytest.mark.parametrize(
    ("hu", "material", "density", "within"),
    [
        (WATER, Material.ORGANIC, 1.0, 0.1),
        (WOOL, Material.LIGHT_ORGANIC, 0.25, 0.15),
        (ALUMINIUM, Material.INORGANIC, 2.6, 0.2),
        (STEEL, Material.METAL, 7.87, 0.35),
    ],
)
def test_a_material_is_told_by_its_window(hu: float, material: Material, density: float, within: float) -> None:
    seen, labels = recognise(make_volume([(*BLOCK, hu)]))
    largest = seen.findings[0]

    assert largest.material is material
    assert largest.density == pytest.approx(density, rel=within)
    assert largest.mass_low_kg is not None
    assert largest.mass_high_kg is not None
    assert largest.mass_low_kg <= BLOCK_CM3 * density / 1000 <= largest.mass_high_kg
    assert int(labels[25, 40, 45]) == material


def test_the_blurred_surface_of_metal_is_not_taken_for_something_lighter() -> None:
    _, labels = recognise(make_volume([(*BLOCK, STEEL)]))
    lighter = ((labels > 0) & (labels < Material.METAL)).sum()

    assert lighter < 0.03 * (labels == Material.METAL).sum()


def test_two_things_that_touch_at_a_bridge_are_two_things() -> None:
    boxes = [
        ((10, 20, 10), (30, 40, 30), WATER),
        ((10, 20, 52), (30, 40, 30), WATER),
        ((24, 38, 40), (2, 2, 12), WATER),
    ]
    seen, _ = recognise(make_volume(boxes))
    large = [each for each in seen.findings if (each.volume_cm3 or 0) > 30]

    assert len(large) == 2


def test_a_blade_is_found_though_it_is_thin() -> None:
    seen, _ = recognise(make_volume([(*BLOCK, WOOL), ((20, 40, 25), (20, 2, 40), STEEL)]))
    blades = [each for each in seen.findings if each.kind == "dense_object"]

    assert len(blades) == 1
    assert blades[0].box_mm is not None
    assert blades[0].box_mm.y == pytest.approx(40, abs=2)


def test_what_one_energy_cannot_tell_is_marked_ambiguous_and_two_settle_it() -> None:
    volume = make_volume([(*BLOCK, 700.0)])  # between dense plastic and light salt
    ratio = relative_attenuation("aluminium", 80.0) / relative_attenuation("aluminium", 140.0)
    low = np.clip(np.rint((volume.values + 1000.0) * ratio - 1000), -1024, 32767).astype(np.int16)
    alone, _ = recognise(volume)
    both, _ = recognise(replace(volume, second=low, peaks_kev=(140.0, 80.0)))

    assert alone.findings[0].ambiguous
    assert not both.findings[0].ambiguous
    assert both.findings[0].material is Material.INORGANIC


@pytest.mark.parametrize(
    ("relative", "substance", "material"),
    [(1.535, "salt", Material.INORGANIC), (1.535, "water", Material.ORGANIC), (5.0, "copper", Material.METAL)],
)
def test_what_rises_beyond_aluminium_is_no_organic(relative: float, substance: str, material: Material) -> None:
    peaks = (160.0, 100.0)

    assert tell(relative, relative_ratio(substance, peaks), peaks, clipped=False) == (material, False)


def test_values_that_end_at_the_scanners_limit_open_the_range() -> None:
    volume = make_volume([(*BLOCK, WATER), ((20, 30, 30), (10, 10, 10), STEEL)])
    clipped, _ = recognise(replace(volume, values=np.minimum(volume.values, 3071).astype(np.int16)))
    truth_kg = (BLOCK_CM3 - 2 + 2 * 7.87) / 1000

    assert clipped.mass is not None
    assert [reason.code for reason in clipped.mass.reasons] == ["values_clipped"]
    assert clipped.mass.low_kg <= truth_kg <= clipped.mass.high_kg
    metal = next(each for each in clipped.findings if each.kind == "dense_object")
    assert (metal.mass_low_kg is None, metal.mass_high_kg) == (False, None)
    assert metal.reason.code == "dense_object_clipped"
    assert "at least" in metal.reason.text
    assert float(metal.reason.params["density"]) < 7.87


@pytest.mark.parametrize(
    ("ends_at", "density"),
    [(3071, 7.87), (3071, 19.3), (4095, 7.87), (4095, 19.3), (32767, 11.34), (32767, 19.3)],
)
def test_the_range_of_clipped_metal_reaches_from_steel_to_gold(ends_at: int, density: float) -> None:
    volume = make_volume([((20, 30, 30), (20, 20, 20), 40000.0)])
    seen, _ = recognise(replace(volume, values=np.minimum(volume.values, ends_at).astype(np.int16)))

    assert seen.mass is not None
    assert seen.mass.low_kg <= 16 * density / 1000 <= seen.mass.high_kg


@pytest.mark.parametrize("ends_at", [3071, 4095, 32767])
def test_metal_beyond_the_scanners_limit_is_metal_in_every_share(ends_at: int) -> None:
    volume = make_volume([(*BLOCK, WATER), ((20, 30, 30), (10, 10, 10), 32767.0)])
    whole, _ = recognise(volume)
    clipped, labels = recognise(replace(volume, values=np.minimum(volume.values, ends_at).astype(np.int16)))

    assert labels[25, 35, 35] >= Material.METAL
    for shares in (clipped.mix, clipped.contents_mix):
        assert shares.get("inorganic", 0.0) < 0.02
        assert shares.get("metal", 0.0) + shares.get("dense", 0.0) > 0.1
    assert {each.kind for each in clipped.findings} == {each.kind for each in whole.findings}


def test_a_small_dense_thing_is_listed_among_many_larger_ones() -> None:
    spots = [(z, y, x) for z in range(2, 46, 9) for y in range(4, 90, 17) for x in range(4, 90, 17)]
    boxes = [(spot, (4, 9, 9), WATER) for spot in spots[:-1]] + [(spots[-1], (3, 6, 6), STEEL)]
    few, _ = recognise(make_volume(boxes[-59:]))
    many, _ = recognise(make_volume(boxes))

    assert "objects_unlisted" not in [note.code for note in few.notes]
    assert len(boxes) > len(many.findings) == 60
    assert "dense_object" in [each.kind for each in many.findings]
    unlisted = next(note for note in many.notes if note.code == "objects_unlisted")
    assert unlisted.params == {"count": str(len(boxes) - 60)}
    assert unlisted.text.startswith(f"Not listed: {len(boxes) - 60} smaller or lighter pieces, usually fragments")


def test_a_flat_tray_through_the_volume_is_not_goods() -> None:
    tray = ((0, 90, 5), (60, 4, 90), 100.0)
    seen, _ = recognise(make_volume([(*BLOCK, WATER), tray]))

    assert [each.kind for each in seen.findings].count("tray") == 1
    assert seen.mass is not None
    assert seen.mass.kg == pytest.approx(BLOCK_CM3 / 1000, rel=0.06)


def test_the_contents_are_of_the_classes_that_the_whole_is_of() -> None:
    """The blurred surface of metal counts with the metal in both."""
    seen, _ = recognise(make_volume([(*BLOCK, STEEL)]))

    assert seen.contents_mix == seen.mix
    assert seen.mix["metal"] > 0.99


def test_contents_are_told_by_class_without_the_tray() -> None:
    tray = ((0, 90, 5), (60, 4, 90), 100.0)
    seen, _ = recognise(make_volume([(*BLOCK, WATER), tray]))

    assert seen.contents_mix["organic"] > 0.9
    assert seen.packed is not None
    # The box around a small block takes in its blurred surface: a lower bound, as `Packed` says.
    assert 0.7 < seen.packed.density <= 1.0
    assert BLOCK_CM3 <= seen.packed.volume_m3 * 1e6 < 1.4 * BLOCK_CM3


def test_a_volume_of_air_holds_nothing() -> None:
    seen, labels = recognise(make_volume([]))

    assert seen.findings == ()
    assert seen.mass is not None
    assert seen.mass.kg == pytest.approx(0, abs=0.005)
    assert not labels.any()


def test_specks_of_noise_are_nothing() -> None:
    seen, labels = recognise(make_volume([], noise=32.0))

    assert labels.any()
    assert seen.findings == ()
    assert seen.mix == seen.contents_mix == {}
    assert "nothing_seen" in [note.code for note in seen.notes]


def test_an_uncalibrated_volume_is_parted_and_not_weighed() -> None:
    grey = ((make_volume([(*BLOCK, WATER), ((20, 30, 30), (10, 15, 15), 900.0)]).values + 1024) // 10).astype(np.int16)
    seen, labels = recognise(Volume(grey, (2.0, 1.0, 1.0), False, FROM_TESTS))

    assert seen.mass is None
    assert seen.notes[0].code == "uncalibrated"
    assert all(each.ambiguous and each.mass_kg is None for each in seen.findings)
    assert int(labels[24, 35, 35]) > int(labels[12, 55, 65]) > 0


def test_a_single_slice_is_a_volume_too() -> None:
    seen, labels = recognise(make_volume([((0, 20, 20), (1, 40, 50), WATER)], shape=(1, 100, 100)))

    assert labels.shape == (1, 100, 100)
    assert seen.mass is not None
    assert [note.params for note in seen.notes if note.code == "few_slices"] == [{"slices": "1"}]


def test_the_teapots_hidden_thing_is_an_object_of_its_own() -> None:
    atlas = SHARED / "volumes" / "teapot.png"
    if not atlas.exists():
        pytest.skip("the real CT volume (shared/data/volumes/teapot.png) is not here")
    from PIL import Image  # noqa: PLC0415 - only where the picture is here

    with Image.open(atlas) as picture:
        red = np.asarray(picture)[..., 0]
    voxels = red.reshape(16, 256, 16, 256).transpose(0, 2, 1, 3).reshape(256, 256, 256)[:178].astype(np.int16)
    seen, _ = recognise(Volume(np.ascontiguousarray(voxels), (1.0, 1.0, 1.0), False, FROM_TESTS))
    pot = seen.findings[0].box_mm
    assert pot is not None
    inner = [each for each in seen.findings if each.material is Material.LIGHT_ORGANIC and (each.volume_cm3 or 0) > 50]
    inside = [
        each for each in inner
        if each.box_mm and each.box_mm.x > pot.x and each.box_mm.x + each.box_mm.width < pot.x + pot.width
    ]  # fmt: skip

    assert pot.width > 200
    assert inside
