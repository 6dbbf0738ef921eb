"""Sources in force name codes in more languages and below the subheading, and may bring another edition whole."""

from pathlib import Path

import pytest

from customhouse.adapters.nomenclature.hs import HarmonizedSystem
from customhouse.commodities.edition import LEAST, whole_edition
from customhouse.commodities.service import Commodities
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Invalid, NotFound
from customhouse.sourcing.model import Feed
from tests.sourcing.rooms import HEADING, make_room, make_source, write

TEXTS = {"69": "Ceramic products", "6907": "Flags and tiles", "690721": "Tiles", "690722": "Other tiles"}
EDITION = "code,text,language,edition\n"


def whole_table(edition: str) -> str:
    """A nomenclature of the right size: 96 chapters, each with the same number of headings and subheadings."""
    rows = []
    for chapter in (f"{number:02}" for number in range(1, 98) if number != 77):
        rows.append(f"{chapter},Chapter {chapter},en,{edition}")
        for heading in (f"{chapter}{number:02}" for number in range(1, 13)):
            rows.append(f"{heading},Heading {heading},en,{edition}")
            rows += [f"{heading}{number}0,Subheading {heading}{number}0,en,{edition}" for number in range(1, 5)]
    return EDITION + "\n".join(rows)


def brought(database: Database, folder: Path, content: str, **changes: object) -> Commodities:
    room = make_room(folder, make_source(**changes))
    commodities = Commodities(HarmonizedSystem({"2022": TEXTS}), room)
    with room.open_file("own", write(folder, content)) as ready, database.begin("test") as tx:
        room.take(tx, ready)
        commodities.renew(tx)
    return commodities


def test_a_code_is_named_in_every_language_in_force_and_shows_the_national_codes_below(
    database: Database, tmp_path: Path
) -> None:
    rows = "690721,Fliesen,de,\n690721,瓷砖,zh,\n69072110,Of stoneware,en,\n69072190,Other,en,\n690722,x,en,\n"
    commodities = brought(database, tmp_path, HEADING + rows)
    with database.read("test") as tx:
        texts = {each.language: each.text for each in commodities.texts(tx, "6907.21")}
        below = [(each.code, each.text, each.row) for each in commodities.below(tx, "6907.21", "en")]

    assert texts == {"de": "Fliesen", "zh": "瓷砖"}
    assert below == [("69072110", "Of stoneware", "4"), ("69072190", "Other", "5")]


def test_siblings_stand_under_the_same_parent() -> None:
    commodities = Commodities(HarmonizedSystem({"2022": TEXTS}))

    assert [each.code for each in commodities.siblings("6907.21")] == ["690721", "690722"]
    assert [each.code for each in commodities.siblings("69")] == ["69"]
    with pytest.raises(NotFound):
        commodities.siblings("7777")


def test_an_edition_that_was_imported_whole_is_known_beside_the_installed_one(
    database: Database, tmp_path: Path
) -> None:
    commodities = brought(database, tmp_path, whole_table("2017"))

    assert list(commodities.nomenclature.editions()) == ["2017", "2022"]
    assert commodities.describe("010110", "2017").text == "Subheading 010110"
    assert commodities.describe("690721", "2022").text == "Tiles"
    assert commodities.search("heading 0203", "2017", 1)[0].code == "0203"


def test_the_edition_is_that_of_the_source_where_rows_do_not_say(database: Database, tmp_path: Path) -> None:
    commodities = brought(database, tmp_path, whole_table(""), hs_edition="2028")

    assert commodities.latest == "2028"


def test_a_withdrawn_edition_is_no_longer_known(database: Database, tmp_path: Path) -> None:
    commodities = brought(database, tmp_path, whole_table("2017"))
    with database.begin("test") as tx:
        assert commodities.sourcing
        commodities.sourcing.withdraw(tx, "own")
        commodities.renew(tx)

    with pytest.raises(Invalid, match="no edition 2017"):
        commodities.describe("0101", "2017")


def test_some_codes_of_an_edition_are_not_an_edition(database: Database, tmp_path: Path) -> None:
    commodities = brought(database, tmp_path, EDITION + "01,Animals,en,2017\n0101,Horses,en,2017\n")

    assert list(commodities.nomenclature.editions()) == ["2022"]


def test_codes_without_their_parents_do_not_count() -> None:
    texts = {f"{number:06}": "text" for number in range(10_000, 10_000 + 2 * LEAST[6])}

    assert whole_edition(texts) == {}


def test_a_code_of_an_earlier_edition_says_what_it_became(database: Database, tmp_path: Path) -> None:
    table = "from_edition,from_code,to_code\n2017,690710,690721\n2017,690710,690722\n"
    commodities = brought(database, tmp_path, table, reader="correlation", feeds=(Feed.CORRELATION,))
    with database.read("test") as tx:
        became = [(each.code, each.since) for each in commodities.became(tx, "6907.10")]

    assert became == [("690721", "2017"), ("690722", "2017")]
