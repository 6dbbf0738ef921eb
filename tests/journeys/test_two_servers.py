"""Two servers over one PostgreSQL, one NATS and one data folder do the work of one: everything once."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from simulators.trader.goods import SHOES, TOYS
from simulators.trader.lodgement import Consignment, lodgement
from tests.conftest import free_port
from tests.serving import Server, serving

pytestmark = pytest.mark.journey
EACH = 15


@pytest.fixture
def servers(tmp_path: Path, postgres_database_url: str, nats_url: str) -> Iterator[tuple[Server, Server]]:
    with ExitStack() as stack:
        first = stack.enter_context(serving(tmp_path / "house", postgres_database_url, CUSTOMHOUSE_NATS_URL=nats_url))
        second = Server(first.folder, first.database_url, free_port(), free_port(), first.extra)
        stack.callback(second.stop)
        second.start()
        yield first, second


def lodge(client: httpx.Client, lrn: str, number: int) -> str:
    body = lodgement(Consignment(lrn, (SHOES, TOYS)[number % 2], 8000.0 + number))
    return str(client.post("/api/declarations", json=body).raise_for_status().json()["consignment_id"])


def kinds_of(client: httpx.Client, consignment: str) -> Counter[str]:
    timeline = client.get(f"/api/consignments/{consignment}/timeline")
    return Counter(entry["kind"] for entry in timeline.json()["items"]) if timeline.is_success else Counter()


def test_what_is_lodged_at_either_is_judged_once_and_seen_at_both(servers: tuple[Server, Server]) -> None:
    first, second = servers
    traders = [first.client("declarant"), second.client("declarant")]
    lodged = [
        lodge(trader, f"TWO-{place}-{number:03d}", number)
        for number in range(EACH)
        for place, trader in enumerate(traders)
    ]
    officers, deadline = [first.client("risk"), second.client("risk")], time.monotonic() + 60
    while time.monotonic() < deadline:
        seen = [[kinds_of(officer, one) for one in lodged] for officer in officers]
        if all(kinds["risk.assessed"] for part in seen for kinds in part):
            break
        time.sleep(1)

    assert {kinds["declaration.lodged"] for part in seen for kinds in part} == {1}
    assert {kinds["risk.assessed"] for part in seen for kinds in part} == {1}
    assert all(most == 1 for part in seen for kinds in part for most in kinds.values())


def test_when_one_is_killed_the_other_goes_on(servers: tuple[Server, Server]) -> None:
    first, second = servers
    before = lodge(first.client("declarant"), "BEFORE", 1)
    first.kill()
    trader, officer = second.client("declarant"), second.client("risk")
    after, deadline = lodge(trader, "AFTER", 2), time.monotonic() + 90
    while time.monotonic() < deadline:
        seen = [kinds_of(officer, one)["risk.assessed"] for one in (before, after)]
        if all(seen):
            break
        time.sleep(1)

    assert seen == [1, 1]
