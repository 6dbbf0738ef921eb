"""A projected threat is found or missed, told at once, and nothing of the consignment changes by it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from customhouse.imaging.model import Finding, Severity
from customhouse.imaging.store import scans
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import METADATA, Database
from customhouse.kernel.errors import Conflict, Invalid
from customhouse.kernel.reasons import Reason
from customhouse.procedures.model import Decision, Mark, Outcome, ReviewState
from customhouse.procedures.readings.model import FindingVerdict, TipOutcome, points_at, scored
from customhouse.procedures.readings.service import Told
from tests.conftest import NOON, import_all_stores
from tests.imaging.registry.heads import posted
from tests.procedures.building import ANNA, BRUNO, House
from tests.procedures.readings.building import Bench, mark_on, suspicious

ELSEWHERE = Mark(0, 2, 2, 5, 5)


@pytest.fixture
def bench(database: Database, clock: FixedClock, tmp_path: Path) -> Bench:
    return Bench(database, tmp_path, House(database, clock))


def test_a_copy_is_shown_to_who_takes_the_case_and_to_nobody_else(bench: Bench, tmp_path: Path) -> None:
    _, scan_id = bench.scan(tmp_path)
    before = bench.shown(scan_id).key
    projection = bench.project(scan_id)
    bench.take(ANNA)

    assert bench.shown(scan_id, ANNA).key != before
    assert bench.shown(scan_id, BRUNO).key == before
    assert projection.places


def test_a_copy_is_seen_by_the_sites_own_models_as_the_scan_was(bench: Bench, tmp_path: Path) -> None:
    assert bench.room.imaging.registry is not None
    bench.do(bench.room.imaging.registry.register, posted("negative", "1"))
    _, scan_id = bench.scan(tmp_path)
    real = bench.shown(scan_id)
    bench.project(scan_id)
    bench.take(ANNA)
    copy = bench.shown(scan_id)

    assert copy.key != real.key
    assert copy.scan.recognition.models == real.scan.recognition.models
    assert real.scan.recognition.models[-1].challenger


def test_found_is_told_at_once_and_the_real_image_comes_next(bench: Bench, tmp_path: Path) -> None:
    consignment, scan_id = bench.scan(tmp_path)
    real = bench.shown(scan_id).key
    projection = bench.project(scan_id)
    review = bench.take()
    told = bench.do(bench.readings.decide, ANNA, review.id, suspicious(mark_on(projection.places[0])))

    assert isinstance(told, Told)
    assert (told.outcome, told.places) == (TipOutcome.FOUND, projection.places)
    assert bench.shown(scan_id).key == real

    bench.do(bench.readings.decide, ANNA, review.id, Decision(Outcome.CLEAR), real)
    bench.settled()

    assert bench.house.dossier(consignment).reviews[0].state is ReviewState.DECIDED


def test_the_decision_on_a_copy_must_say_what_any_decision_must(bench: Bench, tmp_path: Path) -> None:
    _, scan_id = bench.scan(tmp_path)
    bench.project(scan_id)
    review = bench.take()

    with pytest.raises(Invalid):
        bench.do(bench.readings.decide, ANNA, review.id, suspicious())


def test_a_decision_on_an_image_that_is_no_longer_shown_is_refused(bench: Bench, tmp_path: Path) -> None:
    _, scan_id = bench.scan(tmp_path)
    bench.project(scan_id)
    review = bench.take()
    copy = bench.shown(scan_id).key
    bench.do(bench.readings.decide, ANNA, review.id, Decision(Outcome.CLEAR), copy)

    with pytest.raises(Conflict, match="look at it again"):
        bench.do(bench.readings.decide, ANNA, review.id, suspicious(ELSEWHERE), copy)


def test_nobody_is_shown_a_copy_in_the_middle_of_a_case_or_twice(bench: Bench, tmp_path: Path) -> None:
    _, scan_id = bench.scan(tmp_path)
    review = bench.take()
    real = bench.shown(scan_id).key
    bench.project(scan_id)
    bench.take()

    assert bench.shown(scan_id).key == real

    bench.do(bench.readings.hand_back, ANNA, review.id)
    bench.take(BRUNO)
    copy = bench.shown(scan_id, BRUNO).key
    bench.do(bench.readings.hand_back, BRUNO, review.id)
    bench.take(ANNA)

    assert copy != real
    assert bench.shown(scan_id, ANNA).key == real


def test_a_copy_of_what_is_no_longer_clean_or_was_compared_anew_is_not_shown(bench: Bench, tmp_path: Path) -> None:
    _, scan_id = bench.scan(tmp_path)
    bench.project(scan_id)
    real = bench.shown(scan_id).key
    with bench.database.begin("test") as tx:
        kept = bench.room.imaging.get(tx, scan_id)
        fitting = bench.projections.fitting(tx, kept)
        alarming = Finding("x", "dense_object", None, Severity.HIGH, Reason("dense", "Dense."))
        unclean = bench.projections.fitting(tx, replace(kept, findings=(alarming,)))
        assert kept.recognition is not None
        newer = replace(kept, recognition=replace(kept.recognition, version="newer"))
        otherwise = bench.projections.fitting(tx, newer)
        weighed = bench.projections.fitting(tx, replace(kept, weighed_kg=90_000.0))
    with bench.database.begin("test") as tx:
        tx.connection.execute(update(scans).where(scans.c.id == scan_id).values(weighed_kg=90_000.0))
    bench.take()

    assert fitting is not None
    assert (unclean, otherwise, weighed) == (None, None, None)
    assert bench.shown(scan_id).key == real


def test_a_copy_ends_with_its_review(bench: Bench, tmp_path: Path) -> None:
    consignment, scan_id = bench.scan(tmp_path)
    bench.project(scan_id)
    bench.take()
    bench.house.declared.withdrawn.add(consignment)
    bench.house.tell("declaration.withdrawn", consignment)
    bench.do(bench.readings.next, BRUNO)
    with bench.database.read("test") as tx:
        [ended] = bench.readings.tips(tx, NOON - timedelta(days=1), ANNA.id)

    assert ended.outcome is TipOutcome.LAPSED


def test_words_on_findings_of_a_copy_are_kept_with_it_and_told_to_nobody(bench: Bench, tmp_path: Path) -> None:
    consignment, scan_id = bench.scan(tmp_path)
    bench.project(scan_id)
    review = bench.take()
    findings = bench.shown(scan_id).scan.findings
    before = bench.state_of(consignment)
    if findings:
        bench.do(bench.readings.judge, ANNA, review.id, findings[0].id, FindingVerdict.REJECTED)
    bench.do(bench.readings.decide, ANNA, review.id, Decision(Outcome.CLEAR))

    assert bench.state_of(consignment) == before
    assert bench.do(bench.readings.judged, ANNA, review.id) == []


OUTCOMES = st.sampled_from(list(Outcome))
PLACES = st.tuples(st.integers(0, 300), st.integers(0, 150), st.integers(1, 60), st.integers(1, 60))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(outcome=OUTCOMES, box=PLACES, hands_back=st.booleans(), looks=st.booleans())
def test_whatever_is_done_with_a_copy_the_consignment_is_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, outcome: Outcome, box: Any, hands_back: bool, looks: bool
) -> None:
    folder = tmp_path_factory.mktemp("bench")
    clock = FixedClock(NOON)
    import_all_stores()
    database = Database(f"sqlite:///{folder}/house.sqlite", clock)
    METADATA.create_all(database.engine)
    values = {"ai_reveal": "after_first_look"} if looks else {}
    bench = Bench(database, folder, House(database, clock), values)
    consignment, scan_id = bench.scan(folder)
    bench.project(scan_id)
    review = bench.take()
    before = bench.state_of(consignment)
    if looks:
        bench.do(bench.readings.look_first, ANNA, review.id, Outcome.SUSPICIOUS)
    if hands_back:
        bench.do(bench.readings.hand_back, ANNA, review.id)
        bench.take(ANNA)
    else:
        reasons = {"clear": (), "suspicious": ("dense_object",)}.get(outcome.value, _reason(bench, outcome))
        bench.do(bench.readings.decide, ANNA, review.id, Decision(outcome, reasons, (Mark(0, *box),)))
    after = bench.state_of(consignment)
    database.close()

    assert _as_kept(after) == _as_kept(before)


def _reason(bench: Bench, outcome: Outcome) -> tuple[str, ...]:
    fitting = [code.code for code in bench.procedures.reason_codes if outcome.value in code.outcomes]
    return tuple(code for code in fitting if code != "other")[:1]


def _as_kept(state: Any) -> Any:
    """Without what handing any case back leaves behind: that it was handed back."""
    dossier, *rest = state
    return (
        [(r.id, r.state, r.decision, r.due_at, r.severity) for r in dossier.reviews],
        dossier.controls,
        dossier.case,
        *rest,
    )


def test_a_mark_beside_the_threat_or_over_the_whole_image_finds_nothing(bench: Bench, tmp_path: Path) -> None:
    _, scan_id = bench.scan(tmp_path)
    place = bench.project(scan_id).places[0]

    assert points_at(mark_on(place), place)
    assert not points_at(mark_on(place, x=place.box.x + 3 * place.box.width + 9), place)
    assert not points_at(Mark(place.view, 0, 0, 4000, 4000), place)
    assert scored(suspicious(mark_on(place), ELSEWHERE), [place]) == (TipOutcome.FOUND, 1)
    assert scored(suspicious(ELSEWHERE), [place]) == (TipOutcome.MISSED, 1)
    assert scored(Decision(Outcome.CLEAR), [place]) == (TipOutcome.MISSED, 0)
    assert scored(Decision(Outcome.RESCAN, ("x",)), [place]) == (TipOutcome.UNDECIDED, 0)


def test_where_the_share_is_nought_or_the_image_is_not_clean_no_copy_is_made(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    bench = Bench(database, tmp_path, House(database, clock), {"tip_share_percent": Decimal(0)})
    _, scan_id = bench.scan(tmp_path)
    with database.begin("test") as tx:
        drawn = bench.projections.draw(tx, scan_id)

    assert drawn is None


def test_a_threat_that_is_withheld_is_not_drawn(bench: Bench, tmp_path: Path) -> None:
    for offered in bench.do(bench.projections.library):
        if offered.threat.code != "lead_pot":
            bench.do(bench.projections.offer, offered.threat.code, offered=False)
    _, scan_id = bench.scan(tmp_path)

    assert bench.project(scan_id).threat.code == "lead_pot"
