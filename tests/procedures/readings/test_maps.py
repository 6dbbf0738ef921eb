"""The networks' maps of an image with a projected threat: the copy's own, and none before its reader may see findings.

The networks are the real ones, asked over the real routes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from customhouse.access.api import session_router
from customhouse.access.guard import Guard
from customhouse.access.service import Access
from customhouse.imaging.overlays_api import overlays_router
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.http import answer_errors
from customhouse.procedures.model import Outcome
from tests.imaging.test_api import PASSWORD, PEOPLE, client_of
from tests.procedures.building import ANNA, House
from tests.procedures.readings.building import Bench

pytest.importorskip("onnxruntime", reason="no engine is installed: pip install 'customhouse[recognition]'")
MAP = "anomaly.view0.png"


@pytest.fixture
def bench(database: Database, clock: FixedClock, tmp_path: Path) -> Bench:
    return Bench(database, tmp_path, House(database, clock), {"ai_reveal": "after_first_look"})


@pytest.fixture
def anna(bench: Bench) -> Iterator[TestClient]:
    """A client of the routes, with the images as Anna is shown them."""
    access, app = Access(), FastAPI()
    with bench.database.begin("test") as tx:
        for person in PEOPLE:
            access.add_user(tx, person, PASSWORD)
    guard = Guard(bench.database, access)

    def show(tx: Any, _user: Any, scan: Any) -> Any:
        return bench.readings.shown(tx, ANNA, scan)

    answer_errors(app)
    app.include_router(session_router(access, guard, bench.database, secure_cookie=False))
    app.include_router(overlays_router(bench.room.imaging, guard, show))
    with client_of(app, "analyst") as client:
        yield client


def tag_of(artefacts: Any) -> str:
    [found] = [each["sha256"] for each in artefacts if each["name"] == MAP]
    return f'"{found}"'


def test_no_map_of_a_copy_is_shown_before_the_first_look_and_then_its_own(
    bench: Bench, anna: TestClient, tmp_path: Path
) -> None:
    _, scan_id = bench.scan(tmp_path)
    projection = bench.project(scan_id)
    review = bench.take()
    networks, overlay = f"/api/scans/{scan_id}/networks", f"/api/scans/{scan_id}/overlays/{MAP}"
    hidden, refused = anna.get(networks).json(), anna.get(overlay)
    bench.do(bench.readings.look_first, ANNA, review.id, Outcome.CLEAR)
    told, sent = anna.get(networks).json(), anna.get(overlay)
    with bench.database.read("test") as tx:
        real = bench.room.imaging.get(tx, scan_id).artefacts[MAP]

    assert hidden == {"models": [], "novelty": None, "is_unlike": False, "overlays": []}
    assert refused.status_code == 404
    assert MAP in [each["name"] for each in told["overlays"]]
    assert told["novelty"] == pytest.approx(projection.row["recognition"]["novelty"])
    assert sent.headers["etag"] == tag_of(projection.row["artefacts"])
    assert sent.headers["etag"] != f'"{real.sha256}"'
