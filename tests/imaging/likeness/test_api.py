"""Likeness over HTTP: nobody is told of a scan that waits for an own look, neither its place in a lot nor its score."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from customhouse.access.api import session_router
from customhouse.access.guard import Guard
from customhouse.access.model import Role, User
from customhouse.access.service import Access, NewUser
from customhouse.imaging.likeness.api import likeness_router
from customhouse.imaging.records import KeptScan
from customhouse.imaging.showing.scans import Show, Shown, as_it_is
from customhouse.kernel.database import Database
from customhouse.kernel.http import answer_errors
from customhouse.kernel.transaction import Transaction
from tests.imaging.likeness.test_service import BOXES, lodge, scan
from tests.imaging.rooms import Room, make_room

PASSWORD = "correct horse 9"


def findings_hidden(_tx: Transaction, _user: User, kept: KeptScan) -> Shown:
    return Shown(kept, hides_findings=True)


def opinions_hidden(_tx: Transaction, _user: User, kept: KeptScan) -> Shown:
    return Shown(kept, hides_opinions=True)


@pytest.fixture
def seen(database: Database, tmp_path: Path) -> tuple[Room, str]:
    """A lot of four containers, all scanned."""
    room = make_room(database, tmp_path)
    consignment = lodge(room, "LOT", BOXES)
    for number in BOXES:
        scan(room, tmp_path, consignment, number)
    return room, consignment


@pytest.fixture
def client_to(seen: tuple[Room, str]) -> Callable[[Show], TestClient]:
    room, access = seen[0], Access()
    with room.database.begin("test") as tx:
        access.add_user(tx, NewUser("analyst", "Analyst", Role.IMAGE_ANALYST), PASSWORD)

    def client(show: Show) -> TestClient:
        app, guard = FastAPI(), Guard(room.database, access)
        answer_errors(app)
        app.include_router(session_router(access, guard, room.database, secure_cookie=False))
        app.include_router(likeness_router(room.imaging, guard, show))
        opened = TestClient(app)
        opened.post("/api/session", json={"user_name": "analyst", "password": PASSWORD}).raise_for_status()
        return opened

    return client


def test_a_lot_is_told_only_once_its_scans_may_be(
    seen: tuple[Room, str], client_to: Callable[[Show], TestClient]
) -> None:
    path = f"/api/consignments/{seen[1]}/lot"
    told, hidden = client_to(as_it_is).get(path).json(), client_to(findings_hidden).get(path).json()

    assert len(told["members"]) == len(BOXES)
    assert not told["hidden"]
    assert (hidden["members"], hidden["middle"], hidden["hidden"]) == ([], None, True)


def test_an_audit_leaves_out_what_is_still_to_be_read(client_to: Callable[[Show], TestClient]) -> None:
    path = "/api/headings/3816/scans"

    told = client_to(as_it_is).get(path).json()["items"]

    assert len(told) == len(BOXES)
    assert {each["verdict"] for each in told} <= {"agrees", "doubtful", "disagrees", "cannot_tell"}
    assert client_to(findings_hidden).get(path).json()["items"] == []
    assert client_to(opinions_hidden).get(path).json()["items"] == []


def test_scans_alike_are_told_only_as_far_as_each_may_be(
    seen: tuple[Room, str], client_to: Callable[[Show], TestClient], tmp_path: Path
) -> None:
    room, _ = seen
    mine = scan(room, tmp_path, lodge(room, "OTHER", ["CSQU3054383"]), "CSQU3054383")
    path = f"/api/scans/{mine.id}/similar"

    def of_others(_tx: Transaction, _user: User, kept: KeptScan) -> Shown:
        return Shown(kept, hides_opinions=kept.id != mine.id)

    assert len(client_to(as_it_is).get(path).json()["items"]) == len(BOXES)
    assert client_to(of_others).get(path).json()["items"] == []
    assert client_to(findings_hidden).get(path).json()["compared"] == 0
    assert client_to(as_it_is).get("/api/scans/nothing/similar").status_code == 404


def test_a_copy_in_a_scans_place_is_told_with_its_own_score(client_to: Callable[[Show], TestClient]) -> None:
    def copied(_tx: Transaction, _user: User, kept: KeptScan) -> Shown:
        return Shown(replace(kept, comparison=None))

    assert {one["score"] for one in client_to(copied).get("/api/headings/3816/scans").json()["items"]} == {None}
