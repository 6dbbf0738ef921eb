"""Loaded containers: their mass is their truth, and a seed makes the same picture twice."""

import numpy as np
import pytest

from simulators.scanner import cargo
from simulators.scanner.materials import STEEL
from simulators.scanner.radiograph import areal_density
from simulators.scanner.scenes import PIXEL_M, Hidden, Load, Scene, build
from simulators.scanner.solids import Grid
from simulators.trader.goods import SEA_GOODS, Goods


def mass_in_side_view(scene: Scene) -> float:
    grid = Grid(1, round(scene.frame[0] / PIXEL_M), round(scene.frame[2] / PIXEL_M), PIXEL_M)
    return sum(float(plane.sum(dtype=np.float64)) for plane in areal_density(scene.solids, grid).values()) * PIXEL_M**2


@pytest.mark.parametrize("goods", SEA_GOODS, ids=lambda goods: goods.hs_code)
def test_goods_fill_a_box_with_a_mass_a_lorry_may_carry(goods: Goods) -> None:
    scene = build(Load(goods.packer, size_type="22G1", on_lorry=False))

    assert 900 < scene.truth.cargo_kg < 24_000


@pytest.mark.parametrize("goods", SEA_GOODS, ids=lambda goods: goods.hs_code)
def test_a_mass_asked_for_is_the_mass_in_the_picture(goods: Goods) -> None:
    scene = build(Load(goods.packer, mass_kg=5000, size_type="22G1", on_lorry=False))

    assert scene.truth.cargo_kg == pytest.approx(5000)
    assert mass_in_side_view(scene) == pytest.approx(5000 + scene.truth.tare_kg, rel=0.003)


@pytest.mark.parametrize(("size_type", "printed_kg"), [("22G1", 2250), ("42G1", 3750), ("45G1", 3950)])
def test_an_empty_box_weighs_what_its_plate_says(size_type: str, printed_kg: int) -> None:
    scene = build(Load(cargo.nothing, size_type=size_type, on_lorry=False))

    assert scene.truth.cargo_kg == 0
    assert scene.truth.tare_kg == pytest.approx(printed_kg, rel=0.05)


def test_a_hidden_block_adds_itself_less_what_it_displaces() -> None:
    plain = build(Load(cargo.cartons_of_tissue, seed=3))
    secret = build(Load(cargo.cartons_of_tissue, seed=3, hidden=Hidden(STEEL, (0.5, 0.4, 0.3), (0.5, 0.4, 0.3))))

    assert secret.truth.hidden_kg == pytest.approx(0.06 * 7850)
    assert secret.truth.cargo_kg - plain.truth.cargo_kg == pytest.approx(secret.truth.hidden_kg, rel=0.05)
    assert secret.truth.hidden_box_mm is not None


def test_the_same_seed_takes_the_same_picture_and_another_does_not() -> None:
    def picture(seed: int) -> bytes:
        side, _top = build(Load(cargo.cartons_of_toys, size_type="22G1", on_lorry=False, seed=seed)).views(0.02)
        return side.planes[0].tobytes()

    assert picture(5) == picture(5)
    assert picture(5) != picture(6)


def test_a_lorry_fits_its_frame_and_leaves_open_beam_around_it() -> None:
    side, top = build(Load(cargo.nothing, size_type="45G1")).views(0.02)

    for view in (side, top):
        high, low = view.planes
        assert high.shape == low.shape
        assert np.median(high[:3]) > 55_000
        assert np.median(high[:, :3]) > 55_000
