"""What a policy allows, and what holds where it says nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from customhouse.imaging.comparison import Tolerances
from customhouse.imaging.comparison.allowed import allowed_by
from customhouse.policy.model import Dated, Parameter, Value
from customhouse.policy.package import PolicyPackage
from tests.imaging.rooms import POLICY

DAY = datetime(2026, 11, 2, tzinfo=UTC)
NEWEST = ("parcel_kinds_of_goods_settle", "parcel_commodity_seen_percent", "parcel_undeclared_doubtful_percent")


def policy(**said: Value | None) -> PolicyPackage:
    """The shipped policy, saying this of images instead."""
    units = {name: POLICY.parameters[f"imaging.{name}"].unit for name in said}
    changed = {
        f"imaging.{name}": Parameter(name, "", units[name], (Dated(date(2026, 1, 1), value, "Order of the test"),))
        for name, value in said.items()
    }
    return replace(POLICY, parameters={**POLICY.parameters, **changed})


def test_a_policy_from_before_a_limit_was_made_allows_what_is_usual() -> None:
    left = {key: each for key, each in POLICY.parameters.items() if key.removeprefix("imaging.") not in NEWEST}
    older = replace(POLICY, parameters=left)
    usual = Tolerances()

    assert allowed_by(older, DAY) == replace(
        allowed_by(POLICY, DAY),
        parcel_kinds_settle=usual.parcel_kinds_settle,
        parcel_commodity_seen=usual.parcel_commodity_seen,
        parcel_undeclared_doubtful=usual.parcel_undeclared_doubtful,
    )


def test_a_policy_that_says_nothing_of_images_allows_what_is_usual() -> None:
    silent = {key: each for key, each in POLICY.parameters.items() if not key.startswith("imaging.")}

    assert allowed_by(replace(POLICY, parameters=silent), DAY) == Tolerances()


@pytest.mark.parametrize(
    ("said", "settle", "seen", "undeclared"),
    [
        ((False, Decimal(40), Decimal(5)), False, 0.4, 0.05),
        ((None, None, None), True, 0.25, 0.5),
    ],
    ids=["said", "repealed"],
)
def test_what_policy_says_is_taken_and_what_it_repealed_is_as_usual(
    said: tuple[Value | None, ...], settle: bool, seen: float, undeclared: float
) -> None:
    found = allowed_by(policy(**dict(zip(NEWEST, said, strict=True))), DAY)

    assert found.parcel_kinds_settle is settle
    assert (found.parcel_commodity_seen, found.parcel_undeclared_doubtful) == (seen, undeclared)
