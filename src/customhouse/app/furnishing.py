"""Takes over the watch-lists that a country pack brings, each as often as its file changes."""

from pathlib import Path

from customhouse.adapters.watchlists import open_list
from customhouse.kernel.database import Database
from customhouse.watchlists.lists import Lists, Source
from customhouse.watchlists.taking import take

ACTOR = "system:country-pack"


def take_country_lists(database: Database, folder: Path) -> None:
    """Each file is a list of its own, named by the file. Raises `Invalid` for one that cannot be read."""
    with database.read(ACTOR) as tx:
        known = {edition.name: edition.sha256 for edition in Lists().editions(tx)}
    for path in sorted(folder.glob("*")):
        found = open_list(path)
        if known.get(path.stem) != found.sha256:
            take(
                database, ACTOR, Source(path.stem, found.format, found.sha256, path.name, found.version), found.items()
            )
