"""Takes a list in while the house goes on working: many small transactions, and one that makes it count."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from customhouse.kernel.database import Database
from customhouse.watchlists.lists import MOST_FAULTS, Count, Lists, Source
from customhouse.watchlists.model import Entry, Fault

BATCH = 1000


@dataclass(frozen=True)
class Taken:
    edition_id: str
    count: Count


def take(database: Database, actor: str, source: Source, items: Iterable[Entry | Fault]) -> Taken:
    """Import a whole list; until its last entry is in, the edition before goes on counting.

    Raises `Invalid` where the file breaks off or holds no entry; the list is then as it was.
    """
    lists, seen = Lists(), set[str]()
    with database.begin(actor) as tx:
        edition_id = lists.begin(tx, source)
    names = faults = 0
    for batch in _batches(items):
        entries, found = _parted(batch, seen)
        with database.begin(actor) as tx:
            lists.add(tx, edition_id, entries)
            lists.note(tx, edition_id, found[: max(0, MOST_FAULTS - faults)])
        names += sum(len(entry.names) for entry in entries)
        faults += len(found)
    count = Count(len(seen), names, faults)
    with database.begin(actor) as tx:
        lists.finish(tx, edition_id, source.version, count)
    return Taken(edition_id, count)


def _parted(batch: Iterable[Entry | Fault], seen: set[str]) -> tuple[list[Entry], list[Fault]]:
    """Entries and faults; of entries with one id the first is taken, and `seen` remembers it."""
    entries: list[Entry] = []
    faults: list[Fault] = []
    for each in batch:
        if isinstance(each, Fault):
            faults.append(each)
        elif each.source_id in seen:
            told = "the list has this id twice: only the first entry is taken"
            faults.append(Fault(each.source_id, told, " / ".join(each.names[:3])))
        else:
            seen.add(each.source_id)
            entries.append(each)
    return entries, faults


def _batches(items: Iterable[Entry | Fault]) -> Iterator[list[Entry | Fault]]:
    pending = iter(items)
    while batch := list(islice(pending, BATCH)):
        yield batch
