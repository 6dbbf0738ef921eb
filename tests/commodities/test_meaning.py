"""What a description may mean is told to those who compare goods with an image."""

from dataclasses import replace
from pathlib import Path

from customhouse.declarations.reading import read_lodgement
from customhouse.imaging.declared import READ, declared_of
from customhouse.kernel.database import Database
from customhouse.kernel.fields import Fields, Problems
from tests.commodities.shelves import make_descriptions, make_shelf, settle
from tests.declarations.builders import make_lodgement


def test_a_description_means_headings_by_their_confidence(database: Database, tmp_path: Path) -> None:
    shelf = make_shelf(database, tmp_path / "index")
    settle(shelf)
    descriptions = make_descriptions(database, shelf)
    meaning, fits = descriptions.meaning("arabica beans, green, in sacks", "090111")
    _, misfits = descriptions.meaning("arabica beans, green, in sacks", "690721")

    assert max(meaning, key=lambda heading: meaning[heading]) == "0901"
    assert all(0 <= share <= 1 for share in meaning.values())
    assert fits is not None
    assert misfits is not None
    assert fits > 0.5 > misfits


def test_of_what_is_no_word_nobody_can_tell_whether_it_fits(database: Database, tmp_path: Path) -> None:
    shelf = make_shelf(database, tmp_path / "index")
    settle(shelf)

    assert make_descriptions(database, shelf).meaning("???", "090111") == ({}, None)


def test_while_no_index_stands_a_description_means_nothing(database: Database, tmp_path: Path) -> None:
    descriptions = make_descriptions(database, make_shelf(database, tmp_path / "index"))

    assert descriptions.meaning("arabica beans", "090111") == ({}, None)


def test_of_a_long_declaration_only_the_first_descriptions_are_read() -> None:
    lodgement = read_lodgement(Fields(make_lodgement(), "", Problems()))
    items = tuple(replace(lodgement.goods_items[0], number=number) for number in range(1, 4 * READ))
    declared = declared_of(replace(lodgement, goods_items=items), lambda _description, _code: ({"0901": 0.5}, 0.9))

    assert [bool(item.likely) for item in declared.items] == [True] * READ + [False] * (len(items) - READ)
