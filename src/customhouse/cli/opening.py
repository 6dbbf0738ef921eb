"""Opens the database for a command, once its tables are known to be those of this program."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from customhouse.cli.speaking import fail
from customhouse.kernel.database import Database
from customhouse.kernel.migrations import pending, upgrade
from customhouse.settings import Settings, shipped


def has_database(settings: Settings) -> bool:
    """Whether there is one at all; that it is of this version, `opened` sees to."""
    path = make_url(settings.database).database if settings.database.startswith("sqlite:") else None
    return path is None or path == ":memory:" or Path(path).exists()


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Ends the command with words where there is no database, or one of another version of the program."""
    path = make_url(settings.database).database if settings.database.startswith("sqlite:") else None
    if path and path != ":memory:" and not Path(path).exists():
        fail(
            f"there is no database at {path}: run `customhouse migrate`, or name the folder that holds one "
            "in CUSTOMHOUSE_DATA (that of the demo is .data/demo)"
        )
    with closing(Database(settings.database)) as database:
        if pending(database, shipped("migrations")):
            fail("the database's tables are not those of this program: run `customhouse migrate` (or serve --migrate)")
        yield database


def upgraded(settings: Settings) -> tuple[str | None, str | None]:
    """Bring the tables up to date; return the revision before and after."""
    with closing(Database(settings.database)) as database:
        return upgrade(database, shipped("migrations"))
