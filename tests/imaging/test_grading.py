"""Which severity a probability has, by the limits of policy and of a model's card."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from customhouse.imaging.comparison.allowed import allowed_by
from customhouse.imaging.grading import check_fits, grading_by
from customhouse.imaging.model import Finding, Held
from customhouse.imaging.model.grading import AS_CARD, BY_CARD, BY_POLICY, Severity, Suspicion, graded
from customhouse.imaging.records import FINDINGS
from customhouse.kernel.errors import Invalid
from customhouse.kernel.reasons import Reason
from customhouse.policy.model import Dated, Parameter, Value
from customhouse.policy.package import PolicyPackage
from tests.imaging.rooms import POLICY

CARD = {Severity.LOW: 0.3, Severity.MEDIUM: 0.6, Severity.HIGH: 0.9}


@pytest.mark.parametrize(
    ("probability", "severity"),
    [(0.2, None), (0.3, Severity.LOW), (0.7, Severity.MEDIUM), (0.95, Severity.HIGH)],
)
def test_where_policy_is_silent_the_card_decides(probability: float, severity: Severity | None) -> None:
    found = graded(probability, Suspicion.THREAT, CARD)

    assert (found and found[0]) == severity
    assert found is None or found[1].by == BY_CARD


def test_policy_goes_before_the_card() -> None:
    severity, held = graded(0.5, Suspicion.WEAPON, CARD, {Severity.HIGH: 0.4}) or (None, None)

    assert severity is Severity.HIGH
    assert held is not None
    assert (held.limit, held.by, held.of) == (0.4, BY_POLICY, Suspicion.WEAPON)


def test_a_finding_that_was_kept_before_it_was_said_what_is_suspected_is_read_as_it_is() -> None:
    held = Held(0.45, 0.4, BY_CARD, Suspicion.WEAPON)
    reason = Reason("object_suspected", "This may be a firearm.")
    finding = Finding("o0", "suspected_object", None, Severity.MEDIUM, reason, held=held)
    [kept] = FINDINGS.dump_python((finding,), mode="json")
    assert FINDINGS.validate_python([kept]) == (finding,)

    del kept["held"]["of"]
    assert FINDINGS.validate_python([kept]) == (replace(finding, held=replace(held, of=None)),)


def test_what_policy_asks_for_medium_the_card_cannot_call_high_with_less() -> None:
    policy = {Severity.MEDIUM: 0.97}

    assert [
        found and found[0] for found in (graded(each, Suspicion.THREAT, CARD, policy) for each in (0.95, 0.98))
    ] == [
        Severity.LOW,
        Severity.HIGH,
    ]


def test_policy_says_which_classes_are_merely_noticed() -> None:
    key = "imaging.ct_noticed_classes"
    dated = Parameter(key, "", "codes", (Dated(date(2026, 7, 1), ("lithium_cells", "tobacco"), "Order of the test"),))
    policy = replace(POLICY, parameters={**POLICY.parameters, key: dated})
    silent = replace(POLICY, parameters={name: each for name, each in POLICY.parameters.items() if name != key})

    assert grading_by(policy, date(2026, 7, 1)).noticed == {"lithium_cells", "tobacco"}
    assert str(grading_by(policy, date(2026, 7, 1))) == "noticed lithium_cells and tobacco"
    assert allowed_by(policy, datetime(2026, 7, 1, tzinfo=UTC)).noticed == {"lithium_cells", "tobacco"}
    assert grading_by(silent, date(2026, 7, 1)) == AS_CARD


def test_a_policy_that_notices_what_no_network_suspects_is_refused_at_the_start() -> None:
    def noticing(*values: Value | None) -> PolicyPackage:
        key = "imaging.ct_noticed_classes"
        dated = tuple(Dated(date(2026, 7, day), each, "Order of the test") for day, each in enumerate(values, 1))
        return replace(POLICY, parameters={**POLICY.parameters, key: Parameter(key, "", "codes", dated)})

    check_fits(POLICY)
    check_fits(replace(POLICY, parameters={}))
    check_fits(noticing(("tobacco",), None, "lithium_cells", ()))
    for wrong, told in (
        (("lithium_cells", "air"), "no network suspects air"),
        ("lithium_cels", "no network suspects lithium_cels"),
        (Decimal(3), "no list of codes"),
    ):
        with pytest.raises(Invalid, match=told):
            check_fits(noticing(wrong, ("lithium_cells",)))


def test_policy_sets_the_limits_of_weapons_from_a_day_on() -> None:
    key = "imaging.ct_weapon_medium_percent"
    dated = Parameter(key, "", "percent", (Dated(date(2026, 7, 1), Decimal(30), "Order of the test"),))
    policy = replace(POLICY, parameters={**POLICY.parameters, key: dated})
    grading = grading_by(policy, date(2026, 7, 1))

    assert grading_by(policy, date(2026, 6, 30)) == grading_by(POLICY, date(2026, 7, 1)) == AS_CARD
    assert (grading.weapons, grading.objects) == ({Severity.MEDIUM: 0.3}, {})
    assert str(grading) == "weapons medium from 0.3"
