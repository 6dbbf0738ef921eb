"""`imaging.ai_reveal`: what the recogniser found stays with the server until the analyst has looked, or decided."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from customhouse.command.model import Entry
from customhouse.command.veiling import veiled
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Conflict, Invalid, NotFound
from customhouse.procedures.model import Decision, Outcome
from customhouse.procedures.readings.curtain import Veil
from customhouse.procedures.readings.model import FindingVerdict
from customhouse.procedures.readings.quality import Quality
from tests.conftest import NOON
from tests.procedures.building import ANNA, BRUNO, CLARA, CLEAR, DUTY, House
from tests.procedures.readings.building import Bench

HEAVY_KG = 9000.0


def make_bench(database: Database, clock: FixedClock, folder: Path, reveal: str) -> Bench:
    values = {"ai_reveal": reveal, "tip_share_percent": Decimal(0)}
    return Bench(database, folder, House(database, clock), values)


def test_with_the_image_the_findings_are_there(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    bench = make_bench(database, clock, tmp_path, "before")
    _, scan_id = bench.scan(tmp_path, HEAVY_KG)
    shown = bench.shown(scan_id)

    assert not shown.hides_findings
    assert shown.told.comparison is not None


def test_before_the_first_look_nothing_of_them_leaves_the_server(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    bench = make_bench(database, clock, tmp_path, "after_first_look")
    _, scan_id = bench.scan(tmp_path, HEAVY_KG)
    review = bench.take()
    hidden, of_duty = bench.shown(scan_id), bench.shown(scan_id, DUTY)
    looked = bench.do(bench.readings.look_first, ANNA, review.id, Outcome.CLEAR)
    revealed = bench.shown(scan_id)

    assert (hidden.told.recognition, hidden.told.comparison, hidden.told.findings) == (None, None, ())
    assert of_duty.told.comparison is not None
    assert hidden.key == revealed.key
    assert revealed.told.comparison is not None
    assert (looked.first_look, looked.first_look_at) == (Outcome.CLEAR, bench.house.clock.at)
    assert [news["first_look"] for news in bench.room.news("findings.revealed")] == ["clear"]


def test_a_first_look_comes_once_and_says_clear_or_suspicious(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    bench = make_bench(database, clock, tmp_path, "after_first_look")
    bench.scan(tmp_path)
    review = bench.take()
    with pytest.raises(Invalid):
        bench.do(bench.readings.look_first, ANNA, review.id, Outcome.RESCAN)
    bench.do(bench.readings.look_first, ANNA, review.id, Outcome.CLEAR)

    with pytest.raises(Conflict):
        bench.do(bench.readings.look_first, ANNA, review.id, Outcome.SUSPICIOUS)


def test_nobody_decides_before_the_first_look(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    bench = make_bench(database, clock, tmp_path, "after_first_look")
    _, scan_id = bench.scan(tmp_path)
    review = bench.take()
    with pytest.raises(Conflict, match="Look first"):
        bench.do(bench.readings.decide, ANNA, review.id, CLEAR)

    assert bench.shown(scan_id).hides_findings


def test_what_one_analyst_was_shown_is_hidden_from_the_next(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    bench = make_bench(database, clock, tmp_path, "after_first_look")
    _, scan_id = bench.scan(tmp_path)
    review = bench.take()
    bench.do(bench.readings.look_first, ANNA, review.id, Outcome.CLEAR)
    bench.do(bench.readings.hand_back, ANNA, review.id)
    bench.take(BRUNO)

    assert bench.shown(scan_id, BRUNO).hides_findings


def test_in_blind_reading_a_decision_that_is_taken_back_stays_the_first_look(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    bench = make_bench(database, clock, tmp_path, "after_decision")
    _, scan_id = bench.scan(tmp_path)
    review = bench.take()
    before = bench.shown(scan_id).hides_findings
    bench.do(bench.readings.decide, ANNA, review.id, CLEAR)
    decided = bench.shown(scan_id).hides_findings
    bench.do(bench.procedures.undo, ANNA, review.id)
    refer = Decision(Outcome.REFER, _reasons(bench, Outcome.REFER))
    bench.do(bench.readings.decide, ANNA, review.id, refer)
    bench.settled()
    with database.read("test") as tx:
        switches = Quality(bench.readings).switches(tx, 30)

    assert (before, decided) == (True, False)
    assert (switches.looks, switches.to_stop, switches.to_clear) == (1, 1, 0)


def _reasons(bench: Bench, outcome: Outcome) -> tuple[str, ...]:
    fitting = [code.code for code in bench.procedures.reason_codes if outcome.value in code.outcomes]
    return tuple(code for code in fitting if code != "other")[:1]


def test_a_timeline_tells_neither_what_was_found_nor_what_another_said() -> None:
    def entry(kind: str, after: int = 0, **facts: object) -> Entry:
        at = NOON + timedelta(minutes=after)
        return Entry(kind, "c", at, at, kind, "x", dict(facts))

    entries = [
        entry("scan.recognised", scan_id="s", verdict="disagrees", reasons=["r"]),
        entry("review.decided", scan_id="s", outcome="clear", by="anna"),
        entry("risk.assessed", stage="scanned", reasons=["image_disagrees"]),
        entry("risk.assessed", stage="lodged", after=-1),
        entry("risk.assessed", stage="alarmed", after=9, reasons=["image_disagrees"]),
        entry("control.ordered", after=1, why="image_disagrees"),
        entry("review.decided", scan_id="other", outcome="clear", by="anna"),
    ]
    told = veiled(entries, {"s": Veil(findings=True, opinions=True)})

    assert [(one.kind, one.facts) for one in told] == [
        ("scan.recognised", {"scan_id": "s"}),
        ("risk.assessed", {"stage": "lodged"}),
        ("review.decided", {"scan_id": "other", "outcome": "clear", "by": "anna"}),
    ]
    assert veiled(entries, {}) == entries


def test_findings_are_accepted_rejected_or_relabelled_and_told_when_the_decision_takes_effect(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    bench = make_bench(database, clock, tmp_path, "before")
    consignment, scan_id = bench.scan(tmp_path)
    review = bench.take()
    finding = bench.plant_finding(scan_id)
    judge = bench.readings.judge
    bench.do(judge, ANNA, review.id, finding, FindingVerdict.ACCEPTED)
    bench.do(judge, ANNA, review.id, finding, FindingVerdict.RELABELLED, "shielding")
    kept = bench.do(bench.readings.judged, ANNA, review.id)
    with pytest.raises(Invalid):
        bench.do(judge, ANNA, review.id, finding, FindingVerdict.RELABELLED, "no such thing")
    with pytest.raises(NotFound):
        bench.do(judge, ANNA, review.id, "no such finding", FindingVerdict.REJECTED)
    bench.do(bench.readings.decide, ANNA, review.id, CLEAR)
    told_early = bench.room.news("finding.judged")
    bench.settled()
    [decided] = [news for news in bench.room.news("review.decided") if news["review_id"] == review.id]
    bench.hear("review.decided", consignment, decided)
    bench.hear("review.decided", consignment, decided)

    assert [(one.verdict, one.label) for one in kept] == [(FindingVerdict.RELABELLED, "shielding")]
    assert told_early == []
    assert [(n["finding_id"], n["verdict"], n["label"], n["by"]) for n in bench.room.news("finding.judged")] == [
        (finding, "relabelled", "shielding", "anna")
    ]


def test_words_of_a_reader_whose_time_ran_out_are_forgotten(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    bench = make_bench(database, clock, tmp_path, "before")
    _, scan_id = bench.scan(tmp_path)
    review = bench.take()
    finding = bench.plant_finding(scan_id)
    bench.do(bench.readings.judge, ANNA, review.id, finding, FindingVerdict.REJECTED)
    bench.house.clock.advance(timedelta(minutes=11))
    bench.take(BRUNO)

    assert bench.do(bench.readings.judged, BRUNO, review.id) == []


def test_a_word_on_a_finding_is_taken_back(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    bench = make_bench(database, clock, tmp_path, "before")
    _, scan_id = bench.scan(tmp_path)
    review = bench.take()
    finding = bench.plant_finding(scan_id)
    bench.do(bench.readings.judge, ANNA, review.id, finding, FindingVerdict.REJECTED)
    bench.do(bench.readings.unjudge, ANNA, review.id, finding)

    assert bench.do(bench.readings.judged, ANNA, review.id) == []


def test_a_first_look_that_was_handed_back_stays_the_first(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    bench = make_bench(database, clock, tmp_path, "after_first_look")
    _, scan_id = bench.scan(tmp_path)
    review = bench.take()
    bench.do(bench.readings.look_first, ANNA, review.id, Outcome.CLEAR)
    bench.do(bench.readings.hand_back, ANNA, review.id)
    again = bench.take(ANNA)
    with pytest.raises(Conflict, match="shown already"):
        bench.do(bench.readings.look_first, ANNA, review.id, Outcome.SUSPICIOUS)

    assert again.first_look is Outcome.CLEAR
    assert not bench.shown(scan_id).hides_findings


def test_each_analyst_has_the_own_first_look_again_when_the_review_comes_back(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    bench = make_bench(database, clock, tmp_path, "after_first_look")
    bench.scan(tmp_path)
    seen = []
    for user, look in ((ANNA, Outcome.CLEAR), (BRUNO, Outcome.SUSPICIOUS), (ANNA, None), (BRUNO, None)):
        review = bench.take(user)
        seen.append(review.first_look)
        if look is not None:
            bench.do(bench.readings.look_first, user, review.id, look)
        bench.do(bench.readings.hand_back, user, review.id)
    last = bench.take(CLARA)

    assert seen == [None, None, Outcome.CLEAR, Outcome.SUSPICIOUS]
    assert (last.first_look, last.revealed_at) == (None, None)


def test_who_reads_blindly_judges_findings_after_the_decision(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    bench = make_bench(database, clock, tmp_path, "after_decision")
    consignment, scan_id = bench.scan(tmp_path)
    review = bench.take()
    finding, judge = bench.plant_finding(scan_id), bench.readings.judge
    with pytest.raises(Conflict, match="look at the image first"):
        bench.do(judge, ANNA, review.id, finding, FindingVerdict.REJECTED)
    bench.do(bench.readings.decide, ANNA, review.id, CLEAR)
    bench.do(judge, ANNA, review.id, finding, FindingVerdict.REJECTED)
    before = bench.room.news("finding.judged")
    bench.settled()
    bench.hear("review.decided", consignment, {"review_id": review.id, "scan_id": scan_id, "by": ANNA.id})
    bench.do(judge, ANNA, review.id, finding, FindingVerdict.ACCEPTED)
    with pytest.raises(Conflict):
        bench.do(judge, BRUNO, review.id, finding, FindingVerdict.REJECTED)
    with pytest.raises(Conflict, match="told already"):
        bench.do(bench.readings.unjudge, ANNA, review.id, finding)

    assert before == []
    assert [told["verdict"] for told in bench.room.news("finding.judged")] == ["rejected", "accepted"]
    assert [one.verdict for one in bench.do(bench.readings.judged, ANNA, review.id)] == [FindingVerdict.ACCEPTED]
