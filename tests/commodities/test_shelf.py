"""The index in force: prepared once, loaded again, replaced when its texts change, followed by what is cleared."""

import threading
from pathlib import Path

import pytest

from customhouse.commodities.language.model import Example, Kind, Thresholds
from customhouse.commodities.library import SITE
from customhouse.commodities.shelf import Shelf, Status
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Unavailable
from tests.commodities.shelves import Labelled, make_descriptions, make_shelf, settle

NOVEL = "zirconia wibblers for kilns"


def first_heading(shelf: Shelf, text: str) -> str:
    with shelf.reading() as index:
        found = index.read(text, Thresholds()).headings
    return found[0].code if found else ""


def cleared_rows(shelf: Shelf, text: str) -> set[str]:
    """The goods items cleared here that are shown as evidence."""
    with shelf.reading() as index:
        reading = index.read(text, Thresholds())
    shown = (each.example for candidate in reading.headings for each in candidate.evidence)
    return {example.row for example in shown if example.source == SITE}


def test_until_an_index_stands_it_says_that_one_is_being_prepared(database: Database, tmp_path: Path) -> None:
    shelf = make_shelf(database, tmp_path / "index")

    assert shelf.status is Status.PREPARING
    with pytest.raises(Unavailable, match="being prepared"), shelf.reading():
        pass


def test_an_index_is_prepared_and_tells_what_it_was_made_of(database: Database, tmp_path: Path) -> None:
    shelf = make_shelf(database, tmp_path / "index")
    settle(shelf)

    assert shelf.made is not None
    assert shelf.made.sources["terms"] == 2
    assert shelf.made.embedding is None
    assert first_heading(shelf, "arabica beans, green, in sacks") == "0901"


def test_a_second_server_loads_what_the_first_one_prepared(database: Database, tmp_path: Path) -> None:
    settle(make_shelf(database, tmp_path / "index"))
    second = make_shelf(database, tmp_path / "index")
    second.look()

    assert second.status is Status.READY


def test_an_index_is_replaced_when_its_texts_change(database: Database, tmp_path: Path) -> None:
    texts = Labelled()
    shelf = make_shelf(database, tmp_path / "index", texts)
    settle(shelf)
    before = shelf.made
    texts.texts.append(Example(NOVEL, "691110", "en", Kind.LABELLED, "terms", "3"))
    settle(shelf)

    assert shelf.made != before
    assert first_heading(shelf, NOVEL) == "6911"


def test_an_older_index_answers_while_a_newer_one_cannot_be_made(database: Database, tmp_path: Path) -> None:
    texts, full = Labelled(), threading.Event()
    shelf = make_shelf(database, tmp_path / "index", texts, fails=full)
    settle(shelf)
    texts.texts.append(Example(NOVEL, "691110", "en", Kind.LABELLED, "terms", "3"))
    full.set()
    with pytest.raises(TimeoutError, match="no space left"):
        settle(shelf)

    assert shelf.failure == "no space left"
    assert first_heading(shelf, "smartphones") == "8517"


def test_what_is_cleared_speaks_at_once_and_what_is_withdrawn_no_longer(database: Database, tmp_path: Path) -> None:
    shelf = make_shelf(database, tmp_path / "index")
    settle(shelf)
    descriptions = make_descriptions(database, shelf)
    with database.begin("test") as tx:
        descriptions.learn(tx, "c-1", [(1, "691110", NOVEL), (2, "090210", "sencha leaves")])
    shelf.look()

    assert first_heading(shelf, NOVEL) == "6911"
    assert "c-1/1" in cleared_rows(shelf, NOVEL)

    with database.begin("test") as tx:
        descriptions.forget(tx, "c-1")
    shelf.look()

    assert cleared_rows(shelf, NOVEL) == set()


def test_two_servers_learn_from_each_other(database: Database, tmp_path: Path) -> None:
    one, other = make_shelf(database, tmp_path / "one"), make_shelf(database, tmp_path / "other")
    settle(one)
    settle(other)
    with database.begin("test") as tx:
        make_descriptions(database, one).learn(tx, "c-1", [(1, "691110", NOVEL)])
    one.look()
    other.look()

    assert first_heading(one, NOVEL) == first_heading(other, NOVEL) == "6911"


def test_what_was_cleared_survives_a_restart(database: Database, tmp_path: Path) -> None:
    first = make_shelf(database, tmp_path / "index")
    settle(first)
    with database.begin("test") as tx:
        make_descriptions(database, first).learn(tx, "c-1", [(1, "691110", NOVEL)])
        make_descriptions(database, first).learn(tx, "c-2", [(1, "090210", "withdrawn leaves")])
        make_descriptions(database, first).forget(tx, "c-2")
    again = make_shelf(database, tmp_path / "index")
    settle(again)

    assert first_heading(again, NOVEL) == "6911"
    assert "c-2/1" not in cleared_rows(again, "withdrawn leaves")


def test_learning_the_same_consignment_again_keeps_one_copy(database: Database, tmp_path: Path) -> None:
    shelf = make_shelf(database, tmp_path / "index")
    settle(shelf)
    descriptions = make_descriptions(database, shelf)
    for code in ("691110", "690721"):
        with database.begin("test") as tx:
            descriptions.learn(tx, "c-1", [(1, code, NOVEL)])
        shelf.look()

    assert first_heading(shelf, NOVEL) == "6907"
