"""From what was found in CT parcels to a head that looks at the next one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from customhouse.adapters.scanners import read
from customhouse.imaging.adaptation.adapting import Made, Wish, adapt
from customhouse.imaging.adaptation.pictures import yolo
from customhouse.imaging.adaptation.pictures.layouts import Sample
from customhouse.imaging.adaptation.pictures.projecting import solid
from customhouse.imaging.adaptation.report import write
from customhouse.imaging.model import Box, BoxMm, Finding, Scan, Severity, Volume
from customhouse.imaging.reading import ScanFile
from customhouse.imaging.records import KeptScan
from customhouse.imaging.registry.model import Labelled, Truth, What, Word
from customhouse.imaging.registry.service import read_folder
from customhouse.imaging.registry.teaching.exporting import export
from customhouse.imaging.registry.teaching.forms import Form
from customhouse.imaging.service import Reference
from customhouse.kernel.database import Database
from customhouse.kernel.reasons import Reason
from tests.imaging.phantoms import make_volume, nifti_bytes, save
from tests.imaging.registry.heads import label
from tests.imaging.rooms import Room, make_room


def parcel(number: int, *, armed: bool) -> Volume:
    """Goods of little density among others, and in an armed one a pistol's shape of steel."""
    random = np.random.default_rng(number)
    goods = [
        (tuple(random.integers((6, 20, 20), (30, 60, 60))), tuple(random.integers(8, 30, 3)), float(hu))
        for hu in random.integers(-600, 200, 5)
    ]
    z, y, x = random.integers((15, 25, 25), (30, 50, 45))
    pistol = [((z, y, x), (5, 8, 34), 5000.0), ((z, y + 8, x + 22), (5, 22, 10), 5000.0)] if armed else []
    return make_volume([*goods, *pistol], noise=float(random.uniform(10, 30)))


@dataclass(frozen=True)
class Row:
    """Stands for the row of a scan."""

    id: str
    findings: tuple[Finding, ...] = ()


def labelled(count: int) -> tuple[list[Labelled], dict[str, Volume]]:
    found, volumes = [], {}
    for number in range(count):
        for truth in Truth:
            scan_id = f"{truth.value}-{number}"
            volumes[scan_id] = parcel(2 * number + (truth is Truth.CLEAN), armed=truth is Truth.IRREGULAR)
            row: KeptScan = Row(scan_id)  # type: ignore[assignment]  # all that is asked of it
            found.append(Labelled(row, label(scan_id, truth)))
    return found, volumes


class Silent:
    def say(self, line: str) -> None: ...

    def watch(self, _what: str, _count: int, items: Iterable[Sample]) -> Iterator[Sample]:
        yield from items


@pytest.fixture(scope="module")
def head(tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, Path]:
    """Learned from what examinations found in simulated parcels."""
    folder = tmp_path_factory.mktemp("volumes")
    scans, volumes = labelled(6)

    def opened(scan: KeptScan) -> Scan:
        """As it comes from a file."""
        content = nifti_bytes(volumes[scan.id].values.transpose(2, 1, 0), (1.0, 1.0, 2.0))
        return read([save(folder, f"{scan.id}.nii", content)])

    written = export(scans, opened, Form.POSITIVE_NEGATIVE, folder / "labelled", volumes=True)
    assert written.counts == {"positive": 18, "negative": 18}
    made = adapt(Wish(folder / "labelled", "gate-ct", "simulated"), Silent())
    write(made, folder / "gate-ct", 1)
    return made, folder / "gate-ct"


def recognised(room: Room, folder: Path, scan: Volume, name: str) -> KeptScan:
    path = save(folder, f"{name}.nii", nifti_bytes(scan.values.transpose(2, 1, 0), (1.0, 1.0, 2.0))).path
    post = room.imaging.open_post([ScanFile(path.name, path)])
    with room.database.begin("scanner") as tx:
        taken = room.imaging.receive(tx, post, Reference(), "XMPMS")
    room.workshop.work_off()
    with room.database.read("test") as tx:
        return room.imaging.get(tx, taken.id)


def test_examined_parcels_make_a_head_that_finds_what_the_next_one_holds(
    head: tuple[Made, Path], database: Database, tmp_path: Path
) -> None:
    made, folder = head
    room = make_room(database, tmp_path)
    registry = room.imaging.registry
    assert registry is not None
    with database.begin("one") as tx:
        model = registry.register(tx, read_folder(folder))
        move = registry.propose(tx, "one", model.id, What.PROMOTE, "It knows pistols.")
    with database.begin("two") as tx:
        registry.decide(tx, "two", move.id, "", approved=True)
    armed, plain = (
        recognised(room, tmp_path, parcel(100 + n, armed=armed), f"s{n}") for n, armed in enumerate((True, False))
    )

    assert made.layout.of_volumes
    assert [(each.label, each.view) for each in armed.findings if each.kind == "site_label"] == [("positive", None)]
    assert [each.label for each in plain.findings if each.kind == "site_label" and each.label == "positive"] == []
    assert plain.recognition is not None
    assert "gate-ct" in {each.name for each in plain.recognition.models}


def test_who_has_learned_from_volumes_looks_at_nothing_else(
    head: tuple[Made, Path], database: Database, tmp_path: Path
) -> None:
    room = make_room(database, tmp_path)
    registry = room.imaging.registry
    assert registry is not None
    with database.begin("one") as tx:
        registry.register(tx, read_folder(head[1]))
    path = tmp_path / "bag.png"
    Image.fromarray(np.full((60, 80), 180, np.uint8)).save(path)
    post = room.imaging.open_post([ScanFile(path.name, path)])
    with room.database.begin("scanner") as tx:
        taken = room.imaging.receive(tx, post, Reference(), "XMPMS")
    room.workshop.work_off()
    with room.database.read("test") as tx:
        seen = room.imaging.get(tx, taken.id).recognition

    assert seen is not None
    assert seen.models == ()


def test_a_judged_finding_in_a_volume_is_a_box_in_each_of_its_views(tmp_path: Path) -> None:
    place = BoxMm(50.0, 30.0, 40.0, 16.0, 24.0, 20.0)
    reason = Reason("x", "")
    finding = Finding("f", "suspected_object", None, Severity.MEDIUM, reason, box_mm=place, label="firearm")
    row: KeptScan = Row("s-1", (finding,))  # type: ignore[assignment]  # all that is asked of it
    scan = make_volume([((20, 30, 50), (10, 24, 16), 3000)])
    each = Labelled(row, None, (Word(finding, "firearm"),))
    written = export([each], lambda _scan: scan, Form.BOXES, tmp_path / "o", volumes=True)
    layout = yolo.layout_of(tmp_path / "o")

    assert written.counts == {"positive": 3}
    assert layout is not None
    [box] = next(each.boxes for each in layout.samples if each.path.stem == "s-1-1")
    assert (box.left, box.top, box.width, box.height) == pytest.approx((0.5, 1 / 3, 0.16, 1 / 6), abs=1e-4)


@pytest.mark.parametrize(
    ("view", "said", "counts"),
    [
        (0, "firearm", {"positive": 1}),
        (1, "firearm", {"positive": 1}),
        (2, "tools", {"positive": 1}),
        (0, None, {"negative": 3}),
    ],
)
def test_of_what_a_head_saw_in_one_view_nothing_is_told_of_the_others(
    tmp_path: Path, view: int, said: str | None, counts: dict[str, int]
) -> None:
    scan = make_volume([((20, 30, 50), (10, 24, 16), 3000)])
    box, reason = Box(50, 30, 30, 15), Reason("x", "")
    found = Finding("f", "site_box", None, Severity.MEDIUM, reason, box_mm=solid(box, view, scan), label="firearm")
    other = replace(found, id="o", box_mm=BoxMm(10.0, 10.0, 10.0, 9.0, 9.0, 10.0))
    row: KeptScan = Row("s-1", (found, other))  # type: ignore[assignment]  # all that is asked of it
    each = Labelled(row, None, (Word(found, said), Word(other, "firearm" if said else None)))
    written = export([each], lambda _scan: scan, Form.BOXES, tmp_path / "o", volumes=True)
    told = {path.stem: path.read_text(encoding="utf-8").splitlines() for path in tmp_path.glob("o/labels/*.txt")}

    assert written.counts == counts
    assert {name: len(lines) for name, lines in told.items()} == (
        {f"s-1-{view}": 2} if said else dict.fromkeys(("s-1-0", "s-1-1", "s-1-2"), 0)
    )
    assert (len(written.left_out), "has no place" in str(written.left_out)) == ((1, True) if said else (0, False))


def test_volumes_and_pictures_are_written_apart_and_what_has_no_scale_is_left_out(tmp_path: Path) -> None:
    scans, volumes = labelled(1)
    bare = {"clean-0": replace(volumes["clean-0"], calibrated=False), "irregular-0": volumes["irregular-0"]}
    apart = export(scans, lambda scan: bare[scan.id], Form.CLASSES, tmp_path / "pictures")
    written = export(scans, lambda scan: bare[scan.id], Form.CLASSES, tmp_path / "volumes", volumes=True)

    assert all("--volumes" in why for _, why in apart.left_out)
    assert written.counts == {"weapon_or_part": 3}
    assert "no Hounsfield units" in dict(written.left_out)["clean-0"]
