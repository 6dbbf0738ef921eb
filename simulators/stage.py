"""The stage the border is played on: who is in the cast, how fast time goes, and the acts that scenarios are made of.

Every act first looks whether it has been done, so that a second start of the border goes on where the first ended.
"""

import asyncio
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from simulators.gate.reader import GateReader, Passing
from simulators.officer.field import FieldOfficer, Sealing
from simulators.scanner.portal import Portal
from simulators.scanner.scenes import Load
from simulators.scanner.tomogram import Tomogram
from simulators.seal.device import Address, SealDevice
from simulators.seal.drive import Detour, Drive, Rest, plan
from simulators.seal.lorry import Lorry, Mischief
from simulators.seal.road import Road, read
from simulators.trader.desk import Filed, TradersDesk
from simulators.trader.lodgement import Consignment
from simulators.wire import Accounts, Answer, Line, Refused

Say = Callable[[str], None]
FLUSH_S = 300.0
SETTLED = frozenset({"released", "detained", "withdrawn"})


@dataclass(frozen=True)
class Cast:
    """Everybody who acts."""

    agent: TradersDesk
    broker: TradersDesk
    officer: FieldOfficer
    portal: Portal
    gates: Mapping[str, Line]
    planner: Line

    @classmethod
    async def assemble(cls, url: str, accounts: Accounts) -> "Cast":
        """Log everybody in."""

        async def person(name: str) -> Line:
            return await Line.log_in(url, name, accounts.users[name])

        async def desk(name: str) -> TradersDesk:
            line = await person(name)
            return TradersDesk(line, str(line.user["enterprise_id"]))

        return cls(
            agent=await desk("declarant"),
            broker=await desk("broker"),
            officer=FieldOfficer(await person("field")),
            portal=Portal(_lines(url, accounts, "scanner")),
            gates=_lines(url, accounts, "gate"),
            planner=await person("risk"),
        )

    async def dismiss(self) -> None:
        people = (self.agent.line, self.broker.line, self.officer.line, self.planner)
        for line in (*people, *self.portal.lines.values(), *self.gates.values()):
            await line.close()


def _lines(url: str, accounts: Accounts, kind: str) -> dict[str, Line]:
    """A line for each machine of a kind, by the site in its name: each speaks for its own site only."""
    named = {name.partition("-"): token for name, token in accounts.tokens.items()}
    return {site.upper(): Line(url, token=token) for (of, _, site), token in named.items() if of == kind}


@dataclass(frozen=True)
class Trip:
    """How a sealed lorry travels.

    Attributes:
        elapsed: seconds since the sealing when the curtain rises, given the drive and whether time runs live.
        mischief: what goes wrong, likewise.
    """

    corridor: str
    elapsed: Callable[[Drive, bool], float]
    rests: tuple[Rest, ...] = ()
    detour: Detour | None = None
    mischief: Callable[[Drive, bool], Mischief] = lambda _drive, _live: Mischief()


@dataclass(frozen=True)
class Underway:
    """A sealed lorry on its way, with the task that keeps its seal connected."""

    filed: Filed
    consignment: Consignment
    sealing: Sealing
    lorry: Lorry
    ended: bool
    connection: asyncio.Task[None]


@dataclass
class Stage:
    """Where scenarios are played."""

    cast: Cast
    platform: Address
    corridors: Path
    data: Path | None
    live: bool
    say: Say
    connections: list[asyncio.Task[None]] = field(default_factory=list)

    def now(self) -> datetime:
        return datetime.now(UTC).replace(microsecond=0)

    async def pause(self, seconds: float) -> None:
        """Let the public look; nobody looks in a fast run."""
        if self.live:
            await asyncio.sleep(seconds)

    def road(self, corridor: str) -> Road:
        return read(self.corridors / f"{corridor}.geojson")

    async def draw_corridor(self, name: str, title: str, line: list[tuple[float, float]]) -> None:
        """Give the house a corridor of our own, from the port to the parcel centre, unless it has it."""
        terms = {
            "id": name,
            "name": title,
            "from_site": "XMPMS",
            "to_site": "XMMPC",
            "width_m": 800,
            "time_limit_h": 3,
            "source": "Bus positions of Liverpool, Open Government Licence v3.0",
        }
        line_string = {"type": "LineString", "coordinates": [list(point) for point in line]}
        with suppress_conflict():
            await self.cast.planner.post(
                "/api/corridors", {"type": "Feature", "geometry": line_string, "properties": terms}
            )

    async def lodge(self, consignment: Consignment) -> Filed:
        desk = self.cast.agent if consignment.authorised else self.cast.broker
        filed = await desk.lodge(consignment)
        self.say(f"{consignment.lrn}: declared as {filed.mrn}")
        return filed

    async def scan(self, filed: Filed, consignment: Consignment, load: Load, photographed: str = "") -> None:
        """Drive the container through the scanner, unless that was done; see `Portal.pass_through`."""
        if not await self.cast.officer.scans_of(filed):
            truth = await self.cast.portal.pass_through(filed, consignment, load, self.now(), photographed)
            self.say(f"{consignment.lrn}: scanned, {truth.cargo_kg:,.0f} kg of goods in truth")

    async def scan_parcel(
        self, filed: Filed, consignment: Consignment, picture: Tomogram, *, slices: bool = False
    ) -> None:
        """Send the parcel through the CT scanner, unless that was done."""
        if not await self.cast.officer.scans_of(filed):
            await self.cast.portal.tunnel(filed, consignment, picture, self.now(), slices=slices)
            self.say(f"{consignment.lrn}: scanned in the parcel tunnel")

    async def depart(self, filed: Filed, consignment: Consignment, trip: Trip) -> Underway:
        """Seal the container, in the past, and let its seal tell what happened since."""
        drive = plan(self.road(trip.corridor), consignment.number, trip.rests, trip.detour)
        sealed_at = self.now() - timedelta(seconds=int(trip.elapsed(drive, self.live)))
        sealing, journey = await self.bind(filed, consignment, trip.corridor, sealed_at)
        seal = SealDevice(sealing.device_id, self.platform)
        mischief = trip.mischief(drive, self.live)
        lorry = Lorry(seal, drive, sealing.sealed_at, mischief, known_s=_known_s(journey, sealing.sealed_at))
        underway = Underway(filed, consignment, sealing, lorry, _is_over(journey), self.connect(seal))
        lorry.lock()
        lorry.record_until(self.now())
        await self.flush(seal)
        if not underway.ended:
            self.say(f"{consignment.lrn}: seal {sealing.seal_number} has reported up to now")
        return underway

    async def bind(
        self, filed: Filed, consignment: Consignment, corridor: str, sealed_at: datetime
    ) -> tuple[Sealing, Answer | None]:
        """Put a seal on, or find the one put on in an earlier start, with its journey."""
        journey = await self.cast.officer.journey_of(filed)
        if journey is not None:
            at = datetime.fromisoformat(journey["sealed_at"])
            return Sealing(journey["seal_number"], journey["device_id"], corridor, at), journey
        device_id = f"80{consignment.number % 10**8:08d}"
        sealing = Sealing(f"XMS{device_id[2:]}", device_id, corridor, sealed_at)
        await self.cast.officer.seal(filed, consignment, sealing)
        return sealing, None

    def connect(self, seal: SealDevice) -> asyncio.Task[None]:
        """Keep a seal connected as long as the border is played."""
        connection = asyncio.create_task(seal.run())
        self.connections.append(connection)
        return connection

    async def flush(self, seal: SealDevice) -> None:
        """Wait until the house has acknowledged all that a seal has to say. Raises `TimeoutError` if it will not."""
        async with asyncio.timeout(FLUSH_S):
            await seal.flushed()

    async def travel(self, underway: Underway) -> None:
        """Report in real time until the arrival. A fast run has no time: its lorries have arrived, or stay."""
        if self.live:
            await underway.lorry.travel(self.now)
        await self.flush(underway.lorry.seal)

    async def arrive(self, underway: Underway) -> None:
        """Drive on to the gate; in a fast run the lorry stays where it is on the road."""
        await self.travel(underway)
        if self.live and not underway.ended:
            await self.present_at_gate(underway)

    async def present_at_gate(self, underway: Underway, seal_number: str | None = None) -> Answer:
        """Drive through the gate at the destination; `seal_number` where another seal hangs there than was put on."""
        consignment, sealing = underway.consignment, underway.sealing
        site = consignment.destination
        answer = await GateReader(self.cast.gates[site], site, f"{site}-G1").read(
            Passing(
                plate=consignment.plate,
                container_number=consignment.container,
                seal_number=seal_number or sealing.seal_number,
                tid=sealing.tid,
                at=self.now(),
            )
        )
        self.say(f"{consignment.lrn}: the gate says {answer['outcome']}")
        return answer

    async def settle(self, filed: Filed, *, patience_s: float) -> str:
        """See a consignment through: do what chance or a table orders of an honest one, and return its state."""
        give_up = asyncio.get_running_loop().time() + patience_s
        while True:
            state = await self.cast.officer.state_of(filed)
            if state in SETTLED or asyncio.get_running_loop().time() > give_up:
                return state
            await asyncio.sleep(15 if self.live else 0.5)
            await self.cast.officer.do_examinations(filed, "Examined: the goods are those declared.")

    async def close(self) -> None:
        """Take every seal off the network and log everybody out."""
        for connection in self.connections:
            connection.cancel()
        await asyncio.gather(*self.connections, return_exceptions=True)
        await self.cast.dismiss()


@contextmanager
def suppress_conflict() -> Iterator[None]:
    """Done before is done."""
    try:
        yield
    except Refused as refusal:
        if refusal.status != 409:
            raise


def _known_s(journey: Answer | None, sealed_at: datetime) -> float:
    """Up to when, in seconds after the sealing, the house has heard of the seal."""
    if _is_over(journey):
        return math.inf
    last = journey.get("last") if journey else None
    if not last or not last.get("device_time"):
        return -1.0
    return (datetime.fromisoformat(last["device_time"]) - sealed_at).total_seconds()


def _is_over(journey: Answer | None) -> bool:
    return journey is not None and journey["ended_at"] is not None
