"""Declarations lodged and assessed per second: every lodging its own durable commit, every assessment kept.

Held against the limit of the same disk in the same minute: how many bare one-row commits a second it takes.
"""

import json
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from benchmarks.speed.servers import KINDS, database_url
from customhouse.access.model import Role, User
from customhouse.app.house import House
from customhouse.kernel.database import Database
from customhouse.kernel.relay import Delivery, Relay
from customhouse.settings import Settings
from simulators.trader.goods import SHOES, TISSUE, TOYS
from simulators.trader.lodgement import Consignment, lodgement

COUNT = 400
THREADS = 8
DATA = f"{COUNT} declarations of one goods item and one container each, made by the trader simulator (simulated)"


def bare_commits(url: str, seconds: float = 3.0) -> float:
    """One-row durable commits a second, one after another."""
    database = Database(url)
    with database.begin("bench") as tx:
        tx.connection.execute(text("CREATE TABLE bench (n INTEGER)"))
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        with database.begin("bench") as tx:
            tx.connection.execute(text("INSERT INTO bench VALUES (1)"))
        count += 1
    rate = count / (time.perf_counter() - started)
    database.close()
    return rate


def lodge_and_assess(url: str) -> dict[str, float]:
    """Lodge from several threads while the relay assesses; both rates count from the first lodging on."""
    with tempfile.TemporaryDirectory() as folder:
        house = House.build(Settings(data=Path(folder), database_url=url))
        house.furnish()
        trader = User("bench", "bench", "Bench", Role.DECLARANT, "XME00007")
        goods = (SHOES, TISSUE, TOYS)
        made = [Consignment(f"BENCH-{n:05d}", goods[n % 3], 9000 + n) for n in range(COUNT)]
        raws = [json.dumps(lodgement(each)).encode() for each in made]
        house.bus.start(house.subscriptions, Delivery(house.database))
        relay = Relay(house.database, house.bus)
        relay.start()
        started = time.perf_counter()
        _from_threads(house, trader, raws)
        lodged_s = time.perf_counter() - started
        while _assessed(house) < COUNT:
            time.sleep(0.02)
        assessed_s = time.perf_counter() - started
        relay.stop()
        house.bus.stop()
        house.database.close()
    return {"lodged_per_s": COUNT / lodged_s, "lodged_and_assessed_per_s": COUNT / assessed_s}


def _from_threads(house: House, trader: User, raws: list[bytes]) -> None:
    def lodge(mine: list[bytes]) -> None:
        for raw in mine:
            submission = house.declarations.read(raw)
            with house.database.begin(trader.id) as tx:
                house.declarations.lodge(tx, submission, trader)

    threads = [threading.Thread(target=lodge, args=(raws[n::THREADS],)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _assessed(house: House) -> int:
    with house.database.read("bench") as tx:
        return int(tx.connection.execute(text("SELECT count(DISTINCT consignment_id) FROM assessment")).scalar() or 0)


def main() -> dict[str, Any]:
    results = {}
    table = Table(
        "database", "bare commits/s", "lodged/s", "lodged and assessed/s", "of the disk's limit", title="Lodging"
    )
    for kind in KINDS:
        with database_url(kind) as url:
            limit = bare_commits(url)
            rates = lodge_and_assess(url)
        results[kind] = {"bare_commits_per_s": limit, **rates}
        both = rates["lodged_and_assessed_per_s"]
        table.add_row(kind, f"{limit:.0f}", f"{rates['lodged_per_s']:.0f}", f"{both:.0f}", f"{both / limit:.0%}")
    Console().print(table)
    print(f"Data: {DATA}; {THREADS} lodging at once.")
    return {"claim": "declarations lodged and assessed per second", "data": DATA, "results": results}


if __name__ == "__main__":
    main()
