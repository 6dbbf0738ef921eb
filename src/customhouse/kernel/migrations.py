"""Brings a database's tables up to date, and says whether they are."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text

from customhouse.kernel.database import Database
from customhouse.kernel.errors import Conflict

_LOCK = 7_203_115  # any number, the same in every process: one after another changes the tables


def upgrade(database: Database, folder: Path) -> tuple[str | None, str | None]:
    """Run what is missing; return the revision before and after. Safe to run again, and by two at once.

    Raises `Conflict` for a database that a later program has brought further.
    """
    with database.begin("system:migrations") as tx:
        if tx.connection.dialect.name == "postgresql":
            tx.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before = MigrationContext.configure(tx.connection).get_current_revision()
        config = _config(folder)
        config.attributes["connection"] = tx.connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise Conflict(f"The database is at {before}, which this program does not know: use a later one. ({error})")
        return before, MigrationContext.configure(tx.connection).get_current_revision()


def pending(database: Database, folder: Path) -> bool:
    """Whether the tables are older than the program."""
    with database.read("system:migrations") as tx:
        current = MigrationContext.configure(tx.connection).get_current_revision()
    return current != ScriptDirectory.from_config(_config(folder)).get_current_head()


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config
