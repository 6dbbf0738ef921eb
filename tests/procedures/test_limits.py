"""Real scans, recognised by the shipped networks, whose findings and whose lane follow the policy of their day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import update

from customhouse.app.bridges import SeenByImaging
from customhouse.imaging import store
from customhouse.imaging.model import Finding, Severity
from customhouse.imaging.reading import ScanFile
from customhouse.imaging.recognition.again import Again, Outcome
from customhouse.imaging.records import KeptScan
from customhouse.imaging.service import Reference
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.policy.model import Dated, Parameter
from customhouse.policy.package import PolicyPackage
from customhouse.procedures.model import State, What
from customhouse.risk.model import Seen
from customhouse.risk.service import Risk
from customhouse.risk.sources import Sources
from tests.imaging.phantoms import dicom_bytes, save
from tests.imaging.rooms import Room, container_files, make_room
from tests.procedures.building import House
from tests.risk.building import MERIDIA, NEVER_DRAWN, make_said

HIGH = "imaging.radiograph_anomaly_high_percent"
UNLIKE = "imaging.unlike_training_percent"


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return make_room(database, tmp_path)


@pytest.fixture
def house(database: Database, clock: FixedClock) -> House:
    return House(database, clock)


def moved(key: str, *values: tuple[date, str]) -> PolicyPackage:
    """The shipped policy with another value of one parameter, in force from a day on."""
    dated = tuple(Dated(since, Decimal(value), "Order of the test") for since, value in values)
    parameter = Parameter(key, "", "percent", dated)
    return PolicyPackage({**MERIDIA.parameters, key: parameter}, MERIDIA.tables, MERIDIA.content)


def under(room: Room, policy: PolicyPackage) -> Room:
    room.imaging = replace(room.imaging, policy=policy)
    room.workshop._imaging = room.imaging
    return room


def scanned(room: Room, files: list[ScanFile], gross_kg: float = 3000.0) -> KeptScan:
    consignment, _ = room.lodge(gross_kg)
    post = room.imaging.open_post(files)
    with room.database.begin("scanner-1") as tx:
        taken = room.imaging.receive(tx, post, Reference(consignment_id=consignment), "XMPMS")
    room.workshop.work_off()
    return now(room, taken.id)


def now(room: Room, scan_id: str) -> KeptScan:
    with room.database.read("test") as tx:
        return room.imaging.get(tx, scan_id)


def judged(room: Room, house: House, scan: KeptScan, policy: PolicyPackage) -> tuple[House, str]:
    """The case of a scan, judged by what imaging says of it."""
    case = str(scan.consignment_id)
    told = house.told
    told.says[case] = make_said()
    house.risk = Risk(policy, NEVER_DRAWN, Sources(told, SeenByImaging(room.imaging), told, told))
    house.procedures = replace(house.procedures, risk=house.risk)
    house.tell("declaration.lodged", case, declaration_id="d", mrn="26XM0000000000017", version=1)
    house.tell("scan.recognised", case, scan_id=scan.id, verdict="agrees", reasons=[], findings=0)
    return house, case


def anomalies(scan: KeptScan) -> list[Finding]:
    return [each for each in scan.findings if each.kind == "anomaly"]


def block(folder: Path) -> list[ScanFile]:
    """A block of one stuff in air: no bag that the networks have learned looks like it."""
    planes = np.full((40, 64, 64), -1000, np.int16)
    planes[10:30, 12:52, 12:52] = 200
    planes += np.random.default_rng(1).integers(-20, 20, planes.shape, dtype=np.int16)
    return [save(folder, f"{n:03}.dcm", dicom_bytes(plane, n * 2.0)) for n, plane in enumerate(planes)]


def test_an_ordinary_container_is_released_without_an_analyst(room: Room, house: House, tmp_path: Path) -> None:
    scan = scanned(room, container_files(tmp_path))
    house, case = judged(room, house, scan, MERIDIA)

    assert scan.recognition is not None
    assert scan.recognition.novelty is not None
    assert house.risk_of(case) == ("green", [])
    assert house.state(case) is State.RELEASED


def test_a_lower_limit_of_policy_makes_the_same_container_red(room: Room, house: House, tmp_path: Path) -> None:
    policy = moved(HIGH, (date(2026, 1, 1), "0.5"))
    scan = scanned(under(room, policy), container_files(tmp_path))
    house, case = judged(room, house, scan, policy)
    first = anomalies(scan)[0]

    assert first.severity is Severity.HIGH
    assert first.held is not None
    assert (first.held.limit, first.held.by) == (0.005, "policy")
    assert house.risk_of(case) == ("red", ["finding_severe"])
    assert house.owed(case, What.SCAN) is not None


def test_the_limit_of_the_day_of_the_scan_holds_when_it_is_recognised_again(
    room: Room, clock: FixedClock, tmp_path: Path
) -> None:
    repealed = moved(HIGH, (date(2026, 1, 1), "0.5"), (date(2027, 1, 1), "100"))
    scan = scanned(under(room, repealed), container_files(tmp_path))
    clock.advance(timedelta(days=60))
    with room.database.begin("test") as tx:
        tx.connection.execute(update(store.scans).values(recognised_with="an earlier program"))
    outcome, _ = Again(room.database, room.imaging).recognise(scan.id)

    assert outcome is Outcome.REPLACED
    assert anomalies(now(room, scan.id)) == anomalies(scan) != []


def test_a_scan_unlike_the_training_is_put_before_an_analyst(room: Room, house: House, tmp_path: Path) -> None:
    scan = scanned(room, block(tmp_path), 0.5)
    house, case = judged(room, house, scan, MERIDIA)
    lane, codes = house.risk_of(case)

    assert scan.recognition is not None
    assert "unlike_training" in {note.code for note in scan.recognition.notes}
    assert lane != "green"
    assert "scan_unlike" in codes
    assert house.state(case) is State.UNDER_CONTROL
    assert house.take().scan_id == scan.id


def test_policy_moves_from_where_a_scan_is_unlike_the_training(room: Room, house: House, tmp_path: Path) -> None:
    never = moved(UNLIKE, (date(2026, 1, 1), "100.01"))
    scan = scanned(under(room, never), block(tmp_path), 0.5)
    house, case = judged(room, house, scan, never)

    assert scan.recognition is not None
    assert "unlike_training" not in {note.code for note in scan.recognition.notes}
    assert "scan_unlike" not in house.risk_of(case)[1]


@pytest.mark.parametrize(("novelty", "state"), [("98.9", State.RELEASED), ("99", State.UNDER_CONTROL)])
def test_nothing_else_is_needed_to_keep_a_strange_scan_from_release(house: House, novelty: str, state: State) -> None:
    case = house.lodge()
    house.scan(case, seen=Seen("agrees", "low", novelty=Decimal(novelty)))

    assert house.state(case) is state
