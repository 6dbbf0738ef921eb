"""Plays in which goods travel under seal."""

import asyncio
from collections.abc import Callable

from simulators.plays.scanned import gross_kg
from simulators.scanner import cargo
from simulators.scanner.scenes import Load
from simulators.seal import bus
from simulators.seal.device import SealDevice
from simulators.seal.drive import Detour, Drive, Rest
from simulators.seal.lorry import Mischief
from simulators.stage import Stage, Trip
from simulators.trader import goods
from simulators.trader.goods import Goods
from simulators.trader.lodgement import Consignment

EASTHOLM, IRONBRIDGE, CARROW = "mersea-eastholm", "mersea-ironbridge", "mersea-carrow"
BUS_CORRIDOR = "mersea-city-loop"
# A seal whose network is away keeps quiet this long after it surfaced, before its buffer follows.
SURFACING_S = 200.0


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
    await stage.arrive(await stage.depart(filed, consignment, trip))


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
        await stage.flush(underway.lorry.seal)
        stage.say(f"{lrn}: the seal has told at last that its rope was cut on the way")


async def corridor_left(stage: Stage, lrn: str) -> None:
    consignment = _transit(lrn, goods.COFFEE, Load(cargo.sacks_of_coffee, size_type="22G1"), "XMCAR")
    filed = await stage.lodge(consignment)
    trip = Trip(CARROW, on_the_way(0.47), detour=Detour(0.44, 0.58, 5200))
    await stage.arrive(await stage.depart(filed, consignment, trip))


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
    await stage.flush(seal)
    stage.say(f"{lrn}: the seal is back with its buffer")
    await stage.arrive(underway)


async def overdue(stage: Stage, lrn: str) -> None:
    def late(_drive: Drive, live: bool) -> float:
        return 4.5 * 3600 + (-60 if live else 60)  # the corridor's four hours, and half an hour of grace

    rests = tuple(Rest(share, 42) for share in (0.15, 0.35, 0.55, 0.75))  # each below what counts as a long stop
    consignment = _transit(lrn, goods.TILES, Load(cargo.cartons_of_tiles, size_type="22G1"), "XMIRB")
    filed = await stage.lodge(consignment)
    await stage.arrive(await stage.depart(filed, consignment, Trip(IRONBRIDGE, late, rests)))


async def real_bus_positions(stage: Stage, lrn: str) -> None:
    consignment = _transit(lrn, goods.TOYS, Load(cargo.cartons_of_toys, size_type="22G1"), "XMMPC")
    filed = await stage.lodge(consignment)
    tracks = None if stage.data is None else stage.data / bus.TRACKS
    if tracks is None or not tracks.exists():
        stage.say(f"{lrn}: the real positions are not here; a simulated drive stands in for them")
        await stage.arrive(await stage.depart(filed, consignment, Trip("mersea-parcels", on_the_way(0.6))))
        return
    first, other, *_ = (run for run in bus.read_runs(tracks) if run.duration.total_seconds() > 3000)
    await stage.draw_corridor(BUS_CORRIDOR, "Mersea city, as the buses drive it", bus.fitted_line(first))
    sealing, journey = await stage.bind(filed, consignment, BUS_CORRIDOR, stage.now() - other.duration)
    seal = SealDevice(sealing.device_id, stage.platform, newest_first=True)
    stage.connect(seal)
    if journey is None:
        for report in other.reports(sealing.device_id, sealing.sealed_at + other.duration):
            seal.record(report)
        await stage.flush(seal)
        stage.say(f"{lrn}: {len(other.seen)} real positions replayed, the newest first")
