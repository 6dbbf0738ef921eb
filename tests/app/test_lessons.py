"""What readers say of findings reaches whoever learns, and nobody who is still to read."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import update

from customhouse.app.bridges import Lessons, LessonsOfSite
from customhouse.imaging.adaptation.adapting import Wish, adapt
from customhouse.imaging.adaptation.pictures.layouts import Sample, layout_of
from customhouse.imaging.model import Box, Finding, Picture, PictureView, Provenance, Severity
from customhouse.imaging.records import FINDINGS
from customhouse.imaging.registry.model import Label, Labelled, Source, Truth, Word
from customhouse.imaging.registry.teaching.exporting import export
from customhouse.imaging.registry.teaching.forms import Form
from customhouse.imaging.store import keep_earlier, scans
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.reasons import Reason
from customhouse.policy.model import Value
from customhouse.procedures.model import Review
from customhouse.procedures.readings.model import FindingVerdict
from tests.conftest import NOON
from tests.imaging.adaptation.folders import boxed
from tests.procedures.building import ANNA, BRUNO, CLEAR, UNDO, House
from tests.procedures.readings.building import Bench

ONCE: dict[str, Value] = {"tip_share_percent": Decimal(0), "ai_reveal": "before"}
TWICE: dict[str, Value] = {**ONCE, "second_reading_percent": Decimal(100), "second_reading_when": "after_release"}


def make_bench(database: Database, clock: FixedClock, folder: Path, values: dict[str, Value] = ONCE) -> Bench:
    bench = Bench(database, folder, House(database, clock, lot=0.0 if values is TWICE else 1.0), values)
    bench.house.procedures = bench.procedures
    return bench


def plant(bench: Bench, scan_id: str, label: str = "firearm", x: int = 40) -> None:
    """The finding `f` where the recogniser's own findings were."""
    box = Box(x, 50, 30, 20)
    finding = Finding("f", "suspected_object", None, Severity.MEDIUM, Reason("x", ""), view=0, box=box, label=label)
    kept = FINDINGS.dump_python((finding,), mode="json")
    with bench.database.begin("test") as tx:
        tx.connection.execute(update(scans).where(scans.c.id == scan_id).values(findings=kept))


def read(bench: Bench, scan_id: str, verdict: FindingVerdict, user: Any = ANNA, label: str = "") -> Review:
    """One reading with a word on the finding, from taking the case until its decision has taken effect."""
    review = bench.take(user)
    bench.do(bench.readings.judge, user, review.id, "f", verdict, label)
    bench.do(bench.readings.decide, user, review.id, CLEAR)
    bench.house.clock.advance(UNDO)
    bench.house.act(bench.procedures.settle, bench.house.clock.at)
    bench.hear("review.decided", review.consignment_id, {"review_id": review.id, "scan_id": scan_id, "by": user.id})
    return review


def lessons(bench: Bench, *, reviews: bool = True) -> Lessons:
    registry = bench.room.imaging.registry
    assert registry is not None
    site = LessonsOfSite(registry, bench.room.imaging, bench.readings)
    found: Lessons = bench.do(site.lessons, reviews=reviews)
    return found


def words(found: Lessons) -> list[tuple[str, str | None]]:
    return [(word.finding.label, word.label) for each in found.labelled for word in each.words]


@pytest.mark.parametrize(
    ("verdict", "label", "said"),
    [
        (FindingVerdict.ACCEPTED, "", "firearm"),
        (FindingVerdict.RELABELLED, "blade", "blade"),
        (FindingVerdict.REJECTED, "", None),
    ],
)
def test_a_word_on_a_finding_is_a_lesson_once_its_decision_has_taken_effect(
    database: Database, clock: FixedClock, tmp_path: Path, verdict: FindingVerdict, label: str, said: str | None
) -> None:
    bench = make_bench(database, clock, tmp_path)
    _, scan_id = bench.scan(tmp_path)
    plant(bench, scan_id)
    before = lessons(bench)
    read(bench, scan_id, verdict, label=label)

    assert (before.labelled, before.withheld) == ((), ())
    assert words(lessons(bench)) == [("firearm", said)]
    assert lessons(bench, reviews=False).labelled == ()


def test_of_an_examined_scan_the_words_come_with_what_was_found(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    bench = make_bench(database, clock, tmp_path)
    consignment, scan_id = bench.scan(tmp_path)
    plant(bench, scan_id)
    read(bench, scan_id, FindingVerdict.ACCEPTED)
    registry = bench.room.imaging.registry
    assert registry is not None
    examined = Label(
        "l", scan_id, consignment, Source.EXAMINATION, Truth.IRREGULAR, (), (), False, "a pistol", NOON, "u-1"
    )
    bench.do(registry.learn, examined)

    [each] = lessons(bench, reviews=False).labelled
    assert (each.label, [word.label for word in each.words]) == (examined, ["firearm"])


def test_a_word_is_on_the_finding_as_it_was_shown_though_the_scan_was_recognised_again(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    bench = make_bench(database, clock, tmp_path)
    _, scan_id = bench.scan(tmp_path)
    plant(bench, scan_id)
    read(bench, scan_id, FindingVerdict.ACCEPTED)
    with database.begin("test") as tx:
        keep_earlier(tx.connection, scan_id, tx.now)
    plant(bench, scan_id, "metal_goods", x=200)

    [each] = lessons(bench).labelled
    [word] = each.words
    assert word.finding.box is not None
    assert (word.finding.label, word.label, word.finding.box.x) == ("firearm", "firearm", 40)


@pytest.mark.parametrize(("x", "counts"), [(200, {}), (40, {"negative": 1})])
def test_a_rejected_finding_hides_no_later_alarm_that_has_its_id(
    database: Database, clock: FixedClock, tmp_path: Path, x: int, counts: dict[str, int]
) -> None:
    bench = make_bench(database, clock, tmp_path)
    _, scan_id = bench.scan(tmp_path)
    plant(bench, scan_id)
    read(bench, scan_id, FindingVerdict.REJECTED)
    with database.begin("test") as tx:
        keep_earlier(tx.connection, scan_id, tx.now)
    plant(bench, scan_id, x=x)

    seen = Picture((PictureView("view 1", np.zeros((120, 300, 3), np.uint8)),), Provenance("PNG"))
    written = export(lessons(bench).labelled, lambda _scan: seen, Form.BOXES, tmp_path / "out")
    assert written.counts == counts


def test_a_word_on_a_finding_leaves_that_on_an_earlier_one_with_its_id(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    bench = make_bench(database, clock, tmp_path, TWICE)
    _, scan_id = bench.scan(tmp_path)
    plant(bench, scan_id)
    read(bench, scan_id, FindingVerdict.ACCEPTED)
    with database.begin("test") as tx:
        keep_earlier(tx.connection, scan_id, tx.now)
    plant(bench, scan_id, "blade", x=200)
    read(bench, scan_id, FindingVerdict.REJECTED, BRUNO)

    assert words(lessons(bench)) == [("blade", None), ("firearm", "firearm")]


def test_nothing_is_told_of_a_scan_that_a_second_reader_is_still_to_read_and_then_the_last_word_wins(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    bench = make_bench(database, clock, tmp_path, TWICE)
    _, scan_id = bench.scan(tmp_path)
    plant(bench, scan_id)
    read(bench, scan_id, FindingVerdict.ACCEPTED)
    between = lessons(bench)
    read(bench, scan_id, FindingVerdict.REJECTED, BRUNO)

    assert (between.labelled, between.withheld) == ((), (scan_id,))
    assert words(lessons(bench)) == [("firearm", None)]
    assert lessons(bench).withheld == ()


class Silent:
    def say(self, line: str) -> None: ...

    def watch(self, _what: str, _count: int, items: Iterable[Sample]) -> Iterator[Sample]:
        yield from items


def test_a_head_is_learned_from_judged_findings_alone(tmp_path: Path) -> None:
    """Simulated bags whose things were all accepted, and beside each a suspicion that was rejected."""
    given = [each for each in layout_of(boxed(tmp_path / "bags", 10)).samples if each.split == "train"]
    pictures = {each.path.stem: np.asarray(Image.open(each.path).convert("RGB")) for each in given}
    labelled = [spoken_of(each, pictures[each.path.stem].shape) for each in given]

    def opened(scan: Any) -> Picture:
        return Picture((PictureView("view 1", pictures[scan.id]),), Provenance("PNG"))

    written = export(labelled, opened, Form.BOXES, tmp_path / "labelled")
    made = adapt(Wish(tmp_path / "labelled", "heads", "simulated"), Silent())

    assert written.left_out == ()
    assert (len(made.layout.samples), made.boxes is not None) == (len(given), True)
    assert {box.label for each in made.layout.samples for box in each.boxes} == {"blade"}


def spoken_of(sample: Sample, shape: tuple[int, ...]) -> Labelled:
    rows, columns = shape[:2]
    said = [
        Word(finding(number, Box(*(round(edge) for edge in edges))), "blade")
        for number, each in enumerate(sample.boxes)
        for edges in [(each.left * columns, each.top * rows, each.width * columns, each.height * rows)]
    ]
    said.append(Word(finding(99, Box(0, 0, 12, 12)), None))
    scan: Any = SimpleNamespace(id=sample.path.stem, findings=tuple(word.finding for word in said))
    return Labelled(scan, None, tuple(said))


def finding(number: int, box: Box) -> Finding:
    reason = Reason("x", "")
    return Finding(f"f{number}", "site_box", None, Severity.MEDIUM, reason, view=0, box=box, label="thing")
