"""The edge of the web server: bodies no larger than their route has use for."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from customhouse.kernel.http import Edge


@pytest.mark.parametrize(("path", "size", "status"), [("/small", 11, 413), ("/large", 11, 200), ("/large/2", 101, 413)])
def test_a_body_may_be_as_large_as_its_route_has_use_for(path: str, size: int, status: int) -> None:
    app = FastAPI()

    @app.post("/{path:path}")
    def take(path: str) -> str:
        return path

    edge = TestClient(Edge(app, body_limit=10, larger={"/large": 100}))

    assert edge.post(path, content=b"x" * size).status_code == status
