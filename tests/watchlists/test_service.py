"""Consignments are screened when they are lodged, hits wait for an officer, and what was decided stands."""

from datetime import timedelta
from pathlib import Path

import pytest

from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Conflict, Invalid
from customhouse.watchlists.model import Asked, Fault, HitOutcome, HitState
from customhouse.watchlists.names.model import Kind
from tests.watchlists.rooms import HALCYON, SOROKOPUD, VETER, Room, make_room

WATCHED = "Severnyi Veter LLC"


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return make_room(database, tmp_path)


def test_a_party_on_a_list_is_a_hit_that_says_which_words_agree(room: Room) -> None:
    [hit] = room.hits(room.lodge(WATCHED))

    assert (hit.role, hit.entry_id, hit.state) == ("waybill/consignor", "X-1", HitState.OPEN)
    assert [(pair["query"], pair["entry"]) for pair in hit.explanation["pairs"]] == [
        (["severnyi"], ["severnyy"]),
        (["veter"], ["veter"]),
    ]
    assert [fact["bearing"] for fact in hit.explanation["facts"]] == ["supports"]


def test_the_news_of_a_hit_carry_its_level_and_honest_parties_make_none(room: Room) -> None:
    honest = room.lodge()
    watched = room.lodge(WATCHED, lrn="2026-0418")

    assert [(news["subject"], news["level"], news["hits"]) for news in room.news("parties.screened")] == [
        (watched, "likely", 1)
    ]
    assert room.level(honest) == "none"


def test_a_vessel_is_known_by_its_imo_number_whatever_it_is_called(room: Room) -> None:
    conveyance = {"mode": "sea", "identity": "Morning Calm IMO 9300013", "nationality": "PA"}

    [hit] = room.hits(room.lodge(conveyance=conveyance))

    assert (hit.role, hit.entry_id) == ("waybill/conveyance", "X-2")


def test_the_carrier_is_screened_too(room: Room) -> None:
    [hit] = room.hits(room.lodge(carrier="Severny Veter"))

    assert hit.role == "waybill/carrier"


def test_an_amendment_that_names_another_party_lets_the_hit_go(room: Room) -> None:
    consignment = room.lodge(WATCHED)

    room.amend(consignment, "Azulejos del Sur")

    assert [hit.state for hit in room.hits(consignment)] == [HitState.GONE]
    assert room.level(consignment) == "none"
    assert [news["level"] for news in room.news("parties.screened")] == ["likely", "none"]


def decide(room: Room, hit_id: str, outcome: HitOutcome, note: str = "seen the passport") -> None:
    with room.database.begin("u-officer") as tx:
        room.watchlists.decide(tx, hit_id, outcome, note)


def test_a_hit_decided_not_to_be_the_same_counts_no_more_and_is_told(room: Room) -> None:
    consignment = room.lodge(WATCHED)
    [hit] = room.hits(consignment)

    decide(room, hit.id, HitOutcome.NOT_SAME)

    [decided] = room.hits(consignment)
    assert (decided.state, decided.decisions[0].by, decided.decisions[0].note) == (
        HitState.NOT_SAME,
        "u-officer",
        "seen the passport",
    )
    assert room.level(consignment) == "none"
    assert [news["outcome"] for news in room.news("hit.decided")] == ["not_same"]


def test_a_decision_is_asked_for_its_reason(room: Room) -> None:
    [hit] = room.hits(room.lodge(WATCHED))

    with pytest.raises(Invalid, match="say why"):
        decide(room, hit.id, HitOutcome.SAME, "  ")


def test_a_decision_can_be_changed_and_both_are_kept(room: Room) -> None:
    consignment = room.lodge(WATCHED)
    [hit] = room.hits(consignment)

    decide(room, hit.id, HitOutcome.NOT_SAME)
    decide(room, hit.id, HitOutcome.SAME, "it is the same seal on the invoice")

    [after] = room.hits(consignment)
    assert [each.outcome for each in after.decisions] == [HitOutcome.NOT_SAME, HitOutcome.SAME]
    assert room.level(consignment) == "likely"


def test_a_hit_that_is_gone_cannot_be_decided(room: Room) -> None:
    consignment = room.lodge(WATCHED)
    [hit] = room.hits(consignment)
    room.amend(consignment, "Azulejos del Sur")

    with pytest.raises(Conflict):
        decide(room, hit.id, HitOutcome.SAME)


def test_a_decision_stands_while_both_sides_say_the_same(room: Room) -> None:
    consignment = room.lodge(WATCHED)
    [hit] = room.hits(consignment)
    decide(room, hit.id, HitOutcome.NOT_SAME)

    room.take(VETER, HALCYON, version="2")
    room.librarian.work_off()

    assert [(each.state, each.version) for each in room.hits(consignment)] == [(HitState.NOT_SAME, "2")]


def test_a_changed_entry_opens_the_hit_again(room: Room) -> None:
    consignment = room.lodge(WATCHED)
    [hit] = room.hits(consignment)
    decide(room, hit.id, HitOutcome.NOT_SAME)

    changed = type(VETER)(**{**vars(VETER), "addresses": ("Murmansk",)})
    room.take(changed, version="2")
    room.librarian.work_off()

    assert [each.state for each in room.hits(consignment)] == [HitState.OPEN]


def suppress(room: Room, hit_id: str, days: int | None = None) -> None:
    with room.database.begin("u-officer") as tx:
        room.watchlists.suppress(tx, hit_id, "a namesake since 1990", days)


def test_a_pair_on_the_good_list_does_not_come_back(room: Room) -> None:
    [hit] = room.hits(room.lodge(WATCHED))
    suppress(room, hit.id)

    assert room.hits(room.lodge(WATCHED, lrn="2026-0418")) == []


def test_a_pair_comes_back_when_its_time_on_the_good_list_is_over(
    room: Room, database: Database, clock: FixedClock
) -> None:
    [hit] = room.hits(room.lodge(WATCHED))
    suppress(room, hit.id, days=30)
    clock.advance(timedelta(days=31))

    assert len(room.hits(room.lodge(WATCHED, lrn="2026-0418"))) == 1


def test_a_pair_comes_back_when_the_party_is_declared_otherwise(room: Room) -> None:
    [hit] = room.hits(room.lodge(WATCHED))
    suppress(room, hit.id)

    assert len(room.hits(room.lodge("Severny Veter Murmansk", lrn="2026-0418"))) == 1


def test_a_pair_comes_back_when_an_officer_ends_its_suppression(room: Room) -> None:
    [hit] = room.hits(room.lodge(WATCHED))
    suppress(room, hit.id)
    with room.database.begin("u-officer") as tx:
        [good] = room.watchlists.good_list(tx, None).items
        room.watchlists.end_suppression(tx, good.id)

    assert len(room.hits(room.lodge(WATCHED, lrn="2026-0418"))) == 1


def test_nothing_is_suppressed_for_longer_than_the_policy_allows(room: Room) -> None:
    [hit] = room.hits(room.lodge(WATCHED))

    with pytest.raises(Invalid, match="1 to 365 days"):
        suppress(room, hit.id, days=366)


def test_a_new_edition_screens_again_what_is_open(room: Room) -> None:
    consignment = room.lodge("Kasr Alnakheel Trading")
    assert room.hits(consignment) == []
    nakhil = type(VETER)("X-9", Kind.COMPANY, ("Qasr al-Nakhil General Trading",))

    room.take(VETER, nakhil, version="2")
    room.librarian.work_off()

    assert [hit.entry_id for hit in room.hits(consignment)] == ["X-9"]


def test_what_is_dealt_with_is_not_screened_again(room: Room) -> None:
    consignment = room.lodge("Kasr Alnakheel Trading")
    with room.database.begin("test") as tx:
        room.declarations.close(tx, consignment)

    room.take(type(VETER)("X-9", Kind.COMPANY, ("Qasr al-Nakhil General Trading",)), version="2")

    assert room.librarian.work_off() == 1
    assert room.librarian.work_off() == 0
    assert room.hits(consignment) == []


def test_an_entry_that_a_new_edition_lacks_is_no_hit_any_more(room: Room) -> None:
    consignment = room.lodge(WATCHED)

    room.take(HALCYON, version="2")
    room.librarian.work_off()

    assert [hit.state for hit in room.hits(consignment)] == [HitState.GONE]


def test_the_entries_of_past_editions_are_dropped(room: Room) -> None:
    room.take(HALCYON, version="2")
    room.librarian.work_off()

    with room.database.read("test") as tx:
        assert not room.watchlists.lists.has_past(tx)
        assert [edition.entries for edition in room.watchlists.lists.editions(tx)] == [1]


def ask(room: Room, name: str, *kinds: Kind, **facts: str) -> list[tuple[str, str]]:
    with room.database.read("test") as tx:
        found = room.watchlists.ask(tx, Asked("asked", name, kinds or (Kind.PERSON, Kind.COMPANY), **facts))
    return [(match.listed.entry.source_id, level.value) for match, level in found]


def test_an_officer_can_ask_for_a_name_in_any_script(room: Room) -> None:
    assert ask(room, "Сорокопуд Вадим Аркадьевич") == [("X-3", "likely")]
    assert ask(room, "Norrland & Vale Furniture") == []


def test_a_birth_date_that_contradicts_makes_a_weaker_hit_or_none(room: Room) -> None:
    assert ask(room, "Vadim Arkadyevich Sorokopud", Kind.PERSON, born="1990-01-01") == []


def test_a_name_without_letters_is_refused_with_words(room: Room) -> None:
    with pytest.raises(Invalid, match="letters or digits"):
        ask(room, "?!—")


def test_an_import_that_breaks_off_leaves_the_list_as_it_was(room: Room) -> None:
    with pytest.raises(Invalid, match="the list is left as it was"):
        room.take(Fault("line 1", "no name"), version="2")

    with room.database.read("test") as tx:
        assert [edition.version for edition in room.watchlists.lists.editions(tx)] == ["1"]


def test_an_id_that_comes_twice_is_told_and_counted_once(room: Room) -> None:
    taken = room.take(VETER, SOROKOPUD, VETER, version="2")

    assert (taken.count.entries, taken.count.faults) == (2, 1)


def test_without_any_list_nobody_is_a_hit(database: Database, tmp_path: Path) -> None:
    room = make_room(database, tmp_path, [])

    assert room.hits(room.lodge(WATCHED)) == []
    assert room.level(room.lodge(WATCHED)) == "none"
