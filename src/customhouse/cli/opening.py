"""Opens the database for a command, once its tables are known to be those of this program."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from customhouse.cli.speaking import fail
from customhouse.kernel.database import Database
from customhouse.kernel.migrations import pending, upgrade
from customhouse.settings import Settings, shipped


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Ends the command with words where the tables are older or newer than the program."""
    with closing(Database(settings.database)) as database:
        if pending(database, shipped("migrations")):
            fail("the database's tables are not those of this program: run `customhouse migrate` (or serve --migrate)")
        yield database


def upgraded(settings: Settings) -> tuple[str | None, str | None]:
    """Bring the tables up to date; return the revision before and after."""
    with closing(Database(settings.database)) as database:
        return upgrade(database, shipped("migrations"))
