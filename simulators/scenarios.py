"""What the border plays: every scenario by name, with what it shows and the end that it must come to.

The ends are asserted by `tests/journeys`, through the public API.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image

from simulators.scanner import cargo, parcels
from simulators.scanner.materials import STEEL
from simulators.scanner.parcels import VOXEL_MM, Parcel
from simulators.scanner.scenes import Hidden, Load, build
from simulators.scanner.tomogram import Hounsfield
from simulators.seal import bus
from simulators.seal.device import SealDevice
from simulators.seal.drive import Detour, Drive, Rest
from simulators.seal.lorry import Mischief
from simulators.stage import Stage, Trip
from simulators.trader import goods
from simulators.trader.goods import Goods
from simulators.trader.lodgement import Consignment

Play = Callable[[Stage, str], Awaitable[None]]
EASTHOLM, IRONBRIDGE, CARROW = "mersea-eastholm", "mersea-ironbridge", "mersea-carrow"
BUS_CORRIDOR = "mersea-city-loop"
# A seal whose network is away keeps quiet this long after it surfaced, before its buffer follows.
SURFACING_S = 200.0


@dataclass(frozen=True)
class End:
    """What a scenario must come to.

    Attributes:
        states: of the consignment; any of them.
        lane: of its last assessment; None where chance or calibration may decide it.
        alarms: rule and state of each alarm that must be there, and no other may be open.
        verdict: of the scan; None where there is none or it may vary.
        finding: a kind that must be among the scan's findings.
        gate: what the gate said.
    """

    states: tuple[str, ...]
    lane: str | None = None
    alarms: tuple[tuple[str, str], ...] = ()
    verdict: str | None = None
    finding: str | None = None
    gate: str | None = None


@dataclass(frozen=True)
class Scenario:
    """One scripted consignment; `starts_s` is when it enters in a live run."""

    name: str
    shows: str
    end: End
    play: Play
    starts_s: float


def gross_kg(load: Load) -> float:
    """What an honest trader declares: what the goods weigh."""
    return build(load).truth.cargo_kg


async def scanned_container(stage: Stage, lrn: str, ware: Goods, load: Load, declared_kg: float | None = None) -> None:
    """Import a container by sea and drive it through the scanner; declared honestly unless told otherwise."""
    weight = gross_kg(load) if declared_kg is None else declared_kg
    consignment = Consignment(lrn, ware, weight, size_type=load.size_type, buyer="XME00018")
    filed = await stage.lodge(consignment)
    await stage.pause(8)
    await stage.scan(filed, consignment, load)


async def honest_container(stage: Stage, lrn: str) -> None:
    load = Load(cargo.cartons_of_shoes, size_type="22G1", on_lorry=False, seed=11)
    weight = gross_kg(load)
    consignment = Consignment(lrn, goods.SHOES, weight, size_type=load.size_type, buyer="XME00018")
    filed = await stage.lodge(consignment)
    await stage.pause(6)
    await stage.scan(filed, consignment, load)
    await stage.settle(filed, patience_s=120)


async def declared_mass_far(stage: Stage, lrn: str) -> None:
    load = Load(cargo.reels_of_paper, size_type="22G1", on_lorry=False, seed=12)
    await scanned_container(stage, lrn, goods.NEWSPRINT, load, declared_kg=round(gross_kg(load) * 0.45))


async def declared_empty_loaded(stage: Stage, lrn: str) -> None:
    load = Load(cargo.part_of(cargo.cartons_of_toys, 0.55), size_type="42G1", on_lorry=False, seed=13)
    consignment = Consignment(lrn, goods.TOYS, 0, size_type="42G1", declared_empty=True, buyer="XME00018")
    filed = await stage.lodge(consignment)
    await stage.pause(8)
    await stage.scan(filed, consignment, load)


async def dense_object_hidden(stage: Stage, lrn: str) -> None:
    secret = Hidden(STEEL, (0.55, 0.35, 0.35), (0.50, 0.15, 0.35))
    load = Load(cargo.cartons_of_tissue, size_type="42G1", on_lorry=False, hidden=secret, seed=14)
    await scanned_container(stage, lrn, goods.TISSUE, load)


async def scanned_parcel(stage: Stage, lrn: str, ware: Goods, pack: Callable[[int], Parcel]) -> None:
    """Import a parcel by post and send it through the CT scanner, declared with its true weight."""
    parcel = pack(15)
    consignment = Consignment(lrn, ware, round(parcel.mass_kg, 2), office="XMMPC", size_type=None)
    filed = await stage.lodge(consignment)
    await stage.pause(5)
    await stage.scan_parcel(filed, consignment, parcel.scan())
    if pack is not parcels.pistol_in_clothes:
        await stage.settle(filed, patience_s=120)


async def real_ct_parcel(stage: Stage, lrn: str) -> None:
    atlas = None if stage.data is None else stage.data / "volumes" / "teapot.png"
    if atlas is None or not atlas.exists():
        stage.say(f"{lrn}: the real CT volume is not here; a simulated parcel stands in for it")
        volume: Hounsfield = parcels.gift(16).scan()
    else:
        with Image.open(atlas) as picture:
            volume = parcels.teapot(np.asarray(picture)[..., 0])
    # By volume and number: the atlas has no scale for a balance to check.
    kilograms = float(np.clip(volume / 1000 + 1, 0, None).sum()) * (VOXEL_MM / 10) ** 3 / 1000
    consignment = Consignment(lrn, goods.TEAPOT, round(kilograms, 2), office="XMMPC", size_type=None)
    filed = await stage.lodge(consignment)
    await stage.pause(5)
    await stage.scan_parcel(filed, consignment, volume)


def _transit(lrn: str, ware: Goods, load: Load, destination: str = "XMEHM") -> Consignment:
    return Consignment(
        lrn,
        ware,
        gross_kg(load),
        procedure="transit",
        destination=destination,
        buyer="XME00010",
        size_type=load.size_type,
        authorised=True,
    )


def about_to_arrive(drive: Drive, live: bool) -> float:
    """A minute before the gate; in a fast run, at it."""
    return drive.duration_s - 75 if live else drive.duration_s + 10


def on_the_way(share: float) -> Callable[[Drive, bool], float]:
    """At this share of the way."""
    return lambda drive, _live: drive.when(share)


async def honest_transit(stage: Stage, lrn: str) -> None:
    consignment = _transit(lrn, goods.APPLIANCES, Load(cargo.cartons_of_appliances, size_type="45G1"))
    filed = await stage.lodge(consignment)
    underway = await stage.depart(filed, consignment, Trip(EASTHOLM, about_to_arrive, (Rest(0.5, 18),)))
    if not underway.ended:
        await stage.travel(underway)
        await stage.present_at_gate(underway)
        await stage.settle(filed, patience_s=120)


async def wrong_seal_at_gate(stage: Stage, lrn: str) -> None:
    consignment = _transit(lrn, goods.TOOLS, Load(cargo.cartons_of_tools, size_type="22G1"))
    filed = await stage.lodge(consignment)
    underway = await stage.depart(filed, consignment, Trip(EASTHOLM, about_to_arrive))
    if not underway.ended:
        await stage.travel(underway)
        await stage.present_at_gate(underway, seal_number="XMS00000017")


async def rope_cut_on_road(stage: Stage, lrn: str) -> None:
    def cut(drive: Drive, live: bool) -> Mischief:
        return Mischief(cut_s=drive.when(0.62) + (45 if live else -150))

    consignment = _transit(lrn, goods.SHOES, Load(cargo.cartons_of_shoes, size_type="45G1"))
    filed = await stage.lodge(consignment)
    trip = Trip(EASTHOLM, on_the_way(0.62), (Rest(0.4, 15),), mischief=cut)
    await stage.travel(await stage.depart(filed, consignment, trip))


async def cut_told_late(stage: Stage, lrn: str) -> None:
    def cut(drive: Drive, _live: bool) -> Mischief:
        return Mischief(cut_s=drive.when(0.45), told_late=True)

    consignment = _transit(lrn, goods.CABLE, Load(cargo.reels_of_cable, size_type="42G1"))
    filed = await stage.lodge(consignment)
    underway = await stage.depart(filed, consignment, Trip(EASTHOLM, about_to_arrive, mischief=cut))
    if not underway.ended:
        await stage.travel(underway)
        await stage.present_at_gate(underway)
    if await stage.settle(filed, patience_s=120) == "released":
        await stage.pause(60)
        underway.lorry.seal.let_go()
        await underway.lorry.seal.flushed()
        stage.say(f"{lrn}: the seal has told at last that its rope was cut on the way")


async def corridor_left(stage: Stage, lrn: str) -> None:
    consignment = _transit(lrn, goods.COFFEE, Load(cargo.sacks_of_coffee, size_type="22G1"), "XMCAR")
    filed = await stage.lodge(consignment)
    trip = Trip(CARROW, on_the_way(0.47), detour=Detour(0.44, 0.58, 5200))
    await stage.travel(await stage.depart(filed, consignment, trip))


async def silent_then_back(stage: Stage, lrn: str) -> None:
    def unheard(drive: Drive, _live: bool) -> Mischief:
        return Mischief(unheard_s=(drive.when(0.8) - 65 * 60, drive.when(0.8) - 40))

    consignment = _transit(lrn, goods.COTTON, Load(cargo.bales_of_cotton, mass_kg=19_000, size_type="45G1"))
    filed = await stage.lodge(consignment)
    underway = await stage.depart(filed, consignment, Trip(EASTHOLM, on_the_way(0.8), mischief=unheard))
    seal = underway.lorry.seal
    seal.fall_silent()
    await asyncio.sleep(SURFACING_S)
    seal.let_go()
    seal.speak_again()
    await seal.flushed()
    stage.say(f"{lrn}: the seal is back with its buffer")
    await stage.travel(underway)


async def overdue(stage: Stage, lrn: str) -> None:
    def late(_drive: Drive, live: bool) -> float:
        return 4.5 * 3600 + (-60 if live else 60)  # the corridor's four hours, and half an hour of grace

    rests = tuple(Rest(share, 42) for share in (0.15, 0.35, 0.55, 0.75))  # each below what counts as a long stop
    consignment = _transit(lrn, goods.TILES, Load(cargo.cartons_of_tiles, size_type="22G1"), "XMIRB")
    filed = await stage.lodge(consignment)
    await stage.travel(await stage.depart(filed, consignment, Trip(IRONBRIDGE, late, rests)))


async def real_bus_positions(stage: Stage, lrn: str) -> None:
    consignment = _transit(lrn, goods.TOYS, Load(cargo.cartons_of_toys, size_type="22G1"), "XMMPC")
    filed = await stage.lodge(consignment)
    tracks = None if stage.data is None else stage.data / bus.TRACKS
    if tracks is None or not tracks.exists():
        stage.say(f"{lrn}: the real positions are not here; a simulated drive stands in for them")
        await stage.travel(await stage.depart(filed, consignment, Trip("mersea-parcels", on_the_way(0.6))))
        return
    first, other, *_ = (run for run in bus.read_runs(tracks) if run.duration.total_seconds() > 3000)
    await stage.draw_corridor(BUS_CORRIDOR, "Mersea city, as the buses drive it", bus.fitted_line(first))
    sealing, journey = await stage.bind(filed, consignment, BUS_CORRIDOR, stage.now() - other.duration)
    if journey is not None:
        return
    seal = SealDevice(sealing.device_id, stage.platform, newest_first=True)
    for report in other.reports(sealing.device_id, sealing.sealed_at + other.duration):
        seal.record(report)
    stage.connect(seal)
    await seal.flushed()
    stage.say(f"{lrn}: {len(other.seen)} real positions replayed, the newest first")


SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "honest-container",
        "An honest container is scanned, agrees with its declaration, and is released.",
        End(("released",), "green", verdict="agrees"),
        honest_container,
        0,
    ),
    Scenario(
        "rope-cut",
        "The rope is cut on the road: a critical alarm while the lorry drives on.",
        End(("in_transit", "under_control"), "red", (("rope_cut", "open"),)),
        rope_cut_on_road,
        2,
    ),
    Scenario(
        "honest-transit",
        "An honest transit passes the gate and is released.",
        End(("released",), "green", gate="pass"),
        honest_transit,
        5,
    ),
    Scenario(
        "dense-hidden",
        "A block of steel is hidden in toilet paper.",
        End(("under_control",), "red", finding="dense_object"),
        dense_object_hidden,
        9,
    ),
    Scenario(
        "silent-then-back",
        "A seal falls silent and comes back with its buffer: the alarm is withdrawn.",
        End(("in_transit",), None, (("silent", "retracted"),)),
        silent_then_back,
        13,
    ),
    Scenario(
        "honest-parcel",
        "An honest parcel passes the CT scanner and is released.",
        End(("released",), "green", verdict="agrees"),
        partial(scanned_parcel, ware=goods.SHOES_BY_POST, pack=parcels.shoes_and_clothes),
        20,
    ),
    Scenario(
        "rope-cut-late",
        "Only after the release the seal tells that its rope was cut: the case is reopened.",
        End(("reopened", "under_control"), "red", (("rope_cut", "open"),), gate="pass"),
        cut_told_late,
        26,
    ),
    Scenario(
        "empty-but-loaded",
        "A container declared empty holds goods.",
        End(("under_control",), "red", verdict="disagrees"),
        declared_empty_loaded,
        33,
    ),
    Scenario(
        "real-ct-parcel",
        "A real CT volume, a teapot with something in it, arrives as a parcel.",
        End(("released", "under_control")),
        real_ct_parcel,
        40,
    ),
    Scenario(
        "corridor-left",
        "A lorry leaves its corridor by five kilometres.",
        End(("in_transit", "under_control"), "yellow", (("corridor_left", "open"),)),
        corridor_left,
        46,
    ),
    Scenario(
        "mass-far-off",
        "Newsprint is declared with less than half its weight.",
        End(("under_control",), "red", verdict="disagrees"),
        declared_mass_far,
        55,
    ),
    Scenario(
        "wrong-seal",
        "Another seal hangs at the gate than was put on.",
        End(("under_control",), "red", gate="stop"),
        wrong_seal_at_gate,
        64,
    ),
    Scenario(
        "real-bus",
        "Real positions of a city bus, reported newest first, make one quiet journey.",
        End(("in_transit",), "green"),
        real_bus_positions,
        73,
    ),
    Scenario(
        "pistol-parcel",
        "A pistol is folded into second-hand clothes.",
        End(("under_control",), "red", finding="dense_object"),
        partial(scanned_parcel, ware=goods.CLOTHES, pack=parcels.pistol_in_clothes),
        84,
    ),
    Scenario(
        "overdue",
        "A lorry dawdles until its time limit is over.",
        End(("in_transit", "under_control"), "yellow", (("overdue", "open"),)),
        overdue,
        96,
    ),
)
