"""Authorisation and age of an enterprise depend on the day that is asked about."""

from datetime import date

import pytest

from customhouse.enterprises.model import Enterprise, Seat

NORRLAND = Enterprise(
    id="XME00001",
    name="Norrland & Vale Furniture",
    address=Seat("14 Dock Lane", "Port Mersea", "PM1 4DL", "XM"),
    registered_on=date(2026, 1, 31),
    authorised_since=date(2026, 5, 1),
)


def test_an_enterprise_is_authorised_from_its_day_on() -> None:
    assert not NORRLAND.is_authorised(date(2026, 4, 30))
    assert NORRLAND.is_authorised(date(2026, 5, 1))


@pytest.mark.parametrize(
    ("day", "months"),
    [(date(2025, 1, 1), 0), (date(2026, 2, 28), 0), (date(2026, 3, 31), 2), (date(2027, 1, 30), 11)],
)
def test_only_whole_months_of_registration_count(day: date, months: int) -> None:
    assert NORRLAND.months_registered(day) == months
