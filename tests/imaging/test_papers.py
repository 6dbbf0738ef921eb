"""Transport documents against declarations: what a paper says otherwise is held against them, beside the image."""

from dataclasses import replace
from pathlib import Path

import pytest

from customhouse.access.model import Role, User
from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.adapters.waybill_documents.process import ProcessReader
from customhouse.imaging.model import Contribution, Score
from customhouse.imaging.receiving import Reference
from customhouse.imaging.recognition.workshop import Workshop
from customhouse.imaging.records import KeptScan
from customhouse.kernel.database import Database
from customhouse.waybills.documents.service import Documents
from simulators.trader.papers.facts import Goods, Paper, make_paper
from simulators.trader.papers.messages import STYLES, cuscar
from tests.adapters.waybill_documents.reading import PLACES
from tests.declarations.builders import BOX, OTHER, TRADER
from tests.imaging.rooms import Room, container_files, make_room

OFFICER = User("u-officer", "officer", "Officer", Role.DUTY_OFFICER)
WAYBILL, PACKAGES = "WSCL26041733", 20  # as the builders lodge them
TERMS = ("mass", "packages", "containers", "seals", "goods")


@pytest.fixture
def documents(tmp_path: Path) -> Documents:
    return Documents(ProcessReader(), PLACES, FolderBlobs(tmp_path / "papers"))


@pytest.fixture
def room(database: Database, tmp_path: Path, documents: Documents) -> Room:
    made = make_room(database, tmp_path)
    imaging = replace(made.imaging, papers=documents.paper)
    return replace(made, imaging=imaging, workshop=Workshop(database, imaging, 0))


def paper(gross_kg: float = 3000.0, box: str = BOX, seal: str = "WS104417", packages: int = PACKAGES) -> Paper:
    goods = Goods("Refractory mortar in bags", "381600", packages, "PX", "PALLETS", gross_kg, 0)
    return replace(make_paper(1), number=WAYBILL, containers=((box, "22G1", seal),), goods=(goods,))


def post(room: Room, documents: Documents, told: Paper, user: User = TRADER) -> None:
    received = documents.open("manifest.edi", cuscar(STYLES[0], [told]))
    with room.database.begin("test") as tx:
        documents.receive(tx, received, user)


def scanned(room: Room, folder: Path) -> KeptScan:
    """A declaration of three tonnes of mortar, lodged and scanned, that holds what it should."""
    consignment, _ = room.lodge(3000.0)
    opened = room.imaging.open_post(container_files(folder))
    with room.database.begin("test") as tx:
        taken = room.imaging.receive(tx, opened, Reference(consignment_id=consignment), "XMPMS")
        assert isinstance(taken, KeptScan)
    room.workshop.work_off()
    with room.database.read("test") as tx:
        return room.imaging.get(tx, taken.id)


def score_of(scan: KeptScan) -> Score:
    assert scan.comparison is not None
    assert scan.comparison.score is not None
    return scan.comparison.score


def of_paper(score: Score) -> dict[str, Contribution]:
    return {each.term: each for each in score.contributions if each.group == "document"}


def test_where_there_is_no_paper_nothing_is_said_and_nothing_counts(room: Room, tmp_path: Path) -> None:
    told = of_paper(score_of(scanned(room, tmp_path)))

    assert sorted(told) == sorted(f"paper_{name}_unlike" for name in TERMS)
    assert all((each.value, each.log_odds) == (None, 0.0) for each in told.values())


def test_a_paper_of_customs_that_says_the_same_speaks_for_the_declaration(
    room: Room, documents: Documents, tmp_path: Path
) -> None:
    post(room, documents, paper(), OFFICER)
    told = of_paper(score_of(scanned(room, tmp_path)))

    assert {each.value for each in told.values()} == {0.0}
    assert all(each.log_odds < 0 and each.stated for each in told.values())


def test_a_declarant_s_own_paper_speaks_only_against_him(room: Room, documents: Documents, tmp_path: Path) -> None:
    scan = scanned(room, tmp_path)
    assert scan.consignment_id is not None
    told = []
    for own in (paper(), paper(seal="WS999999")):
        post(room, documents, own)
        with room.database.begin("test") as tx:
            room.imaging.compare_again(tx, scan.consignment_id)
            told.append(score_of(room.imaging.get(tx, scan.id)))
    same, unlike = told

    assert same.probability == score_of(scan).probability
    assert {(each.value, each.log_odds) for each in of_paper(same).values()} == {(None, 0.0)}
    assert {name for name, each in of_paper(unlike).items() if each.value is not None} == {"paper_seals_unlike"}
    assert unlike.probability > same.probability


@pytest.mark.parametrize(
    ("told", "term", "value"),
    [
        (paper(gross_kg=4500.0), "paper_mass_unlike", 0.4055),
        (paper(packages=2 * PACKAGES), "paper_packages_unlike", 0.6931),
        (paper(box="MSKU9070323"), "paper_containers_unlike", 1.0),
        (paper(seal="WS999999"), "paper_seals_unlike", 1.0),
    ],
    ids=["mass", "packages", "container", "seal"],
)
def test_a_declaration_whose_waybill_says_otherwise_gets_that_contribution_and_a_higher_score(
    room: Room, documents: Documents, tmp_path: Path, told: Paper, term: str, value: float
) -> None:
    scan = scanned(room, tmp_path)
    post(room, documents, told)
    with room.database.begin("test") as tx:
        assert scan.consignment_id is not None
        room.imaging.compare_again(tx, scan.consignment_id)
        after = score_of(room.imaging.get(tx, scan.id))
    found = of_paper(after)[term]

    assert found.value == pytest.approx(value, abs=1e-4)
    assert found.log_odds > 0.4
    assert found.stated
    assert after.probability > score_of(scan).probability


def test_a_stranger_s_paper_speaks_against_nobody_and_an_officer_s_outranks_the_declarant_s(
    room: Room, documents: Documents, database: Database
) -> None:
    room.lodge(3000.0)
    masses = []
    for gross_kg, user in ((9000.0, OTHER), (3000.0, TRADER), (4000.0, OFFICER), (3100.0, TRADER)):
        post(room, documents, paper(gross_kg), user)
        with database.read("test") as tx:
            said = documents.paper(tx, "wscl 2604 1733", "XME00007")
        masses.append(None if said is None else said.gross_mass_kg)

    assert masses == [None, 3000.0, 4000.0, 4000.0]
