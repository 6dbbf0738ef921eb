"""Opens the database for a command, once its tables are known to be those of this program."""

from customhouse.cli.speaking import fail
from customhouse.kernel.database import Database
from customhouse.kernel.migrations import pending
from customhouse.settings import Settings, shipped


def open_database(settings: Settings) -> Database:
    """Ends the command with words where the tables are older or newer than the program."""
    database = Database(settings.database)
    if pending(database, shipped("migrations")):
        database.close()
        fail("the database's tables are not those of this program: run `customhouse migrate` (or serve --migrate)")
    return database
