"""Who is looked for in a lodgement, what an address adds, and an index that outlives its server."""

from pathlib import Path

from customhouse.declarations.reading import read_lodgement
from customhouse.kernel.database import Database
from customhouse.kernel.fields import Fields, Problems
from customhouse.watchlists import shelf
from customhouse.watchlists.model import Asked, Entry, Listed
from customhouse.watchlists.names.model import Kind
from customhouse.watchlists.screening import asked_of, entry_from, judged, plain_entry
from customhouse.watchlists.shelf import Shelf
from tests.declarations.builders import make_lodgement, make_party, make_waybill
from tests.watchlists.rooms import make_room

COMPANY = Entry(
    "C-1",
    Kind.COMPANY,
    ("Northgate Trading House",),
    countries=("AE",),
    addresses=("Yuanwang Road 66, Ningbo", "Office 904, Palm Court, Dubai"),
)


def asked_in(**waybill: object) -> dict[str, str]:
    plain = make_lodgement(waybill=make_waybill(**waybill))
    return {asked.role: asked.name for asked in asked_of(read_lodgement(Fields(plain, "", Problems())))}


def test_parties_carrier_and_vessel_are_looked_for() -> None:
    assert asked_in(notify=make_party("Notified Ltd")) == {
        "declarant": "Pennine Forwarding",
        "waybill/consignor": "Azulejos del Sur",
        "waybill/consignee": "Deva Ceramics",
        "waybill/notify": "Notified Ltd",
        "waybill/carrier": "Western Sea Container Line",
        "waybill/conveyance": "Western Star",
    }


def test_a_lorrys_plate_is_no_name() -> None:
    conveyance = {"mode": "road", "identity": "MX12 ABC", "nationality": "XM"}

    assert "waybill/conveyance" not in asked_in(conveyance=conveyance)


def score(address: str) -> tuple[float, list[str]]:
    asked = Asked("waybill/consignor", "Northgate Trading", (Kind.COMPANY,), address=address)
    match = judged(asked, Listed(1, "list", "e", "1", COMPANY))
    assert match is not None
    return match.score, [fact["name"] for fact in match.explanation["facts"]]


def test_the_same_address_supports_and_another_one_says_nothing() -> None:
    alone, _ = score("")
    same, told = score("66 Yuanwang Rd., Ningbo, 315000")

    assert told == ["address"]
    assert same > alone
    assert score("12 Harbour Street, Mersea") == (alone, [])


def test_an_entry_is_read_back_as_it_was_kept() -> None:
    assert entry_from(plain_entry(COMPANY)) == COMPANY


def test_a_large_index_is_loaded_again_and_not_made_again(database: Database, tmp_path: Path) -> None:
    crowd = [Entry(f"P-{at}", Kind.PERSON, (f"Vadim Sorokopud{at:05d}",)) for at in range(shelf.FEW_ENTRIES + 1)]
    room = make_room(database, tmp_path, crowd)
    room.librarian.work_off()
    told: list[int] = []

    with database.read("test") as tx:
        index = Shelf(tmp_path / "watchlists").renew(tx, told.append)

    assert index.size == len(crowd)
    assert told == []
