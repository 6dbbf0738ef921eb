"""The edge of the web server: errors as answers, and bodies no larger than their route has use for."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from customhouse.kernel.database import Database
from customhouse.kernel.http import Edge, answer_errors
from customhouse.kernel.outbox import METADATA, inbox


def test_whoever_loses_a_race_is_told_to_look_again(database: Database) -> None:
    METADATA.create_all(database.engine, [inbox])
    app = FastAPI()
    answer_errors(app)

    @app.post("/race")
    def race() -> None:
        with database.begin("test") as tx:
            for _ in range(2):
                tx.connection.execute(text("INSERT INTO inbox VALUES ('one', 'message', '2026-11-23 12:00:00')"))

    answer = TestClient(app).post("/race")

    assert (answer.status_code, answer.json()["error"]["kind"]) == (409, "conflict")


@pytest.mark.parametrize(("path", "size", "status"), [("/small", 11, 413), ("/large", 11, 200), ("/large/2", 101, 413)])
def test_a_body_may_be_as_large_as_its_route_has_use_for(path: str, size: int, status: int) -> None:
    app = FastAPI()

    @app.post("/{path:path}")
    def take(path: str) -> str:
        return path

    edge = TestClient(Edge(app, body_limit=10, larger={"/large": 100}))

    assert edge.post(path, content=b"x" * size).status_code == status
