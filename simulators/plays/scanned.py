"""Plays in which goods are looked at: containers in the portal, parcels in the tunnel."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from simulators.scanner import cargo, parcels
from simulators.scanner.materials import STEEL
from simulators.scanner.parcels import Parcel
from simulators.scanner.scenes import Hidden, Load, build
from simulators.scanner.tomogram import Tomogram
from simulators.stage import Stage
from simulators.trader import goods
from simulators.trader.containers import container_number
from simulators.trader.goods import Goods
from simulators.trader.lodgement import Consignment


def gross_kg(load: Load) -> float:
    """What an honest trader declares: what the goods weigh."""
    return build(load).truth.cargo_kg


async def honest_container(stage: Stage, lrn: str) -> None:
    load = Load(cargo.cartons_of_shoes, size_type="22G1", on_lorry=False, seed=11)
    weight = gross_kg(load)
    consignment = Consignment(lrn, goods.SHOES, weight, size_type=load.size_type, buyer="XME00018")
    filed = await stage.lodge(consignment)
    await stage.pause(6)
    await stage.scan(filed, consignment, load, photographed=consignment.container)
    await stage.settle(filed, patience_s=120)


# One whom the country pack's list has in Chinese signs, as a trader would spell it.
WATCHED = ("Dong Hai Yuanwang Dianzi Keji Co., Ltd.", "66 Yuanwang Rd", "Ningbo", "315000")


async def watched_seller(stage: Stage, lrn: str) -> None:
    """The goods are as declared; who sends them is on a list."""
    load = Load(cargo.part_of(cargo.cartons_of_toys, 0.55), size_type="22G1", on_lorry=False, seed=21)
    weight = gross_kg(load)
    await stage.lodge(Consignment(lrn, goods.TOYS, weight, size_type=load.size_type, buyer="XME00018", seller=WATCHED))


async def scanned_container(
    stage: Stage, lrn: str, ware: Goods, load: Load, declared_kg: float | None = None, photographed: str = ""
) -> None:
    """Import a container by sea and drive it through the scanner; declared honestly unless told otherwise."""
    weight = gross_kg(load) if declared_kg is None else declared_kg
    consignment = Consignment(lrn, ware, weight, size_type=load.size_type, buyer="XME00018")
    filed = await stage.lodge(consignment)
    await stage.pause(8)
    await stage.scan(filed, consignment, load, photographed)


async def declared_mass_far(stage: Stage, lrn: str) -> None:
    load = Load(cargo.reels_of_paper, size_type="22G1", on_lorry=False, seed=12)
    another = container_number("TGHU", 307_218)
    await scanned_container(stage, lrn, goods.NEWSPRINT, load, round(gross_kg(load) * 0.45), photographed=another)


async def declared_empty_loaded(stage: Stage, lrn: str) -> None:
    load = Load(cargo.part_of(cargo.cartons_of_toys, 0.55), size_type="42G1", on_lorry=False, seed=13)
    consignment = Consignment(lrn, goods.TOYS, 0, size_type="42G1", declared_empty=True, buyer="XME00018")
    filed = await stage.lodge(consignment)
    await stage.pause(8)
    await stage.scan(filed, consignment, load)


async def dense_object_hidden(stage: Stage, lrn: str) -> None:
    secret = Hidden(STEEL, (0.55, 0.35, 0.35), (0.50, 0.18, 0.20))
    load = Load(cargo.cartons_of_tissue, size_type="42G1", on_lorry=False, hidden=secret, seed=14)
    await scanned_container(stage, lrn, goods.TISSUE, load)


async def scanned_parcel(
    stage: Stage, lrn: str, ware: Goods, pack: Callable[[int], Parcel], *, honest: bool = True
) -> None:
    """Import a parcel by post and send it through the CT scanner, declared with its true weight.

    An honest one meets the older line, which writes a file a slice.
    """
    parcel = await asyncio.to_thread(pack, 15)
    consignment = Consignment(lrn, ware, round(parcel.mass_kg, 2), office="XMMPC", size_type=None)
    filed = await stage.lodge(consignment)
    await stage.pause(5)
    await stage.scan_parcel(filed, consignment, await asyncio.to_thread(parcel.scan), slices=honest)
    if honest:
        await stage.settle(filed, patience_s=120)


async def real_ct_parcel(stage: Stage, lrn: str) -> None:
    atlas = None if stage.data is None else stage.data / "volumes" / "teapot.png"
    if atlas is None or not atlas.exists():
        stage.say(f"{lrn}: the real CT volume is not here; a simulated parcel stands in for it")
        picture = await asyncio.to_thread(parcels.gift(16).scan)
    else:
        picture = await asyncio.to_thread(_teapot, atlas)
    consignment = Consignment(lrn, goods.TEAPOT, round(picture.water_kg, 2), office="XMMPC", size_type=None)
    filed = await stage.lodge(consignment)
    await stage.pause(5)
    await stage.scan_parcel(filed, consignment, picture)


def _teapot(atlas: Path) -> Tomogram:
    with Image.open(atlas) as picture:
        return parcels.teapot(np.asarray(picture)[..., 0])
