"""Journeys run the whole server as its own process, on both databases, through the doors that the world uses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Server, serving


@pytest.fixture
def server(tmp_path: Path, database_url: str) -> Iterator[Server]:
    """A fresh server that the test may kill; once on SQLite, once on PostgreSQL."""
    with serving(tmp_path / "house", database_url) as server:
        yield server
