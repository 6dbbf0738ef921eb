"""A seal and a platform that stores, loses, or stays away: nothing is ever lost."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from simulators.seal.device import Address, SealDevice
from simulators.seal.drive import plan
from simulators.seal.frames import DataType, Fix, LockReport, Report
from simulators.seal.lorry import ROPE_CUT, Lorry, Mischief
from simulators.seal.road import along

SEALED_AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
ROAD = along("test", [(-3.0, 53.4), (-2.6, 53.4)])


class Platform:
    """Takes reports and acknowledges them, except those it is told to forget once."""

    def __init__(self, forget: int = 0) -> None:
        self.taken: list[int] = []
        self.forget = forget

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.read(1):
            if head == b"(":
                text = await reader.readuntil(b")")
                found = re.search(rb",P45,.*,(\d+),\d+\)$", text)
                serial = int(found[1]) if found else None
            else:
                frame = head + await reader.readexactly(61)
                serial = frame[-1]
            if serial is None:
                continue
            if self.forget > 0:
                self.forget -= 1
                continue
            self.taken.append(serial)
            writer.write(f"(P69,0,{serial})".encode())
        writer.close()


def play(platform: Platform, story: Callable[[SealDevice], Awaitable[None]]) -> SealDevice:
    async def whole() -> SealDevice:
        server = await asyncio.start_server(platform.serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        seal = SealDevice("8000620011", Address("127.0.0.1", port), resend_s=0.2)
        task = asyncio.create_task(seal.run())
        try:
            await asyncio.wait_for(story(seal), 10)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            server.close()
        return seal

    return asyncio.run(whole())


def report(minute: int, data_type: DataType = DataType.BLIND_AREA) -> Report:
    return Report("8000620011", SEALED_AT + timedelta(minutes=minute), Fix(53.4, -3.0), 0, data_type=data_type)


def test_every_report_is_sent_and_leaves_the_memory_when_acknowledged() -> None:
    platform = Platform()

    async def story(seal: SealDevice) -> None:
        for minute in range(400):
            seal.record(report(minute))
        await seal.flushed()

    seal = play(platform, story)

    assert seal.unsent == 0
    assert sorted(platform.taken) == sorted(number % 256 for number in range(400))


def test_what_was_not_acknowledged_is_sent_again() -> None:
    platform = Platform(forget=5)

    async def story(seal: SealDevice) -> None:
        for minute in range(20):
            seal.record(report(minute))
        await seal.flushed()

    seal = play(platform, story)

    assert seal.resent >= 5
    assert sorted(set(platform.taken)) == list(range(20))


def test_live_positions_go_before_what_was_stored_and_newest_first() -> None:
    platform = Platform()

    async def story(seal: SealDevice) -> None:
        seal.fall_silent()
        for minute in range(3):
            seal.record(report(minute))
        for minute in range(3, 6):
            seal.record(report(minute, DataType.LIVE))
        seal.speak_again()
        await seal.flushed()

    play(platform, story)

    assert platform.taken == [5, 4, 3, 0, 1, 2]


def test_a_report_held_back_is_sent_only_when_it_is_let_go() -> None:
    platform = Platform()

    async def story(seal: SealDevice) -> None:
        seal.record(report(0))
        seal.record(report(1, DataType.ALARM), hold_back=True)
        seal.record(report(2))
        await seal.flushed()
        assert platform.taken == [0, 2]
        seal.let_go()
        await seal.flushed()

    play(platform, story)

    assert platform.taken == [0, 2, 1]


def lorry(mischief: Mischief) -> Lorry:
    seal = SealDevice("8000620011", Address("127.0.0.1", 1))
    return Lorry(seal, plan(ROAD, 1), SEALED_AT, mischief)


def reports(carrier: Lorry) -> list[Report]:
    carrier.lock()
    carrier.record_until(SEALED_AT + timedelta(hours=3))
    return [each for each in carrier.seal.stored if isinstance(each, Report)]


def test_a_lorry_writes_a_report_each_half_minute_and_never_one_of_the_future() -> None:
    carrier = lorry(Mischief())
    now = SEALED_AT + timedelta(minutes=10)
    carrier.lock()
    carrier.record_until(now)
    written = [each.at for each in (*carrier.seal.stored, *carrier.seal.live)]

    assert max(written) <= now
    assert len(written) == 22  # the locking, the first position, and one each half minute
    assert isinstance(carrier.seal.stored[0], LockReport)


def test_a_cut_rope_is_in_its_alarm_and_in_every_report_after_it() -> None:
    written = reports(lorry(Mischief(cut_s=700)))
    cut = [each for each in written if each.status == ROPE_CUT]

    assert [each.data_type for each in cut].count(DataType.ALARM) == 1
    assert len(cut) > len(written) / 3


def test_reports_nobody_hears_stay_in_the_seal() -> None:
    carrier = lorry(Mischief(unheard_s=(300, 600)))
    reports(carrier)

    assert len(carrier.seal.held_back) == 10


def test_a_second_start_writes_only_what_the_house_does_not_know() -> None:
    carrier = lorry(Mischief(cut_s=200, told_late=True))
    carrier.known_s = 600
    written = reports(carrier)

    assert min(each.at for each in written) == SEALED_AT + timedelta(seconds=630)
    assert len(carrier.seal.held_back) == 1


def test_a_cut_reported_late_is_in_one_alarm_that_stays_in_the_seal() -> None:
    carrier = lorry(Mischief(cut_s=700, told_late=True))
    written = reports(carrier)

    assert not [each for each in written if each.status == ROPE_CUT]
    assert len(carrier.seal.held_back) == 1
