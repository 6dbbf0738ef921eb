"""After the script: ordinary traffic, mostly honest, at a modest rate, so that the border is never quite still."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import httpx
import numpy as np

from simulators.plays.scanned import gross_kg, scanned_parcel
from simulators.plays.sealed import CARROW, EASTHOLM, IRONBRIDGE, about_to_arrive, on_the_way
from simulators.scanner import parcels
from simulators.scanner.scenes import Load
from simulators.seal.drive import Rest
from simulators.stage import Stage, Trip
from simulators.trader import goods
from simulators.trader.lodgement import BUYERS, Consignment
from simulators.wire import Refused

ON_THE_ROAD = 6  # the day's first are lorries under way, so that the map has something to show
CLOSE_S = 4.0  # and they come in close upon each other
EVERY_S = 45.0  # one consignment each so often at first
SLOWER_S = 180.0  # after the first BRISK of a start
BRISK = 18
MOST = 240  # a start of the border adds no more than this
AT_ONCE = 12  # lorries on the road
SITES = {EASTHOLM: "XMEHM", IRONBRIDGE: "XMIRB", CARROW: "XMCAR"}


async def container(stage: Stage, lrn: str, dice: np.random.Generator) -> None:
    """A sea container; one in eight is declared with a third of its weight missing."""
    ware = goods.SEA_GOODS[int(dice.integers(len(goods.SEA_GOODS)))]
    size = ("22G1", "42G1")[int(dice.integers(2))]
    load = Load(ware.packer, size_type=size, on_lorry=bool(dice.random() < 0.4), seed=int(dice.integers(2**31)))
    honest = dice.random() > 0.125
    buyer = sorted(BUYERS)[int(dice.integers(len(BUYERS)))]
    weight = gross_kg(load) * (1.0 if honest else 0.66)
    consignment = Consignment(lrn, ware, weight, size_type=size, buyer=buyer, authorised=bool(dice.random() < 0.2))
    filed = await stage.lodge(consignment)
    await stage.pause(float(dice.uniform(5, 40)))
    await stage.scan(filed, consignment, load)
    if honest:
        await stage.settle(filed, patience_s=300)


async def parcel(stage: Stage, lrn: str, dice: np.random.Generator) -> None:
    """A parcel by post."""
    choices = ((goods.BOOKS, parcels.books), (goods.SHOES_BY_POST, parcels.shoes_and_clothes))
    ware, pack = choices[int(dice.integers(len(choices)))]
    await scanned_parcel(stage, lrn, ware, pack)


async def transit(stage: Stage, lrn: str, dice: np.random.Generator) -> None:
    """A sealed lorry somewhere on its way."""
    corridor = sorted(SITES)[int(dice.integers(len(SITES)))]
    ware = goods.SEA_GOODS[int(dice.integers(len(goods.SEA_GOODS)))]
    load = Load(ware.packer, size_type="22G1")
    buyer = sorted(BUYERS)[int(dice.integers(len(BUYERS)))]
    consignment = Consignment(
        lrn,
        ware,
        gross_kg(load),
        procedure="transit",
        destination=SITES[corridor],
        size_type="22G1",
        buyer=buyer,
        authorised=bool(dice.random() < 0.5),
    )
    filed = await stage.lodge(consignment)
    where = about_to_arrive if dice.random() < 0.2 else on_the_way(float(dice.uniform(0.05, 0.85)))
    rests = (Rest(float(dice.uniform(0.2, 0.9)), float(dice.uniform(8, 30))),)
    underway = await stage.depart(filed, consignment, Trip(corridor, where, rests))
    await stage.arrive(underway)
    underway.connection.cancel()
    await stage.settle(filed, patience_s=300)


Kind = Callable[[Stage, str, np.random.Generator], Awaitable[None]]
MIX: tuple[Kind, ...] = (container, container, parcel, transit, transit)


async def flow(stage: Stage, day: str) -> None:
    """Let traffic come until the border closes. The latest of an earlier start is taken up again first."""
    crowd = asyncio.Semaphore(AT_ONCE)
    under_way: set[asyncio.Task[None]] = set()
    done = await _lodged_before(stage, day)
    numbers = [*range(max(0, done - 4 * AT_ONCE), done), *range(done, done + MOST)]
    for turn, number in enumerate(numbers):
        if number >= done:
            await asyncio.sleep(_wait_s(turn, number))
        task = asyncio.create_task(_one(stage, day, number, crowd))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    await asyncio.gather(*under_way)


def _wait_s(turn: int, number: int) -> float:
    if number < ON_THE_ROAD:
        return CLOSE_S
    return EVERY_S if turn < BRISK else SLOWER_S


async def _one(stage: Stage, day: str, number: int, crowd: asyncio.Semaphore) -> None:
    lrn = f"T{day}-{number:04d}"
    dice = np.random.default_rng(int.from_bytes(lrn.encode(), "big"))
    kind = transit if number < ON_THE_ROAD else MIX[int(dice.integers(len(MIX)))]
    async with crowd if kind is transit else contextlib.nullcontext():
        try:
            await kind(stage, lrn, dice)
        except (Refused, httpx.HTTPError, OSError) as failure:
            stage.say(f"{lrn} broke off: {failure}")


async def _lodged_before(stage: Stage, day: str) -> int:
    """How many of today's traffic an earlier start lodged: their references are counted up without a gap."""
    highest = 0
    for desk in (stage.cast.agent, stage.cast.broker):
        found = await desk.line.get("/api/declarations", q=f"T{day}-")
        taken = [item["lrn"] for item in found["items"] if item["lrn"].startswith(f"T{day}-")]
        highest = max([highest, *(int(lrn.rpartition("-")[2]) + 1 for lrn in taken)])
    return highest
