"""Journeys run the whole server as its own process, on both databases, through the doors that the world uses."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.journeys.endings import Border
from tests.serving import Server, serving


@pytest.fixture
def server(tmp_path: Path, database_url: str) -> Iterator[Server]:
    """A fresh server that the test may kill; once on SQLite, once on PostgreSQL."""
    with serving(tmp_path / "house", database_url) as server:
        yield server


@pytest.fixture(scope="session")
def borders(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[dict[str, Border]]:
    """The whole script played at once on a server with SQLite and on one with PostgreSQL."""
    admin = create_engine(postgres_url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE border"))
    admin.dispose()
    urls = {"sqlite": None, "postgresql": postgres_url.replace("/postgres?", "/border?")}
    with ExitStack() as stack:
        borders = {}
        for kind, url in urls.items():
            server = stack.enter_context(serving(tmp_path_factory.mktemp(f"border-{kind}"), url))
            borders[kind] = Border.open(server)
            stack.callback(borders[kind].close)
        yield borders


@pytest.fixture(params=["sqlite", "postgresql"])
def border(request: pytest.FixtureRequest, borders: dict[str, Border]) -> Border:
    """The border on one kind of database."""
    return borders[request.param]
