"""A source is taken whole or not at all, replaced by its next import, and every row leads back to its file."""

import hashlib
from pathlib import Path

import pytest

from customhouse.kernel.database import Database
from customhouse.kernel.errors import Invalid, NotFound
from customhouse.kernel.outbox import oldest
from customhouse.sourcing.intake import AnotherEdition
from customhouse.sourcing.model import Feed, Import, ImportState, TextKind
from customhouse.sourcing.service import Sourcing
from tests.sourcing.rooms import GOOD, HEADING, make_room, make_source, write


def bring(room: Sourcing, database: Database, path: Path, source: str = "own", **options: bool) -> Import:
    with room.open_file(source, path, **options) as ready, database.begin("somebody") as tx:
        return room.take(tx, ready)


def in_force(room: Sourcing, database: Database) -> list[tuple[str, str, str]]:
    with database.read("test") as tx:
        return [(each.source, each.text.code, each.text.text) for each in room.texts(tx)]


def stamp(room: Sourcing, database: Database) -> str:
    with database.read("test") as tx:
        return room.stamp(tx)


def news(database: Database) -> list[str]:
    with database.read("test") as tx:
        return [message.kind for _, message in oldest(tx.connection, 100)]


def test_what_is_imported_is_in_force_and_the_broken_row_in_quarantine(database: Database, tmp_path: Path) -> None:
    room = make_room(tmp_path)
    taken = bring(room, database, write(tmp_path, GOOD + "6109,tee,english,\n"))

    assert (taken.taken, taken.quarantined, taken.state) == (3, 1, ImportState.IN_FORCE)
    assert in_force(room, database)[0] == ("own", "0101", "Horses")
    with database.read("test") as tx:
        [(_, fault)] = room.quarantine(tx, "own").items
        assert (fault.row, fault.code, fault.raw) == ("5", "language", "6109,tee,english,")
    assert news(database) == ["reference.imported"]


def test_the_file_is_kept_as_it_came(database: Database, tmp_path: Path) -> None:
    room = make_room(tmp_path)
    taken = bring(room, database, write(tmp_path))

    assert room.blobs.get(taken.sha256) == GOOD.encode()


def test_the_next_import_takes_the_place_of_the_one_before(database: Database, tmp_path: Path) -> None:
    room = make_room(tmp_path)
    bring(room, database, write(tmp_path, GOOD + "6109,tee,english,\n"))
    bring(room, database, write(tmp_path, HEADING + "0102,Bovine animals,en,\n"))

    assert in_force(room, database) == [("own", "0102", "Bovine animals")]
    with database.read("test") as tx:
        states = [each.state for each in room.history(tx, "own")]
        assert states == [ImportState.IN_FORCE, ImportState.REPLACED]
        assert room.quarantine(tx, "own").items == ()


def test_what_fails_on_the_way_leaves_everything_as_it_was(database: Database, tmp_path: Path) -> None:
    room = make_room(tmp_path)
    bring(room, database, write(tmp_path))
    before = stamp(room, database)

    def broken_off() -> None:
        with (
            room.open_file("own", write(tmp_path, HEADING + "0102,Bovine,en,\n")) as ready,
            database.begin("somebody") as tx,
        ):
            room.take(tx, ready)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()

    assert len(in_force(room, database)) == 3
    assert stamp(room, database) == before
    assert news(database) == ["reference.imported"]


def test_withdrawn_rows_are_gone_and_their_record_stays(database: Database, tmp_path: Path) -> None:
    room = make_room(tmp_path)
    bring(room, database, write(tmp_path))
    with database.begin("somebody") as tx:
        ended = room.withdraw(tx, "own")

    assert (ended.state, ended.ended_by) == (ImportState.WITHDRAWN, "somebody")
    assert in_force(room, database) == []
    with database.read("test") as tx:
        [standing] = room.standings(tx)
        assert standing.in_force is None
        assert [each.state for each in room.history(tx, "own")] == [ImportState.WITHDRAWN]
        with pytest.raises(NotFound, match="in force"):
            room.provenance(tx, "own", "2")
    assert news(database) == ["reference.imported", "reference.withdrawn"]


def test_withdrawing_what_is_not_in_force_is_told(database: Database, tmp_path: Path) -> None:
    with database.begin("somebody") as tx, pytest.raises(NotFound, match="in force"):
        make_room(tmp_path).withdraw(tx, "own")


def test_the_stamp_changes_exactly_with_what_is_in_force(database: Database, tmp_path: Path) -> None:
    room = make_room(tmp_path, make_source(), make_source(id="other", file="other.csv"))
    nothing = stamp(room, database)
    bring(room, database, write(tmp_path))
    one = stamp(room, database)
    bring(room, database, write(tmp_path))
    again = stamp(room, database)
    bring(room, database, write(tmp_path, name="other.csv"), "other")
    both = stamp(room, database)
    with database.begin("somebody") as tx:
        room.withdraw(tx, "other")

    assert len({nothing, one, both}) == 3
    assert again == one
    assert stamp(room, database) == one


def test_rows_are_read_by_kind_and_by_what_their_source_feeds(database: Database, tmp_path: Path) -> None:
    vague = make_source(id="vague", file="vague.csv", reader="uk-vague", feeds=(Feed.VAGUENESS,))
    room = make_room(tmp_path, make_source(), vague)
    bring(room, database, write(tmp_path))
    bring(room, database, write(tmp_path, "gift\nstuff\n", "vague.csv"), "vague")

    with database.read("test") as tx:
        assert {each.source for each in room.texts(tx, feeds=[Feed.VAGUENESS])} == {"vague"}
        assert [each.text.text for each in room.texts(tx, [TextKind.LABELLED])] == ["cotton tee"]
        assert len(list(room.texts(tx, [TextKind.LABELLED, TextKind.VAGUE]))) == 3


def test_a_row_leads_back_to_its_publisher(database: Database, tmp_path: Path) -> None:
    room = make_room(tmp_path)
    bring(room, database, write(tmp_path))
    with database.read("test") as tx:
        found = room.provenance(tx, "own", "3")

    assert (found.title, found.licence, found.edition, found.row) == ("Own tariff", "CC0", "2026", "3")
    assert found.attribution == "The administration, 2026"


def test_another_edition_is_told_and_taken_only_when_asked(database: Database, tmp_path: Path) -> None:
    known = hashlib.sha256(GOOD.encode()).hexdigest()
    room = make_room(tmp_path, make_source(sha256=known))
    bring(room, database, write(tmp_path))
    changed = write(tmp_path, GOOD + "0102,Bovine animals,en,\n")

    with pytest.raises(AnotherEdition, match=known[:12]):
        bring(room, database, changed)
    assert len(in_force(room, database)) == 3

    taken = bring(room, database, changed, accept_changed=True)
    assert not taken.is_known_edition
    with database.read("test") as tx:
        assert room.provenance(tx, "own", "2").edition == f"{taken.sha256[:12]} (not 2026)"


def test_a_file_whose_rows_are_mostly_broken_is_refused_with_its_first_faults(
    database: Database, tmp_path: Path
) -> None:
    room = make_room(tmp_path)
    broken = HEADING + "0101,Horses,en,\n" + "horse,Horses,en,\n" * 9

    with pytest.raises(Invalid, match="9 rows are broken, 1 whole") as error:
        bring(room, database, write(tmp_path, broken))

    assert error.value.problems[0].field == "tariff.csv:3"
    assert in_force(room, database) == []


def test_a_file_of_no_rows_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="hardly a file of"):
        bring(make_room(tmp_path), database, write(tmp_path, HEADING))


def test_texts_of_a_code_are_found_whatever_noughts_it_ends_in(database: Database, tmp_path: Path) -> None:
    room = make_room(tmp_path)
    rows = "0101210000,Zuchtpferde,de,\n01012100,Breeding,en,\n01012910,For slaughter,en,\n0501,Hair,en,\n9997,x,en,\n"
    bring(room, database, write(tmp_path, HEADING + rows.replace("9997,x,en,\n", "9706,Antiques,en,\n")))
    with database.read("test") as tx:
        texts = [each.text.text for each in room.texts_of(tx, "010121")]
        below = [each.text.code for each in room.texts_below(tx, "0101", "en")]
        hair = [each.text.text for each in room.texts_of(tx, "050100", "en")]

        assert texts == ["Breeding", "Zuchtpferde"]
        assert below == ["01012100", "01012910"]
        assert hair == ["Hair"]
        assert [each.text.code for each in room.texts_below(tx, "97", "en")] == ["9706"]
        assert room.texts_below(tx, "x", "en") == ()


def test_a_code_of_an_earlier_edition_is_told_what_it_became(database: Database, tmp_path: Path) -> None:
    room = make_room(tmp_path, make_source(reader="correlation", feeds=(Feed.CORRELATION,)))
    rows = "from_edition,from_code,to_code\n2017,851712,851713\n2017,851712,851714\n"
    bring(room, database, write(tmp_path, rows))
    with database.read("test") as tx:
        became = [(each.text.text, each.text.edition) for each in room.became(tx, "851712")]

    assert became == [("851713", "2017"), ("851714", "2017")]


def test_a_source_the_manifest_no_longer_has_stays_until_it_is_withdrawn(database: Database, tmp_path: Path) -> None:
    bring(make_room(tmp_path), database, write(tmp_path))
    room = make_room(tmp_path, make_source(id="other"))
    with database.begin("somebody") as tx:
        standings = {each.source.id: each.in_manifest for each in room.standings(tx)}
        room.withdraw(tx, "own")

    assert standings == {"other": True, "own": False}
    assert in_force(room, database) == []


def test_the_quarantine_is_read_a_page_at_a_time(database: Database, tmp_path: Path) -> None:
    room = make_room(tmp_path)
    bring(room, database, write(tmp_path, HEADING + "0101,Horses,en,\n" * 80 + "101,Horses,en,\n" * 60))
    with database.read("test") as tx:
        first = room.quarantine(tx, "own")
        rest = room.quarantine(tx, "own", first.next_cursor)

    assert (len(first.items), len(rest.items), rest.next_cursor) == (50, 10, None)
    assert rest.items[0][1].row == "132"


def test_what_a_country_pack_brings_itself_is_taken_once(database: Database, tmp_path: Path) -> None:
    room = make_room(tmp_path, make_source(folder="tariff"))
    path = write(tmp_path / "pack" / "tariff")
    for content in (GOOD, GOOD, HEADING + "0102,Bovine animals,en,\n"):
        path.write_text(content, encoding="utf-8")
        with database.begin("test") as tx:
            room.furnish(tx, tmp_path / "pack")

    with database.read("test") as tx:
        assert len(room.history(tx, "own")) == 2
    assert in_force(room, database) == [("own", "0102", "Bovine animals")]


def test_a_country_pack_that_lacks_its_own_file_is_told(database: Database, tmp_path: Path) -> None:
    room = make_room(tmp_path, make_source(folder="tariff"))
    with database.begin("test") as tx, pytest.raises(Invalid, match=r"has no file tariff/tariff\.csv"):
        room.furnish(tx, tmp_path)
