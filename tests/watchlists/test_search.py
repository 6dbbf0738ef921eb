"""The index finds what comparing would call a hit, kept on disk or not."""

from pathlib import Path

import pytest

from customhouse.watchlists.model import Entry
from customhouse.watchlists.names.model import Kind
from customhouse.watchlists.names.reading import read_name
from customhouse.watchlists.search.building import build
from customhouse.watchlists.search.index import Index
from tests.watchlists.labelled import labelled_pairs

CROWD = [Entry(f"crowd-{at}", Kind.PERSON, (f"Anton Nachbar{at:03d}x Weber",)) for at in range(300)]


def search(index: Index, name: str, kind: Kind, **numbers: str) -> list[int]:
    return index.search([read_name(name, kind)], **numbers)


def test_every_labelled_pair_that_is_a_hit_is_found_among_all_the_others() -> None:
    """The blocking must not lose what the scorer would find; one in fifty may go."""
    pairs = [pair for pair in labelled_pairs() if pair.same]
    index = build(((at, Entry(pair.id, pair.kind, pair.entry)) for at, pair in enumerate(pairs)), "pairs")
    hits = [(at, pair) for at, pair in enumerate(pairs) if pair.compared().names >= 0.75]

    lost = [pair.id for at, pair in hits if at not in search(index, pair.query, pair.kind)]

    assert len(lost) <= len(hits) // 50


def test_only_names_of_the_same_kind_are_found() -> None:
    index = build(
        [(1, Entry("v", Kind.VESSEL, ("Ocean Jade",))), (2, Entry("c", Kind.COMPANY, ("Ocean Jade Ltd",)))], ""
    )

    assert search(index, "Ocean Jade", Kind.VESSEL) == [1]


def test_a_number_finds_its_entry_whatever_the_name() -> None:
    entries = [Entry("v", Kind.VESSEL, ("Lucky Whale",), imo="IMO 9300013"), *CROWD]
    index = build(enumerate(entries), "")

    assert search(index, "Happy Dolphin", Kind.VESSEL, imo="9300013") == [0]


@pytest.mark.parametrize("name", ["", "?!", "x", "12", "李", "a b c d e f g h i j k l m n o p q r s t"])
def test_any_name_can_be_searched_for_even_in_nothing(name: str) -> None:
    for entries in ([], CROWD):
        index = build(enumerate(entries), "")

        assert isinstance(search(index, name, Kind.PERSON), list)


def test_an_index_kept_on_disk_finds_the_same(tmp_path: Path) -> None:
    index = build(enumerate([*CROWD, Entry("s", Kind.PERSON, ("Вадим Сорокопуд",))]), "lists-1")
    index.save(tmp_path / "kept")

    loaded = Index.load(tmp_path / "kept", "lists-1")

    assert loaded is not None
    assert search(loaded, "Vadim Sorokopud", Kind.PERSON)[0] == len(CROWD)


def test_a_kept_index_of_other_lists_or_a_damaged_one_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    build(enumerate(CROWD), "lists-1").save(path)

    assert Index.load(path, "lists-2") is None
    path.write_bytes(path.read_bytes()[:1000])
    assert Index.load(path, "lists-1") is None
    assert Index.load(tmp_path / "absent", "lists-1") is None
