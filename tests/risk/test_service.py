"""Assessments are kept with all that made them, asked anew when something is learned, and told."""

from datetime import timedelta
from decimal import Decimal

import pytest

from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.errors import NotFound
from customhouse.kernel.events import Message
from customhouse.policy.model import Level
from customhouse.risk.events import RiskAssessed
from customhouse.risk.lottery import FixedLottery
from customhouse.risk.model import Ask, Lane, Seen, Stage, What, Witnessed
from customhouse.risk.service import Risk
from tests.risk.building import MERIDIA, Told, make_risk, make_said

CASE = "01900000-0000-7000-8000-000000000001"


@pytest.fixture
def told() -> Told:
    return Told(says={CASE: make_said()})


@pytest.fixture
def risk(told: Told) -> Risk:
    return make_risk(told)


def test_a_lodged_declaration_is_assessed_and_told_of(database: Database, risk: Risk) -> None:
    with database.begin("system:risk") as tx:
        assessment = risk.assess(tx, CASE, Stage.LODGED)
        announced = list(tx.announced)

    assert assessment is not None
    assert (assessment.lane, assessment.number, assessment.previous_lane) == (Lane.GREEN, 1, None)
    assert assessment.asks == (Ask(What.SCAN, "container", "container_scanned", fresh=True),)
    assert [type(event) for event in announced] == [RiskAssessed]


def test_an_assessment_is_read_back_as_it_was_made(database: Database, risk: Risk) -> None:
    with database.begin("system:risk") as tx:
        made = risk.assess(tx, CASE, Stage.LODGED)
    with database.read("somebody") as tx:
        kept = risk.latest(tx, CASE)

    assert kept is not None
    assert made is not None
    assert (kept.grounds, kept.draw, kept.policy_hash, kept.input_hash) == (
        made.grounds,
        made.draw,
        MERIDIA.hash,
        made.input_hash,
    )
    assert kept.selection_probability == Decimal("0.01")


def test_a_kept_assessment_is_made_again_from_what_was_kept(database: Database, risk: Risk) -> None:
    with database.begin("system:risk") as tx:
        made = risk.assess(tx, CASE, Stage.LODGED)
    with database.read("somebody") as tx:
        assert made is not None
        again = risk.replayed(tx, made.id)

    assert (again.lane, again.rows, again.grounds) == (made.lane, made.rows, made.grounds)


def test_a_cut_rope_makes_a_green_consignment_red(database: Database, told: Told, risk: Risk) -> None:
    with database.begin("system:risk") as tx:
        risk.assess(tx, CASE, Stage.LODGED)
    told.witnesses[CASE] = Witnessed(open_alarm="critical", late_alarm=True)
    with database.begin("system:risk") as tx:
        after = risk.assess(tx, CASE, Stage.ALARMED)

    assert after is not None
    assert (after.lane, after.previous_lane, after.number) == (Lane.RED, Lane.GREEN, 2)
    assert Ask(What.EXAMINATION, "alarm-critical-late", "alarm_critical_late", fresh=True) in after.asks
    assert Ask(What.SCAN, "container", "container_scanned", fresh=False) in after.asks


def test_an_alarm_that_changes_nothing_is_not_kept_as_an_assessment(database: Database, told: Told, risk: Risk) -> None:
    with database.begin("system:risk") as tx:
        risk.assess(tx, CASE, Stage.LODGED)
        risk.assess(tx, CASE, Stage.ALARMED)
        told.sees[CASE] = Seen("agrees")
        risk.assess(tx, CASE, Stage.SCANNED)
        history = risk.history(tx, CASE)

    assert [assessment.stage for assessment in history] == [Stage.SCANNED, Stage.LODGED]


def test_an_amended_declaration_is_asked_everything_anew(database: Database, risk: Risk) -> None:
    with database.begin("system:risk") as tx:
        risk.assess(tx, CASE, Stage.LODGED)
        amended = risk.assess(tx, CASE, Stage.AMENDED)

    assert amended is not None
    assert all(ask.fresh for ask in amended.asks)


def test_the_draw_is_made_once(database: Database, told: Told) -> None:
    with database.begin("system:risk") as tx:
        make_risk(told, FixedLottery(Decimal(0))).assess(tx, CASE, Stage.LODGED)
        later = make_risk(told, FixedLottery(Decimal("0.5"))).assess(tx, CASE, Stage.AMENDED)

    assert later is not None
    assert (later.draw.number, later.draw.is_drawn, later.lane) == (Decimal(0), True, Lane.RED)


def test_nothing_is_assessed_where_nothing_is_declared(database: Database, told: Told, risk: Risk) -> None:
    told.says.clear()
    with database.begin("system:risk") as tx:
        assert risk.assess(tx, CASE, Stage.SCANNED) is None
        assert tx.announced == []


def test_news_of_no_consignment_is_passed_over(database: Database, risk: Risk, clock: FixedClock) -> None:
    stray = Message("1", "gate.read", "", clock.at, clock.at, "device:gate", {})
    with database.begin("system:risk") as tx:
        risk.hear(tx, stray)

        assert tx.announced == []


def test_an_assessment_happens_now_however_old_its_cause_is(database: Database, risk: Risk, clock: FixedClock) -> None:
    earlier = clock.at - timedelta(hours=3)
    with database.begin("system:risk") as tx:
        risk.hear(tx, Message("1", "declaration.lodged", CASE, earlier, clock.at, "user", {}))

        assert [event.occurred_at for event in tx.announced] == [clock.at]


def test_each_consignment_of_a_list_gets_its_newest_assessment(database: Database, told: Told, risk: Risk) -> None:
    other = CASE[:-1] + "2"
    told.says[other] = make_said(authorised=True)
    with database.begin("system:risk") as tx:
        risk.assess(tx, CASE, Stage.LODGED)
        risk.assess(tx, CASE, Stage.AMENDED)
        risk.assess(tx, other, Stage.LODGED)
        latest = risk.latest_of(tx, [CASE, other, "unknown"])

    assert {key: assessment.number for key, assessment in latest.items()} == {CASE: 2, other: 1}


def test_traders_are_told_less_than_officers(database: Database, told: Told, risk: Risk) -> None:
    told.says[CASE] = make_said(trader_months=2)
    with database.begin("system:risk") as tx:
        assessment = risk.assess(tx, CASE, Stage.LODGED)

    assert assessment is not None
    assert [g.reason.code for g in assessment.reasons(Level.OFFICER)] == ["trader_new", "container_scanned"]
    assert [g.reason.code for g in assessment.reasons(Level.TRADER)] == [
        "selected_for_document_check",
        "selected_for_scan",
    ]


def test_only_the_enterprise_that_lodged_may_follow(database: Database, risk: Risk) -> None:
    with database.read("somebody") as tx:
        assert risk.may_follow(tx, CASE, "XME00017")
        assert not risk.may_follow(tx, CASE, "XME00001")
        assert not risk.may_follow(tx, CASE, None)


def test_an_unknown_assessment_is_not_found(database: Database, risk: Risk) -> None:
    with database.read("somebody") as tx, pytest.raises(NotFound):
        risk.get(tx, "nowhere")
